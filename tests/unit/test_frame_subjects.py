"""Subjects of whom attributes, points and a period are stated: as in evidence, and what they share is read once."""

from __future__ import annotations

from typing import Any

import pytest

import evalrules
from evalrules.frames import assess_records

OF_KINDS = """
subject: school
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
values: {least: {by: stage, primary: 10, junior: 12, source: s 1}, most: {by: stage, primary: 5, junior: 8, source: s 1}}
measures:
  books: {type: count, better: higher, zh: 图书, en: books}
  pupils: {type: count, zh: 学生, en: pupils}
indicators:
  - {id: "1", zh: 生均图书, source: s 1, met: books / pupils >= least}
  - {id: "2", zh: 校园文化, source: s 1, points: most, awarded: assessor}
verdict: [{level: pass, when: 'sum(indicators, points) >= 4 and met("1")'}, {level: fail}]
"""
KINDS: tuple[dict[str, Any], ...] = (
    {"attributes.stage": "primary", "period": 2020, "books": 100, "pupils": 10, "points.2": 4},
    {"attributes.stage": "小学", "period": 2020, "books": 99, "pupils": 10, "points.2": 5},
    {"attributes.stage": "junior", "period": "2021", "books": 100, "pupils": 10, "points.2": 8},
    {"attributes.stage": None, "period": None, "books": 110, "pupils": 10, "points.2": 4},
    {"attributes.stage": "primary", "period": 2020, "books": 100, "pupils": 10, "points.2": 6},
    {"attributes.stage": "senior", "period": 2020, "books": 100, "pupils": 10, "points.2": 4},
    {"attributes.stage": "primary", "period": "soon", "books": 100, "pupils": 10, "points.2": 4},
    {"attributes.stage": "primary", "period": 2020, "books": -1, "pupils": 10, "points.2": 4},
)


def _as_evidence(record: dict[str, Any]) -> dict[str, Any]:
    """A record of `KINDS` as an evidence document."""
    facts = {own: record[own] for own in ("books", "pupils")}
    subject = {"kind": "school", "attributes": {"stage": record["attributes.stage"]}}
    period = {} if record["period"] is None else {"period": record["period"]}
    return {"subject": subject, **period, "facts": facts, "points": {"2": record["points.2"]}}


def test_attributes_points_and_a_period_count_as_in_evidence(ruleset_from: Any) -> None:
    """Level, grades and gaps are those of the evidence with the same values, and so is what is refused."""
    rules = ruleset_from(OF_KINDS)
    found = list(assess_records(KINDS, rules))
    for record, own in zip(KINDS, found, strict=True):
        if own["status"] == "refused":
            with pytest.raises(evalrules.EvalrulesError) as wrong:
                evalrules.evidence_from(_as_evidence(record), rules)
            assert wrong.value.diagnostics[0].sentence("en") in own["problems"]
            continue
        assessment = evalrules.assess(rules, evalrules.evidence_from(_as_evidence(record), rules))
        assert (own["level"], own["possible"]) == (assessment.verdict.level, ", ".join(assessment.verdict.possible))
        assert bool(own["gaps"]) is any(gap.kind == "indicator" for gap in assessment.gaps)
    assert [one["status"] for one in found] == ["decided"] * 3 + ["undetermined"] + ["refused"] * 4
    assert found[1]["gaps"].startswith("1 not_met → met: books >= 100")


def test_what_many_subjects_share_is_read_once(ruleset_from: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A hundred schools of two kinds and one period are two looks at evidence; one that is refused is one more."""
    from evalrules import frame_subjects, frames

    looks: list[object] = []
    for module in (frame_subjects, frames):
        real = module.evidence_from
        monkeypatch.setattr(module, "evidence_from", lambda *of, real=real, **more: looks.append(of) or real(*of, **more))
    many = [{**KINDS[at % 2 * 2], "books": 90 + at} for at in range(100)]
    assert {one["status"] for one in assess_records(many, ruleset_from(OF_KINDS))} == {"decided"}
    assert len(looks) == 2
    assert [one["status"] for one in assess_records([KINDS[-1]], ruleset_from(OF_KINDS))] == ["refused"]
    assert len(looks) == 4


BY_STAGE = """
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
measures: {dropout: {type: percent, each: stage, range: [0, 100], better: lower, zh: 辍学率, en: dropout}}
indicators: [{id: "1", zh: 辍学, source: s 1, met: 'of(dropout, "primary") <= 1 and of(dropout, "junior") <= 3'}]
verdict: [{level: pass, when: 'met("1")'}, {level: fail}]
"""
STAGES: tuple[tuple[Any, Any], ...] = ((1, 3), (2, 3), (None, 3), (1, 101), (0.5, 3.5))


def test_a_fact_with_a_value_for_each_option_counts_as_in_evidence(ruleset_from: Any) -> None:
    """Known, not known, beyond what it may be: the level of the evidence, or a refusal with its words."""
    rules = ruleset_from(BY_STAGE)
    records = [{"dropout.primary": primary, "dropout.junior": junior} for primary, junior in STAGES]
    found = list(assess_records(records, rules))
    assert [one["status"] for one in found] == ["decided", "decided", "undetermined", "refused", "decided"]
    for (primary, junior), own in zip(STAGES, found, strict=True):
        if own["status"] != "refused":
            facts = {"dropout": {"primary": primary, "junior": junior}}
            assert evalrules.assess(rules, evalrules.evidence_from({"facts": facts}, rules)).verdict.level == own["level"]
    assert found[3]["problems"].startswith("facts.dropout.junior: ")
    assert found[1]["gaps"].startswith("1 not_met → met: dropout:primary <= 1")
