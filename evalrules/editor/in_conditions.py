"""The names in a condition, as it stands in the text: also in one that does not load yet."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from evalrules.base.patterns import pattern
from evalrules.base.records import NamedTuple
from evalrules.base.source import Scalar, Span
from evalrules.editor.names import (
    CHOICE,
    COLUMN,
    GRADE,
    GROUP,
    INDICATOR,
    MEASURE,
    MEMBERS,
    OPTION,
    TABLE,
    VALUE,
    Name,
    Use,
)  # fmt: skip

_TOKEN = pattern(
    r"\\?(?P<quote>[\"'])(?P<text>[^\"'\\]*)\\?(?P=quote)|(?P<word>[^\W\d]\w*)|[0-9.]+|[^\w\s]", re.UNICODE
)
_OF_INDICATORS = frozenset(("met", "grade", "points", "full", "score"))
_BETWEEN = frozenset(("and", "or", "not", "in", "if", "else"))


class Known(NamedTuple):
    """What is declared: the kind of each global name, the columns of each table, the options of each choice.

    `types` gives the choice that a measure, or a column (`table.column`), has.
    """

    globals: Mapping[str, str]
    columns: Mapping[str, Collection[str]]
    options: Mapping[str, Collection[str]]
    types: Mapping[str, str]
    indicators: Collection[str]
    groups: Collection[str]
    grades: Collection[str]


class _Token(NamedTuple):
    text: str
    is_text: bool
    span: Span


def in_condition(node: Scalar, lines: Sequence[str], known: Known, table: str = "") -> Iterator[Use]:
    """Every use of a declared name in a condition; `table` is the one whose rows it is about."""
    tokens = list(_tokens(node, lines))
    tables = [table] if table else []
    tables += [one.text for one in tokens if not one.is_text and known.globals.get(one.text) == TABLE]
    for number, token in enumerate(tokens):
        name = _of_text(tokens, number, known, tables) if token.is_text else _of_word(token.text, known, tables)
        if name is not None:
            yield Use(name, token.span)


def _tokens(node: Scalar, lines: Sequence[str]) -> Iterator[_Token]:
    span = node.span
    for number in range(span.line, min(span.end_line, len(lines)) + 1):
        line = lines[number - 1]
        start = span.column - 1 if number == span.line else 0
        end = span.end_column - 1 if number == span.end_line else len(line)
        start += node.quoted and number == span.line and line[start : start + 1] in ("'", '"')
        end -= node.quoted and number == span.end_line and line[end - 1 : end] in ("'", '"')
        for found in _TOKEN.finditer(line, start, max(start, end)):
            group = "text" if found["quote"] else "word"
            if found[group] is not None:
                first, last = found.span(group)
                place = Span(span.file, number, first + 1, number, last + 1)
                yield _Token(found[group], group == "text", place)
            else:
                yield _Token(found.group(), False, Span(span.file, number, 1, number, 1))


def _of_word(word: str, known: Known, tables: Sequence[str]) -> Name | None:
    kind = known.globals.get(word)
    if kind in (VALUE, MEASURE, CHOICE, TABLE, MEMBERS):
        return Name(kind, word)
    table = next((one for one in (*tables, *known.columns) if word in known.columns.get(one, ())), None)
    return None if table is None else Name(COLUMN, word, table)


def _of_text(tokens: Sequence[_Token], number: int, known: Known, tables: Sequence[str]) -> Name | None:
    """What a quoted text stands for: told by the word before it."""
    own = tokens[number].text
    before = tokens[number - 1].text if number else ""
    word = _word_before(tokens, number)
    if before == "(" and word in _OF_INDICATORS and own in known.indicators:
        return Name(INDICATOR, own)
    if word == "group" and own in known.groups:
        return Name(GROUP, own)
    if word in ("grade", "worst") and own in known.grades:
        return Name(GRADE, own)
    if word == "id" and own in known.indicators:
        return Name(INDICATOR, own)
    choice = choice_of(word, known, tables)
    if choice and own in known.options.get(choice, ()):
        return Name(OPTION, own, choice)
    having = [choice for choice, options in known.options.items() if own in options]
    if len(having) == 1:
        return Name(OPTION, own, having[0])
    return Name(GRADE, own) if own in known.grades else None


def _word_before(tokens: Sequence[_Token], number: int) -> str:
    """The last word before a quoted text, but for those that join."""
    words = [one.text for one in tokens[:number] if not one.is_text and one.text[:1].isidentifier()]
    return next((one for one in reversed(words) if one not in _BETWEEN), "")


def choice_of(word: str, known: Known, tables: Sequence[str]) -> str:
    """The choice whose options something called so can be; "" for none."""
    if known.globals.get(word) == CHOICE:
        return word
    if word in known.types:
        return known.types[word]
    return next(
        (known.types[f"{one}.{word}"] for one in (*tables, *known.columns) if f"{one}.{word}" in known.types), ""
    )
