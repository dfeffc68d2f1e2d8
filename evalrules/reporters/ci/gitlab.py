"""Results as a Code Quality report of GitLab: what somebody has to do something about, at the lines of the evidence.

GitLab shows an issue that is new in a merge request and one that is gone; it tells them apart by the fingerprint alone,
which therefore says who, what and nothing of the place. A list without an entry is a run that passed.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

from evalrules.base.diagnostics import CONFIRMED, NOTE, Diagnostic
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import sentence
from evalrules.model.report import Report, Result
from evalrules.reporters.ci.cases import (
    FAILED,
    INDICATOR,
    OPEN,
    VERDICT,
    Case,
    cases_of,
    problems_of,
    spot_of_problem,
    subject_key,
)
from evalrules.reporters.ci.spots import NO_PATHS, Spot, spot_of
from evalrules.reporters.inert import inert, inert_json
from evalrules.reporters.json_text import json_text
from evalrules.reporters.page import Writer
from evalrules.version import NAME

INFO, MINOR, MAJOR, CRITICAL, BLOCKER = "info", "minor", "major", "critical", "blocker"
"""How grave an issue is, in the words of GitLab."""


class _Issue(NamedTuple):
    """One entry: what about, by what it is known, how grave, where, and the sentence."""

    check: str
    key: tuple[str, ...]
    severity: str
    spot: Spot
    sentence: str


def render_gitlab(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """The report as a list of issues in "zh" or "en"; `paths` are those of the inputs, by the names of results."""
    return "".join(
        joined_issues(report, (issues_text(one, report, language, paths) for one in report.results), language)
    )


def issues_text(result: Result, report: Report, language: str, paths: Mapping[str, str]) -> str:
    """The issues of one result as JSON: of each what it is known by, and its entry without the fingerprint."""
    return _text(_issues(result, report, language, paths))


def joined_issues(report: Report, parts: Iterable[str], language: str) -> Iterator[str]:
    """The list of a run, from the issues of its results; those known by the same are numbered."""
    own = (
        _of_problem(one, spot_of(one.place) if one.place else Spot(NAME), (), language) for one in report.diagnostics
    )
    counted: Counter[bytes] = Counter()
    between = "[\n "
    for part in chain((_text(chain.from_iterable(own)),), parts):
        for key, entry in json.loads(part):
            known = hashlib.sha256(json.dumps(key).encode())
            counted[known.digest()] += 1
            number = counted[known.digest()]
            fingerprint = known if number == 1 else hashlib.sha256(json.dumps([*key, str(number)]).encode())
            yield between + inert_json(json_text({**entry, "fingerprint": fingerprint.hexdigest()}, "\n "))
            between = ",\n "
    yield "\n]\n" if counted else "[]\n"


def _text(issues: Iterable[_Issue]) -> str:
    return json.dumps([(tuple(map(inert, issue.key)), _entry(issue)) for issue in issues])


def _entry(issue: _Issue) -> dict[str, Any]:
    return {
        "description": inert(issue.sentence),
        "check_name": inert(issue.check),
        "fingerprint": "",
        "severity": issue.severity,
        "location": {"path": inert(issue.spot.file), "lines": {"begin": max(1, issue.spot.line)}},
    }


def _issues(result: Result, report: Report, language: str, paths: Mapping[str, str]) -> Iterator[_Issue]:
    if result.assessment is not None:
        named = f"{Writer(result.assessment, language).title()}: "
        for case in cases_of(result, report, language, paths):
            yield from _of_case(case, result, named)
    for one in problems_of(result):
        yield from _of_problem(one, spot_of_problem(one, result, paths), _key_of(result), language)


def _key_of(result: Result) -> tuple[str, ...]:
    return (result.path,) if result.assessment is None else subject_key(result.assessment)


def _of_problem(problem: Diagnostic, spot: Spot, key: tuple[str, ...], language: str) -> Iterator[_Issue]:
    """A problem of the input, by what is wrong and not by where, so that a line above it makes no new one."""
    if problem.severity not in (NOTE, CONFIRMED):
        arguments = tuple(text for _, text in problem.args)
        severity = BLOCKER if problem.is_error else MINOR
        told = f"{problem.code} {sentence(problem, language)}" + (f" ({spot.cell})" if spot.cell else "")
        yield _Issue(problem.code, (*key, problem.code, *arguments), severity, spot, told)


def _of_case(case: Case, result: Result, named: str) -> Iterator[_Issue]:
    """What fails or leaves open the subject, and what speaks against it though the exit code tolerates it."""
    severity = _severity(case)
    if severity:
        check = f"{case.kind}:{case.id}" if case.id else case.kind
        where = f" ({case.spot.cell})" if case.spot.cell else ""
        told = f"{named}{case.title}" + (f": {case.message}" if case.message else "") + where
        yield _Issue(check, (*_key_of(result), case.kind, case.id), severity, case.spot, told)


def _severity(case: Case) -> str:
    if case.signal == FAILED:
        return {VERDICT: BLOCKER, INDICATOR: MAJOR}.get(case.kind, CRITICAL)
    if case.signal == OPEN:
        return MAJOR if case.kind == VERDICT else MINOR
    return INFO if case.is_against else ""
