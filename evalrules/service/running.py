"""The service run: it listens, tells where, answers until it is told to stop, and ends when the last answer is out."""

from __future__ import annotations

import logging
import signal
import socket
from collections.abc import Callable

import uvicorn

from evalrules.service.app import application
from evalrules.service.guard import Access
from evalrules.service.limits import Limits
from evalrules.service.workers import Workers

_SIGNALS = ("SIGINT", "SIGTERM")
_LONGEST_HEAD = 32_768
_IDLE = 15
"""Seconds for which a connection is kept on which nothing is asked."""
_MOST_CONNECTIONS = 1000


def listening(host: str, port: int) -> socket.socket:
    """The socket of the service. OSError where it cannot listen there.

    What is accepted on it inherits that nothing waits to be joined: an answer goes out as head and body, and the body
    would wait for the client to acknowledge the head, for 40 ms. asyncio sees to that only for sockets it made itself.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    own = socket.create_server((host, port), family=family, backlog=512)
    own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return own


def serve(own: socket.socket, access: Access, limits: Limits, language: str, ready: Callable[[str], None]) -> None:
    """Serve until a signal says that it is enough; `ready` is told the address. What was begun is answered first."""
    logging.getLogger("python_multipart").setLevel(logging.CRITICAL)  # who sent a damaged form is told, nobody else
    workers = Workers(limits)
    config = uvicorn.Config(
        application(workers.ask, access, limits, language), loop="asyncio", http="h11", ws="none", lifespan="off",
        log_config=None, access_log=False, server_header=False, proxy_headers=False, timeout_keep_alive=_IDLE,
        timeout_graceful_shutdown=limits.seconds + 5, h11_max_incomplete_event_size=_LONGEST_HEAD,
        limit_concurrency=_MOST_CONNECTIONS,
    )  # fmt: skip
    server = uvicorn.Server(config)

    def enough(*_: object) -> None:
        """A signal before the server handles them, or the one that it raises anew when it has ended."""
        server.should_exit = True

    before = {name: signal.signal(getattr(signal, name), enough) for name in _SIGNALS}
    try:
        with own, workers:
            ready(address_of(own))
            server.run(sockets=[own])
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)


def address_of(own: socket.socket) -> str:
    """Where a browser finds the service."""
    host, port = own.getsockname()[:2]
    return f"http://[{host}]:{port}/" if ":" in host else f"http://{host}:{port}/"
