"""Checks that look at a blank cell from elsewhere: what is said to lead somewhere is allowed by all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

import evalrules

LIMITS = Path(__file__).parents[3] / "rulesets/national-quality-balance/2017/cases/at-the-limits.yaml"


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    return YAML(typ="safe", pure=True).load(LIMITS.read_text("utf-8"))["evidence"]


def levels(blank: evalrules.Assessment, path: str, value: int) -> tuple[str, ...]:
    """What is possible with a cell filled in; nothing where a check refuses it."""
    try:
        return blank.what_if({path: value}).verdict.possible
    except evalrules.EvalrulesError:
        return ()


@pytest.mark.parametrize(("school", "stage", "pupils"), [("城关小学", "primary", 2000), ("实验学校", "junior", 1250)])
def test_pupils_that_another_table_gives_are_the_only_ones_that_lead_anywhere(
    written: dict[str, Any], school: str, stage: str, pupils: int
):
    """The pupils of both rows of a nine-year school are those of its one row elsewhere; no other number is named."""
    column = f"{stage}_pupils"
    units = [
        {name: cell for name, cell in row.items() if name != column or (row["school"], row["stage"]) != (school, stage)}
        for row in written["tables"]["units"]
    ]
    data = written | {"tables": written["tables"] | {"units": units}}
    ruleset = evalrules.load_ruleset("national-quality-balance@2017")
    blank = evalrules.assess(ruleset, evalrules.evidence_from(data, ruleset))
    (item,) = blank.missing
    assert [("recognised", "==", str(pupils))] == [(one.to, one.op, one.value) for one in item.needed]
    path = f"tables.units[{school},{stage}].{column}"
    assert ("recognised",) == levels(blank, path, pupils)
    assert all(() == levels(blank, path, other) for other in (0, 1, pupils - 1, pupils + 1, 2 * pupils))


def test_a_sum_of_the_subject_bounds_a_cell(written: dict[str, Any]):
    """More teachers above the degree than the county has are not named, since the check refuses them."""
    units = [
        {name: cell for name, cell in row.items() if (row["school"], name) != ("城关小学", "above_degree")}
        for row in written["tables"]["units"]
    ]
    ruleset = evalrules.load_ruleset("national-quality-balance@2017")
    data = written | {"tables": written["tables"] | {"units": units}}
    blank = evalrules.assess(ruleset, evalrules.evidence_from(data, ruleset))
    (item,) = blank.missing
    ends = sorted({int(end) for one in item.needed for end in str(one.value).split("..")})
    path = "tables.units[城关小学,primary].above_degree"
    assert ("recognised",) in {levels(blank, path, end) for end in ends}
    assert all(levels(blank, path, end) for end in ends), item.needed
    assert () == levels(blank, path, ends[-1] + 1), item.needed
