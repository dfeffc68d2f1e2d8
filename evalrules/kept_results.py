"""The window onto kept results: read back, looked at and rendered as fresh ones are."""

from __future__ import annotations

import os
from typing import Literal, overload

from evalrules.api import Assessment
from evalrules.arguments import path_of
from evalrules.base.diagnostics import Diagnostic, EvalrulesError, in_order
from evalrules.base.records import NamedTuple
from evalrules.kept import kept_report_from
from evalrules.model.report import Report
from evalrules.readers.files import read_bytes
from evalrules.rendering import TextFormat, framed, rendered_report
from evalrules.reporters.machine import render_json
from evalrules.results.plain_values import LIMIT


class KeptResult(NamedTuple):
    """A result that was kept and read back: one or several assessments, and what was wrong with other inputs.

    `report` is the engine's own; what a program may rely on are the properties.
    """

    report: Report

    @property
    def assessments(self) -> tuple[Assessment, ...]:
        """The assessments, in the order of the inputs."""
        found = [one.assessment for one in self.report.results if one.assessment is not None]
        return tuple(Assessment(one, self.report.options) for one in found)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """What was wrong with inputs that could not be assessed."""
        return in_order(
            [*self.report.diagnostics, *(found for one in self.report.results for found in one.diagnostics)]
        )

    @property
    def exit_code(self) -> int:
        """What `evalrules check` ended with: 0 reached, 1 not, 3 undetermined, 2 wrong input."""
        return self.report.exit_code

    def to_json(self) -> str:
        """The result document, with the bytes that it had where this version wrote it."""
        return render_json(self.report)

    @overload
    def render(self, form: Literal["docx", "xlsx"], lang: str = "en") -> bytes: ...
    @overload
    def render(self, form: TextFormat = "text", lang: str = "en") -> str: ...
    @overload
    def render(self, form: str, lang: str = "en") -> str | bytes: ...

    def render(self, form: str = "text", lang: str = "en") -> str | bytes:
        """The report in another format, as `Assessment.render` gives it."""
        return rendered_report(self.report, form, lang)

    def _repr_html_(self) -> str:
        """The HTML report in a frame of its own, as notebooks show it."""
        return framed(self.render("html"))

    def __hash__(self) -> int:
        return hash((self.assessments, self.exit_code))

    def __repr__(self) -> str:
        return f"<KeptResult {len(self.report.results)}, exit code {self.exit_code}>"


def load_result(path: str | os.PathLike[str]) -> KeptResult:
    """A result that was kept as JSON, by `to_json` or `evalrules check --format json`, read back.

    Raises EvalrulesError where it cannot be read, is no result, or contradicts itself.
    """
    shown = path_of(path, "path")
    data, problems = read_bytes(shown, name=os.path.basename(shown), limit=LIMIT)
    report, found = (None, []) if data is None else kept_report_from(data, os.path.basename(shown))
    if report is None:
        raise EvalrulesError(in_order([*problems, *found]))
    return KeptResult(report)
