"""The rows that count against a subject, and the cells in which that lies."""

from __future__ import annotations

from pathlib import Path

from evalrules.authoring.cases import read_cases
from evalrules.frontend.bind import bind_evidence
from evalrules.loading import load_ruleset
from evalrules.semantics.case import bare_case, case_of
from evalrules.semantics.marks import marks_of

FOLDER = Path(__file__).resolve().parents[3] / "rulesets" / "national-quality-balance" / "2017"


def test_cells_are_those_that_the_failing_comparison_rests_on():
    """A school that is as it has to be is not marked; one that falls short is, where its figures come from."""
    ruleset = load_ruleset("national-quality-balance@2017").ruleset
    assert ruleset is not None
    case = next(one for one in read_cases(str(FOLDER))[0] if one.name == "at-the-limits.yaml")
    evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of)
    assert evidence is not None
    assert marks_of(case_of(ruleset, evidence)) == {}
    rows = evidence.tables["sites"].rows
    own = next(row for row in rows if row.cells["sites.music_rooms"].value.exact >= 1)
    cell = own.cells["sites.music_rooms"]
    less = own._replace(cells={**own.cells, "sites.music_rooms": cell._replace(value=cell.value._replace(low=cell.value.low * 0, high=cell.value.low * 0))})
    tables = {**evidence.tables, "sites": evidence.tables["sites"]._replace(rows=tuple(less if row is own else row for row in rows))}
    found = marks_of(case_of(ruleset, evidence._replace(tables=tables)))
    assert list(found) == [("sites", own.key)]
    assert "sites.music_rooms" in found["sites", own.key] and "sites.school" not in found["sites", own.key]


def test_without_rows_nothing_is_marked():
    ruleset = load_ruleset("jiangsu-16@2007").ruleset
    assert ruleset is not None
    assert marks_of(bare_case(ruleset, {}, {})) == {}
