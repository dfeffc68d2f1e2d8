"""How far long work is, on standard error and only where that is a terminal."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TextIO

PATIENCE = 0.5
"""Seconds after which somebody would like to know."""
_EVERY = 0.1
"""Seconds between two lines."""


def counting_on(
    stream: TextIO | None, language: str, clock: Callable[[], float] = time.monotonic
) -> Callable[[int, int], None] | None:
    """A line that counts inputs, with the time that is left, once the work takes longer than half a second.

    None where nobody watches. It changes ten times a second at most.
    """
    if stream is None or not stream.isatty():
        return None
    begun = clock()
    shown = begun - PATIENCE

    def show(done: int, every: int) -> None:
        nonlocal shown
        now = clock()
        is_last = done + 1 == every
        if now - begun > PATIENCE and (is_last or now - shown >= _EVERY):
            shown = now
            left = time_left((now - begun) / done * (every - done), language) if done and not is_last else ""
            _write(stream, f"{done + 1}/{every}{left}", is_last=is_last)

    return show


def time_left(seconds: float, language: str) -> str:
    """About how long work still takes, in words: to five seconds, to minutes beyond ten of them."""
    minutes, rest = divmod(max(5, round(seconds / 5) * 5), 60)
    hours, minutes = divmod(minutes + (rest >= 30 if minutes >= 10 else 0), 60)
    parts = ((hours, "小时", "h"), (minutes, "分", "min"), (0 if hours or minutes >= 10 else rest, "秒", "s"))
    if language == "zh":
        return "，约剩 " + " ".join(f"{count} {unit}" for count, unit, _ in parts if count)
    return ", about " + " ".join(f"{count} {unit}" for count, _, unit in parts if count) + " left"


def named_counting_on(stream: TextIO | None) -> Callable[[str, int, int], None] | None:
    """A line that counts under a name, from the start."""
    if stream is None or not stream.isatty():
        return None
    return lambda name, done, every: _write(stream, f"{name} {done + 1}/{every}", is_last=done + 1 == every)


def _write(stream: TextIO, text: str, *, is_last: bool) -> None:
    """The text in place of the line before, which is wiped away at the end."""
    stream.write(f"\r{text}\x1b[K" + ("\r\x1b[K" if is_last else ""))
    stream.flush()
