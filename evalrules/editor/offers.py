"""What may be typed at a place: names, functions of the language, keys and the words that a key takes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from evalrules import catalog
from evalrules.base.languages import spoken
from evalrules.base.records import NamedTuple
from evalrules.base.source import Record
from evalrules.editor.cursor import Cursor, cursor_at
from evalrules.editor.desk import CASE, RULESET, Desk, Found, Page
from evalrules.editor.in_conditions import Known, choice_of
from evalrules.editor.in_rulesets import known_in, within
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
from evalrules.frontend.sections import Key, key_at
from evalrules.schemas import schema_text
from evalrules.tree.functions import FUNCTIONS

NAME, FUNCTION, KEY, WORD = "name", "function", "key", "word"
"""What an offer is."""

_OF_EXPECT = {"outcomes": INDICATOR, "gates": GATE, "vetoes": VETO, "because": VETO, "failing": INDICATOR,
              "gaps": INDICATOR, "conditions": CONDITION}  # fmt: skip
_OF_EVIDENCE = {"facts": MEASURE, "grades": INDICATOR, "points": INDICATOR, "members": MEMBERS, "attributes": CHOICE}
_OUTCOMES = ("met", "not_met", "not_applicable", "unknown")
_TRUTH = ("true", "false")


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
        path = cursor.path if cursor.key is None else (*cursor.path, cursor.key)
        key = key_at(path)
        if (key is not None and key.is_condition) or path[-1:] == ("checks",):
            yield from self._condition(cursor)
        elif cursor.key is None:
            yield from self._keys(cursor.path)
        elif key is not None and key.kind.names:
            yield from self._named(cursor, key, path)
        if cursor.key is not None:
            yield from _words(cursor)

    def _named(self, cursor: Cursor, key: Key, path: tuple[str, ...]) -> Iterator[Offer]:
        names = key.kind.names
        if names == SOURCE and cursor.before.strip():
            return  # the clause: only the text knows it
        yield from self.of(names, within=within(path, names, self.known) or None)
        if cursor.key == "type":
            yield from (Offer(one, WORD) for one in KIND_OF_TYPE)

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
                spoken((one.zh, one.en), self.language),
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
        key = key_at(path)
        if key is not None and key.kind.names:
            yield from self.of(key.kind.names, within=within((*path, ""), key.kind.names, self.known) or None)
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
    key = key_at(path)
    if key is None or key.kind.entry is None:
        return None
    return key.kind.entry.name if path == () or key.kind.entry.name else None


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
