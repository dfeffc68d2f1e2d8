"""What binding may ask of the files that evidence names. The corridor answers; binding opens nothing itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing, Scalar
from evalrules.model.evidence import EvidenceFile

if TYPE_CHECKING:
    from evalrules.base.forms import TableForm
    from evalrules.frontend.bound_before import BoundBefore


class Evaluated(NamedTuple):
    """The verdict on a member that was evaluated here: its levels still possible, best first, and its period.

    `kind`, `id` and `name` are those of the subject that its evidence states. `mark` is what all names of one file
    have in common, and `digest` what all copies of it have.
    """

    name: str
    ruleset: str
    possible: tuple[str, ...]
    files: tuple[EvidenceFile, ...] = ()
    period: str = ""
    kind: str = ""
    id: str = ""
    mark: tuple[object, ...] = ()
    digest: str = ""


class NamedRows(NamedTuple):
    """The rows of a file, None where there are none to be had; every problem that was met, and what was read."""

    rows: Listing | None
    problems: tuple[Diagnostic, ...]
    file: EvidenceFile | None = None


class Attachment(NamedTuple):
    """A paper that evidence cites: its digest, or the problem that it is."""

    file: EvidenceFile | None
    problem: Diagnostic | None = None


def _no_member(written: Scalar) -> Evaluated | Diagnostic:
    return error("ER428", written.span, path=written.text)


def _no_rows(written: Scalar, form: TableForm) -> NamedRows:  # noqa: ARG001 - the columns are not asked for
    return NamedRows(None, (error("ER430", written.span, path=written.text),))


def _not_checked(written: Scalar) -> Attachment:
    return Attachment(None, warning("ER435", written.span, path=written.text))


class NamedFiles(NamedTuple):
    """How each kind of file is had: a member's evidence, the rows of a table, an attachment. By default none is.

    Of a member comes the verdict on it, or the problem that there is none. `before` is what is remembered of rows.
    """

    member: Callable[[Scalar], Evaluated | Diagnostic] = _no_member
    rows: Callable[[Scalar, TableForm], NamedRows] = _no_rows
    attachment: Callable[[Scalar], Attachment] = _not_checked
    before: BoundBefore | None = None


NO_FILES = NamedFiles()
"""For evidence that lies in no folder: standard input, or a mapping of another program."""
