"""A row of a table comes to what `check` says of the same evidence, under every shipped ruleset without rows."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

import pytest
from drawing import TIMES
from selection import one_in, seldom
from shipped import WITH_ROWS, WITHOUT_ROWS

import evalrules
from evalrules import pipeline
from evalrules.base.diagnostics import Diagnostic
from evalrules.base.numbers import parse_number
from evalrules.batch.conclusion import gaps_text
from evalrules.batch.run import Batch
from evalrules.model.assessment import Assessment
from evalrules.model.outcome import texts_of
from evalrules.model.report import Options

from .drawn_evidence import Evidence

ODD = ("x%", "98％", "1e3", "nan", "inf", "-1", "9" * 70, "0.4", " 12 ", "—", "是", "")


def drawn_rows(name: str, count: int) -> list[dict[str, str]]:
    """Evidence for one ruleset as rows hold it: whole, thinned out, spelled oddly, wrong; half of it as tables are."""
    ruleset = evalrules.load_ruleset(name).data
    chance = random.Random(name)
    draw = Evidence(ruleset, Path("rulesets", *name.split("@"), "ruleset.yaml").read_text(encoding="utf-8"), name)
    assessed = {one.id for one in ruleset.indicators if one.assessed}
    rows = []
    for at in range(count):
        whole, is_plain = draw.whole(), chance.random() < 0.6
        part = whole if chance.random() < 0.5 else draw.thinned(whole)
        row: dict[str, Any] = {"subject.id": f"c{at:04d}", "period": "2022"}
        attributes = {} if is_plain else part.get("subject", {}).get("attributes", {})
        row |= {f"attributes.{own}": one for own, one in attributes.items() if not ruleset.choices[own].dates}
        for own, value in part["facts"].items():
            if isinstance(value, dict) and "between" in value:
                row[f"facts.{own}.low"], row[f"facts.{own}.high"] = value["between"]
            elif isinstance(value, dict):
                row |= {f"facts.{own}.{key}": one for key, one in value.items() if not isinstance(one, dict)}
            else:
                row[f"facts.{own}"] = value
        for own, value in part.get("grades", {}).items():
            if not isinstance(value, dict) and (own in assessed or not is_plain):
                row[f"grades.{own}"] = value
        row |= {f"points.{own}": one for own, one in part.get("points", {}).items() if not isinstance(one, dict)}
        for group, given in part.get("members", {}).items():
            row |= {f"members.{group}.{key}": one for key, one in given.items() if key in ("total", "holding") and not isinstance(one, dict)}
        if not is_plain and chance.random() < 0.3:
            row[chance.choice(list(row)[1:])] = chance.choice(ODD)
        rows.append({own: _written(value) for own, value in row.items()})
    return rows


def _written(value: object) -> str:
    return "" if value is None else "是" if value is True else "否" if value is False else str(value)


def as_evidence(row: dict[str, str], path: Path) -> Path:
    """A row as a file for `check`; a value that is empty there is left out here."""
    found: dict[str, Any] = {"format": "evidence/1", "subject": {}}
    for own, cell in row.items():
        section, _, rest = own.partition(".")
        if cell.strip() == "" and rest.endswith((".low", ".high")):
            continue
        value = cell if cell.strip() else "null"
        name, _, part = rest.partition(".")
        if section == "subject":
            found["subject"][name] = value
        elif section == "period":
            found["period"] = value
        elif section == "attributes":
            found["subject"].setdefault("attributes", {})[rest] = value
        elif part in ("low", "high") and section == "facts":
            found.setdefault("facts", {}).setdefault(name, {"between": []})["between"].append(value)
        elif part and section in ("facts", "members"):
            found.setdefault(section, {}).setdefault(name, {})[part] = value
        else:
            found.setdefault(section, {})[rest] = value
    path.write_text(_yaml(found), encoding="utf-8")
    return path


def _yaml(value: Any) -> str:
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_yaml(one)}" for key, one in value.items()) + "}"
    return "[" + ", ".join(map(_yaml, value)) + "]" if isinstance(value, list) else value.strip()


def as_table(rows: list[dict[str, str]], path: Path) -> Path:
    """Rows as CSV, a column for everything that one of them has."""
    names = list(dict.fromkeys(own for row in rows for own in row))
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, names, restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def told(problems: tuple[Diagnostic, ...]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Problems without their places."""
    return sorted((one.code, one.severity, [arg for arg in one.args if "place" not in arg[0]]) for one in problems)


def plain(found: Assessment) -> dict[str, object]:
    """What a table says of an assessment."""
    return {
        "level": found.verdict.level, "possible": found.verdict.possible,
        "rules": [" ".join((one.kind, *one.ids)) for one in found.verdict.reasons],
        "grades": [texts_of(one.possible) for one in found.findings if one.points is None and one.outcome != "scored"],
        "points": [_points(one) for one in found.findings],
        "gaps": [
            [gap.id, gap.start, gap.to, [[one.measure, one.have, one.op, one.need, one.short] for one in gap.changes]]
            for gap in found.gaps if gap.kind == "indicator"
        ],
        "diagnostics": told(found.diagnostics),
    }  # fmt: skip


def _points(finding: Any) -> str | None:
    points = finding.points
    return None if points is None or finding.outcome == "not_applicable" else points.value or f"{points.low or '-∞'}..{points.high or '+∞'}"


def compared(name: str, count: int, folder: Path) -> int:
    """Hold every row to `check`; how many went the quick way."""
    rows = drawn_rows(name, count)
    loaded = evalrules.load_ruleset(name).data
    batch = Batch(loaded, [str(as_table(rows, folder / "table.csv"))])
    table = batch.opened(str(folder / "table.csv"))
    quick = 0
    for row, raw in zip(rows, table.subjects(), strict=True):
        [result] = pipeline.check([str(as_evidence(row, folder / "one.yaml"))], Options(ruleset=name)).results
        found = batch.concluded(raw, table)
        quick += not found.is_exact
        if result.assessment is None:
            assert found.is_refused, (row, told(result.diagnostics))
            assert {one.code for one in result.diagnostics if one.is_error} == {
                one.code for one in found.diagnostics if one.is_error
            }, row
            continue
        expected = plain(result.assessment)
        grades = [(one,) if isinstance(one, str) else one for one in found.grades]
        is_scored = [one.points is not None or one.outcome == "scored" for one in result.assessment.findings]
        gaps = json.loads(gaps_text(found.gaps) or "[]")
        said = {
            "level": found.level, "possible": found.possible, "rules": list(found.rules),
            "grades": [one for one, scored in zip(grades, is_scored, strict=True) if not scored],
            "points": list(found.points) or [None] * len(grades),
            "gaps": [[g["indicator"], g["from"], g["to"], [list(c.values()) for c in g["changes"]]] for g in gaps],
            "diagnostics": told(found.diagnostics),
        }  # fmt: skip
        assert expected == said, row
    return quick


@pytest.mark.parametrize("name", one_in(18, WITHOUT_ROWS, real=8))
def test_a_row_is_what_check_says_of_it(name: str, tmp_path: Path) -> None:
    """Level, possible levels, reasons, outcomes, points, gaps and diagnostics are those of `check`."""
    compared(name, 8 * TIMES, tmp_path)


@pytest.mark.parametrize("name", seldom(WITHOUT_ROWS, real=4))
def test_many_rows_are_what_check_says_of_them(name: str, tmp_path: Path) -> None:
    """The same of many rows; where a table says all that is asked, some go the quick way."""
    quick = compared(name, 60, tmp_path)
    assert quick or name not in QUICK


@pytest.mark.parametrize("name", one_in(6, WITH_ROWS, real=6))
def test_a_row_with_rows_of_its_own_is_what_check_says_of_both(name: str, tmp_path: Path) -> None:
    """Schools in a table of their own belong to the counties that they name, whatever stands between them."""
    ruleset = evalrules.load_ruleset(name).data
    draw = Evidence(ruleset, Path("rulesets", *name.split("@"), "ruleset.yaml").read_text(encoding="utf-8"), name)
    subjects, rows, expected = [], {own: [] for own in ruleset.tables}, []
    for at in range(4):
        who = {"subject.id": f"c{at}", "period": str(2020 + at % 2)}
        whole = draw.whole() if at % 2 else draw.thinned(draw.whole())
        facts = {own: value for own, value in whole["facts"].items() if not isinstance(value, dict)}
        grades = {own: value for own, value in whole.get("grades", {}).items() if not isinstance(value, dict)}
        subjects.append(who | {f"{section}.{own}": _written(value) for section, part in (("facts", facts), ("grades", grades)) for own, value in part.items()})
        given = {own: [{key: None if isinstance(cell, dict) else cell for key, cell in row.items()} for row in part["rows"]] for own, part in whole.get("tables", {}).items() if part["rows"]}
        for own, part in given.items():
            rows[own] += [who | {key: _written(cell) for key, cell in row.items()} for row in part]
        (tmp_path / "one.yaml").write_text(_yaml_of({
            "format": "evidence/1", "subject": {"id": f"c{at}"}, "period": 2020 + at % 2, "facts": facts, "grades": grades, "tables": given,
        }), encoding="utf-8")  # fmt: skip
        expected.append(pipeline.check([str(tmp_path / "one.yaml")], Options(ruleset=name)).results[0])
    random.Random(name).shuffle(subjects)
    for part in rows.values():
        part.sort(key=lambda row: row["period"])
    files = {own: str(as_table(part, tmp_path / f"{own}.csv")) for own, part in rows.items() if part}
    batch = Batch(ruleset, [str(as_table(subjects, tmp_path / "counties.csv"))], rows=files)
    table = batch.opened(str(tmp_path / "counties.csv"))
    for row in table.subjects():
        found, one = batch.concluded(row, table), expected[int(table.key(row)[0].removeprefix("c"))]
        assert (one.assessment is None) == found.is_refused, told(found.diagnostics)
        if one.assessment is None:
            assert {own.code for own in one.diagnostics if own.is_error} == {own.code for own in found.diagnostics if own.is_error}
            continue
        assert (one.assessment.verdict.level, one.assessment.verdict.possible) == (found.level, found.possible)
        assert [texts_of(own.possible) for own in one.assessment.findings if own.points is None] == [
            (own,) if isinstance(own, str) else own for own, other in zip(found.grades, one.assessment.findings, strict=True) if other.points is None
        ]
        assert told(one.assessment.diagnostics) == told(found.diagnostics)


def _yaml_of(value: Any) -> str:
    """Evidence as YAML, its values as a table writes them: numbers stand without quotes."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key, ensure_ascii=False)}: {_yaml_of(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_yaml_of, value)) + "]"
    text = _written(value).strip()
    return json.dumps(text, ensure_ascii=False) if isinstance(value, str) and parse_number(text) is None else text or "null"


@pytest.mark.parametrize("name", one_in(18, WITHOUT_ROWS, real=8))
def test_a_long_table_says_what_the_wide_one_says(name: str, tmp_path: Path) -> None:
    """A value in each row, the rows of the subjects mixed: the same conclusions as a subject in each row."""
    rows, ruleset = drawn_rows(name, 6 * TIMES), evalrules.load_ruleset(name).data
    long = [
        {"subject.id": row["subject.id"], "年份": row["period"], "指标": own, "数值": value}
        for row in rows for own, value in row.items() if own not in ("subject.id", "period") and value != ""
    ]  # fmt: skip
    random.Random(name).shuffle(long)
    wide, turned = (Batch(ruleset, [str(as_table(one, tmp_path / f"{at}.csv"))]) for at, one in enumerate((rows, long)))
    expected, found = ({row[0]: row for row in _without_places(batch)} for batch in (wide, turned))
    assert {own: row for own, row in expected.items() if own in found} == found and len(found) > 1


def _without_places(batch: Batch) -> list[list[str | None]]:
    at = batch.layout.names.index("diagnostics")
    return [[*row[:at], *(sorted(one["code"] for one in json.loads(text)) for text in row[at:] if text)] for row in batch.rows()]


QUICK = {"jiangsu-16@2007", "care-point@undated", "fujian-school-management@revised", "guangxi-basic-balance@2012"}
"""Rulesets of which most rows that are drawn contradict nothing and have no points."""
