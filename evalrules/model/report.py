"""What one run was asked and what it found: the one object that every format is rendered from."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping

from evalrules.base.diagnostics import Diagnostic, has_errors, in_order
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.model.assessment import Assessment
from evalrules.model.evidence import Evidence
from evalrules.model.refs import DecisionRef, PlaceRef, RowRef, RuleRef, cell_of, measure_from
from evalrules.version import SEMANTICS, VERSION

ORDERS = ("code", "result")
"""What many results can be sorted by: the ids of their subjects, or the best first."""


class Options(NamedTuple):
    """What a check was asked: the ruleset (None: the one the evidence names), the date, the level, the detail.

    With `explain` every comparison is listed; with `record` it is kept, with the rows, for formats that draw it. With
    `sealed` only bundles that carry a seal are evaluated. `last_year` is the digest of what values were held against.
    """

    ruleset: str | None = None
    as_of: datetime.date | None = None
    require: str | None = None
    explain: bool = False
    record: bool = False
    sealed: bool = False
    last_year: str = ""


class Result(NamedTuple):
    """One input: its assessment, or None with the diagnostics that say why there is none."""

    path: str
    assessment: Assessment | None
    diagnostics: tuple[Diagnostic, ...]

    def with_warnings_as_errors(self) -> Result:
        """The result without its assessment where there is a warning, all of which are errors then."""
        found = () if self.assessment is None else self.assessment.diagnostics
        every = [one.as_error() for one in (*found, *self.diagnostics)]
        return Result(self.path, None, tuple(in_order(every))) if has_errors(every) else self


class Origin(NamedTuple):
    """The workbook that evidence came from, and where in it each value stands, by what it is of."""

    data: bytes
    cells: Mapping[PlaceRef, Span]


def cells_of(evidence: Evidence) -> dict[PlaceRef, Span]:
    """Where each value of evidence stands, by what it is."""
    found: dict[PlaceRef, Span] = {measure_from(own): fact.place for own, fact in evidence.facts.items()}
    found |= {DecisionRef(own): assessed.place for own, assessed in evidence.grades.items()}
    for table, rows in evidence.tables.items():
        for row in rows.rows:
            found[RowRef(table, row.key)] = row.place
            found |= {cell_of(column, row.key): cell.place for column, cell in row.cells.items()}
    return found


class Engine(NamedTuple):
    """What evaluated: the version of the program, and of its semantics (the same gives the same verdicts)."""

    version: str = VERSION
    semantics: int = SEMANTICS


class Regression(NamedTuple):
    """What is worse than in the baseline about the result at `path`: an indicator, a rule, or else its level.

    `rule` is the gate or veto, which was and is yes, no or open. `before` is None where the baseline has no such
    indicator or rule; a level that is None is not determined.
    """

    path: str
    indicator: str | None
    before: str | None
    after: str | None
    rule: RuleRef | None = None


class Baseline(NamedTuple):
    """What an older result says of the subjects that do not certainly reach the required level.

    `tolerated` are the paths of results that were no better then; for the others that were there, `regressions`.
    `digest` is that of the document with the older result, `sha256:…`; "" where it is not known.
    """

    tolerated: tuple[str, ...]
    regressions: tuple[Regression, ...]
    digest: str = ""


def exit_code_of(problems: tuple[Diagnostic, ...], accepted: Collection[bool | None], count: int) -> int:
    """The exit code of a run over so many inputs: 2 where one is wrong, 1 and 3 by what the others come to."""
    if has_errors(problems) or not count or len(accepted) < count:
        return 2
    return 1 if False in accepted else 3 if None in accepted else 0


class Report(NamedTuple):
    """Everything one run found; `diagnostics` belong to no single input, `texts` are the sources for frames.

    `origin` is the workbook of the only input, where that is one; `baseline` is there where one was given.
    """

    options: Options
    results: tuple[Result, ...]
    diagnostics: tuple[Diagnostic, ...]
    texts: Mapping[str, str]
    origin: Origin | None = None
    baseline: Baseline | None = None
    engine: Engine = Engine()

    @property
    def exit_code(self) -> int:
        """0 reached, 1 certainly not, 3 open, 2 an input or the call is wrong; waivers count. docs/contract.md.

        What the baseline tolerates counts as reached.
        """
        accepted = [self.accepts(one) for one in self.results if one.assessment is not None]
        return exit_code_of(self.diagnostics, accepted, len(self.results))

    def with_warnings_as_errors(self) -> Report:
        """The report in which an input with a warning is one that cannot be used; what was confirmed is no warning."""
        return self._replace(
            results=tuple(one.with_warnings_as_errors() for one in self.results),
            diagnostics=tuple(one.as_error() for one in self.diagnostics),
        )

    def is_tolerated(self, result: Result) -> bool:
        """Whether the baseline tolerates a result that does not certainly reach the required level."""
        return self.baseline is not None and result.path in self.baseline.tolerated

    def accepts(self, result: Result) -> bool | None:
        """Whether a result counts as reached, with its waivers or by the baseline; None: open, or not evaluated."""
        return self.is_tolerated(result) or (None if result.assessment is None else result.assessment.accepted)
