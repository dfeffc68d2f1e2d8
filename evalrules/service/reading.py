"""A request read by the table of operations: the values of its parameters and its files, or what is wrong with them."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator

from starlette.requests import Request

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.suggestions import nearest
from evalrules.service.limits import MOST_FILES, Limits
from evalrules.service.messages import Asked, Upload
from evalrules.service.operations import ALONE, Operation, Parameter
from evalrules.service.parts import Damaged, TooMany, parts_of
from evalrules.service.placing import EVIDENCE, is_name
from evalrules.service.problems import BAD_REQUEST, NOT_FOUND, TIMEOUT, TOO_LARGE, Refused

MULTIPART = "multipart/form-data"
_MOST_PARTS = MOST_FILES + 10


async def asked_of(request: Request, operation: Operation, language: str, limits: Limits) -> Asked:
    """What a request asks. Refused for everything that is wrong with its parameters or its files.

    `language` is that of the service, where the request asks for none.
    """
    values = _values(request, operation)
    spoken = next(iter(values.get("lang", ())), None) or preferred(request.headers.get("accept-language", ""), language)
    try:
        async with asyncio.timeout(limits.seconds):
            files = await _files(request, operation, values, limits) if operation.parts else ()
    except TimeoutError:
        raise Refused(TIMEOUT, error("ER674", None, limit=f"{limits.seconds} s")) from None
    return Asked(operation.name, values, files, spoken)


def preferred(header: str, otherwise: str) -> str:
    """The language of ours that a header Accept-Language names first."""
    for one in header.split(","):
        tag = one.partition(";")[0].strip().lower().partition("-")[0]
        if tag in ("zh", "en"):
            return tag
    return otherwise


# -- parameters --------------------------------------------------------------------------------------------------------


def _values(request: Request, operation: Operation) -> dict[str, tuple[str, ...]]:
    pairs = request.query_params.multi_items()
    in_path = {one.name for one in operation.parameters if one.place == "path"}
    given = [(name, value) for name, value in pairs if name not in in_path] + list(request.path_params.items())
    wrong = [_unknown(name, operation) for name, _ in pairs if name in in_path]
    found: dict[str, tuple[str, ...]] = {}
    for name, value in given:
        found[name] = (*found.get(name, ()), value)
    for name, values in found.items():
        wrong += _wrong(name, values, operation)
    if wrong:
        is_missing = any(dict(one.args).get("option") in in_path for one in wrong)
        raise Refused(NOT_FOUND if is_missing else BAD_REQUEST, *wrong)
    return found


def _wrong(name: str, values: tuple[str, ...], operation: Operation) -> Iterator[Diagnostic]:
    known = operation.known.get(name)
    if known is None:
        yield _unknown(name, operation)
        return
    if len(values) > 1 and not known.is_repeated:
        yield error("ER057", None, option=name, count=str(len(values)))
    yield from (
        error("ER011", None, option=name, value=one, expected=_expected(known))
        for one in values
        if _is_wrong(one, known)
    )


def _is_wrong(value: str, known: Parameter) -> bool:
    return not value or "\0" in value or bool(known.choices and value not in known.choices)


def _expected(known: Parameter) -> str:
    return ", ".join(known.choices) or known.example


def _unknown(name: str, operation: Operation) -> Diagnostic:
    known = [one.name for one in operation.parameters if one.place == "query"]
    near = nearest(name, known)
    return error("ER682", None, name=name, expected=near or ", ".join(known) or "—")


# -- files -------------------------------------------------------------------------------------------------------------


async def _files(
    request: Request, operation: Operation, values: dict[str, tuple[str, ...]], limits: Limits
) -> tuple[Upload, ...]:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind == MULTIPART:
        files = await _parts(request, operation, limits)
    else:
        files = (await _whole(request, kind, operation, values),)
    wrong = [error("ER678", None, name=one.name) for one in files if not is_name(one.name)]
    if wrong:
        raise Refused(BAD_REQUEST, *wrong)
    counted = Counter(one.role for one in files)
    for part in operation.parts:
        count = counted[part.role]
        if count < part.least or (part.most is not None and count > part.most):
            raise _not_taken(f"{part.role} ×{count}", operation)
    return files


async def _parts(request: Request, operation: Operation, limits: Limits) -> tuple[Upload, ...]:
    try:
        found = await parts_of(request.headers["content-type"], request.stream(), _MOST_PARTS)
    except TooMany:
        raise _too_large(limits) from None
    except Damaged as problem:
        raise _not_taken(str(problem), operation) from None
    known = {part.role for part in operation.parts}
    strange = [one.role for one in found if one.role not in known]
    if strange:
        raise _not_taken(strange[0], operation)
    if sum(one.role == EVIDENCE for one in found) > MOST_FILES:
        raise _too_large(limits)
    return found


async def _whole(request: Request, kind: str, operation: Operation, values: dict[str, tuple[str, ...]]) -> Upload:
    """The one file that is the whole body, of an operation that takes no other."""
    needed = [part.role for part in operation.parts if part.least]
    name = next(iter(values.get("name", ())), None) or ALONE.get(kind)
    if len(needed) != 1 or name is None:
        raise _not_taken(kind or "—", operation)
    return Upload(needed[0], name, await request.body())


def _not_taken(found: str, operation: Operation) -> Refused:
    parts = ", ".join(f"{part.role}=@FILE" + ("" if part.least else "?") for part in operation.parts)
    alone = "" if sum(bool(part.least) for part in operation.parts) > 1 else f"; {', '.join(ALONE)}"
    return Refused(BAD_REQUEST, error("ER680", None, found=found, expected=f"{MULTIPART} ({parts}){alone}"))


def _too_large(limits: Limits) -> Refused:
    return Refused(TOO_LARGE, error("ER673", None, limit=str(limits.size), files=str(MOST_FILES)))
