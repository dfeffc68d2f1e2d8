"""Whether the parts of a whole result document agree: its results with one another, its options, its baseline."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.base.diagnostics import has_errors
from evalrules.model.assessment import Assessment
from evalrules.model.refs import RuleRef
from evalrules.model.report import Regression, Report, Result
from evalrules.results.consistency import Contradiction, contradictions_in
from evalrules.results.plain_values import is_digest

_STATES = {True: "yes", False: "no", None: "open"}


def contradictions_of(report: Report) -> Iterator[Contradiction]:
    """Everything in a report that contradicts another part of it, by the path of the part in its document."""
    for at, result in enumerate(report.results):
        yield from ((f"$.results[{at}].{part}", why) for part, why in _inside(result, report))
    if not report.results and not has_errors(report.diagnostics):
        yield "$.results", "there is none, and no error says why"
    yield from _twins(report)
    yield from _rulesets(report)
    yield from _baseline(report)


def _inside(result: Result, report: Report) -> Iterator[Contradiction]:
    found = result.assessment
    if found is None:
        if not has_errors(result.diagnostics):
            yield "diagnostics", "there is no verdict, and no error says why"
        return
    yield from contradictions_in(found, report.options.as_of)
    if report.options.require not in (None, found.required):
        yield "verdict.required", "it is not the level that was asked for"


def _assessed(report: Report) -> list[tuple[int, Assessment]]:
    return [(at, one.assessment) for at, one in enumerate(report.results) if one.assessment is not None]


def _twins(report: Report) -> Iterator[Contradiction]:
    """Two results of one subject, period and ruleset are never given."""
    seen: set[tuple[object, ...]] = set()
    for at, found in _assessed(report):
        who = found.subject.id or found.subject.name
        key = (found.subject.kind, who, found.period, found.ruleset.id, found.ruleset.edition)
        if who and key in seen:
            yield f"$.results[{at}].subject", "something stands in it twice"
        seen.add(key)


def _rulesets(report: Report) -> Iterator[Contradiction]:
    """One edition of a ruleset is one and the same in a run."""
    known: dict[tuple[str, str], tuple[object, ...]] = {}
    for at, found in _assessed(report):
        one = (found.ruleset, found.required, list(found.titles.levels), list(found.titles.grades))
        if known.setdefault((found.ruleset.id, found.ruleset.edition), one) != one:
            yield f"$.results[{at}].ruleset", "the same ruleset stands otherwise elsewhere"


def _baseline(report: Report) -> Iterator[Contradiction]:
    """A baseline speaks of results that are not accepted, of each in one way, and of what stands in them."""
    if report.baseline is None:
        return
    results = {one.path: one.assessment for one in report.results}
    if report.baseline.digest and not is_digest(report.baseline.digest):
        yield "$.baseline.digest", "it is no digest"
    for at, path in enumerate(report.baseline.tolerated):
        if not _is_below(results.get(path)):
            yield f"$.baseline.tolerated[{at}]", "it is no result that is not accepted"
    for at, one in enumerate(report.baseline.regressions):
        found = results.get(one.path)
        if found is None or not _is_below(found) or one.path in report.baseline.tolerated:
            yield f"$.baseline.regressions[{at}].path", "it is no result that is not accepted"
        elif one.after != _now(one, found):
            yield f"$.baseline.regressions[{at}].after", "it is not what the result says"


def _is_below(found: Assessment | None) -> bool:
    return found is not None and found.accepted is not True


def _now(one: Regression, found: Assessment) -> str | None:
    """What a regression says about the result as it is now; a name that leads nowhere gives "", which nothing is."""
    if one.rule is not None:
        states = {RuleRef("gate", gate.id): gate.holds for gate in found.gates}
        states |= {RuleRef("veto", veto.id): veto.fired for veto in found.vetoes}
        return _STATES[states[one.rule]] if one.rule in states else ""
    if one.indicator is not None:
        return next((finding.in_one_word for finding in found.findings if finding.id == one.indicator), "")
    return found.verdict.level
