"""A comparison of two results as plain data for other programs (format comparison/1). See docs/contract.md."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from evalrules.model.assessment import Assessment
from evalrules.model.outcome import texts_of
from evalrules.reporters.comparison.compared import (
    Amount,
    Comparison,
    IndicatorChange,
    Moved,
    RuleChange,
    Side,
    SubjectChange,
)
from evalrules.reporters.inert import inert_json
from evalrules.reporters.json_text import json_text
from evalrules.reporters.shaped import written
from evalrules.reporters.tally import tally_of

FORMAT = "comparison/1"


def render_comparison_json(found: Comparison) -> str:
    """The comparison as JSON text (format comparison/1); nothing in it depends on a language."""
    return inert_json(json_text(comparison_document(found))) + "\n"


def comparison_document(found: Comparison) -> dict[str, Any]:
    """The comparison as plain data."""
    return {
        "format": FORMAT,
        "got_worse": found.got_worse,
        "engines": _both(found.engines[0], found.engines[1], lambda engine: engine._asdict()),
        "subjects": [_subject(one) for one in found.subjects],
        "only_before": [_assessed(one) for one in found.only_before],
        "only_after": [_assessed(one) for one in found.only_after],
        "not_evaluated": {"before": list(found.not_evaluated_before), "after": list(found.not_evaluated_after)},
    }


def _both(before: Any, after: Any, shown: Callable[[Any], Any] = lambda one: one) -> dict[str, Any]:  # noqa: ANN401
    return {name: None if one is None else shown(one) for name, one in (("before", before), ("after", after))}


def _subject(found: SubjectChange) -> dict[str, Any]:
    return {
        "direction": found.direction,
        **_both(found.before, found.after, _assessed),
        "replaced": [
            {"path": one.path, "title": one.title._asdict(), "before": one.before, "after": one.after}
            for one in found.replaced
        ],
        "indicators": [_indicator(one) for one in found.indicators],
        "rules": [_rule(one) for one in found.rules],
        "values": [_moved(one) for one in found.values],
    }


def _assessed(found: Assessment) -> dict[str, Any]:
    ruleset, verdict, subject = found.ruleset, found.verdict, found.subject
    return {
        "subject": {"kind": subject.kind, "id": subject.id, "name": subject.name},
        "period": found.period,
        "assessment": found.name,
        "ruleset": {
            "id": ruleset.id,
            "edition": ruleset.edition,
            "revision": ruleset.revision,
            "digest": ruleset.digest,
        },
        "evidence": {"path": found.evidence_path, "digest": found.evidence_digest},
        "level": verdict.level,
        "possible": list(verdict.possible),
        "meets_required": verdict.meets_required,
        "accepted": found.accepted,
        "counts": tally_of(found)._asdict(),
    }


def _indicator(found: IndicatorChange) -> dict[str, Any]:
    return {
        "id": found.id,
        "title": found.title._asdict(),
        "direction": found.direction,
        **_both(found.before, found.after, _side),
        "facts": [_moved(one) for one in found.facts],
        "values": [_moved(one) for one in found.values],
    }


def _side(side: Side) -> dict[str, Any]:
    finding, waiver = side.finding, side.waiver
    return {
        "outcome": finding.outcome,
        "grade": finding.grade,
        "possible": list(texts_of(finding.possible)),
        "points": None if finding.points is None else finding.points.value,
        "standing": side.standing,
        "basis": finding.basis,
        "failing_rows_total": finding.failing_rows_total,
        "waived_until": None if waiver is None else waiver.until,
    }


def _rule(found: RuleChange) -> dict[str, Any]:
    return {
        "kind": found.kind, "id": found.id, "title": found.title._asdict(), "direction": found.direction,
        **_both(found.before, found.after), "facts": [_moved(one) for one in found.facts],
    }  # fmt: skip


def _moved(moved: Moved) -> dict[str, Any]:
    return {"id": moved.id, **_both(moved.before, moved.after, _amount)}


def _amount(amount: Amount) -> dict[str, Any]:
    return {"value": written(amount.value), "unit": amount.unit}
