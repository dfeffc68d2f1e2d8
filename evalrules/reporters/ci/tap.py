"""Results as a Test Anything Protocol stream (version 14): a point for each verdict, gate, veto and indicator.

A point that is not ok has a block below it with the sentence and the place. What the exit code tolerates is skipped,
with the reason; what is open is not ok, since `TODO` would count as passed.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import chain

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import sentence
from evalrules.model.report import Report, Result
from evalrules.reporters.ci.cases import ASIDE, PASSED, Case, cases_of, problems_of, spot_of_problem
from evalrules.reporters.ci.spots import NO_PATHS, Spot, spot_of
from evalrules.reporters.inert import inert
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say

_NUMBER = "\0"
"""Where the number of a point goes; inert text never holds it."""
_DIRECTIVE = pattern(r"#(?=\s*(?:skip|todo))", re.IGNORECASE)


class _Point(NamedTuple):
    """A line of the stream: whether it is ok, what it is called, why it is skipped, and the block below it."""

    is_ok: bool
    title: str
    skipped: str = ""
    block: tuple[tuple[str, str], ...] = ()


def render_tap(report: Report, language: str, paths: Mapping[str, str] = NO_PATHS) -> str:
    """The report as TAP in "zh" or "en"; `paths` are those of the inputs, by the names that results give them."""
    points = [tap_points(result, report, language, paths) for result in report.results]
    return "".join(joined_points(report, points, language))


def tap_points(result: Result, report: Report, language: str, paths: Mapping[str, str]) -> str:
    """The points of one result, with a sign where the number of each will stand."""
    if result.assessment is None:
        return _written(_of_refused(result, language, paths))
    named = f"{Writer(result.assessment, language).title()} {result.path}: "
    return _written(_of_case(case, named) for case in cases_of(result, report, language, paths))


def joined_points(report: Report, parts: Collection[str], language: str) -> Iterator[str]:
    """The stream of a run, from the points of its results; they are gone through twice, to be counted first."""
    own = _written(
        point
        for one in report.diagnostics
        for point in _of_problem(one, spot_of(one.place) if one.place else None, "", language)
    )
    yield f"TAP version 14\n1..{sum(part.count(_NUMBER) for part in chain((own,), parts))}\n"
    number = 0
    for part in chain((own,), parts):
        pieces = part.split(_NUMBER)
        yield pieces[0] + "".join(f"{at}{piece}" for at, piece in enumerate(pieces[1:], number + 1))
        number += len(pieces) - 1


def _written(points: Iterable[_Point]) -> str:
    lines: list[str] = []
    for point in points:
        skipped = f" # SKIP {_escaped(point.skipped)}" if point.skipped else ""
        lines.append(f"{'' if point.is_ok else 'not '}ok {_NUMBER} - {_escaped(point.title)}{skipped}\n")
        if point.block:
            lines += (
                "  ---\n",
                *(f"  {key}: {json.dumps(text, ensure_ascii=False)}\n" for key, text in point.block),
                "  ...\n",
            )
    return "".join(lines)


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
