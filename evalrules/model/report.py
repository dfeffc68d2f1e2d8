"""What one run was asked and what it found: the one object that every format is rendered from."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import NamedTuple

from evalrules.base.diagnostics import Diagnostic, has_errors
from evalrules.base.source import Span
from evalrules.model.assessment import Assessment


class Options(NamedTuple):
    """What a check was asked: the ruleset (None: the one the evidence names), the date, the level, the detail."""

    ruleset: str | None = None
    as_of: datetime.date | None = None
    require: str | None = None
    explain: bool = False


class Result(NamedTuple):
    """One input: its assessment, or None with the diagnostics that say why there is none."""

    path: str
    assessment: Assessment | None
    diagnostics: tuple[Diagnostic, ...]


class Origin(NamedTuple):
    """The workbook that evidence came from, and where in it each value stands.

    `cells` are by what a value is: `fact:ID`, `member:ID`, `grade:ID`, `point:ID`, `row:TABLE:KEY1,KEY2:COLUMN`.
    """

    data: bytes
    cells: Mapping[str, Span]


class Report(NamedTuple):
    """Everything one run found; `diagnostics` belong to no single input, `texts` are the sources for frames.

    `origin` is the workbook of the only input, where that is one.
    """

    options: Options
    results: tuple[Result, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    origin: Origin | None = None

    @property
    def exit_code(self) -> int:
        """0 reached, 1 certainly not, 3 open, 2 an input or the call is wrong; waivers count. docs/contract.md."""
        verdicts = [result.assessment.accepted for result in self.results if result.assessment]
        if has_errors(self.diagnostics) or len(verdicts) < len(self.results) or not self.results:
            return 2
        return 1 if False in verdicts else 3 if None in verdicts else 0
