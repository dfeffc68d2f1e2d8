"""Numbers and options as lines of Python, inside the comparison that looks at them.

A number is two whole numbers, one above the other, so that nothing is divided or rounded.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from evalrules.semantics.code_lines import Ratio, constant_of, times
from evalrules.semantics.code_writer import Writer, WritesNumber, WritesOption
from evalrules.semantics.conditions import as_option, at_step, on_line, whole_years
from evalrules.tree.nodes import (
    Arithmetic,
    Attribute,
    Choose,
    Converted,
    Curve,
    Extreme,
    Fact,
    Flag,
    GradeOf,
    Number,
    Parameter,
    Rounded,
    Score,
    Tally,
    Text,
    YearsSince,
)


def _constant_number(value: Fraction) -> Ratio:
    return Ratio(repr(value.numerator), repr(value.denominator))


def literal(_: Writer, node: Number) -> Ratio:
    """A number as written."""
    return _constant_number(node.value)


def parameter(writer: Writer, node: Parameter) -> Ratio:
    """A number of the standard, looked up where there is one for each option."""
    known = constant_of(node, writer.ruleset)
    if known is not None:
        return _constant_number(known)
    value, found = writer.ruleset.values[node.value], writer.name("k")
    if value.curve or (node.key is None and not value.by):
        return writer.asked_number(node)
    if node.key is None:
        key = writer.name("o")
        writer.put(f"{key} = scope.attributes.get({value.by!r})")
    else:
        key = writer.option(node.key)
    writer.put(f"{found} = {writer.constant('by', dict(value.branches))}.get({key})")
    writer.leave_if(f"{found} is None")
    return writer.parts(found)


def measure(writer: Writer, node: Fact) -> Ratio:
    """A fact, or what a derived measure is made of."""
    formula = writer.ruleset.measures[node.measure].value
    if formula is not None and node.kind == "number":
        writer.sees_through = True
        return writer.number(formula.root)
    fact = writer.name("f")
    writer.put(f"{fact} = get({node.measure!r})")
    if node.kind == "date":
        writer.leave_if(f"{fact} is None")
        day = writer.name("n")
        writer.put(f"{day} = {fact}.toordinal()")
        return Ratio(day, "1")
    low = writer.name("f")
    writer.leave_if(f"{fact}.__class__ is not Bounds")
    writer.put(f"{low} = {fact}[0]")
    writer.leave_if(f"{low} is None or ({low} is not {fact}[1] and {low} != {fact}[1])")
    return writer.parts(low)


def arithmetic(writer: Writer, node: Arithmetic) -> Ratio:
    """`+ - *` or `/`; a divisor of 0 leaves the comparison."""
    if isinstance(getattr(node.right, "body", None), Flag):
        return writer.asked_number(node)  # a share, whose part and whole move together
    left, right = writer.number(node.left), writer.number(node.right)
    if node.op == "*":
        return writer.named(times(left.above, right.above), times(left.below, right.below))
    if node.op == "/":
        writer.leave_if(f"{right.above} == 0")
        found = writer.named(times(left.above, right.below), times(left.below, right.above))
        writer.put(f"if {found.below} < 0: {found.above} = -{found.above}; {found.below} = -{found.below}")
        return found
    sum_of = f"{times(left.above, right.below)} {node.op} {times(right.above, left.below)}"
    return writer.named(sum_of, times(left.below, right.below))


def converted(writer: Writer, node: Converted) -> Ratio:
    """A number in another unit."""
    item, factor = writer.number(node.item), _constant_number(node.factor)
    return writer.named(times(item.above, factor.above), times(item.below, factor.below))


def extreme(writer: Writer, node: Extreme) -> Ratio:
    """The least or the greatest."""
    first, *others = (writer.number(item) for item in node.items)
    found = writer.named(first.above, first.below)
    sign = "<" if node.op == "min" else ">"
    for other in others:
        writer.put(f"if {times(other.above, found.below)} {sign} {times(found.above, other.below)}: "
                 f"{found.above} = {other.above}; {found.below} = {other.below}")  # fmt: skip
    return found


def score(writer: Writer, node: Score) -> Ratio:
    """Points added up."""
    total = writer.named("0", "1")
    for item in node.items:
        part = writer.number(item)
        added = f"{times(total.above, part.below)} + {times(part.above, total.below)}"
        writer.put(f"{total.above} = {added}; {total.below} = {times(total.below, part.below)}")
    return total


def to_digits(writer: Writer, node: Rounded) -> Ratio:
    """A number rounded before it is compared."""
    item, found = writer.number(node.item), writer.name("r")
    rounding = writer.constant("rounding", node.rounding)
    writer.put(f"{found} = rounded(Fraction({item.above}, {item.below}), {rounding})")
    return writer.parts(found)


def choose_number(writer: Writer, node: Choose) -> Ratio:
    """One number or the other."""
    chosen = writer.truth(node.condition)
    writer.leave_if(f"{chosen} is None")
    found = Ratio(writer.name("n"), writer.name("d"))
    for test, branch in ((f"if {chosen}:", node.yes), ("else:", node.no)):
        writer.put(test)
        writer.indent()
        number_of = writer.number(branch)
        writer.put(f"{found.above} = {number_of.above}; {found.below} = {number_of.below}")
        writer.outdent()
    return found


def text(_: Writer, node: Text) -> str:
    """An option or text as written."""
    return repr(node.value)


def option_fact(writer: Writer, node: Fact) -> str:
    """An option or text that is a fact."""
    found = writer.name("o")
    writer.put(f"{found} = get({node.measure!r})")
    writer.leave_if(f"{found}.__class__ is not str")
    return found


def attribute(writer: Writer, node: Attribute) -> str:
    """An attribute of the subject."""
    found = writer.name("o")
    writer.put(f"{found} = scope.attributes.get({node.name!r})")
    writer.leave_if(f"{found} is None")
    return found


def choose_option(writer: Writer, node: Choose) -> str:
    """One option or the other."""
    chosen, found = writer.truth(node.condition), writer.name("o")
    writer.leave_if(f"{chosen} is None")
    for test, branch in ((f"if {chosen}:", node.yes), ("else:", node.no)):
        writer.put(test)
        writer.indent()
        writer.put(f"{found} = {writer.option(branch)}")
        writer.outdent()
    return found


def tally_number(writer: Writer, node: Tally) -> Ratio:
    """How many indicators are as it says."""
    ends = writer.name("i")
    writer.leave_if("scope.board is None")
    writer.put(f"{ends} = scope.board.counts({writer.constant('tally', node)})[0]")
    return writer.known(ends)


def curve(writer: Writer, node: Curve) -> Ratio:
    """A number read from a table of the standard."""
    item, found = writer.number(node.item), writer.name("k")
    read = writer.constant("read", at_step if node.method == "step" else on_line)
    table = writer.constant("curve", writer.ruleset.values[node.value].curve)
    writer.put(f"{found} = {read}({table}, Fraction({item.above}, {item.below}))")
    return writer.parts(found)


def years_since(writer: Writer, node: YearsSince) -> Ratio:
    """The whole years from a date to that of the assessment."""
    item, found = writer.number(node.item), writer.name("n")
    writer.leave_if("scope.as_of is None")
    writer.put(f"{found} = {writer.constant('years', whole_years)}({item.above}, scope.as_of)")
    return Ratio(found, "1")


def grade_of(writer: Writer, node: GradeOf) -> str:
    """The grade of one indicator."""
    found = writer.name("o")
    writer.leave_if("scope.board is None")
    writer.put(f"{found} = scope.board.outcomes({node.indicator!r})")
    writer.single(found)
    writer.put(f"{found} = {writer.constant('option', as_option)}({found})")
    return found


NUMBERS: Mapping[type, WritesNumber] = {
    Number: literal, Parameter: parameter, Fact: measure, Arithmetic: arithmetic, Converted: converted,
    Extreme: extreme, Score: score, Rounded: to_digits, Choose: choose_number, Tally: tally_number, Curve: curve,
    YearsSince: years_since,
}  # fmt: skip

OPTIONS: Mapping[type, WritesOption] = {
    Text: text, Fact: option_fact, Attribute: attribute, Choose: choose_option, GradeOf: grade_of,
}  # fmt: skip
