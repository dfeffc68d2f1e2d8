"""The form of the page is that of the workbook, and what was filled in is evidence."""

from __future__ import annotations

import openpyxl
import io

from evalrules.base.forms import MARK, VALUES
from evalrules.loading import load_ruleset
from evalrules.page.form import FILE, Entry, Filled, entry_at, evidence_files, form_document
from evalrules.reporters.workbook_form import form_workbook


def ruleset_named(name: str):
    found = load_ruleset(name).ruleset
    assert found is not None
    return found


def test_the_page_asks_what_the_workbook_asks():
    """Every line of the workbook's sheets of values that is to be filled in is a line of the page, in order."""
    ruleset = ruleset_named("liaoning-preschool")
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(ruleset, "zh")))
    sheets = [sheet for sheet in book.worksheets if sheet["A1"].value == f"{MARK}:{VALUES}"]
    rows = [(row[0], row[1]) for sheet in sheets for row in sheet.iter_rows(min_row=6, max_col=2, values_only=True) if row[0]]
    rows = [(section, own or "") for section, own in rows if section not in ("section", "类别")]
    form = form_document(ruleset, "zh")
    asked = [form["opening"], *form["sheets"], form["votes"]]
    lines = [(one["section"], one["id"]) for sheet in asked for one in sheet["entries"] if "section" in one]
    fixed = {("subject", "kind"), ("ruleset", ""), ("form", "")}
    assert [row for row in rows if row not in fixed] == lines


def test_tables_have_columns_and_keys():
    """A table is told with its columns, their units, and which of them tell rows apart."""
    form = form_document(ruleset_named("national-quality-balance"), "zh")
    units = next(table for table in form["tables"] if table["id"] == "units")
    assert [column["id"] for column in units["columns"] if column["is_key"]] == ["school", "stage"]
    assert all(column["words"] for column in units["columns"])


def test_what_was_filled_in_is_a_table_of_evidence():
    """One line an entry, whatever its text; rows in a file of their own, which the evidence names."""
    entries = (Entry("period", "", "", "2007"), Entry("fact", "rate", "2006", '9"8,\n'))
    files = evidence_files("r@1", "county", Filled(entries, {"units": [{"school": "一小"}, {"students": "3"}], "sites": []}))
    assert list(files) == [FILE, "units.csv"]
    text = files[FILE].decode("utf-8-sig")
    assert text.startswith('section,id,year,value\nperiod,,,2007\nfact,rate,2006,"9""8,\n"\nruleset,,,r@1\n')
    assert text.endswith("table,units,,units.csv\n")
    assert files["units.csv"].decode("utf-8-sig") == "school,students\n一小,\n,3\n"


def test_a_line_leads_back_to_its_entry():
    """Line 2 is the first entry; the heading and what follows the entries are none."""
    filled = Filled((Entry("period", "", "", "2007"), Entry("fact", "a", "", "1")), {})
    assert [entry_at(line, filled) for line in (1, 2, 3, 4)] == [None, 0, 1, None]
