"""Work shared out to processes, its results in order; one that dies is noticed at once, and none outlives the run.

`concurrent.futures` does not say which work was under way when a process died, and leaves processes behind where the
run itself is killed; here every process has a pipe of its own, which ends with either side.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from multiprocessing.reduction import ForkingPickler
from typing import Generic, TypeVar

Work = TypeVar("Work")
Done = TypeVar("Done")

AHEAD = 4
"""How many pieces of work for each process may be done before the one that is next in order."""

METHOD = "fork" if sys.platform == "linux" else "spawn"
"""How processes begin: as a copy of this one, where that is safe, and else with nothing but the work."""


class ProcessDied(Exception):
    """A process ended before its work was done: which work, by its number, and how it ended (`signal 9`, `exit 1`)."""

    def __init__(self, at: int, how: str) -> None:
        self.at = at
        self.how = how
        super().__init__(at, how)


class WorkFailed(Exception):
    """An error that work is not to raise came out of a process."""


def processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


def in_order(
    work: Callable[[Work], Done],
    pieces: Sequence[Work],
    count: int,
    here: frozenset[int] = frozenset(),
    method: str = METHOD,
) -> Generator[Done, None, None]:
    """What comes of each piece, in order, from so many processes; the pieces `here` are done by this one.

    `work` and what comes of it go through pickle. Raises ProcessDied and WorkFailed. However it ends, no process is
    left: close the iterator where it is left early.
    """
    pool: _Pool[Work, Done] = _Pool(work, count, method)
    try:
        yield from pool.results(pieces, here)
    finally:
        pool.end()


class _Pool(Generic[Work, Done]):
    """The processes, and what each of them is doing."""

    def __init__(self, work: Callable[[Work], Done], count: int, method: str) -> None:
        self.work = work
        self.idle: list[Connection] = []
        self.busy: dict[Connection, int] = {}
        self.processes: dict[Connection, BaseProcess] = {}
        context = multiprocessing.get_context(method)
        for _ in range(count):
            ours, theirs = context.Pipe()
            inherited = (*self.processes, ours) if method == "fork" else ()
            process = context.Process(target=_serve, args=(theirs, inherited, work), daemon=True)  # type: ignore[attr-defined]
            self.processes[ours] = process
            process.start()
            theirs.close()
            self.idle.append(ours)

    def results(self, pieces: Sequence[Work], here: frozenset[int]) -> Iterator[Done]:
        done: dict[int, Done] = {}
        left = iter([at for at in range(len(pieces)) if at not in here])
        upcoming = next(left, None)
        at = 0
        while at < len(pieces):
            while upcoming is not None and self.idle and upcoming - at < AHEAD * len(self.processes):
                self._give(upcoming, pieces[upcoming])
                upcoming = next(left, None)
            if at in here:
                done[at] = self.work(pieces[at])
            elif at not in done:
                done |= self._received()
            while at in done:
                yield done.pop(at)
                at += 1

    def _give(self, at: int, piece: Work) -> None:
        connection = self.idle.pop()
        self.busy[connection] = at
        with suppress(OSError):  # it has died; what it was to do is missed when it is waited for
            connection.send(piece)

    def _received(self) -> dict[int, Done]:
        found: dict[int, Done] = {}
        for connection in wait(list(self.busy)):
            assert isinstance(connection, Connection)
            at = self.busy[connection]
            try:
                problem, done = connection.recv()
            except (EOFError, OSError):
                raise ProcessDied(at, self._how_it_ended(connection)) from None
            if problem:
                raise WorkFailed(problem)
            found[at] = done
            del self.busy[connection]
            self.idle.append(connection)
        return found

    def _how_it_ended(self, connection: Connection) -> str:
        process = self.processes[connection]
        process.join(1)
        code = process.exitcode
        return f"signal {-code}" if code is not None and code < 0 else f"exit {code}"

    def end(self) -> None:
        """Leave no process, whatever it is doing."""
        for process in self.processes.values():
            process.kill()
        for connection, process in self.processes.items():
            process.join()
            connection.close()


def _serve(connection: Connection, inherited: Sequence[Connection], work: Callable[[Work], Done]) -> None:
    """Do what comes through the pipe, until it ends: the other side has died, or needs nothing more.

    The ends of pipes that were copied into this process are closed, or they would keep each other open. An
    interruption is meant for the process that began this one.
    """
    for one in inherited:
        one.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)
    with suppress(EOFError, OSError):
        while True:
            piece = connection.recv()
            try:
                answer = ForkingPickler.dumps(
                    ("", work(piece))
                )  # before it is sent: what cannot be is an error of the work
            except Exception as problem:  # noqa: BLE001 - told where the work was given out
                last = traceback.extract_tb(problem.__traceback__)[-1]
                where = f"{last.name}, {os.path.basename(last.filename)}:{last.lineno}"
                answer = ForkingPickler.dumps((f"{type(problem).__name__}: {problem} ({where})", None))
            connection.send_bytes(answer)
