"""What is wrong with a request, as every answer of 400 and above tells it: diagnostics in both languages."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.sentences import hint, sentence
from evalrules.reporters.machine import diagnostic_document
from evalrules.service.messages import Answer

FORMAT = "problems/1"
JSON = "application/json"

BAD_REQUEST, UNAUTHORIZED, FORBIDDEN, NOT_FOUND = 400, 401, 403, 404
NOT_ALLOWED, TIMEOUT, TOO_LARGE, MISDIRECTED, UNPROCESSABLE, FAULT, BUSY = 405, 408, 413, 421, 422, 500, 503


class Refused(Exception):
    """Why a request is not answered as it was asked: the status and the problems."""

    def __init__(self, status: int, *found: Diagnostic) -> None:
        self.status, self.found = status, found
        super().__init__(*found)


def problem_document(found: Diagnostic) -> dict[str, Any]:
    """A problem as results have it, with what it says and what to do about it in both languages."""
    said = {name: {"zh": tell(found, "zh"), "en": tell(found, "en")} for name, tell in _TOLD.items()}
    return {**diagnostic_document(found), **said}


_TOLD = {"says": sentence, "hint": hint}


def problems_text(found: Iterable[Diagnostic], result: str = "") -> str:
    """The document of problems; `result` is the JSON of a result, which stands in it as it was written."""
    told = json.dumps([problem_document(one) for one in dict.fromkeys(found)], ensure_ascii=False, indent=1)
    kept = f',\n"result": {result.rstrip()}' if result else ""
    return f'{{"format": "{FORMAT}",\n"diagnostics": {told}{kept}}}\n'


def problems_answer(status: int, found: Iterable[Diagnostic], result: str = "", exit_code: int | None = None) -> Answer:
    """The answer that tells problems."""
    return Answer(status, JSON, problems_text(found, result).encode(), exit_code=exit_code)
