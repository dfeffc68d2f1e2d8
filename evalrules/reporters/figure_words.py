"""The figures of one assessment in words: what there is, what is asked for, how far it is, points and their sums."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import cached_property

from evalrules.base.languages import punctuation
from evalrules.base.numbers import DIGITS, FINE_DIGITS
from evalrules.base.records import NamedTuple
from evalrules.base.units import figure_text
from evalrules.model.assessment import COMPUTED, Finding, RowColumn, RowFigure, Written
from evalrules.model.ruleset import OFFICE
from evalrules.reporters.figures import AT_LEAST, AT_MOST, Compared, Scored, compared, number_of
from evalrules.reporters.missing_words import MissingWords
from evalrules.reporters.wording import relation


class FigureLine(NamedTuple):
    """A figure of an indicator in words; `holds` is None where it is open, `compared` what it is made of."""

    title: str
    have: str
    need: str
    gap: str
    holds: bool | None
    compared: tuple[Compared, ...]


def is_concluded_without(finding: Finding, only: FigureLine) -> bool:
    """Whether the one figure of an indicator is not known and its criteria came to a conclusion all the same."""
    is_unknown = all(one.have is None or "∞" in str(one.have) for one in only.compared)
    return is_unknown and finding.basis == COMPUTED and len(finding.possible) == 1


class FigureWords(MissingWords):
    """Puts figures into words."""

    def figure_lines(self, finding: Finding) -> tuple[FigureLine, ...]:
        """The figures of an indicator, a line for each quantity, with all that its grades ask of it."""
        together: dict[tuple[str, str, str, str], list[Compared]] = {}
        for one in compared(finding, self.found.titles):
            asked = one.requirement
            side = "≥" if asked.op in AT_LEAST else "≤" if asked.op in AT_MOST else asked.op
            together.setdefault((asked.measure, asked.title.zh, asked.title.en, side), []).append(one)
        lines = tuple(self._line(found, is_spread=bool(finding.statistics)) for found in together.values())
        if len(lines) == 1 and is_concluded_without(finding, lines[0]):
            return (lines[0]._replace(have=self.say("not_needed")),)
        return lines

    def _line(self, found: Sequence[Compared], *, is_spread: bool) -> FigureLine:
        first = found[0]
        grades = self.found.titles.grades
        needs = [
            f"{self._purpose(one.requirement.purpose)}{self.needed(one)}" if len(grades) > 1 else self.needed(one)
            for one in found
        ]
        telling = next((one for one in reversed(found) if one.holds is not True), first)
        if telling.holds is True:
            telling = first
        title = self.label(first.requirement.title)
        return FigureLine(
            self.say("rows_that_hold", table=title) if first.requirement.table else title,
            self._coefficient(first) if is_spread and is_bare(first) else self.amount(first.have, first),
            self._semicolon(dict.fromkeys(needs)), self.distance(telling),
            telling.holds, tuple(found),
        )  # fmt: skip

    def _coefficient(self, one: Compared) -> str:
        """A coefficient with as many decimals as a table of coefficients has, also where it is 0."""
        return self.printed(one.have, "", FINE_DIGITS)

    def _purpose(self, purpose: str) -> str:
        """The grade that a criterion is of, before what it asks for; nothing for what is just to be met."""
        own = purpose.removeprefix("ceiling:").removeprefix("band:")
        label = self.found.titles.grades.get(own)
        return "" if label is None else self.label(label) + punctuation(self.language).colon

    def _semicolon(self, texts: Iterable[str]) -> str:
        return punctuation(self.language).semicolon.join(texts)

    def amount(self, value: Written, one: Compared) -> str:
        """A value of what is compared, with its unit."""
        asked = one.requirement
        if value is None:
            return self.say("not_known")
        if not isinstance(value, bool) and (number_of(value) is not None or (isinstance(value, str) and ".." in value)):
            return self.printed(value, asked.unit)
        return self.value(value, self._choice(asked.measure))

    def printed(self, value: Written, unit: str = "", digits: int | None = None) -> str:
        """A number as papers print it, with its unit; both ends where it is known within bounds only."""
        number = number_of(value)
        if number is not None:
            return figure_text(self.number(number, padded=digits), unit, self.language)
        if isinstance(value, str) and ".." in value:
            low, _, high = value.partition("..")
            if low == "-∞" or high == "+∞":
                end = self.printed(low if high == "+∞" else high, unit, digits)
                return self.say("at_least" if high == "+∞" else "at_most", value=end)
            return figure_text(f"{self.printed(low, digits=digits)}～{self.printed(high, digits=digits)}", unit,
                               self.language)  # fmt: skip
        return self.say("not_known") if value is None else self.value(value)

    def needed(self, one: Compared) -> str:
        """What is asked for, as the standard prints it."""
        asked = one.requirement
        if asked.op == "in":
            choice = self._choice(asked.measure)
            options = [self.value(each, choice) for each in str(one.need).split(", ")]
            return (
                options[0]
                if len(options) == 1
                else self.say("one_of", options=punctuation(self.language).pause.join(options))
            )
        sign = "" if asked.op == "==" else relation(asked.op)
        if one.need is None:
            missing = "limit_not_known" if asked.value else "limit_by_missing"
            return self.say("all_of_them" if asked.table else missing)
        limit = self.printed(one.need, asked.unit) if not isinstance(one.need, bool) else self.value(one.need)
        if number_of(one.need) is None and ".." not in str(one.need):
            limit = self.value(one.need, self._choice(asked.measure))
        if asked.beside:
            limit = f"{self.measure(asked.beside)}{self._bracketed(limit)}"
        if asked.table:
            limit = self.say("every_one", count=limit)
        shown = f"{sign} {limit}".strip()
        return shown + (self._bracketed(self.say(OFFICE)) if asked.value in self.set_by_office else "")

    @cached_property
    def set_by_office(self) -> frozenset[str]:
        """The numbers that apply to this subject and that the office which uses the ruleset has set itself."""
        uses = (use for finding in self.found.findings for use in finding.values)
        return frozenset(use.id for use in uses if use.source is not None and use.source.confidence == OFFICE)

    def distance(self, one: Compared) -> str:
        """How far it is from what is asked for, or how far beyond."""
        if one.holds is None:
            return "—"
        if one.lacks is None and one.spare is None:
            return "—" if one.holds else self.say("not_so")
        if number_of(one.lacks) == 0:
            return self.say("just_at_limit")
        is_most = one.requirement.op in AT_MOST or (one.requirement.op == "==" and _is_above(one))
        unit = one.requirement.unit
        shown = self.printed(one.lacks or one.spare, "" if unit == "%" else unit)
        shown = self.percentage_points(shown) if unit == "%" else shown
        if one.lacks is not None:
            return self.say("over_by" if is_most else "short_by", value=shown)
        return "—" if one.spare == "0" or one.requirement.op == "==" else self.say("to_spare", value=shown)

    # -- points ------------------------------------------------------------------------------------------------

    def score(self, value: Fraction | None) -> str:
        """Points as a figure."""
        return "?" if value is None else self.number(value)

    def scores(self, one: Scored) -> tuple[str, str, str]:
        """Full points, those awarded and those lost."""
        return self.score(one.full), self.score(one.awarded), self.score(one.lost)

    # -- rows --------------------------------------------------------------------------------------------------

    def row_digits(self, column: RowColumn) -> int:
        """To how many decimals a quantity of rows is printed."""
        rounding = self.found.titles.roundings.get(column.measure)
        return DIGITS if rounding is None else rounding.digits

    def row_figure(self, figure: RowFigure, column: RowColumn, *, padded: bool) -> str:
        """A figure of a row, marked where it is below (or above) what is asked of it."""
        number = number_of(figure.have)
        mark = ("▼ " if figure.op in AT_LEAST else "▲ ") if figure.holds is False else ""
        if number is None:
            return mark + self.value(figure.have, self._choice(column.measure)) if figure.have is not None else "—"
        return mark + self.number(number, padded=self.row_digits(column) if padded else None)


def _is_above(one: Compared) -> bool:
    have, need = number_of(one.have), number_of(one.need)
    return have is not None and need is not None and have > need


def is_bare(one: Compared) -> bool:
    """Whether what is compared is a number without a unit, and no number of rows."""
    asked = one.requirement
    return number_of(one.have) is not None and not asked.unit and not asked.table


def is_telling(line: FigureLine) -> bool:
    """Whether a short report has to show a figure: what is not as it should be, or not known.

    What is not known under a ceiling is told by itself: a panel's grade stands in for it.
    """
    is_ceiling = all(one.requirement.purpose.startswith("ceiling:") for one in line.compared)
    return line.holds is False or (line.holds is None and not is_ceiling)
