"""What a result names must stand in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalrules.model.assessment import (
    Assessment,
    Beside,
    Change,
    Claim,
    Difference,
    FactUse,
    Gap,
    Missing,
    Needed,
    Reason,
)
from evalrules.model.evidence import Member
from evalrules.model.report import Options
from evalrules.model.ruleset import Label
from evalrules.pipeline import check
from evalrules.results.mentions import unknown_mention

COUNTY = Path(__file__).resolve().parents[3] / "examples" / "jiangsu-16" / "failing.yaml"


@pytest.fixture(scope="module")
def found() -> Assessment:
    """A county that fails by a veto, with gaps."""
    assessment = check([str(COUNTY)], Options()).results[0].assessment
    assert assessment is not None
    return assessment


def test_a_result_as_it_was_written_names_nothing_unknown(found: Assessment):
    """Every name of every part leads somewhere."""
    assert None is unknown_mention(found)


def change(**parts: object) -> Change:
    return Change(None, None, None, "==", True, None, "", None, None)._replace(**parts)


def gap(one: Change) -> dict[str, object]:
    return {"gaps": (Gap("level", "fail", "fail", "pass", (one,), ()),)}


WRONG = {
    "gaps[0]": [
        {"gaps": (Gap("level", "fail", "fail", "x", (), ()),)}, {"gaps": (Gap("indicator", "x", "C", "B", (), ()),)},
        gap(change(grade="x")), gap(change(measure="x")), gap(change(how_many="1", count_of="x")),
        {"gaps": (Gap("level", "fail", "fail", "pass", (), ((change(grade="x"),),)),)},
    ],
    "missing[0].needed": [{"missing": (Missing("grade", "9", "tie", True, (Needed("x", "==", "1", ()),)),)}],
    "missing[0].id": [
        {"missing": (Missing(kind, "x", "absent", False, ()),)} for kind in ("grade", "points", "fact", "table", "cell", "members")
    ],
    "beside[0]": [{"beside": (Beside("self", "a.yaml", "x", (), ()),)}, {"beside": (Beside("self", "a", None, ("x",), ()),)}],
    "beside[0].differences": [{"beside": (Beside("self", "a", None, (), (Difference("x", "A", "B"),)),)}],
    "members": [{"members": (Member("x", "甲", None, "cited", ""),)}],
    "shown": [{"shown": (FactUse("x", "1", "", ""),)}],
    "claims": [{"claims": (Claim("x", "1", "2"),)}],
}  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "part"),
    [
        ({"choices": {"x": "grade"}}, "titles.choices"), ({"choices": {"graduate_teachers": "x"}}, "titles.choices"),
        ({"keys": {"x": ()}}, "titles.keys"), ({"tables": {"t": Label("表", "t")}, "keys": {"t": ("t.x",)}}, "titles.keys"),
    ],
)  # fmt: skip
def test_choices_and_keys_are_of_what_has_a_name(found: Assessment, parts: dict[str, object], part: str):
    """A measure and a choice that are there, and columns of a table that is there."""
    assert part == unknown_mention(found._replace(titles=found.titles._replace(**parts)))


@pytest.mark.parametrize("part", WRONG)
def test_a_name_that_leads_nowhere_is_found(found: Assessment, part: str):
    """The part that holds it is told."""
    for parts in WRONG[part]:
        assert part == unknown_mention(found._replace(**parts))


def test_a_verdict_names_levels_rules_and_indicators(found: Assessment):
    """Levels of the scale, and the gates and vetoes that the reasons speak of."""
    verdict = found.verdict
    assert "verdict.level" == unknown_mention(found._replace(required="x"))
    assert "verdict.level" == unknown_mention(found._replace(verdict=verdict._replace(possible=("x",))))
    for kind in ("veto", "gate", "level", "every_completion"):
        reasons = (Reason(kind, ("x",), ()),)
        assert "verdict.reasons[0].ids" == unknown_mention(found._replace(verdict=verdict._replace(reasons=reasons)))
    because = (Reason("every_completion", (), ("x",)),)
    assert "verdict.reasons[0].because" == unknown_mention(found._replace(verdict=verdict._replace(reasons=because)))


def test_rules_name_indicators(found: Assessment):
    """What speaks for a veto is an indicator of the result, its level one of the scale."""
    veto = found.vetoes[0]
    assert "vetoes[0].because" == unknown_mention(found._replace(vetoes=(veto._replace(because=("x",)), *found.vetoes[1:])))
    assert "vetoes" == unknown_mention(found._replace(vetoes=(veto._replace(level="x"), *found.vetoes[1:])))
