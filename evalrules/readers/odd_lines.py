"""Which lines of a table of texts have to be looked at one by one: found column by column.

A line that surely is a row has a figure, no text that could name a total, nothing under no heading, and is no heading
that is repeated. Nearly all lines of a long table are such.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from evalrules.base.source import Node
from evalrules.base.table_words import ends_in_digit, totals_among
from evalrules.base.text_rows import AROUND
from evalrules.readers.grid import text_of_cell
from evalrules.readers.headings import Heads

_MOST_DIGITS = 30


def lines_to_look_at(texts: Mapping[int, Sequence[str]], heads: Heads) -> set[int]:
    """The lines below a heading that may be no rows, or say something under no heading; `texts` are their columns."""
    odd = _without_figure(texts.values())
    named = heads.named
    odd |= _all_blank([texts[number] for number in named if number in texts])
    for number, column in texts.items():
        if number not in heads.columns:
            odd.update(at for at, text in enumerate(column) if text.strip(AROUND))
        odd |= _with_any(column, _odd_in(column, [line.cells.get(number) for line in heads.lines]))
    return odd


def _without_figure(columns: Iterable[Sequence[str]]) -> set[int]:
    """The lines in which no text is surely a whole number."""
    left: Sequence[int] | None = None
    for column in columns:
        left = [at for at in (range(len(column)) if left is None else left) if not _is_figure(column[at])]
        if not left:
            break
    return set(left or ())


def _is_figure(text: str) -> bool:
    is_whole = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return is_whole and (text[0] != "0" or len(text) == 1)


def _all_blank(columns: Sequence[Sequence[str]]) -> set[int]:
    """The lines that have nothing in any of some columns."""
    left: Sequence[int] = range(len(columns[0])) if columns else ()
    for column in columns:
        left = [at for at in left if not column[at].strip(AROUND)]
    return set(left)


def _odd_in(column: Sequence[str], headings: Iterable[Node | None]) -> set[str]:
    """The texts of a column that may name a total, or stand in its heading."""
    told = {text for heading in headings if (text := text_of_cell(heading).strip())}
    different = set(column)
    words = {text for text in different if not ends_in_digit(text)}
    asked = different if any(map(ends_in_digit, told)) else words
    return totals_among(words) | {text for text in asked if text.strip() in told}


def _with_any(column: Sequence[str], texts: set[str]) -> set[int]:
    return {at for at, text in enumerate(column) if text in texts} if texts else set()
