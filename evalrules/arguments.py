"""What callers pass to the window, held to its kind: ER463 for anything else."""

from __future__ import annotations

import datetime
import os
from typing import Any, TypeVar

from evalrules.base.diagnostics import EvalrulesError, error

Kind = TypeVar("Kind")


def needed(value: Any, kind: type[Kind], name: str) -> Kind:  # noqa: ANN401 - whatever a caller gives
    """An argument that is of its kind, or ER463."""
    if not isinstance(value, kind):
        shown = kind.__name__ if kind.__module__ == "builtins" else f"evalrules.{kind.__name__}"
        raise EvalrulesError((error("ER463", None, name=name, found=type(value).__name__, expected=shown),))
    return value


def path_of(value: object, name: str) -> str:
    """The text of a path, or ER463."""
    path = os.fspath(value) if isinstance(value, str | os.PathLike) else value
    return needed(path, str, name)


def day_of(value: datetime.date | None) -> datetime.date | None:
    """A day, or ER463; a moment is none."""
    if value is None or (isinstance(value, datetime.date) and not isinstance(value, datetime.datetime)):
        return value
    found = type(value).__name__
    raise EvalrulesError((error("ER463", None, name="as_of", found=found, expected="datetime.date"),))
