"""References of every kind, as text and back."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.model.refs import (
    HOLDING,
    TOTAL,
    CellRef,
    ColumnRef,
    MeasureRef,
    MembersRef,
    OptionRef,
    OwnRef,
    PointsRef,
    Purpose,
    RuleRef,
    YearRef,
    cell_from,
    cell_of,
    is_column,
    measure_from,
    pair_from,
    pair_text,
    rule_from,
)

WORDS = (
    "total",
    "holding",
    "points",
    "0",
    "12",
    "a.b",
    "a:b",
    '"',
    "一小, 东校区",
    "x]",
    "[",
    " a",
    "met",
    "ceiling:A",
    "\\",
    "",
)
PARTS = st.one_of(st.sampled_from(WORDS), st.text(max_size=6), st.text('.:,[]" a1"\\', max_size=6))
MEASURES: st.SearchStrategy[MeasureRef] = st.one_of(
    st.builds(OwnRef, PARTS), st.builds(ColumnRef, PARTS, PARTS), st.builds(YearRef, PARTS, st.integers(0, 30)),
    st.builds(OptionRef, PARTS, PARTS), st.builds(MembersRef, PARTS, st.sampled_from((TOTAL, HOLDING))),
    st.builds(PointsRef, PARTS),
)  # fmt: skip
CELLS = st.builds(CellRef, PARTS, st.lists(PARTS, max_size=3).map(tuple), PARTS)
PURPOSES = st.one_of(
    st.sampled_from(("met", "applies", "grade", "points", "value")).map(Purpose),
    st.builds(Purpose, st.sampled_from(("band", "ceiling", "gate", "veto")), PARTS),
)


@given(MEASURES, MEASURES)
@example(OptionRef("m", "1"), YearRef("m", 1))
@example(OptionRef("towns", "total"), MembersRef("towns", TOTAL))
@example(OptionRef("points", "1.1"), PointsRef("1.1"))
@example(OwnRef("units.books"), ColumnRef("units", "books"))
def test_no_two_measures_are_one_text(one: MeasureRef, other: MeasureRef):
    """Each is read back from its text, whatever its parts are called; equal parts of another kind are not equal."""
    assert (measure_from(one.text), measure_from(other.text)) == (one, other)
    assert (one == other) is (one.text == other.text)
    assert is_column(one.text) is isinstance(one, ColumnRef)


@given(CELLS, CELLS)
@example(CellRef("units", ("一小, 东校区",), "books"), CellRef("units", ("一小", "东校区"), "books"))
@example(CellRef("t", ("a", "b"), "c"), CellRef("t", ('a", "b',), "c"))
def test_no_two_cells_are_one_text(one: CellRef, other: CellRef):
    """A row is found by its whole key, whatever commas, brackets and quotes stand in it."""
    assert (cell_from(one.text), cell_from(other.text)) == (one, other)
    assert (one == other) is (one.text == other.text)
    assert cell_of(one.measure.text, one.key) == one


@given(PURPOSES, PURPOSES)
@example(Purpose("band", "met"), Purpose("met"))
@example(Purpose("band", "ceiling:A"), Purpose("ceiling", "A"))
def test_no_two_purposes_are_one_text(one: Purpose, other: Purpose):
    """The band of a grade is never taken for something else."""
    assert (one == other) is (one.text == other.text)


@given(st.builds(RuleRef, st.sampled_from(("gate", "veto")), PARTS))
def test_rules_come_back(rule: RuleRef):
    """A gate or a veto, with any id."""
    assert rule_from(rule.text) == rule


@given(st.text(max_size=8), PARTS.filter(bool))
@example("1:2", "A:B")
@example("x", '"y"')
def test_pairs_of_a_line_come_back(first: str, second: str):
    """An indicator and a grade of it, a measure and an option: the second may hold colons and quotes."""
    assert pair_from(pair_text(first, second))[:2] == (first, second)
    assert pair_from(pair_text(first, "panel", "panel")) == (first, "panel", True)


def test_plain_parts_are_written_plainly():
    """Nothing is quoted that was not ambiguous: results and evidence read as they always did."""
    plain = {
        OwnRef("在校生"): "在校生", ColumnRef("units", "books"): "units.books", YearRef("funds", 0): "funds:0",
        OptionRef("cv", "primary"): "cv:primary", MembersRef("towns", TOTAL): "towns:total", PointsRef("1.1.3"): "points:1.1.3",
        CellRef("units", ("一小（东）", "小学"), "books"): "units.books[一小（东）, 小学]", Purpose("band", "A"): "A",
        Purpose("ceiling", "A"): "ceiling:A", Purpose("gate", "g"): "gate:g", RuleRef("veto", "v:1"): "veto:v:1",
    }  # fmt: skip
    assert [one.text for one in plain] == list(plain.values())
    assert (pair_text("9", "A"), pair_text("1:2", "panel")) == ("9:A", "1:2:panel")


@pytest.mark.parametrize("text", ["", ":", ".", "a.", ":b", '"a"', "a.b.c", 'points:"a"', "a,b", 'm:"x"'])
def test_what_is_written_otherwise_is_nothing(text: str):
    """Only the one way of writing is read: a quoted part that needs no quotes is refused."""
    with pytest.raises(ValueError):
        measure_from(text)


@pytest.mark.parametrize(
    "text", ["units.books", "units.books[", "units.books[a,b]", 'units.books["a"]', "units[a]", "x.y[a] "]
)
def test_what_is_no_cell_is_refused(text: str):
    """ValueError for every other text."""
    with pytest.raises(ValueError):
        cell_from(text)


def test_a_rule_has_a_kind():
    """Only gates and vetoes are rules."""
    with pytest.raises(ValueError, match="no gate"):
        rule_from("level:x")
    with pytest.raises(ValueError, match="no column"):
        cell_of("rate", ("a",))


PACKAGE = Path(__file__).parents[3] / "evalrules"
PARTING = ("split", "rsplit", "partition", "rpartition")
TEXTS = {
    "authoring/case_text.py": "ID@EDITION of a case",
    "authoring/proposals.py": "the place of a mutant and its text",
    "authoring/mutants.py": "the decimals of a number",
    "authoring/pack.py": "the parts of a version",
    "batch/columns.py": "columns of a table, which are written in this file",
    "batch/duckdb_run.py": "levels and rules of a row, which are written by commas in batch/conclusion.py",
    "batch/resuming.py": "levels of a kept row, which are written by commas in batch/conclusion.py",
    "frame_rows.py": "the name of a module of Python",
    "reporters/numbered.py": "an id that is shown shorter, beside its title",
    "reporters/rows_in_words.py": "levels and outcomes of a row, which are written by commas in batch/conclusion.py",
    "reporters/rows_page.py": "levels of a row, which are written by commas in batch/conclusion.py",
    "base/forms.py": "the marks of sheets, one way to text and back",
    "base/numbers.py": "the decimals of a number",
    "editor/desk.py": "what is written of an option or a year, whose measure alone is looked up",
    "editor/offers.py": "the column that somebody begins to type after a table",
    "semantics/columns_numbers.py": "the decimals of a number",
    "frontend/replaced.py": "ids of columns of a key, without their table",
    "forms/entry_rules.py": "ranges of a sheet",
    "forms/votes_sheet.py": "ranges of a sheet",
    "frames.py": "the name of a module of Python",
    "model/refs.py": "references, one way to text and back",
    "model/ruleset_names.py": "ID@EDITION, one way to text and back",
    "page/packages.py": "the name of a module of Python",
    "planning/costs.py": "a column of all rows in a file of costs, which evidence has no path for",
    "readers/collected.py": "the ids of key columns, which are plain names",
    "readers/evidence_table.py": "whether a line is about a path or a place, which is all that it tells",
    "readers/mapping.py": "the name of a module of Python",
    "reporters/figure_words.py": "options as steps list them: plain names",
    "reporters/figures.py": "options as steps list them: plain names",
    "reporters/page.py": "what a step is for, to put it in words",
    "reporters/wording.py": "options as steps list them: plain names",
    "readers/wide.py": "the name of a module of Python",
    "readers/sheet_xml.py": "ranges of a sheet",
}
"""Where text is parted at a sign that references use, and what that text is."""

WITHOUT_REFERENCES = ("bundles", "cli", "service")
"""Rooms that know files, command lines and requests, and no reference."""


def test_no_room_takes_a_reference_apart():
    """Text is parted at a colon, a dot, a comma or a bracket only where it is none, or by the one who writes it."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        text = path.read_text("utf-8")
        for node in ast.walk(ast.parse(text)) if any(f".{name}(" in text for name in PARTING) else ():
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in PARTING:
                signs = [one.value.strip() for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                if path.parent.name in WITHOUT_REFERENCES:
                    continue
                found |= {path.relative_to(PACKAGE).as_posix() for sign in signs if sign in (":", ".", ",", "[", "]", "@", "=")}
    assert sorted(TEXTS) == sorted(found)
