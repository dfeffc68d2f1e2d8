"""Names of a ruleset, and where a document declares or uses them."""

from __future__ import annotations

from collections.abc import Iterable

from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Span

VALUE, MEASURE, CHOICE, TABLE, MEMBERS, SOURCE = "value", "measure", "choice", "table", "members", "source"
COLUMN, OPTION = "column", "option"
LEVEL, GROUP, INDICATOR, GATE, VETO, CONDITION, GRADE = (
    "level", "group", "indicator", "gate", "veto", "condition", "grade",
)  # fmt: skip

KEYED = {
    "values": VALUE,
    "measures": MEASURE,
    "choices": CHOICE,
    "tables": TABLE,
    "members": MEMBERS,
    "sources": SOURCE,
}
"""The sections whose keys are names."""

LISTED = {
    "levels": LEVEL, "groups": GROUP, "indicators": INDICATOR, "gates": GATE, "vetoes": VETO, "conditions": CONDITION,
    "grades": GRADE,
}  # fmt: skip
"""The sections whose items have an id."""


class Name(NamedTuple):
    """What is called so: `within` is the table of a column and the choice of an option."""

    kind: str
    id: str
    within: str = ""


class Use(NamedTuple):
    """A place where a document writes a name: `node` is what is declared there, None where the name is used."""

    name: Name
    span: Span
    node: Node | None = None


def at(uses: Iterable[Use], line: int, column: int) -> Use | None:
    """The shortest use that a place lies in or behind, lines and columns counted from 1."""
    found = [one for one in uses if _holds(one.span, line, column)]
    return min(found, key=lambda one: one.span.end_column - one.span.column, default=None)


def _holds(span: Span, line: int, column: int) -> bool:
    return span.line == span.end_line == line and span.column <= column <= span.end_column


def declarations(uses: Iterable[Use]) -> dict[Name, Use]:
    """What is declared, the first where two have one name."""
    found: dict[Name, Use] = {}
    for one in uses:
        if one.node is not None:
            found.setdefault(one.name, one)
    return found
