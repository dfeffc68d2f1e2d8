"""One move of a fact, of the subject or in a row: what it brings about, and what nobody moves. See docs/contract.md."""

from __future__ import annotations

from fractions import Fraction
from math import ceil, floor
from typing import TYPE_CHECKING, TypeAlias

from evalrules.base.numbers import decimal_places
from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.refs import ColumnRef, MembersRef, YearRef
from evalrules.model.ruleset import Measure
from evalrules.semantics.conditions import is_flag, is_known, is_option, is_over_nothing, number
from evalrules.semantics.interval import Interval, exact_value, point
from evalrules.semantics.own_checks import breaks_own_check
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Among, Compare, Expression, Fact, Number, RowStatistic, Score, Text
from evalrules.tree.walk import facts_in, walk

if TYPE_CHECKING:
    from evalrules.semantics.crossing import Crossing

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


def facts_of(way: Way) -> dict[str, FactValue]:
    """The facts that a way brings about."""
    return {move.measure: move.fact for move in way}


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


def move_ways(node: Expression, scope: Scope, *, wanted: bool) -> list[Way]:
    """The ways of one move to give a comparison, a yes or no or a choice the wanted truth; none was tried."""
    match node:
        case Fact():
            return [(Move(node.measure, "==", wanted),)] if is_own(node.measure, scope) else []
        case Compare():
            return _comparison(node, scope, wanted=wanted)
        case Among():
            return _among(node, scope, wanted=wanted)
        case _:  # made of several conditions, or a look at rows or at other indicators: no single move
            return []


def op_for(node: Compare, *, wanted: bool) -> str:
    """The operator with which a comparison has the wanted truth."""
    return node.op if wanted else _OPPOSITE[node.op]


def _comparison(node: Compare, scope: Scope, *, wanted: bool) -> list[Way]:
    op = op_for(node, wanted=wanted)
    if is_flag(node.left):
        return []
    if is_option(node.left):
        return _options(node, op, scope)
    if any(isinstance(part, RowStatistic | Score) for part in walk(node)):
        return []  # many measures move these together
    measures = [measure for measure in facts_in(node) if is_own(measure, scope)]
    found = [numeric_move(node, op, measure, scope) for measure in measures]
    moves = [move for move in found if move is not None]
    # nobody raises a percentage by having fewer teachers: quantities that are meant to improve come alone
    sensible = [move for move in moves if not worsens((move,), scope)]
    improving = [move for move in sensible or moves if scope.measure(move.measure).better]
    return [(move,) for move in improving or sensible or moves]


def worsens(way: Way, scope: Scope) -> bool:
    """Whether a way makes a figure less good than it is: a larger largest class, for the sake of a mean."""
    better = {"higher": ">", "lower": "<"}
    return any(
        isinstance(one.need, Fraction)
        and one.op[0] != "="
        and better.get(scope.measure(one.measure).better, one.op[0]) != one.op[0]
        for one in way
    )


def numeric_move(node: Compare, op: str, measure: str, scope: Scope) -> Move | None:
    """The smallest move of one number that makes the comparison (read with `op`) hold; None where there is none."""
    from evalrules.semantics.crossing import before_rounding, crossing

    declared = scope.measure(measure)
    is_past = isinstance(declared.ref, YearRef) and declared.ref.back > 0
    is_how_many = isinstance(declared.ref, MembersRef) and not declared.better and is_known(measure, scope)
    if op == "!=" or declared.type == "date" or is_past or is_how_many:  # nobody changes the number of towns
        return None
    node = before_rounding(node._replace(op=op), scope)
    op = node.op
    turn = (
        None if _is_over_nothing(measure, scope) else crossing(node, measure, scope) or _at_worst(node, measure, scope)
    )
    if turn is None:
        return None
    op = op if turn.rising else _MIRRORED[op]
    move = _whole(measure, op, turn.value) if scope.measure(measure).type == "count" else Move(measure, op, turn.value)
    return move if move is not None and is_possible(move, scope) else None


def _at_worst(node: Compare, measure: str, scope: Scope) -> Crossing | None:
    """Where it turns at the latest while another figure is known within bounds only; None where that cannot be told."""
    from evalrules.semantics.crossing import crossing

    others: dict[str, Interval] = {}
    for own in (one for side in (node.left, node.right) for one in stated_inputs(side, scope) if one != measure):
        stated = scope.stated(own)
        if stated is not None and exact_value(stated) is None:
            others[own] = stated
    if len(others) != 1:
        return None
    ((own, ends),) = others.items()
    known = [Bounds(end, end) for end in ends if isinstance(end, Fraction)]
    every = (crossing(node, measure, scope.with_facts({own: one})) for one in known)
    turns = [one for one in every if one is not None]
    if len(turns) < 2 or turns[0].rising is not turns[1].rising:
        return None
    is_upward = (node.op[0] == ">") is turns[0].rising
    return (max if is_upward else min)(turns, key=lambda one: one.value)


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
    """Whether a number may be what a move makes it: within its range, and as checks ask that look at nothing else."""
    low, high = scope.declared(move.measure)
    fact = move.fact
    is_within = isinstance(fact, Bounds) and fact.low is not None and low <= fact.low <= high
    return is_within and not breaks_own_check({move.measure: fact}, scope)


def writable(move: Move, scope: Scope) -> Move:
    """The move of a stated figure to a number that somebody can write: of one without end a hundredth further on."""
    need = move.need
    is_derived = scope.measure(move.measure).value is not None and not is_taken(move.measure, scope)
    if not isinstance(need, Fraction) or is_derived or move.op[0] not in "<>" or decimal_places(need) is not None:
        return move
    upward = move.op[0] == ">"
    whole = Move(move.measure, f"{move.op[0]}=", Fraction(ceil(need * 100) if upward else floor(need * 100), 100))
    return whole if is_possible(whole, scope) else move


def _options(node: Compare, op: str, scope: Scope) -> list[Way]:
    fact, other = (node.left, node.right) if isinstance(node.left, Fact) else (node.right, node.left)
    if not (isinstance(fact, Fact) and isinstance(other, Text) and is_own(fact.measure, scope)):
        return []
    if op == "==":
        return [(Move(fact.measure, "==", other.value),)]
    every = scope.with_facts({fact.measure: None}).options(fact.measure) or frozenset()
    return [(Move(fact.measure, "==", option),) for option in sorted(every) if option != other.value]


def _among(node: Among, scope: Scope, *, wanted: bool) -> list[Way]:
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

    Counts come first, then other numbers; of these the amount is rounded up to hundredths. Of a scope it is found once.
    """
    if scope.ruleset.measures[move.measure].value is None:
        return None  # as of most, and sooner than a move is found by what it is
    if move not in scope.amounts:
        scope.amounts[move] = _amount_behind(move, scope)
    return scope.amounts[move]


def _amount_behind(move: Move, scope: Scope) -> tuple[str, Fraction] | None:
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
        is_input = value is None or is_taken(own, scope)
        found.update(dict.fromkeys((own,) if is_input or value is None else stated_inputs(value.root, scope)))
    return tuple(found)


def is_taken(own: str, scope: Scope) -> bool:
    """Whether a derived figure is taken as it is stated, since what it is made of is not known."""
    value, stated = scope.measure(own).value, scope.stated(own)
    return value is not None and stated is not None and exact_value(number(value.root, scope)) is None


def hundredths_of(step: Move, amount: Fraction) -> Fraction:
    """An amount that can be built or paid: beyond a strict bound, or a number without end, by up to a hundredth."""
    upward = step.op[0] == ">"
    if (amount * 100).denominator == 1:
        strict = Fraction(1, 100) if len(step.op) == 1 else Fraction(0)
        return amount + strict if upward else amount - strict
    return Fraction(ceil(amount * 100) if upward else floor(amount * 100), 100)
