"""Doing it twice changes nothing: evidence written from what was read, results kept again, names folded again (P47)."""

from __future__ import annotations

import json
from typing import Any

from drawing import draws
from hypothesis import given
from hypothesis import strategies as st

import evalrules
from evalrules.base.source import Record
from evalrules.model.report import Options, Report, Result
from evalrules.readers import yaml_document
from evalrules.reporters.machine import render_json
from evalrules.results.reading import report_from

from .test_monotone import FULL, GRADES


def document(facts: dict[str, Any], grades: dict[str, Any]) -> dict[str, Any]:
    return {"subject": {"kind": "county", "id": "7"}, "period": 2007, "facts": facts, "grades": grades}


@given(FULL, GRADES, st.sets(st.sampled_from(["rate", "pupils", "course", "5"])))
@draws(15)
def test_evidence_written_from_what_was_read_is_the_same_evidence(desk, facts, grades, gone):
    """P47: the values as they were understood, written as evidence, are the same evidence with the same conclusions."""
    window = evalrules.Ruleset(desk.sample)
    given_facts = {own: value for own, value in facts.items() if own not in gone}
    given_grades = {own: value for own, value in grades.items() if own not in gone}
    once = evalrules.evidence_from(document(given_facts, given_grades), window)
    understood = {own: fact.value for own, fact in once.data.facts.items() if fact.value is not None}
    rewritten = {
        own: value.low if isinstance(value, tuple) else value for own, value in understood.items() if not is_range(value)
    }
    again = evalrules.evidence_from(document(rewritten, given_grades), window)
    assert once.digest == again.digest
    first, second = (evalrules.assess(window, one) for one in (once, again))
    assert first.verdict == second.verdict
    assert [one.possible for one in first.indicators] == [one.possible for one in second.indicators]


def is_range(value: Any) -> bool:
    return isinstance(value, tuple) and value.low != value.high


@given(FULL, GRADES, st.sampled_from([None, "south", "north"]), st.booleans())
@draws(8)
def test_a_result_that_was_kept_is_kept_the_same(desk, facts, grades, region, explain):
    """P47: a result that is read back and kept again is the same bytes, however often."""
    found = desk.judge(desk.sample, facts, grades, attributes={"region": region} if region else None, explain=explain)
    text = render_json(Report(Options(explain=explain), (Result(found.evidence_path, found, ()),), (), {}))
    for _ in range(2):
        again, problems = report_from(text.encode(), "kept.json")
        assert again is not None, problems
        assert render_json(again) == text


NAMES = st.text(st.sampled_from("aAｒéＡ１ﬁ甲①e\u0301"), min_size=1, max_size=4)


@given(NAMES)
def test_a_folded_name_is_folded(name: str):
    """P47: the key that a name is folded to is folded to itself."""
    once = keys_of({name: 1})
    assert keys_of({once[0]: 1}) == once


def keys_of(mapping: dict[str, int]) -> list[str]:
    root, problems = yaml_document.read("f", json.dumps(mapping, ensure_ascii=False))
    assert [] == problems
    assert isinstance(root, Record)
    return [pair.key.text for pair in root.pairs]
