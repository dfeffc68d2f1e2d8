"""A sheet says what is merged and hidden in it, whatever format it was read from."""

from __future__ import annotations

from evalrules.base.source import Scalar, cell_at
from evalrules.readers.grid import Line
from evalrules.readers.sheet_xml import Corners
from evalrules.readers.worksheet import Around, merged_among, sheet_of


def line(row: int, *texts: str) -> Line:
    cells = {at: Scalar(text, False, cell_at("a.xls", "表", row, at)) for at, text in enumerate(texts, 1)}
    return Line(cells, cell_at("a.xls", "表", row, 1))


def test_merged_ranges_are_told_where_they_touch_the_values():
    """A title above is no matter; a merged cell among the values is, with its range."""
    merged = [Corners(1, 1, 1, 8), Corners(4, 2, 5, 2), Corners(4, 10, 4, 11)]
    sheet, problems = sheet_of("a.xls", "表", (line(1, "标题"),), Around(False, merged, set(), []))
    assert (["A1:H1", "B4:B5", "J4:K4"], []) == ([one.text for one in sheet.merged], problems)
    (found,) = merged_among(sheet, range(5, 9), range(1, 9))
    assert ("ER442", "a.xls!表!B4", {"range": "B4:B5"}) == (found.code, str(found.place), dict(found.args))
    assert [] == merged_among(sheet, range(6, 9), range(1, 99))
    assert [] == merged_among(sheet, [2, 3, 9], [2])
    assert 3 == len(merged_among(sheet, {1, 4}, {2, 11}))


def test_hidden_sheets_rows_and_columns_are_told_where_they_hold_something():
    """Our own two hidden rows, our lists and empty columns are not."""
    around = Around(False, [], {1, 2, 4}, [(2, 2), (7, 9)])
    sheet, problems = sheet_of("a.xls", "表", (line(1, "x", "y"),), around)
    assert ({1, 2, 4}, [("ER443", "column B")]) == (sheet.hidden_rows, [(one.code, one.args[0][1]) for one in problems])
    sheet, problems = sheet_of("a.xls", "表", (line(1, "evalrules:values", "y"),), around)
    assert ({4}, [], "values") == (sheet.hidden_rows, problems, sheet.mark)
    hidden = Around(True, [], set(), [])
    assert [("ER443", "sheet 表")] == [(one.code, one.args[0][1]) for one in sheet_of("a.xls", "表", (line(1, "x"),), hidden)[1]]
    assert [[], []] == [sheet_of("a.xls", "表", lines, hidden)[1] for lines in ((), (line(1, "evalrules:lists"),))]
