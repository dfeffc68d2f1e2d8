"""The heading of a table that people made: where it stands, which column each cell names, in which unit.

Titles may stand above it, merged or not. It may have several lines: groups above (教师), parts below (总数), or a line
of units. What stands in brackets at its end and marks such as `*` belong to the form, and a unit there is read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from evalrules.base.forms import TableForm
from evalrules.base.records import NamedTuple
from evalrules.base.source import Scalar
from evalrules.base.table_words import heading_of, squeezed, units_of_title
from evalrules.base.units import written_factor
from evalrules.readers.grid import HEADER_WITHIN, Grid, Line, text_of_cell

MOST_LINES = 3
"""How many lines a heading may have."""

_FEWEST_NAMES = 2


class Head(NamedTuple):
    """What stands above one column: its cell, the id of the column ("" where no name is known), the unit there."""

    cell: Scalar
    column: str
    unit: Scalar | None


class Heads(NamedTuple):
    """The heading of a grid by the number of the column, the lines that it stands in, and the lines below."""

    columns: Mapping[int, Head]
    lines: Sequence[Line]
    below: Sequence[Line]

    @property
    def named(self) -> dict[int, Head]:
        """The columns whose names are known."""
        return {number: head for number, head in self.columns.items() if head.column}


def heads_of(grid: Grid, form: TableForm, most_lines: int = MOST_LINES) -> Heads | None:
    """The heading of a grid: the first lines, within 20, of which two cells (or all) name columns; else the first line.

    It has `most_lines` at most. None for a grid without any line.
    """
    ids = form.ids
    for at, line in enumerate(grid.lines[:HEADER_WITHIN]):
        best = _best(grid, at, ids) if most_lines > 1 else _read(grid, at, 1, ids)
        count = len(best.named)
        if count >= _FEWEST_NAMES or (line.cells and count == len(best.columns) > 0):
            return _with_units_of_titles(best, grid.lines[:at], form)
    return _read(grid, 0, 1, ids) if grid.lines else None


def is_found(grid: Grid, form: TableForm) -> bool:
    """Whether a grid has a heading with names of the form."""
    heads = heads_of(grid, form)
    return heads is not None and len(heads.named) >= min(_FEWEST_NAMES, len(form.columns))


def _best(grid: Grid, at: int, ids: Mapping[str, str]) -> Heads:
    """The reading of one or more lines from `at` on that names most columns; of equal ones that of the fewest lines.

    A first line that names nothing which the lines below it do not name by themselves is a title and no heading.
    """
    best = _read(grid, at, 1, ids)
    for count in range(2, min(MOST_LINES, len(grid.lines) - at) + 1):
        found = _read(grid, at, count, ids)
        if len(found.named) > max(len(best.named), len(_read(grid, at + 1, count - 1, ids).named)):
            best = found
    after = at + len(best.lines)
    with_units = _read(grid, at, len(best.lines) + 1, ids) if best.named and after < len(grid.lines) else None
    return with_units if with_units is not None and _is_line_of_units(with_units) else best


def _is_line_of_units(heads: Heads) -> bool:
    """Whether the last line of a heading holds nothing but units of the columns above."""
    cells = heads.lines[-1].cells
    return bool(cells) and all(
        (head := heads.columns.get(number)) is not None and head.unit is not None and head.unit.span == cell.span
        for number, cell in cells.items()
    )


class _Above(NamedTuple):
    """A cell above a column; one of a group stands above the columns to its right, too."""

    cell: Scalar
    is_of_group: bool


def _read(grid: Grid, at: int, count: int, ids: Mapping[str, str]) -> Heads:
    """These lines read as the heading."""
    lines = grid.lines[at : at + count]
    rows = [_texts(line) for line in lines]
    numbers = sorted({number for row in rows for number in row})
    stacks: dict[int, list[_Above]] = {number: [] for number in numbers}
    for row in rows:
        last: Scalar | None = None
        for number in numbers:
            last = row.get(number, last)
            if last is not None and (number in row or row is not rows[-1]):
                stacks[number].append(_Above(last, number not in row))
    columns = {number: _head(stack, ids) for number, stack in stacks.items()}
    return Heads(columns, lines, grid.lines[at + count :])


def _texts(line: Line) -> dict[int, Scalar]:
    return {number: cell for number, cell in line.cells.items() if isinstance(cell, Scalar) and cell.text.strip()}


def _head(stack: Sequence[_Above], ids: Mapping[str, str]) -> Head:
    """What the cells above one column say together: the lowest that is a name, alone or below its groups.

    Below the name stands nothing, or a unit.
    """
    for low in range(len(stack) - 1, -1, -1):
        unit = _unit_below([above.cell for above in stack[low + 1 :]])
        if stack[low].is_of_group or (low < len(stack) - 1 and unit is None):
            continue
        for high in range(low, -1, -1):
            found = heading_of("".join(above.cell.text for above in stack[high : low + 1]), ids)
            if found is not None:
                own = stack[low].cell._replace(text=found.unit) if found.unit else unit
                return Head(stack[low].cell, ids[found.name], own)
    lowest = [above.cell for above in stack if not above.is_of_group][-1]
    return Head(lowest, "", None)


def _unit_below(cells: Sequence[Scalar]) -> Scalar | None:
    """The unit that stands alone below a name."""
    if len(cells) != 1 or not units_of_title(f"单位:{cells[0].text}"):
        return None
    return cells[0]._replace(text=squeezed(cells[0].text).strip("()"))


def _with_units_of_titles(heads: Heads, above: Sequence[Line], form: TableForm) -> Heads:
    """The heading with the units that a line such as `单位：万元` above it gives to columns that have none there."""
    written = [
        cell._replace(text=unit)
        for line in above
        for cell in line.cells.values()
        if isinstance(cell, Scalar)
        for unit in units_of_title(text_of_cell(cell))
    ]
    if not written:
        return heads
    units = {column.id: column.unit for column in form.columns if column.unit}
    columns = {
        number: head._replace(unit=_unit_for(units[head.column], written))
        if head.unit is None and head.column in units
        else head
        for number, head in heads.columns.items()
    }
    return heads._replace(columns=columns)


def _unit_for(unit: str, written: Sequence[Scalar]) -> Scalar | None:
    """The one of the written units that can be the column's, where it is another than the column has by itself."""
    factors = {factor: one for one in written if (factor := written_factor(one.text, unit)) is not None}
    return None if 1 in factors or not factors else next(iter(factors.values()))
