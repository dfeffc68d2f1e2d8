"""The form of the page is that of the workbook, and what was filled in is evidence."""

from __future__ import annotations

import io

import openpyxl

from evalrules.base.forms import MARK, VALUES
from evalrules.base.source import Span
from evalrules.forms.workbook import form_workbook
from evalrules.loading import load_ruleset
from evalrules.page.form import FILE, Entry, Filled, entry_at, evidence_files, form_document, row_at


def ruleset_named(name: str):
    found = load_ruleset(name).ruleset
    assert found is not None
    return found


def test_the_page_asks_what_the_workbook_asks():
    """Every line of the workbook's sheets of values that is to be filled in is a line of the page, in order; votes last."""
    ruleset = ruleset_named("liaoning-preschool")
    book = openpyxl.load_workbook(io.BytesIO(form_workbook(ruleset, "zh")))
    sheets = [sheet for sheet in book.worksheets if sheet["A1"].value == f"{MARK}:{VALUES}"]
    rows = [(row[0], row[1]) for sheet in sheets for row in sheet.iter_rows(min_row=6, max_col=2, values_only=True) if row[0]]
    rows = [(section, own or "") for section, own in rows if section not in ("section", "类别")]
    form = form_document(ruleset, "zh")
    asked = [form["opening"], *form["sheets"], form["votes"]]
    lines = [(one["section"], one["id"]) for sheet in asked for one in sheet["entries"] if "section" in one]
    fixed = {("subject", "kind"), ("ruleset", ""), ("form", "")}
    assert [row for row in rows if row not in fixed] == [line for line in lines if line[0] != "vote"]
    votes = {name.partition("_")[2] for name in book.defined_names if name.startswith("V_")}
    assert votes == {own.replace(":", ".") for section, own in lines if section == "vote"}


def test_tables_have_columns_and_keys():
    """A table is told with its columns, their units, and which of them tell rows apart."""
    form = form_document(ruleset_named("national-quality-balance"), "zh")
    units = next(table for table in form["tables"] if table["id"] == "units")
    assert [column["id"] for column in units["columns"] if column["is_key"]] == ["school", "stage"]
    assert all(column["words"] for column in units["columns"])


def test_what_was_filled_in_is_a_table_of_evidence():
    """One line an entry, whatever its text; rows in a file of their own, which the evidence names."""
    ruleset = ruleset_named("national-basic-balance")
    entries = (Entry("period", "", "", "2007"), Entry("fact", "rate", "2006", '9"8,\n'))
    files = evidence_files(ruleset, Filled(entries, {"schools": [{"school": "一小"}, {}, {"pupils": "3"}]}))
    assert list(files) == [FILE, "schools.csv"]
    text = files[FILE].decode("utf-8-sig")
    assert text.startswith('section,id,year,value\nperiod,,,2007\nfact,rate,2006,"9""8,\n"\nruleset,,,national-basic-balance@2012\n')
    assert text.endswith("table,schools,,schools.csv\n")
    heading, *rows = files["schools.csv"].decode("utf-8-sig").splitlines()
    assert heading.startswith("school,stage,") and [row.strip(",") for row in rows] == ["一小", "", "3"]
    assert list(evidence_files(ruleset, Filled(entries, {"schools": [{"school": ""}]}))) == [FILE]


def test_a_place_leads_back_to_its_field():
    """Line 2 is the first entry, or the first row of a table; the heading, later lines and other files are none."""
    filled = Filled((Entry("period", "", "", "2007"), Entry("fact", "a", "", "1")), {"units": [{"school": "一小"}, {}]})

    def at(file: str, line: int) -> Span:
        return Span(file, line, 1, line, 2)

    assert [entry_at(at(FILE, line), filled) for line in (1, 2, 3, 4)] == [None, 0, 1, None]
    assert [row_at(at("units.csv", line), filled) for line in (1, 2, 3, 4)] == [None, ("units", 0), ("units", 1), None]
    assert row_at(at(FILE, 2), filled) is None and entry_at(at("units.csv", 2), filled) is None
    assert row_at(at("other.csv", 2), filled) is None
