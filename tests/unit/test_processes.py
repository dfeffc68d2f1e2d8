"""Work shared out to processes."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import time
from contextlib import closing

import pytest

from evalrules.processes import METHOD, ProcessDied, WorkFailed, in_order, processors

linux = pytest.mark.skipif(METHOD != "fork", reason="work of a test can only be copied into a process")


def squared(number: int) -> tuple[int, int]:
    """The square, and the process that found it; the first ones take longest."""
    time.sleep(0.002 * max(0, 4 - number))
    return number * number, os.getpid()


def dies_at_three(number: int) -> int:
    """Ended by the system in the middle of the work."""
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def leaves_at_three(number: int) -> int:
    """Ended by itself."""
    if number == 3:
        os._exit(7)
    return number


def wrong_at_three(number: int) -> int:
    """An error that is none of ours."""
    return number // (number - 3)


def left() -> list[object]:
    """Processes that somebody left."""
    return list(multiprocessing.active_children())


@linux
@pytest.mark.parametrize("count", [1, 2, 3])
def test_results_come_in_the_order_of_the_work(count: int) -> None:
    """Whoever is first, from several processes, and from this one where only it can do a piece."""
    found = list(in_order(squared, range(20), count, here=frozenset((0, 7, 19))))
    assert [number for number, _ in found] == [at * at for at in range(20)]
    assert [at for at, (_, process) in enumerate(found) if process == os.getpid()] == [0, 7, 19]
    assert not left()


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
@linux
@pytest.mark.parametrize(("work", "how"), [(dies_at_three, "signal 9"), (leaves_at_three, "exit 7")])
def test_a_process_that_dies_is_noticed(work, how: str) -> None:
    """With what it was doing; what was before it is had, nothing waits for it, and no other process stays."""
    found = []
    with pytest.raises(ProcessDied) as death:
        for number in in_order(work, range(1000), 2):
            found.append(number)  # noqa: PERF402 - what came before the error counts
    assert (death.value.at, death.value.how) == (3, how)
    assert found == list(range(len(found)))
    assert not left()


@linux
def test_an_error_of_the_work_is_told() -> None:
    """With its kind and where it was, as if it had happened here."""
    with pytest.raises(WorkFailed, match=r"ZeroDivisionError: .* \(wrong_at_three, test_processes.py:\d+\)"):
        list(in_order(wrong_at_three, range(10), 2))
    assert not left()


def not_to_be_sent(number: int) -> object:
    """Something that no pipe takes."""
    return lambda: number


@linux
def test_what_cannot_be_sent_is_an_error_of_the_work() -> None:
    """It says what it was, and not that a process died."""
    with pytest.raises(WorkFailed, match="not_to_be_sent"):
        list(in_order(not_to_be_sent, range(3), 2))
    assert not left()


@linux
def test_who_leaves_early_leaves_no_process() -> None:
    """Also while they work."""
    with closing(in_order(squared, range(10_000), 3)) as every:
        next(every)
        assert len(left()) == 3
    assert not left()


def test_no_more_is_done_ahead_than_a_few_pieces() -> None:
    """A reader who is slow makes the processes wait: memory does not grow with what is not taken."""
    done = multiprocessing.get_context("fork" if METHOD == "fork" else "spawn").Value("i", 0)
    if METHOD != "fork":
        pytest.skip("work of a test can only be copied into a process")

    def counted(number: int) -> int:
        with done.get_lock():
            done.value += 1
        return number

    with closing(in_order(counted, range(1000), 2)) as every:
        next(every)
        time.sleep(0.1)
        assert done.value < 20


def test_processes_that_begin_with_nothing_do_the_same() -> None:
    """Where a process cannot be copied, its work is sent to it."""
    assert list(in_order(abs, range(-9, 0), 2, method="spawn")) == list(range(9, 0, -1))
    assert not left()


def test_there_is_a_processor() -> None:
    """However they are counted."""
    assert processors() >= 1
