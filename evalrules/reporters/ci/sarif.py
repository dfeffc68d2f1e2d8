"""Results as SARIF 2.1.0, for code scanning and viewers: a rule for the verdict, each gate, veto and indicator of a
ruleset, and a result for each subject and rule.

Fingerprints hang on subject, ruleset and indicator, so that an alert stays the same one when lines or values change.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from evalrules.base.sentences import sentence
from evalrules.model.brief import Whole
from evalrules.model.report import Report, Result
from evalrules.reporters.ci.cases import (
    cases_of,
    problems_of,
)
from evalrules.reporters.ci.sarif_results import (
    LOCALES,
    NOWHERE,
    as_alert,
    files_of,
    fingerprints,
    is_alert,
    message_of,
    result_of_problem,
    rule_id,
    rule_of,
    rule_of_code,
    sarif_results,
    subject_of,
    uri_of,
)
from evalrules.reporters.ci.spots import NO_PATHS
from evalrules.reporters.json_text import json_text
from evalrules.reporters.overview import overview_from, whole_of
from evalrules.version import NAME

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_BETWEEN = "\0"
"""Parts the pieces of a part; JSON never holds it."""
_END = "\n  }\n ]\n}"
"""What closes the run, the runs and the log."""


def render_sarif(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """The report as SARIF in "zh" or "en"; `paths` are those of the inputs, by the names that results give them."""
    parts = [sarif_part(result, report, language, paths) for result in report.results]
    return "".join(joined_log(whole_of(report), parts, language))


def render_alerts(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """SARIF with nothing in it but what somebody has to do something about.

    GitHub takes every result for an alert: it knows neither `kind` nor `suppressions`, and refuses a file with a result
    without a location. What is open becomes a warning, what the exit code tolerates a note; problems that belong to no
    input, which it shows nowhere, are results as well.
    """
    parts = [alerts_part(result, report, language, paths) for result in report.results]
    return "".join(joined_alerts(whole_of(report), parts, language))


def sarif_part(result: Result, report: Report, language: str, paths: Mapping[str, str]) -> str:
    """What one result gives to the log: its rules and files, its subject, and its results."""
    return _part(result, report, language, paths, sarif_results(result, report, language, paths))


def alerts_part(result: Result, report: Report, language: str, paths: Mapping[str, str]) -> str:
    """What one result gives to the log in which every result is an alert."""
    return _part(result, report, language, paths, _alerts(sarif_results(result, report, language, paths)))


def joined_log(whole: Whole, parts: Collection[str], language: str) -> Iterator[str]:
    """The log of a run, from the parts of its results; they are gone through several times."""
    return _joined(whole, parts, language, ())


def joined_alerts(whole: Whole, parts: Collection[str], language: str) -> Iterator[str]:
    """The log of a run in which every result is an alert, from the parts of its results."""
    of_run = Result(NOWHERE, None, whole.report.diagnostics)
    own = _alerts(result_of_problem(one, of_run, language, NO_PATHS) for one in whole.report.diagnostics)
    codes = [one.code for one in whole.report.diagnostics]
    return _joined(whole, parts, language, (_BETWEEN.join(("", "", *_texts(own))),), codes)


def _alerts(results: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    return (as_alert(one) for one in results if is_alert(one))


# -- parts, and the log that is joined of them -----------------------------------------------------------------------


def _part(
    result: Result, report: Report, language: str, paths: Mapping[str, str], results: Iterable[dict[str, Any]]
) -> str:
    """Rules and files as JSON, the subject as it stands in the log, then of each result its rule, digest and text."""
    found = result.assessment
    rules = [] if found is None else [(rule_id(found, case), case) for case in cases_of(result, report, language)]
    known = {
        "rules": {} if found is None else {own: rule_of(found, case, language) for own, case in rules},
        "codes": [problem.code for problem in problems_of(result)],
        "files": files_of(result, paths),
    }
    subject = "" if found is None else json_text(subject_of(found, language), "\n     ")
    return _BETWEEN.join((json.dumps(known), subject, *_texts(results)))


def _texts(results: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Of each result its rule, what it is about, and its text behind the number of its rule."""
    for one in results:
        digest = one["partialFingerprints"]
        shown = {**one, "partialFingerprints": fingerprints(digest, 1)}
        del shown["ruleId"]
        yield from (one["ruleId"], digest, json_text(shown, "\n    ").removeprefix("{"))


def _joined(
    whole: Whole, parts: Collection[str], language: str, before: tuple[str, ...], codes: Sequence[str] = ()
) -> Iterator[str]:
    """The log of a run; `codes` are those of problems beside those of the inputs that some result is about."""
    rules: dict[str, dict[str, Any]] = {}
    named: dict[str, None] = {}
    files: dict[str, str] = {}
    for part in parts:
        known = json.loads(part.partition(_BETWEEN)[0])
        for own, rule in known["rules"].items():
            rules.setdefault(own, rule)
        named |= dict.fromkeys(known["codes"])
        files |= known["files"]
    for code in (*named, *codes):
        rules.setdefault(code, rule_of_code(code, language))
    yield _head(whole, language, rules, files) + ',\n   "results": ['
    at = {own: number for number, own in enumerate(rules)}
    yield from _listed(_results_of(chain(before, parts), at), "\n   ")
    totals = {"totals": overview_from(whole.briefs).totals._asdict()}
    yield ',\n   "properties": ' + json_text(totals, "\n   ").removesuffix("\n   }") + ',\n    "subjects": ['
    yield from _listed(filter(None, (part.split(_BETWEEN, 2)[1] for part in parts)), "\n    ")
    yield "\n   }" + _END + "\n"


def _listed(items: Iterable[str], margin: str) -> Iterator[str]:
    """The items of a list whose bracket is open, and its end."""
    between = ""
    for one in items:
        yield f"{between}{margin} {one}"
        between = ","
    yield f"{margin}]" if between else "]"


def _results_of(parts: Iterable[str], at: Mapping[str, int]) -> Iterator[str]:
    """Each result with the number of its rule, and fingerprints that no two share: those that repeat are numbered."""
    counted: Counter[bytes] = Counter()
    for part in parts:
        words = iter(part.split(_BETWEEN)[2:])
        for rule, digest, text in zip(words, words, words, strict=True):
            known = bytes.fromhex(digest)
            counted[known] += 1
            shown = text if counted[known] == 1 else _numbered(text, digest, counted[known])
            yield f'{{\n     "ruleId": {json_text(rule)},\n     "ruleIndex": {at[rule]},{shown}'


def _numbered(text: str, digest: str, number: int) -> str:
    first, own = fingerprints(digest, 1), fingerprints(digest, number)
    for name in own:
        text = text.replace(f'"{name}": "{first[name]}"', f'"{name}": "{own[name]}"')
    return text


def _head(whole: Whole, language: str, rules: Mapping[str, dict[str, Any]], files: Mapping[str, str]) -> str:
    """The log up to its results."""
    version = whole.report.engine.version
    driver = {
        "name": NAME,
        "version": version,
        "semanticVersion": version,
        "language": LOCALES[language],
        "rules": list(rules.values()),
    }
    run = {
        "tool": {"driver": driver},
        "invocations": [_invocation(whole, language)],
        "language": LOCALES[language],
        "columnKind": "unicodeCodePoints",
        "artifacts": [
            {"location": {"uri": uri_of(path)}, "hashes": {"sha-256": sha256}} for path, sha256 in files.items()
        ],
    }
    return json_text({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}).removesuffix(_END)


def _invocation(whole: Whole, language: str) -> dict[str, Any]:
    """How the run ended; problems that belong to no input are notifications."""
    notifications = [
        {"level": one.severity, "message": message_of(f"{one.code} {sentence(one, language)}")}
        for one in whole.report.diagnostics
    ]
    shown = {"toolExecutionNotifications": notifications} if notifications else {}
    return {"executionSuccessful": whole.exit_code != 2, "exitCode": whole.exit_code, **shown}
