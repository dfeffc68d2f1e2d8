"""One door for workbooks of every kind; for those that are not read one advice."""

from __future__ import annotations

import io

import openpyxl
import pytest

from evalrules.base.diagnostics import error
from evalrules.base.sentences import hint, sentence
from evalrules.readers import files, rows
from evalrules.readers.workbooks import SUFFIXES, foreign_workbook, read_workbook

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook\0".encode("utf-16-le")


def xlsx() -> bytes:
    book, out = openpyxl.Workbook(), io.BytesIO()
    book.active.append(["a", 1])
    book.save(out)
    return out.getvalue()


FOREIGN = [".et", ".ett", ".wps", ".xlt", ".xlsm", ".xlsb", ".ots", ".numbers"]


def test_other_office_files_are_told_by_their_content():
    """By their suffix where the content says nothing; other suffixes are none of our business."""
    assert foreign_workbook(".et", b"<html><table>") == "HTML saved under the name of a workbook"
    assert foreign_workbook(".ET", OLE) == "a workbook of the old format (.xls)"
    assert foreign_workbook(".et", b"") == "a workbook of WPS (.et)"
    assert foreign_workbook(".et", xlsx()) == "an .xlsx workbook under the name of .et"
    assert foreign_workbook(".xlsm", xlsx()) == "a workbook with macros"
    assert [foreign_workbook(suffix, OLE) for suffix in (".yaml", ".xlsx", ".xls", ".ods", ".docx", "")] == [""] * 6


@pytest.mark.parametrize("suffix", FOREIGN)
def test_what_is_not_read_gets_one_advice(suffix: str):
    """As evidence and as rows the same sentence, in Chinese, and the same thing to do: save it as .xlsx."""
    name = f"学校{suffix}"
    _, (as_evidence,) = files.document_of(name, b"x", name=name)
    as_rows = rows.rows_of(name, b"x", sheet="", form=rows.TableForm("t", "表", ())).problems
    assert [as_evidence] == as_rows
    assert "ER017" == as_evidence.code
    assert "另存为 .xlsx" in hint(as_evidence, "zh")
    assert foreign_workbook(suffix, b"x") not in sentence(as_evidence, "zh"), "the kind is not told in Chinese"


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_a_suffix_that_is_read_goes_to_its_reader(suffix: str):
    """What is no workbook of that kind is refused as such, and no kind takes the place of another."""
    name = f"a{suffix}"
    assert [error("ER017", as_found[0].place, reason=f"not an {suffix[1:]} file") for as_found in [read_workbook(name, b"x")[1]]] == read_workbook(name, b"x")[1]
    if suffix != ".xlsx":
        assert [f"an .xlsx workbook under the name of {suffix}"] == [dict(one.args)["reason"] for one in read_workbook(name, xlsx())[1]]
