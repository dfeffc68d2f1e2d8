"""Exact numbers in columns: trees of SQL of which it is known how many digits they can have, so that nothing rounds.

A whole number of at most 18 digits is a BIGINT, everything else a DECIMAL; what needs more than 38 digits is not said.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from functools import cache

from sqlglot import exp

from evalrules.base.records import NamedTuple
from evalrules.semantics.code_plain import NotPlain, exact_decimal

MOST_DIGITS = 38
NARROW = 18
"""How many digits 64 bits hold; more cost a multiple."""


class NotInColumns(Exception):
    """What columns cannot say; the text names it."""


class Digits(NamedTuple):
    """A number: its tree, and how many digits stand before its point and behind it at most.

    `value` is that of a number of the standard; of such a number times another, `of` is the other.
    """

    tree: exp.Expr
    whole: int
    places: int
    value: Fraction | None = None
    of: Digits | None = None

    @property
    def type(self) -> str:
        """The type of its column."""
        return type_of(self.whole, self.places)

    def cast(self, whole: int, places: int) -> exp.Expr:
        """The number as one of more digits."""
        wanted = type_of(whole, places)
        return self.tree if wanted == self.type else cast_to(self.tree.copy(), wanted)


class Quotient(NamedTuple):
    """One number over another, which is above 0 (None: over 1)."""

    above: Digits
    below: Digits | None


def type_of(whole: int, places: int) -> str:
    """The narrowest type that holds so many digits."""
    if whole + places > MOST_DIGITS:
        raise NotInColumns(f"more than {MOST_DIGITS} digits")
    if places == 0 and whole <= NARROW:
        return "BIGINT"
    return f"DECIMAL({NARROW if whole + places <= NARROW else MOST_DIGITS}, {places})"


def cast_to(tree: exp.Expr, kind: str) -> exp.Cast:
    """A tree as a value of a type; the name of a type is read once."""
    return exp.Cast(this=tree, to=_type(kind).copy())


@cache
def _type(kind: str) -> exp.DataType:
    return exp.DataType.build(kind, dialect="duckdb")


def literal(value: Fraction) -> Quotient:
    """A number of the standard."""
    try:
        decimal = exact_decimal(value)
    except NotPlain:
        above, below = _digits(str(value.numerator)), _digits(str(value.denominator))
        return Quotient(above, below)
    return Quotient(_digits(format(decimal, "f")), None)


def _digits(text: str) -> Digits:
    before, _, after = text.lstrip("-").partition(".")
    whole, places = max(len(before), 1), len(after)
    tree = cast_to(exp.Literal.string(text), type_of(whole, places))
    return Digits(tree, whole, places, Fraction(text))


def product(left: Digits, right: Digits | None) -> Digits:
    """One number times another."""
    if right is None:
        return left
    if _is_nothing(left) or _is_nothing(right):
        return _digits("0")
    whole, places = left.whole + right.whole, left.places + right.places
    type_of(whole, places)
    if not places and whole <= NARROW:
        one, other = left.tree, right.tree
    else:
        one, other = (_factor(side, MOST_DIGITS if whole + places > NARROW else NARROW) for side in (left, right))
    found = Digits(exp.paren(exp.Mul(this=one.copy(), expression=other.copy())), whole, places)
    for written, of in ((left, right), (right, left)):
        if written.value is not None and written.of is None and of.value is None:
            return found._replace(value=written.value, of=of)
    return found


def _is_nothing(one: Digits) -> bool:
    return one.value == 0 and one.of is None


def _factor(side: Digits, width: int) -> exp.Expr:
    """A factor in the type of so many digits, which a product of two such keeps."""
    wanted = f"DECIMAL({width}, {side.places})"
    return side.tree if side.type == wanted else cast_to(side.tree.copy(), wanted)


def total(op: str, left: Digits, right: Digits) -> Digits:
    """A sum or a difference."""
    whole, places = max(left.whole, right.whole) + 1, max(left.places, right.places)
    one, other = left.cast(whole, places), right.cast(whole, places)
    made = exp.Add if op == "+" else exp.Sub
    return Digits(exp.paren(made(this=one.copy(), expression=other.copy())), whole, places)


def alike(numbers: Iterable[Digits]) -> tuple[list[exp.Expr], int, int]:
    """Numbers as one type, with its digits."""
    listed = list(numbers)
    whole, places = max(one.whole for one in listed), max(one.places for one in listed)
    return [one.cast(whole, places).copy() for one in listed], whole, places


def sides(left: Quotient, right: Quotient) -> tuple[exp.Expr, exp.Expr]:
    """Two quotients multiplied crosswise, so that they compare as the quotients do."""
    one, other = _without_the_same(product(left.above, right.below), product(right.above, left.below))
    (first, second), _, _ = alike((one, other))
    return first, second


def _without_the_same(one: Digits, other: Digits) -> tuple[Digits, Digits]:
    """Two products without the number above 0 by which both are multiplied; 0 is any number of times 0."""
    if one.of is not None and other.of is not None and one.value == other.value and _is_above_nothing(one):
        return one.of, other.of
    if one.of is not None and _is_nothing(other) and _is_above_nothing(one):
        return one.of, other
    if other.of is not None and _is_nothing(one) and _is_above_nothing(other):
        return one, other.of
    return one, other


def _is_above_nothing(one: Digits) -> bool:
    return one.value is not None and one.value > 0
