"""The rows of one table of a ruleset for many subjects: read once, set aside on disk, given by the subject.

Each row names its subject, by id or by name, and the period where a subject stands in several; its other columns are
those of the table, as in a file of rows that `check` is given.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import islice

from evalrules.base.diagnostics import Diagnostic, error, has_errors
from evalrules.base.forms import Column, TableForm
from evalrules.base.records import NamedTuple
from evalrules.base.source import Listing
from evalrules.base.table_words import squeezed
from evalrules.batch.columns import OWNERS, Place
from evalrules.batch.subject_tables import is_word
from evalrules.batch.twins import Key
from evalrules.frontend.bind_tables import table_form
from evalrules.model.ruleset import Ruleset, Table
from evalrules.readers.grid import Line
from evalrules.readers.headings import Heads
from evalrules.readers.spool import Spool
from evalrules.readers.table_rows import doubled, not_a_row, records_below, unknown_columns
from evalrules.readers.unreadable import Unreadable
from evalrules.readers.wide import WideTable, open_wide, text_at

_ID, _NAME, _PERIOD = OWNERS
_CALLED = {
    _ID: ("县代码", "县区代码", "区县代码", "行政区划代码", "单位代码", "county id"),
    _NAME: (
        "县", "县名", "县名称", "县区", "县区名称", "区县", "区县名称", "所属县", "所属县区", "所在县区",
        "乡镇", "乡镇名称", "所属乡镇", "单位", "单位名称", "county",
    ),
    _PERIOD: ("period", "year", "年份", "年度", "时段"),
}  # fmt: skip
"""What the columns may be called that say whose a row is, where the table has no column of that name."""

MOST_TOLD = 20


class Found(NamedTuple):
    """The rows of one subject, None where it has none, with what there is to say of them."""

    rows: Listing | None
    problems: tuple[Diagnostic, ...]


class HeadedRows:
    """A file with the rows of a table of a ruleset, whose heading is understood. `given` are the columns by which every
    subject says who it is, and what they are called there.

    Raises Unreadable as `open_wide` does, and for a heading that names no subject (ER691), columns that are not known
    (ER401) or stand twice (ER448).
    """

    def __init__(self, table: Table, ruleset: Ruleset, path: str, given: Mapping[Place, Collection[str]]) -> None:
        self.table = table.id
        self.path = path
        form = table_form(table, ruleset)
        self.opened = open_wide(
            path, lambda _: TableForm(form.id, form.label, (*form.columns, *_owner_columns(form, given)))
        )
        at = {head.column: number for number, head in self.opened.heads.named.items()}
        owners = {place: at[place.id] for place in OWNERS if place.id in at}
        self.numbers = frozenset(owners.values())
        own = {number: head for number, head in self.opened.heads.columns.items() if number not in self.numbers}
        self.heads = Heads(own, tuple(self.without_owner(line) for line in self.opened.heads.lines), ())
        self.columns = tuple((head.cell.text.strip(), head.column) for head in self.opened.heads.columns.values())
        self.problems = [*self.opened.problems, *doubled(self.opened.heads), *unknown_columns(self.heads, form)]
        named = next((place for place in (_ID, _NAME) if place in owners and place in given), None)
        if named is None:
            self.problems.append(error("ER691", self.opened.heads.lines[0].place))
        if has_errors(self.problems):
            raise Unreadable(*self.problems)
        self.by = [(place, owners[place]) for place in (named, _PERIOD) if place is not None and place in owners]

    @property
    def has_periods(self) -> bool:
        """Whether each row names a period."""
        return any(place == _PERIOD for place, _ in self.by)

    def key_of(self, key: Key) -> Key:
        """What of the key of a subject its rows name; the rest is empty."""
        by = [place for place, _ in self.by]
        identity, name, period = (text if place in by else "" for text, place in zip(key, OWNERS, strict=True))
        return identity, name, period

    def owner_of(self, key: Key) -> list[str]:
        """The texts by which the rows of a subject name it."""
        texts = dict(zip(OWNERS, key, strict=True))
        return [texts[place] for place, _ in self.by]

    def without_owner(self, line: Line) -> Line:
        """A line without the cells that say whose it is."""
        cells = {number: cell for number, cell in line.cells.items() if number not in self.numbers}
        return line._replace(cells=cells)


class RowsOfSubjects(HeadedRows):
    """The rows of a table of a ruleset by subject, set aside. Of `only` some owners, where these are given, who
    have no rows beyond so many.

    Raises Unreadable as its heading does, and for rows of nobody (ER691).
    """

    def __init__(
        self,
        table: Table,
        ruleset: Ruleset,
        path: str,
        given: Mapping[Place, Collection[str]],
        only: Collection[str] | None = None,
        *,
        most: int | None = None,
    ) -> None:
        super().__init__(table, ruleset, path, given)
        self.count = 0
        self._most = most
        self._only = only
        self._spool = Spool()
        self._set_aside(self.opened)

    def _set_aside(self, opened: WideTable) -> None:
        nobodies: list[Diagnostic] = []
        last, text, is_plain, is_taken = [""], "", False, False  # the rows of one subject mostly follow one another
        for row in islice(opened.rows, self._most):
            owner = [text_at(row, number) for _, number in self.by]
            if owner != last:
                last, text = owner, owner_text(owner)
                is_plain = all(owner) and not is_word(owner[0])
                is_taken = self._only is None or text in self._only
            line = None if is_plain else row.line()
            beside = not_a_row(line, opened.heads) if line is not None and line.cells else None
            if beside is not None:
                self.problems.append(beside)
            elif all(owner):
                self.count += 1
                if is_taken:
                    self._spool.add(text, row)
            elif line is not None and line.cells:
                nobodies.append(error("ER691", line.place))
        if nobodies:
            raise Unreadable(*nobodies[:MOST_TOLD])

    def of(self, key: Key) -> Found:
        """The rows of a subject as records by the ids of their columns."""
        lines = tuple(self.without_owner(row.line()) for row in self._spool.rows_of(self._owner_of(key)))
        if not lines:
            return Found(None, ())
        found = records_below(self.heads._replace(below=lines))
        return Found(Listing(found.records, lines[0].place), tuple(found.problems))

    def strangers(self, keys: Iterable[Key]) -> list[Diagnostic]:
        """An ER694 for each subject that rows name and that is none of these, where its first row stands."""
        found = self._spool.strangers(self._owner_of(key) for key in keys)
        return [
            error("ER694", one.first.line().place, table=self.table, subject=_shown(one.owner), count=str(one.how_many))
            for one in islice(found, MOST_TOLD)
        ]

    def _owner_of(self, key: Key) -> str:
        return owner_text(self.owner_of(key))


def owner_text(owner: Sequence[str]) -> str:
    """What stands for the owner of rows."""
    return json.dumps(list(owner))


def _owner_columns(form: TableForm, given: Mapping[Place, Collection[str]]) -> list[Column]:
    """The columns that say whose a row is; a name that the table has for a column of its own is none of theirs.

    They may also be called as they are in the tables of the subjects.
    """
    taken = {squeezed(name) for column in form.columns for name in column.names}
    columns = []
    for place, usual in _CALLED.items():
        names = dict.fromkeys((place.id, *given.get(place, ()), *usual))
        columns.append(Column(place.id, tuple(n for n in names if squeezed(n) not in taken), "", is_needed=False))
    return columns


def _shown(owner: str) -> str:
    return " ".join(json.loads(owner))
