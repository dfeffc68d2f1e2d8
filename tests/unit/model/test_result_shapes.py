"""The declaration of the records of a result and the published schema say the same."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from evalrules.model.result_shapes import OPERATORS
from evalrules.model.shapes import Kind, Shape
from evalrules.schemas import schema_text
from tests.support.drawn_records import SHAPES

SCHEMA = json.loads(schema_text("result"))
_ELSEWHERE = {"requirements"}
"""What stands behind the declared keys of an indicator."""


def _objects(node: Any) -> Iterator[dict[str, Any]]:
    """Every object that the schema describes."""
    if isinstance(node, dict):
        if "properties" in node and "required" in node:
            yield node
        for below in node.values():
            yield from _objects(below)
    elif isinstance(node, list):
        for below in node:
            yield from _objects(below)


def _keys(shape: Shape) -> tuple[frozenset[str], frozenset[str]]:
    """The keys of a shape, and those that a document always has."""
    must = frozenset(key.name for key in shape.keys if key.if_absent is ...)
    return frozenset(key.name for key in shape.keys), must


def _described(shape: Shape) -> dict[str, Any]:
    every, must = _keys(shape)
    found = [
        one for one in _objects(SCHEMA) if set(one["properties"]) - _ELSEWHERE == every and set(one["required"]) == must
    ]
    assert found, f"no object of the schema has the keys of {shape.type.__name__}"
    return found[0]


@pytest.mark.parametrize("name", SHAPES)
def test_each_record_has_the_keys_that_the_schema_gives_it(name: str):
    """The same keys, the same of them always there, each of a kind that the schema allows."""
    described = _described(SHAPES[name])
    for key in SHAPES[name].keys:
        asked = _resolved(described["properties"][key.name])
        types, allowed = _types_of(key.kind), _types(asked)
        narrow, wide = (allowed, types) if key.kind.name == "written" else (types, allowed)
        assert key.kind.name == "own" or narrow <= wide, (name, key.name)
        if key.kind.name == "word" and "enum" in asked:
            assert set(asked["enum"]) == set(key.kind.words)


def _resolved(node: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in node or "allOf" in node:
        ref = node["$ref"] if "$ref" in node else node["allOf"][0]["$ref"]
        node = SCHEMA["definitions"][ref.rpartition("/")[2]]
    return node


def _types(node: dict[str, Any]) -> set[str]:
    """The types of JSON that a part of the schema allows."""
    node = _resolved(node)
    if "anyOf" in node:
        return {found for one in node["anyOf"] for found in _types(one)}
    if "type" in node:
        return {node["type"]} if isinstance(node["type"], str) else set(node["type"])
    constants = node.get("enum", [node.get("const")])
    return {{str: "string", bool: "boolean", type(None): "null"}[type(one)] for one in constants}


def _types_of(kind: Kind) -> set[str]:
    match kind.name:
        case "maybe":
            assert kind.part is not None
            return {"null"} | _types_of(kind.part)
        case "word":
            return {"null" if word is None else "string" for word in kind.words}
        case "written":
            return {"string", "boolean", "null", "object"}
        case "flag":
            return {"boolean"}
        case "whole":
            return {"integer"}
        case "listed":
            return {"array"}
        case "record" | "either":
            return {"object"}
    return {"string"}


def test_the_operators_are_those_of_the_schema():
    """No other word compares two values."""
    assert SCHEMA["definitions"]["operator"]["enum"] == list(OPERATORS)
