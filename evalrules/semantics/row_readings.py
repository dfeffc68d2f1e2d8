"""The tables of a subject, for those who know nothing else of rows: most subjects have none, and none is read then.

Reading rows is a way of its own (docs/decisions/0003): it is imported when there are tables to read.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalrules.semantics.rows import TableReadings
    from evalrules.semantics.scope import Scope


def row_readings(scope: Scope) -> TableReadings | None:
    """The tables that a scope reads; None where it reads none."""
    if scope.rows is None:
        return None
    from evalrules.semantics.rows import TableReadings

    return scope.rows if isinstance(scope.rows, TableReadings) else None
