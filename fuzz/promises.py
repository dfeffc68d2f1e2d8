"""What must hold of any input: no exception, little time and memory, a reason at a place, no pass beside an error."""

from __future__ import annotations

import contextlib
import json
import re
import resource
import time
import zlib
from collections.abc import Iterator
from typing import NoReturn
from xml.etree import ElementTree as ET

from evalrules.base.codes import CODES
from evalrules.base.diagnostics import ERROR, NOTE, WARNING, Diagnostic
from evalrules.base.sentences import hint, sentence
from evalrules.model.report import Options, Report, Result
from evalrules.pipeline import check
from evalrules.reporters.comparison.compared import compared
from evalrules.reporters.formats import BINARY, FORMATS, View, rendered
from evalrules.reporters.machine import render_json
from evalrules.reporters.problems import render_problems
from evalrules.results.reading import report_from

SECONDS = 2.0
"""The CPU time that one input may take; inputs are small, and the code that is watched is two to three times slower."""

MEGABYTES = 200

TEXTS = tuple(sorted({*FORMATS} - {*BINARY, "json"}))
"""The formats that are cheap enough to be tried: for each input one of them."""

_LANGUAGES = ("zh", "en")
_ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff\U000e0000-\U000e007f]"
)
_ARGUMENT = re.compile("<[a-z_]+>")


class BrokenPromiseError(AssertionError):
    """An input for which something does not hold."""


def broken(promise: str) -> NoReturn:
    """Say which promise does not hold."""
    raise BrokenPromiseError(promise)


@contextlib.contextmanager
def bounded() -> Iterator[None]:
    """Whatever is done inside takes little time and memory."""
    begun, before = time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    yield
    taken, more = time.process_time() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    if taken > SECONDS:
        broken(f"one input took {taken:.1f} s")
    if more > MEGABYTES * 1024:
        broken(f"one input took {more // 1024} MB")


def judged(path: str, data: bytes) -> Report:
    """An input evaluated as `evalrules check PATH` does, with everything that must hold of the report."""
    draw = zlib.crc32(data)
    report = check([path], Options(explain=draw % 3 == 0))
    holds(report)
    delivered(report, draw // 3)
    return report


def holds(report: Report) -> None:
    """A refused input says why and where; an input with an error has no verdict; no verdict decides against itself."""
    said(report.diagnostics)
    for result in report.results:
        said(result.diagnostics if result.assessment is None else result.assessment.diagnostics)
        _concluded(result)
    wrong = any(one.is_error for one in report.diagnostics) or any(one.assessment is None for one in report.results)
    if (wrong or not report.results) != (report.exit_code == 2):
        broken(f"exit code {report.exit_code} where something {'is' if wrong else 'is not'} wrong")
    for name, text in report.texts.items():
        for found in (*report.diagnostics, *(problem for one in report.results for problem in one.diagnostics)):
            _placed(found, name, text)


def _concluded(result: Result) -> None:
    found = result.assessment
    if found is None:
        if not any(problem.is_error for problem in result.diagnostics):
            broken("an input without a verdict has no error")
        return
    if any(problem.is_error for problem in found.diagnostics):
        broken("an input with an error has a verdict")
    verdict = found.verdict
    if not verdict.possible or len(set(verdict.possible)) != len(verdict.possible):
        broken(f"the levels still possible are {verdict.possible}")
    if (verdict.level is None) == (len(verdict.possible) == 1):
        broken(f"the level is {verdict.level} where {verdict.possible} are possible")


def said(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> None:
    """Every problem has a known code, a sentence and a hint that are whole in both languages; an error has a place."""
    for found in diagnostics:
        if found.code not in CODES or found.severity not in (ERROR, WARNING, NOTE):
            broken(f"a problem of the code {found.code} and the severity {found.severity}")
        if found.is_error and found.place is None and not {"path", "folder"} & dict(found.args).keys():
            broken(f"{found.code} has no place: {found.args}")
        if found.code.startswith("ER9"):
            broken(f"our own fault: {found}")
        for language in _LANGUAGES:
            words = CODES[found.code]
            if _ARGUMENT.search(sentence(found._replace(args=()), language)) and not found.args:
                broken(f"{found.code} lacks the arguments of {words.en!r}")
            hint(found, language)


def _placed(found: Diagnostic, name: str, text: str) -> None:
    """A place in a file that was read stands in it."""
    place = found.place
    if place is None or place.file != name or place.sheet or not text:
        return
    lines = re.split("\r\n|[\r\n]", text)
    if not 1 <= place.line <= len(lines):
        broken(f"{found.code} at {place} of {len(lines)} lines")
    if not 1 <= place.column <= max(len(line) for line in lines) + 2:
        broken(f"{found.code} at {place}, where no line is so long")


def delivered(report: Report, draw: int) -> None:
    """The report is whole in each format, holds nothing active, and comes back from JSON as it was."""
    written = render_json(report)
    again, problems = report_from(written.encode(), "kept.json")
    if again is None:
        broken(f"a result is refused by its own reader: {problems}")
    if render_json(again) != written:
        broken("a result that was kept says something else")
    form, language = TEXTS[draw % len(TEXTS)], _LANGUAGES[draw // len(TEXTS) % 2]
    view = View(language, 80, color=False)
    text = rendered(form, report, view).decode()
    if _ACTIVE.search(text):
        broken(f"an active character in {form}")
    plain = report._replace(texts={}, origin=None)  # lines of the files are not kept, nor where a place ends
    if form not in ("sarif", "code-scanning") and rendered(form, again, view) != rendered(form, plain, view):
        broken(f"a result that was kept looks different in {form}")
    if form in ("sarif", "code-scanning", "gitlab"):
        json.loads(text)
    elif form == "junit":
        ET.fromstring(text)  # noqa: S314 - what we wrote ourselves
    if _ACTIVE.search(render_problems(_problems(report), report.texts, language)):
        broken("an active character in the problems")
    if compared(again, again).got_worse:
        broken("a result is worse than itself")


def _problems(report: Report) -> Iterator[Diagnostic]:
    yield from report.diagnostics
    for one in report.results:
        yield from one.diagnostics
