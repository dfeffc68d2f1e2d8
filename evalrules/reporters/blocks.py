"""What a sheet of text is made of, before it is laid out: lines and tables."""

from __future__ import annotations

from typing import TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.reporters.inert import inert
from evalrules.reporters.sections import Table

Part: TypeAlias = tuple[str, str]
"""A text, and its style as rich calls it, "" for none."""


class Line(NamedTuple):
    """A text that wraps within the width, after so many blanks."""

    parts: tuple[Part, ...] = ()
    indent: int = 0

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(text for text, _ in self.parts)


class Grid(NamedTuple):
    """A table without lines whose cells wrap instead of being cut, after so many blanks."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    indent: int = 0


def grid_of(table: Table, indent: int) -> Grid:
    """A table of a section, all of it inert; a band stands in the column with the longest texts."""
    widest, count = table.widest(), len(table.headers)
    rows = (row if len(row) == count else ("",) * widest + row for row in table.rows)
    filled = (row + ("",) * (count - len(row)) for row in rows)
    return Grid(tuple(map(inert, table.headers)), tuple(tuple(map(inert, row)) for row in filled), indent)
