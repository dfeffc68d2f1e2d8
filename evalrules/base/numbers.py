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
GIVEN_PLACES = 6
"""What is given, a limit, and what is to be carried out are printed as they are with so many decimals."""
DIGITS, FINE_DIGITS, EXACT_DIGITS = 2, 3, 4
"""Decimals of figures; of figures below 1, and of statistics of spread, one more; of those that end so soon, all."""

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
    if decimals is None and exponent is None and len(whole) <= MAX_DIGITS:
        return Fraction(int(text))
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


def coprime(above: int, below: int) -> Fraction:
    """A fraction of two whole numbers that have no divisor in common, `below` above 0: none is looked for."""
    made = object.__new__(Fraction)
    made._numerator, made._denominator = above, below  # type: ignore[attr-defined] # as Fraction makes its results
    return made


def number_text(value: Fraction | int) -> str:
    """Plain decimal text where the number ends, else a fraction `p/q`.

    `Fraction(1, 8)` gives "0.125", `Fraction(2500, 413)` gives "2500/413".
    """
    above, below = value.as_integer_ratio()
    if below == 1:
        return str(above)
    places = _decimals_of_parts(below)
    if places is None:
        return f"{above}/{below}"
    digits = str(abs(above) * 10**places // below).rjust(places + 1, "0")
    return f"{'-' if above < 0 else ''}{digits[:-places]}.{digits[-places:]}"


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
    return value if unit % below == 0 else Fraction(rounded_units(above, below, rounding), unit)


def rounded_units(above: int, below: int, rounding: Rounding) -> int:
    """How many units of the last digit that is kept a ratio is when it is rounded; `below` is above 0."""
    unit: int = 10**rounding.digits
    whole, rest = divmod(abs(above) * unit, below)
    tie_goes_up = rounding.mode == HALF_UP or whole % 2 == 1
    whole += 2 * rest > below or (2 * rest == below and tie_goes_up)
    return -whole if above < 0 else whole


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


def shown_number(value: Fraction | int, *others: Fraction, digits: int | None = None, padded: bool = False) -> str:
    """A number as people read it: all of it where it ends soon, else rounded half up to so many digits.

    Where `digits` are given it has no more than these, and with `padded` no less, as the figures of one column have.
    `others` are the numbers it is held against: it has as many digits more as it takes for all of them, written
    likewise, to be told apart and to compare as they do, so that 94.997 beside 95 is never 95.00; and what is not 0
    is never 0.00.
    """
    value = Fraction(value)
    places = decimal_places(value)
    least = _usual_digits(value, places) if digits is None else digits
    kept = least
    found = rounded(value, Rounding(kept, HALF_UP))
    if found != value:
        apart = min((abs(value - other) for other in others if other != value), default=None)
        while kept < MAX_SHOWN_DIGITS and (not found or (apart is not None and 2 * abs(found - value) >= apart)):
            kept += 1
            found = rounded(value, Rounding(kept, HALF_UP))
    return padded_text(found, least) if padded else padded_text(found, kept if found != value else 0)


def given_number(value: Fraction, *others: Fraction) -> str:
    """A number that was given, is a limit or is to be carried out: as it is, with six decimals and less."""
    return shown_number(value, *others, digits=few_places(value))


def few_places(value: Fraction) -> int | None:
    """How many decimals a number has that ends soon; None for another one."""
    places = decimal_places(value)
    return places if places is not None and places <= GIVEN_PLACES else None


def padded_text(value: Fraction, digits: int) -> str:
    """A number that ends, with zeros to so many decimals at least."""
    text = number_text(value)
    kept = len(text.partition(".")[2])
    return text if kept >= digits else f"{text}{'' if kept else '.'}{'0' * (digits - kept)}"


def _usual_digits(value: Fraction, places: int | None) -> int:
    """All decimals of a number that has few; of another one as many as an office prints."""
    if places is not None and places <= EXACT_DIGITS:
        return places
    return usual_digits(value)


def usual_digits(value: Fraction) -> int:
    """How many decimals an office prints of a figure."""
    return FINE_DIGITS if abs(value) < 1 else DIGITS
