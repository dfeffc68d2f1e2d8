"""What is printed for a terminal or a pipe: lines and tables one below the other, laid out when all are there.

Without colour they are laid out by `plain_layout`, and by rich (`rich_layout`) where one is to be coloured or holds
characters whose width only rich knows: both say the same (tests/unit/reporters/test_plain_layout.py).
"""

from __future__ import annotations

from evalrules.reporters.blocks import Grid, Line, Part, grid_of
from evalrules.reporters.sections import Table

LEAST_WIDTH = 40


class Sheet:
    """Lines and tables, one below the other."""

    def __init__(self, *, width: int, color: bool) -> None:
        self.width = max(LEAST_WIDTH, width)
        self.color = color
        self.blocks: list[Line | Grid] = []

    def line(self, text: str = "", style: str = "", *, indent: int = 0) -> None:
        """One text, or a blank line."""
        self.blocks.append(Line(((text, style),) if text else (), indent))

    def parts(self, *parts: Part) -> None:
        """A line of several styles."""
        self.blocks.append(Line(parts))

    def table(self, table: Table, *, indent: int) -> None:
        """The table of a section."""
        self.blocks.append(grid_of(table, indent))

    def text(self) -> str:
        """All of it, without the spaces that columns leave at line ends."""
        if not self.color:
            from evalrules.reporters.plain_layout import plain_layout

            found = plain_layout(self.blocks, self.width)
            if found is not None:
                return found
        from evalrules.reporters.rich_layout import rich_layout  # who sees no colours does not pay for them

        return rich_layout(self.blocks, self.width, color=self.color)
