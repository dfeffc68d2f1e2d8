"""The form of one school: its name and the keys of its rows, as far as they are known, and room for the rest."""

from __future__ import annotations

import io

import openpyxl
import pytest
from school_files import RULESET

from evalrules.forms.schools import BLANK, SchoolForms, SchoolRows
from evalrules.model.schools import school_tables
from evalrules.readers.handed_in import read_handed_in


@pytest.fixture
def forms(ruleset_from) -> SchoolForms:
    ruleset = ruleset_from(RULESET).data
    return SchoolForms(ruleset, school_tables(ruleset), "zh")


NAMES = ["一小", "<甲&乙>", "=1+1", "第_x0041_小学", "a" * 300, "10", " 两 头 "]


@pytest.mark.parametrize("name", NAMES)
def test_every_name_arrives_as_it_is(name: str, forms: SchoolForms):
    """Also in the hundredth copy of a layout, and where it looks like a formula, a number or an escape."""
    made = [forms.form(SchoolRows(f"第{at}小学", {"sites": ((f"第{at}小学",),)})) for at in range(2)]
    data = forms.form(SchoolRows(name, {"units": ((name, "小学"), (name, "初中")), "sites": ((name,),)}))
    found = read_handed_in("a.xlsx", data)
    assert (name.strip(), ()) == (found.form.school.text, found.problems)
    assert "第1小学" == read_handed_in("a.xlsx", made[1]).form.school.text
    book = openpyxl.load_workbook(io.BytesIO(data))
    assert [[None, None], ["小学", "初中"]] == [[book.worksheets[at].cell(row, 2).value for row in (6, 7)] for at in (2, 1)]
    assert {"s", "n"} >= {cell.data_type for sheet in book for row in sheet.iter_rows(min_row=4) for cell in row}


def test_the_form_says_for_which_ruleset_it_is(forms: SchoolForms, ruleset_from):
    """By name and digest, in rows that nobody sees; the blank form too."""
    form = read_handed_in("a.xlsx", forms.form(BLANK)).form
    assert ("t@1", ruleset_from(RULESET).digest, "") == (form.ruleset, form.digest, form.school.text)


def test_the_same_form_is_the_same_bytes(forms: SchoolForms):
    """Whichever were made before it."""
    one = forms.form(SchoolRows("一小", {}))
    forms.form(SchoolRows("二小", {"sites": (("二小",),)}))
    assert one == forms.form(SchoolRows("一小", {}))
