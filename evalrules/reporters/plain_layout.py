"""Lines and tables without colours, as rich lays them out, of characters whose width is beyond doubt.

A check that is piped is half as fast with rich. What stands here is its rule for such texts and no more: words stay
whole where they can, what does not fit takes from the widest columns. Texts with any other character (a combining
mark, an emoji, a script of which fonts are not sure) are left to rich.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import zip_longest

from evalrules.base.patterns import pattern
from evalrules.reporters.blocks import Grid, Line

NARROW = (
    "\x20\x7e", "\xa1\xac", "\xae\u02ff", "\u0370\u0377", "\u037a\u037f", "\u0384\u038a", "\u038e\u03a1",
    "\u03a3\u03ff", "\u0400\u0482", "\u2010\u2027", "\u2030\u205e", "\u2070\u2071", "\u2074\u208e", "\u20a0\u20bf",
    "\u2100\u218b", "\u2190\u2319", "\u2200\u22ff", "\u2460\u25fc",
)  # fmt: skip
"""Characters one cell wide, from the first to the last of each range."""

WIDE = (
    "\u3001\u3029", "\u3041\u3096", "\u309b\u30ff", "\u3105\u312f", "\u3220\u3247", "\u3400\u4dbf", "\u4e00\u9fff",
    "\uff01\uff60",
)  # fmt: skip
"""Characters two cells wide, all of which come after those: Chinese, and what stands beside it."""

BETWEEN = 2
"""Blanks between two columns."""

_FIRSTS = [one[0] for one in NARROW + WIDE]
_LASTS = [one[1] for one in NARROW + WIDE]
_FIRST_WIDE = WIDE[0][0]
_WORD = pattern(r" *[^ ]+ *")


def plain_layout(blocks: Iterable[Line | Grid], width: int) -> str | None:
    """The text of some blocks, without the spaces that columns leave at line ends; None where rich is to lay it out."""
    lines: list[str] = []
    for block in blocks:
        found = _table(block, width) if isinstance(block, Grid) else _line(block, width)
        if found is None:
            return None
        lines += found
    return "".join(f"{line.rstrip()}\n" for line in lines)


def _line(line: Line, width: int) -> list[str] | None:
    text = line.text
    if not are_known(text):
        return None
    return [" " * line.indent + one for one in folded(text, width - line.indent)]


def are_known(text: str) -> bool:
    """Whether it is known here how wide each character of a text is."""
    return all((at := bisect_right(_FIRSTS, character)) and character <= _LASTS[at - 1] for character in set(text))


def cells(text: str) -> int:
    """How many cells a text takes, all of whose characters are known here."""
    return len(text) if text.isascii() else len(text) + sum(one >= _FIRST_WIDE for one in text)


# -- lines ---------------------------------------------------------------------------------------------------------


def folded(text: str, width: int) -> list[str]:
    """A text in lines of at most so many cells: broken between words, within a word that is longer than a line."""
    if cells(text) <= width:
        return [text]
    lines, start, used = [], 0, 0
    for word in _WORD.finditer(text):
        length = cells(word[0].rstrip())
        if length <= width - used:
            used += cells(word[0])
        elif length > width:
            breaks = _breaks_within(word[0], word.start(), width)
            lines += _cut(text, start, breaks, width)
            start = breaks[-1]
            used = cells(text[start : word.end()])
        elif used and word.start():
            lines += _cut(text, start, [word.start()], width)
            start, used = word.start(), cells(word[0])
    return [*lines, _within(text[start:], width)]


def _cut(text: str, start: int, breaks: Sequence[int], width: int) -> list[str]:
    """The pieces of a text from `start` to each of some places."""
    return [_within(text[one:end], width) for one, end in zip([start, *breaks], breaks, strict=False) if end > one]


def _breaks_within(word: str, start: int, width: int) -> list[int]:
    """Where a word that begins at `start` is broken: before it, and wherever a line is full."""
    breaks, used = [start], 0
    for at, character in enumerate(word, start):
        size = cells(character)
        if used + size > width:
            breaks.append(at)
            used = 0
        used += size
    return breaks


def _within(piece: str, width: int) -> str:
    """A piece of a line without the blanks that reach beyond the width."""
    return piece if cells(piece) <= width else piece.rstrip()


# -- tables --------------------------------------------------------------------------------------------------------


def _table(grid: Grid, width: int) -> list[str] | None:
    if not grid.headers:
        return [""]
    rows = (grid.headers, *grid.rows)
    if not are_known("".join(cell for row in rows for cell in row)):
        return None
    gaps = [BETWEEN] * (len(grid.headers) - 1) + [0]
    longest = [max(cells(row[at]) for row in rows) for at in range(len(gaps))]
    widths = _widths(longest, gaps, width - grid.indent)
    if any(one - gap < min(least, 2) for one, gap, least in zip(widths, gaps, longest, strict=True)):
        return None  # no room for a Chinese character
    wrapped = [[folded(cell, one - gap) for cell, one, gap in zip(row, widths, gaps, strict=True)] for row in rows]
    height = max(map(len, wrapped[0]))
    wrapped[0] = [[""] * (height - len(part)) + part for part in wrapped[0]]  # headers stand at the bottom
    return [" " * grid.indent + line for row in wrapped for line in _side_by_side(row, widths)]


def _side_by_side(parts: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """The lines of one row, from those of its cells."""
    for texts in zip_longest(*parts, fillvalue=""):
        padded = (text + " " * (width - cells(text)) for text, width in zip(texts, widths, strict=True))
        yield "".join(padded)


def _widths(longest: Sequence[int], gaps: Sequence[int], width: int) -> list[int]:
    """How wide each column is with the gap behind it: as its longest cell; where that is too much, the widest less."""
    widths = [min(one + gap, width) or 1 for one, gap in zip(longest, gaps, strict=True)]
    while sum(widths) > width:
        most = max(widths)
        second = max((one for one in widths if one != most), default=0)
        widths = _less(widths, sum(widths) - width, [one == most for one in widths], most - second)
    return widths


def _less(widths: Sequence[int], excess: int, shrinks: Sequence[bool], most: int) -> list[int]:
    """The widths, with what is too much taken evenly from those that shrink, from each no more than `most`."""
    found, left, of = [], excess, sum(shrinks)
    for width, is_less in zip(widths, shrinks, strict=True):
        taken = min(most, round(left / of)) if is_less else 0
        found.append(width - taken)
        left, of = left - taken, of - is_less
    return found
