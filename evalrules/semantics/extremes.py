"""The least and the greatest of several numbers in a comparison: the same comparison of each of them. See moves.py."""

from __future__ import annotations

from fractions import Fraction

from evalrules.model.evidence import Bounds
from evalrules.semantics.conditions import is_flag, is_option, truth
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import Move, Way, facts_of
from evalrules.tree.nodes import Arithmetic, Compare, Converted, Expression, Extreme, Fact, Rounded

_HAIR = Fraction(1, 10**15)


def with_each(node: Compare, scope: Scope) -> tuple[Compare, ...]:
    """The comparison with each of the numbers in the place of the first least or greatest of them; () without such.

    Where that stands for what is derived, and nobody states it, it is looked into.
    """
    if is_option(node.left) or is_flag(node.left):
        return ()
    left, right = _seen_through(node.left, scope), _seen_through(node.right, scope)
    extreme = _extreme_in(left) or _extreme_in(right)
    if extreme is None:
        return ()
    return tuple(
        node._replace(left=_put(left, extreme, item), right=_put(right, extreme, item)) for item in extreme.items
    )


def is_tight(way: Way, node: Compare, scope: Scope, *, wanted: bool) -> bool:
    """Whether a way gives the comparison its truth, and no longer where any of its moves goes less far."""
    if truth(node, scope.with_facts(facts_of(way))) is not wanted:
        return False
    facts = facts_of(way)
    shorter = ((one.measure, less) for one in way if (less := _less_far(one, scope)) is not None)
    return all(truth(node, scope.with_facts({**facts, own: less})) is not wanted for own, less in shorter)


def _less_far(move: Move, scope: Scope) -> Bounds | None:
    """Where a figure comes to that is moved a little less far; None where nothing lies between."""
    if not isinstance(move.need, Fraction) or move.op not in (">", ">=", "<", "<="):
        return None
    if len(move.op) == 1:
        return Bounds(move.need, move.need)
    step = Fraction(1) if scope.measure(move.measure).type == "count" else _HAIR
    at = move.need - step if move.op == ">=" else move.need + step
    return Bounds(at, at)


def _seen_through(node: Expression, scope: Scope) -> Expression:
    """A formula in which derived numbers that nobody states, and that hold an extreme, are what they are made of."""
    match node:
        case Fact(kind="number"):
            value = scope.measure(node.measure).value
            if value is None or node.measure in scope.fixed or scope.stated(node.measure) is not None:
                return node
            inside = _seen_through(value.root, scope)
            return node if _extreme_in(inside) is None else inside
        case Arithmetic():
            return node._replace(left=_seen_through(node.left, scope), right=_seen_through(node.right, scope))
        case Converted() | Rounded():
            return node._replace(item=_seen_through(node.item, scope))
        case _:  # an extreme itself, and what is moved elsewhere
            return node


def _extreme_in(node: Expression) -> Extreme | None:
    """The first least or greatest of numbers in a formula, in reading order."""
    match node:
        case Extreme():
            return node
        case Arithmetic():
            return _extreme_in(node.left) or _extreme_in(node.right)
        case Converted() | Rounded():
            return _extreme_in(node.item)
        case _:  # points and looks at rows are moved elsewhere
            return None


def _put(node: Expression, extreme: Extreme, item: Expression) -> Expression:
    """A formula with one of its numbers in the place of the least or the greatest of them."""
    match node:
        case Extreme():
            return item if node == extreme else node
        case Arithmetic():
            return node._replace(left=_put(node.left, extreme, item), right=_put(node.right, extreme, item))
        case Converted() | Rounded():
            return node._replace(item=_put(node.item, extreme, item))
        case _:  # all that `_extreme_in` does not look into
            return node
