"""The processes that find the answers: real ones, which are stopped where they take too long."""

from __future__ import annotations

import asyncio
import os
import signal
import tempfile
from pathlib import Path

import pytest

from evalrules.service.limits import Limits
from evalrules.service.messages import Answer, Asked, Upload
from evalrules.service.workers import Workers

SCHEMA = Asked("schema", {"name": ("plan",)}, (), "en")
COUNTY = Path(__file__).resolve().parents[3] / "examples" / "jiangsu-16" / "county.yaml"


def slow() -> Asked:
    """Evidence that takes its time: nine hundred counties, each with a code of its own."""
    text = COUNTY.read_text(encoding="utf-8")
    counties = (text.replace('id: "320599"', f'id: "{320000 + at}"').encode() for at in range(900))
    return Asked("assess", {}, tuple(Upload("file", f"{at}.yaml", one) for at, one in enumerate(counties)), "en")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_no_request_waits_where_none_may():
    """The service says that it is busy, at once."""
    workers = Workers(Limits(waiting=0))
    answer = asyncio.run(workers.ask(SCHEMA))
    assert answer.status == 503 and b"ER679" in answer.body


@pytest.mark.real
def test_what_takes_too_long_is_stopped_and_the_next_is_answered(tmp_path: Path):
    """422 with ER674; nothing of it is left, and a new process answers the next request."""

    async def both() -> tuple[Answer, Answer, float]:
        running = asyncio.get_running_loop()
        await workers.ask(SCHEMA)
        begun = running.time()
        first = await workers.ask(slow())
        return first, await workers.ask(SCHEMA), running.time() - begun

    with Workers(Limits(seconds=1)) as workers:
        first, second, took = asyncio.run(both())
        assert first.status == 422 and b"ER674" in first.body and b"1 s" in first.body
        assert second.status == 200 and took < 15
        assert list(tmp_path.rglob("*.yaml")) == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.real
def test_a_worker_that_ended_is_replaced(tmp_path: Path):
    """Killed at its work, as where memory is short: that request is told so. Killed while it waits: nobody notices."""

    def kill() -> None:
        os.kill(workers._every[0].process.pid, signal.SIGKILL)

    async def story() -> list[int]:
        found = [(await workers.ask(SCHEMA)).status]
        working = asyncio.ensure_future(workers.ask(slow()))
        await asyncio.sleep(1)
        kill()
        found += [(await working).status, (await workers.ask(SCHEMA)).status]
        kill()
        workers._every[0].process.join()
        return [*found, (await workers.ask(SCHEMA)).status]

    with Workers(Limits(seconds=50)) as workers:
        assert asyncio.run(story()) == [200, 422, 200, 200]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.real
def test_as_many_are_answered_at_once_as_there_are_workers():
    """Each request has a process of its own, and all of them are answered."""

    async def every() -> list[Answer]:
        return await asyncio.gather(*(workers.ask(SCHEMA) for _ in range(20)))

    with Workers(Limits(workers=2)) as workers:
        assert {one.status for one in asyncio.run(every())} == {200}
