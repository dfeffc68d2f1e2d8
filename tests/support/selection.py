"""Long agreement: a few of many cases in every run, others among the tests marked `real`, the rest before a release."""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import Any

import pytest


def one_in(every: int, items: Iterable[Any], *, real: int = 1) -> list[Any]:
    """The items as parameters, the first of each `every` of them in every run and the others with the mark `real`.

    With `real`, only the first of so many of the others is; the rest is `long`. An item may be a parameter already,
    with an id of its own.
    """
    listed = list(items)
    others = seldom([one for at, one in enumerate(listed) if at % every], real=real)
    return [others.pop(0) if at % every else _marked(one, []) for at, one in enumerate(listed)]


def seldom(items: Iterable[Any], *, real: int, long: Container[Any] = ()) -> list[Any]:
    """The items as parameters marked `real`, the first of each `real` of them on every change; the rest is `long`.

    So are those in `long`, whichever they are.
    """
    listed = [(one, one in long) for one in items]
    short = iter(range(len(listed)))
    return [
        _marked(one, [pytest.mark.real, *([pytest.mark.long] if is_long or next(short) % real else [])])
        for one, is_long in listed
    ]


def _marked(item: Any, marks: list[Any]) -> Any:
    values = getattr(item, "values", None)
    if isinstance(values, tuple) and hasattr(item, "marks"):
        return pytest.param(*values, marks=[*item.marks, *marks], id=item.id)
    return pytest.param(item, marks=marks)
