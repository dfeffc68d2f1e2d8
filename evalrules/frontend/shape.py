"""The shape of a ruleset document: the published JSON Schema, its errors as our diagnostics.

Enters: a raw document. Leaves: every place where it is not of the published shape (ER103 wrong shape,
ER104 format, ER108 unknown key with a suggestion, ER109 missing key). jsonschema is imported only here,
and the pipeline calls it only for rulesets that were not checked before.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.numbers import parse_number
from evalrules.base.source import Listing, Node, Record, Scalar, Span, is_null
from evalrules.base.suggestions import nearest
from evalrules.frontend.meant import number_meant, rejoined


def plain(node: Node) -> Any:  # noqa: ANN401 - the JSON value that jsonschema wants
    """A raw node as a JSON value for shape checks only; the exact number texts stay in the node."""
    if isinstance(node, Record):
        return {pair.key.text: plain(pair.value) for pair in node.pairs}
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    if is_null(node):
        return None
    if not node.quoted and node.text in ("true", "false"):
        return node.text == "true"
    number = None if node.quoted else parse_number(node.text)
    if number is None:
        return node.text
    return int(number) if number.denominator == 1 else float(number)


def check_shape(root: Node, schema: str) -> list[Diagnostic]:
    """Every place where a document is not of the shape of the schema (the schema's JSON text)."""
    import jsonschema  # 60 ms: only rulesets that were not checked before pay for it

    validator = jsonschema.Draft7Validator(json.loads(schema))
    found: list[Diagnostic] = []
    for problem in validator.iter_errors(plain(root)):
        found.extend(_diagnostics(root, problem))
    return list(dict.fromkeys(found))


def _diagnostics(root: Node, problem: Any) -> Iterator[Diagnostic]:  # noqa: ANN401 - jsonschema is untyped
    node, place = _node_at(root, list(problem.absolute_path))
    if problem.validator == "additionalProperties" and isinstance(node, Record):
        yield from unknown_entries(node, list(problem.schema.get("properties", ())))
    elif problem.validator == "required" and isinstance(node, Record):
        for key in problem.validator_value:
            if node.get(key) is None and node.key(key) is None:
                yield error("ER109", place, key=key)
    elif problem.validator in ("if", "else", "anyOf") and problem.context:
        for deeper in problem.context:
            yield from _diagnostics(root, deeper)
    elif problem.validator == "const":
        yield error("ER104", place, found=_written(node), expected=str(problem.validator_value))
    else:
        expected = _expected(problem)
        meant = number_meant(node.text) if isinstance(node, Scalar) and "number" in expected else ""
        yield error("ER103", place, found=_written(node), expected=expected, **({"suggestion": meant} if meant else {}))


def unknown_entries(record: Record, known: Sequence[str]) -> Iterator[Diagnostic]:
    """Each entry whose key is not known, with what was meant; what commas made of one value is told once."""
    passed = 0
    for at, pair in enumerate(record.pairs):
        if passed or pair.key.text in known:
            passed = max(0, passed - 1)
            continue
        meant, taken = rejoined(record, at, known)
        passed = max(0, taken - 1)
        yield error("ER108", pair.key.span, key=pair.key.text, suggestion=meant or nearest(pair.key.text, known))


def _node_at(root: Node, path: list[str | int]) -> tuple[Node, Span]:
    node: Node = root
    for step in path:
        if isinstance(node, Record):
            deeper = node.get(str(step))
        elif isinstance(node, Listing) and isinstance(step, int):
            deeper = node.items[step]
        else:
            deeper = None
        if deeper is None:
            break
        node = deeper
    return node, node.span


def _written(node: Node) -> str:
    if isinstance(node, Scalar):
        text = node.text if len(node.text) <= 60 else node.text[:60] + "…"
        return f'"{text}"' if node.quoted else text
    return "a mapping" if isinstance(node, Record) else "a list"


_TYPE_WORDS = {
    "object": "a mapping",
    "array": "a list",
    "string": "text",
    "null": "null",
    "number": "a number",
    "integer": "a whole number",
}


def _expected(problem: Any) -> str:  # noqa: ANN401 - jsonschema is untyped
    value = problem.validator_value
    if problem.validator == "type":
        kinds = value if isinstance(value, list) else [value]
        return " or ".join(_TYPE_WORDS.get(str(kind), str(kind)) for kind in kinds)
    if problem.validator == "enum":
        return " or ".join(str(option) for option in value)
    if problem.validator in ("minItems", "maxItems", "minProperties"):
        return f"{problem.validator} {value}"
    return str(problem.schema.get("description", f"{problem.validator} {value}"))
