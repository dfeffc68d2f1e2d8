"""The cyclic garbage collector of Python, kept out of what makes many thousand records at once."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Leave the cyclic garbage collector out while a tree is built, and restore it whatever happens.

    Trees and rows of tables are many thousand tuples without a cycle: looking for one takes as long as making them.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
