"""Digests over meaning: the same whatever file, order, comment or label a document has.

RFC 8785 canonical JSON, SHA-256. A ruleset's digest leaves out titles, labels, notes and citations;
an evidence digest is over canonical values (evalrules.frontend.bind).
"""

from __future__ import annotations

import hashlib
import json
from typing import Any

from evalrules.base.numbers import number_text, parse_number
from evalrules.base.source import Listing, Node, Record, is_null

_LEFT_OUT = frozenset(
    ("zh", "en", "title", "note", "notes", "definition", "source", "ceiling_source", "sources", "document", "authority", "confidence")
)
_ORDERED = frozenset(("levels", "grades", "verdict", "range"))


def digest_of(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """`sha256:` and the hex digest of a JSON value in its canonical form."""
    import rfc8785  # 3 ms; only where a digest is made

    return "sha256:" + hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def ruleset_digest(root: Record) -> str:
    """The digest of what a resolved ruleset document means."""
    return digest_of(_canonical(root, ""))


def _canonical(node: Node, section: str) -> Any:  # noqa: ANN401 - any JSON value
    if isinstance(node, Record) and section == "choices":
        return {
            pair.key.text: [option.key.text for option in pair.value.pairs]
            for pair in node.pairs
            if isinstance(pair.value, Record)
        }
    if isinstance(node, Record):
        return {
            pair.key.text: _canonical(pair.value, pair.key.text)
            for pair in node.pairs
            if pair.key.text not in _LEFT_OUT
        }
    if isinstance(node, Listing):
        items = [_canonical(item, "") for item in node.items]
        return items if section in _ORDERED else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    if is_null(node):
        return None
    number = None if node.quoted else parse_number(node.text)
    return number_text(number) if number is not None and section not in ("edition", "id") else " ".join(node.text.split())
