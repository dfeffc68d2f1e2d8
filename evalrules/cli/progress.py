"""How far long work is, on standard error and only where that is a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

PATIENCE = 0.5
"""Seconds after which somebody would like to know."""


def counting_on(
    stream: TextIO | None, clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int], None] | None:
    """A line that counts inputs once the work takes longer than half a second; None where nobody watches."""
    if stream is None or not stream.isatty():
        return None
    begun = clock()

    def show(done: int, every: int) -> None:
        if clock() - begun > PATIENCE:
            _write(stream, f"{done + 1}/{every}", is_last=done + 1 == every)

    return show


def named_counting_on(stream: TextIO | None) -> Callable[[str, int, int], None] | None:
    """A line that counts under a name, from the start."""
    if stream is None or not stream.isatty():
        return None
    return lambda name, done, every: _write(stream, f"{name} {done + 1}/{every}", is_last=done + 1 == every)


def _write(stream: TextIO, text: str, *, is_last: bool) -> None:
    """The text in place of the line before, which is wiped away at the end."""
    stream.write(f"\r{text}\x1b[K" + ("\r\x1b[K" if is_last else ""))
    stream.flush()
