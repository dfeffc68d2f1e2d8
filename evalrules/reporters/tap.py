"""Results as a Test Anything Protocol stream (version 14): a point for each verdict, gate, veto and indicator.

A point that is not ok has a block below it with the sentence and the place. What the exit code tolerates is skipped,
with the reason; what is open is not ok, since `TODO` would count as passed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import sentence
from evalrules.model.report import Report, Result
from evalrules.reporters.cases import ASIDE, PASSED, Case, cases_of, problems_of, spot_of_problem
from evalrules.reporters.inert import inert
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.spots import NO_PATHS, Spot, spot_of

_DIRECTIVE = pattern(r"#(?=\s*(?:skip|todo))", re.IGNORECASE)


class _Point(NamedTuple):
    """A line of the stream: whether it is ok, what it is called, why it is skipped, and the block below it."""

    is_ok: bool
    title: str
    skipped: str = ""
    block: tuple[tuple[str, str], ...] = ()


def render_tap(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """The report as TAP in "zh" or "en"; `paths` are those of the inputs, by the names that results give them."""
    points = list(_points(report, language, paths))
    lines = ["TAP version 14", f"1..{len(points)}"]
    for number, point in enumerate(points, 1):
        skipped = f" # SKIP {_escaped(point.skipped)}" if point.skipped else ""
        lines.append(f"{'' if point.is_ok else 'not '}ok {number} - {_escaped(point.title)}{skipped}")
        if point.block:
            lines += [
                "  ---",
                *(f"  {key}: {json.dumps(text, ensure_ascii=False)}" for key, text in point.block),
                "  ...",
            ]
    return "\n".join(lines) + "\n"


def _points(report: Report, language: str, paths: Mapping[str, str]) -> Iterator[_Point]:
    for one in report.diagnostics:
        yield from _of_problem(one, spot_of(one.place) if one.place else None, "", language)
    for result in report.results:
        if result.assessment is None:
            yield from _of_refused(result, language, paths)
        else:
            named = f"{Writer(result.assessment, language).title()} {result.path}: "
            yield from (_of_case(case, named) for case in cases_of(result, report, language, paths))


def _of_refused(result: Result, language: str, paths: Mapping[str, str]) -> Iterator[_Point]:
    """An input that was not evaluated: a point for each of its errors."""
    title = f"{result.path} {say('not_evaluated', language)}"
    for one in problems_of(result):
        yield from _of_problem(one, spot_of_problem(one, result, paths), title, language)


def _of_problem(problem: Diagnostic, spot: Spot | None, title: str, language: str) -> Iterator[_Point]:
    if problem.is_error:
        told = inert(sentence(problem, language))
        yield _Point(
            False, f"{title} {problem.code}".strip(), "", (("message", told), *_at(spot), ("type", problem.code))
        )


def _of_case(case: Case, named: str) -> _Point:
    title = f"{named}{case.title}"
    if case.signal == PASSED:
        return _Point(True, title)
    if case.signal == ASIDE:
        return _Point(True, title, case.message or case.word)
    return _Point(False, title, "", (("message", case.message), *_at(case.spot), ("type", case.word)))


def _at(spot: Spot | None) -> tuple[tuple[str, str], ...]:
    if spot is None:
        return ()
    where = f"!{spot.cell}" if spot.cell else f":{spot.line}" if spot.line else ""
    return (("at", inert(f"{spot.file}{where}")),)


def _escaped(text: str) -> str:
    """A text on one line, in which nothing begins a directive; parsers do not agree on how a `#` is escaped."""
    return _DIRECTIVE.sub("＃", inert(text))
