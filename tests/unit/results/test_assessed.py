"""One assessment comes back part by part, and a part that is not as it was written is refused by its path."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import pytest

from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.machine import assessment_document
from evalrules.results.assessed import assessment_from
from evalrules.results.plain_values import At, Refused

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """A county that is open, with every step."""
    found = check([str(EXAMPLES / "jiangsu-16" / "open.yaml")], Options(explain=True)).results[0].assessment
    assert found is not None
    made: dict[str, Any] = json.loads(json.dumps(assessment_document(found)))
    return made


def changed(document: dict[str, Any], path: str, value: object) -> At:
    """The document with the value at a path such as `verdict.level` changed."""
    made = copy.deepcopy(document)
    *above, last = path.split(".")
    parent: Any = made
    for key in above:
        parent = parent[int(key)] if key.isdigit() else parent[key]
    parent[last] = value
    return At(made, "$")


def test_the_assessment_is_the_one_that_was_written():
    """All of it but what a result does not keep: where diagnostics end."""
    for name in ("jiangsu-16/failing.yaml", "foshan/june-year2.yaml", "fushan-town/self-score.yaml", "jiujiang/county.yaml"):
        found = check([str(EXAMPLES / name)], Options(explain=True)).results[0].assessment
        assert found is not None
        again = assessment_from(At(json.loads(json.dumps(assessment_document(found))), "$"))
        assert found._replace(diagnostics=()) == again._replace(diagnostics=())
        assert [str(one.place) for one in found.diagnostics] == [str(one.place) for one in again.diagnostics]


def test_levels_and_grades_stand_in_the_order_of_their_scales(document):
    """Also where some tool sorted the keys: the last grade is still the worst."""
    titles = {**document["titles"], "grades": dict(sorted(document["titles"]["grades"].items(), reverse=True))}
    again = assessment_from(changed(document, "titles", titles))
    assert document["scales"]["grades"] == list(again.titles.grades) == ["A", "B", "C"]
    with pytest.raises(Refused, match="ER111"):
        assessment_from(changed(document, "scales.grades", ["A", "B"]))


CHANGE = {"measure": None, "row": None, "have": "1", "op": ">=", "need": "2", "short": "1", "unit": "", "count": None, "count_of": None}
GAP = {"of": {"indicator": "9"}, "from": "C", "to": "B", "changes": [], "alternatives": []}


@pytest.mark.parametrize(
    ("path", "value", "at"),
    [
        ("verdict.status", "perhaps", "verdict.status"),
        ("verdict.meets_required", "yes", "verdict.meets_required"),
        ("verdict.reasons", [{"kind": "veto", "ids": [], "because": []}], "verdict.reasons[0].ids"),
        ("indicators.0.outcome", "excellent", "indicators[0].outcome"),
        ("indicators.0.grade", None, "indicators[0].grade"),
        ("indicators.0.basis", "guessed", "indicators[0].basis"),
        ("indicators.0.failing_rows_total", "3", "indicators[0].failing_rows_total"),
        ("titles.levels", {"pass": "passed"}, "titles.levels.pass"),
        ("attributes", {"region": 1}, "attributes.region"),
        ("gaps", [{**GAP, "of": {}}], "gaps[0].of"),
        ("gaps", [{**GAP, "of": {"measure": "9"}}], "gaps[0].of"),
        ("gaps", [{**GAP, "changes": [{**CHANGE, "need": "much"}]}], "gaps[0].changes[0].need"),
        ("gaps", [{**GAP, "changes": [{**CHANGE, "have": None}]}], "gaps[0].changes[0].have"),
        ("gaps", [{**GAP, "changes": [{**CHANGE, "short": None, "need": "1/0"}]}], "gaps[0].changes[0].need"),
        ("missing", [{"kind": "fact", "id": "a", "cause": "lost", "decides": True, "needed": []}], "missing[0].cause"),
        ("claims", [{"measure": "a", "row": None, "stated": "much", "derived": "1"}], "claims[0].stated"),
    ],
)
def test_a_part_of_another_kind_is_refused_by_its_path(document, path: str, value: object, at: str):
    """ER111 with where it stands."""
    with pytest.raises(Refused) as refused:
        assessment_from(changed(document, path, value))
    assert ("ER111", f"$.{at}") == (refused.value.code, refused.value.arguments["at"])


def test_distances_that_are_none_need_no_numbers(document):
    """A yes/no to bring about, a grade to win, a coefficient with roots."""
    changes = [
        {**CHANGE, "have": False, "op": "==", "need": True, "short": None},
        {"grade": "9", "have": None, "need": "A"},
        {**CHANGE, "have": {"square": None, "shown": "0.5"}, "short": {"square": None, "shown": "0.1"}, "quantity": "cv"},
    ]  # fmt: skip
    found = assessment_from(changed(document, "gaps", [{**GAP, "changes": changes}]))
    assert [None, "9", None] == [one.grade for one in found.gaps[0].changes]
    assert "cv" == found.gaps[0].changes[2].quantity
