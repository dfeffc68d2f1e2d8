"""A self-report in Word: chapters by group with the figures in sentences, to be gone on with by who hands it in.

What only people know stands in brackets, to be written over.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from evalrules.base.languages import ZH, punctuation, spoken
from evalrules.model.assessment import Assessment, Finding
from evalrules.model.report import Report
from evalrules.reporters.figure_words import FigureLine
from evalrules.reporters.figures import scored, total_of
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.remedies import remedies_of
from evalrules.reporters.short_page import by_numbers
from evalrules.reporters.word.page import numeral, side_by_side, small
from evalrules.reporters.word.paper import Paper, capital


def render_self_report(report: Report, language: str) -> bytes:
    """A self-report on each subject, one after the other, in "zh" or "en"."""
    paper = Paper(language, {})
    found = [result.assessment for result in report.results if result.assessment is not None]
    for at, one in enumerate(found):
        if at:
            paper.new_page()
        _SelfReport(paper, one, language).write()
    for result in report.results:
        if result.assessment is None:
            paper.stand()
            paper.line(f"{result.path} — {say('not_evaluated', language)}")
    name = Writer(found[0], language).subject() if len(found) == 1 else ""
    return paper.finished(" ".join(filter(None, (name, say("self_report", language)))), "")


class _SelfReport:
    def __init__(self, paper: Paper, found: Assessment, language: str) -> None:
        self.paper = paper
        self.writer = Writer(found, language)
        self.language = language
        self.number = 0

    def say(self, phrase: str, **values: str) -> str:
        return say(phrase, self.language, **values)

    @property
    def _colon(self) -> str:
        return punctuation(self.language).colon

    def write(self) -> None:
        """Title, then what the subject is, what it came to, each group, what is wrong, and what will be done."""
        found, writer = self.writer.found, self.writer
        self.paper.stand()
        self.paper.title(f"{writer.subject_name()}{spoken(('', ' — '), self.language)}{self.say('self_report')}", "")
        self.paper.line(self.say("self_opening", title=writer.label(found.ruleset.title), document=self._document()))
        self.chapter("self_basics")
        self.paper.line(self.say("to_write_basics"))
        self.chapter("self_result")
        self.paper.line(self._result())
        for _, findings in groupby(found.findings, key=lambda one: one.group):
            listed = list(findings)
            title = writer.group_of(listed[0]) or self.say("indicators")
            self.chapter("self_group", title=capital(title, self.language))
            for at, finding in enumerate(listed, start=1):
                self.paper.line(f"{at}. {self._sentence(finding)}")
        self.problems()
        self.annexes()

    def chapter(self, phrase: str, **values: str) -> None:
        """The next numbered heading."""
        self.number += 1
        shown = spoken((f"{numeral(self.number)}、", f"{self.number}. "), self.language)
        self.paper.heading(shown + self.say(phrase, **values), 1)

    def _document(self) -> str:
        document = self.writer.found.ruleset.document
        return self.say("in_brackets", text=document) if document else ""

    def _result(self) -> str:
        found = self.writer.found
        total = str(len(found.findings))
        told = self.say("self_counts", level=self.writer.verdict(), total=total, counts=self.writer.counts())
        groups = scored(found)
        if not groups:
            return told
        full, awarded, lost = self.writer.scores(total_of(group.total for group in groups))
        return told + self.say("self_points", full=full, awarded=awarded, lost=lost)

    def _sentence(self, finding: Finding) -> str:
        """An indicator in a sentence, with its figures."""
        writer, title = self.writer, self.writer.label(finding.title)
        if finding.points is not None:
            (group,) = scored(writer.found._replace(findings=(finding,))) or (None,)
            if group is not None:
                full, awarded, lost = writer.scores(group.total)
                name = "self_full" if lost == "0" else "self_scored"
                return self.say(name, title=title, full=full, awarded=awarded, lost=lost)
        lines = writer.figure_lines(finding)
        told = punctuation(self.language).comma.join(self._figure(line, title) for line in lines)
        result = writer.outcome(finding)
        if not told:
            return self.say("self_bare", title=title, result=result)
        if len(lines) == 1 and _words(lines[0].title) == _words(title):
            return self.say("self_one_figure", figures=told, result=result)
        return self.say("self_figures", title=title, figures=told, result=result)

    def _figure(self, line: FigureLine, indicator: str) -> str:
        """A figure with what is asked of it; an answer in words stands behind a colon."""
        title = line.title.removeprefix(f"{indicator}{self._colon}")
        name = "self_figure" if line.have[:1].isdigit() or line.have.startswith("-") else "self_answer"
        return self.say(name, title=title, have=self._set_off(line.have), need=self._set_off(line.need))

    def _set_off(self, text: str) -> str:
        """A figure with the space that Chinese leaves before it, and none before a word."""
        is_word = text[:1].isalpha() and not text.isascii()
        return text if self.language != ZH or is_word else f" {text}"

    def problems(self) -> None:
        """What is wrong, and a line for each of what will be done about it."""
        told = list(self._problems())
        self.chapter("self_problems")
        for at, text in enumerate(told, start=1):
            self.paper.line(f"{at}. {text}")
        if not told:
            self.paper.line(self.say("self_no_problem"))
        self.chapter("self_next")
        for at, _ in enumerate(told, start=1):
            self.paper.line(f"{at}. {self.say('to_write_measure')}")
        if not told:
            self.paper.line(self.say("to_write_next"))

    def _problems(self) -> Iterator[str]:
        writer = self.writer
        for one in remedies_of(writer):
            title = writer.label(writer.by_id[one.indicator].title) if one.indicator else ""
            what = "" if one.change is None else writer.change(one.change._replace(row=None))
            is_told = (one.change is not None and one.change.grade is not None) or what.startswith(
                f"{title}{self._colon}"
            )
            yield self._colon.join(filter(None, ("" if is_told else title, one.where, what)))

    def annexes(self) -> None:
        """What the office set itself, the points with their sums, the coefficients, every figure and row, as tables."""
        writer = self.writer
        for section in (writer.settings(), writer.assumptions(), writer.scoring(), writer.figures(), writer.given()):
            if section is not None:
                table = None if section.table is None else by_numbers(section.table, self.language)
                self.paper.section(side_by_side(section._replace(table=table)), 1)
        annexes = tuple(map(small, writer.row_tables()))
        self.paper.lie(section.table for section in annexes)
        for section in annexes:
            self.paper.section(section, 1)


def _words(title: str) -> list[str]:
    """The words of a title: an indicator and its figure are often called the same but for a colon or an "of"."""
    return [word for word in title.replace(":", "").split() if word != "of"]
