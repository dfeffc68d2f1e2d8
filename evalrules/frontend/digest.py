"""Digests over meaning: the same whatever file, order, comment or label a document has.

RFC 8785 canonical JSON, SHA-256. A ruleset's digest leaves out titles, labels, notes and citations;
an evidence digest is over canonical values (evalrules.frontend.bind).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from evalrules.base.hashes import sha256_of
from evalrules.base.numbers import number_text, parse_number
from evalrules.base.source import Listing, Node, Record, Scalar, is_null
from evalrules.frontend.fields import options_of

if TYPE_CHECKING:
    from evalrules.frontend.sections import Key


def digest_of(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """`sha256:` and the hex digest of a JSON value in its canonical form."""
    return _digest(canonical_text(value).encode())


def _digest(canonical: bytes) -> str:
    return "sha256:" + sha256_of(canonical)


def digest_with_facts(values: dict[str, Any], facts: Sequence[str]) -> str:
    """The digest of canonical values of evidence with these facts beside the others that they hold (none).

    Each of `facts` is a key with its value, as `canonical_text` writes both, `in_canonical_order`.
    """
    before, _, after = canonical_text(values).partition('"facts":{}')
    return _digest(f'{before}"facts":{{{",".join(facts)}}}{after}'.encode())


def digest_with_tables(values: dict[str, Any], tables: Mapping[str, Iterable[str]]) -> str:
    """The digest of canonical values of evidence with these tables beside them, each canonical JSON part by part."""
    from hashlib import sha256

    before, _, after = canonical_text({**values, "tables": {}}).partition('"tables":{}')
    found = sha256(f'{before}"tables":{{'.encode())
    for at, own in enumerate(in_canonical_order(tables)):
        found.update(f"{',' if at else ''}{canonical_text(own)}:".encode())
        for part in tables[own]:
            found.update(part.encode())
    found.update(f"}}{after}".encode())
    return f"sha256:{found.hexdigest()}"


def canonical_text(value: Any) -> str:  # noqa: ANN401 - any JSON value
    """A JSON value in its canonical form; a number in it is whole and below 2**53, any other is given as text.

    The encoder of the standard library writes such values as RFC 8785 wants them, but for the order of keys with
    characters beyond the first 65,536: these alone need the library, which takes longer to load than to use.
    """
    text = _encoded(value)
    if len(text.encode("utf-16-le")) == 2 * len(text):
        return text
    import rfc8785

    return rfc8785.dumps(value).decode()


_encoded = json.JSONEncoder(ensure_ascii=False, check_circular=False, sort_keys=True, separators=(",", ":")).encode


def in_canonical_order(keys: Iterable[str]) -> tuple[str, ...]:
    """Keys as they follow one another in a canonical mapping (RFC 8785, 3.2.3)."""
    return tuple(sorted(keys, key=lambda key: key.encode("utf-16be")))


def ruleset_digest(root: Record) -> str:
    """The digest of what a resolved ruleset document means."""
    from evalrules.frontend.sections import ROOT

    canonical = _canonical(root, ROOT)
    choices = root.get("choices")
    if isinstance(choices, Record):
        written = json.dumps(canonical, ensure_ascii=False)
        canonical["choices"] = {
            pair.key.text: {option.key.text: _labels_used(option.value, written) for option in options_of(pair.value)}
            for pair in choices.pairs
            if isinstance(pair.value, Record)
        }
    return digest_of(canonical)


def _labels_used(label: Node, written: str) -> list[str]:
    """The labels of an option that some condition names it by: these are more than labels."""
    texts = [pair.value for pair in label.pairs] if isinstance(label, Record) else [label]
    found = {text.text for text in texts if isinstance(text, Scalar)}
    return sorted(text for text in found if f"'{text}'" in written or f'\\"{text}\\"' in written)


def _canonical(node: Node, key: Key | None) -> Any:  # noqa: ANN401 - any JSON value
    """What stands under a key, without labels and citations, by what its declaration says."""
    if isinstance(node, Record):
        return _canonical_record(node, key)
    if isinstance(node, Listing):
        items = [_canonical(item, key and key.below("")) for item in node.items]
        if key is not None and key.alone:
            items = [item[key.alone] if isinstance(item, dict) else item for item in items]
        is_ordered = key is not None and key.in_order
        return items if is_ordered else sorted(items, key=lambda item: json.dumps(item, sort_keys=True))
    if is_null(node):
        return None
    is_written = node.quoted or (key is not None and key.written)
    number = None if is_written else parse_number(node.text)
    return number_text(number) if number is not None else " ".join(node.text.split())


def _canonical_record(node: Record, key: Key | None) -> dict[str, Any]:
    """The keys that mean something; names that the author gave are kept whatever they are called."""
    below = [(pair, key and key.below(pair.key.text)) for pair in node.pairs]
    return {pair.key.text: _canonical(pair.value, own) for pair, own in below if own is None or own.is_meant}
