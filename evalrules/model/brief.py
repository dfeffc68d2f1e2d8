"""What a run keeps of a result when the result itself is gone: enough for its exit code and its overview."""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.records import NamedTuple
from evalrules.model.report import Report
from evalrules.model.ruleset import Label


class Brief(NamedTuple):
    """One result in short; of an input that could not be evaluated `ruleset` is "", and nothing is known.

    `meets_required` and `accepted` are those of its verdict; `indicators` are the ids and titles of its ruleset
    (`id@edition`), and `words` how each of them stands. `changes` is how many changes together reach the required
    level, 0 where none are known; `open` and `confirmed` count the questions about its data. `path` is the input,
    `code` the id of the subject, `points` the sum of its points, None where there are none or it is not known.
    """

    ruleset: str = ""
    meets_required: bool | None = None
    accepted: bool | None = None
    indicators: tuple[tuple[str, Label], ...] = ()
    words: tuple[str, ...] = ()
    changes: int = 0
    open: int = 0
    confirmed: int = 0
    path: str = ""
    code: str = ""
    points: Fraction | None = None

    @property
    def is_evaluated(self) -> bool:
        """Whether there is a verdict, decided or not."""
        return bool(self.ruleset)


class Line(NamedTuple):
    """What an overview in words says of one subject: its row, who it is and what would bring it to the level, and why
    it stands where it stands.
    """

    row: tuple[str, ...]
    nearest: tuple[str, str] = ("", "")
    reason: str = ""


class Whole(NamedTuple):
    """A run as a whole, whose results are told one by one beside it.

    `report` says what was asked, the problems that belong to no input and the baseline; its results are not looked at.
    `lines` are there for formats that show the overview in words.
    """

    report: Report
    briefs: tuple[Brief, ...]
    exit_code: int
    lines: tuple[Line, ...] = ()
