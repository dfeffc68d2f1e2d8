"""The tables of figures in a report: indicators, points, coefficients, and every row with its figures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from evalrules.base.languages import punctuation
from evalrules.base.numbers import FINE_DIGITS, Rounding, few_places, number_text
from evalrules.base.records import NamedTuple
from evalrules.base.units import figure_text, is_rate
from evalrules.model.assessment import (
    NOT_APPLICABLE,
    NOT_MET,
    FactUse,
    Finding,
    GateFinding,
    Irrational,
    RowFigures,
    RowTable,
    Setting,
    VetoFinding,
    Written,
)
from evalrules.model.ruleset import ASSUMED, Citation
from evalrules.reporters.figure_words import FigureLine, FigureWords, is_telling
from evalrules.reporters.figures import Compared, Spread, number_of, scored, shown_beside, spreads, total_of
from evalrules.reporters.numbered import numbered
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.tally import LOOKS, WAIVED, Standing, standings_of
from evalrules.reporters.wording import relation
from evalrules.words.conditions import REMARK_BEHIND

MOST_LINES = 3
"""An indicator with more figures than this shows in a short report only those that are not as they should be."""
MOST_ROWS = 500
"""So many rows of a table are printed; a workbook holds all of them."""


class IndicatorRows(NamedTuple):
    """The rows of one indicator: of each the id, title, result, what there is, what is asked for, the distance."""

    finding: Finding
    rows: tuple[tuple[str, ...], ...]


class FigureTables(FigureWords):
    """Lays out the figures of one assessment in tables."""

    def figure_headers(self) -> tuple[str, ...]:
        """The headers of `indicator_rows`."""
        return tuple(self.say(name) for name in ("number", "indicator", "outcome", "actual", "asked_for", "distance"))

    def indicator_rows(self, *, full: bool) -> Iterator[IndicatorRows]:
        """Every indicator with its figures; all of them with `full`, else those that tell."""
        for finding in self.found.findings:
            yield IndicatorRows(finding, tuple(self.rows_of(finding, full=full)))

    def rows_of(self, finding: Finding, *, full: bool) -> Iterator[tuple[str, ...]]:
        """The rows of one indicator: itself, then its figures where they are several."""
        head = (finding.id, self.label(finding.title), self.result(finding))
        lines = self.figure_lines(finding)
        if finding.points is not None and finding.outcome != NOT_APPLICABLE:
            yield (*head, *self._points_of(finding))
            yield from (self._below(line) for line in lines if full)
            return
        if not lines:
            yield (*head, "—", "—", "—")
        elif len(lines) == 1:
            yield (*head, lines[0].have, lines[0].need, lines[0].gap)
        else:
            is_few = len(lines) <= MOST_LINES and any(line.holds is not None for line in lines)
            shown = lines if full or is_few else [one for one in lines if is_telling(one)]
            is_choice = all(one.requirement.is_alternative for line in lines for one in line.compared)
            need = self.say("some_of" if is_choice else "all_of", count=str(len(lines)))
            yield (*head, self._so_many(lines), need, "—")
            yield from (self._below(line) for line in shown)

    def result(self, finding: Finding) -> str:
        """What an indicator came to, and what else there is to be said of how it is counted."""
        standing = self.standings[finding.id]
        is_broken = standing.word != NOT_MET and standing.look == LOOKS[NOT_MET]
        more = "waived" if standing.word == WAIVED else "must_be_full" if is_broken else ""
        return self.outcome(finding) + (self._bracketed(self.say(more)) if more else "")

    @cached_property
    def standings(self) -> Mapping[str, Standing]:
        """How each indicator is counted."""
        return standings_of(self.found)

    def _so_many(self, lines: tuple[FigureLine, ...]) -> str:
        if all(line.holds is None for line in lines):
            return self.say("not_known")
        return self.say("so_many_hold", count=str(sum(line.holds is True for line in lines)))

    def _below(self, line: FigureLine) -> tuple[str, ...]:
        return ("", f"· {line.title}", "", line.have, line.need, line.gap)

    def _points_of(self, finding: Finding) -> tuple[str, str, str]:
        (group,) = scored(self.found._replace(findings=(finding,)))
        full, awarded, lost = self.scores(group.total)
        short = "—" if lost in ("0", "?") else self.say("points_lost", value=lost)
        return self.say("so_many_points", value=awarded), self.say("of_points", value=full), short

    # -- points ------------------------------------------------------------------------------------------------

    def scoring(self) -> Section | None:
        """The sheet of points: full, awarded and lost, with the sum of each group and of all.

        Where every indicator has points there is no other table of them: their counts stand above this one.
        """
        groups = scored(self.found)
        if not groups:
            return None
        rows: list[tuple[str, ...]] = []
        sums = []
        for group in groups:
            name = self._titled(self.found.titles.groups, group.group) if group.group else ""
            rows += [(name,)] if name else []
            rows += [(one.id, self.label(one.title), *self.scores(points)) for one, points in group.findings]
            if len(groups) > 1:
                sums.append(len(rows))
                rows.append(("", self.say("subtotal", group=name), *self.scores(group.total)))
        rows.append(("", self.say("total_points"), *self.scores(total_of(group.total for group in groups))))
        names = ("number", "indicator", "full_score", "awarded_score", "lost_score")
        every = (*sums, len(rows) - 1)
        is_only = all(one.points is not None for one in self.found.findings)
        lines = (self.counts(),) if is_only else ()
        return Section(self.say("scoring"), lines, Table(tuple(map(self.say, names)), tuple(rows), sums=every))

    # -- facts -------------------------------------------------------------------------------------------------

    def given(self) -> Section | None:
        """Every figure that indicators, gates and vetoes rest on, once, with the paper that it cites.

        Coefficients that nobody stated stand in a table of their own (`figures`).
        """
        found = self.found
        told = {one.use.measure for _, listed, _ in spreads(found) for one in listed}
        rules: list[Finding | GateFinding | VetoFinding] = [*found.findings, *found.gates, *found.vetoes]
        uses = {use.measure: use for rule in rules for use in rule.facts if use.value is not None}
        every = [
            (self.measure(own), self.exact_figure(use), self._paper_of(use))
            for own, use in uses.items()
            if own not in told or use.place
        ]
        width = 3 if any(paper != "—" for *_, paper in every) else 2
        headers = tuple(self.say(name) for name in ("quantity", "value", "paper")[:width])
        rows = tuple(row[:width] for row in every)
        return Section(self.say("given"), (), Table(headers, rows)) if rows else None

    def exact_figure(self, use: FactUse) -> str:
        """A figure as it was given, or with as many digits as a reader takes in, with its unit."""
        number = number_of(use.value)
        if number is None or isinstance(use.value, Irrational):
            return self.figure(use) if number is None else self.printed(use.value, use.unit, digits=FINE_DIGITS)
        if few_places(number) is not None:
            return figure_text(number_text(number), use.unit, self.language)  # also where the standard rounds it
        return self.printed(use.value, use.unit)

    def _paper_of(self, use: FactUse) -> str:
        page = self.say("page", page=use.page) if use.page else ""
        return f"{use.attachment}{page}" or "—"

    # -- what the office has set ---------------------------------------------------------------------------------

    def settings(self) -> Section | None:
        """The numbers and the names that the office which uses the ruleset has set itself, each with its basis."""
        rows = tuple(
            (self.setting_title(one), self.setting(one), self.setting_basis(one)) for one in self.found.settings
        )
        headers = (self.say("quantity"), self.say("set_to"), self.say("basis_of_setting"))
        told = (self.say("settings_told"),)
        return Section(self.say("settings"), told, Table(headers, rows)) if rows else None

    def setting_title(self, one: Setting) -> str:
        """What was set: a number of the standard, or an indicator by its number and the name that it got."""
        return self.label(one.title) if one.value is not None else numbered(one.id, self.label(one.title))

    def setting_basis(self, one: Setting) -> str:
        """The document of the office, with the clause."""
        return f"{self.cited_title(one.source)} {one.source.clause}".rstrip()

    def setting(self, one: Setting) -> str:
        """What was set: a number with its unit, or that it is the name of an indicator."""
        if one.value is None:
            return self.say("name_of_indicator")
        return figure_text(self.printed(one.value), one.unit, self.language)

    def assumptions(self) -> Section | None:
        """How figures are rounded where the standard does not say how: what is taken, and for which of them."""
        titles = self.found.titles
        taken: dict[tuple[Citation, Rounding], list[str]] = {}
        for own, source in titles.rounded_by.items():
            if source.confidence == ASSUMED and own in titles.roundings:
                taken.setdefault((source, titles.roundings[own]), []).append(self.measure(own))
        lines = tuple(
            "- " + self.say(
                "assumed_rounding", named=self._several(named), digits=str(rounding.digits),
                mode=self.say(rounding.mode), basis=self.cited_title(source),
            )
            for (source, rounding), named in taken.items()
        )  # fmt: skip
        return Section(self.say("assumptions"), (self.say("assumptions_told"), *lines)) if lines else None

    def _several(self, named: Sequence[str]) -> str:
        listed = punctuation(self.language).pause.join(named[:MOST_LINES])
        return listed if len(named) <= MOST_LINES else self.say("and_more", listed=listed, count=str(len(named)))

    # -- coefficients ------------------------------------------------------------------------------------------

    def figures(self) -> Section | None:
        """The coefficients behind indicators, met or not, each with mean, deviation and how many rows went into it.

        Below them stands what is only shown (a composite that no limit is for).
        """
        rows: list[tuple[str, ...]] = []
        for finding, listed, others in spreads(self.found):
            is_one = len(listed) == 1 and not others
            rows += [] if is_one else [(self.numbered(finding.id),)]
            rows += [self._spread(one, finding if is_one else None) for one in listed]
            rows += [self._composite(one) for one in others]
        for use, value in shown_beside(self.found):
            rows.append((self.measure(use.measure), "—", "—", self.printed(value, use.unit, FINE_DIGITS), "—", "—"))
        names = ("indicator", "mean", "deviation", "coefficient", "asked_for", "rows_counted")
        return Section(self.say("figures"), (), Table(tuple(map(self.say, names)), tuple(rows))) if rows else None

    def _spread(self, one: Spread, finding: Finding | None) -> tuple[str, ...]:
        use = one.use
        title = self.measure(use.measure) if use.measure else self.quantity(use.quantity)
        title = self.label(finding.title) if finding and not use.measure else title
        unit = "" if is_rate(use.unit) else use.unit  # the title of a rate says of how many it is
        mean, deviation = (self.printed(value, unit, digits=FINE_DIGITS) for value in (use.mean, use.deviation))
        asked = "—" if one.compared is None else self._marked(one.compared)
        value = self.printed(use.value if one.compared is None else one.compared.have, "", FINE_DIGITS)
        return (title, mean, deviation, value, asked, str(use.rows))

    def _composite(self, one: Compared) -> tuple[str, ...]:
        title = self.label(one.requirement.title)
        value = self.printed(one.have, one.requirement.unit, FINE_DIGITS)
        return (title, "—", "—", value, self._marked(one), "—")

    def _marked(self, one: Compared) -> str:
        words = {True: "met", False: "not_met", None: "unknown"}
        return f"{self.needed(one)}{self._bracketed(self.say(words[one.holds]))}"

    # -- rows --------------------------------------------------------------------------------------------------

    def row_tables(self) -> Iterator[Section]:
        """The annexes: every row of the tables behind indicators with its figures, marked where one is not reached."""
        return map(self._row_table, self.found.tables)

    def table_title(self, one: RowTable) -> str:
        """A table by its name; with the options that its rows have in common in place of what its name says of them."""
        title = self._titled(self.found.titles.tables, one.table)
        options = [self.value(option, self._choice(column)) for column, option in one.options]
        if one.where is not None:
            options.append(one.where.in_language(self.language))
        if not options:
            return title
        between = punctuation(self.language).pause
        return REMARK_BEHIND.sub("", title) + self._bracketed(between.join(options))

    def row_headers(self, one: RowTable) -> tuple[str, ...]:
        """The columns of the key that tell rows apart, then each quantity with its unit."""
        keys = [self.measure(column) for column in self.kept_keys(one)]
        return (
            *keys,
            *(self.figure_header(column.title.in_language(self.language), column.unit) for column in one.columns),
        )

    def figure_header(self, title: str, unit: str) -> str:
        """A heading with the unit of what stands below it."""
        said = "" if is_rate(unit) else self.unit(unit)  # the title of a rate says of how many it is
        return title + (self._bracketed(said) if said else "")

    def kept_keys(self, one: RowTable) -> tuple[str, ...]:
        """The columns of the key without those in which all rows are alike."""
        alike = {column for column, _ in one.options}
        return tuple(column for column in self.found.titles.keys.get(one.table, ()) if column not in alike)

    def full_key(self, one: RowTable, key: tuple[str, ...]) -> tuple[str, ...]:
        """The name of a row, a text for each column of the key."""
        return tuple(self._key(one.table, key))

    def row_key(self, one: RowTable, key: tuple[str, ...]) -> tuple[str, ...]:
        """The name of a row, a text for each of `kept_keys`."""
        columns = self.found.titles.keys.get(one.table, ())
        kept = self.kept_keys(one)
        return tuple(text for column, text in zip(columns, self._key(one.table, key), strict=False) if column in kept)

    def _row_table(self, one: RowTable) -> Section:
        padded = [self._has_decimals(one, at) for at in range(len(one.columns))]
        rows = [(*self.row_key(one, row.key), *self._row(row, one, padded)) for row in one.rows[:MOST_ROWS]]
        asked = [{figure.need for row in one.rows if (figure := row.figures[at]).op} for at in range(len(one.columns))]
        if any(asked):
            limits = [self._limit(found, one, at) for at, found in enumerate(asked)]
            rows.insert(0, (self.say("asked_for"), *[""] * (len(self.kept_keys(one)) - 1), *limits))
        lines = [self.say("below_is_marked")] if any(asked) else []
        if len(one.rows) > MOST_ROWS:
            lines.append(self.say("failing_more", count=str(len(one.rows) - MOST_ROWS)))
        title = self.say("annex_of", table=self.table_title(one))
        return Section(title, tuple(lines), Table(self.row_headers(one), tuple(rows)))

    def _has_decimals(self, one: RowTable, at: int) -> bool:
        """Whether a column holds more than whole numbers."""
        if one.columns[at].measure in self.found.titles.roundings:
            return True
        numbers = (number_of(row.figures[at].have) for row in one.rows)
        return any(number is not None and number.denominator != 1 for number in numbers)

    def _row(self, row: RowFigures, one: RowTable, padded: Sequence[bool]) -> Iterator[str]:
        columns = zip(row.figures, one.columns, padded, strict=True)
        return (self.row_figure(figure, column, padded=is_padded) for figure, column, is_padded in columns)

    def _limit(self, found: set[Written], one: RowTable, at: int) -> str:
        ops = {row.figures[at].op for row in one.rows}
        if len(found) != 1 or len(ops) != 1:
            return self.say("by_row") if found else "—"
        (need,), (op,) = found, ops
        return f"{relation(op)} {self.printed(need)}"
