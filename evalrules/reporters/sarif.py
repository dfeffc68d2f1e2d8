"""Results as SARIF 2.1.0, for code scanning and viewers: a rule for each indicator, a result for each subject and rule.

Fingerprints hang on subject, ruleset and indicator, so that an alert stays the same one when lines or values change.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from evalrules.base.codes import CODES, hint, sentence
from evalrules.base.diagnostics import NOTE, Diagnostic
from evalrules.model.assessment import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Assessment, Finding
from evalrules.model.report import Report, Result
from evalrules.reporters.cases import Case, cases_of, problems_of, spot_of_problem, subject_key
from evalrules.reporters.inert import inert
from evalrules.reporters.overview import overview_of
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import EN, ZH
from evalrules.reporters.spots import NO_PATHS, Spot, path_from_here
from evalrules.reporters.tally import WAIVED, tally_of
from evalrules.version import NAME

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "evalrules/v1"
GITHUB_FINGERPRINT = "primaryLocationLineHash"
"""The only fingerprint that GitHub compares; it would else make one of the line."""
_KINDS = {MET: "pass", NOT_MET: "fail", UNKNOWN: "open", NOT_APPLICABLE: "notApplicable"}
_PLACE = re.compile(r":\d+:\d+$")
_LOCALES = {ZH: "zh-CN", EN: "en-US"}


def render_sarif(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """The report as SARIF in "zh" or "en"; `paths` are those of the inputs, by the names that results give them."""
    return _rendered(report, language, _results(report, language, paths), paths)


def render_alerts(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """SARIF with nothing in it but what somebody has to do something about.

    GitHub takes every result for an alert: it knows neither `kind` nor `suppressions`, and refuses a file with a result
    without a location. What is open becomes a warning.
    """
    alerts = [_as_alert(one) for one in _results(report, language, paths) if _is_alert(one)]
    return _rendered(report, language, alerts, paths)


def _is_alert(result: Mapping[str, Any]) -> bool:
    return result["kind"] in ("fail", "open") and not result["suppressions"] and bool(result["locations"])


def _as_alert(result: Mapping[str, Any]) -> dict[str, Any]:
    return {**result, "kind": "fail", "level": "warning" if result["kind"] == "open" else result["level"]}


def _rendered(report: Report, language: str, results: list[dict[str, Any]], paths: Mapping[str, str]) -> str:
    rules = _rules(report, language)
    at = {rule["id"]: number for number, rule in enumerate(rules)}
    driver = {
        "name": NAME,
        "version": report.engine.version,
        "semanticVersion": report.engine.version,
        "language": _LOCALES[language],
        "rules": rules,
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(report, language)],
        "language": _LOCALES[language],
        "columnKind": "unicodeCodePoints",
        "artifacts": _artifacts(report, paths),
        "results": [{"ruleId": one["ruleId"], "ruleIndex": at[one["ruleId"]], **one} for one in results],
        "properties": {
            "totals": overview_of(report).totals._asdict(),
            "subjects": [_subject(one.assessment, language) for one in report.results if one.assessment is not None],
        },
    }
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _results(report: Report, language: str, paths: Mapping[str, str]) -> list[dict[str, Any]]:
    found = []
    for result in report.results:
        if result.assessment is not None:
            cases = cases_of(result.assessment, language, paths)
            states = _states(report, result.path)
            found += [_result_of_case(case, result.assessment, language, states) for case in cases]
        found += [_result_of_problem(one, result, language, paths) for one in problems_of(result)]
    return found


def _states(report: Report, path: str) -> Mapping[str, str] | None:
    """By indicator what got worse since the baseline; None where there is none, or it does not speak of this input."""
    known = report.baseline
    if known is None or path not in (*known.tolerated, *(one.path for one in known.regressions)):
        return None
    worse = [one for one in known.regressions if one.path == path and one.indicator is not None]
    return {str(one.indicator): "new" if one.before is None else "updated" for one in worse}


# -- what a run is about -----------------------------------------------------------------------------------------------


def _invocation(report: Report, language: str) -> dict[str, Any]:
    """How the run ended; problems that belong to no input are notifications."""
    notifications = [
        {"level": one.severity, "message": _message(f"{one.code} {sentence(one, language)}")}
        for one in report.diagnostics
    ]
    shown = {"toolExecutionNotifications": notifications} if notifications else {}
    return {"executionSuccessful": report.exit_code != 2, "exitCode": report.exit_code, **shown}


def _artifacts(report: Report, paths: Mapping[str, str]) -> list[dict[str, Any]]:
    """The files of evidence with their digests."""
    digests: dict[str, str] = {}
    for result in report.results:
        files = result.assessment.evidence_files if result.assessment is not None else ()
        others = {file.path for file in files}
        digests |= {path_from_here(file.path, result.path, others, paths): file.sha256 for file in files}
    return [{"location": {"uri": _uri(path)}, "hashes": {"sha-256": sha256}} for path, sha256 in digests.items()]


def _subject(found: Assessment, language: str) -> dict[str, Any]:
    """The verdict, gates and vetoes, which are no indicators, and the counts of the tally."""
    writer = Writer(found, language)
    verdict = found.verdict
    return {
        "subject": inert(writer.title()),
        "ruleset": f"{found.ruleset.id}@{found.ruleset.edition}",
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


# -- rules -------------------------------------------------------------------------------------------------------------


def _rules(report: Report, language: str) -> list[dict[str, Any]]:
    """Every indicator of every ruleset used, so that an alert that is resolved closes; then the codes of problems."""
    rules: dict[str, dict[str, Any]] = {}
    for found in [result.assessment for result in report.results if result.assessment is not None]:
        for finding in found.findings:
            rules.setdefault(_rule_id(found, finding), _rule(found, finding, language))
    for result in report.results:
        for problem in problems_of(result):
            rules.setdefault(problem.code, _rule_of_code(problem.code, language))
    return list(rules.values())


def _rule_id(found: Assessment, finding: Finding) -> str:
    return f"{found.ruleset.id}@{found.ruleset.edition}/{finding.id}"


def _rule(found: Assessment, finding: Finding, language: str) -> dict[str, Any]:
    title, ruleset = finding.title, found.ruleset
    cited = Writer(found, language).cited(finding.source)
    source = finding.source
    label = found.titles.sources.get(source.cite) if source is not None else None
    whole = [title.in_language(language), ruleset.title.in_language(language), cited]
    whole += [label.in_language(language)] if label is not None else []
    return {
        "id": _rule_id(found, finding),
        "shortDescription": _message(f"{finding.id} {title.in_language(language)}"),
        "fullDescription": _message(". ".join(whole)),
        "help": _message(". ".join(whole)),
        "defaultConfiguration": {"level": "warning" if finding.advisory else "error"},
        "properties": {
            "ruleset": f"{ruleset.id}@{ruleset.edition}",
            "indicator": finding.id,
            "group": finding.group,
            "title": {"zh": inert(title.zh), "en": inert(title.en)},
            "cite": source.cite if source is not None else None,
            "clause": inert(source.clause) if source is not None else None,
            "confidence": source.confidence if source is not None else None,
            "advisory": finding.advisory,
            "tags": [ruleset.id],
        },
    }


def _rule_of_code(code: str, language: str) -> dict[str, Any]:
    known = CODES[code]
    said, advice = (known.zh, known.hint_zh) if language == ZH else (known.en, known.hint_en)
    return {
        "id": code,
        "shortDescription": _message(said),
        "help": _message(f"{advice} (evalrules explain {code})"),
    }


# -- results -----------------------------------------------------------------------------------------------------------


def _result_of_case(case: Case, found: Assessment, language: str, states: Mapping[str, str] | None) -> dict[str, Any]:
    writer = Writer(found, language)
    standing = case.standing if case.standing != WAIVED else UNKNOWN if case.finding.outcome == UNKNOWN else NOT_MET
    kind = _KINDS[standing]
    level = ("warning" if case.finding.advisory else "error") if kind == "fail" else "none"
    state = {}
    if states is not None and case.standing in (NOT_MET, UNKNOWN):
        state = {"baselineState": states.get(case.finding.id, "unchanged")}
    return {
        "ruleId": _rule_id(found, case.finding),
        "kind": kind,
        "level": level,
        "message": _message(f"{writer.title()}: {case.title}: {case.message}"),
        "locations": _locations(case.spot),
        "partialFingerprints": _fingerprints(f"{subject_key(found)}/{case.finding.id}"),
        "suppressions": [_suppression(case)] if case.waiver is not None else [],
        **state,
        "properties": {"standing": case.standing, "outcome": case.finding.outcome, "grade": case.finding.grade},
    }


def _suppression(case: Case) -> dict[str, Any]:
    """A waiver in force: who took the indicator out of what counts, why, and until when."""
    waiver = case.waiver
    approver, until = (waiver.approver, waiver.until) if waiver is not None else ("", "")
    return {
        "kind": "external",
        "status": "accepted",
        "justification": case.lines[0],
        "properties": {"approver": inert(approver), "until": inert(until)},
    }


def _result_of_problem(problem: Diagnostic, result: Result, language: str, paths: Mapping[str, str]) -> dict[str, Any]:
    spot = spot_of_problem(problem, result, paths)
    is_note = problem.severity == NOTE
    where = subject_key(result.assessment) if result.assessment is not None else spot.file
    said = [f"{name}={value}" for name, value in problem.args if not _PLACE.search(value)]
    return {
        "ruleId": problem.code,
        "kind": "informational" if is_note else "fail",
        "level": "none" if is_note else problem.severity,
        "message": _message(f"{sentence(problem, language)} ({hint(problem, language)})"),
        "locations": _locations(spot),
        "partialFingerprints": _fingerprints("/".join((problem.code, where, *said))),
        "suppressions": [],
        "properties": {"severity": problem.severity},
    }


def _locations(spot: Spot) -> list[dict[str, Any]]:
    """The place in the file; a cell of a workbook is a place within the file that has no line."""
    if not spot.file or spot.file.startswith("<"):
        return []
    physical: dict[str, Any] = {"artifactLocation": {"uri": _uri(spot.file)}}
    if spot.line:
        physical["region"] = _region(spot)
    logical = {"logicalLocations": [{"fullyQualifiedName": inert(spot.cell), "kind": "cell"}]} if spot.cell else {}
    return [{"physicalLocation": physical, **logical}]


def _region(spot: Spot) -> dict[str, int]:
    start = {"startLine": spot.line, "startColumn": max(1, spot.column)}
    if not spot.end_line:
        return start
    return {**start, "endLine": spot.end_line, "endColumn": max(1, spot.end_column)}


def _uri(path: str) -> str:
    """A relative reference: what is outside of ASCII, and a colon, as escapes."""
    return quote(path.encode("utf-8", "surrogatepass"), safe="/")


def _message(text: str) -> dict[str, str]:
    """Plain text as SARIF wants it: no placeholder and no link can come out of data."""
    shown = inert(text)
    for sign, written in (("{", "{{"), ("}", "}}"), ("[", "\\["), ("]", "\\]")):
        shown = shown.replace(sign, written)
    return {"text": shown}


def _fingerprints(key: str) -> dict[str, str]:
    digest = hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return {FINGERPRINT: digest, GITHUB_FINGERPRINT: f"{digest[:16]}:1"}
