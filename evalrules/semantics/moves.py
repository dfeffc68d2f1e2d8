"""The smallest changes of facts that make a condition hold (or not hold). See docs/contract.md.

A move brings one measure to a value. A way is a set of moves to be made together. Every way that leaves
this module was checked: with exactly these moves the condition has the wanted truth.
"""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations, islice, product
from math import ceil, floor
from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.refs import ColumnRef, MembersRef, YearRef
from evalrules.model.ruleset import Measure
from evalrules.semantics.conditions import is_flag, is_known, is_option, is_over_nothing, truth
from evalrules.semantics.crossing import before_rounding, crossing
from evalrules.semantics.interval import exact_value, point
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    AtLeast,
    Choose,
    Compare,
    Expression,
    Fact,
    Not,
    Number,
    RowStatistic,
    Score,
    Text,
)
from evalrules.tree.walk import facts_in, walk

MAX_WAYS = 8
_HAIR = Fraction(1, 10**15)
_BEYOND = {">": _HAIR, "<": -_HAIR}
_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "=="}


class Move(NamedTuple):
    """Bring a measure to `op need`; a strict `op` means beyond `need` by however little."""

    measure: str
    op: str
    need: Fraction | bool | str

    @property
    def fact(self) -> FactValue:
        """A fact that makes the move: the bound itself, or a hair beyond a strict one."""
        if isinstance(self.need, Fraction):
            beyond = _BEYOND.get(self.op)
            value = self.need if beyond is None else self.need + beyond
            return Bounds(value, value)
        return self.need


Way: TypeAlias = tuple[Move, ...]


def ways_to(node: Expression, wanted: bool, scope: Scope) -> list[Way]:
    """The ways to give a condition the wanted truth, those with the fewest moves first; none where there is none."""
    checked = []
    for way in _ways(node, wanted, scope):
        merged = merge(way, scope)
        if merged is not None and truth(node, scope.with_facts(facts_of(merged))) is wanted and merged not in checked:
            checked.append(merged)
    return sorted(checked, key=len)[:MAX_WAYS]


def facts_of(way: Way) -> dict[str, FactValue]:
    """The facts that a way brings about."""
    return {move.measure: move.fact for move in way}


def merge(way: Way, scope: Scope) -> Way | None:
    """One move a measure: the tightest bound of each; None where two moves pull apart."""
    merged: dict[str, Move] = {}
    for move in way:
        known = merged.get(move.measure)
        chosen = move if known is None else _tighter(known, move)
        if chosen is None:
            return None
        merged[move.measure] = chosen
    if len(merged) < 2:
        return tuple(merged.values())
    return tuple(merged[measure] for measure in scope.ruleset.measures if measure in merged)


def _tighter(first: Move, second: Move) -> Move | None:
    if first == second:
        return first
    if not (isinstance(first.need, Fraction) and isinstance(second.need, Fraction)) or first.op[0] != second.op[0]:
        return None
    upward = first.op[0] == ">"
    ranked = sorted((first, second), key=lambda move: (move.need, (len(move.op) == 1) == upward))
    return ranked[-1] if upward else ranked[0]


def _ways(node: Expression, wanted: bool, scope: Scope) -> list[Way]:
    if truth(node, scope) is wanted:
        return [()]
    match node:
        case Not():
            return _ways(node.item, not wanted, scope)
        case AllOf():
            return _several(node.items, wanted, len(node.items) if wanted else 1, scope)
        case AnyOf():
            return _several(node.items, wanted, 1 if wanted else len(node.items), scope)
        case AtLeast():
            needed = node.needed if wanted else len(node.items) - node.needed + 1
            return _several(node.items, wanted, needed, scope)
        case Choose():
            holds = truth(node.condition, scope)
            return [] if holds is None else _ways(node.yes if holds else node.no, wanted, scope)
        case Fact():
            return [(Move(node.measure, "==", wanted),)] if is_own(node.measure, scope) else []
        case Compare():
            return _comparison(node, wanted, scope)
        case Among():
            return _among(node, wanted, scope)
        case _:  # a look at rows or at other indicators is changed elsewhere, and a number is no condition
            return []


def _several(items: tuple[Expression, ...], wanted: bool, needed: int, scope: Scope) -> list[Way]:
    """Ways to give at least `needed` of the items the wanted truth."""
    open_items = [item for item in items if truth(item, scope) is not wanted]
    short = needed - (len(items) - len(open_items))
    ways: list[Way] = []
    for chosen in islice(combinations(open_items, short), 4 * MAX_WAYS):
        choices = [_ways(item, wanted, scope)[:MAX_WAYS] for item in chosen]
        ways.extend(tuple(move for way in picked for move in way) for picked in islice(product(*choices), MAX_WAYS))
    return sorted(ways, key=len)[: 4 * MAX_WAYS]


def is_own(measure: str, scope: Scope) -> bool:
    """Whether a row, or the subject, can change the measure: no row changes a fact of its subject, nor its own key."""
    ref = scope.measure(measure).ref
    if stays(measure, scope):
        return False
    if not isinstance(ref, ColumnRef):
        return not scope.is_row
    return scope.is_row and measure not in scope.ruleset.tables[ref.table].key


def stays(measure: str, scope: Scope) -> bool:
    """Whether nobody changes it: a known date, a year that is over, what is declared so, what rests on nothing else."""
    declared = scope.measure(measure)
    if declared.value is not None:
        inputs = facts_in(declared.value.root)
        return bool(inputs) and all(stays(one, scope) for one in inputs)
    return _is_settled(declared) and is_known(measure, scope)


def must_turn_out(measure: str, scope: Scope) -> bool:
    """Whether nobody changes it and nobody has given it yet: the number of towns, which is what it is."""
    declared = scope.measure(measure)
    is_how_many = isinstance(declared.ref, MembersRef) and not declared.better
    return declared.value is None and (_is_settled(declared) or is_how_many) and not is_known(measure, scope)


def _is_settled(declared: Measure) -> bool:
    is_past = isinstance(declared.ref, YearRef) and declared.ref.back > 0
    return declared.is_fixed or declared.type == "date" or is_past


def _comparison(node: Compare, wanted: bool, scope: Scope) -> list[Way]:
    op = node.op if wanted else _OPPOSITE[node.op]
    if is_flag(node.left):
        return []
    if is_option(node.left):
        return _options(node, op, scope)
    if any(isinstance(part, RowStatistic | Score) for part in walk(node)):
        return []
    measures = [measure for measure in facts_in(node) if is_own(measure, scope)]
    found = [numeric_move(node, op, measure, scope) for measure in measures]
    moves = [move for move in found if move is not None]
    # nobody raises a percentage by having fewer teachers: quantities that are meant to improve come alone
    improving = [move for move in moves if scope.measure(move.measure).better]
    return [(move,) for move in improving or moves]


def numeric_move(node: Compare, op: str, measure: str, scope: Scope) -> Move | None:
    """The smallest move of one number that makes the comparison (read with `op`) hold; None where there is none."""
    declared = scope.measure(measure)
    is_past = isinstance(declared.ref, YearRef) and declared.ref.back > 0
    is_how_many = isinstance(declared.ref, MembersRef) and not declared.better and is_known(measure, scope)
    if op == "!=" or declared.type == "date" or is_past or is_how_many:  # nobody changes the number of towns
        return None
    node = before_rounding(node._replace(op=op), scope)
    op = node.op
    turn = None if _is_over_nothing(measure, scope) else crossing(node, measure, scope)
    if turn is None:
        return None
    op = op if turn.rising else _MIRRORED[op]
    move = _whole(measure, op, turn.value) if scope.measure(measure).type == "count" else Move(measure, op, turn.value)
    return move if move is not None and is_possible(move, scope) else None


def _is_over_nothing(measure: str, scope: Scope) -> bool:
    """Whether a derived measure is a ratio over nothing: no change of it can be carried out."""
    value = scope.measure(measure).value
    return value is not None and is_over_nothing(value.root, scope)


def _whole(measure: str, op: str, value: Fraction) -> Move | None:
    """The same move in whole numbers, where no bound is strict."""
    match op:
        case ">=":
            return Move(measure, op, Fraction(ceil(value)))
        case ">":
            return Move(measure, ">=", Fraction(floor(value) + 1))
        case "<=":
            return Move(measure, op, Fraction(floor(value)))
        case "<":
            return Move(measure, "<=", Fraction(ceil(value) - 1))
        case _:
            return Move(measure, op, value) if value.denominator == 1 else None


def is_possible(move: Move, scope: Scope) -> bool:
    """Whether a number may be what a move makes it."""
    low, high = scope.declared(move.measure)
    fact = move.fact
    return isinstance(fact, Bounds) and fact.low is not None and low <= fact.low <= high


def _options(node: Compare, op: str, scope: Scope) -> list[Way]:
    fact, other = (node.left, node.right) if isinstance(node.left, Fact) else (node.right, node.left)
    if not (isinstance(fact, Fact) and isinstance(other, Text) and is_own(fact.measure, scope)):
        return []
    if op == "==":
        return [(Move(fact.measure, "==", other.value),)]
    every = scope.with_facts({fact.measure: None}).options(fact.measure) or frozenset()
    return [(Move(fact.measure, "==", option),) for option in sorted(every) if option != other.value]


def _among(node: Among, wanted: bool, scope: Scope) -> list[Way]:
    if not isinstance(node.item, Fact) or not is_own(node.item.measure, scope):
        return []
    every = scope.with_facts({node.item.measure: None}).options(node.item.measure) or frozenset(node.options)
    return [(Move(node.item.measure, "==", option),) for option in sorted(every) if (option in node.options) is wanted]


def counts_of(way: Way, scope: Scope) -> dict[str, FactValue]:
    """The facts that a way brings about where stated numbers move the derived ones before them, as gaps ask."""
    found: dict[str, FactValue] = {}
    for move in way:
        behind = amount_behind(move, scope)
        if behind is None:
            found[move.measure] = move.fact
        else:
            have = exact_value(scope.stated(behind[0]) or point(0))
            value = (have or Fraction(0)) + behind[1]
            found[behind[0]] = Bounds(value, value)
    return found


def amount_behind(move: Move, scope: Scope) -> tuple[str, Fraction] | None:
    """For a derived number: which stated one to change, and by how much, to make the move; None for other measures.

    Counts come first, then other numbers; of these the amount is rounded up to hundredths.
    """
    value = scope.measure(move.measure).value
    if value is None or not isinstance(move.need, Fraction):
        return None
    bound = Compare(move.op, value.root, Number(move.need, "", value.span), value.span)
    inputs = [own for own in stated_inputs(value.root, scope) if is_own(own, scope)]
    improving = [own for own in inputs if scope.measure(own).better]
    for measure in sorted(improving or inputs, key=lambda own: scope.measure(own).type != "count"):
        found = scope.stated(measure)
        have = exact_value(found) if found is not None else None
        step = numeric_move(bound, move.op, measure, scope) if have is not None else None
        if have is not None and step is not None and isinstance(step.need, Fraction):
            amount = hundredths_of(step, step.need - have)
            if is_possible(Move(measure, "==", have + amount), scope):
                return measure, amount
    return None


def stated_inputs(root: Expression, scope: Scope) -> tuple[str, ...]:
    """The measures that a formula rests on and that somebody states, in reading order."""
    found: dict[str, None] = {}
    for own in facts_in(root):
        value = scope.measure(own).value
        found.update(dict.fromkeys((own,) if value is None else stated_inputs(value.root, scope)))
    return tuple(found)


def hundredths_of(step: Move, amount: Fraction) -> Fraction:
    """An amount that can be built or paid: beyond a strict bound, or a number without end, by up to a hundredth."""
    upward = step.op[0] == ">"
    if (amount * 100).denominator == 1:
        strict = Fraction(1, 100) if len(step.op) == 1 else Fraction(0)
        return amount + strict if upward else amount - strict
    return Fraction(ceil(amount * 100) if upward else floor(amount * 100), 100)
