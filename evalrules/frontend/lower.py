"""Syntax tree to typed tree: names, types and units are settled here, when a ruleset is loaded.

Enters: a parsed condition and the names it may use. Leaves: the typed tree, with divisions pulled
outwards so that a ratio against a limit can be cross-multiplied, or every problem found (ER203 name,
ER204 type, ER205 unit, ER208 arguments).

Operators: evalrules.frontend.expressions. Functions: evalrules.frontend.calls and row_calls. What
arithmetic does to divisions and units: evalrules.frontend.arithmetic.
"""

from __future__ import annotations

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.numbers import Rounding
from evalrules.base.units import is_counted, is_rate
from evalrules.frontend.arithmetic import Typed
from evalrules.frontend.calls import CALLS
from evalrules.frontend.expressions import Lowering, is_written_out
from evalrules.frontend.grammar import Parsed
from evalrules.frontend.names import FLAG, GRADE_CHOICE, NUMBER, OPTION, Names
from evalrules.tree.nodes import Condition, Expression


def lower_condition(
    parsed: Parsed,
    names: Names,
    *,
    wanted: str = FLAG,
    table: str = "",
    rounding: Rounding | None = None,
    is_check: bool = False,
) -> tuple[Condition | None, list[Diagnostic]]:
    """A parsed condition to its typed tree; `wanted` is flag for conditions, number or option for values.

    With `table` it is about one row of that table. With `rounding` the computed side of every comparison is
    rounded before it is compared. A check (`is_check`) of a table may look at the rows of the same school.
    """
    lowering = Lowering(names, parsed.places, CALLS, table=table, rounding=rounding, is_check=is_check)
    typed = lowering.lower(parsed.root)
    if typed is not None and typed.kind != wanted:
        lowering.refuse("ER204", parsed.root, expected=wanted, found=typed.kind)
    root = None if typed is None else typed.node
    if typed is not None and wanted == typed.kind == OPTION:
        root = _grade(typed, lowering, parsed)
    if root is None or lowering.problems:
        return None, lowering.problems
    return Condition(parsed.text, root, parsed.places.scalar), []


def _grade(typed: Typed, lowering: Lowering, parsed: Parsed) -> Expression | None:
    """An option that has to be a grade: no text of the evidence, and no option of a choice that is called like one."""
    if typed.choice != GRADE_CHOICE and not is_written_out(typed.node):
        lowering.refuse("ER204", parsed.root, expected=GRADE_CHOICE, found=typed.choice or "text")
    return lowering.option(typed.node, GRADE_CHOICE)


def lower_number(
    parsed: Parsed, names: Names, unit: str, *, table: str = ""
) -> tuple[Condition | None, list[Diagnostic]]:
    """A parsed derived measure or column to its typed tree, converted to its unit; nothing in it is rounded.

    A ratio without a unit may be declared as so many `per100`: the formula holds the factor.
    """
    lowering = Lowering(names, parsed.places, CALLS, table=table, is_raw=True)
    typed = lowering.lower(parsed.root)
    if typed is not None and typed.kind != NUMBER:
        lowering.refuse("ER204", parsed.root, expected=NUMBER, found=typed.kind)
    elif typed is not None and not (is_rate(unit) and not typed.unit):
        typed = lowering.in_unit_of(typed, Typed(typed.node, NUMBER, unit, is_counted(unit)), parsed.root)
    if typed is None or lowering.problems:
        return None, lowering.problems
    return Condition(parsed.text, typed.node, parsed.places.scalar), []
