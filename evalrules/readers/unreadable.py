"""A table that cannot be read as a whole, wherever in it that shows."""

from __future__ import annotations

from evalrules.base.diagnostics import Diagnostic


class Unreadable(Exception):
    """Nothing may be concluded from a table, for these reasons."""

    def __init__(self, *problems: Diagnostic) -> None:
        self.problems = problems
        super().__init__(*problems)
