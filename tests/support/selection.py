"""Long agreement: a few of many cases in every run, the others among the tests marked `real`, which take their time."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def one_in(every: int, items: Iterable[Any]) -> list[Any]:
    """The items as parameters, the first of each `every` of them in every run and the others with the mark `real`."""
    return [pytest.param(item, marks=[pytest.mark.real] if at % every else []) for at, item in enumerate(items)]
