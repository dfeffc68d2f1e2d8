"""A comparison as plain data (format comparison/1)."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.comparison.compared import compared
from evalrules.reporters.comparison.document import comparison_document, render_comparison_json

SCHOOL = str(Path(__file__).resolve().parents[4] / "examples" / "huansheng" / "school.yaml")


@pytest.fixture(scope="module")
def found():
    """One school under two editions."""
    reports = [check([SCHOOL], Options(f"anhui-standard-school@{edition}")) for edition in ("2007", "2018")]
    return compared(*reports)


def test_keys_stand_in_the_published_order(found):
    """What docs/contract.md names, in that order."""
    document = comparison_document(found)
    assert ["format", "got_worse", "engines", "subjects", "only_before", "only_after", "not_evaluated"] == list(document)
    (subject,) = document["subjects"]
    assert ["direction", "before", "after", "replaced", "indicators", "rules", "values"] == list(subject)
    assert ["id", "title", "direction", "before", "after", "facts", "values"] == list(subject["indicators"][0])


def test_what_changed_is_told_with_both_of_its_values(found):
    """The indicator that fails now, the value that did it, the edition of each side."""
    (subject,) = comparison_document(found)["subjects"]
    assert ("worse", "2007", "2018") == (
        subject["direction"], subject["before"]["ruleset"]["edition"], subject["after"]["ruleset"]["edition"],
    )  # fmt: skip
    first = subject["indicators"][0]
    assert ("AH1", "worse", "met", "not_met") == (
        first["id"], first["direction"], first["before"]["outcome"], first["after"]["outcome"],
    )  # fmt: skip
    before, after = {"value": "5..6", "unit": "m2"}, {"value": "8.5..9.5", "unit": "m2"}
    assert {"id": "building_least", "before": before, "after": after} in first["values"]
    assert None is next(one for one in subject["indicators"] if one["direction"] == "added")["before"]


def test_the_bytes_are_always_the_same(found):
    """One line end at the end, Chinese readable, no float."""
    text = render_comparison_json(found)
    assert text == render_comparison_json(found)
    assert text.endswith("}\n")
    assert "庆安县欢胜中学" in text
    assert json.loads(text, parse_float=lambda _: pytest.fail("a float")) == comparison_document(found)
