"""Exact numbers: from source text and back to it, without binary floating point.

Every number is a `fractions.Fraction`. Text that is not plain decimal notation is not a
number here; the caller says so with a hint instead of guessing (`98%`, `1,234`, `３`).
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor
from typing import TYPE_CHECKING

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple

if TYPE_CHECKING:
    from evalrules.base.surds import Surd

MAX_DIGITS = 100
MAX_EXPONENT = 100
MAX_SHOWN_DIGITS = 40

_DECIMAL = pattern(r"([+-]?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]{1,9}))?", re.ASCII)
_LOOKS_NUMERIC = pattern(r"[+-]?[0-9.][0-9.eE+_-]*", re.ASCII)
_TWINS = str.maketrans("０１２３４５６７８９．－＋％，：", "0123456789.-+%,:")


def parse_number(text: str) -> Fraction | None:
    """The exact value of plain decimal text, or None where it is not that or is too large to handle.

    `0.1` is one tenth, `9.5e1` is 95, `-0` is 0. At most 100 digits and an exponent within ±100.
    """
    match = _DECIMAL.fullmatch(text)
    if match is None:
        return None
    sign, whole, decimals, exponent = match.groups()
    decimals = decimals or ""
    shift = int(exponent or 0) - len(decimals)
    if len(whole) + len(decimals) > MAX_DIGITS or abs(int(exponent or 0)) > MAX_EXPONENT:
        return None
    value = int(whole + decimals)
    if sign == "-":
        value = -value
    return Fraction(value * 10**shift) if shift >= 0 else Fraction(value, 10**-shift)


def is_oversized(text: str) -> bool:
    """Whether the text is plain decimal notation but beyond the limits of `parse_number`."""
    return _DECIMAL.fullmatch(text) is not None and parse_number(text) is None


def looks_numeric(text: str) -> bool:
    """Whether somebody meant this text as a number, so that a hint is worth giving."""
    return _LOOKS_NUMERIC.fullmatch(text) is not None


def plainer_spelling(text: str) -> str:
    """A plain decimal spelling for `９８．５％` or `1,234`, or "" where none is certain enough to suggest."""
    candidate = text.strip().translate(_TWINS).replace(" ", "").removesuffix("%")
    if re.fullmatch(r"[+-]?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?", candidate, re.ASCII):
        candidate = candidate.replace(",", "")
    return candidate if candidate != text and parse_number(candidate) is not None else ""


def number_text(value: Fraction | int) -> str:
    """Plain decimal text where the number ends, else a fraction `p/q`.

    `Fraction(1, 8)` gives "0.125", `Fraction(2500, 413)` gives "2500/413".
    """
    if isinstance(value, int) or value.denominator == 1:
        return str(value.numerator)
    places = decimal_places(value)
    if places is None:
        return f"{value.numerator}/{value.denominator}"
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value.numerator < 0 else ''}{digits[:-places]}.{digits[-places:]}"


def decimal_places(value: Fraction) -> int | None:
    """How many decimals the number has, or None where it never ends."""
    return _decimals_of_parts(value.denominator)


@lru_cache(maxsize=1024)
def _decimals_of_parts(denominator: int) -> int | None:
    """How many decimals a fraction of so many parts has; figures of one kind have few kinds of parts."""
    rest, twos, fives = denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def is_rounded_from(stated: Fraction, exact: Fraction | Surd, written: str) -> bool:
    """Whether a stated figure is the exact one rounded, either way, to the digits it is written with."""
    return bool(abs(exact - stated) * (2 * 10 ** places_of(stated, written)) <= 1)


def places_of(stated: Fraction, written: str) -> int:
    """To how many decimals a stated figure is written; where its text is no plain number, how many it has."""
    digits = written.partition(".")[2]
    return len(digits) if digits.isdigit() else decimal_places(stated) or 0


def shown_number(value: Fraction | int, other: Fraction | int | None = None) -> str:
    """A number for people: all digits where it ends soon, else cut (never rounded up) with an ellipsis.

    `other` is the number it stands beside: as many digits are shown as it takes to tell the two
    apart, so that what is printed never contradicts the comparison (113/119 of 95 % is "94.95…").
    """
    value = Fraction(value)
    places = decimal_places(value)
    if places is not None and places <= 6:
        return number_text(value)
    digits = 2
    near = None if other is None or Fraction(other) == value else Fraction(other)
    while near is not None and digits < MAX_SHOWN_DIGITS and _cut(value, digits) == _cut(near, digits):
        digits += 1
    if places is not None and places <= digits:
        return number_text(value)
    whole = _cut(value, digits)
    text = number_text(Fraction(abs(whole), 10**digits))
    return f"{'-' if value < 0 else ''}{text}…"


HALF_UP = "half_up"
HALF_EVEN = "half_even"


class Rounding(NamedTuple):
    """To how many decimals a quantity is rounded, and how a tie is broken.

    `half_up` breaks a tie away from zero (四舍五入), `half_even` to the even digit (GB/T 8170-2008 3.2).
    """

    digits: int
    mode: str


def rounded(value: Fraction, rounding: Rounding) -> Fraction:
    """The value rounded once, from its full digits."""
    above, below, unit = value.numerator, value.denominator, 10**rounding.digits
    if unit % below == 0:
        return value
    whole, rest = divmod(abs(above) * unit, below)
    tie_goes_up = rounding.mode == HALF_UP or whole % 2 == 1
    whole += 2 * rest > below or (2 * rest == below and tie_goes_up)
    return Fraction(-whole if above < 0 else whole, unit)


def unrounded(limit: Fraction, op: str, rounding: Rounding) -> tuple[Fraction, str]:
    """The bound on a number whose rounded value is to be `op limit`: `>= 4.2` to two digits is `>= 4.195`."""
    unit = Fraction(1, 10**rounding.digits)
    nearest = ceil(limit / unit) if op in (">=", "<") else floor(limit / unit)
    # the tie between the last rounded value that fails and the first that holds
    first = nearest if op in (">=", "<=") else nearest + 1 if op == ">" else nearest - 1
    tie = (first - Fraction(1, 2) if op in (">=", ">") else first + Fraction(1, 2)) * unit
    is_included = rounded(tie, rounding) == first * unit
    direction = ">" if op in (">=", ">") else "<"
    return tie, direction + ("=" if is_included else "")


def _cut(value: Fraction, digits: int) -> int:
    """The number in units of the last digit shown, cut towards zero."""
    scaled: int = abs(value.numerator) * 10**digits // value.denominator
    return -scaled if value < 0 else scaled


def printed_number(value: Fraction, digits: int, other: Fraction | None = None, *, padded: bool = False) -> str:
    """A number as papers print it: all of it where it has no more digits, else rounded half up.

    `padded` with zeros to so many decimals, as the figures of one column are.

    `other` is the number it is compared with: as many digits are printed as it takes for the printed number to compare
    as the exact one does, so that 94.997 beside 95 is never 95.00.
    """
    places = decimal_places(value)
    if places is not None and places <= digits and not padded:
        return number_text(value)
    found = rounded(value, Rounding(digits, HALF_UP))
    while other is not None and digits < MAX_SHOWN_DIGITS and _side(found, other) != _side(value, other):
        digits += 1
        found = rounded(value, Rounding(digits, HALF_UP))
    whole = number_text(Fraction(abs(found)))
    kept = len(whole.partition(".")[2])
    shown = whole if kept >= digits else f"{whole}{'' if kept else '.'}{'0' * (digits - kept)}"
    return f"{'-' if found < 0 else ''}{shown}"


def _side(value: Fraction, other: Fraction) -> int:
    return (value > other) - (value < other)
