"""Who may ask, from where, and how much: what every request passes first, whatever it asks."""

from __future__ import annotations

import asyncio
import base64
import binascii
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
        guarded = _with_policy(send)
        try:
            self._admit(Headers(scope=scope))
        except Refused as refused:
            await _drain(receive, self.limits.size)
            await send_answer(refusal(refused), guarded, close=True)
            return
        await self.app(scope, self._counted(receive), guarded)

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
            raise self._too_large()

    def _counted(self, receive: Receive) -> Receive:
        """The parts of a body, as long as they are not too many."""
        came = 0

        async def counted() -> Message:
            nonlocal came
            message = await receive()
            came += len(message.get("body", b""))
            if came > self.limits.size:
                raise self._too_large()
            return message

        return counted

    def _too_large(self) -> Refused:
        return Refused(TOO_LARGE, error("ER673", None, limit=str(self.limits.size), files=str(MOST_FILES)))


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


def _with_policy(send: Send) -> Send:
    async def guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers.setdefault(name, value)
        await send(message)

    return guarded


async def _drain(receive: Receive, most: int) -> None:
    try:
        async with asyncio.timeout(_DRAINED):
            left = most
            while left > 0:
                message = await receive()
                left -= len(message.get("body", b""))
                if not message.get("more_body"):
                    return
    except TimeoutError:
        return
