"""Where evidence, and a case with what it expects, uses the names of a ruleset."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.base.source import Listing, Node, Pair, Record, Scalar
from evalrules.editor.in_conditions import Known
from evalrules.editor.in_rulesets import bare
from evalrules.editor.names import (
    CHOICE,
    COLUMN,
    CONDITION,
    GATE,
    INDICATOR,
    LEVEL,
    MEASURE,
    MEMBERS,
    OPTION,
    TABLE,
    VALUE,
    VETO,
    Name,
    Use,
)  # fmt: skip
from evalrules.frontend.fields import record_of, scalar_of, scalars_of

_KEYS_OF_EVIDENCE = {"facts": MEASURE, "grades": INDICATOR, "points": INDICATOR, "tables": TABLE, "members": MEMBERS}
_KEYS_OF_EXPECT = {"outcomes": INDICATOR, "gates": GATE, "vetoes": VETO, "because": VETO, "failing": INDICATOR,
                   "gaps": INDICATOR, "conditions": CONDITION}  # fmt: skip


def uses_in_evidence(root: Record, known: Known) -> Iterator[Use]:
    """The names by which evidence gives its values."""
    for section, kind in _KEYS_OF_EVIDENCE.items():
        for pair in _pairs(root.get(section)):
            yield Use(Name(kind, pair.key.text), bare(pair.key))
            if kind == TABLE:
                yield from _rows(pair.value, pair.key.text, known)
            elif kind == MEASURE and pair.key.text in known.types:
                yield from _option(pair.value, known.types[pair.key.text])
    subject = record_of(root, "subject")
    for pair in _pairs(subject.get("attributes") if subject is not None else None):
        yield Use(Name(CHOICE, pair.key.text), bare(pair.key))
        yield from _option(pair.value, pair.key.text)


def uses_in_case(root: Record, known: Known) -> Iterator[Use]:
    """The names in a case: those of its evidence, and those of which it expects something."""
    evidence, expect = record_of(root, "evidence"), record_of(root, "expect")
    if evidence is not None:
        yield from uses_in_evidence(evidence, known)
    for pair in _pairs(root.get("values")):
        yield Use(Name(VALUE, pair.key.text), bare(pair.key))
    if expect is None:
        return
    for section, kind in _KEYS_OF_EXPECT.items():
        for pair in _pairs(expect.get(section)):
            yield Use(Name(kind, pair.key.text), bare(pair.key))
            if section == "because" and isinstance(pair.value, Listing):
                yield from (
                    Use(Name(INDICATOR, one.text), bare(one)) for one in pair.value.items if isinstance(one, Scalar)
                )
    level = scalar_of(expect, "level")
    for own in (*((level,) if level is not None else ()), *scalars_of(expect, "possible")):
        yield Use(Name(LEVEL, own.text), bare(own))


def _pairs(node: Node | None) -> tuple[Pair, ...]:
    return node.pairs if isinstance(node, Record) else ()


def _option(node: Node, choice: str) -> Iterator[Use]:
    own = node.get("value") if isinstance(node, Record) else node
    if isinstance(own, Scalar):
        yield Use(Name(OPTION, own.text, choice), bare(own))


def _rows(node: Node, table: str, known: Known) -> Iterator[Use]:
    listed = node.get("rows") if isinstance(node, Record) else node
    for row in listed.items if isinstance(listed, Listing) else ():
        for pair in _pairs(row):
            yield Use(Name(COLUMN, pair.key.text, table), bare(pair.key))
            choice = known.types.get(f"{table}.{pair.key.text}")
            if choice:
                yield from _option(pair.value, choice)
