"""Units: exact conversion where the factor is exact, otherwise comparison by name.

A unit is a name. Units of one dimension convert into each other by an exact factor
(1 亿元 = 10 000 万元, 1 亩 = 2000/3 m²); every other name stands for itself and is never
mixed with another. Units that count things (人, 台, 册 …) are names too: a ratio of two
counts has no unit, and an amount per counted thing keeps the unit of the amount.
"""

from __future__ import annotations

import unicodedata
from fractions import Fraction

from evalrules.base.languages import spoken
from evalrules.base.numbers import number_text, parse_number, plainer_spelling
from evalrules.base.patterns import pattern

# name -> (dimension, exact factor to the dimension's base unit)
_FACTORS: dict[str, tuple[str, Fraction]] = {
    "元": ("money", Fraction(1)),
    "万元": ("money", Fraction(10_000)),
    "亿元": ("money", Fraction(100_000_000)),
    "m2": ("area", Fraction(1)),
    "亩": ("area", Fraction(2000, 3)),
    "公顷": ("area", Fraction(10_000)),
}
_SPELLINGS = {
    "㎡": "m2", "m²": "m2", "平方米": "m2", "平米": "m2", "米": "m", "厘米": "cm", "％": "%", "CNY": "元", "圆": "元",
    "person": "persons", "yuan": "元", "mu": "亩", "ha": "公顷",
    **dict.fromkeys(("× 10 000 yuan", "×10000yuan", "10 000 yuan", "10,000 yuan", "10,000yuan", "10000yuan"), "万元"),
}  # fmt: skip
COUNTED = frozenset(
    ("persons", "人", "名", "台", "册", "间", "所", "个", "班", "套", "件", "schools", "rooms", "computers", "books")
)
_COUNTED_ALIKE = (
    frozenset(("persons", "人", "名", "位", "个")), frozenset(("schools", "所", "个", "校")), frozenset(("班", "个")),
    frozenset(("rooms", "间", "个")), frozenset(("computers", "台", "套", "件", "个")),
    frozenset(("books", "册", "本")),
)  # fmt: skip
"""The words for one of the things that are counted; people write the one for the other."""

_IN_CHINESE = {
    "m2": "平方米",
    "m": "米",
    "cm": "厘米",
    "persons": "人",
    "schools": "所",
    "rooms": "间",
    "computers": "台",
    "books": "册",
}
_IN_ENGLISH = {
    "m2": " m²", "m": " m", "元": " yuan", "万元": " × 10 000 yuan", "亿元": " × 100 000 000 yuan", "分": " points",
    "亩": " mu", "公顷": " ha", "小时": " hours", "年": " years", "月": " months", "天": " days", "分钟": " minutes",
    "学时": " class hours", "起": " cases", "次": " times", "门": " courses", "项": " items", "道": " lanes",
    "种": " kinds", "张": " pieces", "支": " tubes", "位": " places", "cm": " cm", "度": " degrees",
}  # fmt: skip

_SPELLINGS |= {
    english.strip(): own for own, english in _IN_ENGLISH.items() if own != "m2" and english.replace(" ", "").isalpha()
}
"""What an English form says is read back as what it says."""

_SO_MANY = {"10": "十", "100": "百", "1000": "千", "10000": "万"}
_SCALES = {
    "百": 100, "千": 1_000, "万": 10_000, "十万": 100_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000,
}  # fmt: skip
_SCALED = pattern(f"({'|'.join(sorted(_SCALES, key=len, reverse=True))})(.+)")
_SIGNS_OF_A_UNIT = pattern("[元亩米顷%％‰千万亿百²㎡]")
_LONGEST_UNIT = 8
_WITH_WORD = pattern(r"([+-]?[0-9][0-9.,]*)([^\d.,].*)")


def canonical_unit(name: str) -> str:
    """The one name of a unit: `㎡` and `平方米` are `m2`."""
    return _SPELLINGS.get(name, name)


def is_counted(name: str) -> bool:
    """Whether the unit counts things, so that dividing by it leaves the other unit."""
    return name in COUNTED


def unit_text(name: str, language: str) -> str:
    """A unit as people write it behind a figure; in English nothing behind a number of things."""
    if is_rate(name):
        so_many = name[3:]
        return spoken((f"（每{_SO_MANY.get(so_many, so_many)}名学生）", f" per {so_many} pupils"), language)
    if language == "zh":
        return _IN_CHINESE.get(name, name)
    return "" if is_counted(name) else _IN_ENGLISH.get(name, name)


def figure_text(figure: str, unit: str, language: str) -> str:
    """A figure with its unit: `4245 平方米`, in English `4245 m²`; a percentage is written together."""
    said = unit_text(unit, language).strip()
    return figure + (said if said[:1] in ("", "%", "（") else f" {said}")


def is_rate(name: str) -> bool:
    """Whether the unit says how many there are to so many others: `per100`, `per1000`."""
    return name.startswith("per") and name[3:].isdigit()


def is_converted(name: str) -> bool:
    """Whether there are other units into which a unit is converted: those of money and of areas."""
    return canonical_unit(name) in _FACTORS


def other_unit(name: str) -> str:
    """The unit of the same kind that people write instead of this one: 万元 for 元, 亩 for m2; "" for no such unit."""
    return {"元": "万元", "万元": "元", "亿元": "万元", "m2": "亩", "亩": "m2", "公顷": "m2"}.get(
        canonical_unit(name), ""
    )


def is_unit_like(text: str) -> bool:
    """Whether a short text in a heading is meant as a unit, known or not: 万元, 人, 元/生; not 含附设班."""
    return is_unit(text) or (len(text) <= _LONGEST_UNIT and _SIGNS_OF_A_UNIT.search(canonical_unit(text)) is not None)


def is_unit(text: str) -> bool:
    """Whether a text is a unit that is known, or so many of one: 元, 千元, 万人, 册."""
    scaled = _SCALED.fullmatch(text)
    name = canonical_unit(scaled[2] if scaled is not None and text not in _FACTORS else text)
    if name in _FACTORS or name in COUNTED or name in ("%", "m", "m2", "persons") or is_rate(name):
        return True
    return any(name in alike for alike in _COUNTED_ALIKE)


def conversion(source: str, target: str) -> Fraction | None:
    """The exact factor from one unit to another, or None where they must not be mixed."""
    source, target = canonical_unit(source), canonical_unit(target)
    if source == target:
        return Fraction(1)
    if source in _FACTORS and target in _FACTORS and _FACTORS[source][0] == _FACTORS[target][0]:
        return _FACTORS[source][1] / _FACTORS[target][1]
    return None


def figure_in(text: str, unit: str) -> str:
    """The plain figure in a unit that a number with a word behind it means: `1.2万` and `1.2万元` are 12000 in 元.

    "" where that is no number with a unit, or not certain.
    """
    found = _WITH_WORD.fullmatch("".join(unicodedata.normalize("NFKC", text).split()))
    if found is None:
        return ""
    number = parse_number(plainer_spelling(found[1]) or found[1])
    factor = Fraction(_SCALES[found[2]]) if found[2] in _SCALES else written_factor(found[2], unit or _thing(found[2]))
    figure = "" if number is None or factor is None else number_text(number * factor)
    return figure if parse_number(figure) is not None else ""


def _thing(word: str) -> str:
    """What is counted, without how many of it: 册 for 万册; "" for a word of which that is not known."""
    scaled = _SCALED.fullmatch(word)
    bare = scaled[2] if scaled is not None else word
    return bare if is_counted(bare) or any(bare in alike for alike in _COUNTED_ALIKE) else ""


def written_factor(written: str, unit: str) -> Fraction | None:
    """The exact factor from a unit as people write it beside a figure to that of the measure, or None.

    Wider than `conversion`: 人 and 名 count one thing, and 千元 or 万人 are so many of it.
    """
    source, target = canonical_unit(written), canonical_unit(unit)
    factor = conversion(source, target)
    if factor is None and any(source in alike and target in alike for alike in _COUNTED_ALIKE):
        return Fraction(1)
    scaled = _SCALED.fullmatch(source) if factor is None else None
    inner = written_factor(scaled[2], target) if scaled is not None else None
    return factor if scaled is None or inner is None else inner * _SCALES[scaled[1]]
