"""One assessment of a result document back to the model, part by part in the order in which it is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from evalrules.base.numbers import Rounding
from evalrules.model.assessment import (
    DECIDED,
    GRADED,
    SCORED,
    UNDETERMINED,
    Assessment,
    Change,
    Finding,
    Gap,
    Irrational,
    Points,
    Reason,
    Setting,
    StatisticUse,
    Titles,
    Verdict,
)
from evalrules.model.evidence import Subject
from evalrules.model.result_shapes import (
    ALL_BESIDE,
    CHANGES,
    CITATION,
    CLAIMS,
    DUES,
    FILES,
    FINDING,
    GATES,
    MEMBERS,
    REASONS,
    RULESET,
    SETTINGS,
    SHOWN,
    VETOES,
    WAIVERS,
    WAYS,
)
from evalrules.model.ruleset import OFFICE, Citation, Label
from evalrules.results.figures import label_of, requirement, rounding, row_table
from evalrules.results.missing_items import missing_item
from evalrules.results.plain_values import At, is_number
from evalrules.results.problems import diagnostic_from
from evalrules.results.shaped import Check, Reading, outcome_text


def assessment_from(at: At) -> Assessment:
    """One entry of `results` that has a verdict."""
    evidence, verdict, titles = at.key("evidence"), at.key("verdict"), _titles(at)
    measures = titles.measures
    return Assessment(
        subject=_subject(at),
        period=at.key("period").maybe(At.text),
        ruleset=_READING.record(RULESET)(at.key("ruleset")),
        evidence_path=evidence.key("path").text(),
        evidence_digest=evidence.key("digest").text(),
        evidence_files=_READING.kind(FILES)(evidence.key("files")),
        required=verdict.key("required").text(),
        verdict=_verdict(verdict),
        gates=_READING.kind(GATES)(at.key("gates")),
        vetoes=_READING.kind(VETOES)(at.key("vetoes")),
        findings=at.key("indicators").each(lambda one: _finding(one, measures)),
        members=_READING.kind(MEMBERS)(at.key("members")),
        gaps=at.key("gaps").each(_gap),
        missing=at.key("missing").each(missing_item),
        claims=_READING.kind(CLAIMS)(at.key("claims")),
        diagnostics=at.key("diagnostics").each(diagnostic_from),
        titles=titles,
        name=at.key("assessment").maybe(At.text),
        beside=_READING.kind(ALL_BESIDE)(at.key("beside")),
        waivers=_READING.kind(WAIVERS)(at.key("waivers")),
        accepted=verdict.key("accepted").maybe(At.flag),
        tables=at.key("tables").each(lambda one: row_table(one, measures)) if at.has("tables") else (),
        settings=_READING.kind(SETTINGS)(at.key("settings")) if at.has("settings") else (),
        shown=_READING.kind(SHOWN)(at.key("shown")) if at.has("shown") else (),
    )


def _subject(at: At) -> Subject:
    kind, own, name = (at.key("subject").key(key).text() for key in ("kind", "id", "name"))
    return Subject(kind, own, name, {key: value.text() for key, value in at.key("attributes").pairs()})


def _titles(at: At) -> Titles:
    """The names; levels and grades in the order of their scales, whatever became of the order of keys."""
    titles, scales = at.key("titles"), at.key("scales")
    found = {field: _labels(titles.key(field)) for field in _LABELLED}
    for field in ("levels", "grades"):
        order = scales.key(field).texts()
        if set(order) != set(found[field]):
            raise scales.key(field).wrong("it names something that the result does not hold")
        found[field] = {own: found[field][own] for own in order}
    return Titles(
        **found,
        options={choice: _labels(labels) for choice, labels in titles.key("options").pairs()},
        choices={measure: choice.text() for measure, choice in titles.key("choices").pairs()},
        keys={table: columns.texts() for table, columns in titles.key("keys").pairs()},
        **{field: _labels(titles.key(field)) if titles.has(field) else {} for field in _LATER},
        roundings=dict(_roundings(titles.key("roundings"))) if titles.has("roundings") else {},
        rounded_by=dict(_citations(titles.key("rounded_by"))) if titles.has("rounded_by") else {},
    )


def _roundings(at: At) -> Iterator[tuple[str, Rounding]]:
    return ((own, rounding(one)) for own, one in at.pairs())


def _citations(at: At) -> Iterator[tuple[str, Citation]]:
    return ((own, _READING.record(CITATION)(one)) for own, one in at.pairs())


_LATER = ("attributes", "assessments", "quantities", "values")
"""Names that results of earlier versions lack."""


_LABELLED = ("levels", "groups", "measures", "grades", "tables", "members", "sources")


def _labels(at: At) -> dict[str, Label]:
    return {own: label_of(label) for own, label in at.pairs()}


def _verdict(at: At) -> Verdict:
    possible = at.key("possible").texts()
    without = at.key("without_gap") if at.has("without_gap") else None
    return Verdict(
        at.key("level").maybe(At.text),
        at.key("status").word(DECIDED, UNDETERMINED),
        possible,
        at.key("meets_required").maybe(At.flag),
        _READING.kind(REASONS)(at.key("reasons")),
        _READING.kind(DUES)(at.key("conditions")),
        at.key("possible_if_lowered").texts() if at.has("possible_if_lowered") else possible,
        "" if without is None else without.key("reason").word("fixed", "open", "not_found"),
        () if without is None else without.key("fixed").texts(),
    )


# -- records -----------------------------------------------------------------------------------------------------------


def _finding(at: At, measures: Mapping[str, Label]) -> Finding:
    asked = at.key("requirements").each(lambda one: requirement(one, measures)) if at.has("requirements") else ()
    found: Finding = _READING.record(FINDING)(at, requirements=asked)
    return found


def _points(at: At) -> Points | None:
    """The points of the indicator that they stand in."""
    score, value = at.key("score"), at.key("points").maybe(At.number)
    if score.value is None:
        return None
    return Points(value, *(score.key(name).maybe(At.number) for name in ("low", "high", "full")))


def _gap(at: At) -> Gap:
    of = list(at.key("of").pairs())
    if len(of) != 1 or of[0][0] not in ("level", "indicator"):
        raise at.key("of").wrong("a level or an indicator is expected")
    read = At.text if of[0][0] == "level" else outcome_text
    start, to = read(at.key("from")), read(at.key("to"))
    alternatives = _READING.kind(WAYS)(at.key("alternatives"))
    return Gap(of[0][0], of[0][1].text(), start, to, _READING.kind(CHANGES)(at.key("changes")), alternatives)


def _stated(at: At) -> str:
    """The figure of the claim that it stands in: a number, or bounds."""
    stated = at.key("stated")
    return stated.range() if isinstance(stated.value, str) and ".." in stated.value else stated.number()


# -- what belongs together ---------------------------------------------------------------------------------------------


def _check_finding(found: Finding, at: At) -> None:
    needed = {GRADED: "grade", SCORED: "score"}.get(found.outcome)
    if needed is not None and at.key(needed).value is None:
        raise at.key(needed).wrong("it is missing")


def _check_setting(found: Setting, at: At) -> None:
    if found.source.confidence != OFFICE:
        raise at.key("source").wrong("what an office has set cites the office")


def _check_reason(found: Reason, at: At) -> None:
    if not found.ids and found.kind != "every_completion":
        raise at.key("ids").wrong("it is empty")


def _check_statistic(found: StatisticUse, at: At) -> None:
    for name in ("value", "mean", "deviation"):
        one = getattr(found, name)
        if not is_number(one) and not isinstance(one, Irrational):
            raise at.key(name).wrong("a number is expected")


def _check_distance(found: Change, at: At) -> None:
    """A distance is between numbers, and so is a bound that is not an equality."""
    numbers = [("need", found.need)] if found.short is not None or _is_bound(found) else []
    numbers += [("have", found.have), ("short", found.short)] if found.short is not None else []
    for name, value in numbers:
        if not is_number(value) and not (isinstance(value, Irrational) and name != "need"):
            raise at.key(name).wrong("a number is expected")


def _is_bound(found: Change) -> bool:
    return isinstance(found.need, str) and found.op != "=="


_CHECKS: Mapping[type[Any], Check] = {
    Finding: _check_finding, Setting: _check_setting, Reason: _check_reason, StatisticUse: _check_statistic,
    Change: _check_distance,
}  # fmt: skip
_READING = Reading({"points": _points, "score": _points, "stated": _stated}, _CHECKS)
