"""The lines of a table below its heading: which are rows, and which people put there for other people.

Headings that are repeated, titles of parts, notes and lines for signatures are passed over with a note. A line that
is the total, the subtotal or the mean of others is no row: it is left out with a warning.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from evalrules.base.diagnostics import Diagnostic, Related, error, note, warning
from evalrules.base.forms import CONFIRMED, TableForm
from evalrules.base.numbers import parse_number
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Pair, Record, Scalar
from evalrules.base.suggestions import nearest
from evalrules.base.table_words import is_note, is_section, is_total, squeezed, unit_beside
from evalrules.base.text_rows import TextColumn, TextRows, in_unit
from evalrules.readers.grid import Line, text_of_cell
from evalrules.readers.headings import Head, Heads
from evalrules.readers.odd_lines import lines_to_look_at
from evalrules.readers.text_lines import TextLines

SHOWN = 40
"""How much of a line that was passed over is quoted."""


class Rows(NamedTuple):
    """The rows below a heading as records by the ids of their columns, and what there is to report."""

    records: Sequence[Node]
    problems: list[Diagnostic]


def rows_below(heads: Heads, form: TableForm) -> Rows:
    """Every row below a heading; columns that are not known are passed over or refused, as `unknown_columns` says."""
    rows = records_below(heads)
    return rows._replace(problems=[*doubled(heads), *unknown_columns(heads, form), *rows.problems])


def records_below(heads: Heads) -> Rows:
    """The rows below a heading of which everything was said before."""
    problems: list[Diagnostic] = []
    first = {head.column: number for number, head in reversed(heads.named.items())}
    named = {number: head for number, head in heads.named.items() if first[head.column] == number}
    keys = record_keys(named)
    if isinstance(heads.below, TextLines):
        return _of_texts(heads.below, heads, keys)
    records = []
    for line in data_lines(heads, problems):
        problems += _beside_columns(line, heads)
        if not named.keys().isdisjoint(line.cells):
            records.append(record_of(line, keys))
    return Rows(tuple(records), problems)


def _beside_columns(line: Line, heads: Heads) -> list[Diagnostic]:
    """An ER449 for each cell of a row that stands under no heading."""
    if line.cells.keys() <= heads.columns.keys():
        return []
    beside = [(number, cell) for number, cell in line.cells.items() if number not in heads.columns]
    return [error("ER449", cell.span, column=str(number)) for number, cell in beside]


def _of_texts(below: TextLines, heads: Heads, keys: Sequence[RecordKey]) -> Rows:
    """The same of lines of texts: by column it is found which of them are surely rows; the others are looked at."""
    texts = below.columns()
    odd = lines_to_look_at(texts, heads)
    problems: list[Diagnostic] = []
    left_out: set[int] = set()
    for at in sorted(odd):
        line = below[at]
        beside = not_a_row(line, heads)
        problems += [beside] if beside is not None else _beside_columns(line, heads)
        if beside is not None or line.cells.keys().isdisjoint(key.number for key in keys):
            left_out.add(at)
    kept = [at for at in range(len(below)) if at not in left_out] if left_out else range(len(below))
    columns = [_column(texts, key, kept if left_out else None) for key in keys]
    lines = [below.rows[at] for at in kept]
    return Rows(TextRows(columns, lines, below.places, lambda row: record_of(below.line(row), keys)), problems)


def _column(texts: Mapping[int, Sequence[str]], key: RecordKey, kept: Iterable[int] | None) -> TextColumn:
    column = texts.get(key.number)
    if column is None:  # every line ends before it
        column = ("",) * max(map(len, texts.values()), default=0)
    return TextColumn(*key, column if kept is None else [column[at] for at in kept])


class RecordKey(NamedTuple):
    """What stands above a column as the key of its values, and their unit there; the same for every row."""

    number: int
    key: Scalar
    unit: Scalar | None


def record_keys(heads: Mapping[int, Head]) -> tuple[RecordKey, ...]:
    """The keys of the records under a heading: the ids of its columns."""
    return tuple(
        RecordKey(number, head.cell._replace(text=head.column, quoted=True), head.unit)
        for number, head in heads.items()
    )


def record_of(line: Line, keys: Iterable[RecordKey]) -> Record:
    """One line as a record, each figure with the unit that its heading gives."""
    cells = line.cells
    pairs = [
        Pair(key, cells[number] if unit is None and number in cells else in_unit(line.cell(number), unit))
        for number, key, unit in keys
    ]
    return Record(tuple(pairs), line.place)


def doubled(heads: Heads) -> list[Diagnostic]:
    """An ER448 for each column that stands twice, by one name or by two."""
    problems: list[Diagnostic] = []
    seen: dict[str, int] = {}
    for number, head in heads.columns.items():
        name = head.column or squeezed(head.cell.text)
        first = seen.setdefault(name, number)
        if first != number:
            args = {"column": head.cell.text.strip(), "first": str(first), "second": str(number)}
            problems.append(error("ER448", head.cell.span, Related("first", heads.columns[first].cell.span), **args))
    return problems


def unknown_columns(heads: Heads, form: TableForm) -> list[Diagnostic]:
    """One note for all columns that the table does not have.

    An ER401 for one that is nearly a column that is not there; for each of them where a needed column is not there.
    """
    named = {head.column for head in heads.columns.values()}
    absent = {
        name: column
        for column in form.columns
        if column.id not in named and column.id != CONFIRMED
        for name in column.names
    }
    is_lacking = any(column.is_needed for column in absent.values())
    problems: list[Diagnostic] = []
    passed_over: list[Scalar] = []
    for head in heads.columns.values():
        if head.column:
            continue
        suggestion = nearest(squeezed(head.cell.text), [squeezed(name) for name in absent])
        if suggestion or is_lacking:
            shown = next((name for name in absent if squeezed(name) == suggestion), "")
            problems.append(error("ER401", head.cell.span, what="column", id=head.cell.text, suggestion=shown))
        else:
            passed_over.append(head.cell)
    if passed_over:
        shown = "、".join(cell.text.strip() for cell in passed_over)
        problems.append(note("ER490", passed_over[0].span, columns=shown))
    return problems


def data_lines(heads: Heads, problems: list[Diagnostic]) -> Iterator[Line]:
    """The lines that are rows; what is said of the others is added to `problems`."""
    for line in heads.below:
        beside = not_a_row(line, heads)
        if beside is None:
            yield line
        else:
            problems.append(beside)


def not_a_row(line: Line, heads: Heads) -> Diagnostic | None:
    """An ER492 for a line that is the total, the subtotal or the mean of others, else what `passed_over` says."""
    texts = _texts(line)
    total = next(filter(is_total, texts.values()), "")
    return warning("ER492", line.place, text=total) if total else _passed_over(line, texts, heads)


def passed_over(line: Line, heads: Heads) -> Diagnostic | None:
    """An ER491 for a line that repeats the heading, or is a note, a signature or a title; None for any other."""
    return _passed_over(line, _texts(line), heads)


def _passed_over(line: Line, texts: Mapping[int, str], heads: Heads) -> Diagnostic | None:
    is_repeated = any(_repeats(texts, heading) for heading in heads.lines)
    return note("ER491", line.place, text=_shown(texts)) if is_repeated or _is_beside_the_table(texts) else None


def _texts(line: Line) -> dict[int, str]:
    """The texts of a line, without the cells that hold nothing but blanks."""
    texts = {
        number: (cell.text if type(cell) is Scalar else text_of_cell(cell)).strip()
        for number, cell in line.cells.items()
    }
    return texts if all(texts.values()) else {number: text for number, text in texts.items() if text}


def _repeats(texts: Mapping[int, str], heading: Line) -> bool:
    """Whether a line says again what stands in a line of the heading."""
    return len(texts) > 1 and all(
        text_of_cell(heading.cells.get(number)).strip() == text for number, text in texts.items()
    )


def _is_beside_the_table(texts: Mapping[int, str]) -> bool:
    """Whether a line is a note, a line for signatures, or the title of a part: words, and no figure in a cell."""
    if not texts or any(parse_number(text) is not None for text in texts.values()):
        return False
    first = texts[min(texts)]
    return is_note(first) or (len(texts) == 1 and is_section(first))


def _shown(texts: Mapping[int, str]) -> str:
    text = " ".join(texts[number] for number in sorted(texts))
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def heads_by_ids(ids: Mapping[int, Scalar], heading: Line | None) -> dict[int, Head]:
    """The columns of a sheet that carries their ids, each with the unit that its visible heading gives."""
    found = {}
    for number, cell in ids.items():
        shown = heading.cells.get(number) if heading is not None else None
        unit = unit_beside(text_of_cell(shown))
        found[number] = Head(cell, cell.text, shown._replace(text=unit) if isinstance(shown, Scalar) and unit else None)
    return found
