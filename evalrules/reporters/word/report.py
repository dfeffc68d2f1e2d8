"""A report in Word, as an office hands it in: the overview where there are several subjects, then each of them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.languages import punctuation
from evalrules.base.sentences import hint, sentence
from evalrules.model.assessment import Assessment
from evalrules.model.report import Report, Result
from evalrules.reporters.baseline_section import baseline_section
from evalrules.reporters.overview_page import overview_sections, whole_in_words
from evalrules.reporters.page import BAD, OPEN, Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Table
from evalrules.reporters.word.page import Chapter, chapters_of, cover_fields
from evalrules.reporters.word.paper import Paper
from evalrules.reporters.word.style import NARROW, OFFICIAL

MAX_SUBJECTS = 200
"""Beyond so many subjects only the overview lists them."""
MAX_PROBLEMS = 200
"""So many problems of an input are listed, errors first."""

_INKS = {"not_met": BAD, "fired": BAD, "not_held": BAD, "unknown": OPEN, "open": OPEN}
PANEL_ROWS = 7
"""Rows for the members of a panel."""
_PANEL_SHARES = (26, 48, 32, 26, 24)
_PLACES_TO_SIGN = (
    ("team_leader", "assessing_body"),
    ("person_in_charge", "assessed_body"),
    ("signed_on", "signed_on"),
)


def render_docx(report: Report, language: str) -> bytes:
    """The report as a Word file in "zh" or "en", the same bytes for the same report."""
    writer = _ReportWriter(report, language)
    if len(report.results) == 1:
        writer.only(report.results[0])
    else:
        writer.several()
    writer.unplaced()
    return writer.finished()


class _ReportWriter:
    def __init__(self, report: Report, language: str) -> None:
        self.report = report
        self.language = language
        inks = {say(word, language): tone for word, tone in _INKS.items()}
        self.paper = Paper(language, inks, NARROW if len(report.results) > 1 else OFFICIAL)

    def say(self, phrase: str, **values: str) -> str:
        return say(phrase, self.language, **values)

    # -- one subject -------------------------------------------------------------------------------------------

    def only(self, result: Result) -> None:
        """A report on a single input; its title is that of the document."""
        found = result.assessment
        if found is None:
            self.paper.title(self.say("report"), result.path)
            self.not_evaluated([result], level=1)
            return
        self.paper.title(self.say("report"), Writer(found, self.language).subject())
        self.paper.fields(cover_fields(found, self.language))
        self.panel()
        self.paper.new_page()
        self.chapters(found, level=1)
        self.compared()
        self.opinions()
        self.signatures()

    def panel(self) -> None:
        """The members of the panel, to be filled in by hand or on the screen."""
        headers = tuple(self.say(name) for name in ("name", "employer", "post", "duty", "signature"))
        self.paper.heading(self.say("panel_members"), 2)
        self.paper.table(Table(headers, (("",) * len(headers),) * PANEL_ROWS, _PANEL_SHARES))

    def opinions(self) -> None:
        """A page with room for what each side says, before it is signed and sealed."""
        self.paper.new_page()
        self.paper.heading(self.say("opinions"), 1)
        names = ("opinion_of_panel", "opinion_of_assessed", "opinion_of_office")
        self.paper.boxes([(self.say(name), self.say("sealed_on")) for name in names])

    def chapters(self, found: Assessment, *, level: int) -> None:
        """The chapters on a subject."""
        explain, short = self.report.options.explain, len(self.report.results) > 1
        chapters = chapters_of(found, self.language, explain=explain, short=short and not explain)
        for is_annex, several in groupby(chapters, key=lambda chapter: chapter.is_annex):
            listed = list(several)
            if is_annex:
                self.paper.lie(section.table for chapter in listed for section in chapter.sections)
            for chapter in listed:
                self.chapter(chapter, level)
            self.paper.stand()

    def chapter(self, chapter: Chapter, level: int) -> None:
        """One of them, under its heading."""
        self.paper.heading(chapter.title, level)
        if chapter.verdict is not None:
            self.paper.verdict(*chapter.verdict)
        for section in chapter.sections:
            self.paper.section(section, level + 1)

    def signatures(self) -> None:
        """Places for those who assess and those who are assessed."""
        self.paper.signatures([(self.say(left), self.say(right)) for left, right in _PLACES_TO_SIGN])

    # -- several -----------------------------------------------------------------------------------------------

    def several(self) -> None:
        """The overview, then each subject from a new page, then what could not be evaluated."""
        self.paper.title(self.say("report"), self.say("overview"))
        if self.report.results:
            for section in overview_sections(whole_in_words(self.report, self.language), self.language):
                dense = None if section.table is None else section.table._replace(dense=True)
                self.paper.section(section._replace(table=dense), 1)
        self.compared()
        assessed = [result.assessment for result in self.report.results if result.assessment is not None]
        for found in assessed[:MAX_SUBJECTS]:
            self.paper.new_page()
            self.paper.heading(Writer(found, self.language).subject(), 1)
            self.paper.line("　".join(filter(None, (found.period, Writer(found, self.language).subtitle()))))
            self.chapters(found, level=2)
        if len(assessed) > MAX_SUBJECTS:
            self.paper.line(self.say("more_subjects", count=str(len(assessed) - MAX_SUBJECTS)))
        self.signatures()
        broken = [result for result in self.report.results if result.assessment is None]
        if broken:
            self.paper.new_page()
            self.not_evaluated(broken, level=1)

    def compared(self) -> None:
        """What the baseline makes of the subjects, where one was given."""
        section = baseline_section(self.report, self.language)
        if section is not None:
            self.paper.section(section, 1)

    # -- problems ----------------------------------------------------------------------------------------------

    def not_evaluated(self, results: Sequence[Result], *, level: int) -> None:
        """Inputs without a verdict, each with everything that is wrong with it."""
        self.paper.heading(self.say("not_evaluated").capitalize(), level)
        for result in results:
            self.paper.heading(result.path, level + 1)
            self.problems(result.diagnostics)

    def unplaced(self) -> None:
        """Problems that belong to no single input."""
        if self.report.diagnostics:
            self.paper.heading(self.say("problems"), 1)
            self.problems(self.report.diagnostics)

    def problems(self, found: Sequence[Diagnostic]) -> None:
        """Errors first; where there are too many the rest is counted."""
        ordered = sorted(found, key=lambda one: not one.is_error)
        for one in ordered[:MAX_PROBLEMS]:
            self.problem(one)
        if len(ordered) > MAX_PROBLEMS:
            self.paper.line(self.say("more_errors", count=str(len(ordered) - MAX_PROBLEMS)))

    def problem(self, one: Diagnostic) -> None:
        """What is wrong and where, and what to do about it."""
        colon = punctuation(self.language).colon
        place = "" if one.place is None else punctuation(self.language).bracketed(str(one.place))
        self.paper.item(f"{one.code} {self.say(one.severity)}{colon}{sentence(one, self.language)}{place}")
        advice = hint(one, self.language)
        if advice:
            self.paper.item(f"  {self.say('hint')}{colon}{advice}")

    def finished(self) -> bytes:
        """The document; its properties name the subject and the standards."""
        found = [result.assessment for result in self.report.results if result.assessment is not None]
        name = Writer(found[0], self.language).subject() if len(self.report.results) == 1 and found else ""
        standards = dict.fromkeys(one.ruleset.title.in_language(self.language) for one in found)
        title = " ".join(filter(None, (name, self.say("report"))))
        return self.paper.finished(title, punctuation(self.language).semicolon.join(standards))
