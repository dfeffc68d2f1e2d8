"""What a review found is a case beside its ruleset, or it is answered.

reviewed.csv has lines for each row of the review: a ruleset and its case, or an answer.
The review itself is not part of this repository: with it (EVALRULES_SHARED, else ../shared beside it) no row may be missing.
"""

from __future__ import annotations

import csv
import os
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
REVIEW = Path(os.environ.get("EVALRULES_SHARED") or ROOT.parent / "shared") / "standards" / "review.md"
with (Path(__file__).parent / "reviewed.csv").open(encoding="utf-8", newline="") as file:
    LINES = list(csv.DictReader(file))


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['line']} {line['case'] or 'answered'}")
def test_a_line_of_the_review_is_a_case_or_answered(line: dict[str, str]):
    """The case lies beside its ruleset; without one there is an answer."""
    path = ROOT / "rulesets" / line["ruleset"].replace("@", "/") / "cases" / f"{line['case']}.yaml"
    assert path.is_file() if line["case"] else bool(line["answer"])


@pytest.mark.skipif(not REVIEW.is_file(), reason="the review is not part of this repository")
def test_no_line_of_the_review_is_passed_over():
    """Every row of its table has lines here, and no line is of another row."""
    rows = re.findall(r"^\| ([A-Za-z0-9/]+) \|", REVIEW.read_text(encoding="utf-8"), re.MULTILINE)
    assert {line["line"] for line in LINES} == set(rows) - {"#"}
