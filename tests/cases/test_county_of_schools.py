"""A county of 300 schools, whatever the workbooks look like that its schools filled in: one digest, one verdict."""

from __future__ import annotations

import io
import json
import random
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeAlias

import openpyxl
import pytest

import evalrules

NAMES = ["学校", "学段", "类别", "学生数", "教学及辅助用房面积", "体育运动场馆面积", "教学仪器设备值", "计算机台数", "图书册数", "专任教师数", "高于规定学历教师数", "中级及以上专业技术职务教师数"]  # fmt: skip
EVIDENCE = """format: evidence/1
ruleset: national-basic-balance@2012
subject: {{kind: county, id: demo, name: 示例县, attributes: {{satisfaction_use: 认定条件}}}}
period: 2013
facts: {{standard_schools: 300, public_schools: 300, government_score: 90, satisfaction: 86}}
tables: {{schools: {{rows: {}}}}}
"""
Rows: TypeAlias = list[list[Any]]
Layout: TypeAlias = Callable[[Rows], Iterable[list[Any]]]


def schools(count: int, seed: int = 7) -> Rows:
    """Schools of the county, primary and junior, large and small."""
    draw = random.Random(seed)
    rows = []
    for at in range(count):
        pupils = draw.randrange(60, 2_000)
        teachers = pupils // draw.randrange(12, 19) + 1
        above = draw.randrange(teachers // 2, teachers + 1)
        figures = [pupils, pupils * 6 + draw.randrange(500), pupils * 9 + 7, pupils * draw.randrange(6, 25) * 100, pupils // 8, pupils * 21, teachers, above, above // 2]
        rows.append([f"第{at + 1}学校", ("小学", "初中")[at % 3 == 0], "县（市、区）属公办学校", *figures])
    return rows


def plain(rows: Rows) -> Iterable[list[Any]]:
    yield NAMES
    yield from rows


def titled(rows: Rows) -> Iterable[list[Any]]:
    """Titles above and notes below, a serial number before, remarks behind."""
    yield ["附件2"]
    yield ["某县义务教育学校基本情况统计表"]
    yield []
    yield ["序号", *NAMES, "备注"]
    yield from ([at, *row, "在建" if at % 7 == 0 else None] for at, row in enumerate(rows, 1))
    yield ["注：学生数为2013年9月统计数。"]
    yield ["填表人：张三", None, None, "审核人：李四", None, None, "2013年10月8日"]


def two_lines(rows: Rows) -> Iterable[list[Any]]:
    """A heading of two lines and one of units, columns in another order."""
    order = [0, 2, 1, 9, 10, 11, 3, 4, 5, 8, 7, 6]
    yield ["基本情况", None, None, "教师", None, None, "学生", "办学条件", None, None, None, None]
    yield [NAMES[at] for at in order]
    yield [None, None, None, "人", "人", "人", "人", "平方米", "㎡", "册", "台", "元"]
    yield from ([row[at] for at in order] for row in rows)


def totals(rows: Rows) -> Iterable[list[Any]]:
    """A subtotal after every ten schools and totals above and below, parts with titles, the heading again."""
    yield NAMES
    yield ["全县合计", None, None, *map(sum, list(zip(*rows, strict=True))[3:])]
    for start in range(0, len(rows), 10):
        part = rows[start : start + 10]
        yield [f"{'一二三四五六七八九十'[start // 10 % 10]}、某片区"]
        yield from part
        yield ["小计", None, None, *map(sum, list(zip(*part, strict=True))[3:])]
        yield NAMES
    yield ["平均", None, None, *(sum(column) // len(rows) for column in list(zip(*rows, strict=True))[3:])]


def ten_thousands(rows: Rows) -> Iterable[list[Any]]:
    """Money in 万元, marks and brackets in the heading, blank lines between."""
    names = [f"{name}\n（必填）*" for name in NAMES]
    names[6], names[3] = "教学仪器设备值\n（万元）*", "学生数 【人】"
    yield names
    for at, row in enumerate(rows):
        yield [*row[:6], row[6] / 10_000, *row[7:]]
        if at % 5 == 0:
            yield []


LAYOUTS: dict[str, Layout] = {"plain": plain, "titled": titled, "two-lines": two_lines, "totals": totals, "ten-thousands": ten_thousands}


def workbook(lines: Iterable[list[Any]]) -> bytes:
    book, out = openpyxl.Workbook(write_only=True), io.BytesIO()
    sheet = book.create_sheet("学校")
    for line in lines:
        sheet.append(line)
    book.save(out)
    return out.getvalue()


@pytest.fixture
def judged(cli, tmp_path: Path) -> Callable[[str], Any]:
    """What is concluded of a county whose rows stand in a file: the digest of the evidence, and all of the verdict."""

    def judge(rows: str) -> Any:
        (tmp_path / "county.yaml").write_text(EVIDENCE.format(rows))
        run = cli("check", tmp_path / "county.yaml", "--format", "json")
        (result,) = json.loads(run.out)["results"]
        assert result["verdict"] is not None, run.err
        parts = [result[part] for part in ("verdict", "gates", "vetoes")]
        return run.code, result["evidence"]["digest"], parts, [[one[key] for key in ("id", "outcome", "possible", "points", "failing_rows_total")] for one in result["indicators"]]

    return judge


def written(tmp_path: Path, rows: Rows) -> None:
    for name, layout in LAYOUTS.items():
        (tmp_path / f"{name}.xlsx").write_bytes(workbook(layout(rows)))


@pytest.mark.real
def test_five_layouts_of_300_schools_are_one_evidence(tmp_path: Path):
    """One digest of all values; another figure in one school is another digest."""
    ruleset = evalrules.load_ruleset("national-basic-balance@2012")

    def digest(name: str) -> str:
        (tmp_path / "county.yaml").write_text(EVIDENCE.format(name))
        return evalrules.load_evidence(tmp_path / "county.yaml", ruleset).digest

    rows = schools(300)
    written(tmp_path, rows)
    (same,) = {digest(f"{name}.xlsx") for name in LAYOUTS}
    rows[17][6] += 100
    (tmp_path / "other.xlsx").write_bytes(workbook(ten_thousands(rows)))
    assert digest("other.xlsx") != same


def test_five_layouts_of_one_county_have_one_verdict(judged, tmp_path: Path):
    """The digest, the verdict with its reasons, and what is concluded on every indicator."""
    written(tmp_path, schools(20))
    found = [judged(f"{name}.xlsx") for name in LAYOUTS]
    assert [found[0]] * len(LAYOUTS) == found


def hand_in(folder: Path, rows: Rows) -> None:
    """A workbook of each school, one layout after the other."""
    folder.mkdir()
    layouts = [one for one in LAYOUTS.values() if one is not totals]
    for at, row in enumerate(rows):
        (folder / f"{row[0]}.xlsx").write_bytes(workbook(layouts[at % len(layouts)]([row])))


def collected(cli: Any, judged: Any, tmp_path: Path, rows: Rows) -> tuple[Any, Any, float]:
    """The county as its schools hand it in, and as one table; how long collecting took."""
    (tmp_path / "plain.xlsx").write_bytes(workbook(plain(rows)))
    (tmp_path / "schools.csv").write_text("\n".join(["学校,学段", *(f"{row[0]},{row[1]}" for row in rows)]))
    hand_in(tmp_path / "forms", rows)
    begun = time.process_time()
    run = cli("collect", tmp_path / "forms", "--schools", tmp_path / "schools.csv", "-r", "national-basic-balance", "-o", tmp_path / "all.xlsx", "--lang", "zh")
    seconds = time.process_time() - begun
    assert (0, f"已汇总 {len(rows)} 所学校、{len(rows)} 行") == (run.code, run.out.partition("：")[0]), run.err
    return judged("plain.xlsx"), judged("all.xlsx"), seconds


@pytest.mark.real
def test_workbooks_of_schools_are_the_county(cli, judged, tmp_path: Path):
    """Each in a layout of its own, collected: the digest of the one table that has them all."""
    as_one, as_many, _ = collected(cli, judged, tmp_path, schools(20))
    assert as_one == as_many


@pytest.mark.real
def test_three_hundred_workbooks_of_schools_are_the_county(cli, judged, tmp_path: Path):
    """In a few seconds."""
    as_one, as_many, seconds = collected(cli, judged, tmp_path, schools(300))
    assert as_one == as_many
    assert seconds < 15
