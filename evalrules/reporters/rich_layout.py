"""Lines and tables as rich lays them out: in colours, and whatever characters there are."""

from __future__ import annotations

from collections.abc import Iterable
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from evalrules.reporters.blocks import Grid, Line


def rich_layout(blocks: Iterable[Line | Grid], width: int, *, color: bool) -> str:
    """The text of some blocks, without the spaces that columns leave at line ends.

    The console writes to memory: no markup, no emoji, no guessing about the data.
    """
    out = StringIO()
    console = Console(
        file=out, width=width, force_terminal=color, color_system="standard" if color else None,
        markup=False, emoji=False, highlight=False, legacy_windows=False, no_color=not color,
    )  # fmt: skip
    for block in blocks:
        shown = _table(block) if isinstance(block, Grid) else _text(block)
        console.print(Padding(shown, (0, 0, 0, block.indent)) if block.indent else shown)
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def _text(line: Line) -> Text:
    return Text.assemble(*line.parts)


def _table(grid: Grid) -> Table:
    shown = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for header in grid.headers:
        shown.add_column(Text(header), overflow="fold")
    for row in grid.rows:
        shown.add_row(*map(Text, row))
    return shown
