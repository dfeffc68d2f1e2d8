"""Signals that would end the program at once, as interruptions that let it put things right first."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager

_SIGNALS = ("SIGTERM", "SIGHUP")


@contextmanager
def ended_cleanly() -> Iterator[None]:
    """Within it a request to end is a KeyboardInterrupt, as Ctrl-C is: what was begun is undone, and the exit code is
    130. Where signals cannot be handled (in another thread) nothing is different.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    found = [getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)]
    before = [signal.signal(one, _interrupt) for one in found]
    try:
        yield
    finally:
        for one, handler in zip(found, before, strict=True):
            signal.signal(one, handler)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt
