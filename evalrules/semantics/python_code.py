"""The meaning `python`: conditions as Python functions, three-valued and exact. docs/decisions/0015-plan.md.

A function is written from the checked tree, never from author text. It takes a scope and gives the truth that the
reference (evalrules.semantics.conditions) gives. Numbers are pairs of whole numbers, so nothing is divided or rounded.
Where an operand is not one known number, a divisor is 0, or a node is in `UNMEANT`, that node alone asks the reference.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple, TypeAlias

from evalrules.base.numbers import rounded
from evalrules.base.truth import Truth
from evalrules.model.evidence import Bounds
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.code_lines import Lines, Ratio, constant_of, times
from evalrules.semantics.conditions import is_flag, is_option, number, options, truth
from evalrules.semantics.interval import between, compare, point
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import (
    Agrees,
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Choose,
    Compare,
    Converted,
    Curve,
    Expression,
    Extreme,
    Fact,
    Flag,
    GradeOf,
    Listed,
    Matched,
    MetOf,
    Not,
    Number,
    Own,
    Parameter,
    Rounded,
    RowStatistic,
    RowTally,
    Score,
    Tally,
    Text,
    Worst,
    YearsSince,
)

Function: TypeAlias = Callable[[Scope], Truth]
"""The truth of a condition for a subject."""

UNMEANT = frozenset(
    (Tally, RowTally, RowStatistic, Worst, Matched, Listed, Agrees, GradeOf, MetOf, Own, Curve, YearsSince)
)
"""The nodes that are not written as code: each asks the reference, and what holds it takes the answer."""


class Written(NamedTuple):
    """A condition as code: the function, its source, and the nodes in it that ask the reference."""

    function: Function
    source: str
    asking: tuple[Expression, ...]


def written(root: Expression, ruleset: Ruleset) -> Written:
    """A condition as a function."""
    writer = _Writer(ruleset)
    answer = writer.truth(root)
    lines = ["def holds(scope):", *(f"    {line}" for line in writer.opening()), *writer.lines, f"    return {answer}"]
    source = "\n".join(lines)
    space: dict[str, Any] = {**writer.constants, "whole": partial(truth, root)}
    exec(compile(source, "<condition>", "exec"), space)  # noqa: S102 - our own source
    return Written(space["holds"], source, tuple(writer.asking))


class _Writer(Lines):
    """Writes one function. Each part puts its lines down and says by which name its answer is known."""

    def __init__(self, ruleset: Ruleset) -> None:
        super().__init__()
        self.ruleset = ruleset
        self.constants |= {"Bounds": Bounds, "Fraction": Fraction, "rounded": rounded, "VALUES": ruleset.values}
        self.asking: list[Expression] = []
        self._reads_numbers_of_the_standard = False
        self._sees_through = False

    def opening(self) -> list[str]:
        """What every function begins with; in a trial of a number of the standard, or of a derived measure, none of
        its lines is true, and the reference is asked for the whole.
        """
        lines = ["get = scope.facts.get"]
        if self._reads_numbers_of_the_standard:
            lines.append("if scope.ruleset.values is not VALUES: return whole(scope)")
        if self._sees_through:
            lines.append("if scope.fixed: return whole(scope)")
        return lines

    # -- truth -------------------------------------------------------------------------------------------------

    def truth(self, node: Expression) -> str:
        """The name of what is True, False or None."""
        write = _TRUTH.get(type(node), _Writer.asked)
        return (_Writer.asked if self.is_full() else write)(self, node)

    def asked(self, node: Expression) -> str:
        """What the reference says of a condition."""
        found = self.name("t")
        self.asking.append(node)
        self.put(f"{found} = {self.constant('ask', partial(truth, node))}(scope)")
        return found

    def flag(self, node: Flag) -> str:
        return str(bool(node.value))

    def fact(self, node: Fact) -> str:
        found = self.name("t")
        self.put(f"{found} = get({node.measure!r})")
        self.put(f"if {found}.__class__ is not bool: {found} = None")
        return found

    def all_of(self, node: AllOf) -> str:
        return self._folded(node.items, decides=False)

    def any_of(self, node: AnyOf) -> str:
        return self._folded(node.items, decides=True)

    def _folded(self, items: tuple[Expression, ...], *, decides: bool) -> str:
        """And (False decides) or or (True decides): the first that decides ends it."""
        found = self.name("t")
        self.put(f"{found} = {not decides}")
        self.begin()
        for item in items:
            part = self.truth(item)
            self.put(f"if {part} is {decides}: {found} = {decides}; break")
            self.put(f"if {part} is None: {found} = None")
        self.end()
        return found

    def at_least(self, node: AtLeast) -> str:
        found, holding, unknown = self.name("t"), self.name("c"), self.name("c")
        self.put(f"{holding} = {unknown} = 0")
        for item in node.items:
            part = self.truth(item)
            self.put(f"if {part}: {holding} += 1")
            self.put(f"elif {part} is None: {unknown} += 1")
        rest = f"None if {holding} + {unknown} >= {node.needed} else False"
        self.put(f"{found} = True if {holding} >= {node.needed} else {rest}")
        return found

    def negation(self, node: Not) -> str:
        part, found = self.truth(node.item), self.name("t")
        self.put(f"{found} = None if {part} is None else not {part}")
        return found

    def choose_truth(self, node: Choose) -> str:
        chosen, found = self.truth(node.condition), self.name("t")
        for test, branch in ((f"{chosen} is True", node.yes), (f"{chosen} is False", node.no)):
            self.put(f"if {test}:")
            self.indent()
            self.put(f"{found} = {self.truth(branch)}")
            self.outdent()
        self.put(f"if {chosen} is None:")
        self.indent()
        yes, no = self.truth(node.yes), self.truth(node.no)
        self.put(f"{found} = {yes} if {yes} == {no} else None")
        self.outdent()
        return found

    # -- comparisons -------------------------------------------------------------------------------------------

    def compare(self, node: Compare) -> str:
        if is_flag(node.left) and not is_option(node.left):
            return self._compare_flags(node)
        found = self.name("t")
        self.begin(reference=self._reference_of(found, node))
        if is_option(node.left):
            left, right = self.option(node.left), self.option(node.right)
            self.put(f"{found} = {left} {node.op} {right}")
        else:
            self._declared(found, node)
            one, other = self.number(node.left), self.number(node.right)
            self.put(f"{found} = {times(one.above, other.below)} {node.op} {times(other.above, one.below)}")
        self.end(reference=True)
        return found

    def _compare_flags(self, node: Compare) -> str:
        left, right, found = self.truth(node.left), self.truth(node.right), self.name("t")
        self.put(f"{found} = None if {left} is None or {right} is None else ({left} == {right}) is {node.op == '=='}")
        return found

    def _declared(self, found: str, node: Compare) -> None:
        """Of a fact that is not given, what its declared range says beside a number of the standard."""
        for fact, other, turned in ((node.left, node.right, False), (node.right, node.left, True)):
            known = constant_of(other, self.ruleset)
            if not isinstance(fact, Fact) or fact.kind != "number" or known is None:
                continue
            declared = self.ruleset.measures[fact.measure]
            if declared.value is None:
                sides = [between(declared.low, declared.high), point(known)]
                says = compare(node.op, *reversed(sides)) if turned else compare(node.op, *sides)
                self._reads_numbers_of_the_standard |= isinstance(other, Parameter)
                self.put(f"if get({fact.measure!r}) is None: {found} = {says}; break")

    def among(self, node: Among) -> str:
        found = self.name("t")
        self.begin(reference=self._reference_of(found, node))
        self.put(f"{found} = {self.option(node.item)} in {self.constant('listed', frozenset(node.options))}")
        self.end(reference=True)
        return found

    def _reference_of(self, found: str, node: Expression) -> str:
        """The line that leaves a comparison to the reference."""
        return f"{found} = {self.constant('ask', partial(truth, node))}(scope); break"

    # -- numbers: in a comparison, which is left where one is not known ------------------------------------------

    def number(self, node: Expression) -> Ratio:
        """A known number."""
        write = _NUMBER.get(type(node), _Writer.asked_number)
        return (_Writer.asked_number if self.is_full() else write)(self, node)

    def asked_number(self, node: Expression) -> Ratio:
        """What the reference says of a number, where it is one."""
        ends, low = self.name("i"), self.name("i")
        self.asking.append(node)
        self.put(f"{ends} = {self.constant('ask', partial(number, node))}(scope)")
        self.put(f"{low} = {ends}[0]")
        self.leave_if(f"{low}.__class__ is not Fraction or {ends}[1].__class__ is not Fraction or {low} != {ends}[1]")
        return self._parts(low)

    def _parts(self, fraction: str) -> Ratio:
        above, below = self.name("n"), self.name("d")
        self.put(f"{above} = {fraction}.numerator; {below} = {fraction}.denominator")
        return Ratio(above, below)

    def _constant_number(self, value: Fraction) -> Ratio:
        return Ratio(repr(value.numerator), repr(value.denominator))

    def literal(self, node: Number) -> Ratio:
        return self._constant_number(node.value)

    def parameter(self, node: Parameter) -> Ratio:
        self._reads_numbers_of_the_standard = True
        known = constant_of(node, self.ruleset)
        if known is not None:
            return self._constant_number(known)
        value, found = self.ruleset.values[node.value], self.name("k")
        if value.curve or (node.key is None and not value.by):
            return self.asked_number(node)
        if node.key is None:
            key = self.name("o")
            self.put(f"{key} = scope.attributes.get({value.by!r})")
        else:
            key = self.option(node.key)
        self.put(f"{found} = {self.constant('by', dict(value.branches))}.get({key})")
        self.leave_if(f"{found} is None")
        return self._parts(found)

    def measure(self, node: Fact) -> Ratio:
        formula = self.ruleset.measures[node.measure].value
        if formula is not None and node.kind == "number":
            self._sees_through = True
            return self.number(formula.root)
        fact = self.name("f")
        self.put(f"{fact} = get({node.measure!r})")
        if node.kind == "date":
            self.leave_if(f"{fact} is None")
            day = self.name("n")
            self.put(f"{day} = {fact}.toordinal()")
            return Ratio(day, "1")
        low = self.name("f")
        self.leave_if(f"{fact}.__class__ is not Bounds")
        self.put(f"{low} = {fact}[0]")
        self.leave_if(f"{low} is None or ({low} is not {fact}[1] and {low} != {fact}[1])")
        return self._parts(low)

    def arithmetic(self, node: Arithmetic) -> Ratio:
        if isinstance(getattr(node.right, "body", None), Flag):
            return self.asked_number(node)  # a share, whose part and whole move together
        left, right = self.number(node.left), self.number(node.right)
        if node.op == "*":
            return self._named(times(left.above, right.above), times(left.below, right.below))
        if node.op == "/":
            self.leave_if(f"{right.above} == 0")
            found = self._named(times(left.above, right.below), times(left.below, right.above))
            self.put(f"if {found.below} < 0: {found.above} = -{found.above}; {found.below} = -{found.below}")
            return found
        sum_of = f"{times(left.above, right.below)} {node.op} {times(right.above, left.below)}"
        return self._named(sum_of, times(left.below, right.below))

    def _named(self, above: str, below: str) -> Ratio:
        found = Ratio(self.name("n"), self.name("d"))
        self.put(f"{found.above} = {above}; {found.below} = {below}")
        return found

    def converted(self, node: Converted) -> Ratio:
        item, factor = self.number(node.item), self._constant_number(node.factor)
        return self._named(times(item.above, factor.above), times(item.below, factor.below))

    def extreme(self, node: Extreme) -> Ratio:
        first, *others = (self.number(item) for item in node.items)
        found = self._named(first.above, first.below)
        sign = "<" if node.op == "min" else ">"
        for other in others:
            self.put(f"if {times(other.above, found.below)} {sign} {times(found.above, other.below)}: "
                     f"{found.above} = {other.above}; {found.below} = {other.below}")  # fmt: skip
        return found

    def score(self, node: Score) -> Ratio:
        total = self._named("0", "1")
        for item in node.items:
            part = self.number(item)
            added = f"{times(total.above, part.below)} + {times(part.above, total.below)}"
            self.put(f"{total.above} = {added}; {total.below} = {times(total.below, part.below)}")
        return total

    def to_digits(self, node: Rounded) -> Ratio:
        item, found = self.number(node.item), self.name("r")
        rounding = self.constant("rounding", node.rounding)
        self.put(f"{found} = rounded(Fraction({item.above}, {item.below}), {rounding})")
        return self._parts(found)

    def choose_number(self, node: Choose) -> Ratio:
        chosen = self.truth(node.condition)
        self.leave_if(f"{chosen} is None")
        found = Ratio(self.name("n"), self.name("d"))
        for test, branch in ((f"if {chosen}:", node.yes), ("else:", node.no)):
            self.put(test)
            self.indent()
            number_of = self.number(branch)
            self.put(f"{found.above} = {number_of.above}; {found.below} = {number_of.below}")
            self.outdent()
        return found

    # -- options: in a comparison, which is left where one is not known -------------------------------------------

    def option(self, node: Expression) -> str:
        """A known option."""
        return _OPTION.get(type(node), _Writer.asked_option)(self, node)

    def asked_option(self, node: Expression) -> str:
        """What the reference says of an option, where it is one."""
        found = self.name("o")
        self.asking.append(node)
        self.put(f"{found} = {self.constant('ask', partial(options, node))}(scope)")
        self.leave_if(f"{found} is None or len({found}) != 1")
        self.put(f"{found}, = {found}")
        return found

    def text(self, node: Text) -> str:
        return repr(node.value)

    def option_fact(self, node: Fact) -> str:
        found = self.name("o")
        self.put(f"{found} = get({node.measure!r})")
        self.leave_if(f"{found}.__class__ is not str")
        return found

    def attribute(self, node: Attribute) -> str:
        found = self.name("o")
        self.put(f"{found} = scope.attributes.get({node.name!r})")
        self.leave_if(f"{found} is None")
        return found

    def choose_option(self, node: Choose) -> str:
        chosen, found = self.truth(node.condition), self.name("o")
        self.leave_if(f"{chosen} is None")
        for test, branch in ((f"if {chosen}:", node.yes), ("else:", node.no)):
            self.put(test)
            self.indent()
            self.put(f"{found} = {self.option(branch)}")
            self.outdent()
        return found


_TRUTH: Mapping[type, Callable[[_Writer, Any], str]] = {
    Flag: _Writer.flag, Fact: _Writer.fact, AllOf: _Writer.all_of, AnyOf: _Writer.any_of, AtLeast: _Writer.at_least,
    Not: _Writer.negation, Choose: _Writer.choose_truth, Compare: _Writer.compare, Among: _Writer.among,
}  # fmt: skip

_NUMBER: Mapping[type, Callable[[_Writer, Any], Ratio]] = {
    Number: _Writer.literal, Parameter: _Writer.parameter, Fact: _Writer.measure, Arithmetic: _Writer.arithmetic,
    Converted: _Writer.converted, Extreme: _Writer.extreme, Score: _Writer.score, Rounded: _Writer.to_digits,
    Choose: _Writer.choose_number,
}  # fmt: skip

_OPTION: Mapping[type, Callable[[_Writer, Any], str]] = {
    Text: _Writer.text, Fact: _Writer.option_fact, Attribute: _Writer.attribute, Choose: _Writer.choose_option,
}  # fmt: skip

MEANT = frozenset((*_TRUTH, *_NUMBER, *_OPTION))
"""The nodes that are written as code."""
