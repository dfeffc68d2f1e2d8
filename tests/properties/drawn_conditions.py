"""Conditions drawn from a seed: every shape of the language over the names that a drawn ruleset declares."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

PERCENT, PLAIN, MONEY = "%", "", "元"
LITERALS = {
    PERCENT: ("0", "50", "60", "62.5", "85", "90", "95", "99.5", "100"),
    PLAIN: ("0", "0.5", "1", "2", "3", "5", "7", "12.25", "50"),
    MONEY: ("0", "100", "5000", "10000", "25000.5"),
}
SPREADS = ("cv", "cv_sample", "stdev", "stdev_sample")


@dataclass
class Quantity:
    """A number that conditions may name: how it is written, its unit, and whether it counts things."""

    text: str
    unit: str
    counted: bool = False


@dataclass
class Chosen:
    """An option that conditions may name: how it is written, and the options it can be."""

    text: str
    options: tuple[str, ...]


@dataclass
class Known:
    """What a condition may name, at one place: of the subject, or of one row with the subject behind it."""

    numbers: list[Quantity] = field(default_factory=list)
    flags: list[str] = field(default_factory=list)
    options: list[Chosen] = field(default_factory=list)
    dates: list[str] = field(default_factory=list)

    def beside(self, other: Known) -> Known:
        """Both together."""
        return Known(
            self.numbers + other.numbers, self.flags + other.flags, self.options + other.options, self.dates + other.dates
        )


@dataclass
class Sheet:
    """A table: what one of its rows can be asked, and its columns of grades."""

    id: str
    row: Known
    own: Known
    grades: tuple[str, ...] = ()


@dataclass
class Names:
    """Everything that a drawn ruleset declares, for its conditions to name."""

    subject: Known = field(default_factory=Known)
    curves: list[Quantity] = field(default_factory=list)
    by_option: list[tuple[str, str, tuple[str, ...]]] = field(default_factory=list)
    """Values and measures that have a number for each option: the id, its unit, the options."""
    series: list[tuple[str, str, int]] = field(default_factory=list)
    sheets: list[Sheet] = field(default_factory=list)
    members: list[str] = field(default_factory=list)
    grades: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    graded: list[str] = field(default_factory=list)
    met: list[str] = field(default_factory=list)
    listed: list[str] = field(default_factory=list)
    scored: dict[str, str] = field(default_factory=dict)
    """The indicators with points, each with its group."""


class Conditions:
    """Draws conditions over names. `depth` is how far they may nest."""

    def __init__(self, drawn: random.Random, names: Names) -> None:
        self.random = drawn
        self.names = names

    def pick(self, *options):
        """One of the options."""
        return self.random.choice(options)

    def chance(self, share: float) -> bool:
        """Whether something of this share happens."""
        return self.random.random() < share

    # -- conditions ------------------------------------------------------------------------------------------------

    def condition(self, depth: int = 2, known: Known | None = None) -> str:
        """A condition over facts, or over the cells of a row where `known` is that of a row."""
        at = known or self.names.subject
        shapes = [self._comparison] * 5 + [self._flag] * 2 + [self._option] * 2
        if depth > 0:
            shapes += [self._several] * 3 + [self._negated, self._chosen_flag]
            if known is None:
                shapes += [self._rows] * 4 + [self._trend, self._members, self._worst]
        for _ in range(8):
            found = self.random.choice(shapes)(depth, at, in_row=known is not None)
            if found:
                return found
        return f"{self.number(PLAIN, 0, at)} >= 1"

    def _comparison(self, depth: int, known: Known, *, in_row: bool) -> str:
        unit = self.pick(PERCENT, PERCENT, PLAIN, PLAIN, PLAIN, MONEY)
        left = self.number(unit, depth, known, in_row=in_row, bare=False)
        op = self.pick("<", "<=", ">", ">=", ">=", "<=", "==", "!=")
        right = self.number(unit, 0 if self.chance(0.7) else depth, known, in_row=in_row)
        if self.chance(0.15) and op in ("<", "<="):
            return f"{self.literal(unit)} {op} {left} {op} {right}"
        return f"{left} {op} {right}" if self.chance(0.8) else f"{right} {op} {left}"

    def _flag(self, depth: int, known: Known, *, in_row: bool) -> str:
        if not known.flags:
            return ""
        if len(known.flags) > 1 and self.chance(0.15):
            first, second = self.random.sample(known.flags, 2)
            return f"{first} {self.pick('==', '!=')} {second}"
        return self.random.choice(known.flags)

    def _option(self, depth: int, known: Known, *, in_row: bool) -> str:
        if not known.options:
            return ""
        one = self.random.choice(known.options)
        if self.chance(0.4):
            listed = self.random.sample(one.options, self.random.randint(1, len(one.options)))
            shown = ", ".join(f'"{option}"' for option in listed) + ("," if len(listed) == 1 else "")
            return f"{one.text} {self.pick('in', 'in', 'not in')} ({shown})"
        twins = [other for other in known.options if other.options == one.options and other.text != one.text]
        if twins and self.chance(0.3):
            return f"{one.text} {self.pick('==', '!=')} {self.random.choice(twins).text}"
        return f'{one.text} {self.pick("==", "==", "!=")} "{self.random.choice(one.options)}"'

    def _several(self, depth: int, known: Known, *, in_row: bool) -> str:
        inner = known if in_row else None
        items = [self.condition(depth - 1, inner) for _ in range(self.pick(2, 2, 3))]
        shape = self.pick("and", "or", "all_of", "any_of", "at_least")
        if shape in ("and", "or"):
            return "(" + f" {shape} ".join(f"({item})" for item in items) + ")"
        needed = f"{self.random.randint(1, len(items))}, " if shape == "at_least" else ""
        return f"{shape}({needed}{', '.join(items)})"

    def _negated(self, depth: int, known: Known, *, in_row: bool) -> str:
        return f"not ({self.condition(depth - 1, known if in_row else None)})"

    def _chosen_flag(self, depth: int, known: Known, *, in_row: bool) -> str:
        inner = known if in_row else None
        yes, test, no = (self.condition(depth - 1, inner) for _ in range(3))
        return f"(({yes}) if ({test}) else ({no}))"

    def _rows(self, depth: int, known: Known, *, in_row: bool) -> str:
        if not self.names.sheets:
            return ""
        sheet = self.random.choice(self.names.sheets)
        inner = self.condition(depth - 1, sheet.row)
        shape = self.pick("every", "any", "share", "count")
        where = self._where(sheet)
        if shape in ("every", "any"):
            return f"{shape}({sheet.id}, {inner}{where})"
        limit = self.pick("0", "0.5", "0.8", "1") if shape == "share" else self.pick("0", "1", "2", "3")
        return f"{shape}({sheet.id}, {inner}{where}) {self.pick('>=', '>', '<=', '==')} {limit}"

    def _trend(self, depth: int, known: Known, *, in_row: bool) -> str:
        kept = [one for one in self.names.series if one[2] > 1]
        if not kept:
            return ""
        own, _, years = self.random.choice(kept)
        return f"{self.pick('rising', 'not_falling')}({own}, {self.random.randint(1, years - 1)})"

    def _members(self, depth: int, known: Known, *, in_row: bool) -> str:
        if not self.names.members:
            return ""
        group = self.random.choice(self.names.members)
        return self.pick(
            f"every({group}, holding)", f"any({group}, holding)",
            f"share({group}, holding) {self.pick('>=', '>')} {self.pick('0.5', '0.7', '1', '0')}",
            f"count({group}, holding) {self.pick('>=', '<=')} {self.pick('1', '2', '3')}",
            f"count({group}) - count({group}, holding) <= {self.pick('0', '1')}",
        )  # fmt: skip

    def _worst(self, depth: int, known: Known, *, in_row: bool) -> str:
        found = [(sheet, column) for sheet in self.names.sheets for column in sheet.grades]
        if not found:
            return ""
        sheet, column = self.random.choice(found)
        return f'worst({sheet.id}, {column}{self._where(sheet)}) {self.pick("==", "!=")} "{self.random.choice(self.names.grades)}"'

    # -- numbers ---------------------------------------------------------------------------------------------------

    def literal(self, unit: str) -> str:
        """A number as it is written, near those that the evidence has."""
        return self.random.choice(LITERALS[unit])

    def number(self, unit: str, depth: int, known: Known, *, in_row: bool = False, bare: bool = True) -> str:
        """A number of the unit; with `bare` a written one will do."""
        at_hand = [one.text for one in known.numbers if one.unit == unit]
        shapes = [self._fact] * 5
        if bare:
            shapes += [self._literal] * 5
        if depth > 0:
            shapes += [self._arithmetic] * 4 + [self._ratio] * 3 + [self._extreme, self._chosen_number, self._curve]
            if not in_row:
                shapes += [self._statistic] * 4 + [self._counted] * 2 + [self._of_option, self._previous, self._years]
        if not at_hand:
            shapes = [shape for shape in shapes if shape != self._fact] or [self._literal]
        for _ in range(8):
            found = self.random.choice(shapes)(unit, depth, known, in_row=in_row)
            if found:
                return found
        return self.random.choice(at_hand) if at_hand else self.literal(unit)

    def _fact(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        found = [one.text for one in known.numbers if one.unit == unit]
        return self.random.choice(found) if found else ""

    def _literal(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        return self.literal(unit)

    def _arithmetic(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        left = self.number(unit, depth - 1, known, in_row=in_row, bare=False)
        if self.chance(0.3):
            return f"{self.pick('2', '0.5', '-1', '1.1')} * {left}"
        if self.chance(0.3):
            return f"{left} / {self.pick('2', '3', '0.5')}"
        if unit == PLAIN and self.chance(0.2):
            return f"{left} * {self.number(unit, depth - 1, known, in_row=in_row, bare=False)}"
        return f"({left} {self.pick('+', '-')} {self.number(unit, depth - 1, known, in_row=in_row)})"

    def _ratio(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        counts = [one.text for one in known.numbers if one.counted]
        if unit == PERCENT and len(counts) > 1:
            return "percent({}, {})".format(*self.random.sample(counts, 2))
        if unit != PLAIN:
            return ""
        if len(counts) > 1 and self.chance(0.6):
            return "{} / {}".format(*self.random.sample(counts, 2))
        inner = self.pick(PERCENT, PLAIN)
        top, below = (self.number(inner, depth - 1, known, in_row=in_row, bare=False) for _ in range(2))
        return f"{top} / ({below})"

    def _extreme(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        items = [self.number(unit, depth - 1, known, in_row=in_row, bare=at > 0) for at in range(2)]
        return f"{self.pick('min', 'max')}({', '.join(items)})"

    def _chosen_number(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        yes, no = (self.number(unit, depth - 1, known, in_row=in_row) for _ in range(2))
        return f"({yes} if {self.condition(depth - 1, known if in_row else None)} else {no})"

    def _curve(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        found = [one.text for one in self.names.curves if one.unit == unit]
        at = self.number(PLAIN, depth - 1, known, in_row=in_row, bare=False)
        return f"{self.pick('step', 'interpolate')}({self.random.choice(found)}, {at})" if found else ""

    def of_rows(self, unit: str) -> str:
        """A number over rows, a literal where no column has the unit."""
        for _ in range(8):
            found = self._statistic(unit, 1, self.names.subject, in_row=False)
            if found:
                return found
        return self.literal(unit)

    def _statistic(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        if not self.names.sheets:
            return ""
        sheet = self.random.choice(self.names.sheets)
        name = self.pick("sum", "sum", "mean", "median", "least", "greatest", *SPREADS)
        is_pure = name in ("cv", "cv_sample")
        if is_pure and unit != PLAIN:
            return ""
        inner = self.pick(PERCENT, PLAIN, MONEY) if is_pure else unit
        item = self.number(inner, self.pick(0, 0, 1), sheet.row, in_row=True, bare=False)
        options = ""
        counts = [one.text for one in sheet.own.numbers if one.counted]
        if name in ("mean", "cv", "stdev") and counts and self.chance(0.4):
            options += f", weight={self.random.choice(counts)}"
        if name in ("cv", "stdev") and self.chance(0.2):
            options += f", about={self.number(inner, 0, self.names.subject)}"
        return f"{name}({sheet.id}, {item}{options}{self._where(sheet)})"

    def _where(self, sheet: Sheet) -> str:
        """Which rows a look is kept to, mostly all."""
        columns = [one for one in sheet.own.options if one.options]
        if self.chance(0.65):
            return ""
        if not columns or self.chance(0.5):
            return f", where={self.condition(self.pick(0, 0, 1), sheet.row)}"
        one = self.random.choice(columns)
        return f', where={one.text} == "{self.random.choice(one.options)}"'

    def _counted(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        if unit != PLAIN or not (self.names.sheets or self.names.members):
            return ""
        if self.names.members and (not self.names.sheets or self.chance(0.4)):
            group = self.random.choice(self.names.members)
            return self.pick(f"count({group}, holding)", f"count({group})", f"share({group}, holding)")
        sheet = self.random.choice(self.names.sheets)
        inner = self.condition(max(0, depth - 1), sheet.row)
        where = self._where(sheet)
        return self.pick(
            f"count({sheet.id}, {inner}{where})", f"share({sheet.id}, {inner}{where})", f"count({sheet.id}{where})"
        )

    def _of_option(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        found = [one for one in self.names.by_option if one[1] == unit]
        if not found:
            return ""
        own, _, options = self.random.choice(found)
        twins = [one.text for one in known.options if one.options == options and own.startswith("v")]
        if twins and self.chance(0.5):
            return f"of({own}, {self.random.choice(twins)})"
        return f'of({own}, "{self.random.choice(options)}")'

    def _previous(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        found = [one for one in self.names.series if one[1] == unit]
        if not found:
            return ""
        own, _, years = self.random.choice(found)
        return f"previous({own}, {self.random.randrange(years)})"

    def _years(self, unit: str, depth: int, known: Known, *, in_row: bool) -> str:
        if unit != PLAIN or not known.dates:
            return ""
        return f"years_since({self.random.choice(known.dates)})"

    # -- conditions of a verdict -----------------------------------------------------------------------------------

    def of_verdict(self, depth: int = 2) -> str:
        """A condition of a gate, a veto or a level: over facts, and over the indicators."""
        shapes = [self._tally] * 6 + [self._named] * 2 + [self._points] * 4 + [self._by_facts] * 2
        if depth > 0:
            shapes += [self._several_of_verdict] * 3
        for _ in range(8):
            found = self.random.choice(shapes)(depth)
            if found:
                return found
        return self.condition(1)

    def over_indicators(self) -> str:
        """A condition over the indicators alone."""
        return self._tally(0) if self.chance(0.7) else self._named(0) or self._tally(0)

    def _by_facts(self, depth: int) -> str:
        return self.condition(min(depth, 1))

    def _several_of_verdict(self, depth: int) -> str:
        items = [self.of_verdict(depth - 1) for _ in range(2)]
        return self.pick(
            f"({items[0]}) and ({items[1]})", f"({items[0]}) or ({items[1]})", f"not ({items[0]})",
            f"at_least(1, {items[0]}, {items[1]})",
        )  # fmt: skip

    def _tally(self, depth: int) -> str:
        body = self.body()
        shape = self.pick("count", "count", "every", "any", "share")
        if shape in ("every", "any"):
            return f"{shape}(indicators, {body})"
        if shape == "count" and self.chance(0.2):
            return f"count(indicators, {body}) {self.pick('>=', '>', '<')} count(indicators, {self.body()})"
        limit = self.pick("0.5", "0.9", "1", "0") if shape == "share" else self.pick("0", "1", "1", "2", "3")
        return f"{shape}(indicators, {body}) {self.pick('>=', '<=', '==', '<')} {limit}"

    def body(self) -> str:
        """What a tally asks of each indicator."""
        choices = ["must", "met", "not met"] if self.names.met or self.names.graded else ["met"]
        for grade in self.names.grades:
            choices += [f'grade == "{grade}"', f'grade != "{grade}"']
        found = self.random.choice(choices)
        if self.chance(0.3):
            extra = ["must", "not must"]
            extra += [f'group == "{group}"' for group in self.names.groups]
            extra += [f'id != "{own}"' for own in self.names.listed[:2]]
            found = f"{found} {self.pick('and', 'or')} {self.random.choice(extra)}"
        return found

    def _named(self, depth: int) -> str:
        if self.names.graded and self.chance(0.6):
            own = self.random.choice(self.names.graded)
            return f'grade("{own}") {self.pick("==", "!=")} "{self.random.choice(self.names.grades)}"'
        return f'met("{self.random.choice(self.names.met)}")' if self.names.met else ""

    def _points(self, depth: int) -> str:
        if not self.names.scored:
            return ""
        groups = sorted({group for group in self.names.scored.values() if group})
        where = f', group == "{self.random.choice(groups)}"' if groups and self.chance(0.4) else ""
        if not where and self.chance(0.2):
            where = f', id == "{self.random.choice(list(self.names.scored))}"'
        op = self.pick(">=", ">", "<")
        if self.chance(0.4):
            return f"sum(indicators, points{where}) {op} {self.pick('0.5', '0.9')} * sum(indicators, full{where})"
        return f"sum(indicators, points{where}) {op} {self.pick('1', '2', '5', '8', '10')}"
