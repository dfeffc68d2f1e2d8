"""CSV: every way in which offices save it, and the place of every cell."""

from __future__ import annotations

import csv

import pytest
from drawing import draws
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.source import Scalar
from evalrules.readers.delimited import delimiter_of, read_csv
from evalrules.readers.grid import MAX_CELLS
from evalrules.readers.text import line_starts

TEXT = "编号,填报值\nrate,98.5\n"


def texts(data: bytes | str) -> list[list[str]]:
    grid, _, problems = read_csv("a.csv", data.encode() if isinstance(data, str) else data)
    assert grid is not None, problems
    return [[cell.text for cell in line.cells.values() if isinstance(cell, Scalar)] for line in grid.lines]


def codes(data: bytes | str) -> list[tuple[str, str]]:
    _, _, problems = read_csv("a.csv", data.encode() if isinstance(data, str) else data)
    return [(one.code, str(one.place)) for one in problems]


@pytest.mark.parametrize(
    ("encoding", "notes"),
    [("utf-8", []), ("utf-8-sig", []), ("utf-16", []), ("gb18030", ["ER018"]), ("gbk", ["ER018"])],
)
def test_every_encoding_of_an_office_gives_the_same_cells(encoding: str, notes: list[str]):
    """UTF-8 with and without its mark, UTF-16, GB18030; the last one is a finding of ours, and said."""
    assert texts(TEXT.encode(encoding)) == [["编号", "填报值"], ["rate", "98.5"]]
    assert [code for code, _ in codes(TEXT.encode(encoding))] == notes


@pytest.mark.parametrize(
    ("data", "expected", "notes"),
    [
        ("id,name\n1,一\n".encode("gb18030"), "一", ["ER018"]),
        ("id,name\n1,一\n".encode(), "一", []),
        ("id,name\n1,一\n".encode("utf-8-sig"), "一", []),
        ("id,name\n1,m²\n".encode(), "m²", []),
        ("id,name\n1,3×4\n".encode(), "3×4", []),
        ("id,name\n1,\u04bb中\n".encode(), "\u04bb中", []),
    ],
)
def test_bytes_that_pass_as_utf_8_by_chance_are_noticed(data: bytes, expected: str, notes: list[str]):
    """A table of which 一 is the only Chinese character is read right, and its encoding said."""
    assert texts(data)[1][1] == expected
    assert [code for code, _ in codes(data)] == notes


@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n", b"PK\x03\x04", b"a,\xff\xfe\xfa", b"a,\x00", TEXT.encode("utf-16")[:-1], b"\xff\xfe\x00"],
)
def test_what_is_no_text_is_refused(data: bytes):
    """Binary files, damaged bytes and control characters are errors, never mojibake."""
    assert {code for code, _ in codes(data)} <= {"ER002", "ER107"}
    assert codes(data)


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_change_nothing(mark: str, end: str):
    """Comma, semicolon or tab, and the line ends of every system."""
    assert texts(f"id{mark}value{end}rate{mark}98.5{end}") == [["id", "value"], ["rate", "98.5"]]
    assert delimiter_of(f"a{mark}b{mark}c") == mark


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_title_holds_no_delimiter(mark: str):
    """The lines below it tell, two of them at least; one line of text with signs in it tells nothing."""
    assert delimiter_of(f"某县学校情况\n\n（2024年）\nid{mark}value\nrate{mark}98.5\n") == mark
    assert delimiter_of(f"备注\n{mark}\nx\n") == ","


def test_a_comma_delimits_where_nothing_does():
    """A table of one column needs no delimiter."""
    assert delimiter_of("编号\n1;2;3") == ","


def test_quotes_are_read_as_rfc_4180_has_them():
    """Doubled quotes, commas and line breaks inside quotes belong to the text."""
    assert texts('"a","b ""c"", d"\n"1\n2",3\n') == [["a", 'b "c", d'], ["1\n2", "3"]]


def test_the_place_of_a_cell_is_that_of_the_file():
    """Physical line and column, also behind a cell that holds a line break."""
    grid, _, _ = read_csv("a.csv", 'id,note,value\n"x","第一行\n第二行",9\ny,,8\n'.encode())
    assert grid is not None
    second, third = grid.lines[1], grid.lines[2]
    assert [str(cell.span) for cell in second.cells.values()] == ["a.csv:2:1", "a.csv:2:5", "a.csv:3:6"]
    assert str(second.cells[2].span) == "a.csv:2:5"
    assert (second.cells[2].span.end_line, second.cells[2].span.end_column) == (3, 5)
    assert str(third.place) == "a.csv:4:1"


def quoted(field: str) -> str:
    return '"' + field.replace('"', '""') + '"' if set(field) & set(',"\n\r') else field


@draws(40)
@given(
    st.lists(st.lists(st.text('甲1 ,"\n\r', max_size=5), min_size=1, max_size=4), min_size=1, max_size=4),
    st.sampled_from(("\n", "\r\n", "\r")),
)
def test_a_cell_is_found_again_at_its_place(rows: list[list[str]], end: str):
    """Whatever lines the cells before it are broken into: there the file has its text, in its quotes."""
    data = "甲," + end + end.join(",".join(map(quoted, row)) for row in rows) + end
    grid, _, problems = read_csv("a.csv", data.encode())
    assert grid is not None, problems
    starts = line_starts(data)
    for cell in (cell for line in grid.lines for cell in line.cells.values() if isinstance(cell, Scalar)):
        first = starts[cell.span.line - 1] + cell.span.column - 1
        last = starts[cell.span.end_line - 1] + cell.span.end_column - 1
        found = next(csv.reader([data[first:last]]))[0] if data[first] == '"' else data[first:last]
        assert found.strip() == cell.text


def test_blank_cells_and_lines_are_absent():
    """White space of every kind around a cell means nothing; a line of commas is no line."""
    assert texts("a,b\n,,\n\n \u3000, 1 \n") == [["a", "b"], ["1"]]


@pytest.mark.parametrize("text", ['a,b\n"x"y,1\n', 'a,b\n"x,1\n'])
def test_broken_quotes_are_a_syntax_error(text: str):
    """Text behind a closing quote, and a quote that never closes, at the line where the record begins."""
    assert codes(text) == [("ER101", "a.csv:2:1")]


def test_more_cells_than_anyone_has_are_refused(monkeypatch):
    """A bound on memory, named."""
    monkeypatch.setattr("evalrules.readers.delimited.MAX_CELLS", 5)
    assert codes("a,b\n1,2\n3,4\n") == [("ER106", "a.csv:3:1")]
    assert MAX_CELLS > 1_000_000
