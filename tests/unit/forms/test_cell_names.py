"""Names for cells."""

from __future__ import annotations

import re

import openpyxl
import pytest

from evalrules.forms.cell_names import CellNames, escaped


@pytest.mark.parametrize(
    ("section", "own", "expected"),
    [("fact", "rate", "F_rate"), ("fact", "cv:primary", "F_cv.primary"), ("grade", "10", "G_10"), ("point", "1.1.3", "P_1.1.3"),
     ("vote", "10:A", "V_10.A"), ("period", "", "T_year"), ("fact", "入学", "F__5165__5b66_"), ("grade", "cv-r1", "G_cv_2d_r1")],
)  # fmt: skip
def test_a_name_tells_what_the_cell_holds(section, own, expected):
    """A letter for the section, then the id, in characters that every program takes."""
    assert expected == CellNames(openpyxl.Workbook()).add(section, own, "甲", "F7")
    assert re.fullmatch("[A-Z]_[A-Za-z0-9._]+", expected)


def test_names_are_unique_whatever_the_case():
    """Excel does not tell `F_a` from `F_A`."""
    names = CellNames(openpyxl.Workbook())
    assert ["F_a", "F_A_2", "F_a_3"] == [names.add("fact", own, "甲", "F7") for own in ("a", "A", "a")]


def test_a_name_leads_to_its_cells():
    """The place is absolute, in a quoted sheet."""
    workbook = openpyxl.Workbook()
    CellNames(workbook).add("column", "units.pupils", "it's", "B6:B1005")
    assert "'it''s'!$B$6:$B$1005" == workbook.defined_names["C_units.pupils"].attr_text


def test_other_characters_are_numbers():
    """Two ids that differ have different names where only such a character differs."""
    assert escaped("a-b") != escaped("a b")
