"""A workbook's life: made by template, filled in, checked, annotated, corrected in the copy, checked again."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet
from selection import one_in

import evalrules

RUN = Callable[..., Any]
Cells = Mapping[str, object]

def named(book: openpyxl.Workbook, name: str) -> Any:
    """The cell behind a name of the workbook, as any other program finds it."""
    title, address = next(book.defined_names[name].destinations)
    return book[title][address.replace("$", "")]


def fill(path: Path, values: Cells, rows: Mapping[str, list[Cells]] | None = None) -> Path:
    """Fill in cells by their names, and rows by the ids of their columns."""
    book = openpyxl.load_workbook(path)
    for name, value in values.items():
        named(book, name).value = value
    for table, filled in (rows or {}).items():
        write_rows(sheet_of(book, table), filled)
    book.save(path)
    return path


def sheet_of(book: openpyxl.Workbook, table: str) -> Worksheet:
    return next(sheet for sheet in book.worksheets if sheet["A1"].value == f"evalrules:table:{table}")


def columns_of(sheet: Worksheet) -> dict[str, int]:
    return {str(cell.value): cell.column for cell in sheet[2] if cell.value}


def write_rows(sheet: Worksheet, rows: list[Cells]) -> None:
    columns, first = columns_of(sheet), int(sheet["B1"].value) + 1
    for at, row in enumerate(rows):
        for column, value in row.items():
            sheet.cell(first + at, columns[column]).value = value


def comments(path: Path) -> dict[str, str]:
    """What is said at each cell of a workbook."""
    book = openpyxl.load_workbook(path)
    return {
        f"{sheet.title}!{cell.coordinate}": cell.comment.text
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.comment is not None
    }


def place(path: Path, name: str) -> str:
    cell = named(openpyxl.load_workbook(path), name)
    return f"{cell.parent.title}!{cell.coordinate}"


def result(cli: RUN, path: Path) -> tuple[int, dict[str, Any]]:
    run = cli("check", path, "-f", "json")
    return run.code, json.loads(run.out)["results"][0]


JIANGSU = {"T_year": 2007, "S_id": "320599", "S_name": "示例县", **{f"G_{at}": "A" for at in range(1, 17)}}


@pytest.mark.parametrize("language", one_in(2, ["zh", "en"]))
def test_jiangsu_16(language: str, tmp_path: Path, cli: RUN):
    """Blank it is undetermined; a typing error is marked at its cell; corrected in the copy it passes."""
    form = tmp_path / "自评表.xlsx"
    assert cli("template", "jiangsu-16", "-o", form, "--lang", language).code == 0
    assert result(cli, form)[0] == 3

    ruleset = evalrules.load_ruleset("jiangsu-16@2007").data
    yes = {f"F_{measure.id}": "是" if language == "zh" else True for measure in ruleset.facts if measure.type == "yesno"}
    fill(form, {**JIANGSU, **yes, "F_graduate_teachers": "三十一", "F_senior_teachers": 420, "G_9": "C"})
    code, found = result(cli, form)
    assert (code, found["verdict"]) == (2, None)
    assert place(form, "F_graduate_teachers") in cli("check", form).err

    copy = tmp_path / "批注.xlsx"
    assert cli("check", form, "-o", copy, "--lang", language).code == 2
    assert "ER402" in comments(copy)[place(copy, "F_graduate_teachers")]

    fill(copy, {"F_graduate_teachers": 31})
    code, found = result(cli, copy)
    assert (code, found["verdict"]["level"], found["subject"]["name"]) == (1, "fail", "示例县")
    again = tmp_path / "再批注.xlsx"
    assert cli("check", copy, "-o", again, "--lang", language).code == 1
    said = comments(again)
    assert place(again, "F_graduate_teachers") not in said
    assert "C" in said[place(again, "G_9")]
    assert openpyxl.load_workbook(again).worksheets[0]["A1"].value == "evalrules:result"

    fill(again, {"G_9": "A"})
    assert result(cli, again)[0] == 0


SCHOOLS = [
    {"school": "一小", "stage": "小学", "primary_pupils": 300, "above_degree": 15},
    {"school": "二小", "stage": "小学", "primary_pupils": 200, "above_degree": "十五"},
    {"school": "一中", "stage": "初中", "junior_pupils": 400, "above_degree": 30},
]


@pytest.mark.real
def test_national_quality_balance(tmp_path: Path, cli: RUN):
    """With its table of schools: a bad cell is named by sheet and cell, what schools lack is marked in their rows."""
    form = tmp_path / "优质均衡.xlsx"
    assert cli("template", "national-quality-balance", "-o", form, "--lang", "zh").code == 0
    assert result(cli, form)[0] == 3

    book = openpyxl.load_workbook(form)
    sheet = sheet_of(book, "units")
    columns, title, first = columns_of(sheet), sheet.title, int(sheet["B1"].value) + 1
    fill(form, {"T_year": 2020, "S_name": "某县"}, {"units": SCHOOLS})
    run = cli("check", form, "--lang", "zh")
    bad = f"{title}!{get_column_letter(columns['above_degree'])}{first + 1}"
    assert run.code == 2
    assert f"优质均衡.xlsx!{bad}: ER402" in run.err

    copy = tmp_path / "批注.xlsx"
    cli("check", form, "-o", copy, "--lang", "zh")
    assert "ER402" in comments(copy)[bad]
    fill(copy, {}, {"units": [{}, {"above_degree": 1}]})
    code, found = result(cli, copy)
    assert code in (1, 3)
    assert found["verdict"] is not None
    again = tmp_path / "再批注.xlsx"
    cli("check", copy, "-o", again, "--lang", "zh")
    marked = {cell for cell in comments(again) if cell.startswith(f"{title}!")}
    assert any(cell.endswith(str(first + 1)) for cell in marked)
    assert result(cli, again)[1]["evidence"]["digest"] == found["evidence"]["digest"]


@pytest.mark.real
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed here")
@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_form_saved_by_another_office_program_is_read_alike(language: str, tmp_path: Path, cli: RUN):
    """LibreOffice opens the filled form and the annotated copy and saves them again: the same verdict and digest."""
    form = tmp_path / "form.xlsx"
    cli("template", "jiangsu-16", "-o", form, "--lang", language)
    fill(form, {**JIANGSU, "G_9": "B", "F_graduate_teachers": 31, "F_senior_teachers": 420.5 - 0.5})
    copy = tmp_path / "copy.xlsx"
    cli("check", form, "-o", copy, "--lang", language)
    expected = result(cli, form)
    for path in (form, copy):
        saved = tmp_path / "saved" / path.name
        profile = f"-env:UserInstallation=file://{tmp_path}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(saved.parent), str(path)]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
        code, found = result(cli, saved)
        assert (code, found["verdict"]) == (expected[0], expected[1]["verdict"])
        assert found["evidence"]["digest"] == expected[1]["evidence"]["digest"]


def test_a_form_of_another_ruleset_is_noticed(tmp_path: Path, cli: RUN):
    """The digest inside tells another revision, the name another edition."""
    form = tmp_path / "a.xlsx"
    cli("template", "anhui-standard-school@2007", "-o", form)
    run = cli("check", form, "--ruleset", "anhui-standard-school@2018")
    assert (run.code, "ER406" in run.err) == (2, True)
    book = openpyxl.load_workbook(form)
    line = next(row for row in book.worksheets[0].iter_rows() if row[0].value == "form")
    line[5].value = "sha256:" + "0" * 64
    book.save(form)
    assert "ER436" in cli("check", form, "--lang", "en").out
