"""The commands about forms of schools: files whole or not at all, never over another, and a word for every end."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from school_files import RULESET, SITES, UNITS, unit, workbook

from evalrules.cli.collecting import _file_name

HEAD = """format: ruleset/1
id: t
edition: "1"
revision: 1
title: {zh: 例, en: sample}
subject: county
sources: {s: {zh: 例文, en: sample text, confidence: read}}
levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]
"""
LIST = "学校名称,学段\n一小,小学\n二小,小学\n九年/学校,小学\n九年/学校,初中\n"


@pytest.fixture
def here(write) -> Path:
    """A folder with the ruleset and a list of schools."""
    write("schools.csv", LIST)
    return write("t.yaml", HEAD + RULESET).parent


@pytest.fixture
def run(cli, here: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Any]:
    monkeypatch.chdir(here)
    return lambda *words, lang="zh": cli(*words, "--lang", lang)


def collect(run: Any, *words: str, lang: str = "zh") -> Any:
    return run("collect", "forms", "-o", "汇总.xlsx", "--ruleset", "t.yaml", *words, lang=lang)


NAMES = {
    "一小": "一小.xlsx", 'a<b>:"c"/\\|?*': "a_b___c______.xlsx", "CON": "_CON.xlsx", " . ": "_.xlsx", "校" * 100: "校" * 60 + ".xlsx", "com1.x": "_com1.x.xlsx", "~$a": "_~$a.xlsx",
}  # fmt: skip


@pytest.mark.parametrize("school", NAMES)
def test_a_school_names_its_file_on_any_system(school: str):
    """Whatever the name holds; two of one name, also in another case, get a number."""
    assert NAMES[school] == _file_name(school, [])
    assert "A (3).xlsx" == _file_name("A", ["a.xlsx", "a (2).xlsx"])


def test_a_form_for_each_school_of_a_list(run, here: Path):
    """With the keys of its rows; in a new folder, which is said."""
    made = run("template", "t.yaml", "--each-school", "--schools", "schools.csv", "-o", "forms")
    assert (0, "已生成 3 个学校的表：forms\n", "") == (made.code, made.out, made.err)
    assert ["一小.xlsx", "九年_学校.xlsx", "二小.xlsx"] == sorted(os.listdir(here / "forms"))
    rows = openpyxl.load_workbook(here / "forms" / "九年_学校.xlsx").worksheets[1].iter_rows(min_row=6, max_row=7, max_col=2, values_only=True)
    assert [("九年/学校", "小学"), ("九年/学校", "初中")] == list(rows)


def test_nothing_is_ever_replaced(run, here: Path):
    """Neither a file nor a folder with something in it, nor a list; an empty folder is taken."""
    (here / "full").mkdir()
    (here / "full" / "a.txt").write_text("kept")
    (here / "empty").mkdir()
    before = {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}
    forms = ("template", "t.yaml", "--each-school")
    for words in ((*forms, "--schools", "schools.csv", "-o", "full"), (*forms, "--schools", "schools.csv", "-o", "t.yaml"), ("collect", "full", "-o", "schools.xlsx"), ("collect", "full", "-o", "full")):
        (here / "schools.xlsx").write_bytes(b"kept")
        assert 2 == run(*words).code
        assert before.items() <= {path: path.read_bytes() for path in here.rglob("*") if path.is_file()}.items()
    assert 0 == run(*forms, "--schools", "schools.csv", "-o", "empty").code
    assert [] == [name for name in os.listdir(here) if name.endswith(".partial")]


def test_a_blank_form_where_no_list_is_known(run, here: Path):
    """One workbook, which schools fill in with their names; a folder cannot be written then."""
    assert 0 == run("template", "t.yaml", "--each-school", "-o", "空白.xlsx").code
    assert {2} == {run("template", "t.yaml", *words).code for words in (("--each-school", "-o", "forms"), ("--each-school",), ("--schools", "schools.csv", "-o", "a.xlsx"), ("--each-school", "-f", "yaml", "-o", "a"))}
    book = openpyxl.load_workbook(here / "空白.xlsx")
    book.worksheets[0]["B6"] = "二小"
    for at, rows in ((1, [["", "小学", 300, 1234567.89, "1950-01-05", "是"]]), (2, [["", 10, 1]])):
        for row, values in enumerate(rows, start=6):
            for column, value in enumerate(values, start=1):
                book.worksheets[at].cell(row, column).value = value or None
    (here / "forms").mkdir()
    book.save(here / "forms" / "a.xlsx")
    found = collect(run)
    assert (0, "已汇总 1 所学校、2 行：汇总.xlsx\n", "") == (found.code, found.out, found.err)


def fill(here: Path, *names: str) -> None:
    (here / "forms").mkdir(exist_ok=True)
    for name in names:
        stages = ["小学", "初中"] if "九年" in name else ["小学"]
        data = workbook({"甲": [["某校"], UNITS, *(unit(name, stage) for stage in stages)], "乙": [SITES, [name, 20, 2]]})
        (here / "forms" / f"{name.replace('/', '')}.xlsx").write_bytes(data)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_gathered_is_checked_as_it_is(lang: str, run, here: Path):
    """All is there: exit 0, and the form is evidence whose tables are complete."""
    fill(here, "一小", "二小", "九年/学校")
    found = collect(run, "--schools", "schools.csv", lang=lang)
    assert (0, "") == (found.code, found.err)
    checked = run("check", "汇总.xlsx", "--ruleset", "t.yaml", "--format", "json")
    assert (3, True) == (checked.code, '"outcome": "met"' in checked.out)


@pytest.mark.parametrize(("lang", "word"), [("zh", "来自"), ("en", "handed in at")])
def test_what_is_wrong_with_a_gathered_value_names_the_file_of_its_school(lang: str, word: str, run, here: Path):
    """Both places: the cell of the collected form, and the cell that the school filled in."""
    fill(here, "一小")
    data = workbook({"甲": [["某校"], UNITS, unit("二小", pupils="三百")], "乙": [SITES, ["二小", 20, 2]]})
    (here / "forms" / "二小.xlsx").write_bytes(data)
    collect(run)
    checked = run("check", "汇总.xlsx", "--ruleset", "t.yaml", lang=lang)
    assert "!C7: ER402" in checked.err and f"  {word}: 二小.xlsx!甲!C3\n" in checked.err
    questioned = run("check", "汇总.xlsx", "--ruleset", "t.yaml", "--data-only", lang=lang)
    assert f"{word}二小.xlsx!甲!C3".replace(" ", "") in "".join(questioned.out.split())


def test_what_is_missing_is_named_and_never_counted_as_there(run, here: Path):
    """Exit 1, the school by name, and a form that says it is not complete: nothing holds for every school."""
    fill(here, "一小", "九年/学校")
    found = collect(run, "--schools", "schools.csv")
    assert (1, True, True) == (found.code, "“学校”表缺少 1 个：二小 小学" in found.err, "没有交齐" in found.out)
    checked = run("check", "汇总.xlsx", "--ruleset", "t.yaml", "--format", "json")
    assert (3, False) == (checked.code, '"outcome": "met"' in checked.out)
    assert collect(run).code == 2, "and what was collected is not replaced"


def test_without_a_row_nothing_is_written(run, here: Path):
    """An empty folder, none, files that hold nothing, no ruleset, and a ruleset without tables of schools."""
    (here / "forms").mkdir()
    assert (2, True) == ((found := collect(run)).code, "ER004" in found.err)
    (here / "forms" / "a.csv").write_text("甲,乙\n1,2\n")
    assert (2, True) == ((found := collect(run)).code, "ER525" in found.err)
    assert (2, True) == ((found := run("collect", "forms", "-o", "a.xlsx")).code, "ER012" in found.err)
    assert (2, True) == ((found := run("collect", "nowhere", "-o", "a.xlsx")).code, "ER001" in found.err)
    assert (2, True) == ((found := run("collect", "forms", "-o", "a.csv")).code, "ER011" in found.err)
    assert (2, True) == ((found := run("collect", "forms", "-o", "a.xlsx", "--ruleset", "jiangsu-16")).code, "ER529" in found.err)
    assert not (here / "汇总.xlsx").exists() and not (here / "a.xlsx").exists()


def test_help_has_an_example(run):
    """In both languages."""
    assert "evalrules collect" in run("collect", "--help").out
    assert "--each-school --schools" in " ".join(run("template", "--help").out.split())
