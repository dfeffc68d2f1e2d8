"""What a result document states, as far as it takes to evaluate anew."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.machine import report_document
from evalrules.results.plain_values import Refused
from evalrules.verification.statements import Pin, statements_in

COUNTY = Path(__file__).resolve().parents[3] / "examples" / "jiangsu-16" / "failing.yaml"


def document(options: Options = Options()) -> dict[str, Any]:
    return report_document(check([str(COUNTY), str(COUNTY.parents[2] / "LICENSE")], options))


def test_what_it_takes_is_read():
    """The options, the pinned ruleset, the files, the subject; an input without a verdict states just that."""
    found = statements_in(json.dumps(document(Options("jiangsu-16", datetime.date(2009, 1, 1), "fail"))).encode())
    assert ("jiangsu-16", datetime.date(2009, 1, 1), "fail", False) == found.options[:4]
    county, licence = found.results
    assert ("failing.yaml", "jiangsu-16@2007") == (county.path, county.pin.name if county.pin else "")
    assert ["failing.yaml"] == [path for path, _ in county.files]
    assert "county" == county.subject[0]
    assert ("LICENSE", None, ()) == (licence.path, licence.pin, licence.files)
    assert found.baseline is None


@pytest.mark.parametrize("explain", [True, False])
def test_steps_tell_that_they_were_asked_for(explain: bool):
    """There is no other trace of --explain."""
    assert explain == statements_in(json.dumps(document(Options(explain=explain))).encode()).options.explain


def test_of_the_verdict_nothing_is_read():
    """What was made of it does not matter: it is compared, not believed."""
    found = document()
    found["results"][0]["verdict"] = {"level": ["pass"]}
    found["results"][0]["indicators"] = "all fine"
    found["baseline"] = {"digest": "sha256:0"}
    assert "sha256:0" == statements_in(json.dumps(found).encode()).baseline


@pytest.mark.parametrize("path", ["engine", "options", "results", "results.0.evidence", "results.0.ruleset.digest", "results.0.subject"])
def test_what_is_needed_must_be_there(path: str):
    """A document without it is none."""
    found: Any = document()
    parent = found
    *above, last = path.split(".")
    for key in above:
        parent = parent[int(key) if key.isdecimal() else key]
    del parent[last]
    with pytest.raises(Refused):
        statements_in(json.dumps(found).encode())


def test_a_pin_is_shown_with_revision_and_digest():
    """So that two that have one name can be told apart."""
    assert "r@1 (2, sha256:0123456789ab…)" == str(Pin("r", "1", 2, "sha256:0123456789abcdef"))
