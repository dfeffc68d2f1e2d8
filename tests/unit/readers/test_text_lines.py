"""Lines of a file that is kept as a whole are lines as any others."""

from __future__ import annotations

from evalrules.readers.columnar import ParquetLines, ParquetPlaces
from evalrules.readers.delimited import read_csv
from evalrules.readers.grid import Line
from evalrules.readers.text_lines import TextLines


def of_csv() -> TextLines:
    """Three lines of a CSV file."""
    grid, _, _ = read_csv("a.csv", b"a,b\n1,2\n3,\n")
    assert grid is not None
    assert isinstance(grid.lines, TextLines)
    return grid.lines


def of_parquet() -> TextLines:
    """The same as a Parquet file has them."""
    places = ParquetPlaces("a.parquet", [b"\1\1", b"\1\0"])
    return ParquetLines(places, [["1", "3"], ["2", ""]], Line({}, places.line(0)))


def test_a_part_of_lines_is_lines_by_column_and_one_by_one():
    """As often as it is cut; what is cut equals the lines that it holds."""
    for lines in (of_csv(), of_parquet()):
        below = lines[1:]
        assert len(below) == 2
        assert {number: list(texts) for number, texts in below.columns().items()} == {1: ["1", "3"], 2: ["2", ""]}
        assert {number: list(texts) for number, texts in below[1:].columns().items() if any(texts)} == {1: ["3"]}
        assert [line.place.line for line in below] == [2, 3]
        assert below == tuple(lines)[1:]
        assert below[1] == below[1:][0]
        assert not below[2:].columns()
