"""Who may ask, from where, and how much: what every request passes first, whatever it asks."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import hashlib
import hmac
import ipaddress

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from evalrules.base.diagnostics import error
from evalrules.base.records import NamedTuple
from evalrules.service.limits import MOST_FILES, Limits
from evalrules.service.problems import FORBIDDEN, MISDIRECTED, TOO_LARGE, UNAUTHORIZED, Refused
from evalrules.service.sending import refusal, send_answer

LEAST_TOKEN = 16
"""How many characters a token has at least."""

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_DRAINED = 5
"""Seconds in which the rest of a request that is refused is read and thrown away, so that its sender hears why."""

_RULES = ("default-src", "base-uri", "form-action", "frame-ancestors")
POLICY = "".join(f"{name} 'none'; " for name in _RULES) + "style-src 'unsafe-inline'; sandbox"
"""What an answer may do where a browser opens it: be looked at."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Access(NamedTuple):
    """Where the service listens, and the token that a request must bring ("" for none, on loopback alone)."""

    host: str
    token: str = ""


def is_loopback(host: str) -> bool:
    """Whether only this machine reaches an address."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def is_token(text: str) -> bool:
    """Whether a text can be a token: visible characters of ASCII, enough of them."""
    return len(text) >= LEAST_TOKEN and all("!" <= sign <= "~" for sign in text)


class Guard:
    """Lets through what may be asked; answers the rest itself. Every answer gets the headers of the policy."""

    def __init__(self, app: ASGIApp, access: Access, limits: Limits) -> None:
        self.app, self.access, self.limits = app, access, limits
        self.token = hashlib.sha256(access.token.encode()).digest() if access.token else b""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the beginning and the end of the service."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        body = _Body(receive, self.limits)
        guarded = _with_policy(send, body)
        try:
            self._admit(Headers(scope=scope))
        except Refused as refused:
            await send_answer(refusal(refused), guarded)
            return
        await self.app(scope, body.receive, guarded)

    def _admit(self, headers: Headers) -> None:
        host = headers.get("host", "")
        if is_loopback(self.access.host) and _without_port(host) not in (*_LOOPBACK, self.access.host):
            raise Refused(MISDIRECTED, error("ER676", None, name=host))
        origin = headers.get("origin")
        if origin is not None and origin.partition("://")[2] != host:
            raise Refused(FORBIDDEN, error("ER676", None, name=origin))
        if self.token and not hmac.compare_digest(hashlib.sha256(_token_in(headers)).digest(), self.token):
            raise Refused(UNAUTHORIZED, error("ER677", None))
        length = headers.get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > self.limits.size:
            raise _too_large(self.limits)


class _Body:
    """The body of a request as it comes, and not more of it than may come."""

    def __init__(self, receive: Receive, limits: Limits) -> None:
        self._receive, self.limits = receive, limits
        self.came, self.is_whole = 0, False

    async def receive(self) -> Message:
        """The next part. Refused (ER673) where it is too much."""
        message = await self._next()
        if self.came > self.limits.size:
            raise _too_large(self.limits)
        return message

    async def drain(self) -> None:
        """Read and throw away what is left, so that whoever still sends it hears the answer; but not without end."""
        most = self.came + self.limits.size
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DRAINED):
                while not self.is_whole and self.came <= most:
                    await self._next()

    async def _next(self) -> Message:
        message = await self._receive()
        self.came += len(message.get("body", b""))
        self.is_whole = not message.get("more_body", False)
        return message


def _too_large(limits: Limits) -> Refused:
    return Refused(TOO_LARGE, error("ER673", None, limit=str(limits.size), files=str(MOST_FILES)))


def _without_port(host: str) -> str:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() else host).lower()


def _token_in(headers: Headers) -> bytes:
    """The token of a request, also as the password that a browser asks for."""
    scheme, _, given = headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return given.strip().encode("latin-1", "replace")
    if scheme.lower() != "basic":
        return b""
    try:
        return base64.b64decode(given, validate=True).partition(b":")[2]
    except (binascii.Error, ValueError):
        return b""


def _with_policy(send: Send, body: _Body) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            await body.drain()
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
            if not body.is_whole:
                headers["connection"] = "close"
        await send(message)

    return guarded
