"""Floor 3, the door in: bytes become a raw document with places, or a list of problems."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collector_paused() -> Iterator[None]:
    """Leave the cyclic garbage collector out while a tree is built, and restore it whatever happens.

    A tree is many thousand tuples without a cycle: looking for one takes as long as reading the file.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
