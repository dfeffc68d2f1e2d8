"""Which rows, and by how much, bring a statistic of spread within its limit. docs/decisions/0031-spreads.md.

Nobody pulls rooms down to make schools alike: cells are raised; what is meant to be lower, or is fixed, stays.
What floating point proposes (`spread_raises.py`) is put into the case and tried exactly before it is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from math import ceil, floor, log10

from evalrules.base.records import NamedTuple
from evalrules.model.evidence import FactValue
from evalrules.model.outcome import Outcome
from evalrules.semantics.case import Case
from evalrules.semantics.checks_after import newly_broken
from evalrules.semantics.conditions import FLIPPED, number, truth
from evalrules.semantics.crossing import before_rounding
from evalrules.semantics.interval import exact_value
from evalrules.semantics.level_mends import cells_to_level
from evalrules.semantics.row_levers import (
    Lever,
    add_cells,
    cells_for,
    followed,
    joint_lever,
    lever_of,
    linked_rows,
    merged,
    scope_with,
)
from evalrules.semantics.row_parts import Cells, RowId, ScopedRow
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.spread_raises import Raisable, Raised, Spread, fewest_raised, least_raised
from evalrules.semantics.standings import Standing
from evalrules.semantics.stated import Stated
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import (
    AllOf,
    Arithmetic,
    Compare,
    Converted,
    Expression,
    Fact,
    Rounded,
    RowStatistic,
)

DIGITS = 7
"""To so many digits the value is written to which a row is raised."""

MOST_TRIED = 60
"""So many cells are tried to be left out; of more those of which it is in doubt that they are needed."""

CLEAR = 1e-3
"""What floating point finds so far beyond a limit, is beyond it also where cells are raised by whole steps."""


class SpreadTerm(NamedTuple):
    """A statistic in a sum, and how often it is in it."""

    factor: Fraction
    node: RowStatistic


class _Sum(NamedTuple):
    constant: Fraction
    terms: tuple[SpreadTerm, ...] = ()

    def times(self, by: Fraction) -> _Sum:
        return _Sum(self.constant * by, tuple(SpreadTerm(one.factor * by, one.node) for one in self.terms))

    def plus(self, other: _Sum) -> _Sum:
        return _Sum(self.constant + other.constant, self.terms + other.terms)


class _Part(NamedTuple):
    """A statistic with what is raised in its rows, in the order of the spread's own."""

    term: SpreadTerm
    spread: Spread
    levers: tuple[Lever | None, ...]


def raised_cells(case: Case, standing: Standing, best: Outcome, *, least_amount: bool = False) -> Cells:
    """The cells that bring an indicator to its best outcome, where all it lacks are spreads: {} where that is not so.

    In as few rows as are found, of these by little; with `least_amount`, and of a single statistic, with the least
    total of what is added.
    """
    failing = _failing(standing, best, case.scope)
    cells: Cells = {}
    after = case
    for node in failing or ():
        more = _of_comparison(after, node, least_amount=least_amount)
        if not more:
            return {}
        cells = merged(cells, more)
        after = case.with_cells(cells)
    is_reached = bool(cells) and after.standing_of(standing.indicator.id).possible == (best,)
    return cells if is_reached and _keeps_checks(case, cells) else {}


def cells_within(case: Case, node: Compare, *, least_amount: bool = False) -> Cells:
    """The cells that bring the statistics of one comparison to its limit: {} where none are known."""
    cells = _of_comparison(case, node, least_amount=least_amount)
    return cells if cells and _keeps_checks(case, cells) else {}


def _failing(standing: Standing, best: Outcome, scope: Scope) -> list[Compare] | None:
    """The comparisons that keep an indicator from an outcome, where each may be one of a spread; None else."""
    guards = [arm.guard for arm in standing.plan.arms if arm.outcome == best and arm.guard is not None]
    if standing.plan.caps or len(guards) != 1:
        return None
    root = guards[0].root
    parts = root.items if isinstance(root, AllOf) else (root,)
    failing = [part for part in parts if truth(part, scope) is not True]
    return [part for part in failing if isinstance(part, Compare)] if _all_compare(failing) else None


def _all_compare(parts: Sequence[Expression]) -> bool:
    return all(isinstance(part, Compare) for part in parts)


def _of_comparison(case: Case, node: Compare, *, least_amount: bool) -> Cells:
    scope = case.scope
    node = node._replace(left=_seen_through(node.left, scope))
    levelled = cells_to_level(case, node, least_amount=least_amount)
    if levelled:
        return levelled
    turned = limited_spreads(node, scope)
    rows = scope.rows
    if turned is None or not isinstance(rows, TableReadings):
        return {}
    terms, limit = turned
    parts = [part for term in terms if (part := _part(term, rows, scope)) is not None]
    is_joint = any(lever.also for part in parts for lever in part.levers if lever is not None)
    if len(parts) < len(terms) or (least_amount and (is_joint or len(parts) > 1)):
        return {}
    spreads = [part.spread for part in parts]
    proposals = least_raised(spreads[0], float(limit)) if least_amount else fewest_raised(spreads, float(limit))
    for raised in proposals:
        cells = _cells(parts, raised, case)
        if cells is not None and _holds(node, case, cells):
            return cells if least_amount else _needed(case, node, _Proposal(parts, raised, float(limit)), cells)
    return {}


def _keeps_checks(case: Case, cells: Cells) -> bool:
    return next(newly_broken(case, Stated(cells=cells)), None) is None


def _holds(node: Compare, case: Case, cells: Cells) -> bool:
    return truth(node, scope_with(case, cells)) is True


class _Proposal(NamedTuple):
    """What floating point proposed: rows of each statistic, and the limit."""

    parts: Sequence[_Part]
    raised: Raised
    limit: float

    def in_doubt(self) -> Iterator[tuple[RowId, str]]:
        """The cells of which it is not clear that their statistic needs them raised."""
        spreads = [part.spread for part in self.parts]
        others = [part.factor * part.at(self.raised.get(at, {})) for at, part in enumerate(spreads)]
        total = sum(others)
        for at, part in enumerate(self.parts):
            mine = self.raised.get(at, {})
            for own in mine:
                less = {row: value for row, value in mine.items() if row != own}
                without = total - others[at] + part.spread.factor * part.spread.at(less)
                lever = part.levers[own]
                if without <= self.limit * (1 + CLEAR) and lever is not None:
                    yield (part.term.node.table, lever.row.key), lever.measure


def _needed(case: Case, node: Compare, proposal: _Proposal, cells: Cells) -> Cells:
    """The cells without those that can stay: what is raised in whole steps goes further."""
    every = [(row, own) for row, changed in cells.items() for own in changed]
    for row, own in every if len(every) <= MOST_TRIED else proposal.in_doubt():
        linked = linked_rows(row, (own,), case)
        less = {at: {k: v for k, v in one.items() if k != own or at not in linked} for at, one in cells.items()}
        less = {at: one for at, one in less.items() if one}
        if _holds(node, case, less) and _keeps_checks(case, less):
            cells = less
    return cells


# -- the comparison ----------------------------------------------------------------------------------------------------


def limited_spreads(node: Compare, scope: Scope) -> tuple[tuple[SpreadTerm, ...], Fraction] | None:
    """The statistics that together must not be above a number, and that number; None for every other comparison."""
    if node.op in (">", ">="):
        node = Compare(FLIPPED[node.op], node.right, node.left, node.span)
    if node.op not in ("<", "<="):
        return None
    node = before_rounding(node._replace(left=_seen_through(node.left, scope)), scope)
    left, limit = _sum(node.left, scope), exact_value(number(node.right, scope))
    if left is None or limit is None or not left.terms or any(one.factor <= 0 for one in left.terms):
        return None
    return left.terms, limit - left.constant


def _seen_through(node: Expression, scope: Scope) -> Expression:
    """What a derived measure that nobody states is made of."""
    while isinstance(node, Fact) and node.kind == "number":
        value = scope.measure(node.measure).value
        if value is None or node.measure in scope.fixed or scope.stated(node.measure) is not None:
            break
        node = value.root
    return node


def _sum(node: Expression, scope: Scope) -> _Sum | None:
    """A number as a sum of statistics of spread; None where it is none."""
    node = _seen_through(node, scope)
    while isinstance(node, Rounded):
        node = _seen_through(node.item, scope)
    match node:
        case RowStatistic():
            is_spread = STATISTICS[node.op].is_spread and node.about is None
            return _Sum(Fraction(0), (SpreadTerm(Fraction(1), node),)) if is_spread else _constant(node, scope)
        case Converted():
            inside = _sum(node.item, scope)
            return None if inside is None else inside.times(node.factor)
        case Arithmetic():
            left, right = _sum(node.left, scope), _sum(node.right, scope)
            return None if left is None or right is None else _joined(node.op, left, right)
        case _:  # no sum: it counts where it is a constant, and makes the whole no sum of spreads where it is not
            return _constant(node, scope)


def _joined(op: str, left: _Sum, right: _Sum) -> _Sum | None:
    if op in ("+", "-"):
        return left.plus(right.times(Fraction(1 if op == "+" else -1)))
    if op == "*" and not left.terms:
        left, right = right, left
    if right.terms or (op == "/" and right.constant == 0):
        return None
    return left.times(right.constant if op == "*" else 1 / right.constant)


def _constant(node: Expression, scope: Scope) -> _Sum | None:
    known = exact_value(number(node, scope))
    return None if known is None else _Sum(known)


# -- its rows ----------------------------------------------------------------------------------------------------------


def _part(term: SpreadTerm, rows: TableReadings, scope: Scope) -> _Part | None:
    """A statistic with its rows as numbers; None where one of them is not known."""
    found: list[Raisable] = []
    levers: list[Lever | None] = []
    node = term.node
    for row in rows.chosen(node.table, node.only, scope, node):
        weight = Fraction(1) if node.weight is None else exact_value(number(node.weight, row.scope))
        if weight == 0:
            continue
        value = exact_value(number(node.item, row.scope))
        if value is None or weight is None or not row.counts:
            return None
        lever, cost = _lever(node.item, value, row)
        found.append(Raisable(float(value), float(weight), cost))
        levers.append(lever)
    if len(found) < 2 or sum(one.weight * one.value for one in found) <= 0:
        return None
    statistic = STATISTICS[term.node.op]
    return _Part(term, Spread(tuple(found), float(term.factor), statistic.is_share, statistic.is_sample), tuple(levers))


def _lever(item: Expression, value: Fraction, row: ScopedRow) -> tuple[Lever | None, float]:
    """What raises a row, and how much of it one more of the value takes; of the least of several figures all."""
    joint = joint_lever(item, row)
    return lever_of(item, value, row) if joint is None else (joint, float(len(joint.measures)))


def _cells(parts: Iterable[_Part], raised: Raised, case: Case) -> Cells | None:
    """The cells behind raised values, in the steps in which they are given; None where one may not be so much."""
    found: dict[RowId, dict[str, FactValue]] = {}
    for at, part in enumerate(parts):
        for own, value in raised.get(at, {}).items():
            lever = part.levers[own]
            changed = {} if lever is None else _raised(part.term.node.item, lever, value)
            if lever is None or not changed:
                return None
            row = (part.term.node.table, lever.row.key)
            for linked in linked_rows(row, changed, case):
                add_cells(found, linked, changed)
    return followed(case, found)


def _raised(item: Expression, lever: Lever, value: float) -> dict[str, FactValue]:
    """What its cells come to where a row is raised to a value; {} where one may not be so much."""
    scale = Fraction(10) ** max(0, DIGITS - 1 - floor(log10(abs(value)))) if value else Fraction(1)
    return cells_for(item, lever, ceil(Fraction(value) * scale) / scale)
