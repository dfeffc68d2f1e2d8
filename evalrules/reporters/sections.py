"""What a page of a report is made of, before it is laid out in any format: titled sections of lines and tables."""

from __future__ import annotations

from evalrules.base.records import NamedTuple


class Table(NamedTuple):
    """Rows under headers; every cell is text of any length. A row of one cell is a band over all columns.

    `shares` are how the columns share the width of paper, where some are to be filled in and no text says it. One that
    is `dense` is printed small, for papers on many subjects. `sums` are the numbers, from 0, of the rows that sum up
    what stands above them.
    """

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    shares: tuple[int, ...] = ()
    dense: bool = False
    sums: tuple[int, ...] = ()

    def widest(self) -> int:
        """The column with the longest texts: there a band stands where it cannot reach over all columns."""
        full = [row for row in self.rows if len(row) == len(self.headers)]
        return max(range(len(self.headers)), key=lambda at: max((len(row[at]) for row in full), default=0), default=0)


class Section(NamedTuple):
    """A titled part of a page: lines (the first character "-" indents), then a table where there is one."""

    title: str
    lines: tuple[str, ...]
    table: Table | None = None
