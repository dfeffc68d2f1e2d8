"""`check --set`: both verdicts beside each other."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
FAILING = ROOT / "examples" / "jiangsu-16" / "failing.yaml"
COUNTY = ROOT / "tests" / "cases" / "planted" / "national-quality-balance" / "county.yaml"


def test_two_changes_make_a_failing_county_pass(cli):
    """The exit code is that of the verdict with the values, and what was put in is said."""
    run = cli("check", FAILING, "--set", "grades.8=A", "--set", "facts.fitness_hour=是", "--lang", "zh")
    assert (0, "") == (run.code, run.err)
    for line in ("结论：不通过 → 通过（变好）", "（grades.8）：B → A", "（facts.fitness_hour）：否 → 是"):
        assert line in run.out
    assert 1 == cli("check", FAILING, "--set", "grades.8=A", "--set", "grades.9=C").code


@pytest.mark.parametrize(("value", "language", "said"), [("true", "zh", "）：否 → 是"), ("是", "en", "): no → yes")])
def test_yes_and_no_are_said_in_the_language_of_the_reader(cli, value: str, language: str, said: str):
    """However they are written in the evidence and in the call."""
    run = cli("check", FAILING, "--set", f"facts.fitness_hour={value}", "--lang", language)
    assert f"facts.fitness_hour{said}" in run.out


def test_a_cell_of_a_file_of_rows_is_reached(cli):
    """The document has each value, and the row that fails."""
    run = cli("check", COUNTY, "--set", "tables.units[北关小学, 小学].本学段高于规定学历教师数=5", "--format", "json")
    subject = json.loads(run.out)["subjects"][0]
    assert (1, "worse") == (run.code, subject["direction"])
    assert [("17", "5")] == [(one["before"], one["after"]) for one in subject["replaced"]]


def test_a_number_has_its_unit(cli):
    """As everywhere else in a report."""
    ended = cli("check", "examples/jiangsu-16/failing.yaml", "--set", "facts.graduate_teachers=40", "--lang", "en")
    other = cli("check", "examples/quality-balance/county.yaml", "--set", "facts.special_funds=1", "--lang", "zh")
    assert "31 → 40" in ended.out and "391000 元 → 1 元" in other.out


def test_what_changes_nothing_says_so_with_the_verdict(cli):
    """The same verdict, and that nothing changed."""
    run = cli("check", FAILING, "--set", "grades.1=A", "--lang", "en")
    assert 1 == run.code
    assert "nothing changed" in run.out
    assert "A → A" in run.out


def test_a_wrong_value_is_told_as_that_of_any_evidence(cli):
    """Every problem in one run, at the path; no verdict is shown."""
    run = cli("check", COUNTY, "--set", "facts.nothing=1", "--set", "tables.units[无此校, 小学].classes=1", "--lang", "en")
    assert (2, "") == (run.code, run.out)
    assert "--set#facts.nothing: ER401" in run.err
    assert "ER590" in run.err


@pytest.mark.parametrize(
    "options",
    [("--set", "rate=1"), ("--set", "grades.8=A", "--set", "grades.8=B"), ("--set", "grades.8=A", "--explain"),
     ("--set", "grades.8=A", "--format", "xlsx"), ("--set", "grades.8=A", "--data-only"), ("--set", "grades.8=A", "-o", "a.docx")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused_at_once(cli, options):
    """ER011, and nothing on standard output."""
    run = cli("check", FAILING, *options)
    assert (2, "") == (run.code, run.out)
    assert "ER011" in run.err


def test_it_is_written_to_a_file_and_never_over_the_evidence(cli, tmp_path):
    """As every other output."""
    own = tmp_path / "county.yaml"
    own.write_bytes(FAILING.read_bytes())
    asked = ("check", own, "--set", "grades.8=A", "--set", "facts.fitness_hour=是", "-o", tmp_path / "a.md")
    written = cli(*asked, "--lang", "zh")
    assert (0, True) == (written.code, written.out.startswith(f"已写出 {tmp_path / 'a.md'}："))
    assert "" == cli(*asked, "--quiet").out
    assert (tmp_path / "a.md").read_text(encoding="utf-8").startswith("# ")
    assert 2 == cli("check", own, "--set", "grades.8=A", "-o", f"json={own}").code
    assert FAILING.read_bytes() == own.read_bytes()
