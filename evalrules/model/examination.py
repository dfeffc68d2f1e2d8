"""Data that were questioned and not judged: what is wrong with them, what is asked, and what is confirmed, by row."""

from __future__ import annotations

from evalrules.base.diagnostics import ERROR, Diagnostic, has_errors
from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Subject
from evalrules.model.report import Options
from evalrules.model.ruleset import Label


class Located(NamedTuple):
    """A problem of the data with what it is about: a table, a row by its key and its name, an item, and its path.

    What is not known, or is about the subject as a whole, is empty.
    """

    problem: Diagnostic
    table: str = ""
    table_label: Label = Label("", "")
    key: tuple[str, ...] = ()
    row: Label = Label("", "")
    item: Label = Label("", "")
    path: str = ""

    @property
    def unit(self) -> str:
        """The school, or whatever rows are about: the first part of the key."""
        return self.key[0] if self.key else ""

    @property
    def is_open(self) -> bool:
        """Whether somebody has to correct or to confirm something."""
        return self.problem.is_error or self.problem.is_question


class Counts(NamedTuple):
    """How many errors there are, questions that are open, questions that are confirmed, other warnings, and notes."""

    errors: int
    questions: int
    confirmed: int
    warnings: int
    notes: int


class Examined(NamedTuple):
    """One input: whose data they are, under which ruleset, and every problem; `is_read` where they could be read."""

    path: str
    subject: Subject | None
    period: str | None
    ruleset: str
    title: Label
    located: tuple[Located, ...]
    is_read: bool

    @property
    def counts(self) -> Counts:
        """The problems by what is to be done about them."""
        every = [one.problem for one in self.located]
        questions = sum(one.is_question for one in every)
        confirmed = sum(one.confirmed is not None for one in every)
        errors, notes = (sum(one.severity == severity for one in every) for severity in (ERROR, "note"))
        return Counts(errors, questions, confirmed, len(every) - errors - questions - confirmed - notes, notes)

    @property
    def units(self) -> dict[str, list[Located]]:
        """The problems by school, the subject's own ("") first, each in the order of its first problem."""
        found: dict[str, list[Located]] = {"": []}
        for one in self.located:
            found.setdefault(one.unit, []).append(one)
        return {unit: every for unit, every in found.items() if every}


class Examination(NamedTuple):
    """Everything that one run questioned; `diagnostics` belong to no single input."""

    options: Options
    results: tuple[Examined, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def exit_code(self) -> int:
        """0 nothing to correct or to confirm, 1 something, 2 an input could not be read or the call is wrong."""
        if has_errors(self.diagnostics) or not self.results or not all(one.is_read for one in self.results):
            return 2
        return int(any(one.is_open for result in self.results for one in result.located))
