"""Progress: for somebody who watches, and only where it takes long."""

from __future__ import annotations

import io
from collections.abc import Iterator

from evalrules.cli.progress import counting_on, named_counting_on


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_for_a_terminal_only():
    """A log file gets no counting line."""
    for stream in (None, io.StringIO()):
        assert counting_on(stream) is None
        assert named_counting_on(stream) is None


def test_work_under_a_name_is_counted_from_the_start():
    """The line is wiped at the end."""
    terminal = Terminal()
    show = named_counting_on(terminal)
    show("r@1", 0, 2)
    show("r@1", 1, 2)
    assert terminal.getvalue() == "\rr@1 1/2\x1b[K\rr@1 2/2\x1b[K\r\x1b[K"


def test_inputs_are_counted_once_it_takes_long():
    """Nothing is shown in the first half second; a check of one file leaves no trace."""
    times: Iterator[float] = iter([0, 0.1, 0.4, 0.6, 0.7])
    terminal = Terminal()
    show = counting_on(terminal, clock=lambda: next(times))
    for done in range(4):
        show(done, 4)
    assert terminal.getvalue() == "\r3/4\x1b[K\r4/4\x1b[K\r\x1b[K"
