"""An open table with a subject in each row: what its columns mean, which lines are subjects, whose each is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from evalrules.base.diagnostics import Diagnostic, has_errors, warning
from evalrules.base.table_words import is_note, is_total
from evalrules.batch.columns import OWNERS, Known, placed_columns
from evalrules.batch.conclusion import Cell
from evalrules.batch.plain import Quick
from evalrules.batch.twins import Key
from evalrules.readers.headings import Heads
from evalrules.readers.table_rows import passed_over
from evalrules.readers.unreadable import Unreadable
from evalrules.readers.wide import RawRow, WideTable, text_at


class Table:
    """An open table whose columns are understood. Raises Unreadable where they are not."""

    def __init__(
        self, opened: WideTable, known: Known, keep: Sequence[str], quick: Quick, *, is_long: bool = False
    ) -> None:
        self._wide = opened
        self.is_long = is_long
        self.columns, problems = placed_columns(opened.heads, known, keep)
        if has_errors(problems):
            raise Unreadable(*problems)
        self.problems = [*self._wide.problems, *problems]
        self.quick = quick.rows_of(self.columns)
        self._at = {one.place: one.at for one in self.columns if one.place is not None}
        self._who = [self._at.get(place, -1) for place in OWNERS]
        by_name = {one.name: one.at for one in self.columns}
        self._kept = [by_name.get(name, -1) for name in keep]

    def line_of(self, row: RawRow) -> Diagnostic | None:
        """What is said of a line that is no subject's."""
        return self._beside(row)

    @property
    def heads(self) -> Heads:
        """The heading."""
        return self._wide.heads

    @property
    def lines(self) -> Iterator[RawRow]:
        """Every line below the heading."""
        return self._wide.rows

    def subjects(self, tell: Callable[[Diagnostic], None] | None = None) -> Iterator[RawRow]:
        """The rows, without those that are none: blank ones, totals, notes, a heading said again."""
        for row in self._wide.rows:
            if is_blank(row):
                continue
            beside = self._beside(row)
            if beside is None:
                yield row
            elif tell is not None:
                tell(beside)

    def _beside(self, row: RawRow) -> Diagnostic | None:
        """What is said of a line that is no subject's."""
        identity, name, _ = self.key(row)
        if identity and name and not is_word(identity) and not is_word(name):
            return None
        line = row.line()
        total = next((text for text in (identity, name) if text and is_total(text)), "")
        return warning("ER492", line.place, text=total) if total else passed_over(line, self._wide.heads)

    def key(self, row: RawRow) -> Key:
        """Whose row it is."""
        identity, name, period = (text_at(row, at + 1) for at in self._who)
        return identity, name, period

    def kept(self, row: RawRow) -> list[Cell]:
        """The values of the columns that are kept."""
        return [text_at(row, at + 1) or None for at in self._kept]


def is_blank(row: RawRow) -> bool:
    """Whether nothing stands in a row."""
    return all(value is None or value == "" for value in row.values)


def is_word(text: str) -> bool:
    """Whether a text may be a word of ours for lines that are no subject's."""
    return is_total(text) or is_note(text)
