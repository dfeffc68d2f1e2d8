"""Conditions as expressions of Python over plain values: int and Decimal, bool, the ids of options.

An expression says that a condition certainly holds, or that it certainly does not. It is left by an exception
(`UNKNOWN`) where a number or an option that it looks at is not known, or a divisor is not above 0; a yes or no that is
not known makes neither certain. Then, as for the nodes in `UNMEANT`, the three-valued meaning answers
(evalrules.semantics.meanings). Numbers are exact where the context is `EXACT`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Context, Decimal, FloatOperation, Inexact, InvalidOperation, localcontext
from fractions import Fraction
from functools import lru_cache
from typing import Any, NoReturn, TypeAlias

from evalrules.base.numbers import HALF_UP, Rounding, rounded_units
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.code_lines import Ratio, constant_of, function_of, times
from evalrules.semantics.conditions import FLIPPED, is_flag, is_option
from evalrules.semantics.interval import between, point
from evalrules.semantics.interval import compare as holding
from evalrules.tree.nodes import (
    NODE_TYPES,
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Choose,
    Compare,
    Converted,
    Expression,
    Extreme,
    Fact,
    Flag,
    Not,
    Number,
    Parameter,
    Rounded,
    Score,
    Text,
)
from evalrules.tree.walk import walk

EXACT = Context(prec=400, traps=[Inexact, FloatOperation, InvalidOperation])
"""Refuses to round, and to compare a binary float with a decimal."""

UNKNOWN = (KeyError, TypeError, ArithmeticError)
"""What leaves an expression: nothing under that name, nothing to calculate with, no number that is exact."""

MOST_TEXT = 20_000
"""How long an expression gets: sums of ratios name their parts again and again."""

_CONVERSE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


class NotPlain(Exception):
    """A node that is no expression over plain values, or a number that has no end as a decimal."""


def exact_decimal(value: Fraction) -> Decimal:
    """A number as a Decimal; NotPlain where its decimals never end."""
    with localcontext(EXACT):
        try:
            return Decimal(value.numerator) / Decimal(value.denominator)
        except Inexact:
            raise NotPlain(f"{value} has no end") from None


def absent() -> NoReturn:
    """Leave an expression."""
    raise KeyError


def to_digits(above: Any, below: Any, rounding: Rounding) -> Decimal:  # noqa: ANN401 - numbers of either kind
    """A number rounded before it is compared; `below` is above 0."""
    if type(above) is int and type(below) is int:
        whole = rounded_units(above, below, rounding)
    else:
        whole, rest = divmod(abs(above) * 10**rounding.digits, below)
        twice = rest + rest
        whole = int(whole) + (twice > below or (twice == below and (rounding.mode == HALF_UP or whole % 2 == 1)))
        whole = -whole if above < 0 else whole
    return _of_units(whole, rounding.digits)


@lru_cache(maxsize=8192)
def _of_units(whole: int, digits: int) -> Decimal:
    """So many units of the last of some digits; rounded figures of many rows are often the same."""
    return Decimal(whole).scaleb(-digits, EXACT)


class PlainWriter:
    """Writes expressions in which `facts` are the values and `get` is `facts.get`.

    `constants` are the values of the other names. NotPlain is raised for whatever has no expression. Where it
    `takes_ranges`, an unknown number does not leave its comparison with one of the standard: its range may tell.
    """

    def __init__(self, ruleset: Ruleset, *, takes_ranges: bool = False) -> None:
        self.ruleset = ruleset
        self.takes_ranges = takes_ranges
        self.constants: dict[str, Any] = {"absent": absent, "to_digits": to_digits, "UNKNOWN": UNKNOWN}
        self.measures: dict[str, None] = {}
        self._known: dict[object, str] = {}
        self._decimals = 0
        self._names = 0

    def surely(self, node: Expression, *, wanted: bool = True) -> str:
        """That a condition certainly is as wanted."""
        write = SURELY.get(type(node))
        if write is None:
            raise NotPlain(type(node).__name__)
        return _short(write(self, node, wanted))

    def number(self, node: Expression) -> Ratio:
        """A number: above, and below what is above 0."""
        write = NUMBERS.get(type(node))
        if write is None:
            raise NotPlain(type(node).__name__)
        found = write(self, node)
        return Ratio(_short(found.above), _short(found.below))

    def whole(self, node: Expression) -> str:
        """A number without anything below."""
        found = self.number(node)
        if found.below != "1":
            raise NotPlain("a ratio")
        return found.above

    def option(self, node: Expression) -> str:
        """An option or text."""
        write = OPTIONS.get(type(node))
        if write is None:
            raise NotPlain(type(node).__name__)
        return write(self, node)

    def name(self, letter: str) -> str:
        """A name that nothing else has."""
        self._names += 1
        return f"{letter}{self._names}"

    def constant(self, letter: str, value: object) -> str:
        """A name for a value; the same one for the same number."""
        key = (letter, value) if isinstance(value, Decimal) else id(value)
        if key not in self._known:
            self._known[key] = self.name(letter)
            self.constants[self._known[key]] = value
        return self._known[key]

    def decimal(self, value: Fraction) -> Ratio:
        """A number of the standard; beside a Decimal no binary float passes for a number."""
        self._decimals += 1
        try:
            return Ratio(self.constant("k", exact_decimal(value)), "1")
        except NotPlain:
            return Ratio(*(self.constant("k", Decimal(part)) for part in (value.numerator, value.denominator)))

    def value(self, measure: str) -> str:
        """What is given of a measure; leaves the expression where nothing is."""
        self.measures[measure] = None
        return f"facts[{measure!r}]"

    def sides(self, node: Compare) -> tuple[str, str]:
        """The two sides of a comparison of numbers, with nothing below them, and a Decimal among them."""
        before = self._decimals
        left, right = self.number(node.left), self.number(node.right)
        one, other = times(left.above, right.below), times(right.above, left.below)
        if self._decimals == before:
            one = times(one, self.decimal(Fraction(1)).above)
        return (one, other) if node.op not in ("==", "!=") else (f"+({one})", f"+({other})")


def written_truth(node: Expression, ruleset: Ruleset, *, takes_ranges: bool = False) -> Callable[..., bool | None]:
    """A condition as a function of plain facts, left by `UNKNOWN`; NotPlain where it is not written."""
    writer = PlainWriter(ruleset, takes_ranges=takes_ranges)
    holds, fails = writer.surely(node), writer.surely(node, wanted=False)
    otherwise = "False" if is_certain(node) and not takes_ranges else f"False if {fails} else None"
    source = f"def plain(facts):\n    get = facts.get\n    return True if {holds} else {otherwise}"
    return function_of(source, "condition", writer.constants)


def is_certain(node: Expression) -> bool:
    """Whether a condition either certainly holds or certainly does not, once no exception leaves its expression."""
    return not any(isinstance(part, Fact) and part.kind == "flag" for part in walk(node))


def _short(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise NotPlain("too long")
    return text


# -- truths --------------------------------------------------------------------------------------------------------


def flag(_: PlainWriter, node: Flag, wanted: bool) -> str:  # noqa: FBT001 - a table of functions
    """A truth as written."""
    return str(bool(node.value) is wanted)


def fact(writer: PlainWriter, node: Fact, wanted: bool) -> str:  # noqa: FBT001
    """A yes/no fact."""
    writer.measures[node.measure] = None
    return f"(get({node.measure!r}) is {wanted})"


def all_of(writer: PlainWriter, node: AllOf, wanted: bool) -> str:  # noqa: FBT001
    """Every condition holds; one that does not is enough to know that they do not all."""
    return _joined(" and " if wanted else " or ", (writer.surely(item, wanted=wanted) for item in node.items))


def any_of(writer: PlainWriter, node: AnyOf, wanted: bool) -> str:  # noqa: FBT001
    """At least one holds."""
    return _joined(" or " if wanted else " and ", (writer.surely(item, wanted=wanted) for item in node.items))


def at_least(writer: PlainWriter, node: AtLeast, wanted: bool) -> str:  # noqa: FBT001
    """At least so many hold."""
    enough = node.needed if wanted else len(node.items) - node.needed + 1
    return f"({_joined(' + ', (writer.surely(item, wanted=wanted) for item in node.items))} >= {enough})"


def negation(writer: PlainWriter, node: Not, wanted: bool) -> str:  # noqa: FBT001
    """It does not hold."""
    return writer.surely(node.item, wanted=not wanted)


def choose(writer: PlainWriter, node: Choose, wanted: bool) -> str:  # noqa: FBT001
    """One condition or another; it must be known which."""
    return _chosen(writer, node, *(writer.surely(branch, wanted=wanted) for branch in (node.yes, node.no)))


def compare(writer: PlainWriter, node: Compare, wanted: bool) -> str:  # noqa: FBT001
    """A comparison of numbers or options."""
    op = node.op if wanted else _CONVERSE[node.op]
    if is_option(node.left):
        return f"({writer.option(node.left)} {op} {writer.option(node.right)})"
    if is_flag(node.left):
        raise NotPlain("a comparison of truths")
    one, other = writer.sides(node)
    plain = f"({one} {op} {other})"
    return _with_range(writer, node, plain, wanted=wanted) if writer.takes_ranges else plain


def _with_range(writer: PlainWriter, node: Compare, plain: str, *, wanted: bool) -> str:
    """The comparison where its one number is given, else what the declared range of that says."""
    for fact, other, op in ((node.left, node.right, node.op), (node.right, node.left, FLIPPED[node.op])):
        number = constant_of(other, writer.ruleset)
        if number is not None and isinstance(fact, Fact) and writer.ruleset.measures[fact.measure].value is None:
            declared = writer.ruleset.measures[fact.measure]
            says = holding(op, between(declared.low, declared.high), point(number))
            return f"({plain} if get({fact.measure!r}) is not None else {says is wanted})"
    return plain


def among(writer: PlainWriter, node: Among, wanted: bool) -> str:  # noqa: FBT001
    """An option is one of those listed."""
    listed = writer.constant("listed", frozenset(node.options))
    return f"({writer.option(node.item)} {'in' if wanted else 'not in'} {listed})"


def _joined(word: str, parts: Iterable[str]) -> str:
    return f"({word.join(parts)})"


def _chosen(writer: PlainWriter, node: Choose, yes: str, no: str) -> str:
    holds = writer.surely(node.condition)
    if is_certain(node.condition):
        return f"({yes} if {holds} else {no})"
    return f"({yes} if {holds} else {no} if {writer.surely(node.condition, wanted=False)} else absent())"


# -- numbers and options -------------------------------------------------------------------------------------------


def literal(writer: PlainWriter, node: Number) -> Ratio:
    """A number as written."""
    return writer.decimal(node.value)


def parameter(writer: PlainWriter, node: Parameter) -> Ratio:
    """A number of the standard, looked up where a fact picks it; one that no text gives is not known."""
    known = constant_of(node, writer.ruleset)
    if known is not None:
        return writer.decimal(known)
    if node.key is None:
        raise NotPlain(node.value)
    given = writer.ruleset.values[node.value].branches
    by = {option: exact_decimal(value) for option, value in given.items() if value is not None}
    return Ratio(f"{writer.constant('by', by)}[{writer.option(node.key)}]", "1")


def measure(writer: PlainWriter, node: Fact) -> Ratio:
    """A fact, or what a derived measure is made of."""
    if node.kind != "number":
        raise NotPlain(node.kind)
    formula = writer.ruleset.measures[node.measure].value
    return Ratio(writer.value(node.measure), "1") if formula is None else writer.number(formula.root)


def arithmetic(writer: PlainWriter, node: Arithmetic) -> Ratio:
    """`+ - *` or `/`; a divisor that is not above 0 is left to others."""
    left, right = writer.number(node.left), writer.number(node.right)
    if node.op == "*":
        return Ratio(times(left.above, right.above), times(left.below, right.below))
    if node.op == "/":
        divisor = writer.name("d")
        positive = f"({divisor} if ({divisor} := {right.above}) > 0 else absent())"
        return Ratio(times(left.above, right.below), times(left.below, positive))
    total = f"({times(left.above, right.below)} {node.op} {times(right.above, left.below)})"
    return Ratio(total, times(left.below, right.below))


def converted(writer: PlainWriter, node: Converted) -> Ratio:
    """A number in another unit."""
    item, factor = writer.number(node.item), writer.decimal(node.factor)
    return Ratio(times(item.above, factor.above), times(item.below, factor.below))


def extreme(writer: PlainWriter, node: Extreme) -> Ratio:
    """The least or the greatest."""
    return Ratio(f"{node.op}({', '.join(writer.whole(item) for item in node.items)})", "1")


def score(writer: PlainWriter, node: Score) -> Ratio:
    """Points added up."""
    return Ratio(_joined(" + ", (writer.whole(item) for item in node.items)) if node.items else "0", "1")


def to_rounded(writer: PlainWriter, node: Rounded) -> Ratio:
    """A number rounded before it is compared."""
    item = writer.number(node.item)
    return Ratio(f"to_digits({item.above}, {item.below}, {writer.constant('r', node.rounding)})", "1")


def choose_number(writer: PlainWriter, node: Choose) -> Ratio:
    """One number or the other."""
    return Ratio(_chosen(writer, node, writer.whole(node.yes), writer.whole(node.no)), "1")


def text(_: PlainWriter, node: Text) -> str:
    """An option or text as written."""
    return repr(node.value)


def option_fact(writer: PlainWriter, node: Fact) -> str:
    """An option or text that is a fact."""
    found = writer.name("o")
    return f"({found} if ({found} := {writer.value(node.measure)}).__class__ is str else absent())"


def choose_option(writer: PlainWriter, node: Choose) -> str:
    """One option or the other."""
    return _chosen(writer, node, writer.option(node.yes), writer.option(node.no))


Writes: TypeAlias = Callable[[PlainWriter, Any], Any]

SURELY: Mapping[type, Callable[[PlainWriter, Any, bool], str]] = {
    Flag: flag, Fact: fact, AllOf: all_of, AnyOf: any_of, AtLeast: at_least, Not: negation, Choose: choose,
    Compare: compare, Among: among,
}  # fmt: skip

NUMBERS: Mapping[type, Callable[[PlainWriter, Any], Ratio]] = {
    Number: literal, Parameter: parameter, Fact: measure, Arithmetic: arithmetic, Converted: converted,
    Extreme: extreme, Score: score, Rounded: to_rounded, Choose: choose_number,
}  # fmt: skip

OPTIONS: Mapping[type, Callable[[PlainWriter, Any], str]] = {Text: text, Fact: option_fact, Choose: choose_option}

MEANT = frozenset((*SURELY, *NUMBERS, *OPTIONS))
"""The nodes that are expressions."""

UNMEANT = frozenset(NODE_TYPES) - MEANT
