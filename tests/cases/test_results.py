"""The result of every shipped case: valid, readable in both languages, and its gaps true when they are closed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import jsonschema
import pytest
from selection import one_in

from evalrules.authoring.cases import CaseFile, read_cases, with_values
from evalrules.base.source import Span
from evalrules.frontend.bind import bind_evidence
from evalrules.loading import load_ruleset
from evalrules.model.assessment import Assessment, Change, Gap
from evalrules.model.evidence import Bounds, Evidence, Fact, FactValue, Row
from evalrules.model.outcome import texts_of
from evalrules.model.refs import column_from
from evalrules.model.report import Options, Report, Result
from evalrules.model.ruleset import Ruleset
from evalrules.reporters.machine import report_document
from evalrules.reporters.page import page_of
from evalrules.schemas import schema_text
from evalrules.semantics.assess import assess
from evalrules.semantics.case import case_of

ROOT = Path(__file__).resolve().parents[2]
RULESETS = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))
HAIR = Fraction(1, 10**15)


def name_of(path: Path) -> str:
    return f"{path.parents[1].name}@{path.parent.name}"


def assessed(path: Path) -> Iterator[tuple[CaseFile, Ruleset, Evidence, Assessment]]:
    loaded = load_ruleset(name_of(path)).ruleset
    assert loaded is not None
    for case in read_cases(str(path.parent))[0]:
        ruleset = with_values(loaded, case.values)
        evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of)
        if evidence is not None:
            yield case, ruleset, evidence, assess(ruleset, evidence, explain=True)


@pytest.mark.parametrize("path", one_in(len(RULESETS), RULESETS, real=5), ids=name_of)
def test_every_result_is_valid_readable_and_true(path: Path):
    """The JSON keeps to the published schema, the page is made in Chinese and in English, and closing a gap of measures,
    in facts or in rows, gives the indicator the grade it leads to, or a better one.
    """
    validator = jsonschema.Draft7Validator(json.loads(schema_text("result")))
    for case, ruleset, evidence, found in assessed(path):
        document = report_document(Report(Options(), (Result("case.yaml", found, ()),), (), {}))
        assert [error.message for error in validator.iter_errors(json.loads(json.dumps(document)))] == [], case.name
        for language in ("zh", "en"):
            assert page_of(found, language, explain=True).verdict
        for gap in found.gaps:
            if gap.kind == "indicator" and all(can_be_made(change, ruleset) for change in gap.changes):
                assert is_closed(ruleset, evidence, gap), (case.name, gap.id)


def is_closed(ruleset: Ruleset, evidence: Evidence, gap: Gap) -> bool:
    """Whether the changes of a gap, once made, leave its indicator nothing worse than what it leads to."""
    after = case_of(ruleset, closed(evidence, gap))
    standing = after.standing_of(gap.id)
    every = texts_of(standing.plan.every)
    return all(every.index(one) <= every.index(gap.to) for one in texts_of(standing.possible))


def can_be_made(change: Change, ruleset: Ruleset) -> bool:
    """Whether a change says what to write into the evidence: a figure, or how many more of a count behind it.

    A derived figure without a count behind it (an area a pupil, a coefficient) can be reached in many ways.
    """
    if change.measure is None:
        return False
    return ruleset.measures[change.measure].value is None or change.count_of is not None


def closed(evidence: Evidence, gap: Gap) -> Evidence:
    """The evidence with every change of a gap made."""
    facts, tables = dict(evidence.facts), dict(evidence.tables)
    for change in gap.changes:
        own = change.count_of or change.measure
        assert own is not None
        if change.row is None:
            facts[own] = made(change, facts.get(own))
        else:
            table = column_from(own).table
            rows = tuple(row if row.key != change.row else changed(row, change, own) for row in tables[table].rows)
            tables[table] = tables[table]._replace(rows=rows)
    return evidence._replace(facts=facts, tables=tables)


def changed(row: Row, change: Change, own: str) -> Row:
    """The row with one cell changed."""
    return row._replace(cells={**row.cells, own: made(change, row.cells.get(own))})


def made(change: Change, before: Fact | None) -> Fact:
    """A fact that is just what a change asks for: so many more of a count, or the figure, a hair beyond a strict bound."""
    value: FactValue
    if change.count_of is not None:
        assert before is not None
        assert isinstance(before.value, Bounds)
        assert before.value.exact is not None
        number = before.value.exact + Fraction(change.how_many or 0)
        value = Bounds(number, number)
    elif isinstance(change.need, bool) or not is_number(change.need):
        assert isinstance(change.need, bool | str)
        value = change.need
    else:
        number = Fraction(str(change.need)) + {">": HAIR, "<": -HAIR}.get(change.op, 0)
        value = Bounds(number, number)
    return Fact(change.measure or "", value, "", "", Span("gap", 1, 1, 1, 1), "", "", "")


def is_number(need: object) -> bool:
    try:
        Fraction(str(need))
    except ValueError:
        return False
    return True
