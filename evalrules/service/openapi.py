"""The OpenAPI document of the service, made from the table of operations."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from evalrules.service.operations import ALONE, OPERATIONS, Operation, Parameter, Part, type_of
from evalrules.service.problems import FORMAT
from evalrules.service.sending import EXIT_CODE
from evalrules.version import VERSION

_SAID = {
    "type": "object",
    "properties": {"zh": {"type": "string"}, "en": {"type": "string"}},
    "required": ["zh", "en"],
}
_DIAGNOSTIC = {
    "type": "object",
    "properties": {
        "code": {"type": "string", "pattern": "^ER[0-9]{3}$"},
        "severity": {"enum": ["error", "warning", "note", "confirmed"]},
        "place": {"type": ["string", "null"]},
        "args": {"type": "object"},
        "says": {"$ref": "#/components/schemas/Said"},
        "hint": {"$ref": "#/components/schemas/Said"},
    },
    "required": ["code", "severity", "place", "args", "says", "hint"],
}
_PROBLEMS = {
    "type": "object",
    "description": "What is wrong, in both languages; for evidence also the result as the command line has it.",
    "properties": {
        "format": {"const": FORMAT},
        "diagnostics": {"type": "array", "items": {"$ref": "#/components/schemas/Diagnostic"}, "minItems": 1},
        "result": {"type": "object"},
    },
    "required": ["format", "diagnostics"],
}
_JSON = "application/json"


@cache
def openapi_text() -> str:
    """The document as JSON."""
    return json.dumps(openapi_document(), ensure_ascii=False, indent=1) + "\n"


def openapi_document() -> dict[str, Any]:
    """The document as plain data."""
    paths: dict[str, dict[str, Any]] = {}
    for one in OPERATIONS.values():
        paths.setdefault(one.path, {})[one.method.lower()] = _operation(one)
    paths["/api/health"] = {"get": _plain("health", "服务是否正常", "whether the service is well")}
    paths["/api/openapi.json"] = {"get": _plain("openapi", "本文件", "this document")}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "evalrules",
            "version": VERSION,
            "summary": "教育评估标准的核定服务 · Assessment against published education standards",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": "/"}],
        "security": [{}, {"token": []}],
        "paths": paths,
        "components": {
            "schemas": {"Said": _SAID, "Diagnostic": _DIAGNOSTIC, "Problems": _PROBLEMS},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def _plain(name: str, zh: str, en: str) -> dict[str, Any]:
    answer = {"description": _both(zh, en), "content": {_JSON: {"schema": {"type": "object"}}}}
    return {"operationId": name, "summary": _both(zh, en), "responses": {"200": answer, "4XX": _problems()}}


def _operation(one: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {
        "operationId": one.name,
        "summary": _both(one.zh, one.en),
        "parameters": [_parameter(parameter) for parameter in one.parameters],
        "responses": {"200": _answer(one), "4XX": _problems(), "503": _problems()},
    }
    if one.parts:
        found["requestBody"] = {"required": True, "content": _body(one)}
    return found


def _parameter(one: Parameter) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string", "minLength": 1}
    if one.choices:
        schema["enum"] = list(one.choices)
    if one.is_repeated:
        schema = {"type": "array", "items": schema}
    example = [one.example] if one.is_repeated else one.example
    return {
        "name": one.name, "in": one.place, "required": one.place == "path", "description": _both(one.zh, one.en),
        "schema": schema, **({"example": example} if one.example else {}),
    }  # fmt: skip


def _body(one: Operation) -> dict[str, Any]:
    """Files by their parts; and, where only one is needed, that file by itself."""
    needed = [part for part in one.parts if part.least]
    form = {
        "type": "object",
        "properties": {part.role: _part(part) for part in one.parts},
        "required": [part.role for part in needed],
        "additionalProperties": False,
    }
    alone = {kind: {"schema": _alone(kind)} for kind in ALONE} if len(needed) == 1 else {}
    return {"multipart/form-data": {"schema": form}, **alone}


def _part(one: Part) -> dict[str, Any]:
    file = {"type": "string", "format": "binary", "description": _both(one.zh, one.en)}
    return file if one.most == 1 else {"type": "array", "items": file, "minItems": one.least}


def _alone(kind: str) -> dict[str, Any]:
    if kind == _JSON:
        return {"type": "object", "description": "GET /api/schemas/evidence"}
    return {"type": "string", "format": "binary"}


def _answer(one: Operation) -> dict[str, Any]:
    kinds = dict.fromkeys(type_of(form) for form in one.formats)
    code = {"description": "the exit code that the command would end with", "schema": {"type": "integer"}}
    headers = {"headers": {EXIT_CODE: code}} if one.method == "POST" else {}
    content: dict[str, Any] = {kind: {} for kind in kinds}
    return {"description": _both(one.zh, one.en), "content": content, **headers}


def _problems() -> dict[str, Any]:
    content = {_JSON: {"schema": {"$ref": "#/components/schemas/Problems"}}}
    return {"description": _both("诊断", "diagnostics"), "content": content}


def _both(zh: str, en: str) -> str:
    return f"{zh} · {en}"
