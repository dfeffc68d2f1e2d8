"""The table of indicators and points as offices have it: a heading near the top, groups in merged cells, totals."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.numbers import number_text, parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.readers.delimited import read_csv
from evalrules.readers.grid import HEADER_WITHIN, Grid, Line, text_of_cell
from evalrules.readers.workbooks import read_workbook

NUMBER, GROUP, NAME, POINTS, CRITERIA = "number", "group", "name", "points", "criteria"

_HEADINGS: Mapping[str, str] = {
    heading: kind
    for kind, headings in {
        NUMBER: "序号 编号 指标编号 no id",
        GROUP: "一级指标 类别 板块 项目 评估项目 考核项目 A级指标 group",
        NAME: "三级指标 二级指标 指标 评估指标 考核指标 评价指标 指标名称 指标内容 评估内容 考核内容 评估要点 评价要点 "
        "B级指标 C级指标 indicator",
        POINTS: "分值 满分 标准分 分数 权重 points",
        CRITERIA: "评分标准 评分细则 评分办法 评估标准 评价标准 计分办法 达标要求 评估要求 要求 标准 criteria",
    }.items()
    for heading in headings.split()
}
"""What the headings of these tables are called, and what stands below them."""

_NAMES_BY_DEPTH = ("三级指标", "C级指标", "二级指标", "B级指标")
"""Of several columns of indicators the deepest has the items."""

_STARS = "★☆▲△※*"
_TOTALS = ("合计", "总计", "总分", "小计", "合计分", "总分值", "total")
_SUBTOTAL = "小计"


class Item(NamedTuple):
    """One indicator of such a table: what its row says, and where its name stands."""

    number: str
    group: str
    name: str
    points: Fraction
    criteria: str
    is_starred: bool
    place: Span


class PointsTable(NamedTuple):
    """The indicators of a table in their order, and what stands above its heading ("" for nothing)."""

    title: str
    items: tuple[Item, ...]


def read_points_table(name: str, data: bytes) -> tuple[PointsTable | None, list[Diagnostic]]:
    """The table in a workbook or a CSV file, of a workbook the first visible sheet that has one.

    None with ER666 where no heading is found, ER667 for each cell that is not what it should be, else what reading the
    file says.
    """
    grids, problems = _grids(name, data)
    for grid in grids:
        header = _header(grid)
        if header is not None:
            table, found = _table(grid, *header)
            problems += found
            return (None if has_errors(found) else table), problems
    if not has_errors(problems):
        place = grids[0].place if grids else Span(name, 1, 1, 1, 1)
        problems.append(error("ER666", place))
    return None, problems


def _grids(name: str, data: bytes) -> tuple[list[Grid], list[Diagnostic]]:
    if name.lower().endswith(".csv"):
        grid, _, problems = read_csv(name, data)
        return ([] if grid is None else [grid]), list(problems)
    book, problems = read_workbook(name, data)
    return [sheet.grid for sheet in (book.sheets if book is not None else ()) if not sheet.is_hidden], list(problems)


def _bare(text: str) -> str:
    """A text as headings and totals are compared: no blanks, no brackets and what is in them, one width."""
    plain = "".join(unicodedata.normalize("NFKC", text).split())
    return plain.partition("(")[0].lower() if not plain.startswith("(") else plain.lower()


_BY_BARE = {_bare(heading): (heading, kind) for heading, kind in _HEADINGS.items()}


def _header(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """Which line is the heading, and the column of each kind."""
    for at, line in enumerate(grid.lines[:HEADER_WITHIN]):
        found: dict[str, int] = {}
        depth: dict[int, int] = {}
        for column, node in sorted(line.cells.items()):
            heading, kind = _BY_BARE.get(_bare(text_of_cell(node)), ("", ""))
            if kind == NAME:
                depth[column] = _NAMES_BY_DEPTH.index(heading) if heading in _NAMES_BY_DEPTH else -1
            elif kind:
                found.setdefault(kind, column)
        if depth and POINTS in found:
            found[NAME] = min(depth, key=lambda column: (depth[column], -column))
            outer = [column for column in depth if column != found[NAME]]
            if outer and GROUP not in found:
                found[GROUP] = min(outer)
            return at, found
    return None


def _table(grid: Grid, at: int, columns: Mapping[str, int]) -> tuple[PointsTable, list[Diagnostic]]:
    problems: list[Diagnostic] = []
    items: list[Item] = []
    group = ""
    for line in grid.lines[at + 1 :]:
        texts = {kind: _line_of(text_of_cell(line.cells.get(column))) for kind, column in columns.items()}
        if any(_bare(text) in _TOTALS for kind, text in texts.items() if kind != POINTS):
            problems += () if problems else _wrong_total(line, columns, texts, items)  # a wrong item makes it wrong
            continue
        group = texts.get(GROUP) or group
        items_before = len(items)
        found, wrong = _item(line, columns, texts, group)
        problems += wrong
        items += [found] if found is not None else []
        if found is None and not wrong and items_before and texts.get(CRITERIA):
            last = items.pop()  # the criteria of one item on several rows
            items.append(last._replace(criteria=f"{last.criteria}\n{texts[CRITERIA]}"))
    if not items and not problems:
        problems.append(error("ER666", grid.place))
    return PointsTable(_title(grid.lines[:at]), tuple(items)), problems


def _line_of(text: str) -> str:
    return " ".join(text.split())


def _title(lines: Sequence[Line]) -> str:
    """The first line above the heading in which one cell alone says something."""
    alone = [list(line.cells.values()) for line in lines if len(line.cells) == 1]
    return _line_of(text_of_cell(alone[0][0])) if alone else ""


def _item(
    line: Line, columns: Mapping[str, int], texts: Mapping[str, str], group: str
) -> tuple[Item | None, list[Diagnostic]]:
    name, written = texts[NAME], texts[POINTS]
    if not name and not written:
        return None, []
    if not name:
        return None, [_wrong(line, columns[NAME], name, "the name of an indicator")]
    points = parse_number(written.removesuffix("分").strip())
    if points is None or points <= 0:
        return None, [_wrong(line, columns[POINTS], written, "points above 0")]
    stars = {mark for text in (name, texts.get(NUMBER, "")) for mark in text if mark in _STARS}
    number = texts.get(NUMBER, "").strip(_STARS + " ")
    return Item(number, group, name, points, texts.get(CRITERIA, ""), bool(stars), _place(line, columns[NAME])), []


def _wrong_total(
    line: Line, columns: Mapping[str, int], texts: Mapping[str, str], items: Sequence[Item]
) -> Iterator[Diagnostic]:
    """ER667 where the total of the table is not that of its items; subtotals are left alone."""
    stated = parse_number(texts[POINTS].removesuffix("分").strip())
    total = sum((one.points for one in items), Fraction(0))
    is_subtotal = any(_bare(text) == _SUBTOTAL for text in texts.values())
    if stated is not None and not is_subtotal and stated != total:
        yield _wrong(line, columns[POINTS], texts[POINTS], number_text(total))


def _wrong(line: Line, column: int, found: str, expected: str) -> Diagnostic:
    return error("ER667", _place(line, column), found=found, expected=expected)


def _place(line: Line, column: int) -> Span:
    return line.cell(column).span
