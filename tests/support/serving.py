"""The service as a process: `with served(program, "--workers", "2") as service: service.ask("GET", "/api/health")`."""

from __future__ import annotations

import http.client
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from asking import form_of

PATIENCE = 60
"""Seconds that a service may take for anything, on a machine that has other things to do."""


class Served(NamedTuple):
    """A service that runs: its process, and where it listens."""

    process: Any
    host: str
    port: int

    def ask(self, method: str, target: str, files: list[tuple[str, str, bytes]] | None = None, **headers: str) -> tuple[int, Any, bytes]:
        """One request on a connection of its own."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=PATIENCE)
        try:
            kind, body = form_of(files) if files else ("", b"")
            given = {name.replace("_", "-"): value for name, value in headers.items()} | ({"content-type": kind} if kind else {})
            connection.request(method, quote(target, safe="/?&=%@.,[]+-_:"), body or None, given)
            answer = connection.getresponse()
            return answer.status, answer.headers, answer.read()
        finally:
            connection.close()


@contextmanager
def served(program: Any, *options: str, env: dict[str, str] | None = None) -> Iterator[Served]:
    """The service from its first line until it is told to end."""
    process = program.begin("serve", "--port", "0", "--lang", "en", *options, env=env)
    try:
        line = process.stdout.readline().decode()
        assert line.startswith("Serving at http://"), (line, process.stderr.read() if process.poll() is not None else b"")
        at = urlsplit(line.split()[2])
        yield Served(process, "127.0.0.1" if at.hostname == "0.0.0.0" else at.hostname, at.port)
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(PATIENCE)
        finally:
            process.kill()
            for stream in (process.stdin, process.stdout, process.stderr):
                stream.close()
