"""The service as an ASGI application: what is asked, by whom, and which process answers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp

from evalrules.base.diagnostics import error
from evalrules.service.front import policy
from evalrules.service.guard import Access, Guard
from evalrules.service.limits import Limits
from evalrules.service.messages import Answer, Asked
from evalrules.service.openapi import openapi_text
from evalrules.service.operations import DESK, FRONT, OPERATIONS, Operation
from evalrules.service.problems import FAULT, JSON, NOT_ALLOWED, NOT_FOUND, Refused, problems_answer
from evalrules.service.reading import asked_of
from evalrules.service.sending import refusal, response_of
from evalrules.version import VERSION

Ask = Callable[[Asked], Awaitable[Answer]]
"""Has a request answered, by some process."""


class Service:
    """The routes of the service; `ask` has requests answered, `language` is that of who asks for none."""

    def __init__(self, ask: Ask, limits: Limits, language: str) -> None:
        self.ask, self.limits, self.language = ask, limits, language

    def routes(self) -> list[Route]:
        """A route for each operation, for the page and what it asks, the document, and whether the service is well."""
        every = (*OPERATIONS.values(), DESK, FRONT)
        return [
            *(Route(one.path, partial(self._operate, one), methods=[one.method]) for one in every),
            Route("/api/openapi.json", self._document),
            Route("/api/health", self._health),
        ]

    async def _operate(self, operation: Operation, request: Request) -> Response:
        asked = await asked_of(request, operation, self.language, self.limits)
        response = response_of(await self.ask(asked))
        if operation is FRONT:
            response.headers["content-security-policy"] = f"{policy()}; frame-ancestors 'none'"
        return response

    async def _document(self, request: Request) -> Response:  # noqa: ARG002 - as the framework calls it
        return Response(openapi_text(), headers={"content-type": JSON})

    async def _health(self, request: Request) -> Response:  # noqa: ARG002 - as above
        return Response(f'{{"version": "{VERSION}"}}\n', headers={"content-type": JSON})


def application(ask: Ask, access: Access, limits: Limits, language: str) -> ASGIApp:
    """The whole service: its routes, what is said where there is none, and the guard before all of them."""
    handlers = {HTTPException: _no_such_thing, Refused: _refused, Exception: _fault}
    app = Starlette(routes=Service(ask, limits, language).routes(), exception_handlers=handlers)  # type: ignore[arg-type]
    app.router.redirect_slashes = False
    return Guard(app, access, limits)


async def _no_such_thing(request: Request, problem: HTTPException) -> Response:
    status = problem.status_code if problem.status_code == NOT_ALLOWED else NOT_FOUND
    told = problems_answer(status, [error("ER675", None, method=request.method, path=request.url.path)])
    response = response_of(told)
    response.headers.update(problem.headers or {})
    return response


async def _refused(request: Request, problem: Refused) -> Response:  # noqa: ARG001 - as the framework calls it
    return response_of(refusal(problem))


async def _fault(request: Request, problem: Exception) -> Response:  # noqa: ARG001 - as above
    return response_of(problems_answer(FAULT, [error("ER901", None, message=type(problem).__name__)]))
