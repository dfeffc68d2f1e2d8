"""A ruleset from the table of points that an office has: its indicators, groups and points, and where to go on."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction

from evalrules.authoring.skeleton import SCHEMA, files_of
from evalrules.base.numbers import number_text
from evalrules.base.patterns import pattern
from evalrules.loading import Loaded, ruleset_from_text
from evalrules.readers.points_table import Item, PointsTable
from evalrules.readers.yaml_layout import laid_out

_ID = pattern(r"[\w.-]+")

_HEAD = """# yaml-language-server: $schema={schema}
# {own}: 由表格 {table} 生成。凡注“待写”的，按标准原文写完
# made from {table}: go on wherever it says 待写 (to be written)
format: ruleset/1
id: {own}
edition: "{edition}"
revision: 1
title: {{zh: {title}, en: {title}}} # 待写：英文名称 / to be written: in English
document: 文号 # 待写
authority: {{zh: 发文机关, en: issuing authority}} # 待写
subject: {subject}

sources: # 待写：标准的名称，读到的程度（read 读到，partial 部分读到）/ to be written: what was read
  text: {{zh: {title}, en: {title}, confidence: partial}}

levels: # 从好到差 / best first
  - {{id: pass, zh: 达标, en: reached, required: true}}
  - {{id: fail, zh: 未达标, en: not reached}}
"""


def from_table(own: str, edition: str, subject: str, table: PointsTable, file: str) -> dict[str, str] | Loaded:
    """The files of a ruleset with the indicators of a table, by their paths; what is wrong where it does not load."""
    title = json.dumps(table.title or "标准名称", ensure_ascii=False)
    head = _HEAD.format(own=own, edition=edition, subject=subject, title=title, table=file, schema=SCHEMA)
    groups = list(dict.fromkeys(item.group for item in table.items if item.group))
    ids = _ids(table.items)
    total = sum((item.points for item in table.items), Fraction(0))
    text = laid_out("ruleset.yaml", head + "".join(f"{line}\n" for line in _body(table, groups, ids, total)))
    loaded = ruleset_from_text(text, "ruleset.yaml")
    if loaded.ruleset is None:  # two names alike, say: the table says what the format refuses
        return loaded
    cases = _cases(own, edition, table, ids, total)
    return files_of(own, edition, subject, text, {name: laid_out(name, case) for name, case in cases.items()})


def _ids(items: tuple[Item, ...]) -> tuple[str, ...]:
    """The numbers of the table where each item has one of its own, else 1, 2, 3."""
    numbers = tuple(item.number for item in items)
    is_good = len(set(numbers)) == len(numbers) and all(_ID.fullmatch(number) for number in numbers)
    return numbers if is_good else tuple(str(at) for at in range(1, len(items) + 1))


def _body(table: PointsTable, groups: list[str], ids: tuple[str, ...], total: Fraction) -> Iterator[str]:
    if groups:
        yield "groups: # 待写：英文名称 en / to be written: en"
        yield from (f"  - {{id: g{at}, zh: {_text(group)}}}" for at, group in enumerate(groups, start=1))
    yield ""
    yield f"values: # 待写：达标分数线（满分 {number_text(total)}）；文本没有给出的留 null / the pass mark"
    yield "  pass_mark: {value: null, zh: 达标分数线, en: pass mark}"
    yield ""
    yield "# 待写：评分标准能写成条件的，写在 awarded，数据在 measures 中声明"
    yield "# to be written: points as an expression where the criteria are one, with its data under measures"
    yield "indicators:"
    for own, item in zip(ids, table.items, strict=True):
        for line in item.criteria.splitlines():
            yield f"  # 评分标准：{line}"
        group = f"group: g{groups.index(item.group) + 1}, " if item.group else ""
        must = "must: true, " if item.is_starred else ""
        place = f"第{item.place.line}行"
        yield (
            f"  - {{id: {_text(own)}, {group}zh: {_text(item.name)}, points: {number_text(item.points)}, "
            f"awarded: assessor, {must}source: text {place}}}"
        )
    if any(item.is_starred for item in table.items):
        yield ""
        yield "vetoes: # 待写：★指标未达到的后果，按标准原文 / what follows from a ★ item that is not met"
        yield (
            "  - {id: star, zh: 有★指标未达到, en: a ★ item is not met, when: 'any(indicators, must and not met)', "
            "level: fail, source: text}"
        )
    yield ""
    yield "verdict: # 自上而下，取第一条成立的 / read from the top; the first that holds"
    yield "  - {level: pass, when: 'sum(indicators, points) >= pass_mark', source: text}"
    yield "  - {level: fail}"


def _text(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _cases(own: str, edition: str, table: PointsTable, ids: tuple[str, ...], total: Fraction) -> Mapping[str, str]:
    """All points, and half a point less than the pass mark."""
    full = dict(zip(ids, (item.points for item in table.items), strict=True))
    less = next((at for at, item in zip(ids, table.items, strict=True) if not item.is_starred), ids[0])
    short = {**full, less: full[less] - min(Fraction(1, 2), full[less])}
    return {
        "all-points.yaml": _case("各项满分 / all points", own, edition, full, total, "pass"),
        "below-the-mark.yaml": _case("差一点 / just below the mark", own, edition, short, total, "fail"),
    }


def _case(words: str, own: str, edition: str, points: Mapping[str, Fraction], mark: Fraction, level: str) -> str:
    given = ", ".join(f"{_text(one)}: {number_text(number)}" for one, number in points.items())
    return (
        f"# {words}\nevidence:\n  ruleset: {own}@{edition}\n  points: {{{given}}}\n"
        f"# 待写：有了分数线后删去下一行 / delete the next line when the mark is known\n"
        f"values: {{pass_mark: {number_text(mark)}}}\n"
        f"expect: {{level: {level}}}\n"
    )
