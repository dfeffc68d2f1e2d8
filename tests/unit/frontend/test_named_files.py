"""Evidence in no folder names no file."""

from __future__ import annotations

from evalrules.base.source import Scalar, Span
from evalrules.frontend.named_files import NO_FILES

WRITTEN = Scalar("a.pdf", False, Span("<stdin>", 1, 1, 1, 6))


def test_without_a_folder_rows_and_members_are_refused_and_papers_not_checked():
    """What decides must be there; a paper that cannot be looked at is a warning."""
    assert "ER428" == NO_FILES.member(WRITTEN).code
    assert [(one.code, one.severity) for one in NO_FILES.rows(WRITTEN, ()).problems] == [("ER430", "error")]
    found = NO_FILES.attachment(WRITTEN)
    assert found.problem is not None
    assert (found.file, found.problem.code, found.problem.severity) == (None, "ER435", "warning")
