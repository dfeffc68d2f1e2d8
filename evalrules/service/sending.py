"""An answer as the messages of ASGI."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response
from starlette.types import Send

from evalrules.service.messages import Answer
from evalrules.service.problems import BUSY, UNAUTHORIZED, Refused, problems_answer

EXIT_CODE = "evalrules-exit-code"
"""The header with the exit code that the command would end with."""


def refusal(refused: Refused) -> Answer:
    """The answer to a request that is refused."""
    return problems_answer(refused.status, refused.found)


def response_of(found: Answer) -> Response:
    """An answer with its headers."""
    headers = {"content-type": found.type}
    if found.exit_code is not None:
        headers[EXIT_CODE] = str(found.exit_code)
    if found.name:
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(found.name)}"
    if found.status == UNAUTHORIZED:
        headers["www-authenticate"] = 'Basic realm="evalrules", charset="UTF-8"'
    if found.status == BUSY:
        headers["retry-after"] = "1"
    return Response(found.body, found.status, headers)


async def send_answer(found: Answer, send: Send) -> None:
    """Send an answer at once."""
    response = response_of(found)
    await send({"type": "http.response.start", "status": response.status_code, "headers": response.raw_headers})
    await send({"type": "http.response.body", "body": response.body})
