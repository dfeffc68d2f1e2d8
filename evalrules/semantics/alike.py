"""A ruleset as it is for subjects whose attributes are the same: what hangs on them is settled, once for all of them.

A number that an attribute picks is that number, a condition on attributes is true or false, and what is joined with it
is what remains. It means the same for those subjects, indicator by indicator and gap by gap; places and texts stay.
"""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.model.ruleset import Band, Indicator, Ruleset, Value
from evalrules.tree.nodes import (
    NODE_TYPES,
    AllOf,
    Among,
    AnyOf,
    Attribute,
    Choose,
    Compare,
    Condition,
    Expression,
    Flag,
    Not,
    Parameter,
    Text,
)
from evalrules.tree.walk import walk


def alike(ruleset: Ruleset, attributes: Mapping[str, str]) -> Ruleset:
    """The ruleset for subjects with these attributes, each by the id of its option."""
    if not attributes:
        return ruleset
    settle = _Settling(ruleset, attributes)
    return ruleset._replace(
        values={own: settle.value(one) for own, one in ruleset.values.items()},
        measures={own: one._replace(value=settle.condition(one.value)) for own, one in ruleset.measures.items()},
        indicators=tuple(map(settle.indicator, ruleset.indicators)),
        gates=tuple(one._replace(need=settle.stated(one.need)) for one in ruleset.gates),
        vetoes=tuple(one._replace(when=settle.stated(one.when)) for one in ruleset.vetoes),
        verdict=tuple(one._replace(when=settle.condition(one.when)) for one in ruleset.verdict),
        obligations=tuple(one._replace(when=settle.stated(one.when)) for one in ruleset.obligations),
        checks=tuple(one._replace(condition=settle.stated(one.condition)) for one in ruleset.checks),
    )


class _Settling:
    """Settles the parts of one ruleset."""

    def __init__(self, ruleset: Ruleset, attributes: Mapping[str, str]) -> None:
        self._attributes = attributes
        nodes = (node for one in ruleset.conditions for node in walk(one.root))
        self._picked = {node.value for node in nodes if isinstance(node, Parameter) and node.key is not None}

    def value(self, value: Value) -> Value:
        """The number that an attribute picks; one that a condition picks itself, and a table, stay."""
        option = self._attributes.get(value.by, "") if value.by else ""
        if value.curve or value.id in self._picked or not option or option not in value.branches:
            return value
        return value._replace(by="", branches={"": value.branches[option]})

    def indicator(self, indicator: Indicator) -> Indicator:
        """An indicator; one that applies to all of these subjects asks for nothing to apply."""
        applies, must_when = self.condition(indicator.applies), self.condition(indicator.must_when)
        if applies is not None and isinstance(applies.root, Flag) and applies.root.value:
            applies = None
        if must_when is not None and isinstance(must_when.root, Flag):
            indicator, must_when = indicator._replace(must=must_when.root.value), None
        return indicator._replace(
            bands=self._bands(indicator.bands),
            met=self.condition(indicator.met),
            grade=self.condition(indicator.grade),
            awarded=self.condition(indicator.awarded),
            full=None if indicator.full is None else self._node(indicator.full),
            ceiling=self._bands(indicator.ceiling),
            applies=applies,
            must_when=must_when,
        )

    def _bands(self, bands: tuple[Band, ...]) -> tuple[Band, ...]:
        return tuple(one._replace(condition=self.condition(one.condition)) for one in bands)

    def condition(self, condition: Condition | None) -> Condition | None:
        """A condition, where there is one."""
        return None if condition is None else self.stated(condition)

    def stated(self, condition: Condition) -> Condition:
        """A condition; the same one where nothing in it hangs on the attributes."""
        root = self._node(condition.root)
        return condition if root is condition.root else condition._replace(root=root)

    def _node(self, node: Expression) -> Expression:
        if isinstance(node, Attribute):
            option = self._attributes.get(node.name)
            return node if option is None else Text(option, node.name, node.span)
        parts = [self._part(item) for item in node]
        if all(new is old for new, old in zip(parts, node, strict=True)):
            return node
        return _decided(node._replace(**dict(zip(node._fields, parts, strict=True))))

    def _part(self, item: object) -> object:
        if isinstance(item, NODE_TYPES):
            return self._node(item)  # type: ignore[arg-type]  # one of the node types
        if type(item) is not tuple:
            return item
        parts = tuple(map(self._part, item))
        return item if all(new is old for new, old in zip(parts, item, strict=True)) else parts


def _decided(node: Expression) -> Expression:
    """What remains of a node of which some parts are settled."""
    if isinstance(node, Compare):
        left, right = node.left, node.right
        if isinstance(left, Text) and isinstance(right, Text) and node.op in ("==", "!="):
            return Flag((left.value == right.value) is (node.op == "=="), node.span)
    elif isinstance(node, Among):
        return Flag(node.item.value in node.options, node.span) if isinstance(node.item, Text) else node
    elif isinstance(node, Not):
        return Flag(not node.item.value, node.span) if isinstance(node.item, Flag) else node
    elif isinstance(node, Choose):
        condition = node.condition
        return (node.yes if condition.value else node.no) if isinstance(condition, Flag) else node
    elif isinstance(node, AllOf | AnyOf):
        return _joined(node, node.items, settled_by=isinstance(node, AnyOf))
    return node


def _joined(node: AllOf | AnyOf, items: tuple[Expression, ...], *, settled_by: bool) -> Expression:
    """A condition of several: one part may settle it, those that do not matter are left out."""
    if any(isinstance(one, Flag) and one.value is settled_by for one in items):
        return Flag(settled_by, node.span)
    left = tuple(one for one in items if not isinstance(one, Flag))
    if not left:
        return Flag(not settled_by, node.span)
    return left[0] if len(left) == 1 else node._replace(items=left)
