"""Raw cells in rows: the text of a cell, and an empty one at its place."""

from __future__ import annotations

from evalrules.base.source import Pair, Record, Scalar, Span, cell_at
from evalrules.readers.grid import Line, text_of_cell


def test_the_text_of_a_cell() -> None:
    """Of a percent cell that of its value, of no cell nothing."""
    place = cell_at("a.xlsx", "表", 1, 1)
    percent = Record((Pair(Scalar("value", True, place), Scalar("98.5", False, place)),), place)
    assert ["98.5", "a", ""] == [text_of_cell(node) for node in (percent, Scalar("a", False, place), None)]
    assert "" == text_of_cell(Record((), place))


def test_an_empty_cell_has_its_place() -> None:
    """Its own in a sheet, that of its line in a text file, whose columns are characters."""
    in_sheet, in_text = cell_at("a.xlsx", "表", 4, 1), Span("a.csv", 4, 1, 4, 2)
    assert ["a.xlsx!表!C4", "a.csv:4:1"] == [str(Line({}, place).cell(3).span) for place in (in_sheet, in_text)]
