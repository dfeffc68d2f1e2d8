"""Kept results (format result/1) back to the report that they were written from; nothing is evaluated.

What is read is as typed as what was written, everything that it names stands in it, and no part of it contradicts
another: a report that comes out of here can be rendered in every format. Keys that are not known are left alone, so
that later versions may add some.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice
from typing import Any, TypeAlias

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.source import Span
from evalrules.model.assessment import Assessment
from evalrules.model.refs import RuleRef, rule_from
from evalrules.model.report import Baseline, Engine, Options, Regression, Report, Result
from evalrules.results.assessed import assessment_from
from evalrules.results.consistency import Contradiction
from evalrules.results.mentions import unknown_mention
from evalrules.results.plain_values import At, Refused, parsed, without_halves
from evalrules.results.problems import diagnostic_from
from evalrules.results.run_consistency import contradictions_of
from evalrules.results.shaped import standing_text

FORMAT = "result/1"

MOST_SAID = 20
"""How many contradictions of one document are said."""


Recount: TypeAlias = Callable[[Report, Any], Iterator[Contradiction]]
"""What contradicts a report in the parts of its document (plain JSON values) that are counted from the others."""


def report_from(
    data: bytes, name: str, recounted: Recount = lambda _report, _document: iter(())
) -> tuple[Report | None, list[Diagnostic]]:
    """The report behind the bytes of a result document; `name` is how places show it. None with the reason where it
    is none: ER002 no UTF-8, ER003 too large, ER038 contradicts itself, ER101 no JSON, ER104 another format, ER106 too
    deep, ER111 anything else.
    """
    try:
        document = parsed(data)
        found = _report(document)
    except Refused as refused:
        return None, [refusal(refused, name)]
    place = Span(name, 1, 1, 1, 2)
    every = chain(contradictions_of(found), recounted(found, document.value))
    wrong = [error("ER038", place, at=without_halves(at), reason=why) for at, why in islice(every, MOST_SAID)]
    return (None if wrong else found), wrong


def refusal(refused: Refused, name: str) -> Diagnostic:
    """What was refused as a problem of the file called `name`."""
    line, column = refused.position
    return error(refused.code, Span(name, line, column, line, column + 1), **refused.arguments)


# -- the report --------------------------------------------------------------------------------------------------------


def _report(at: At) -> Report:
    check_format(at)
    engine = at.key("engine")
    results = at.key("results").each(_result)
    return Report(
        options=options_from(at.key("options"), explained=_are_explained(results)),
        results=results,
        diagnostics=at.key("diagnostics").each(diagnostic_from),
        texts={},
        baseline=_baseline(at.key("baseline")) if at.has("baseline") else None,
        engine=Engine(engine.key("version").text(), engine.key("semantics").whole()),
    )


def options_from(at: At, *, explained: bool) -> Options:
    """What a check was asked; an explanation without any steps is said, one with steps shows in them."""
    ruleset = at.key("ruleset").maybe(At.text) if at.has("ruleset") else None
    sealed = at.key("sealed").flag() if at.has("sealed") else False
    last_year = at.key("last_year").text() if at.has("last_year") else ""
    day, level = at.key("as_of").maybe(At.day), at.key("require").maybe(At.text)
    explain = explained or (at.has("explain") and at.key("explain").flag())
    return Options(ruleset, day, level, explain=explain, sealed=sealed, last_year=last_year)


def check_format(at: At) -> None:
    """Refused (ER104) where a document is of another format."""
    found = at.key("format").text()
    if found != FORMAT:
        raise Refused("ER104", found=found[:40], expected=FORMAT)


def _are_explained(results: Iterable[Result]) -> bool:
    return any(_has_steps(result.assessment) for result in results if result.assessment is not None)


def _has_steps(found: Assessment) -> bool:
    return any(steps for one in (found.findings, found.gates, found.vetoes) for steps in (rule.steps for rule in one))


def _baseline(at: At) -> Baseline:
    digest = at.key("digest").text() if at.has("digest") else ""
    return Baseline(at.key("tolerated").texts(), at.key("regressions").each(_regression), digest)


def _regression(at: At) -> Regression:
    path, rule = at.key("path").text(), at.key("rule").maybe(_rule)
    indicator = at.key("indicator").maybe(At.text)
    read = _state if rule is not None else At.text if indicator is None else standing_text
    before, after = (at.key(name).maybe(read) for name in ("before", "after"))
    return Regression(path, indicator, before, after, rule)


def _rule(at: At) -> RuleRef:
    try:
        return rule_from(at.text())
    except ValueError:
        raise at.wrong("it is none of the words that stand here") from None


def _state(at: At) -> str:
    return at.word("yes", "no", "open")


def _result(at: At) -> Result:
    path = at.key("evidence").key("path").text()
    if at.key("verdict").value is None:
        return Result(path, None, at.key("diagnostics").each(diagnostic_from))
    found = assessment_from(at)
    unknown = unknown_mention(found)
    if unknown is not None:
        raise At(None, f"{at.path}.{unknown}").wrong("it names something that the result does not hold")
    return Result(path, found, ())
