"""What a reader of many subjects needs of each."""

from __future__ import annotations

from evalrules.reporters.page import Writer
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.short_page import MOST_LINES, MOST_ROWS, cut_short, not_met_section, to_mend_section


def test_every_indicator_that_is_not_met_is_listed_with_its_figures(decided) -> None:
    """And no other; each row has a cell for each heading."""
    section = not_met_section(Writer(decided.results[0].assessment, "en"))
    assert section.table.rows[0][:2] == ("1", "enrolment")
    assert "62%" in section.table.rows[0]
    assert {len(row) for row in section.table.rows} == {len(section.table.headers)}


def test_who_lacks_nothing_has_neither(report_on) -> None:
    """A county that passes with the best grades."""
    facts = {"rate": 99, "ok": 9, "total": 9, "exam": False}
    passing = report_on(facts, {"3": "A", "4": True}, subject={"attributes": {"region": "苏南"}})
    writer = Writer(passing.results[0].assessment, "en")
    assert not_met_section(writer) is None
    assert to_mend_section(writer) is None


def test_what_is_to_be_mended_leaves_room(decided) -> None:
    """A number, what is wrong, and empty cells for measure, person and date."""
    rows = to_mend_section(Writer(decided.results[0].assessment, "zh")).table.rows
    assert [row[0] for row in rows] == [str(at) for at in range(1, len(rows) + 1)]
    assert {row[2:] for row in rows} == {("", "", "")}


def test_what_paper_has_no_room_for_is_cut_and_said(decided) -> None:
    """Rows of a table, else lines; what has room keeps all and says nothing."""
    writer = Writer(decided.results[0].assessment, "en")
    rows = tuple((str(at),) for at in range(MOST_ROWS + 1))
    cut = cut_short(Section("t", (), Table(("a",), rows)), writer)
    assert (len(cut.table.rows), cut.lines) == (MOST_ROWS, (f"the first {MOST_ROWS} of {MOST_ROWS + 1}",))
    whole = cut_short(Section("t", (), Table(("a",), rows[:-1])), writer)
    assert (len(whole.table.rows), whole.lines) == (MOST_ROWS, ())
    lines = tuple(str(at) for at in range(MOST_LINES + 1))
    assert cut_short(Section("t", lines), writer).lines == (*lines[:-1], f"the first {MOST_LINES} of {MOST_LINES + 1}")
    assert cut_short(Section("t", lines[:-1]), writer).lines == lines[:-1]
