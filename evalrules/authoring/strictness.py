"""Whether a condition is harder or easier to satisfy than another that is built alike.

Both are followed side by side as long as they are built alike; where they differ, what is known is what follows from
the order of numbers (`rate >= 95` asks for more than `rate >= 90`) and from what is joined (one more of `and`). Where
that tells nothing they are just different. `tests/properties/test_strictness.py` tries it on drawn evidence.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

from evalrules.base.source import Span
from evalrules.model.ruleset import Ruleset
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Choose,
    Compare,
    Condition,
    Converted,
    Expression,
    Extreme,
    Fact,
    Not,
    Number,
    Parameter,
    Rounded,
    RowTally,
    Tally,
)
from evalrules.tree.walk import facts_in, parameters_in, tables_in

SAME, HARDER, EASIER, OTHER = "same", "harder", "easier", "other"
"""How a condition is to satisfy, beside another; of numbers `HARDER` stands for greater and `EASIER` for less."""

_Ask: TypeAlias = Callable[[Any, Any], str | None]
"""How two nodes of one kind are held against each other; None where they are not alike enough."""

_TURNED = {HARDER: EASIER, EASIER: HARDER}
_STRICT = {(">=", ">"): HARDER, (">", ">="): EASIER, ("<=", "<"): HARDER, ("<", "<="): EASIER}


def turned(found: str) -> str:
    """The other way round."""
    return _TURNED.get(found, found)


def together(found: Iterable[str]) -> str:
    """What several come to where all of them count: the one way in which they differ, if there is just one."""
    ways = {one for one in found if one != SAME}
    return SAME if not ways else ways.pop() if len(ways) == 1 else OTHER


def bare(item: object) -> object:
    """A value of a ruleset by what it says, wherever it was written."""
    if isinstance(item, Span):
        return None
    if isinstance(item, Condition):
        return bare(item.root)
    if isinstance(item, tuple):
        return (type(item).__name__, *map(bare, item))
    return tuple((key, bare(value)) for key, value in item.items()) if hasattr(item, "items") else item


class Strictness:
    """Holds the conditions of one ruleset against those of another."""

    def __init__(self, before: Ruleset, after: Ruleset) -> None:
        self.before = before
        self.after = after
        self._measures: dict[str, str] = {}
        self._truths: Mapping[type, _Ask] = {
            AtLeast: self._at_least, Not: self._not, Compare: self._compared,
            Among: self._among, Tally: self._of_tallies, RowTally: self._of_tallies, Choose: self._chosen,
        }  # fmt: skip
        self._numbers: Mapping[type, _Ask] = {
            Number: self._written, Parameter: self._of_standard, Fact: self._of_fact, Converted: self._inner,
            Rounded: self._inner, Extreme: self._extreme, Arithmetic: self._worked_out, Tally: self._counted,
            RowTally: self._counted, Choose: self._chosen_number,
        }  # fmt: skip

    def condition(self, before: Condition | None, after: Condition | None) -> str:
        """How a condition is to satisfy, beside another; none at all is satisfied by everything."""
        if before is None or after is None:
            return SAME if before is after else HARDER if before is None else EASIER
        return self.truth(before.root, after.root)

    # -- conditions --------------------------------------------------------------------------------------------------

    def truth(self, one: Expression, other: Expression) -> str:
        """How a condition that was understood is to satisfy, beside another."""
        if isinstance(one, AllOf) or isinstance(other, AllOf):
            return self._joined(_parts(one, AllOf), _parts(other, AllOf), more=HARDER)
        if isinstance(one, AnyOf) or isinstance(other, AnyOf):
            return self._joined(_parts(one, AnyOf), _parts(other, AnyOf), more=EASIER)
        ask = self._truths.get(type(one)) if type(one) is type(other) else None
        found = None if ask is None else ask(one, other)
        return found or self._otherwise(one, other)

    def _otherwise(self, one: Expression, other: Expression) -> str:
        return SAME if self.is_same(one, other) else OTHER

    def _at_least(self, one: AtLeast, other: AtLeast) -> str:
        needed = HARDER if other.needed > one.needed else EASIER if other.needed < one.needed else SAME
        return together((needed, self._joined(one.items, other.items, more=EASIER)))

    def _not(self, one: Not, other: Not) -> str:
        return turned(self.truth(one.item, other.item))

    def _among(self, one: Among, other: Among) -> str | None:
        if not _is_alike_but(one, other, "options"):
            return None
        had, has = set(one.options), set(other.options)
        return SAME if had == has else EASIER if had < has else HARDER if has < had else OTHER

    def _of_tallies(self, one: Tally | RowTally, other: Tally | RowTally) -> str | None:
        """`every` and `any` over indicators or rows."""
        is_alike = one.op != "count" and self._looks_alike(one, other)
        return self.truth(one.body, other.body) if is_alike else None

    def _looks_alike(self, one: Tally | RowTally, other: Tally | RowTally) -> bool:
        """Whether both look at the same indicators or rows, for whatever they ask of them."""
        is_of_same = not isinstance(one, RowTally) or self.looks_at_same_rows(one.table)
        return is_of_same and _is_alike_but(one, other, "body")

    def _chosen(self, one: Choose, other: Choose) -> str | None:
        if not self.is_same(one.condition, other.condition):
            return None
        return together((self.truth(one.yes, other.yes), self.truth(one.no, other.no)))

    def is_same(self, one: Expression, other: Expression) -> bool:
        """Whether two expressions say the same with the numbers and the formulas behind them."""
        return bare(one) == bare(other) and self._names_are_same(other)

    def _names_are_same(self, node: Expression) -> bool:
        """Whether every number, curve, measure and table that is named is the same in both rulesets."""
        return (
            all(self._value(own) == SAME for own in parameters_in(node))
            and all(self.measure(own) == SAME for own in facts_in(node))
            and all(self.looks_at_same_rows(own) for own in tables_in(node))
        )

    def looks_at_same_rows(self, table: str) -> bool:
        """Whether the same rows of a table are looked at, and there are to be as many."""
        had, has = self.before.tables.get(table), self.after.tables.get(table)
        if had is None or has is None or had.expected != has.expected:
            return False
        if had.leave_out is None or has.leave_out is None:
            return had.leave_out is has.leave_out
        return self.is_same(had.leave_out.root, has.leave_out.root)

    def _joined(self, one: Sequence[Expression], other: Sequence[Expression], *, more: str) -> str:
        """How joined conditions are: those that are new or gone, and those that stand in one another's place."""
        left, right = list(one), list(other)
        for item in one:
            at = next((at for at, own in enumerate(right) if self.is_same(item, own)), None)
            if at is not None:
                left.remove(item)
                del right[at]
        pairs = [self.truth(a, b) for a, b in zip(left, right, strict=False)]
        number = len(right) - len(left)
        return together((*pairs, SAME if number == 0 else more if number > 0 else turned(more)))

    def _compared(self, one: Compare, other: Compare) -> str:
        left, right = self.number(one.left, other.left), self.number(one.right, other.right)
        if one.op != other.op:
            return _STRICT.get((one.op, other.op), OTHER) if left == right == SAME else OTHER
        if one.op in (">=", ">"):
            return together((turned(left), right))
        if one.op in ("<=", "<"):
            return together((left, turned(right)))
        return SAME if left == right == SAME else OTHER

    # -- numbers -----------------------------------------------------------------------------------------------------

    def number(self, one: Expression, other: Expression) -> str:
        """Whether a number is greater (`HARDER`) or less (`EASIER`) than another for everybody."""
        ask = self._numbers.get(type(one)) if type(one) is type(other) else None
        found = None if ask is None else ask(one, other)
        return found or self._otherwise(one, other)

    def _written(self, one: Number, other: Number) -> str:
        return _ordered(one.value, other.value) if one.unit == other.unit else OTHER

    def _of_standard(self, one: Parameter, other: Parameter) -> str | None:
        return self._value(one.value) if one.value == other.value and bare(one.key) == bare(other.key) else None

    def _of_fact(self, one: Fact, other: Fact) -> str | None:
        return self.measure(one.measure) if one.measure == other.measure else None

    def _inner(self, one: Converted | Rounded, other: Converted | Rounded) -> str | None:
        return self.number(one.item, other.item) if _is_alike_but(one, other, "item") else None

    def _extreme(self, one: Extreme, other: Extreme) -> str | None:
        if one.op != other.op or len(one.items) != len(other.items):
            return None
        return together(self.number(a, b) for a, b in zip(one.items, other.items, strict=True))

    def _counted(self, one: Tally | RowTally, other: Tally | RowTally) -> str | None:
        is_alike = one.op == "count" and self._looks_alike(one, other)
        return turned(self.truth(one.body, other.body)) if is_alike else None

    def _chosen_number(self, one: Choose, other: Choose) -> str | None:
        if not self.is_same(one.condition, other.condition):
            return None
        return together((self.number(one.yes, other.yes), self.number(one.no, other.no)))

    def _worked_out(self, one: Arithmetic, other: Arithmetic) -> str | None:
        if one.op != other.op:
            return None
        left, right = self.number(one.left, other.left), self.number(one.right, other.right)
        if left == right == SAME:
            return SAME
        if one.op in "+-":
            return together((left, right if one.op == "+" else turned(right)))
        if right == SAME and self._is_positive(other.right):
            return left
        if left == SAME and self._is_positive(other.left):
            return right if one.op == "*" else turned(right)
        return OTHER

    def _is_positive(self, node: Expression) -> bool:
        """Whether a number is certainly above 0, or a measure that is not below."""
        match node:
            case Number():
                return node.value > 0
            case Parameter():
                return all(
                    number is not None and number > 0 for number in self.after.values[node.value].branches.values()
                )
            case Fact():
                low = self.after.measures[node.measure].low
                return (low is not None and low >= 0) or self.after.measures[node.measure].type == "count"
            case RowTally() | Tally():
                return node.op == "count"
            case _:  # of no sign that is known
                return False

    def _value(self, own: str) -> str:
        """Whether a value of the standard is greater or less; a curve is the same or just different."""
        had, has = self.before.values.get(own), self.after.values.get(own)
        if had is None or has is None or had.curve != has.curve or had.by != has.by:
            return SAME if had is has else OTHER
        if had.branches.keys() != has.branches.keys():
            return OTHER
        pairs = [(had.branches[option], has.branches[option]) for option in had.branches]
        if any((a is None) != (b is None) for a, b in pairs):
            return OTHER
        return together(_ordered(a, b) for a, b in pairs if a is not None and b is not None)

    def measure(self, own: str) -> str:
        """Whether a measure comes to more or to less: a derived one by its formula, a stated one by what it is."""
        if own not in self._measures:
            self._measures[own] = OTHER  # while it is looked at: no formula rests on itself
            self._measures[own] = self._of_measures(own)
        return self._measures[own]

    def _of_measures(self, own: str) -> str:
        had, has = self.before.measures.get(own), self.after.measures.get(own)
        if had is None or has is None:
            return OTHER
        if (had.type, had.unit, had.rounding, had.choice) != (has.type, has.unit, has.rounding, has.choice):
            return OTHER
        if had.value is None or has.value is None:
            return SAME if had.value is has.value else OTHER
        is_number = had.type not in ("yesno", "text", "date") and not had.choice
        if is_number:
            return self.number(had.value.root, has.value.root)
        return SAME if self.is_same(had.value.root, has.value.root) else OTHER


def _ordered(one: Fraction, other: Fraction) -> str:
    return SAME if one == other else HARDER if other > one else EASIER


def _is_alike_but(one: Expression, other: Expression, part: str) -> bool:
    """Whether two nodes of one kind say the same but for one of their parts."""
    return bare(one._replace(**{part: None})) == bare(other._replace(**{part: None}))


def _parts(node: Expression, joined: type[AllOf | AnyOf]) -> tuple[Expression, ...]:
    """The conditions that are joined in this way; one that is not joined is the only one."""
    return node.items if isinstance(node, joined) else (node,)
