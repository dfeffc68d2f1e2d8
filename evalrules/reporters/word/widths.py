"""How the columns of a table in Word share the width of the paper: words and amounts stay whole, rows stay low."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

from evalrules.reporters.sections import Table
from evalrules.reporters.word.unbroken import amounts_in
from evalrules.reporters.workbook.sheets import width_of

_PER_COLUMN, _PER_LETTER, _PADDING = 1.62, 1.45, 4.2
"""Millimetres that half a Chinese character and a letter take in a table, and those beside the text of a cell."""
_OF_WORD, _CAPITAL, _NARROW, _WIDE = 2.0, 2.2, 1.5, 3.0
"""Millimetres that a small letter takes in a word that is not to be broken, a capital or a digit, one of the narrow and
one of the wide, at most: fonts differ."""
_NARROW_ONES, _WIDE_ONES = frozenset("fijlrt.,;:()[]-/ \u00a0"), frozenset("mwMW≥≤%")
_BOLD = 2.1
"""Millimetres that a bold letter of a header takes at most."""
_MOST, _ALWAYS, _UNBROKEN = 0.9, 28, 16
"""So many cells of a column are to fit on a line, and every one shorter than these millimetres: a long title leaves
room to the others. The last is how wide, in columns, a text is that is never broken."""
_MOST_LINES, _LONGEST_WORD, _SHORT_WORD = 4, 22, 10
"""A header takes at most so many lines; a word that is longer than this may be broken; one that is shorter than the
last is not broken at its hyphen either, as ids are."""
_SMALLER = 8 / 9
"""How large the letters of a dense table are beside those of others."""
SHORT = 8
"""Columns of texts no wider than this are centred."""


def column_widths(table: Table, total: float) -> list[float]:
    """Widths in millimetres that fill `total`; no word is broken where there is room for all words.

    What fits keeps its width; the others share what is left so that rows are low.
    """
    if table.shares:
        words = [_longest_word(header) * _BOLD + _PADDING for header in table.headers]
        return _low_rows(table.shares, words, [total] * len(words), total)
    columns = columns_of((table.headers, *table.rows), len(table.headers))
    least = [_least(column) for column in columns]
    most = [_most(map(_millimetres, column)) + _PADDING for column in columns]
    wanted = [max(need, all_of_it) for need, all_of_it in zip(least, most, strict=True)]
    if sum(wanted) <= total:
        return [width * total / sum(wanted) for width in wanted]
    if sum(least) >= total:
        whole = [_whole(column) for column in columns]
        return (
            _low_rows(least, whole, least, total) if sum(whole) < total else [total / sum(whole) * one for one in whole]
        )
    return _low_rows([_weight(column) for column in columns], least, wanted, total)


def dense_widths(table: Table, total: float) -> list[float]:
    """The same for letters that are smaller by a ninth."""
    return [width * _SMALLER for width in column_widths(table, total / _SMALLER)]


def is_high(table: Table, widths: Sequence[float]) -> bool:
    """Whether a text stands in more lines than can be read along with what stands beside it."""
    if table.shares:
        return False
    columns = zip(columns_of(table.rows, len(widths)), widths, strict=True)
    return any(_millimetres(cell) > _MOST_LINES * (width - _PADDING) for cells, width in columns for cell in cells)


def _weight(column: Sequence[str]) -> float:
    """How much of the width makes the squares of the lines of all cells the fewest: long texts count for more."""
    return float(sum(width_of(cell) ** 2 for cell in column) ** (1 / 3)) or 1.0


def _low_rows(weights: Sequence[float], least: Sequence[float], wanted: Sequence[float], total: float) -> list[float]:
    """Widths by weight, none below the least, and none above what it wants as long as others are short of it."""
    found: dict[int, float] = {}
    while left := [at for at in range(len(weights)) if at not in found]:
        share = (total - sum(found.values())) / sum(weights[at] for at in left)
        widths = {at: min(max(weights[at] * share, least[at]), wanted[at]) for at in left}
        spare = sum(weights[at] * share - width for at, width in widths.items())
        beyond = [at for at, width in widths.items() if (width - weights[at] * share) * spare < 0]
        found |= {at: widths[at] for at in beyond or left}
    return [found[at] * total / sum(found.values()) for at in range(len(weights))]


def is_wide(table: Table, total: float) -> bool:
    """Whether a table breaks words, or stacks its headers high, in `total` millimetres."""
    return not table.shares and sum(map(_least, columns_of((table.headers, *table.rows), len(table.headers)))) > total


def _least(column: Sequence[str]) -> float:
    """What a column takes at least: its words, its short texts, and its header in few lines."""
    if not column:
        return _PADDING
    header, *cells = column
    width = width_of(header)
    in_lines = max(_longest_word(header), math.ceil(width / _MOST_LINES), min(width, SHORT))
    above = in_lines * (_BOLD if header.isascii() else _PER_COLUMN)
    short = max((_millimetres(cell) for cell in cells if width_of(cell) <= _UNBROKEN), default=0)
    words = max(map(_word, cells), default=0)
    return max(above, short, words, _amounts(cells)) + _PADDING


def _whole(column: Sequence[str]) -> float:
    """What a column takes in which nothing is broken but Chinese and the words of its header."""
    words = max(map(_word, column[1:]), default=0)
    return max(words, _amounts(column[1:])) + _PADDING


def _amounts(cells: Iterable[str]) -> float:
    """What the longest amount takes, which is never broken."""
    return max((_of_amount(one) for cell in cells for one in amounts_in(cell)), default=0.0)


def _of_amount(text: str) -> float:
    """Digits are as wide as half a Chinese character; a unit in letters is a word."""
    is_spelt = any(one.isascii() and one.isalpha() for one in text)
    return _of_word(text) if is_spelt else width_of(text) * _PER_COLUMN


def _millimetres(text: str) -> float:
    """What a text takes on one line of a cell; more of a millimetre where it is Chinese."""
    return width_of(text) * (_PER_LETTER if text.isascii() else _PER_COLUMN)


def columns_of(rows: Iterable[tuple[str, ...]], count: int) -> list[tuple[str, ...]]:
    """The texts of each column, without the rows that are bands."""
    return list(zip(*(row for row in rows if len(row) == count), strict=True)) or [()] * count


def _word(text: str) -> float:
    """Millimetres of the longest word of a cell; a long one with a hyphen may be broken there."""
    every = (word for word in text.split() if word.isascii())
    words = (part for word in every for part in ([word] if len(word) <= _SHORT_WORD else word.split("-")))
    return max((_of_word(word) for word in words if len(word) <= _LONGEST_WORD), default=0.0)


def _of_word(word: str) -> float:
    return sum(_of_letter(one) for one in word)


def _of_letter(one: str) -> float:
    if one in _NARROW_ONES:
        return _NARROW
    return _WIDE if one in _WIDE_ONES else _CAPITAL if one.isupper() or one.isdigit() else _OF_WORD


def _longest_word(text: str) -> int:
    """The longest word of a text, which is not to be broken; Chinese may be broken anywhere."""
    words = (width_of(word) for word in text.split() if word.isascii())
    return max((width for width in words if width <= _LONGEST_WORD), default=0)


def _most(widths: Iterable[float]) -> float:
    ordered = sorted(widths)
    short = [width for width in ordered if width <= _ALWAYS]
    return max([ordered[math.ceil(_MOST * len(ordered)) - 1], *short[-1:]])
