"""What the page asks of evalrules, and the answers: JSON in, JSON out, with files by name and bytes.

A request names what it wants (`do`), the language (`lang`), and the files or the form it is about. An answer comes by
the corridor of the command line, so results are the same bytes; what fails is told in words (`failed`), no traceback.
"""

from __future__ import annotations

import base64
import datetime
import json
import os
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from types import MappingProxyType
from typing import Any, TypeAlias

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.records import NamedTuple
from evalrules.base.source import Scalar, Span
from evalrules.bundles.discovery import discover
from evalrules.frontend.bound_before import BoundBefore
from evalrules.frontend.set_values import SetValue, set_value
from evalrules.loading import Loaded, load_named
from evalrules.model.evidence_paths import evidence_path_from
from evalrules.model.report import Options, Report
from evalrules.model.ruleset import Ruleset
from evalrules.page.form import (
    FILE,
    Entry,
    Filled,
    evidence_files,
    form_document,
    rows_named,
)
from evalrules.page.told import Files, Opened, problem_told, told
from evalrules.pipeline import Before, Run, check_inputs, new_run
from evalrules.reporters.comparison.compared import what_if_compared
from evalrules.reporters.comparison.words import subject_page
from evalrules.reporters.formats import NotCopied, View, rendered
from evalrules.reporters.html.distribution import distributions
from evalrules.reporters.html.report import drawn_html
from evalrules.reporters.page import Writer
from evalrules.semantics.case import Case
from evalrules.semantics.later_readings import Cases
from evalrules.semantics.marks import marks_of
from evalrules.semantics.row_figures import row_tables_in_steps
from evalrules.what_if import what_if

Asked = Mapping[str, Any]

_WIDTH = 100


class Refused(Exception):
    """Why a request cannot be answered: the ruleset that it names cannot be had, or no plan can be made."""

    def __init__(self, found: tuple[Diagnostic, ...]) -> None:
        self.found = found
        super().__init__(*found)


def answer(request: str, files: Mapping[str, Any], memory: Memory | None = None) -> str:
    """The answer to a request, both JSON; `files` are what was opened, by name, as bytes or a view on them.

    With a `memory` what was assessed last is not assessed again, and what takes long to draw is told in the last of
    several answers: the others say `drawing`, and `more` asks for the next. What is told is the same without.
    """
    asked = json.loads(request)
    held = {name: bytes(data) for name, data in files.items()}
    try:
        found = _ANSWERS[asked["do"]](asked, held, memory or Memory(lasts=False))
    except Refused as refused:
        found = {"problems": [problem_told(one, asked["lang"], None) for one in refused.found], "refused": True}
    except ImportError as problem:  # what is compiled for one machine is not there
        found = {"failed": str(problem), "lacks": problem.name}
    except Exception as problem:  # noqa: BLE001 - the last door: the page says it in words and stays open
        found = {"failed": f"{type(problem).__name__}: {problem}"}
    return json.dumps(found, ensure_ascii=False)


# -- forms -------------------------------------------------------------------------------------------------------------


def _form(asked: Asked, files: Files, memory: Memory) -> dict[str, Any]:  # noqa: ARG001 - one signature for every answer
    return form_document(_ruleset(asked["ruleset"]), asked["lang"])


def _workbook(asked: Asked, files: Files, memory: Memory) -> dict[str, Any]:  # noqa: ARG001 - as above
    """The form as a workbook, with what was filled in."""
    from evalrules.forms.filled import filled_form

    ruleset, filled = _ruleset(asked["ruleset"]), _filled(asked["form"])
    values: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for one in filled.entries:
        values.setdefault((one.section, one.id), []).append((one.year, one.value))
    return _file(filled_form(ruleset, values, filled.tables, asked["lang"]))


@lru_cache(maxsize=256)
def _load(reference: str, as_of: datetime.date | None = None) -> Loaded:
    """A ruleset by its name, loaded once: those of a page never change."""
    return load_named(reference, as_of)


def _ruleset(reference: str) -> Ruleset:
    loaded = _load(reference)
    if loaded.ruleset is None:
        raise Refused(loaded.diagnostics)
    return loaded.ruleset


# -- assessments -------------------------------------------------------------------------------------------------------


class _Assessed(NamedTuple):
    """A report, and what it is about."""

    report: Report
    opened: Opened


class Memory:
    """What was assessed last, for those who ask again about the same: the verdict first, then what is told with it.

    Nothing is kept of it elsewhere. Somebody who answers many readers has none (one that does not last).
    """

    def __init__(self, *, lasts: bool = True) -> None:
        self._asked: object = None
        self._found: _Assessed | None = None
        self._steps: Iterator[_Step] = iter(())
        self._lasts = lasts
        self.before = Before(BoundBefore(), Cases())

    def recall(self, asked: object, find: Callable[[], _Assessed]) -> _Assessed:
        """What was assessed, where this is what was asked about last; else it is found."""
        if self._found is None or self._asked != asked:
            self._asked, self._found, self._steps = None, None, iter(())
            self._found = find()
            self._asked = asked
        return self._found

    def keep(self, found: _Assessed) -> None:
        """What was assessed last, with more of it worked out."""
        self._found = found

    def draw(self, steps: Iterator[_Step]) -> dict[str, Any]:
        """What is drawn in so many steps, or that it is still being drawn: then there is `more`."""
        self._steps = steps
        return self.more()

    def more(self) -> dict[str, Any]:
        """What was begun to be drawn, after as many more steps as can be gone at a stretch."""
        end = time.monotonic() + _AT_A_STRETCH
        for found in self._steps:
            if found is not None:
                return found
            if self._lasts and time.monotonic() > end:
                return {"drawing": True}
        raise ValueError("more")


_Step: TypeAlias = "dict[str, Any] | None"
"""What is told in the end, or nothing yet."""
_AT_A_STRETCH = 0.03
"""Seconds after which a reader who goes on is heard before more is drawn."""


def _assessed(asked: Asked, files: Files, memory: Memory) -> _Assessed:
    """The report on what a request is about."""

    def find() -> _Assessed:
        with _opened(asked, files) as opened:
            return _Assessed(check_inputs(opened.inputs, opened.problems, _run(asked, memory.before)), opened)

    return memory.recall((asked.get("ruleset"), asked.get("form"), files), find)


def _check(asked: Asked, files: Files, memory: Memory) -> dict[str, Any]:
    """Verdicts and problems: what a reader waits for. What is told with them is asked for after that (`result`)."""
    found = _assessed(asked, files, memory)
    return told(found.report, asked["lang"], found.opened)


def _result(asked: Asked, files: Files, memory: Memory) -> dict[str, Any]:
    """A part of what is told with the verdict: the rows below what is required, pictures of them, HTML, or JSON.

    What takes long in these is found out by `gaps` alone, so that a reader who goes on is not kept waiting.
    """
    found, view = _assessed(asked, files, memory), View(asked["lang"], _WIDTH, color=False)
    match asked["part"]:
        case "below":
            return {"below": _below(found, asked, memory)}
        case "gaps":
            return {"gaps": sum(len(one.assessment.gaps) for one in found.report.results if one.assessment is not None)}
        case "charts":
            return memory.draw(_charts(found, asked, memory))
        case "html":
            return memory.draw({"html": text} if text else None for text in drawn_html(found.report, asked["lang"]))
        case "json":
            return {"json": rendered("json", found.report, view).decode()}
        case other:
            raise ValueError(other)


def _more(asked: Asked, files: Files, memory: Memory) -> dict[str, Any]:  # noqa: ARG001 - one signature for every answer
    """More of what the last answer was still drawing."""
    return memory.more()


def _below(assessed: _Assessed, asked: Asked, memory: Memory) -> dict[str, dict[int, list[str]]]:
    """Of a form the rows that are not as they have to be, by table and number, with the columns that fall short."""
    filled, case = assessed.opened.filled, _case_of(assessed, memory)
    if filled is None or case is None:
        return {}
    return rows_named(_ruleset(asked["ruleset"]), filled, marks_of(case))


def _case_of(assessed: _Assessed, memory: Memory) -> Case | None:
    """What the one assessment of a form was made of; None where there is none, or several."""
    results, case = assessed.report.results, memory.before.cases.last
    is_one = assessed.opened.filled is not None and len(results) == 1 and results[0].assessment is not None
    return case if is_one else None


def _charts(assessed: _Assessed, asked: Asked, memory: Memory) -> Generator[_Step]:
    """Of a form how the rows of each table lie about their limits, as pictures."""
    drawn: dict[str, str] = {}
    if _case_of(assessed, memory) is not None:
        assessed = yield from _with_rows(assessed, memory)
    found = assessed.report.results[0].assessment if assessed.opened.filled is not None else None
    if found is not None:
        tables = dict.fromkeys(one.table for one in found.tables)
        yield None
        writer = Writer(found, asked["lang"])
        for own in tables:
            drawn[own] = distributions(writer, f"chart-{own}", own)
            yield None
    yield {"charts": drawn}


def _with_rows(assessed: _Assessed, memory: Memory) -> Generator[None, None, _Assessed]:
    """The same with the figures of its rows, which are worked out bit by bit and kept for the report."""
    case, result = _case_of(assessed, memory), assessed.report.results[0]
    if case is None or result.assessment is None:
        return assessed
    tables = None
    for tables in row_tables_in_steps(case):  # noqa: B007 - the last are the tables
        yield None
    whole = result._replace(assessment=result.assessment._replace(tables=tables or ()))
    found = assessed._replace(report=assessed.report._replace(results=(whole,)))
    memory.keep(found)
    return found


def _report(asked: Asked, files: Files, memory: Memory) -> dict[str, Any]:
    """A report as a file, in the format `form`."""
    report, view = _assessed(asked, files, memory).report, View(asked["lang"], _WIDTH, color=False)
    try:
        return _file(rendered(asked["format"], report, view))
    except NotCopied:
        return _file(rendered(asked["format"], report._replace(origin=None), view))


def _bundle(asked: Asked, files: Files, memory: Memory) -> dict[str, Any]:
    """What was opened or filled in as a sealed bundle, of one subject."""
    from evalrules.page.bundling import sealed

    found = _assessed(asked, files, memory)
    held, shown = found.opened.files, [one.path for one in found.report.results]
    if len(shown) > 1:
        named = ", ".join(map(os.path.basename, shown))
        raise Refused((error("ER010", None, folder=found.opened.names, found=named),))
    evidence = next((name for name in held if shown and shown[0].endswith(name)), next(iter(held)))
    data, problems = sealed(held, evidence)
    if data is None:
        raise Refused(tuple(problems))
    return _file(data)


def _plan(asked: Asked, files: Files, memory: Memory) -> dict[str, Any]:  # noqa: ARG001 - as above
    """The ledger of the fewest changes that reach the level that is asked for, as a workbook."""
    from evalrules.action_plans import Wanted, plan_input
    from evalrules.reporters.action_plan.ledger import ledger_workbook

    with _opened(asked, files) as opened:
        if has_errors(opened.problems) or len(opened.inputs) != 1:
            count = str(len(opened.inputs))
            raise Refused(tuple(opened.problems) or (error("ER625", None, count=count),))
        found = plan_input(opened.inputs[0], _run(asked), Wanted())
        if found.plan is None:
            raise Refused(found.diagnostics)
        return _file(ledger_workbook(found.plan, asked["lang"]))


def _what_if(asked: Asked, files: Files, memory: Memory) -> dict[str, Any]:  # noqa: ARG001 - as above
    """Both verdicts, without the values of `set` and with them, and what changed in words."""
    language = asked["lang"]
    with _opened(asked, files) as opened:
        pair = what_if(opened.inputs, opened.problems, _run(asked), _values(asked["set"]))
        sections = [page for one in what_if_compared(pair).subjects for page in subject_page(one, language).sections]
        return {
            "before": told(pair.before, language, opened),
            "after": told(pair.after, language, opened),
            "changes": [{"title": section.title, "lines": list(section.lines)} for section in sections],
            "html": rendered("html", pair.after, View(language, _WIDTH, color=False)).decode(),
        }


def _values(written: Mapping[str, str]) -> tuple[SetValue, ...]:
    """Values by their paths, each a text as a cell of a form has it."""
    place = Span("", 0, 1, 0, 1)
    return tuple(
        set_value(evidence_path_from(path), Scalar(text, quoted=False, span=place)) for path, text in written.items()
    )


def _run(asked: Asked, before: Before | None = None) -> Run:
    """A run that records the rows behind indicators for the HTML report; the result as JSON is the same without."""
    options = Options(ruleset=asked.get("ruleset") if "form" not in asked else None, record=True)
    return new_run(options, _load, before)


@contextmanager
def _opened(asked: Asked, files: Files) -> Iterator[Opened]:
    """The files of a request in a folder of their own for as long as they are read."""
    filled = _filled(asked["form"]) if "form" in asked else None
    ruleset = None if filled is None else _ruleset(asked["ruleset"])
    if ruleset is not None and filled is not None:
        files = evidence_files(ruleset, filled)
    with tempfile.TemporaryDirectory(prefix="evalrules-") as folder:
        for name, data in files.items():
            _write(folder, name, data)
        top = dict.fromkeys(name.partition("/")[0] for name in files)
        only = [FILE] if filled is not None else list(top)
        paths = [os.path.join(folder, name) for name in only] if len(only) == 1 else [folder]
        inputs, problems = discover(paths)
        yield Opened(inputs, problems, filled, folder, ", ".join(files), ruleset, files)


def _write(folder: str, name: str, data: bytes) -> None:
    """One file, never outside of the folder. ValueError for a name that leads there."""
    parts = name.split("/")
    if any(part in ("", ".", "..") or "\0" in part or "\\" in part for part in parts):
        raise ValueError(name)
    path = os.path.join(folder, *parts)
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        file.write(data)


def _filled(form: Mapping[str, Any]) -> Filled:
    entries = (Entry(one["section"], one["id"], one.get("year", ""), one["value"]) for one in form["entries"])
    return Filled(tuple(entries), form.get("tables", {}))


def _file(data: bytes) -> dict[str, Any]:
    return {"base64": base64.b64encode(data).decode("ascii")}


_ANSWERS: Mapping[str, Callable[[Asked, Files, Memory], dict[str, Any]]] = MappingProxyType(
    {
        "form": _form,
        "workbook": _workbook,
        "check": _check,
        "result": _result,
        "more": _more,
        "report": _report,
        "bundle": _bundle,
        "plan": _plan,
        "what_if": _what_if,
    }
)
"""What can be asked for, by its name."""

ASKED = tuple(_ANSWERS)
"""The names of what can be asked for."""
