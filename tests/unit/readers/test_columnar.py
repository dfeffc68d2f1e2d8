"""Parquet: exact numbers, and files that are none."""

from __future__ import annotations

import datetime
import io
import sys
from decimal import Decimal

import pyarrow
import pytest
from pyarrow import parquet

from evalrules.readers import columnar
from evalrules.readers.columnar import ParquetLines, read_parquet


def saved(**columns: object) -> bytes:
    out = io.BytesIO()
    parquet.write_table(pyarrow.table(columns), out)
    return out.getvalue()


def column(values: object) -> list[str]:
    grid, problems = read_parquet("a.parquet", saved(x=values))
    assert problems == []
    assert grid is not None
    return [line.cells[1].text for line in grid.lines[1:] if 1 in line.cells]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([98.5, 95.0, 0.1], ["98.5", "95", "0.1"]),
        (pyarrow.array([98.5, 0.1, 16777216.0], pyarrow.float32()), ["98.5", "0.1", "16777216"]),
        ([Decimal("94.99999999999999999999")], ["94.99999999999999999999"]),
        ([10**18 + 1], ["1000000000000000001"]),
        ([True, False], ["true", "false"]),
        (["一小", " 95 "], ["一小", "95"]),
        ([datetime.date(2007, 9, 1)], ["2007-09-01"]),
        ([datetime.datetime(2007, 9, 1)], ["2007-09-01"]),
        ([None, 3], ["3"]),
    ],
    ids=["double", "single", "decimal", "large", "yesno", "text", "date", "timestamp", "null"],
)
def test_values_become_the_text_that_means_them(values: object, expected: list[str]):
    """Decimals keep their digits, binary numbers are their shortest text, null is no cell."""
    assert column(values) == expected


def test_what_is_no_number_stays_none():
    """NaN and infinity become text that no later stage takes for a number."""
    assert column([float("nan"), float("inf")]) == ["nan", "inf"]


def test_a_place_names_row_and_column():
    """The header is the first line."""
    grid, _ = read_parquet("a.parquet", saved(school=["a", "b"], pupils=[1, 2]))
    assert grid is not None
    assert [cell.text for cell in grid.lines[0].cells.values()] == ["school", "pupils"]
    assert str(grid.lines[2].cells[2].span) == "a.parquet:3:2"


@pytest.mark.parametrize("data", [b"", b"PAR1 and more", saved(x=[1])[:-8], saved(x=list(range(1000)))[200:]])
def test_a_damaged_file_is_a_problem(data: bytes):
    """Never an exception of the library."""
    grid, problems = read_parquet("a.parquet", data)
    assert (grid, [one.code for one in problems]) == (None, ["ER101"])


def test_more_cells_than_anyone_has_are_refused(monkeypatch):
    """Compression cannot smuggle them in."""
    monkeypatch.setattr(columnar, "MAX_CELLS", 9)
    assert read_parquet("a.parquet", saved(x=list(range(9))))[1] == []
    assert [one.code for one in read_parquet("a.parquet", saved(x=list(range(10))))[1]] == ["ER106"]


def test_without_the_library_the_install_line_is_named(monkeypatch):
    """ER701 names the extra."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    _, problems = read_parquet("a.parquet", saved(x=[1]))
    assert [(one.code, dict(one.args)["extra"]) for one in problems] == [("ER701", "parquet")]


def test_rows_are_kept_by_column_and_made_lines_where_somebody_asks():
    """A text of blanks is a cell at its own place, and no value is none; a column without a name is looked at by line."""
    grid, _ = read_parquet("a.parquet", saved(school=["a", " ", None], pupils=[1, None, 3]))
    assert grid is not None
    below = grid.lines[1:]
    assert isinstance(below, ParquetLines)
    assert below.columns() == {1: ["a", "", ""], 2: ["1", "", "3"]}
    assert [list(line.cells) for line in below] == [[1, 2], [1], [2]]
    assert [str(below.places.cell(row, 1)) for row in below.rows] == ["a.parquet:2:1", "a.parquet:3:1", "a.parquet:4:1"]
    assert str(below.places.cell(2, 2)) == "a.parquet:3:1"
    nameless, _ = read_parquet("a.parquet", saved(**{"school": ["a"], " ": [" "]}))
    assert nameless is not None
    assert isinstance(nameless.lines, tuple)
    assert list(nameless.lines[1].cells) == [1, 2]
