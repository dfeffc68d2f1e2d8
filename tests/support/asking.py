"""Asks the service without a socket: `ask(app, "POST", "/api/assess", files=[("file", "a.yaml", b"…")])`.

As a program, `python ask.py POST /api/assess county.yaml`, it starts a service of its own, prints the answer, and ends
with 1 where that is a refusal.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from evalrules.service.answers import answer
from evalrules.service.app import application
from evalrules.service.guard import Access
from evalrules.service.limits import Limits
from evalrules.service.messages import Answer, Asked
from evalrules.service.workers import Workers

BOUNDARY = "a-boundary-that-no-file-holds"


class Heard(NamedTuple):
    """What the service answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def codes(self) -> set[str]:
        return {one["code"] for one in self.json["diagnostics"]}


def form_of(files: Sequence[tuple[str, str, bytes]]) -> tuple[str, bytes]:
    """The media type and the bytes of a form with files: what they are, how they are called, what they hold."""
    parts = []
    for role, name, data in files:
        shown = name.replace('"', "%22")
        head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{role}"; filename="{shown}"\r\n\r\n'
        parts.append(head.encode() + data + b"\r\n")
    return f"multipart/form-data; boundary={BOUNDARY}", b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()


def folder_of(path: Path, role: str = "file") -> list[tuple[str, str, bytes]]:
    """The files below a folder, by their names in it."""
    every = sorted(one for one in path.rglob("*") if one.is_file())
    return [(role, one.relative_to(path).as_posix(), one.read_bytes()) for one in every]


async def heard_from(app: Any, method: str, target: str, headers: dict[str, str], body: bytes) -> Heard:
    """One request to an application, as a server hands it over."""
    path, _, query = target.partition("?")
    raw = [(name.lower().encode(), value.encode("latin-1")) for name, value in headers.items()]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http", "path": path,
        "raw_path": path.encode(), "query_string": query.encode("ascii"), "root_path": "", "headers": raw,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 80),
    }  # fmt: skip
    sent: list[Any] = []
    parts = [body[at : at + 65_536] for at in range(0, len(body), 65_536)] or [b""]

    async def receive() -> Any:
        await asyncio.sleep(0.01)
        if not parts:
            return {"type": "http.disconnect"}
        part = parts.pop(0)
        return {"type": "http.request", "body": part, "more_body": bool(parts)}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    found = {name.decode(): value.decode("latin-1") for name, value in sent[0]["headers"]}
    return Heard(sent[0]["status"], found, b"".join(one.get("body", b"") for one in sent[1:]))


def ask(
    app: Any, method: str, target: str, *, files: Sequence[tuple[str, str, bytes]] = (), body: bytes = b"",
    kind: str = "", **headers: str,
) -> Heard:  # fmt: skip
    """What an application answers; headers are written `accept_language="zh"`."""
    if files:
        kind, body = form_of(files)
    given = {"host": "127.0.0.1:8000", **({"content-type": kind} if kind else {})}
    given |= {name.replace("_", "-"): value for name, value in headers.items()}
    if body:
        given.setdefault("content-length", str(len(body)))
    return asyncio.run(heard_from(app, method, quote(target, safe="/?&=%@.,[]+~-_:"), given, body))


def service_here(root: Path | str, *, token: str = "", host: str = "127.0.0.1", limits: Limits = Limits(), language: str = "en") -> Any:
    """The service with its work in this process; `root` is the folder for its files."""

    async def answered(asked: Asked) -> Answer:
        return answer(asked, str(root))

    return application(answered, Access(host, token), limits, language)


def main() -> int:
    """The program."""
    parser = argparse.ArgumentParser()
    parser.add_argument("method")
    parser.add_argument("target")
    parser.add_argument("files", nargs="*", help="ROLE=NAME=FILE, NAME=FILE or FILE")
    parser.add_argument("--header", action="append", default=[])
    parser.add_argument("--token", default="")
    parser.add_argument("--size-limit", type=int, default=32_000_000)
    parser.add_argument("--time-limit", type=int, default=60)
    parser.add_argument("--waiting", type=int, default=32)
    given = parser.parse_args()
    headers = dict(one.split(": ", 1) for one in given.header)
    files = []
    for one in given.files:
        *before, path = one.split("=")
        role = before.pop(0) if len(before) > 1 else "file"
        files.append((role, before[0] if before else Path(path).name, Path(path).read_bytes()))
    limits = Limits(given.size_limit, given.time_limit, 1, given.waiting)
    with Workers(limits) as workers:
        app = application(workers.ask, Access("127.0.0.1", given.token), limits, "en")
        found = ask(app, given.method, given.target, files=files, **headers)
    with contextlib.suppress(UnicodeDecodeError):
        print(found.status, found.body.decode()[:2000], sep="\n")
    return int(found.status >= 400)


if __name__ == "__main__":
    tempfile.tempdir = None
    sys.exit(main())
