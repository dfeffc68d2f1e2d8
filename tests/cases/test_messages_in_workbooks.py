"""Planted mistakes in the form of an office: what is said at the cells of a workbook, all of it in one round."""

from __future__ import annotations

import shutil
from functools import cache
from pathlib import Path

import openpyxl
import pytest
from filled_forms import filled
from official_words import assert_kept, faults_of, told
from planting import FOLDER, LAST_YEAR, MISTAKES, NOTHING, Mistake, loaded, planted

from evalrules.base.diagnostics import CONFIRMED, Diagnostic
from evalrules.bundles.discovery import discover
from evalrules.earlier import LastYear, read_last_year
from evalrules.model.report import Options
from evalrules.model.ruleset import Ruleset
from evalrules.pipeline import check_inputs, new_run

QUALITY, BASIC = "national-quality-balance", "national-basic-balance"
IN_TEXT_ONLY = frozenset("ER102 ER401 ER404 ER415 ER419 ER430 ER448 ER501".split())
"""What nobody can do in a form: its headings, the names of its lines and its ruleset are printed."""


@cache
def ruleset_of(name: str) -> Ruleset:
    found = loaded(name, None).ruleset
    assert found is not None
    return found


def said_of(form: Path, before: LastYear | None = None) -> list[Diagnostic]:
    """Everything that is said of a workbook, alone or beside that of the year before."""
    inputs, problems = discover([str(form)])
    run = new_run(Options(), loaded)
    if before is not None:
        run = run._replace(options=run.options._replace(last_year=before.digest), earlier=before.found)
    report = check_inputs(inputs, problems, run)
    (result,) = report.results
    return [*result.diagnostics, *(result.assessment.diagnostics if result.assessment is not None else ())]


def form_of(name: str, target: Path, *mistakes: Mistake) -> Path:
    """The clean data of a ruleset in a workbook, with mistakes in them."""
    folder = Path(shutil.copytree(FOLDER / name, target.parent / "text" / target.stem))
    for mistake in mistakes:
        file = folder / mistake.file
        file.write_text(planted(file.read_text(encoding="utf-8"), mistake.edit), encoding="utf-8")
    (evidence,) = folder.glob("*.yaml")
    return filled(evidence, ruleset_of(name), target)


def year_before(name: str, folder: Path) -> LastYear:
    """The clean data in a workbook of the year before."""
    target = form_of(name, folder / "上年.xlsx")
    book = openpyxl.load_workbook(target)
    for row in book["填报表"].iter_rows(min_row=6):
        if row[0].value == "period":
            row[4].value -= 1
    book.save(target)
    return read_last_year(str(target), Options())


def written_in(form: Path) -> str:
    """All that an official wrote, and the names of the files."""
    book = openpyxl.load_workbook(form)
    cells = (cell.value for sheet in book.worksheets for row in sheet.iter_rows(min_row=5) for cell in row)
    return f"{form.name} {' '.join(book.sheetnames)} {' '.join(str(cell) for cell in cells if cell is not None)}"


def one_of_each_code() -> list[Mistake]:
    """The first mistake of each code that can be made in a form."""
    able = [one for one in MISTAKES if one.expected not in (NOTHING, "missing", *IN_TEXT_ONLY)]
    return list({one.expected: one for one in reversed(able)}.values())[::-1]


@pytest.mark.real
def test_an_official_is_told_in_the_words_of_the_form(tmp_path: Path):
    """One mistake for each code: no word of text, no foreign word, both places, what to do; the words are kept."""
    said: list[str] = []
    wrong: list[str] = []
    chosen = sorted(one_of_each_code(), key=lambda one: (one.ruleset, one.expected))
    before = {name: year_before(name, tmp_path / name) for name in {one.ruleset for one in chosen}}
    for at, mistake in enumerate(chosen):
        form = form_of(mistake.ruleset, tmp_path / str(at) / "自评表.xlsx", mistake)
        found = said_of(form, before[mistake.ruleset] if mistake.expected.endswith(LAST_YEAR) else None)
        said += [f"\n# {mistake.ruleset}: {mistake.mistake} ({mistake.expected})"]
        said += [told(one, language) for one in found for language in ("zh", "en")]
        wrong += [] if mistake.expected[:5] in {one.code for one in found} else [f"{mistake}: {list(map(str, found))}"]
        wrong += [f"{fault}: {told(one, 'zh')}" for one in found for fault in faults_of(one, written_in(form))]
        wrong += [f"no cell: {one}" for one in found if one.place is None or not one.place.sheet or not one.place.line]
    assert [] == wrong
    assert_kept(FOLDER / "messages" / "workbooks.txt", said)


def test_a_clean_form_draws_nothing(tmp_path: Path):
    """Also beside that of the year before."""
    assert said_of(form_of(BASIC, tmp_path / "自评表.xlsx"), year_before(BASIC, tmp_path)) == []


def test_five_mistakes_of_five_kinds_come_in_one_round(tmp_path: Path):
    """A wrong type, a wrong range, a school twice, a contradiction and an unknown option are told together."""
    wanted = {
        "ER420": "设备值写千分位", "ER403": "社会认可度 914", "ER424": "同一学校同一学段填了两行",
        "ER410": "室内体育用房大于全部教学用房", "ER421": "没有这样的类别",
    }  # fmt: skip
    mistakes = [next(one for one in MISTAKES if (one.ruleset, one.mistake) == (QUALITY, text)) for text in wanted.values()]
    found = said_of(form_of(QUALITY, tmp_path / "自评表.xlsx", *mistakes))
    assert {one.code for one in found} == set(wanted)


def test_a_school_that_is_no_more_is_confirmed_in_its_table(tmp_path: Path):
    """By a line with its key and the column 核实; without last year's data such a line is an error and counts nowhere."""
    before = year_before(BASIC, tmp_path)
    gone = next(one for one in MISTAKES if (one.ruleset, one.edit) == (BASIC, "-红旗小学"))
    form = form_of(BASIC, tmp_path / "自评表.xlsx", gone)
    (asked,) = said_of(form, before)
    assert (asked.code, str(asked.place)) == ("ER513", "自评表.xlsx!学校（小学、初中分列）!A19")
    book = openpyxl.load_workbook(form)
    sheet = book["学校（小学、初中分列）"]
    confirmed = len(list(sheet.columns)) + 1
    sheet.cell(2, confirmed).value, sheet.cell(5, confirmed).value = "confirmed", "核实"
    last = sheet.max_row + 1
    sheet.cell(last, 1).value, sheet.cell(last, 2).value, sheet.cell(last, confirmed).value = "红旗小学", "小学", "张三：2014年撤并"
    book.save(form)
    (answered,) = said_of(form, before)
    assert (answered.code, answered.severity) == ("ER513", CONFIRMED)
    assert answered.sentence("zh").endswith("；张三已核实属实：2014年撤并")
    assert [(one.code, one.severity) for one in said_of(form)] == [("ER550", "error")]


def test_the_words_that_officials_are_owed_are_judged():
    """What tests/support/official_words.py looks for is found where it is."""
    from evalrules.base.diagnostics import error, note
    from evalrules.base.source import Span, cell_at

    cell, line = cell_at("表.xlsx", "甲", 9, 6), Span("县.yaml", 3, 1, 3, 9)
    refused = {"measure": "rate", "zh": "入学率", "en": "enrolment", "unit": "%", "found": "high", "expected": "a number"}
    assert faults_of(error("ER402", cell, **refused), "high") == []
    assert faults_of(error("ER402", cell, **refused), "") == ["foreign words ['high']"]
    assert faults_of(error("ER405", line, found="17年"), "17年") == []
    assert faults_of(error("ER417", cell, section="points", ruleset="r"), "points r") == []
    assert "speaks of text in a table" in faults_of(error("ER402", cell, **{**refused, "zh": "null"}), "high")
    assert "one place" in faults_of(error("ER508", cell, name="一小"), "")
    assert faults_of(note("ER450", cell, sheet="乙"), "") == []
