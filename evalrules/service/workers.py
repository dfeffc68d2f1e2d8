"""The processes that find the answers: one request each at a time, stopped where it takes too long.

A worker holds nothing but what it loaded (rulesets); one that was stopped, or ended by itself, is started anew. Its
files lie in a folder of its own, which goes with it.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Self

from evalrules.base.diagnostics import error
from evalrules.service.limits import Limits
from evalrules.service.messages import Answer, Asked
from evalrules.service.problems import BUSY, UNPROCESSABLE, problems_answer

_CONTEXT = multiprocessing.get_context("spawn")
_START = 120
"""Seconds that a worker may take to start, on a machine that has other things to do."""


class Workers:
    """As many workers as the limits say, from `with` until its end."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._home = ""
        self._every: list[_Worker] = []
        self._idle: asyncio.Queue[_Worker] | None = None
        self._threads = ThreadPoolExecutor(limits.workers, "worker")
        self._under_way = 0

    def __enter__(self) -> Self:
        self._home = tempfile.mkdtemp(prefix="evalrules-serve-")
        self._every = [_Worker(os.path.join(self._home, str(at))) for at in range(self.limits.workers)]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._threads.shutdown(wait=False, cancel_futures=True)
        for worker in self._every:
            worker.stop()
        shutil.rmtree(self._home, ignore_errors=True)

    async def ask(self, asked: Asked) -> Answer:
        """The answer of the next worker that is free; that the service is busy (ER679) where too many wait."""
        if self._under_way >= self.limits.waiting * self.limits.workers:
            return problems_answer(BUSY, [error("ER679", None)])
        self._under_way += 1
        try:
            idle = self._queue()
            worker = await idle.get()
            try:
                running = asyncio.get_running_loop()
                return await running.run_in_executor(self._threads, worker.ask, asked, self.limits.seconds)
            finally:
                idle.put_nowait(worker)
        finally:
            self._under_way -= 1

    def _queue(self) -> asyncio.Queue[_Worker]:
        if self._idle is None:
            self._idle = asyncio.Queue()
            for worker in self._every:
                self._idle.put_nowait(worker)
        return self._idle


class _Worker:
    """One process, and this end of the pipe to it."""

    def __init__(self, folder: str) -> None:
        self.folder = folder
        self._start()

    def _start(self) -> None:
        os.makedirs(self.folder, mode=0o700)
        self.pipe, other = _CONTEXT.Pipe()
        self.process = _CONTEXT.Process(target=run_worker, args=(other, self.folder), daemon=True)
        self.process.start()
        other.close()
        self.is_ready = False

    def ask(self, asked: Asked, seconds: float) -> Answer:
        """Wait for the answer; what takes longer is stopped (ER674), and so is told what a worker did not survive."""
        if not self.process.is_alive():  # somebody else ended it, and not this request
            self.stop()
            self._start()
        try:
            if not self.is_ready:
                self.is_ready = self.pipe.poll(_START) and bool(self.pipe.recv())
            self.pipe.send(asked)
            if self.pipe.poll(seconds):
                found: Answer = self.pipe.recv()
                return found
            limit = f"{seconds:g} s"
        except (EOFError, OSError):
            limit = "memory"
        self.stop()
        self._start()
        return problems_answer(UNPROCESSABLE, [error("ER674", None, limit=limit)])

    def stop(self) -> None:
        """End the process, and take its folder away."""
        self.process.kill()
        self.process.join()
        self.pipe.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def run_worker(pipe: Connection, folder: str) -> None:
    """What a worker does: it answers until the other end of the pipe is closed."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):  # the service stops it, when its last answer is out
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    tempfile.tempdir = folder
    sys.stdin = open(os.devnull, encoding="utf-8")  # noqa: SIM115 - for as long as the process lives
    from evalrules.service.answers import answer, prepare

    prepare()
    gc.freeze()  # what was imported is never garbage
    with contextlib.suppress(EOFError, OSError):
        pipe.send(True)
        while True:
            pipe.send(answer(pipe.recv(), folder))
