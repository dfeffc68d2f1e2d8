"""Figures of a table that are far from those of their peers: one zero too many or too few.

What a figure goes with is learnt from the table: the figure by itself, or its ratio to another column of the row,
whichever differs least among the peers. Where that is a ratio, the figure has to be far in a second reading too, so
that of a pupil number with a zero too many the pupils are asked about and not every area. The rule is told in
docs/semantics.md; whether a figure is far is decided in fractions.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from evalrules.base.diagnostics import Diagnostic, Related, warning
from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.base.units import figure_text
from evalrules.model.evidence import Evidence, Fact, Row, Rows
from evalrules.model.evidence_paths import EvidencePath
from evalrules.model.plain_cells import exact_of, said_in, value_in
from evalrules.model.refs import column_from
from evalrules.model.ruleset import Measure, Ruleset, Table
from evalrules.model.schools import row_label
from evalrules.semantics.middles import LEAST_ROWS, median_of, middle, middle_of_columns

ENOUGH_ROWS = 6
"""From so many rows on peers may differ; fewer of them, and rows of several kinds, have to be much alike."""

ALIKE = Fraction(3, 2)
"""The factor within which few peers, or peers of several kinds, have to lie."""

FAR = 5
"""At least so many times what is usual, or so small a part of it, is far."""

WIDEST = 10
"""Where peers differ so much among themselves that less than ten times would be nothing, nothing is asked."""

STEADY = 2
"""Figures that lie within this factor of their median do not grow with the size of the row."""

MOST_PEERS = 100
"""So many rows, at even distances in the order of keys, stand for a longer table."""

LEAST_APART = 5
"""Counts that differ by less are small numbers and no slips."""

_SCALING = frozenset(("count", "number"))
"""The types whose figures grow with the size of a row."""
_NUMBERS = _SCALING | {"percent", "ratio"}
_ALONE = ""
_CERTAINLY = 1 - 1e-6
"""What floats may be wrong by, many times over: they only pick out what is then compared in fractions."""

Counting = Callable[[str], Collection[tuple[str, ...]]]
"""The keys of the rows of a table that the standard looks at."""


def far_from_peers(
    ruleset: Ruleset, evidence: Evidence, counting: Counting, told: Collection[Span] = ()
) -> Iterator[Diagnostic]:
    """A question for each figure that is far from its peers': ER510 by itself, ER511 by its ratio to another column.

    Rows and cells at places that are `told` of already are passed over.
    """
    for rows in evidence.tables.values():
        table = ruleset.tables[rows.table]
        columns = [measure for own in table.columns if is_asked(measure := ruleset.measures[own])]
        if columns and len(rows.rows) >= LEAST_ROWS:
            for group in _groups(rows, table, ruleset, counting, told):
                yield from _Peers(columns, group, ruleset).questions(group.asked, told)


def is_asked(measure: Measure) -> bool:
    """Whether the figures of a column are held against those of their peers."""
    return measure.value is None and measure.type in _NUMBERS and measure.is_questioned


def is_scaling(measure: Measure) -> bool:
    """Whether the figures of a column grow with the size of a row."""
    return measure.type in _SCALING


# -- who are peers -----------------------------------------------------------------------------------------------------


class _Group(NamedTuple):
    """Rows that are asked about, with their peers; `is_mixed` where the peers are of several kinds."""

    asked: list[Row]
    peers: list[Row]
    is_mixed: bool = False


def _groups(rows: Rows, table: Table, ruleset: Ruleset, counting: Counting, told: Collection[Span]) -> Iterator[_Group]:
    """The rows that are asked about, with their peers: those of the same options in every column.

    Where these are too few, the rows that the standard looks at with the same options in the key; where the key has
    none, all that it looks at.
    """
    usable = [row for row in rows.rows if row.place not in told] if told else rows.rows
    choices = [own for own in table.columns if ruleset.measures[own].choice and ruleset.measures[own].value is None]
    rest: list[Row] = []
    for alike in _by_options(usable, choices):
        if len(alike) >= ENOUGH_ROWS:
            yield _Group(alike, alike)
        else:
            rest += alike
    if not rest:
        return
    in_key = [own for own in choices if own in table.key]
    looked_at = set(counting(table.id))
    few = {row.key for row in rest} & looked_at
    for alike in _by_options([row for row in usable if row.key in looked_at], in_key):
        asked = [row for row in alike if row.key in few]
        if asked and len(alike) >= (LEAST_ROWS if in_key or not choices else ENOUGH_ROWS):
            yield _Group(asked, alike, is_mixed=not in_key and bool(choices))


def _by_options(rows: Sequence[Row], choices: Sequence[str]) -> Iterable[list[Row]]:
    found: dict[tuple[object, ...], list[Row]] = {}
    every = zip(*(said_in(rows, own) for own in choices), strict=True) if choices else [()] * len(rows)
    for row, options in zip(rows, every, strict=True):
        found.setdefault(options, []).append(row)
    return found.values()


# -- what is usual among them ------------------------------------------------------------------------------------------


class _Reading(NamedTuple):
    """A column by itself, or by its ratio to the column `by`: the factor within which nearly all peers lie, and their
    median, as floats. `at` is the place of `by` in the order of columns.
    """

    spread: float
    at: int
    column: str
    by: str
    median: float


class _Usual(NamedTuple):
    """What a reading is among peers: their median, how many they are, and from which factor on another one is far."""

    median: Fraction
    rows: int
    limit: Fraction


class _Far(NamedTuple):
    """A figure that is far, in the readings that say so, the one that differs least among peers first."""

    row: Row
    cell: Fact
    value: Fraction
    readings: tuple[_Reading, ...]

    @property
    def is_certain(self) -> bool:
        """Whether no other figure of the row can be the wrong one."""
        return len(self.readings) > 1 or not self.readings[0].by


class _Peers:
    """Rows that are alike, and what their figures usually are."""

    def __init__(self, columns: Sequence[Measure], group: _Group, ruleset: Ruleset) -> None:
        self.ruleset = ruleset
        self.columns = columns
        self.is_mixed = group.is_mixed
        self.sample = _spread_evenly(group.peers)
        self.amounts = _floats(columns, self.sample)
        self.usual: dict[_Reading, _Usual | None] = {}
        self.common: dict[str, tuple[Fraction, Fraction]] = {}

    @cached_property
    def readings(self) -> dict[str, tuple[_Reading, ...]]:
        """Of each column the two readings that differ least among peers; fewer where no more are any use.

        One is enough where it is the column by itself: there is no other figure that could be the wrong one.
        """
        scaling = [one.id for one in self.columns if one.type in _SCALING]
        found: dict[str, tuple[_Reading, ...]] = {}
        for measure in self.columns:
            others = [own for own in scaling if own != measure.id] if measure.type in _SCALING else []
            every = (self._reading(at, measure.id, by) for at, by in enumerate((_ALONE, *others)))
            best = tuple(sorted(one for one in every if one is not None)[:2])
            found[measure.id] = best if best and best[0].by else best[:1]
        return found

    def _reading(self, at: int, column: str, by: str) -> _Reading | None:
        """A reading, unless it has a value for too few peers, or they differ too much for ten times to be anything."""
        found = middle_of_columns(self.amounts[column], self.amounts.get(by))
        if found is None:
            return None
        count, median, spread = found
        return _Reading(spread, at, column, by, median) if spread * spread <= self._widest(count) else None

    def _widest(self, count: int) -> Fraction:
        """The square of the widest spread that so many peers may have."""
        return Fraction(WIDEST) if count >= ENOUGH_ROWS and not self.is_mixed else ALIKE * ALIKE

    def _usual(self, reading: _Reading) -> _Usual | None:
        """The same in fractions."""
        if reading not in self.usual:
            positive = [one for row in self.sample if (one := _read(row, reading.column, reading.by)) is not None]
            median, spread = middle(positive)
            far, is_regular = max(Fraction(FAR), spread**2), spread**2 <= self._widest(len(positive))
            self.usual[reading] = _Usual(median, len(positive), far) if is_regular else None
        return self.usual[reading]

    # -- who is far ----------------------------------------------------------------------------------------------

    def questions(self, rows: Sequence[Row], told: Collection[Span]) -> Iterator[Diagnostic]:
        """A question for each figure of some rows that is far, in the order of rows and columns."""
        floats = self.amounts if rows is self.sample else _floats(self.columns, rows)
        suspect: dict[int, list[Measure]] = {}
        for measure in self.columns:
            for at in self._suspects(measure.id, floats):
                suspect.setdefault(at, []).append(measure)
        for at in sorted(suspect):
            every = (self._far(rows[at], measure) for measure in suspect[at])
            far = {one.cell.measure: one for one in every if one is not None and one.cell.place not in told}
            for one in far.values():
                if one.is_certain or self._is_the_odd_one(one, far):
                    yield self._question(one)

    def _suspects(self, column: str, floats: Mapping[str, Sequence[float]]) -> Iterable[int]:
        """The rows, by their place, whose figure may be far in each of its readings."""
        readings = self.readings[column]
        found: Iterable[int] = range(len(floats[column])) if readings else ()
        for reading in readings:
            own, by = floats[column], floats.get(reading.by)
            low, high = reading.median / (FAR * _CERTAINLY), reading.median * (FAR * _CERTAINLY)
            if by is None:
                found = [at for at in found if own[at] and not low < own[at] < high]
            else:
                found = [at for at in found if own[at] and by[at] and not low * by[at] < own[at] < high * by[at]]
        return found

    def _far(self, row: Row, measure: Measure) -> _Far | None:
        value, readings = _amount(row, measure.id), self.readings[measure.id]
        if value is None or not self._is_far(row, value, measure, readings):
            return None
        return _Far(row, row.cells[measure.id], value, readings)

    def _is_far(self, row: Row, value: Fraction, measure: Measure, readings: Sequence[_Reading]) -> bool:
        """Whether a figure is far in each of its readings, and on the same side."""
        expected = [(self._expected(row, one), self._usual(one)) for one in readings]
        if any(usual is None for _, usual in expected):
            return False
        sides = {value > one for one, _ in expected}
        is_slip = measure.type != "count" or all(abs(value - one) >= LEAST_APART for one, _ in expected)
        is_far = (usual is not None and max(value / one, one / value) >= usual.limit for one, usual in expected)
        return is_slip and len(sides) == 1 and all(is_far) and not self._is_common(value, measure)

    def _is_common(self, value: Fraction, measure: Measure) -> bool:
        """Whether a figure by itself lies among those of its peers, where these are about the same in rows of any size.

        Ten times what lies among them is at least `FAR` times their median, so that no slip of a zero is taken for
        common: only the ratio to something that grows made it look far.
        """
        if measure.id not in self.common:
            given = [one for row in self.sample if (one := _amount(row, measure.id)) is not None]
            self.common[measure.id] = middle(given)
        median, spread = self.common[measure.id]
        return spread <= STEADY and max(value / median, median / value) <= spread

    def _expected(self, row: Row, reading: _Reading) -> Fraction:
        usual, by = self._usual(reading), _amount(row, reading.by) if reading.by else Fraction(1)
        return Fraction(0) if usual is None or by is None else usual.median * by

    def _is_the_odd_one(self, one: _Far, far: Mapping[str, _Far]) -> bool:
        """Of two figures whose ratio alone is far, whether this is the one that is farther from the others' by itself.

        One whose other readings say so too is the odd one in any case.
        """
        by = one.readings[0].by
        other = far.get(by)
        if other is None:
            return True
        if other.is_certain:
            return False
        return other.readings[0].by != one.cell.measure or self._apart(one) >= self._apart(other)

    def _apart(self, one: _Far) -> Fraction:
        given = [value for row in self.sample if (value := _amount(row, one.cell.measure)) is not None]
        median = median_of(given)
        return max(one.value / median, median / one.value)

    # -- the question --------------------------------------------------------------------------------------------

    def _question(self, one: _Far) -> Diagnostic:
        reading = one.readings[0]
        usual, expected = self._usual(reading), self._expected(one.row, reading)
        measure, column = self.ruleset.measures[reading.column], column_from(reading.column)
        row = row_label(one.row.key, self.ruleset.tables[column.table], self.ruleset)
        args = {
            "zh": measure.label.zh, "en": measure.label.en, "row_zh": row.zh, "row_en": row.en,
            **_in_both("stated", one.cell.written or number_text(one.value), measure),
            **_in_both("usual", about(expected, whole=measure.type == "count"), measure),
            "count": str(usual.rows if usual is not None else 0),
            "path": EvidencePath("tables", column.table, column.column, one.row.key).text,
        }  # fmt: skip
        if not reading.by:
            return warning("ER510", one.cell.place, **args)
        by = self.ruleset.measures[reading.by]
        beside = one.row.cells[reading.by]
        args |= {"by_zh": by.label.zh, "by_en": by.label.en, **_in_both("beside", beside.written, by)}
        return warning("ER511", one.cell.place, Related("by", beside.place), **args)


def about(value: Fraction, *, whole: bool = False) -> str:
    """A number to three digits, whole where it has more of them before the point, or where it counts something."""
    if value.denominator == 1 or (whole and value >= 1):
        return number_text(round(value))
    digits = len(str(abs(value.numerator) // value.denominator)) if value >= 1 else _zeros_behind_point(value)
    places = max(0, 3 - digits)
    return number_text(Fraction(round(value * 10**places), 10**places))


def _zeros_behind_point(value: Fraction) -> int:
    zeros = 0
    while 0 < value * 10 ** (zeros + 1) < 1:
        zeros += 1
    return -zeros


def _in_both(name: str, figure: str, measure: Measure) -> dict[str, str]:
    """A figure with its unit, in both languages."""
    return {f"{name}_{language}": figure_text(figure, measure.unit, language) for language in ("zh", "en")}


# -- figures -----------------------------------------------------------------------------------------------------------


def _amount(row: Row, own: str) -> Fraction | None:
    """A figure that is known exactly and above 0; there is no ratio to any other."""
    value = exact_of(value_in(row, own))
    return Fraction(value) if value is not None and value > 0 else None


def _floats(columns: Sequence[Measure], rows: Sequence[Row]) -> dict[str, tuple[float, ...]]:
    """The figures of each column as floats, 0 where there is none."""
    return {one.id: tuple(_float(exact_of(said)) for said in said_in(rows, one.id)) for one in columns}


def _float(value: int | Decimal | Fraction | None) -> float:
    return float(value) if value is not None and value > 0 else 0.0


def _read(row: Row, column: str, by: str) -> Fraction | None:
    value = _amount(row, column)
    if value is None or not by:
        return value
    other = _amount(row, by)
    return None if other is None else value / other


def _spread_evenly(rows: Sequence[Row]) -> Sequence[Row]:
    """All rows, or as many at even distances as stand for them."""
    return rows if len(rows) <= MOST_PEERS else [rows[at * len(rows) // MOST_PEERS] for at in range(MOST_PEERS)]
