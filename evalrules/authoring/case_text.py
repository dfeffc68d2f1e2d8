"""A case as text: remarks, the evidence as it was found, and what is expected, laid out as authors write cases."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from evalrules.base.patterns import pattern
from evalrules.base.source import Document, Listing, Node, Record, Scalar

_WIDEST = 120
_PLAIN = pattern(r"[A-Za-z_][A-Za-z0-9_-]*")
_NUMBER = pattern(r"-?[0-9]+(\.[0-9]+)?")
_YEAR = pattern(r"[12][0-9]{3}")
_DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_WORDS_OF_YAML = frozenset(("y", "n", "yes", "no", "on", "off", "true", "false", "null"))
_LEFT_OUT = frozenset(("format",))


def case_text(evidence: Document, values: Mapping[str, Any], expect: Mapping[str, Any], remarks: Sequence[str]) -> str:
    """The text of a case file."""
    lines = [f"# {one}" for one in remarks]
    lines.append("evidence:")
    root = evidence.root
    for pair in root.pairs if isinstance(root, Record) else ():
        if pair.key.text not in _LEFT_OUT and not _is_nobody(pair.key.text, pair.value):
            lines += _entry(pair.key.text, pair.value, "  ")
    lines += [f"values: {_flow_of(values)}"] if values else []
    lines.append("expect:")
    lines += [f"  {key}: {_flow_of(value)}" for key, value in expect.items()]
    return "".join(f"{line}\n" for line in lines)


def _is_nobody(key: str, node: Node) -> bool:
    """Whether it is a subject of which nothing but a name is said."""
    return key == "subject" and isinstance(node, Record) and node.get("attributes") is None


def _entry(key: str, node: Node, indent: str) -> Iterator[str]:
    """A key with its value: on one line where that fits."""
    line = f"{indent}{_key(key)}: {_flow(node)}"
    if len(line) <= _WIDEST or isinstance(node, Scalar):
        yield line
    elif isinstance(node, Record):
        yield f"{indent}{_key(key)}:"
        for pair in node.pairs:
            yield from _entry(pair.key.text, pair.value, indent + "  ")
    else:
        yield f"{indent}{_key(key)}:"
        yield from (f"{indent}  - {_flow(item)}" for item in node.items)


def _flow(node: Node) -> str:
    if isinstance(node, Record):
        return "{" + ", ".join(f"{_key(pair.key.text)}: {_flow(pair.value)}" for pair in node.pairs) + "}"
    if isinstance(node, Listing):
        return "[" + ", ".join(_flow(item) for item in node.items) + "]"
    return _text(node.text) if node.quoted else node.text


def _flow_of(value: object) -> str:
    """Plain values of ours in one line; a number that is a text is written as a number."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_key(str(key))}: {_flow_of(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_flow_of(item) for item in value) + "]"
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    text = str(value)
    return text if _NUMBER.fullmatch(text) else _text(text)


def _key(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) is not None or _YEAR.fullmatch(text) is not None
    return text if is_plain and text.lower() not in _WORDS_OF_YAML else json.dumps(text, ensure_ascii=False)


def _text(text: str) -> str:
    is_plain = _PLAIN.fullmatch(text) is not None or _DAY.fullmatch(text) is not None
    if not is_plain and text and "@" in text:
        is_plain = all(_PLAIN.fullmatch(part) or _NUMBER.fullmatch(part) for part in text.split("@"))
    return text if is_plain and text.lower() not in _WORDS_OF_YAML else json.dumps(text, ensure_ascii=False)
