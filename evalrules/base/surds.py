"""Numbers with square roots, compared exactly: a coefficient of variation is the root of a fraction.

A surd is `a + c1*sqrt(q1) + c2*sqrt(q2) + …` with fractions a, c, q. Roots of perfect squares are fractions and
never become surds; roots that differ by a rational factor are one. Square roots of what then remains are
linearly independent over the fractions, so two different surds are never equal, and enclosing both ever more
tightly decides every comparison.
"""

from __future__ import annotations

from fractions import Fraction
from math import isqrt
from typing import TypeAlias

Real: TypeAlias = "Fraction | Surd"

_FIRST_DIGITS = 30
MAX_INVERTED = 2


def root(square: Fraction) -> Real:
    """The square root of a fraction that is not negative: a fraction where there is one, else a surd."""
    exact = _exact_root(square)
    return Surd(Fraction(0), ((Fraction(1), square),)) if exact is None else exact


def _exact_root(square: Fraction) -> Fraction | None:
    above, below = isqrt(square.numerator), isqrt(square.denominator)
    if above * above == square.numerator and below * below == square.denominator:
        return Fraction(above, below)
    return None


class Surd:
    """`rational` plus the sum of `coefficient * sqrt(square)` over `roots`; never a fraction. It never changes."""

    __slots__ = ("rational", "roots")

    def __init__(self, rational: Fraction, roots: tuple[tuple[Fraction, Fraction], ...]) -> None:
        self.rational = rational
        self.roots = roots

    def __repr__(self) -> str:
        return f"Surd({self.rational}, {self.roots})"

    # -- arithmetic --------------------------------------------------------------------------------------------

    def __add__(self, other: Real | int) -> Real:
        if isinstance(other, Surd):
            return _surd(self.rational + other.rational, (*self.roots, *other.roots))
        return Surd(self.rational + other, self.roots)

    __radd__ = __add__

    def __neg__(self) -> Surd:
        return Surd(-self.rational, tuple((-coefficient, square) for coefficient, square in self.roots))

    def __sub__(self, other: Real | int) -> Real:
        return self + (-other)

    def __rsub__(self, other: Real | int) -> Real:
        return -self + other

    def __mul__(self, other: Real | int) -> Real:
        if not isinstance(other, Surd):
            scaled = tuple((coefficient * other, square) for coefficient, square in self.roots)
            return Surd(self.rational * other, scaled) if other else Fraction(0)
        total: Real = self * other.rational + _surd(Fraction(0), _scaled(other.roots, self.rational))
        for coefficient, square in self.roots:
            for factor, second in other.roots:
                total = total + root(square * second) * (coefficient * factor)
        return total

    __rmul__ = __mul__

    def inverse(self) -> Real:
        """One over a number with one or two roots, multiplied away by their conjugates; ArithmeticError for more."""
        if len(self.roots) > MAX_INVERTED:
            raise ArithmeticError("more than two roots")
        coefficient, square = self.roots[-1]
        rest = _surd(self.rational, self.roots[:-1])
        conjugate = rest - Surd(Fraction(0), ((coefficient, square),))
        norm = rest * rest - coefficient * coefficient * square
        return conjugate * (norm.inverse() if isinstance(norm, Surd) else 1 / norm)

    def __abs__(self) -> Surd:
        return self if self.sign() > 0 else -self

    # -- comparison --------------------------------------------------------------------------------------------

    def sign(self) -> int:
        """1 or -1; a surd is never zero."""
        digits = _FIRST_DIGITS
        while True:
            low, high = self.enclosed(digits)
            if low > 0:
                return 1
            if high < 0:
                return -1
            digits *= 2

    def enclosed(self, digits: int) -> tuple[Fraction, Fraction]:
        """A fraction below and one above, each root to so many decimals."""
        low = high = self.rational
        for coefficient, square in self.roots:
            scale = 10**digits
            below = isqrt(square.numerator * scale * scale // square.denominator)
            ends = (coefficient * Fraction(below, scale), coefficient * Fraction(below + 1, scale))
            low, high = low + min(ends), high + max(ends)
        return low, high

    def _compared(self, other: Real | int) -> int:
        """The sign of `self - other`."""
        difference = self - other
        return difference.sign() if isinstance(difference, Surd) else (difference > 0) - (difference < 0)

    def __lt__(self, other: Real | float) -> bool:
        return other > 0 if isinstance(other, float) else self._compared(other) < 0

    def __le__(self, other: Real | float) -> bool:
        return other > 0 if isinstance(other, float) else self._compared(other) <= 0

    def __gt__(self, other: Real | float) -> bool:
        return other < 0 if isinstance(other, float) else self._compared(other) > 0

    def __ge__(self, other: Real | float) -> bool:
        return other < 0 if isinstance(other, float) else self._compared(other) >= 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Surd) and self._compared(other) == 0

    def __hash__(self) -> int:
        return hash(self.cut(12))

    # -- digits ------------------------------------------------------------------------------------------------

    def cut(self, digits: int) -> Fraction:
        """The number in so many decimals, cut towards zero."""
        if self.sign() < 0:
            return -(-self).cut(digits)
        precision = digits + _FIRST_DIGITS
        while True:
            low, high = (int(end * 10**digits) for end in self.enclosed(precision))
            if low == high:
                return Fraction(low, 10**digits)
            precision *= 2

    def rounded(self, digits: int) -> Fraction:
        """The nearest number of so many decimals; there is never a tie."""
        half = Fraction(1, 2 * 10**digits)
        if self.sign() < 0:
            return -Surd(half - self.rational, (-self).roots).cut(digits)
        return Surd(self.rational + half, self.roots).cut(digits)


def _scaled(roots: tuple[tuple[Fraction, Fraction], ...], factor: Fraction) -> tuple[tuple[Fraction, Fraction], ...]:
    return tuple((coefficient * factor, square) for coefficient, square in roots)


def _surd(rational: Fraction, roots: tuple[tuple[Fraction, Fraction], ...]) -> Real:
    """A sum with roots of one kind gathered; a fraction where no root remains."""
    gathered: list[tuple[Fraction, Fraction]] = []
    for coefficient, square in roots:
        for at, (known, other) in enumerate(gathered):
            ratio = _exact_root(square / other)
            if ratio is not None:
                gathered[at] = (known + coefficient * ratio, other)
                break
        else:
            gathered.append((coefficient, square))
    kept = tuple((coefficient, square) for coefficient, square in gathered if coefficient)
    return Surd(rational, kept) if kept else rational
