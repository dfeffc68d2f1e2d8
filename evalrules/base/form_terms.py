"""The arguments of a diagnostic in the terms of the form that somebody fills in: its labels, its units, its limits.

Who fills in a table or a workbook never wrote the id of a measure; who writes YAML did, and reads it in English.
"""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.languages import spoken
from evalrules.base.patterns import pattern
from evalrules.base.units import unit_text

NO_UNIT = "no unit"
_RANGE = pattern(r"(-?[0-9./]*)\.\.(-?[0-9./]*)")
_KINDS = {
    "county": "县（市、区）", "city": "市", "town": "乡镇（街道）", "school": "学校", "kindergarten": "幼儿园",
    "province": "省（自治区、直辖市）",
}  # fmt: skip
"""What the kinds of subjects are called, which is also how evidence may write them."""


def kind_named(written: str) -> str:
    """The kind of subject that a word stands for, in either language; any other word is a kind by its own name."""
    return next((kind for kind, zh in _KINDS.items() if written == zh), written)


def kind_in(kind: str, language: str) -> str:
    """What a kind of subject is called in a form in "zh" or "en"."""
    return spoken((_KINDS.get(kind, kind), kind), language)


def nameless(kind: str, language: str) -> str:
    """What a report calls a subject of this kind that gives neither a name nor a code, in "zh" or "en"."""
    if language == "zh":
        return f"该{_KINDS[kind]}" if kind in _KINDS else "被评单位"
    return f"the {kind}" if kind in _KINDS else "the subject"


def in_form_terms(arguments: Mapping[str, str], language: str, *, is_in_table: bool) -> dict[str, str]:
    """What sentences may also take: `item`, `in_unit`, `to_unit`, `for_zh`, `for_en`, and `expected` in words.

    `item` is the label of the measure, and whose it is; in English outside tables with its id.
    """
    is_zh = language == "zh"
    zh, en = arguments.get("zh", ""), arguments.get("en", "")
    own = arguments.get("measure", "")
    label, named = (f"“{zh}”", zh) if is_zh else (en if is_in_table or en == own else f"{en} ({own})", en)
    if arguments.get("row_zh"):
        label = f"“{arguments['row_zh']}”的{label}" if is_zh else f"{label} of {arguments['row_en']}"
    found = {"item": label if named else own}
    unit = unit_text(arguments.get("unit", ""), language).strip(" （）")
    found["in_unit"] = "" if not unit else f"（单位：{unit}）" if is_zh else f" (unit: {unit})"
    expected = arguments.get("expected", "")
    found["to_unit"] = ("无单位的数" if is_zh else "a figure without a unit") if expected == NO_UNIT else (
        f"“{unit_text(expected, 'zh').strip('（）')}”" if is_zh else expected
    )  # fmt: skip
    found |= {"for_zh": _KINDS.get(expected, expected), "for_en": expected}
    ends = _RANGE.fullmatch(expected) if ".." in expected else None
    return found | ({} if ends is None else {"expected": _range(ends[1], ends[2], is_zh=is_zh)})


def _range(low: str, high: str, *, is_zh: bool) -> str:
    if low and high:
        return f"{low}至{high}" if is_zh else f"{low} to {high}"
    if low:
        return f"不小于{low}的数" if is_zh else f"at least {low}"
    return f"不大于{high}的数" if is_zh else f"at most {high}"
