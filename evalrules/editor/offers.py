"""What may be typed at a place: names, functions of the language, keys and the words that a key takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from evalrules import catalog
from evalrules.base.records import NamedTuple
from evalrules.base.source import Record
from evalrules.editor.cursor import Cursor, cursor_at
from evalrules.editor.desk import CASE, RULESET, Desk, Found, Page
from evalrules.editor.in_conditions import Known, choice_of
from evalrules.editor.in_rulesets import CONDITIONS, known_in
from evalrules.editor.meaning import function_meaning, meaning_of
from evalrules.editor.names import (
    CHOICE,
    COLUMN,
    CONDITION,
    GATE,
    GRADE,
    GROUP,
    INDICATOR,
    LEVEL,
    MEASURE,
    MEMBERS,
    OPTION,
    SOURCE,
    TABLE,
    VALUE,
    VETO,
    Name,
)  # fmt: skip
from evalrules.frontend.fields import label_from, text_of
from evalrules.frontend.names import KIND_OF_TYPE
from evalrules.schemas import schema_text
from evalrules.tree.functions import FUNCTIONS

NAME, FUNCTION, KEY, WORD = "name", "function", "key", "word"
"""What an offer is."""

_SECTIONS = {
    "sources": "source", "levels": "level", "grades": "group", "groups": "group", "values": "value",
    "measures": "measure", "members": "members", "indicators": "indicator", "gates": "gate", "vetoes": "veto",
    "verdict": "rule", "conditions": "obligation", "names": "name",
}  # fmt: skip
_OF_VALUE = {
    "group": GROUP, "level": LEVEL, "else": LEVEL, "by": CHOICE, "each": CHOICE, "type": CHOICE, "points": VALUE,
    "source": SOURCE, "ceiling_source": SOURCE,
}  # fmt: skip
_OF_EXPECT = {"outcomes": INDICATOR, "gates": GATE, "vetoes": VETO, "because": VETO, "failing": INDICATOR,
              "gaps": INDICATOR, "conditions": CONDITION}  # fmt: skip
_OF_EVIDENCE = {"facts": MEASURE, "grades": INDICATOR, "points": INDICATOR, "members": MEMBERS, "attributes": CHOICE}
_OUTCOMES = ("met", "not_met", "not_applicable", "unknown")
_TRUTH = ("true", "false")
_TRAILING = {"title": "label", "authority": "label", "round": "rounding", "note": "label", "definition": "label"}


class Offer(NamedTuple):
    """One word that may be typed: `told` says in a line what it is, `meaning` more of it in Markdown."""

    text: str
    kind: str
    told: str = ""
    meaning: str = ""


def offers(desk: Desk, path: str, line: int, column: int, language: str) -> tuple[Offer, ...]:
    """What may stand at a place, in the order of the ruleset, then of the language."""
    page = desk.page(path)
    cursor = cursor_at(page.lines, line, column)
    offering = _Offering(desk, page, language)
    if page.kind == RULESET:
        found = offering.in_ruleset(cursor)
    elif page.kind == CASE:
        found = offering.in_case(cursor)
    else:
        found = offering.in_evidence(cursor)
    return tuple(dict.fromkeys(found))


class _Offering:
    def __init__(self, desk: Desk, page: Page, language: str) -> None:
        self.language = language
        self.declared: Mapping[Name, Found] = desk.declared(page)
        self.known: Known = known_in(one.use for one in self.declared.values())

    def of(self, *kinds: str, within: str | None = None) -> Iterator[Offer]:
        """The declared names of some kinds."""
        for name, found in self.declared.items():
            if name.kind in kinds and within in (None, name.within):
                label = label_from(found.use.node)
                told = "" if label is None else label.in_language(self.language)
                yield Offer(name.id, NAME, told, meaning_of(self.declared, found, self.language))

    # -- a ruleset ---------------------------------------------------------------------------------------------------

    def in_ruleset(self, cursor: Cursor) -> Iterator[Offer]:
        """What a ruleset may say at a place."""
        section = cursor.path[0] if cursor.path else ""
        if self._is_condition(cursor):
            yield from self._condition(cursor)
        elif cursor.key is None:
            yield from self._keys(cursor.path)
        elif cursor.key == "source" and cursor.before.strip():
            return  # the clause: only the text knows it
        elif cursor.key in _OF_VALUE and not (cursor.key == "source" and section == "sources"):
            yield from self.of(_OF_VALUE[cursor.key])
            if cursor.key == "type":
                yield from (Offer(one, WORD) for one in KIND_OF_TYPE)
        elif cursor.path[-1:] == ("grades",) and section == "indicators":
            yield from self.of(GRADE)
        elif cursor.path[-1:] == ("key",) and section == "tables":
            yield from self.of(COLUMN, within=cursor.path[1])
        if cursor.key is not None:
            yield from _words(cursor)

    @staticmethod
    def _is_condition(cursor: Cursor) -> bool:
        path = cursor.path
        if not path or path[0] in ("values", "sources", "levels", "choices"):
            return False
        if path[-2:] == ("checks", "") or path[-1] == "checks":
            return cursor.key in (None, "", "need")
        return cursor.key in CONDITIONS or (cursor.key is not None and path[-1] in ("bands", "ceiling"))

    def _condition(self, cursor: Cursor) -> Iterator[Offer]:
        tables = [cursor.path[1]] if cursor.path[0] == "tables" and len(cursor.path) > 1 else []
        tables += [one for one in self.known.columns if one in cursor.before]
        if cursor.is_text:
            yield from self._text(cursor, tables)
            return
        for table in tables:
            yield from self.of(COLUMN, within=table)
        yield from self.of(MEASURE, VALUE, CHOICE, TABLE, MEMBERS)
        yield from (
            Offer(
                one.name,
                FUNCTION,
                one.zh if self.language == "zh" else one.en,
                function_meaning(one.name, self.language),
            )
            for one in FUNCTIONS.values()
        )
        yield from (Offer(one, WORD) for one in ("indicators", "and", "or", "not"))

    def _text(self, cursor: Cursor, tables: list[str]) -> Iterator[Offer]:
        """What may stand in quotes: told by the word before them."""
        words = [one for one in _words_of(cursor.before) if one not in ("and", "or", "not", "in")]
        word = words[-1] if words else ""
        choice = choice_of(word, self.known, tables)
        if choice:
            yield from self.of(OPTION, within=choice)
        elif word == "group":
            yield from self.of(GROUP)
        elif word == "grade" and not cursor.before.rstrip("\"'").endswith("("):
            yield from self.of(GRADE)
        else:
            yield from self.of(INDICATOR)

    def _keys(self, path: tuple[str, ...]) -> Iterator[Offer]:
        if path[-1:] in {("bands",), ("ceiling",)}:
            yield from self.of(GRADE)
            return
        if path[:1] == ("values",) and len(path) == 2:
            node = self.declared.get(Name(VALUE, path[1]))
            choice = text_of(node.use.node, "by") if node is not None and isinstance(node.use.node, Record) else ""
            yield from self.of(OPTION, within=choice) if choice else ()
        yield from _schema_keys("ruleset", _definition_of(path))

    # -- evidence and cases ------------------------------------------------------------------------------------------

    def in_case(self, cursor: Cursor) -> Iterator[Offer]:
        """What a case may say at a place."""
        path = cursor.path
        if path[:1] == ("evidence",):
            yield from self.in_evidence(cursor._replace(path=path[1:]))
        elif path == () and cursor.key is None:
            yield from _schema_keys("case", "")
        elif path == ("expect",) and cursor.key is None:
            yield from _schema_keys("case", "expect")
        elif path[:1] == ("expect",) and cursor.key is None and len(path) == 2:
            yield from self.of(_OF_EXPECT.get(path[1], ""))
        elif cursor.key == "level" or path[-1:] == ("possible",):
            yield from self.of(LEVEL)
        elif path[-1:] == ("outcomes",):
            yield from self.of(GRADE)
            yield from (Offer(one, WORD) for one in _OUTCOMES)
        elif path[-1:] in {("gates",), ("vetoes",)}:
            yield from (Offer(one, WORD) for one in _TRUTH)

    def in_evidence(self, cursor: Cursor) -> Iterator[Offer]:
        """What evidence may say at a place."""
        path = cursor.path
        section = path[-1] if path else ""
        if cursor.key == "ruleset" and not path:
            yield from (Offer(one.name, WORD) for one in catalog.entries())
        elif path[:1] == ("tables",):
            yield from self._table(cursor)
        elif cursor.key is None and section in _OF_EVIDENCE:
            yield from self.of(_OF_EVIDENCE[section])
        elif cursor.key is None and not path:
            yield from _schema_keys("evidence", "")
        elif cursor.key is None and path == ("subject",):
            yield from _schema_keys("evidence", "subject")
        elif cursor.key and section == "attributes":
            yield from self.of(OPTION, within=cursor.key)
        elif cursor.key and section == "grades":
            yield from self.of(GRADE)
            yield from (Offer(one, WORD) for one in _TRUTH)
        elif cursor.key and section == "facts":
            yield from self._value_of(cursor.key)

    def _table(self, cursor: Cursor) -> Iterator[Offer]:
        if len(cursor.path) == 1 and cursor.key is None:
            yield from self.of(TABLE)
        elif cursor.key is None and len(cursor.path) == 2:
            yield from (Offer(one, KEY) for one in ("rows", "complete"))
        elif cursor.key is None:
            yield from self.of(COLUMN, within=cursor.path[1])
        elif len(cursor.path) > 1:
            yield from self._value_of(f"{cursor.path[1]}.{cursor.key}")

    def _value_of(self, own: str) -> Iterator[Offer]:
        """What a measure or a column can be, where that is one of a few."""
        if own in self.known.types:
            yield from self.of(OPTION, within=self.known.types[own])
            return
        table, _, column = own.rpartition(".")
        found = self.declared.get(Name(COLUMN, column, table) if table else Name(MEASURE, own))
        if found is not None and isinstance(found.use.node, Record) and text_of(found.use.node, "type") == "yesno":
            yield from (Offer(one, WORD) for one in _TRUTH)


def _words_of(text: str) -> list[str]:
    return "".join(one if one.isalnum() or one == "_" else " " for one in text).split()


def _definition_of(path: tuple[str, ...]) -> str | None:
    """The part of the schema of a ruleset that describes a mapping; "" for the whole, None for none."""
    if not path:
        return ""
    if path[-1] in _TRAILING:
        return _TRAILING[path[-1]]
    if path[0] == "tables":
        return {2: "table", 4: "column"}.get(len(path))
    return _SECTIONS.get(path[0]) if len(path) == 2 else None


@cache
def _schema(name: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = json.loads(schema_text(name))
    return found


def _part(name: str, definition: str) -> Mapping[str, Any]:
    schema = _schema(name)
    found: Mapping[str, Any] = schema if not definition else schema["definitions"].get(definition, {})
    return found


def _schema_keys(name: str, definition: str | None) -> Iterator[Offer]:
    if definition is None:
        return
    for key, described in _part(name, definition).get("properties", {}).items():
        yield Offer(key, KEY, str(described.get("title", "")), str(described.get("description", "")))


def _words(cursor: Cursor) -> Iterable[Offer]:
    """The words that the schema lists for a key."""
    definition = _definition_of(cursor.path)
    described = _part("ruleset", definition).get("properties", {}).get(cursor.key, {}) if definition is not None else {}
    for one in (described, *described.get("allOf", ())):
        if "$ref" in one:
            described = _part("ruleset", one["$ref"].rpartition("/")[2])
    if described.get("type") == "boolean":
        return [Offer(one, WORD) for one in _TRUTH]
    return [Offer(str(one), WORD) for one in described.get("enum", ())]
