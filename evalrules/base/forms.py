"""The form of evidence as a table, in CSV and in workbooks: one line a value, under columns with two names.

Read by evalrules.readers, written by evalrules.reporters. The contract describes it (docs/contract.md).
"""

from __future__ import annotations

from evalrules.base.records import NamedTuple
from evalrules.base.table_words import squeezed

SECTION, ID, YEAR, VALUE, UNIT, SOURCE, PAGE, NOTE = "section", "id", "year", "value", "unit", "source", "page", "note"
CONFIRMED = "confirmed"
"""Who answers for a value that was questioned, and why: `张三：已到校核对`. It is a section of evidence, a column of
its lines, and a column that rows of every table may have.
"""

COLUMNS = {
    SECTION: "类别", ID: "编号", YEAR: "年份", VALUE: "填报值", UNIT: "单位", SOURCE: "佐证材料", PAGE: "页码",
    NOTE: "备注", CONFIRMED: "核实",
}  # fmt: skip
"""The columns of evidence as a table, each with its Chinese heading."""

NEEDED_COLUMNS = (SECTION, ID, VALUE)

SECTIONS = (
    "ruleset", "form", "subject", "period", "fact", "grade", "vote", "point", "table", "member", "assessment",
    "waiver", CONFIRMED,
)  # fmt: skip
"""What a line may be about."""

CONFIRMED_NAMES = (CONFIRMED, COLUMNS[CONFIRMED], "核实人")
"""What the column may be called in a table."""

MARK = "evalrules"
"""The first cell of every sheet that evalrules makes begins with it: `evalrules:values`, `evalrules:table:units`,
`evalrules:members:districts`, `evalrules:result`. That row and the one below it are hidden; the second row of a sheet
of rows holds the ids of its columns.
"""

VALUES, TABLE, MEMBERS, RESULT, LISTS = "values", "table", "members", "result", "lists"
"""What a sheet with our mark holds. Results and lists (hidden: what drop-downs offer) are never read back."""

VOTES = "votes"
"""The sheet of the votes of a panel: the second row holds the ids of its columns, which are the id of the indicator,
grades, and the size of the panel.
"""

PANEL_COLUMN = "panel:"
"""What a sheet of votes calls the column of the size of the panel: no grade ends with a colon."""

SCHOOL, SOURCES = "school", "sources"
"""The first sheet of the form of one school, whose second row holds the ruleset and its digest; and the sheets of a
collected form that say where each value came from. Neither is evidence.
"""

LEDGER = "ledger"
"""The sheet of an action plan (整改台账): the second row holds the names of its columns. It is no evidence."""

SETTINGS = "settings"
"""The sheet in which an office sets what no text of a standard gives (标准设定): the second row holds the names of its
columns. It is no evidence.
"""

FROM_FILE, FROM_SHEET = "file:", "sheet:"
"""What the sheets of sources call the columns of the file and the sheet: no id of a column has a colon."""

MEMBER_COLUMNS = ("name", "level", "ruleset", "date", "source", "note")
"""The columns of a sheet of members: the name, and the verdict that is cited."""

AUTHOR = "evalrules"
"""The author of the comments that evalrules writes into a workbook, by which they are found again."""


class SheetMark(NamedTuple):
    """What a sheet with our mark holds, and of which table or group of members ("" for no such thing)."""

    kind: str
    own: str = ""

    @property
    def text(self) -> str:
        """As `Sheet.mark` has it."""
        return f"{self.kind}:{self.own}" if self.own else self.kind

    @property
    def cell(self) -> str:
        """As the first cell of a sheet has it."""
        return f"{MARK}:{self.text}"


def mark_from(text: str) -> SheetMark:
    """A mark from its text; of no kind for ""."""
    kind, _, own = text.partition(":")
    return SheetMark(kind, own)


def mark_in_cell(text: str) -> str:
    """The text of the mark that a first cell holds, "" for a cell of somebody else."""
    before, colon, mark = text.partition(":")
    return mark.strip() if colon and before == MARK else ""


def column_named(heading: str) -> str | None:
    """The column that a heading stands for, by its English or its Chinese name; None for any other heading."""
    wanted = heading.strip()
    return next((column for column, zh in COLUMNS.items() if wanted in (zh, column) or wanted.lower() == column), None)


class Column(NamedTuple):
    """A column that rows may have: its id, the names it may stand under, its unit, and whether a row needs it."""

    id: str
    names: tuple[str, ...]
    unit: str
    is_needed: bool


class TableForm(NamedTuple):
    """What rows of a table look like: the id and the label of the table, and its columns."""

    id: str
    label: str
    columns: tuple[Column, ...]

    @property
    def ids(self) -> dict[str, str]:
        """The ids of the columns by their names, as names are compared (`squeezed`)."""
        return {squeezed(name): column.id for column in self.columns for name in column.names}
