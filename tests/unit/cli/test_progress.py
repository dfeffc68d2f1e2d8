"""Progress: for somebody who watches, and only where it takes long."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pytest

from evalrules.cli.progress import counting_on, named_counting_on, time_left


class Terminal(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def test_progress_is_for_a_terminal_only():
    """A log file gets no counting line."""
    for stream in (None, io.StringIO()):
        assert counting_on(stream, "en") is None
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
    show = counting_on(terminal, "en", clock=lambda: next(times))
    for done in range(4):
        show(done, 4)
    assert terminal.getvalue() == "\r3/4, about 5 s left\x1b[K\r4/4\x1b[K\r\x1b[K"


def test_the_line_is_no_flicker():
    """It changes ten times a second at most, however many inputs there are, and is wiped at the end."""
    times: Iterator[float] = iter([0, *(at / 1000 for at in range(1000, 2000))])
    terminal = Terminal()
    show = counting_on(terminal, "zh", clock=lambda: next(times))
    for done in range(1000):
        show(done, 1000)
    assert 10 <= terminal.getvalue().count("/1000") <= 12
    assert "，约剩 " in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")


@pytest.mark.parametrize(
    ("seconds", "zh", "en"),
    [(0, "5 秒", "5 s"), (42, "40 秒", "40 s"), (125, "2 分 5 秒", "2 min 5 s"), (1000, "17 分", "17 min"),
     (3600, "1 小时", "1 h"), (3599, "1 小时", "1 h"), (7300, "2 小时 2 分", "2 h 2 min")],
)  # fmt: skip
def test_the_time_that_is_left_is_told_as_people_tell_it(seconds, zh, en):
    """To five seconds, to minutes where it is long; never nothing."""
    assert time_left(seconds, "zh") == f"，约剩 {zh}"
    assert time_left(seconds, "en") == f", about {en} left"
