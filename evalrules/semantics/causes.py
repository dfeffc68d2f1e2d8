"""Why something has no value although everything that it needs is known: division by zero, nothing to look at.

An unknown fact is its own cause. What is told here is the rest: a verdict that waits for a figure that no evidence can
give names it.
"""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import DIV_ZERO, EMPTY
from evalrules.semantics.conditions import counts_of_share, is_flag, is_option, number, truth
from evalrules.semantics.interval import exact_value, known_value
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.scope import Counts, Scope
from evalrules.tree.nodes import Arithmetic, Expression, Fact, RowStatistic, RowTally, Tally
from evalrules.tree.walk import children, walk


class Undefined(NamedTuple):
    """A part of a condition without a value, and why: of the derived measure or column `measure`, of the row `row`."""

    node: Expression
    cause: str
    measure: str = ""
    row: tuple[str, ...] | None = None


def undefined_in(node: Expression, scope: Scope) -> Iterator[Undefined]:
    """The parts that leave a condition or a number open and that no evidence could fill in, outermost first."""
    if _is_settled(node, scope):
        return
    cause = _own_cause(node, scope)
    if cause:
        yield Undefined(node, cause)
    elif isinstance(node, Fact):
        formula = None if node.measure in scope.fixed else scope.measure(node.measure).value
        inside = () if formula is None else undefined_in(formula.root, scope)
        yield from (one if one.measure else one._replace(measure=node.measure) for one in inside)
    elif isinstance(node, RowTally | RowStatistic) and (readings := row_readings(scope)) is not None:
        from evalrules.semantics.row_parts import weightless

        divisors = _divisors_in(node, scope)
        if divisors is not None and not divisors:
            return
        rows = readings.chosen(node.table, node.only, scope, node)
        weight = node.weight if isinstance(node, RowStatistic) else None
        left_out = frozenset(() if weight is None else weightless(weight, rows))
        for row in rows:
            if row.key in left_out or not _can_be_undefined_in(row.scope, divisors):
                continue
            inside = (one for child in children(node) for one in undefined_in(child, row.scope))
            yield from (one._replace(row=row.key) for one in inside)
    elif not isinstance(node, Tally):
        for child in children(node):
            yield from undefined_in(child, scope)


def _divisors_in(node: RowTally | RowStatistic, scope: Scope) -> list[Expression] | None:
    """What is divided by in rows, also behind derived figures; None where something else can be without a value."""
    found: dict[Expression, None] = {}
    seen: set[str] = set()
    roots = list(children(node))
    while roots:
        for part in walk(roots.pop()):
            if isinstance(part, RowStatistic | RowTally | Tally):
                return None
            if isinstance(part, Arithmetic) and part.op == "/":
                found[part.right] = None
            if isinstance(part, Fact) and part.measure not in seen:
                seen.add(part.measure)
                formula = scope.measure(part.measure).value
                roots += [] if formula is None else [formula.root]
    return list(found)


def _can_be_undefined_in(scope: Scope, divisors: list[Expression] | None) -> bool:
    """Whether a row need be looked through at all: nothing is without a value where nothing is divided by 0."""
    return divisors is None or any(exact_value(number(one, scope)) == 0 for one in divisors)


def can_be_undefined(node: Expression, scope: Scope) -> bool:
    """Whether a condition has parts that can be without a value though all that they need is known."""
    for part in walk(node):
        if isinstance(part, RowStatistic | RowTally | Tally) or (isinstance(part, Arithmetic) and part.op == "/"):
            return True
        if isinstance(part, Fact) and scope.measure(part.measure).value is not None:
            return True
    return False


def cause_of(measure: str, scope: Scope) -> str:
    """Why a derived measure has no value although its inputs are known; "" where that is not so."""
    formula = scope.measure(measure).value
    found = undefined_in(formula.root, scope) if formula is not None else ()
    return next((one.cause for one in found), "")


def _is_settled(node: Expression, scope: Scope) -> bool:
    if is_flag(node):
        return truth(node, scope) is not None
    return is_option(node) or known_value(number(node, scope)) is not None


def _own_cause(node: Expression, scope: Scope) -> str:
    """Why the node itself has no value, whatever its parts are."""
    if isinstance(node, Arithmetic) and node.op == "/":
        counts = counts_of_share(node, scope)
        if counts is not None:
            return EMPTY if _is_over_nothing(counts) else ""
        return DIV_ZERO if exact_value(number(node.right, scope)) == 0 else ""
    if isinstance(node, RowStatistic) and (readings := row_readings(scope)) is not None:
        return readings.undefined(node, scope)
    if isinstance(node, RowTally) and scope.rows is not None:
        return EMPTY if _is_over_nothing(scope.rows.counts(node, scope)) else ""
    if isinstance(node, Tally) and scope.board is not None:
        return EMPTY if _is_over_nothing(scope.board.counts(node)) else ""
    return ""


def _is_over_nothing(counts: Counts) -> bool:
    return all(high == 0 for _, high in counts)
