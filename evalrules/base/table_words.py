"""The words of tables that people make: what a heading says beside its name, totals, and notes below the rows."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.units import is_unit, is_unit_like

_MARKS = "*★☆▲△●○◆◇※#"
_BRACKETED = pattern(r"^(?P<name>.*?)(?:\((?P<round>[^()]*)\)|\[(?P<square>[^\[\]]*)\]|【(?P<black>[^【】]*)】)$")
_UNIT_LINE = pattern(r"(?:计量|数量|金额|面积)?单位:(?P<units>.+)")
_UNIT_BEHIND = pattern(
    r"(?P<name>.+?)[,;/:、—_-]*(?:(?:计量|数量|金额|面积)?单位:?|[,;/:、—_-])(?P<unit>[^,;:、—_()\[\]【】-]+)"
)
_BETWEEN_UNITS = pattern(r"[、,;/和及]")

_TOTAL = pattern(
    r"(?:.*(?:合计|总计|小计|共计|累计|总和|平均|平均数|平均值|均值|总平均)|[全本][县区市省镇乡州校旗](?:总数|合计|平均)?"
    r"|(?:合计|总计)[0-9]+[所个校人班]?|total|subtotal|sum|grandtotal|average|mean|avg\.?)"
)
_IN_TOTALS = frozenset("计和均全本au")
"""No name of a total is without one of these, and nearly all names of schools are."""
_AROUND_TOTALS = ":-—_*" + _MARKS

_NOTE = pattern(
    r"(?:注|备注|附注|说明|填表说明|填报说明|资料来源|数据来源|来源|note|notes|remark|remarks|source)(?:[:.、]|\d|$).*"
    r"|\(?(?:填表|填报|上报|报送|制表|审核|审批|复核|核对|统计|经办|单位负责|负责|主管|分管|校长|园长|联系|单位|学校)?"
    r"\(?(?:盖章|公章|签章|签字|签名|印章)(?:处|栏)?\)?(?:\(|:|$).*"
    r"|(?:填表|填报|上报|报送|制表|审核|审批|复核|核对|统计|经办|单位负责|负责|主管|分管|校长|园长|联系|截止|截至|报表)"
    r"(?:人|员|者|单位|时间|日期|领导|电话|方式|\(|:|$).*"
    r"|(?:单位|学校|日期|时间|电话):.*|(?:数据)?(?:截至|截止).*|\(?以下(?:空白|无正文)\)?|第\d+页.*"
    r"|\d{4}年\d{1,2}月(?:\d{1,2}日)?"
)
_SECTION = pattern(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.].*")


class Heading(NamedTuple):
    """What a heading says: the name of its column, and a unit that stands beside it ("" for none)."""

    name: str
    unit: str


def squeezed(text: str) -> str:
    """A text as names are compared: full width folded, all white space left out, no difference of case."""
    return "".join(unicodedata.normalize("NFKC", text).split()).casefold()


def heading_of(text: str, known: Collection[str]) -> Heading | None:
    r"""The name that a heading holds, where it is among `known` (squeezed), and the unit that stands beside it.

    `教学仪器设备值 *\n（万元）` holds 教学仪器设备值 and 万元. What stands in brackets at its end, marks such as `*`
    and further lines belong to the form; None where no name is left that is known. A unit may also stand behind a mark
    (`教学仪器设备值，单位：万元`, `教学仪器设备值/万元`), and behind a remark in its brackets (`（含租用，万元）`).
    """
    lines = text.split("\n")
    for count in range(len(lines), 0, -1):
        found = _peeled(squeezed("".join(lines[:count])), known)
        if found is not None:
            rest = [part for line in lines[count:] if (part := _unit_of(squeezed(line)))]
            return found if found.unit or not rest else Heading(found.name, rest[0])
    return None


def _peeled(name: str, known: Collection[str]) -> Heading | None:
    """A heading without one bracket or mark after the other, until its name is known."""
    unit = ""
    while name:
        if name in known:
            return Heading(name, unit)
        bare = name.strip(_MARKS)
        bracketed = _BRACKETED.match(bare)
        if bare != name:
            name = bare
        elif bracketed is not None:
            inside = bracketed["round"] or bracketed["square"] or bracketed["black"] or ""
            remark, own = _parted(inside)
            unit = unit or own
            name = f"{bracketed['name']}({remark})" if own and remark else bracketed["name"]
        else:
            name, own = _parted(name)
            if not own:
                return None
            unit = unit or own
    return None


def _parted(text: str) -> tuple[str, str]:
    """A squeezed text without its unit, and the unit: all of it (元/人), what stands behind a mark or 单位, or none."""
    unit = _unit_of(text)
    behind = _UNIT_BEHIND.fullmatch(text)
    if behind is not None and is_unit(behind["unit"]) and not (is_unit(unit) or is_unit(behind["name"])):
        return behind["name"], behind["unit"]
    return ("", unit) if unit else (text, "")


def _unit_of(text: str) -> str:
    """The unit that a squeezed text in brackets is, with or without the word 单位; "" for a remark."""
    bare = text.strip("()[]【】")
    named = _UNIT_LINE.fullmatch(bare)
    unit = named["units"] if named is not None else bare
    return unit if is_unit_like(unit) else ""


def unit_beside(text: str) -> str:
    """The unit that stands in brackets beside a name or below it, whatever the name is; "" for none."""
    for line in text.split("\n"):
        bracketed = _BRACKETED.match(squeezed(line).strip(_MARKS))
        inside = bracketed["round"] or bracketed["square"] or bracketed["black"] if bracketed is not None else None
        unit = _unit_of(inside) if inside else ""
        if unit:
            return unit
    return ""


def units_of_title(text: str) -> tuple[str, ...]:
    """The units that a line above the heading gives for the whole table, as `单位：人、万元` does; else none."""
    named = _UNIT_LINE.fullmatch(squeezed(text).strip("()[]"))
    units = tuple(_BETWEEN_UNITS.split(named["units"])) if named is not None else ()
    return units if all(is_unit_like(unit) for unit in units) else ()


def ends_in_digit(text: str) -> bool:
    """Whether a text is ASCII and ends in a digit, as nearly every cell of a table: then it is the name of nothing."""
    return text.isascii() and text[-1:].isdigit()


def totals_among(texts: Collection[str]) -> set[str]:
    """Those of many texts that name a total, a subtotal or a mean of other lines."""
    if _IN_TOTALS.isdisjoint(squeezed("\n".join(texts))):
        return set()
    return {text for text in texts if is_total(text)}


def is_total(text: str) -> bool:
    """Whether a text names a total, a subtotal or a mean of other lines (合计, 县直学校小计, 平均), and no school."""
    if ends_in_digit(text):
        return False
    bare = squeezed(text).strip(_AROUND_TOTALS)
    if _IN_TOTALS.isdisjoint(bare):
        return False
    bracketed = _BRACKETED.match(bare)
    return bool(bare) and _TOTAL.fullmatch(bracketed["name"] if bracketed and bracketed["name"] else bare) is not None


def is_note(text: str) -> bool:
    """Whether a text begins a note or a line for signatures (注：…, 填表人：…), as they stand below tables."""
    return _NOTE.fullmatch(squeezed(text)) is not None


def is_section(text: str) -> bool:
    """Whether a text is numbered like the title of a part of a table (一、小学)."""
    return _SECTION.fullmatch(squeezed(text)) is not None
