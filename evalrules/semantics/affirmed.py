"""A condition that must not hold as the one that must: what a veto asks of figures and of rows."""

from __future__ import annotations

from evalrules.tree.nodes import AllOf, AnyOf, AtLeast, Compare, Expression, Not, RowTally

_OPPOSITE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def affirmed(node: Expression, *, wanted: bool) -> Expression:
    """What must hold for a condition to have a truth."""
    match node:
        case Not():
            return affirmed(node.item, wanted=not wanted)
        case AllOf() | AnyOf() | AtLeast():
            return _joined(node, tuple(affirmed(item, wanted=wanted) for item in node.items), wanted=wanted)
        case Compare():
            return node if wanted else node._replace(op=_OPPOSITE[node.op])
        case RowTally(op="any") | RowTally(op="every") if not wanted:
            other = "every" if node.op == "any" else "any"
            return node._replace(op=other, body=affirmed(node.body, wanted=False))
        case _:  # nothing that is turned into another
            return node if wanted else Not(node, node.span)


def _joined(node: AllOf | AnyOf | AtLeast, items: tuple[Expression, ...], *, wanted: bool) -> Expression:
    if isinstance(node, AtLeast):
        needed = node.needed if wanted else len(items) - node.needed + 1
        return AtLeast(needed, items, node.span)
    if isinstance(node, AllOf) is wanted:
        return AllOf(items, wanted and isinstance(node, AllOf) and node.chained, node.span)
    return AnyOf(items, node.span)
