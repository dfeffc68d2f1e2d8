"""The main job, as an official and an engineer meet it: sixteen grades in a file, one command, one exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

ALL_A = {str(number): "A" for number in range(1, 17)}


def county(grades: dict[str, str | None], facts: str = "") -> str:
    """The evidence of a county as YAML; a grade of None is left out."""
    lines = [f'  "{own}": {grade}' for own, grade in {**ALL_A, **grades}.items() if grade is not None]
    head = "format: evidence/1\nruleset: jiangsu-16\nsubject: {kind: county, id: '1', name: 甲县}\nperiod: 2007\n"
    return head + facts + "grades:\n" + "\n".join(lines) + "\n"


@pytest.fixture
def check(cli, write):
    """Check one county and give the exit code and its result."""

    def run(grades: dict[str, str | None], facts: str = "") -> tuple[int, dict]:
        done = cli("check", write("county.yaml", county(grades, facts)), "--format", "json")
        return done.code, json.loads(done.out)["results"][0]

    return run


@pytest.mark.parametrize(
    ("grades", "code", "reasons"),
    [
        ({}, 0, [("level", ["pass"], [])]),
        ({"9": "B"}, 0, [("level", ["pass"], [])]),
        ({"3": "B", "9": "B"}, 1, [("veto", ["two-b"], ["3", "9"])]),
        ({"9": "C"}, 1, [("veto", ["any-c"], ["9"])]),
        ({"9": None}, 3, []),
        ({"1": "B", "2": "B", "9": None}, 1, [("veto", ["two-b"], ["1", "2"])]),
        ({"1": "B", "9": "{votes: {B: 4, C: 4}}"}, 1, [("every_completion", [], ["9"])]),
    ],
)
def test_sixteen_grades_give_their_verdict(check, grades: dict[str, str | None], code: int, reasons: list):
    """One C or two B fails, naming them; one missing is open; one B and one of B or C fails either way."""
    found, result = check(grades)

    assert (code, reasons) == (
        found,
        [(one["kind"], one["ids"], one["because"]) for one in result["verdict"]["reasons"]],
    )


def test_a_missing_grade_says_what_would_decide(check):
    """With 15 A and one missing, A and B pass and C fails."""
    missing = [item for item in check({"9": None})[1]["missing"] if item["decides"]]

    assert [
        {
            "kind": "grade", "id": "9", "cause": "absent", "decides": True,
            "needed": [{"to": "pass", "in": ["A", "B"]}, {"to": "fail", "in": ["C"]}],
        }
    ] == missing  # fmt: skip


def test_an_open_grade_that_a_fact_lowers_decides(check):
    """With 14 A, one B and indicator 10 open but certainly not A, every completion fails."""
    code, result = check({"1": "B", "10": None}, "facts: {fitness_hour: 否}\n")

    assert (1, "every_completion", ["10"]) == (
        code,
        result["verdict"]["reasons"][0]["kind"],
        result["verdict"]["reasons"][0]["because"],
    )
    assert all(veto["fired"] is not True for veto in result["vetoes"])


@pytest.mark.parametrize(
    ("name", "text", "places"),
    [
        ("unknown indicator", county({"17": "A"}), ["22:3: ER401"]),
        ("grade D", county({"3": "D"}), ["8:8: ER407"]),
        ("a vote of -1", county({"4": "{votes: {A: -1}}"}), ["9:20: ER408"]),
        ("a duplicate key", county({}) + '  "16": B\n', ["22:3: ER102"]),
        ("98%", county({}, "facts: {senior_teachers: 98%}\n"), ["5:26: ER420"]),
        ("an alias bomb", "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b, *b]\n", ["1:4: ER105", "2:4: ER105", "3:5: ER105"]),
        ("5,000 brackets", "facts: " + "[" * 5_000, ["ER106"]),
        ("several at once", county({"3": "D", "17": "A"}, "facts: {nobody: 1}\n"), ["5:9: ER401", "9:8: ER407", "23:3: ER401"]),
    ],
    ids=lambda value: value if isinstance(value, str) and "\n" not in value and len(value) < 20 else "",
)  # fmt: skip
def test_wrong_input_is_refused_with_place_code_and_hint(program, write, name: str, text: str, places: list[str]):
    """Exit 2 within a second of work, every problem with file:line:column, code and hint, and no verdict."""
    path = write("county.yaml", text)
    done, spent = program.measured("check", path, "--lang", "en", encoding="utf-8")

    assert 2 == done.returncode, name
    assert [place for place in places if place not in done.stderr] == []
    assert done.stderr.count("  hint: ") >= len(places)
    assert "Traceback" not in done.stderr
    assert spent.seconds < 3  # a second on a quiet machine, start-up included


def test_an_unreadable_file_is_refused(cli, tmp_path: Path):
    """A file that is not there is named, with its code."""
    done = cli("check", tmp_path / "nobody.yaml")

    assert (2, True) == (done.code, "ER001" in done.err)


def test_yaml_and_json_give_one_result(cli, write, examples: Path):
    """The same evidence in both forms differs in path, file digest and places only."""

    def stripped(value: object) -> object:
        if isinstance(value, dict):
            return {key: stripped(item) for key, item in value.items() if key not in ("path", "files", "place")}
        return [stripped(item) for item in value] if isinstance(value, list) else value

    document = json.loads((examples / "jiangsu-16" / "county.json").read_text(encoding="utf-8"))
    as_yaml = write("county.yaml", "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in document.items()))
    as_json = write("county.json", json.dumps(document))
    found = [json.loads(cli("check", path, "--format", "json").out) for path in (as_yaml, as_json)]

    assert stripped(found[0]) == stripped(found[1])
    assert found[0]["results"][0]["evidence"]["digest"] == found[1]["results"][0]["evidence"]["digest"]


def test_an_office_grades_the_same_evidence_from_measures(cli, examples: Path):
    """With an overlay that sets thresholds the figures count; without it the panel's grades do."""
    office = examples / "jiangsu-16-office"
    run = ["check", office / "county.yaml", "--format", "json"]
    plain, set_by_office = (json.loads(cli(*run, *more).out) for more in ([], ["--ruleset", office / "ruleset.yaml"]))
    graded = [
        {one["id"]: (one["grade"], one["basis"]) for one in found["results"][0]["indicators"]}
        for found in (plain, set_by_office)
    ]

    assert ("A", "panel") == graded[0]["11"]
    assert ("B", "computed") == graded[1]["11"]
    assert ("C", "computed") == graded[1]["12"]
    gap = next(one for one in set_by_office["results"][0]["gaps"] if one["of"] == {"indicator": "12"})
    assert ("3", "it_standard_schools") == (gap["changes"][0]["count"], gap["changes"][0]["count_of"])
