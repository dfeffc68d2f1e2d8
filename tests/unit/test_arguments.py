"""What callers pass to the window is held to its kind."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from evalrules.arguments import day_of, needed, path_of
from evalrules.base.diagnostics import EvalrulesError

DAY = datetime.date(2007, 9, 1)


def test_what_is_of_its_kind_is_given_back():
    """A path may be a text or a path, a day may be left out."""
    assert ("a", "a.yaml", "a.yaml") == (needed("a", str, "name"), path_of("a.yaml", "path"), path_of(Path("a.yaml"), "path"))
    assert (DAY, None) == (day_of(DAY), day_of(None))


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: needed(1, str, "name"), "name is int, expected str"),
        (lambda: path_of(1, "path"), "path is int, expected str"),
        (lambda: day_of("2007-09-01"), "as_of is str, expected datetime.date"),
        (lambda: day_of(datetime.datetime(2007, 9, 1)), "as_of is datetime, expected datetime.date"),
    ],
)  # fmt: skip
def test_anything_else_is_said(call, said: str):
    """With the name of the argument, what it is and what is expected; a moment is no day."""
    with pytest.raises(EvalrulesError, match=f"ER463.*{said}"):
        call()
