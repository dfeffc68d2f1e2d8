"""Units: exact conversion where the factor is exact, otherwise comparison by name.

A unit is a name. Units of one dimension convert into each other by an exact factor
(1 亿元 = 10 000 万元, 1 亩 = 2000/3 m²); every other name stands for itself and is never
mixed with another. Units that count things (人, 台, 册 …) are names too: a ratio of two
counts has no unit, and an amount per counted thing keeps the unit of the amount.
"""

from __future__ import annotations

from fractions import Fraction

# name -> (dimension, exact factor to the dimension's base unit)
_FACTORS: dict[str, tuple[str, Fraction]] = {
    "元": ("money", Fraction(1)),
    "万元": ("money", Fraction(10_000)),
    "亿元": ("money", Fraction(100_000_000)),
    "m2": ("area", Fraction(1)),
    "亩": ("area", Fraction(2000, 3)),
    "公顷": ("area", Fraction(10_000)),
}
_SPELLINGS = {"㎡": "m2", "m²": "m2", "平方米": "m2", "％": "%", "CNY": "元", "person": "persons"}
COUNTED = frozenset(
    ("persons", "人", "名", "台", "册", "间", "所", "个", "班", "套", "件", "schools", "rooms", "computers", "books")
)


def canonical_unit(name: str) -> str:
    """The one name of a unit: `㎡` and `平方米` are `m2`."""
    return _SPELLINGS.get(name, name)


def is_counted(name: str) -> bool:
    """Whether the unit counts things, so that dividing by it leaves the other unit."""
    return name in COUNTED


def is_rate(name: str) -> bool:
    """Whether the unit says how many there are to so many others: `per100`, `per1000`."""
    return name.startswith("per") and name[3:].isdigit()


def conversion(source: str, target: str) -> Fraction | None:
    """The exact factor from one unit to another, or None where they must not be mixed."""
    source, target = canonical_unit(source), canonical_unit(target)
    if source == target:
        return Fraction(1)
    if source in _FACTORS and target in _FACTORS and _FACTORS[source][0] == _FACTORS[target][0]:
        return _FACTORS[source][1] / _FACTORS[target][1]
    return None
