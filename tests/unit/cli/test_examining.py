"""`check --data-only` on the command line: its formats, its languages, its exit codes, and what it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

EVIDENCE = """
format: evidence/1
ruleset: national-basic-balance@2012
subject: {kind: county, id: demo, name: 示例县}
period: 2013
facts: {satisfaction: 0.86, government_score: RATE}
tables:
  schools:
    - {school: 一小, stage: primary, kind: county, pupils: 1O0}
"""


@pytest.fixture
def county(write) -> Path:
    """A county with a question of its own and an error in a school."""
    return write("county.yaml", EVIDENCE.replace("RATE", "90"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("zh", ("须更正 1 条，待核实 1 条", "评估对象本身", "一小", "ER494 待核实：“公众满意度”是 0.86%，还是 86%？", "ER402 须更正")),
        ("en", ("1 to be corrected, 1 to be answered", "the subject itself", "ER494 to be answered", "ER402 to be corrected")),
    ],
)
def test_it_says_by_school_what_was_questioned(cli, county: Path, language: str, words: tuple[str, ...]) -> None:
    """In both languages, with a verdict in neither."""
    found = cli("check", county, "--data-only", "--lang", language)
    assert found.code == 1
    told = "".join(found.out.split())  # lines are broken where the terminal ends
    assert all("".join(word.split()) in told for word in words)
    assert "结论" not in found.out


def test_the_json_has_a_problem_for_each_with_its_row(cli, county: Path) -> None:
    """The same bytes in every language."""
    found = cli("check", county, "--data-only", "--format", "json", "--lang", "zh")
    assert found.out == cli("check", county, "--data-only", "--format", "json", "--lang", "en").out
    document = json.loads(found.out)
    (result,) = document["results"]
    assert (document["format"], result["ruleset"], result["period"]) == (
        "examination/1", "national-basic-balance@2012", "2013"
    )  # fmt: skip
    assert [(one["state"], one["code"], one["table"], one["key"], one["path"]) for one in result["problems"]] == [
        ("question", "ER494", None, None, "facts.satisfaction"),
        ("error", "ER402", "schools", ["一小", "primary"], "tables.schools[一小, primary].pupils"),
    ]
    assert document["summary"] == {
        "inputs": 1, "read": 1, "errors": 1, "questions": 1, "confirmed": 0, "warnings": 0, "notes": 0
    }  # fmt: skip


@pytest.mark.parametrize("form", ["table", "markdown"])
def test_a_table_has_a_line_for_each(cli, county: Path, form: str) -> None:
    """With the school, the item and what to do."""
    found = cli("check", county, "--data-only", "--format", form, "--lang", "zh")
    lines = [line for line in found.out.splitlines() if "ER4" in line]
    assert len(lines) == 2
    assert "学校（小学、初中分列）" in lines[1]
    assert "学生数" in lines[1]


def test_the_workbook_goes_back_to_the_school(cli, county: Path, tmp_path: Path) -> None:
    """One line a problem under a filter, with cells for the answer."""
    assert cli("check", county, "--data-only", "-o", tmp_path / "核查.xlsx", "--lang", "zh").code == 1
    sheet = openpyxl.load_workbook(tmp_path / "核查.xlsx").active
    table = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=4)]
    assert table[0] == ["文件", "评估对象", "单位", "表", "行", "项目", "类别", "问题", "处理", "位置", "更正为", "核实人", "核实说明"]
    assert [line[2] for line in table[1:]] == [None, "一小"]
    assert sheet.auto_filter.ref == "A4:M6"


def test_it_ends_as_its_findings_are(cli, county: Path, write) -> None:
    """0 nothing, 1 something, 2 nothing could be read; --quiet says it by that alone."""
    clean = write("clean.yaml", EVIDENCE.replace("RATE", "90").replace("0.86", "86").replace("1O0", "100"))
    assert cli("check", clean, "--data-only").code == 0
    assert cli("check", county, "--data-only", "--quiet")[:2] == (1, "")
    assert cli("check", write("bad.yaml", "facts: ["), "--data-only").code == 2
    assert cli("check", "nothing.yaml", "--data-only").code == 2


@pytest.mark.parametrize(
    "options",
    [
        ["--require", "pass"], ["--baseline", "old.json"], ["--explain"], ["--format", "html"], ["-o", "a.html"],
        ["--format", "xlsx"],
    ],
)  # fmt: skip
def test_what_only_a_verdict_could_answer_is_refused(cli, county: Path, options: list[str]) -> None:
    """Rather than passed over in silence."""
    found = cli("check", county, "--data-only", *options)
    assert (found.code, found.out) == (2, "")
    assert "ER011" in found.err


def test_no_file_that_was_read_is_replaced(cli, county: Path) -> None:
    """As of any other report."""
    found = cli("check", county, "--data-only", "-o", f"text={county}")
    assert (found.code, "ER032" in found.err) == (2, True)
    assert county.read_text("utf-8").startswith("\nformat")


def test_it_asks_about_last_year_too(cli, county: Path, write) -> None:
    """With both places."""
    before = write("2012.yaml", EVIDENCE.replace("RATE", "30").replace("2013", "2012", 1).replace("1O0", "10"))
    found = cli("check", county, "--data-only", "--last-year", before, "--lang", "zh")
    assert "“政府推进义务教育均衡发展工作评估得分”" in found.out or "ER512" in found.out
    assert "2012.yaml:6:" in found.out
