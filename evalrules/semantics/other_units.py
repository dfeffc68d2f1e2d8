"""Money and areas that stand in another unit than the one asked for: all figures of a column, or a fact, far from the
limit that the standard sets for them.

A whole column in 万元 where 元 is asked has no odd one out among its rows. Held against the limit of the standard every
row then has a ten-thousandth of it, and no county is that poor, or that rich. The rule is told in docs/semantics.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING

from evalrules.base.diagnostics import Diagnostic, Related, warning
from evalrules.base.languages import spoken
from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.base.units import figure_text, is_converted, other_unit, unit_text
from evalrules.model.evidence import Evidence, Fact, Row
from evalrules.model.refs import column_from, is_column
from evalrules.model.ruleset import Measure, measures_behind
from evalrules.plan.nodes import Plan
from evalrules.semantics.case import Case
from evalrules.semantics.interval import exact_value
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import AnyOf, Arithmetic, Compare, Expression, Number, RowTally
from evalrules.tree.walk import walk

if TYPE_CHECKING:
    from evalrules.semantics.row_parts import ScopedRow

FAR = 100
"""So small a part of the limit in every row is no county: 1 万元 is 10,000 元, 1 亩 667 m²."""

FAR_ABOVE = 500
"""So many times the limit in every row; limits that are low for everybody are not so low."""

FAR_ALONE = 1000
"""Both for a single figure, which may well be a hundredth of what is asked."""

LEAST_ROWS = 4
MOST_ROWS = 100
"""So many rows, at even distances, stand for a longer table."""

MOST = 64
"""For how many plans it is remembered what they compare; what was found first is forgotten first."""

_ORDERED = frozenset((">=", ">", "<=", "<"))


class _Held(NamedTuple):
    """A figure held against a limit: the one with its place, what stands on both sides, and its row."""

    cell: Fact
    value: Fraction
    limit: Fraction
    row: ScopedRow | None = None

    @property
    def times(self) -> Fraction:
        """How many times the limit the value is."""
        return self.value / self.limit


class _Limited(NamedTuple):
    """A comparison of one measure that has a unit of its kind with a limit; `tally` looks at the rows of its table."""

    measure: str
    node: Compare
    tally: RowTally | None


def of_other_units(case: Case, evidence: Evidence, told: Collection[Span] = ()) -> Iterator[Diagnostic]:
    """A question for each column (ER514) and each fact (ER517) of money or area that is as if in another unit.

    Those at places that are `told` of already are passed over.
    """
    asked: set[str] = set()
    for one in _limited_in(case.plan):
        if one.measure not in asked:
            held = _held(one, case, evidence)
            if held and _is_far(held) and held[0].cell.place not in told:
                asked.add(one.measure)
                yield _question(case, evidence, case.ruleset.measures[one.measure], held)


def beyond_limits(plan: Plan) -> Iterator[tuple[str, Expression]]:
    """For each fact held against a limit, the condition that it is so far from it as to be asked about.

    A figure or a limit that is not above 0 is never asked about, wherever this holds.
    """
    for one in _limited_in(plan):
        if one.tally is None:
            left, right, span = one.node.left, one.node.right, one.node.span
            far = Number(Fraction(FAR_ALONE), "", span)
            below = Compare("<=", Arithmetic("*", left, far, "", span), right, span)
            above = Compare(">=", left, Arithmetic("*", right, far, "", span), span)
            yield one.measure, AnyOf((below, above), span)


def limits_of_rows(plan: Plan) -> Iterator[tuple[Compare, RowTally]]:
    """The comparisons by which columns of rows are held against limits, each with the look at the rows that has it."""
    for one in _limited_in(plan):
        if one.tally is not None:
            yield one.node, one.tally


def _limited_in(plan: Plan) -> tuple[_Limited, ...]:
    """The comparisons with limits in the criteria of a plan, found once for all its subjects."""
    known = _KNOWN.get(id(plan))
    if known is None or known[0] is not plan:
        while len(_KNOWN) >= MOST:
            _KNOWN.pop(next(iter(_KNOWN), 0), None)
        known = _KNOWN[id(plan)] = (plan, tuple(_found_in(plan)))
    return known[1]


def _found_in(plan: Plan) -> Iterator[_Limited]:
    measures = plan.ruleset.measures
    if not any(is_converted(one.unit) and one.value is None for one in measures.values()):
        return
    for node in (node for one in plan.indicators for guard in one.criteria for node in walk(guard.root)):
        tally = node if isinstance(node, RowTally) else None
        for inner in walk(tally.body) if tally is not None else (node,):
            own = _converted_alone(inner, measures) if isinstance(inner, Compare) else None
            if own is not None and isinstance(inner, Compare) and is_column(own) is (tally is not None):
                yield _Limited(own, inner, tally)


def _converted_alone(node: Compare, measures: Mapping[str, Measure]) -> str | None:
    """The one measure of a comparison that has a unit into which another is converted; None where there are several."""
    stated = [own for own in measures_behind(node, measures) if measures[own].value is None]
    found = [own for own in stated if is_converted(measures[own].unit) and measures[own].is_questioned]
    return found[0] if node.op in _ORDERED and len(found) == 1 else None


def _held(one: _Limited, case: Case, evidence: Evidence) -> Sequence[_Held]:
    """The figures of a measure held against a limit; none where they are too few to ask about."""
    if one.tally is None:
        cell = evidence.facts.get(one.measure)
        sides = _sides(one.node, case.scope) if cell is not None else None
        return [] if cell is None or sides is None else [_Held(cell, *sides)]
    readings = row_readings(case.scope)
    if one.tally.table not in evidence.tables or readings is None:
        return []
    rows = _spread_evenly(readings.counting(one.tally, case.scope))
    found = _held_in_rows(one, (readings.in_scope(one.tally.table, row, case.scope) for row in rows), evidence)
    return found if len(found) >= LEAST_ROWS else []


def _held_in_rows(one: _Limited, rows: Iterable[ScopedRow], evidence: Evidence) -> list[_Held]:
    """The figures of a column in its rows; none where one of them is not far."""
    given = evidence.tables.get(column_from(one.measure).table)
    cells = {row.key: row.cells for row in given.rows} if given is not None else {}
    found: list[_Held] = []
    for row in rows:
        cell, sides = cells.get(row.key, {}).get(one.measure), _sides(one.node, row.scope)
        if cell is not None and sides is not None:
            found.append(_Held(cell, *sides, row))
            if not _is_far(found[-1:]):
                return []
    return found


def _sides(node: Compare, scope: Scope) -> tuple[Fraction, Fraction] | None:
    """Both sides of a comparison; None where one of them is not known, or is not above 0."""
    from evalrules.semantics.row_parts import number_in

    left, right = (exact_value(number_in(side, scope)) for side in (node.left, node.right))
    return (left, right) if left is not None and right is not None and left > 0 and right > 0 else None


def _is_far(held: Sequence[_Held]) -> bool:
    """Whether all figures are far from their limits, and on one side."""
    below, above = (FAR_ALONE, FAR_ALONE) if held[0].row is None else (FAR, FAR_ABOVE)
    return all(one.times * below <= 1 for one in held) or all(one.times >= above for one in held)


def _spread_evenly(rows: Sequence[Row | ScopedRow]) -> Iterable[Row | ScopedRow]:
    return islice(rows, 0, None, max(1, len(rows) // MOST_ROWS))


def _question(case: Case, evidence: Evidence, measure: Measure, held: Sequence[_Held]) -> Diagnostic:
    from evalrules.model.evidence_paths import EvidencePath, evidence_path
    from evalrules.model.schools import row_label

    first, label, other = held[0], measure.label, other_unit(measure.unit)
    shown = first.cell.written or number_text(first.value)
    args = {
        "zh": label.zh, "en": label.en, "stated_zh": figure_text(shown, measure.unit, "zh"),
        "stated_en": figure_text(shown, measure.unit, "en"), "times_zh": _times(first.times, "zh"),
        "times_en": _times(first.times, "en"), "other_zh": unit_text(other, "zh"),
        "other_en": unit_text(other, "en").strip(),
    }  # fmt: skip
    if first.row is None:
        last_year = evidence.period.end.year if evidence.period is not None else 0
        path = evidence_path(measure.ref, last_year)
        return warning("ER517", first.cell.place, **args, path="" if path is None else path.text)
    table, column = case.ruleset.tables[column_from(measure.id).table], column_from(measure.id).column
    row = row_label(first.row.key, table, case.ruleset)
    args |= {"row_zh": row.zh, "row_en": row.en, "count": str(len(held))}
    args["path"] = EvidencePath("tables", table.id, column, first.row.key).text
    return warning("ER514", first.cell.place, Related("last", held[-1].cell.place), **args)


def _times(value: Fraction, language: str) -> str:
    """`4000 倍`, or `1/4000`: how many times the limit, or which part of it, to the first digit."""
    if value >= 1:
        return spoken(("{} 倍", "{} times"), language, str(_first_digit(value)))
    return spoken(("1/{}", "1/{} of"), language, str(_first_digit(1 / value)))


def _first_digit(value: Fraction) -> int:
    whole = int(value)
    power: int = 10 ** (len(str(whole)) - 1)
    return whole // power * power


_KNOWN: dict[int, tuple[Plan, tuple[_Limited, ...]]] = {}
