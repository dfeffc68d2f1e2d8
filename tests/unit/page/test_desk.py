"""What the page asks: the same results as the command line, in the words of the page, whatever is wrong."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from evalrules.model.report import Options
from evalrules.page import desk
from evalrules.page.desk import answer
from evalrules.pipeline import check
from evalrules.reporters.html.report import render_html
from evalrules.reporters.machine import render_json

ROOT = Path(__file__).resolve().parents[3]
COUNTY = ROOT / "examples" / "jiangsu-16" / "failing.yaml"


def ask(do: str, files: dict[str, bytes] | None = None, **asked: Any) -> dict[str, Any]:
    return json.loads(answer(json.dumps({"do": do, "lang": "zh", **asked}), files or {}))


def result(part: str, files: dict[str, bytes] | None = None, **asked: Any) -> Any:
    return ask("result", files, part=part, **asked)[part]


def form(*entries: tuple[str, str, str], **tables: list[dict[str, str]]) -> dict[str, Any]:
    return {"entries": [{"section": s, "id": i, "year": "", "value": v} for s, i, v in entries], "tables": tables}


def test_results_are_those_of_the_corridor():
    """JSON and HTML are the bytes that a check of the same file gives."""
    files = {COUNTY.name: COUNTY.read_bytes()}
    found = ask("check", files)
    report = check([str(COUNTY)], Options(record=True))
    assert (result("json", files), result("html", files)) == (render_json(report), render_html(report, "zh"))
    assert (found["exit_code"], found["verdicts"][0]["verdict"]) == (1, "不通过")


def test_files_may_name_one_another():
    """A table of schools lies beside the evidence that names it, and is no subject of its own."""
    folder = ROOT / "examples" / "huansheng"
    files = {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}
    assert json.loads(result("json", files)) == json.loads(render_json(check([str(folder)], Options(record=True))))


def test_each_of_several_files_is_told_of_its_own_rows():
    """Two schools with the same table, in which other rows fail: what is known of the one is not said of the other."""
    folder = ROOT / "examples" / "jiangsu-conditions"
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    expected = check([str(folder)], Options(record=True))
    assert len({one.assessment.verdict.level for one in expected.results if one.assessment is not None}) > 1
    assert json.loads(result("json", files)) == json.loads(render_json(expected))


def test_a_file_never_leaves_its_folder(tmp_path):
    """A name that leads elsewhere is refused in one line, and nothing is written there."""
    for name in ("../x.yaml", "/x.yaml", "a/../../x.yaml", "a\\x.yaml", ""):
        assert ask("check", {name: b"x"}) == {"failed": f"ValueError: {name}"}


def test_what_is_wrong_with_files_is_told():
    """Files that hold no evidence are answered with problems in words, and no path of the engine's own folder."""
    found = ask("check", {"county.yaml": b"facts: ["})
    assert found["exit_code"] == 2 and found["verdicts"][0]["verdict"] is None
    assert found["problems"][0]["place"].startswith("county.yaml:1")
    found = ask("check", {"notes.txt": b"x", "more.txt": b"y"})
    assert found["problems"] and "evalrules-" not in json.dumps(found["problems"])


def test_a_form_is_assessed_and_its_problems_stand_at_their_entries():
    """A wrong figure is told of the entry that holds it."""
    filled = form(("period", "", "2013"), ("fact", "primary_retention", "abc"))
    found = ask("check", ruleset="guangxi-basic-balance@2012", form=filled)
    assert [(one["entry"], one["place"]) for one in found["problems"] if one["severity"] == "error"] == [(1, "")]
    filled = form(("period", "", "2013"), ("fact", "primary_retention", "99"))
    found = ask("check", ruleset="guangxi-basic-balance@2012", form=filled)
    assert not [one for one in found["problems"] if one["severity"] == "error"]
    assert found["exit_code"] == 3


def test_a_form_comes_back_as_a_workbook_with_the_same_verdict():
    """What was filled in is found again in the workbook that the page gives."""
    filled = form(("period", "", "2007"), *(("grade", str(at), "A") for at in range(1, 17)))
    asked = {"ruleset": "jiangsu-16@2007", "form": filled}
    workbook = base64.b64decode(ask("workbook", **asked)["base64"])
    before, after = ask("check", **asked), ask("check", {"form.xlsx": workbook})
    assert before["verdicts"][0]["verdict"] == after["verdicts"][0]["verdict"] != "尚不能确定"
    both = result("json", **asked), result("json", {"form.xlsx": workbook})
    indicators = [json.loads(one)["results"][0]["indicators"] for one in both]
    assert [[one["grade"] for one in side] for side in indicators] == [["A"] * 16] * 2


def test_other_values_give_both_verdicts():
    """What if: the verdict without the change and with it, and what changed in words; data stay as they are."""
    files = {COUNTY.name: COUNTY.read_bytes()}
    found = ask("what_if", files, set={"grades.8": "A"})
    assert [found[side]["verdicts"][0]["tone"] for side in ("before", "after")] == ["bad", "open"]
    assert any("8" in line for section in found["changes"] for line in section["lines"])
    found = ask("what_if", files, set={"grades.8": "Q"})
    assert found["after"]["exit_code"] == 2 and found["after"]["problems"]


@pytest.mark.parametrize("form", ["xlsx", "json", "html"])
def test_reports_are_files(form: str):
    """Every format that the page offers is given as bytes."""
    found = ask("report", {COUNTY.name: COUNTY.read_bytes()}, format=form)
    data = base64.b64decode(found["base64"])
    assert data.startswith({"xlsx": b"PK", "json": b"{", "html": b"<!DOCTYPE html>"}[form])


def test_an_unknown_standard_is_told():
    """A standard that the page does not have is a problem with its code."""
    found = ask("form", ruleset="jiangsu-61")
    assert found["refused"] and found["problems"][0]["code"] == "ER501"


def test_a_fault_is_one_line(monkeypatch):
    """Whatever fails inside, the page gets a sentence and no traceback."""
    monkeypatch.setattr(desk, "_ANSWERS", {"form": lambda asked, files, memory: 1 // 0})
    assert ask("form") == {"failed": "ZeroDivisionError: integer division or modulo by zero"}


def test_a_problem_of_a_row_names_the_row():
    """A wrong cell of a table is told of its row, and not of a file that nobody has seen."""
    rows = [{"school": "一小", "stage": "小学", "pupils": "300"}, {}, {"school": "二小", "stage": "小学", "pupils": "三百多"}]
    found = ask("check", ruleset="national-basic-balance@2012", form=form(("period", "", "2013"), schools=rows))
    assert [(one["row"], one["place"]) for one in found["problems"] if one["severity"] == "error"] == [(["schools", 2], "")]


def test_a_plan_is_a_ledger():
    """The fewest changes that reach the level come as a workbook; for two subjects there is none, and that is said."""
    found = ask("plan", {COUNTY.name: COUNTY.read_bytes()})
    ledger = openpyxl.load_workbook(io.BytesIO(base64.b64decode(found["base64"])))
    assert any(cell.value == "facts.fitness_hour" for row in ledger.worksheets[0].iter_rows() for cell in row)
    found = ask("plan", {name: COUNTY.with_name(name).read_bytes() for name in ("failing.yaml", "open.yaml")})
    assert [one["code"] for one in found["problems"]] == ["ER625"]


def test_rows_of_a_form_that_are_below_are_told_by_their_numbers():
    """Whatever names its row: an option by its words; a row that is as it has to be is none of them."""
    rows = [
        {"school": "一小", "stage": "小学", "kind": "小学", "primary_pupils": "400", "junior_pupils": "0", "senior_pupils": "0", "above_degree": "40", "key_teachers": "8"},
        {"school": "二小", "stage": "小学", "kind": "小学", "primary_pupils": "400", "junior_pupils": "0", "senior_pupils": "0", "above_degree": "1", "key_teachers": "0"},
    ]
    asked = {"ruleset": "national-quality-balance@2017", "form": form(("period", "", "2022"), units=[{}, *rows])}
    assert {"units": {"2": ["above_degree", "primary_pupils", "junior_pupils", "key_teachers"]}} == result("below", **asked), ask("check", **asked)["problems"]
    assert {} == result("below", {COUNTY.name: COUNTY.read_bytes()}), "files have no rows of a form"


def test_only_parts_of_a_result_are_given_with_a_verdict():
    """Whatever else is asked for as a part is refused in a line."""
    assert ask("result", {COUNTY.name: COUNTY.read_bytes()}, part="xlsx") == {"failed": "ValueError: xlsx"}


@pytest.mark.parametrize("part", ["html", "charts"])
def test_what_takes_long_is_drawn_in_steps(part: str, monkeypatch):
    """A reader who goes on is heard in between; at the end it is what is drawn at once. Other work begins anew."""
    monkeypatch.setattr(desk, "_AT_A_STRETCH", -1.0)
    rows = [{"school": f"{at}小", "stage": "小学", "kind": "小学", "primary_pupils": "400", "above_degree": str(at)} for at in range(6)]
    asked = {"ruleset": "national-quality-balance@2017", "form": form(("period", "", "2022"), units=rows)}
    memory = desk.Memory()

    def said(do: str, **more: Any) -> dict[str, Any]:
        return json.loads(answer(json.dumps({"do": do, "lang": "zh", **more}), {}, memory))

    answers = [said("result", part=part, **asked)]
    while "drawing" in answers[-1]:
        answers.append(said("more"))
    assert len(answers) > 2
    assert "<svg" in str(answers[-1][part]) and answers[-1] == ask("result", part=part, **asked)
    assert "drawing" in said("result", part=part, **asked)
    said("check", **{**asked, "form": form(("period", "", "2023"), units=rows)})
    assert said("more") == {"failed": "ValueError: more"}


def test_what_was_filled_in_or_opened_is_sealed(tmp_path):
    """A bundle whose seal holds, with the same verdict; of two subjects there is none, and that is said."""
    rows = [{"school": "一小", "stage": "小学", "kind": "小学", "primary_pupils": "400", "above_degree": "40"}]
    filled = {"ruleset": "national-quality-balance@2017", "form": form(("period", "", "2022"), units=rows)}
    opened = {"files": {COUNTY.name: COUNTY.read_bytes()}}
    for name, asked in (("filled", filled), ("opened", opened)):
        path = tmp_path / f"{name}.zip"
        path.write_bytes(base64.b64decode(ask("bundle", **asked)["base64"]))
        verified = check([str(path)], Options(sealed=True)).results[0]
        assert verified.assessment is not None, verified.diagnostics
        verdict = ask("check", {path.name: path.read_bytes()})["verdicts"][0]["verdict"]
        assert verdict == ask("check", **asked)["verdicts"][0]["verdict"] is not None
        again = base64.b64decode(ask("bundle", {path.name: path.read_bytes()})["base64"])
        assert again == path.read_bytes()
    found = ask("bundle", {name: COUNTY.with_name(name).read_bytes() for name in ("failing.yaml", "open.yaml")})
    assert [one["code"] for one in found["problems"]] == ["ER010"]
