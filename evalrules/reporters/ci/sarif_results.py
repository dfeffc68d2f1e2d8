"""What one input gives to a SARIF log: its rules, its results, its files, and its subject."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from evalrules.base.codes import CODES
from evalrules.base.diagnostics import CONFIRMED, NOTE, Diagnostic
from evalrules.base.languages import EN, ZH, spoken
from evalrules.base.patterns import pattern
from evalrules.base.questions import Confirmation
from evalrules.base.sentences import hint, sentence
from evalrules.model.assessment import NOT_APPLICABLE, NOT_MET, UNKNOWN, Assessment
from evalrules.model.report import Regression, Report, Result
from evalrules.reporters.ci.cases import (
    ASIDE,
    FAILED,
    INDICATOR,
    OPEN,
    PASSED,
    TOLERATED,
    VERDICT,
    Case,
    cases_of,
    problems_of,
    spot_of_problem,
    subject_key,
)
from evalrules.reporters.ci.spots import Spot, path_from_here
from evalrules.reporters.inert import inert
from evalrules.reporters.page import Writer
from evalrules.reporters.tally import WAIVED, tally_of

FINGERPRINT = "evalrules/v1"
GITHUB_FINGERPRINT = "primaryLocationLineHash"
"""The only fingerprint that GitHub compares; it would else make one of the line."""
_KINDS = {PASSED: "pass", FAILED: "fail", OPEN: "open", ASIDE: "informational"}
_SUPPRESSED = (WAIVED, TOLERATED)
_PLACE = pattern(r":\d+:\d+$")
LOCALES = {ZH: "zh-CN", EN: "en-US"}
NOWHERE, _STDIN = ".", "<stdin>"
"""Where an alert stands that belongs to no input, or to one that is no file."""


# -- what a run is about -----------------------------------------------------------------------------------------------


def files_of(result: Result, paths: Mapping[str, str]) -> dict[str, str]:
    """The files of evidence with their digests."""
    files = result.assessment.evidence_files if result.assessment is not None else ()
    others = {file.path for file in files}
    return {path_from_here(file.path, result.path, others, paths): file.sha256 for file in files}


def subject_of(found: Assessment, language: str) -> dict[str, Any]:
    """The subject with its verdict, gates, vetoes and the counts of the tally, beside the results that they are."""
    writer = Writer(found, language)
    verdict = found.verdict
    return {
        "subject": inert(writer.title()),
        "ruleset": found.ruleset.name,
        "rulesetDigest": found.ruleset.digest,
        "evidenceDigest": found.evidence_digest,
        "verdict": inert(writer.verdict()),
        "level": verdict.level,
        "status": verdict.status,
        "meetsRequired": verdict.meets_required,
        "accepted": found.accepted,
        "reasons": [inert(reason) for reason in writer.reasons()],
        "gates": {gate.id: gate.holds for gate in found.gates},
        "vetoes": {veto.id: veto.fired for veto in found.vetoes},
        "counts": tally_of(found)._asdict(),
    }


def is_alert(result: Mapping[str, Any]) -> bool:
    """Whether a result is anything but passed, not applicable, waived, or points that speak against nobody."""
    told: dict[str, Any] = result["properties"]
    if result["kind"] in ("fail", "open"):
        return bool(told.get("standing") != WAIVED)
    return bool(told.get("against") is True or told.get("standing") in (NOT_MET, UNKNOWN))


def as_alert(result: Mapping[str, Any]) -> dict[str, Any]:
    """A result as GitHub takes it: what is open becomes a warning, what the exit code tolerates a note."""
    level = {"open": "warning", "informational": "note"}.get(result["kind"], result["level"])
    level = "note" if result["suppressions"] else level
    locations = result["locations"] or [{"physicalLocation": {"artifactLocation": {"uri": uri_of(_STDIN)}}}]
    return {**result, "kind": "fail", "level": level, "locations": locations}


def sarif_results(result: Result, report: Report, language: str, paths: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """A result for each case of an input, and for each of its problems."""
    if result.assessment is not None:
        for case in cases_of(result, report, language, paths):
            yield _result_of_case(case, result, report, language)
    for one in problems_of(result):
        yield result_of_problem(one, result, language, paths)


# -- rules -------------------------------------------------------------------------------------------------------------


def rule_id(found: Assessment, case: Case) -> str:
    """`ID@EDITION/INDICATOR`, and `ID@EDITION:verdict`, `ID@EDITION:gate/ID`, `ID@EDITION:veto/ID`."""
    named = found.ruleset.name
    if case.kind == INDICATOR:
        return f"{named}/{case.id}"
    return f"{named}:{case.kind}" + (f"/{case.id}" if case.kind != VERDICT else "")


def rule_of(found: Assessment, case: Case, language: str) -> dict[str, Any]:
    """The rule behind a case of an assessment."""
    title, ruleset, source = case.label, found.ruleset, case.source
    whole = [title.in_language(language), ruleset.title.in_language(language)]
    if source is not None:
        whole += [Writer(found, language).cited(source)]
    properties: dict[str, Any] = {
        "ruleset": ruleset.name,
        "kind": case.kind,
        case.kind: case.id,
        "title": {"zh": inert(title.zh), "en": inert(title.en)},
        "cite": source.cite if source is not None else None,
        "clause": inert(source.clause) if source is not None else None,
        "confidence": source.confidence if source is not None else None,
        "tags": [ruleset.id],
    }
    if case.finding is not None:
        properties |= {"group": case.finding.group, "advisory": case.finding.advisory}
    return {
        "id": rule_id(found, case),
        "shortDescription": message_of(case.title),
        "fullDescription": message_of(". ".join(whole)),
        "help": message_of(". ".join(whole)),
        "defaultConfiguration": {"level": "warning" if case.is_advisory else "error"},
        "properties": properties,
    }


def rule_of_code(code: str, language: str) -> dict[str, Any]:
    """The rule behind a code of a problem."""
    known = CODES[code]
    said, advice = spoken((known.zh, known.en), language), spoken((known.hint_zh, known.hint_en), language)
    return {
        "id": code,
        "shortDescription": message_of(said),
        "help": message_of(f"{advice} (evalrules explain {code})"),
    }


# -- results -----------------------------------------------------------------------------------------------------------


def _result_of_case(case: Case, result: Result, report: Report, language: str) -> dict[str, Any]:
    """A case as a result: an error only where it makes the run fail; what is waived or tolerated is suppressed."""
    found = result.assessment
    if found is None:
        raise ValueError("a case without an assessment")
    is_tolerated = report.is_tolerated(result) and found.accepted is not True
    is_suppressed = case.word in _SUPPRESSED or (is_tolerated and case.signal == ASIDE and case.is_against)
    kind = "notApplicable" if case.word == NOT_APPLICABLE else _KINDS[case.signal]
    properties = {"kind": case.kind, "standing": case.word, "signal": case.signal, "against": case.is_against}
    if case.finding is not None:
        properties |= {"outcome": case.finding.outcome, "grade": case.finding.grade}
    return {
        "ruleId": rule_id(found, case),
        "kind": "fail" if is_suppressed else kind,
        "level": "note" if is_suppressed else "error" if kind == "fail" else "none",
        "message": message_of(f"{Writer(found, language).title()}: {case.title}: {case.message}"),
        "locations": _locations(case.spot),
        "partialFingerprints": _key((*subject_key(found), case.kind, case.id)),
        "suppressions": [_suppression(case)] if is_suppressed else [],
        **_baseline_state(case, result, report),
        "properties": properties,
    }


def _baseline_state(case: Case, result: Result, report: Report) -> dict[str, str]:
    """Whether something that is not as it should be got worse since the baseline, where that speaks of this input."""
    known = report.baseline
    if known is None or case.signal == PASSED or case.word in (NOT_APPLICABLE, WAIVED):
        return {}
    if result.path not in (*known.tolerated, *(one.path for one in known.regressions)):
        return {}
    mine = [one for one in known.regressions if one.path == result.path and _is_about(one, case)]
    return {"baselineState": "unchanged" if not mine else "new" if mine[0].before is None else "updated"}


def _is_about(one: Regression, case: Case) -> bool:
    """Whether a regression is that of a case: its indicator, its rule, or the level."""
    named = {INDICATOR: (case.id, None), VERDICT: (None, None)}.get(case.kind, (None, f"{case.kind}:{case.id}"))
    return (one.indicator, one.rule) == named


def _suppression(case: Case) -> dict[str, Any]:
    """A waiver in force, or the baseline: why something is accepted, and by whom and until when where that is known."""
    properties = {}
    if case.waiver is not None:
        properties = {"approver": inert(case.waiver.approver), "until": inert(case.waiver.until)}
    justification = case.lines[0] if case.word in _SUPPRESSED else case.lines[-1]
    return {"kind": "external", "status": "accepted", "justification": justification, "properties": properties}


def result_of_problem(problem: Diagnostic, result: Result, language: str, paths: Mapping[str, str]) -> dict[str, Any]:
    """A problem of an input as a result."""
    spot = spot_of_problem(problem, result, paths)
    is_note = problem.severity in (NOTE, CONFIRMED)
    where = subject_key(result.assessment) if result.assessment is not None else (spot.file,)
    said = [f"{name}={value}" for name, value in problem.args if not _PLACE.search(value)]
    return {
        "ruleId": problem.code,
        "kind": "informational" if is_note else "fail",
        "level": "none" if is_note else problem.severity,
        "message": message_of(_told(problem, language)),
        "locations": _locations(spot),
        "partialFingerprints": _key((problem.code, *where, *said)),
        "suppressions": [_confirmation(problem.confirmed)] if problem.confirmed is not None else [],
        "properties": {"severity": problem.severity},
    }


def _told(problem: Diagnostic, language: str) -> str:
    advice = hint(problem, language)
    return sentence(problem, language) + (f" ({advice})" if advice else "")


def _confirmation(confirmed: Confirmation) -> dict[str, Any]:
    """A question that the evidence answers: by whom, and why."""
    by, note = inert(confirmed.by), inert(confirmed.note)
    return {"kind": "external", "status": "accepted", "justification": f"{by}: {note}" if note else by}


def _locations(spot: Spot) -> list[dict[str, Any]]:
    """The place in the file; a cell of a workbook is a place within the file that has no line."""
    if not spot.file or spot.file.startswith("<"):
        return []
    physical: dict[str, Any] = {"artifactLocation": {"uri": uri_of(spot.file)}}
    if spot.line:
        physical["region"] = _region(spot)
    logical = {"logicalLocations": [{"fullyQualifiedName": inert(spot.cell), "kind": "cell"}]} if spot.cell else {}
    return [{"physicalLocation": physical, **logical}]


def _region(spot: Spot) -> dict[str, int]:
    start = {"startLine": spot.line, "startColumn": max(1, spot.column)}
    if not spot.end_line:
        return start
    return {**start, "endLine": spot.end_line, "endColumn": max(1, spot.end_column)}


def uri_of(path: str) -> str:
    """A relative reference: what is outside of ASCII, and a colon, as escapes."""
    return quote(path.encode("utf-8", "surrogatepass"), safe="/")


def message_of(text: str) -> dict[str, str]:
    """Plain text as SARIF wants it: no placeholder and no link can come out of data."""
    shown = inert(text)
    for sign, written in (("{", "{{"), ("}", "}}"), ("[", "\\["), ("]", "\\]")):
        shown = shown.replace(sign, written)
    return {"text": shown}


def _key(parts: Sequence[str]) -> str:
    """What a result is about as a digest, in which no part can run into the next."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def fingerprints(digest: str, number: int) -> dict[str, str]:
    """The fingerprints of the result that is the `number`-th about the same."""
    own = digest if number == 1 else _key((digest, str(number)))
    return {FINGERPRINT: own, GITHUB_FINGERPRINT: f"{digest[:16]}:{number}"}
