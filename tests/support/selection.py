"""Long agreement: a few of many cases in every run, the others among the tests marked `real`, which take their time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def one_in(every: int, items: Iterable[Any]) -> list[Any]:
    """The items as parameters, the first of each `every` of them in every run and the others with the mark `real`.

    An item may be a parameter already, with an id of its own.
    """
    return [_marked(item, [pytest.mark.real] if at % every else []) for at, item in enumerate(items)]


def _marked(item: Any, marks: list[Any]) -> Any:
    values = getattr(item, "values", None)
    if isinstance(values, tuple) and hasattr(item, "marks"):
        return pytest.param(*values, marks=[*item.marks, *marks], id=item.id)
    return pytest.param(item, marks=marks)
