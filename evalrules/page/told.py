"""What the page is told of an assessment, in words: the verdict on each input, and every problem where it belongs."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from evalrules.base.diagnostics import WARNING, Diagnostic
from evalrules.base.records import NamedTuple
from evalrules.base.sentences import hint, sentence
from evalrules.base.source import Span
from evalrules.bundles.discovery import Input
from evalrules.frontend.set_values import SET
from evalrules.model.report import Report, Result
from evalrules.model.ruleset import Ruleset
from evalrules.page.form import Filled, cell_at, entry_at, row_at
from evalrules.reporters.page import Writer

Files = Mapping[str, bytes]

_KINDS = {
    "zh": "支持 .xlsx .xls .ods .csv .yaml .yml .json 和 .zip",
    "en": "known kinds are .xlsx, .xls, .ods, .csv, .yaml, .yml, .json and .zip",
}
_HINTS = MappingProxyType({"ER005": _KINDS, "ER006": _KINDS})
"""What to do about problems of which the command line says what cannot be done in a page."""


class Opened(NamedTuple):
    """What is assessed: the inputs, the problems of looking for them, what was filled in, the folder of the files.

    `names` are those of the files, for a problem that is about all of them; `ruleset` is that of what was filled in,
    and `files` are those themselves.
    """

    inputs: tuple[Input, ...]
    problems: list[Diagnostic]
    filled: Filled | None
    folder: str
    names: str
    ruleset: Ruleset | None = None
    files: Files = MappingProxyType({})


def told(report: Report, language: str, opened: Opened) -> dict[str, Any]:
    """The verdict on each input, and every problem; of a form with the entry that it is about."""
    problems = [problem_told(one, language, opened) for one in _problems(report)]
    return {
        "exit_code": report.exit_code,
        "verdicts": [_verdict(result, language) for result in report.results],
        "problems": problems,
    }


def _verdict(result: Result, language: str) -> dict[str, Any]:
    found = result.assessment
    if found is None:
        return {"path": result.path, "verdict": None}
    writer = Writer(found, language)
    return {
        "path": result.path, "title": writer.title(), "standard": writer.label(found.ruleset.title),
        "verdict": writer.verdict(), "tone": writer.tone(), "reasons": list(writer.reasons()),
    }  # fmt: skip


def _problems(report: Report) -> Iterator[Diagnostic]:
    """What is wrong, then what was questioned; notes stand in the report."""
    yield from report.diagnostics
    for result in report.results:
        yield from result.diagnostics
        if result.assessment is not None:
            yield from (one for one in result.assessment.diagnostics if one.severity == WARNING)


def _as_opened(text: str, opened: Opened) -> str:
    """A text without what the reader never saw: the folder, and the files that a form was written into."""
    found = text.replace(opened.folder + os.sep, "").replace(opened.folder, opened.names)
    for own in () if opened.filled is None else opened.filled.tables:
        found = re.sub(rf"\b{re.escape(own)}\.csv:([0-9]+):[0-9]+", lambda at: f"#{int(at[1]) - 1}", found)
    return found


def problem_told(found: Diagnostic, language: str, opened: Opened | None) -> dict[str, Any]:
    """A problem in words: what is wrong, where, and what to do about it; of a form the entry or the row it is in."""
    if opened is not None:
        args = ((name, _as_opened(text, opened)) for name, text in found.args)
        found = found._replace(args=tuple(args))
    place, filled = found.place, None if opened is None else opened.filled
    is_set, is_form = place is not None and place.file == SET, place is not None and filled is not None
    return {
        "code": found.code, "severity": found.severity, "says": sentence(found, language),
        "hint": "" if is_set else _HINTS[found.code][language] if found.code in _HINTS else hint(found, language),
        "place": "" if place is None or is_set or is_form else str(place),
        "entry": entry_at(place, filled) if place is not None and filled is not None else None,
        "row": row_at(place, filled) if place is not None and filled is not None else None,
        "cell": _cell(place, opened),
    }  # fmt: skip


def _cell(place: Span | None, opened: Opened | None) -> str:
    """The column of the cell that a problem of a form is about; "" where it is about no cell."""
    if place is None or opened is None or opened.filled is None or opened.ruleset is None:
        return ""
    return cell_at(opened.ruleset, place, opened.filled)
