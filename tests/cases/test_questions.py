"""Figures far from their peers: none in what is shipped and clean, the right cell for each slip of a zero."""

from __future__ import annotations

import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from selection import one_in

import evalrules
from evalrules.authoring.cases import read_cases
from evalrules.base.diagnostics import Diagnostic
from evalrules.evaluation import questioned
from evalrules.model.report import Options
from evalrules.pipeline import bind, check, new_run
from evalrules.semantics.peers import far_from_peers

ROOT = Path(__file__).resolve().parents[2]
RULESETS = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))
FAR = ("ER510", "ER511")


def far(problems: list[Diagnostic]) -> list[str]:
    """What is said to be far from its peers, as a reader sees it."""
    return [str(one) for one in problems if one.code in FAR]


@pytest.mark.parametrize("path", one_in(3, RULESETS), ids=lambda path: "-".join(path.parts[-3:-1]))
def test_no_case_of_a_shipped_ruleset_is_questioned(path: Path) -> None:
    """Figures at the limits, made to be so, are no slips."""
    cases, problems = read_cases(str(path.parent))
    assert problems == []
    run = new_run(Options(ruleset=str(path)))
    for case in cases:
        _, found = questioned(bind(case.evidence, run))
        assert far(found) == [], case.name


@pytest.mark.parametrize("folder", one_in(12, sorted((ROOT / "examples").iterdir())), ids=lambda folder: folder.name)
def test_no_example_is_questioned(folder: Path) -> None:
    """Nothing at all is asked of what is shown to users as right."""
    report = check([str(path) for path in sorted(folder.glob("*")) if path.stem != "ruleset"], Options())
    every = [one for result in report.results for one in (result.assessment.diagnostics if result.assessment else ())]
    assert [str(one) for one in every if one.is_question] == []


# -- slips of a zero ---------------------------------------------------------------------------------------------------


def near(draw: random.Random, usual: float, pupils: int) -> int:
    """What a school of so many pupils has, as schools differ: from three quarters to four thirds of what is usual."""
    return max(1, round(usual * pupils * draw.uniform(0.75, 1.33)))


def basic_balance() -> list[dict[str, Any]]:
    """Two stages of twelve schools, from 90 to 1 900 pupils."""
    draw, rows = random.Random(7), []
    for stage in ("primary", "junior"):
        for number in range(12):
            pupils = round(90 * 1.32**number)
            teachers = near(draw, 1 / 15, pupils)
            amounts = {
                "rooms_area": near(draw, 5, pupils), "sports_area": near(draw, 9, pupils), "teachers": teachers,
                "equipment": near(draw, 2200, pupils), "computers": near(draw, 0.12, pupils),
                "books": near(draw, 28, pupils), "above_degree": round(teachers * draw.uniform(0.7, 1)),
                "middle_rank": round(teachers * draw.uniform(0.4, 0.6)),
            }  # fmt: skip
            rows.append({"school": f"{stage}{number}", "stage": stage, "kind": "county", "pupils": pupils, **amounts})
    return rows


def whole_schools() -> list[dict[str, Any]]:
    """Twelve primary schools with what the form asks of a school as a whole."""
    draw, rows = random.Random(11), []
    for number in range(12):
        pupils = round(150 * 1.25**number)
        classes = max(6, round(pupils / 42))
        amounts = {
            "compulsory_pupils": pupils, "built": 1980 + 3 * number, "classes": classes,
            "largest_primary_class": min(45, round(pupils / classes * draw.uniform(1, 1.1))), "largest_junior_class": 0,
            "music_rooms": max(1, round(classes / 12)), "smallest_music_room": draw.choice((96, 100, 104)),
            "art_rooms": max(1, round(classes / 12)), "smallest_art_room": draw.choice((90, 94, 98)),
            "migrant_pupils": round(pupils * draw.uniform(0, 0.2)), "funds_standard": 720, "public_funds": 720 * pupils,
            "public_funds_budget": near(draw, 800, pupils), "training_budget": near(draw, 45, pupils),
        }  # fmt: skip
        rows.append({"school": f"s{number}", "kind": "primary", "rural_small": False, **amounts})
    return rows


COUNTIES = {
    "national-basic-balance": ("schools", basic_balance(), ("school", "stage")),
    "national-quality-balance": ("sites", whole_schools(), ("school",)),
}


def asked(ruleset: Any, table: str, rows: list[dict[str, Any]]) -> list[str]:
    """The paths of the figures that are far from their peers'."""
    evidence = evalrules.evidence_from({"period": 2020, "tables": {table: rows}}, ruleset)
    found = far_from_peers(ruleset.data, evidence.data, lambda _: [row.key for row in evidence.data.tables[table].rows])
    return [dict(one.args)["path"] for one in found]


@pytest.mark.parametrize("own", COUNTIES)
def test_a_clean_county_is_not_questioned(own: str) -> None:
    """Schools of all sizes, each as schools are."""
    table, rows, _ = COUNTIES[own]
    assert asked(evalrules.load_ruleset(own), table, rows) == []


@pytest.mark.parametrize("own", one_in(2, COUNTIES))
def test_a_slip_of_a_zero_is_asked_about_at_its_cell(own: str) -> None:
    """Ten times or a tenth, in small schools and large ones: that cell and no other. Whoever misses one sees which."""
    table, rows, key = COUNTIES[own]
    ruleset = evalrules.load_ruleset(own)
    slips, found = [], []
    columns = [name for name, value in rows[0].items() if isinstance(value, int) and not isinstance(value, bool)]
    for column in columns:
        for at, factor in ((1, 10), (6, 10), (10, 10), (10, Decimal("0.1")), (6, Decimal("0.1"))):
            old = rows[at][column]
            new = old * factor if factor == 10 else old // 10
            if abs(new - old) < 9 or new == 0 or (column.startswith("smallest") and factor != 10):
                continue  # small numbers differ so much by themselves
            changed = [{**row, column: new} if number == at else row for number, row in enumerate(rows)]
            path = f"tables.{table}[{', '.join(rows[at][part] for part in key)}].{column}"
            slips.append(path)
            found.append((path, old, new, asked(ruleset, table, changed)))
    missed = [one for one in found if one[3] != [one[0]]]
    print(*found, sep="\n")
    assert len(slips) >= 25
    assert len(missed) * 10 <= len(slips), missed
