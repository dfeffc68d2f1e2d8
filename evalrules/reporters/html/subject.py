"""The HTML report on one subject: the verdict at a glance, then everything that it rests on, section by section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, zip_longest
from typing import TypeAlias

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.languages import punctuation
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import sentence
from evalrules.model.assessment import (
    MET,
    Assessment,
    Beside,
    Change,
    FactUse,
    Finding,
    Gap,
    GateFinding,
    VetoFinding,
)
from evalrules.reporters.figure_words import FigureLine
from evalrules.reporters.html.bars import bar_between, bar_of_change, bar_of_step, draw
from evalrules.reporters.html.distribution import distributions
from evalrules.reporters.html.figure_table import figure_table
from evalrules.reporters.html.markup import (
    NOTHING,
    Html,
    body,
    element,
    joined,
    listed,
    numbered_name,
    paragraph,
    row,
    shown,
    table,
)
from evalrules.reporters.html.words import word
from evalrules.reporters.page import BAD, GOOD, OPEN, Writer
from evalrules.reporters.sections import Section
from evalrules.reporters.short_page import by_numbers, not_met_section
from evalrules.reporters.tally import LOOKS, Look, counts_of, standings_of

_Rule: TypeAlias = GateFinding | VetoFinding
_States: TypeAlias = Mapping[bool | None, tuple[str, str]]
_FIGURES = ("indicator", "outcome", "actual", "asked_for", "distance", "basis_and_source")
_VERDICT_SIGNS = {GOOD: "✓", BAD: "✗", OPEN: "?"}


ON_PAPER = ("glance", "conditions", "waivers", "missing", "short")
"""The sections that paper shows of each of many subjects; of one subject, and on a page that is open, it shows all."""
_MOST_SHORT = 25
"""So many rows of what is not met stand there."""


class Part(NamedTuple):
    """A section: where links find it, its title, and what stands below the title."""

    id: str
    title: str
    content: Html


class SubjectPage:
    """Writes the report on one assessment; every id begins with `prefix`, titles begin at heading `depth`."""

    def __init__(self, found: Assessment, language: str, prefix: str, depth: int) -> None:
        self.found = found
        self.language = language
        self.prefix = prefix
        self.depth = depth
        self.writer = Writer(found, language)
        self.standings = standings_of(found)
        self.anchors = {finding.id: self.id_of(f"i{at}") for at, finding in enumerate(found.findings, 1)}
        self.drawn: set[Change] = set()
        self.colon = punctuation(language).colon
        self.stop = punctuation(language).semicolon

    def name(self) -> str:
        """The subject without its period."""
        return self.writer.subject()

    def word(self, name: str, /, **values: str) -> str:
        return word(name, self.language, **values)

    def say(self, phrase: str, /, **values: str) -> str:
        return self.writer.say(phrase, **values)

    def id_of(self, part: str) -> str:
        return f"{self.prefix}-{part}"

    def heading(self, text: str, below: int = 0) -> Html:
        return element(f"h{self.depth + below}", shown(text))

    def written(self, part: Part, class_: str = "") -> Html:
        """A part as a section with its heading, which `class_` may hide from sight."""
        own = self.id_of(part.id)
        title = element(f"h{self.depth}", shown(part.title), id=f"{own}-title", class_=class_)
        is_landmark = self.depth == 2  # elsewhere the same titles stand under several subjects
        printed = "" if is_landmark or part.id in ON_PAPER else "long"
        labelled = f"{own}-title" if is_landmark else ""
        return element("section", title, part.content, id=own, class_=printed, aria_labelledby=labelled)

    # -- the head ------------------------------------------------------------------------------------------------

    def head(self) -> Html:
        """What was assessed, of when, and under what."""
        ruleset = self.found.ruleset
        name = f"{self.writer.label(ruleset.title)} {ruleset.name}"
        facts = [
            (self.word("period"), shown(self.found.period or "")),
            (self.word("assessment"), shown(self.writer.assessment(self.found.name or ""))),
            (self.word("ruleset"), shown(name)),
            (self.say("document"), shown(ruleset.document)),
            (self.word("revision"), shown(str(ruleset.revision))),
            (self.word("evidence"), shown(self.found.evidence_path)),
            (self.say("evidence_digest"), element("code", shown(self.found.evidence_digest))),
        ]
        return _described(facts)

    def verdict(self) -> Html:
        """The verdict at a glance, what was asked for, and why."""
        writer, tone = self.writer, self.writer.tone()
        sign = element("span", shown(_VERDICT_SIGNS[tone]), class_="sign", aria_hidden="true")
        return element(
            "div",
            element("p", sign, shown(f"{self.say('verdict')}{self.colon}{writer.verdict()}"), class_="word"),
            paragraph(self._asked(), "asked"),
            listed(shown(f"{self.say('why')}{self.colon}{reason}") for reason in writer.reasons()),
            class_=f"verdict {tone}",
        )

    def _asked(self) -> str:
        """The level that was asked for, whether it is reached, and what waivers make of that."""
        words = {True: "yes", False: "no", None: "open"}
        truth = self.found.verdict.meets_required
        asked = self.say("required", level=self.writer.level(self.found.required))
        reached = f"{self.say('result')}{self.colon}{self.say(words[truth])}"
        if self.found.accepted != truth:
            reached += self.say("with_waivers", result=self.say(words[self.found.accepted]))
        return f"{asked}{self.stop}{reached}"

    # -- sections ------------------------------------------------------------------------------------------------

    def parts(self, problems: tuple[Diagnostic, ...], *, explain: bool) -> list[Part]:
        """Every section that has something to say, in the order of the page."""
        return [part for part in self.each_part(problems, explain=explain) if part.content]

    def each_part(self, problems: tuple[Diagnostic, ...], *, explain: bool) -> Iterator[Part]:
        """Every section in the order of the page, each drawn when it is asked for; some have nothing to say."""
        writer = self.writer
        yield Part("glance", self.word("glance"), self.glance())
        yield from self._short() if self.depth > 2 else ()
        yield from self._lines("conditions", writer.conditions())
        yield from self._lines("waivers", writer.waivers())
        yield Part("rows", self.say("failing_rows"), self.failing())
        yield Part("gaps", self.say("gaps"), self.gaps())
        yield from self._lines("missing", writer.missing())
        yield from self._lines("stand-ins", writer.stand_ins())
        yield Part("vetoes", self.say("vetoes"), self.vetoes())
        yield Part("gates", self.say("gates"), self.gates())
        yield Part("members", self.say("members"), self.members())
        yield Part("beside", self.say("assessments"), joined(self.beside(one) for one in self.found.beside))
        yield Part("indicators", self.say("indicators"), self.indicators())
        yield from self._tables("scoring", writer.scoring())
        yield from self._tables("figures", writer.figures())
        yield Part("spread", self.word("spread"), self.spread())
        yield from self._tables("settings", writer.settings())
        yield from self._lines("assumptions", writer.assumptions())
        yield Part("thresholds", self.word("thresholds"), NOTHING if explain else self.thresholds())
        yield from self._lines("claims", writer.claims())
        yield from self._lines("questions", self._with(problems).questions())
        yield from self._lines("notes", self._with(problems).notes())
        yield Part("steps", self.say("steps"), self.steps() if explain else NOTHING)
        for at, section in enumerate(writer.row_tables(), 1):
            yield from self._tables(f"annex{at}", section)
        yield from self._tables("given", writer.given())
        yield from self._lines("papers", writer.papers())
        yield from self._lines("sources", writer.sources())
        yield Part("files", self.word("provenance"), self.files())

    def _short(self) -> Iterator[Part]:
        """What is not met with its figures, among many subjects, where nobody reads on."""
        found = not_met_section(self.writer)
        if found is not None and found.table is not None:
            rows = found.table.rows
            more = (
                self.say("first_listed", most=str(_MOST_SHORT), total=str(len(rows))) if len(rows) > _MOST_SHORT else ""
            )
            cut = found._replace(lines=(more,) if more else (), table=found.table._replace(rows=rows[:_MOST_SHORT]))
            yield from self._tables("short", cut)

    def spread(self) -> Html:
        """How the rows of tables lie about their limits."""
        drawn = distributions(self.writer, self.id_of("spread"))
        return joined([paragraph(self.word("spread_bars"), "quiet"), drawn]) if drawn else NOTHING

    def _lines(self, id_: str, section: Section | None) -> Iterator[Part]:
        """The lines of a section that is the same in every format."""
        if section is not None and section.lines:
            yield Part(id_, section.title, lines(section.lines))

    def _tables(self, id_: str, section: Section | None) -> Iterator[Part]:
        """A section with a table of figures: it has the same cells in every format."""
        if section is not None and section.table is not None:
            found = by_numbers(section.table, self.language)
            drawn = figure_table(section.title, found, numbered=found.headers[0] == self.say("number"))
            yield Part(id_, section.title, joined([lines(section.lines), drawn]))

    def _with(self, problems: tuple[Diagnostic, ...]) -> Writer:
        """A writer that also tells of problems met beside the assessment."""
        every = tuple(dict.fromkeys((*problems, *self.found.diagnostics)))
        return Writer(self.found._replace(diagnostics=every), self.language)

    def glance(self) -> Html:
        """The counts, and the grade of every indicator by group."""
        groups = groupby(self.found.findings, key=lambda finding: finding.group)
        is_paler = any(self.tone(finding) == "lower" for finding in self.found.findings)
        return joined(
            [
                self.counts(),
                paragraph(self.word("glance_lower"), "quiet") if is_paler else NOTHING,
                *(self._chips(group, list(findings)) for group, findings in groups),
            ]
        )

    def counts(self) -> Html:
        """How many indicators are counted under each word; the same signs and colours stand on the chips."""
        items = (
            element(
                "li",
                self._sign(LOOKS[name]),
                element("b", shown(str(count))),
                shown(self.word(name)),
                class_=LOOKS[name].tone if count else "none",
            )
            for name, count in counts_of(self.found)
        )
        return element("ul", *items, class_="counts")

    def tone(self, finding: Finding) -> str:
        """The tone of an indicator's standing; paler where it is met with less than the best grade."""
        standing = self.standings[finding.id]
        best = next(iter(self.found.titles.grades), None)
        is_lower = standing.word == MET and finding.grade in self.found.titles.grades and finding.grade != best
        return "lower" if is_lower else standing.look.tone

    def _sign(self, look: Look) -> Html:
        return element("span", shown(look.sign), class_="sign", aria_hidden="true")

    def _group(self, group: str) -> str:
        titles = self.found.titles.groups
        return self.writer.label(titles[group]) if group in titles else ""

    def _chips(self, group: str, findings: list[Finding]) -> Html:
        label = element("p", shown(self._group(group) or self.word("ungrouped")))
        chips = (element("li", self._chip(finding)) for finding in findings)
        return element("div", label, element("ul", *chips, class_="chips"), class_="group")

    def _chip(self, finding: Finding) -> Html:
        return element(
            "a",
            element("span", shown(self.writer.label(finding.title)), class_="name"),
            self._graded(finding),
            class_=self.tone(finding),
            href=f"#{self.anchors[finding.id]}",
        )

    def _graded(self, finding: Finding) -> Html:
        """The grade with the sign of its standing, which a screen reader is told in words."""
        standing = self.standings[finding.id]
        outcome = self.writer.outcome(finding)
        told = self.word(standing.word)
        unseen = element("span", shown(f" {told}"), class_="unseen") if told != outcome else NOTHING
        return element("span", self._sign(standing.look), shown(outcome), unseen, class_="grade")

    def indicators(self) -> Html:
        """The table of indicators: what each came to, its figures, how it was decided, and the clause."""
        headers = [self.say(name) for name in _FIGURES]
        groups = groupby(self.found.findings, key=lambda finding: finding.group)
        bodies = [self._indicator_group(group, list(findings)) for group, findings in groups]
        return table(self.writer.counts(), headers, bodies, "stacked indicators")

    def _indicator_group(self, group: str, findings: list[Finding]) -> Html:
        name = self._group(group)
        head = _group_head(name, len(_FIGURES)) if name else NOTHING
        pairs = zip(findings, (None, *findings), strict=False)
        return element("tbody", head, *(row for finding, above in pairs for row in self._indicator(finding, above)))

    def _indicator(self, finding: Finding, above: Finding | None) -> Iterator[Html]:
        """An indicator with its figure; where it has several, each in a row of its own below it.

        The document is named where it is not that of the indicator above.
        """
        label = numbered_name(finding.id, self.writer.label(finding.title))
        grade = element("span", self._graded(finding), class_=f"mark {self.tone(finding)}")
        basis = shown(self.say(finding.basis)) if finding.basis else shown("—")
        cited = element("span", shown(self.writer.cited(finding.source, above and above.source)), class_="quiet")
        first, *others = self.writer.rows_of(finding, full=True)
        yield self._labelled([label, grade, *map(shown, first[3:]), joined([basis, cited], " · ")],
                             self.anchors[finding.id])  # fmt: skip
        for cells in others:
            told = shown(cells[1].removeprefix("· "))
            yield self._labelled([told, NOTHING, *map(shown, cells[3:]), NOTHING], "", "part")

    def _labelled(self, cells: list[Html], id_: str = "", class_: str = "") -> Html:
        return _labelled_row(cells, [self.say(name) for name in _FIGURES], id_, class_)

    def gaps(self) -> Html:
        """What leads to the next level and to better grades, with each distance drawn once."""
        explained = bool(self.drawn)  # by the section of failing rows, which comes first
        ordered = sorted(self.found.gaps, key=lambda gap: gap.kind != "level")
        shown_gaps = [self._gap(gap) for gap in ordered]
        return joined([paragraph(self.word("bars"), "quiet") if self.drawn and not explained else NOTHING, *shown_gaps])

    def _gap(self, gap: Gap) -> Html:
        rows = self._failing_changes(gap)
        items = [shown(self.say("gap_rows"))] if rows else []
        items += [self.change(change) for change in gap.changes if change not in rows]
        items += [self._alternative(changes) for changes in gap.alternatives]
        title = self.heading(self.writer.gap_title(gap), 1)
        return element("div", title, listed(items, "changes"), class_="gap")

    def _failing_changes(self, gap: Gap) -> list[Change]:
        """The changes of a gap that the section of failing rows lists already."""
        rows = self.writer.by_id[gap.id].failing_rows if gap.kind != "level" else ()
        return [change for change in gap.changes if any(change in one.gaps for one in rows)]

    def change(self, change: Change) -> Html:
        """A change in words and, the first time, as a bar."""
        bar = NOTHING if change in self.drawn else draw(bar_of_change(change, self.writer))
        if bar:
            self.drawn.add(change)
        return joined([shown(self.writer.change(change)), bar])

    def _alternative(self, changes: tuple[Change, ...]) -> Html:
        """Another way: in one line where nothing is drawn, else a list with the bars."""
        label = element("span", shown(self.say("or")), class_="or")
        is_drawn = any(bar_of_change(one, self.writer) for one in changes if one not in self.drawn)
        items = [self.change(change) for change in changes]
        return joined([label, listed(items, "changes") if is_drawn else joined(items, self.stop)])

    def failing(self) -> Html:
        """The rows that do not hold, by indicator, with what each lacks."""
        bodies = [self._failing_of(finding) for finding in self.found.findings if finding.failing_rows_total]
        headers = (self.word("row"), self.word("lacks"))
        listing = table(self.say("failing_rows"), headers, bodies, "rows plain") if bodies else NOTHING
        return joined([paragraph(self.word("bars"), "quiet") if self.drawn else NOTHING, listing])

    def _failing_of(self, finding: Finding) -> Html:
        count, rest = finding.failing_rows_total, finding.failing_rows_total - len(finding.failing_rows)
        head = _group_head(self.say("failing_of", named=self.writer.numbered(finding.id), count=str(count)), 2)
        rows = [row((self._row_name(one.table, one.key), self._row_gaps(one.gaps))) for one in finding.failing_rows]
        more = element("td", shown(self.say("failing_more", count=str(rest))), colspan="2")
        return element("tbody", head, *rows, element("tr", more) if rest > 0 else NOTHING)

    def _row_name(self, table: str, key: tuple[str, ...]) -> Html:
        return shown(self.writer.row(table, key))

    def _row_gaps(self, changes: tuple[Change, ...]) -> Html:
        return listed((self.change(change._replace(row=None)) for change in changes), "changes") or shown("—")

    def vetoes(self) -> Html:
        """The vetoes, which of them fire, and what speaks for each."""
        states = {True: ("bad", self.say("fired")), False: ("good", self.say("not_fired")), None: self._open()}
        rules = [(one, one.fired) for one in self.found.vetoes]
        return self._rules("veto_counts", rules, states) if rules else NOTHING

    def gates(self) -> Html:
        """The gates, which of them hold, and what each rests on."""
        states = {True: ("good", self.word("holds")), False: ("bad", self.word("not_held")), None: self._open()}
        rules = [(one, one.holds) for one in self.found.gates]
        return self._rules("gate_counts", rules, states) if rules else NOTHING

    def _open(self) -> tuple[str, str]:
        return "open", self.say("open")

    def _rules(self, caption: str, rules: Sequence[tuple[_Rule, bool | None]], states: _States) -> Html:
        told = [truth for _, truth in rules]
        counts = {name: str(told.count(truth)) for name, truth in (("yes", True), ("no", False), ("open", None))}
        rows = [self._rule(rule, *states[truth]) for rule, truth in rules]
        width = 3 if any(because for *_, because in rows) else 2
        headers = [self.word(name) for name in ("rule", "state", "because")][:width]
        listing = element("tbody", *(_labelled_row(cells[:width], headers) for cells in rows))
        return table(self.word(caption, **counts), headers, [listing], "stacked rules")

    def _rule(self, rule: _Rule, tone: str, state: str) -> tuple[Html, ...]:
        cited = element("span", shown(self.writer.cited(rule.source)), class_="quiet below")
        sign = element("span", shown(_VERDICT_SIGNS[tone]), class_="sign", aria_hidden="true")
        mark = element("span", sign, shown(state), class_=f"mark state {tone}")
        because = [self._linked(own) for own in rule.because] + [self._fact(fact) for fact in rule.facts]
        return joined([shown(self.writer.label(rule.title)), cited]), mark, joined(because, "<br>")

    def _fact(self, fact: FactUse) -> Html:
        titles = self.found.titles.measures
        title = self.writer.label(titles[fact.measure]) if fact.measure in titles else fact.measure
        return shown(f"{title}{self.colon}{self.writer.figure(fact)}")

    def _linked(self, indicator: str) -> Html:
        return element("a", shown(self.writer.named(indicator)), href=f"#{self.anchors[indicator]}")

    def members(self) -> Html:
        """The lower subjects with their own verdicts, cited or evaluated."""
        headers = (self.word("name"), self.word("kind"), self.say("level"), self.say("basis"))
        rows = [
            (
                shown(one.name),
                shown(self.writer.group_of_members(one.group)),
                shown(one.level or "?"),
                shown(self.say(one.basis)),
            )
            for one in self.found.members
        ]
        return table(self.say("members"), headers, [body(rows)], "plain") if rows else NOTHING

    def beside(self, other: Beside) -> Html:
        """Another assessment of the same subject: its verdict, and a table of the indicators that differ."""
        level = " / ".join(self.writer.level(level) for level in other.possible)
        here = self.writer.assessment(self.found.name) if self.found.name else self.word("this_one")
        name = self.writer.assessment(other.name)
        headers = (self.say("indicator"), name, here)
        rows = ((self._linked(one.indicator), *map(shown, self.writer.difference(one))) for one in other.differences)
        differing = table(self.word("differences", name=name), headers, [body(rows)], "differences")
        verdicts = f"{name}{self.colon}{level}{self.stop}{here}{self.colon}{self.writer.verdict()}"
        return joined([paragraph(verdicts), differing if other.differences else paragraph(self.word("no_difference"))])

    def thresholds(self) -> Html:
        """How far each number is from each threshold of its indicator, also where that is reached, as a bar."""
        found = []
        for finding in self.found.findings:
            items = [item for line in self.writer.figure_lines(finding) for item in self._bars(line)]
            if items:
                title = self.heading(self.writer.numbered(finding.id), 1)
                found.append(element("div", title, listed(items, "changes"), class_="threshold"))
        bars = element("div", *found, class_="thresholds")
        return joined([paragraph(self.word("bars"), "quiet"), bars]) if found else NOTHING

    def _bars(self, line: FigureLine) -> Iterator[Html]:
        """The figure of an indicator against each of its thresholds, as far as they are numbers."""
        for one in line.compared:
            asked = one.requirement
            bar = bar_between(one.have, asked.op, one.need, asked.unit, self.writer)
            if bar is not None:
                told = (
                    f"{line.title}{self.colon}{line.have}{self.stop}{self.say('asked_for')} {self.writer.needed(one)}"
                )
                yield joined([shown(told), draw(bar)])

    def steps(self) -> Html:
        """Every comparison that was recorded, to be replayed by hand, with the numeric ones as bars."""
        rules: list[Finding | _Rule] = [
            *self.found.findings,
            *self.found.gates,
            *self.found.vetoes,
        ]
        return joined(self._steps_of(rule) for rule in rules if rule.steps)

    def _steps_of(self, rule: Finding | _Rule) -> Html:
        found = self.found._replace(findings=(), gates=(), vetoes=())
        found = found._replace(findings=(rule,)) if isinstance(rule, Finding) else found
        found = found._replace(gates=(rule,)) if isinstance(rule, GateFinding) else found
        found = found._replace(vetoes=(rule,)) if isinstance(rule, VetoFinding) else found
        section = Writer(found, self.language, self.writer.digits).steps()
        title, *told = section.lines if section is not None else ("",)
        bars = (draw(bar_of_step(step, self.writer)) for step in rule.steps)
        items = (
            joined([shown(line.removeprefix("- ")), bar]) for line, bar in zip_longest(told, bars, fillvalue=NOTHING)
        )
        return joined([self.heading(title, 1), listed(items, "changes")])

    def files(self) -> Html:
        """The digests that make the report reproducible, and every file that was read."""
        digest = [(self.say("ruleset_digest"), element("code", shown(self.found.ruleset.digest)))]
        rows = ((shown(one.path), element("code", shown(one.sha256))) for one in self.found.evidence_files)
        return joined(
            [_described(digest), table(self.word("files"), (self.say("file"), "SHA-256"), [body(rows)], "files")]
        )


def _labelled_row(cells: Sequence[Html], headers: Sequence[str], id_: str = "", class_: str = "") -> Html:
    """A row each of whose cells knows its heading, which stands before it where rows are stacked as cards.

    A card has no line for what there is none of.
    """
    first, *rest = cells
    parts = (
        element("td", cell, data_label=name, class_="void" if cell == "—" else "")
        for name, cell in zip(headers[1:], rest, strict=True)
    )
    return element("tr", element("th", first, scope="row"), *parts, id_=id_, class_=class_)


def _group_head(name: str, columns: int) -> Html:
    """The row that names what stands below it in a table."""
    return element("tr", element("th", shown(name), class_="group-name", colspan=str(columns), scope="rowgroup"))


def lines(every: tuple[str, ...]) -> Html:
    """The lines of a section: those that are indented become lists."""
    parts = (
        listed(shown(line.removeprefix("- ")) for line in found) if is_item else joined(map(paragraph, found))
        for is_item, found in groupby(every, key=lambda line: line.startswith("- "))
    )
    return joined(parts)


def problem_list(problems: tuple[Diagnostic, ...], language: str) -> Html:
    """Problems with their codes and places."""
    return listed(_problem(one, language) for one in problems)


def _problem(one: Diagnostic, language: str) -> Html:
    place = element("span", shown(f" {one.place}"), class_="quiet") if one.place else NOTHING
    return joined([element("code", shown(one.code)), shown(f" {sentence(one, language)}"), place])


def _described(facts: list[tuple[str, Html]]) -> Html:
    """A list of names and what they stand for, without those that are empty."""
    return element(
        "dl", *(joined([element("dt", shown(name)), element("dd", value)]) for name, value in facts if value)
    )
