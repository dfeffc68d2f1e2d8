"""What is missing, as a result says it: read back, and refused where it is not as the schema has it."""

from __future__ import annotations

import re

from evalrules.base.patterns import pattern
from evalrules.model.assessment import UNDEFINED, Given, Lowering, Missing, Narrowing, Needed, Together
from evalrules.model.refs import cell_from
from evalrules.model.result_shapes import OPERATORS
from evalrules.results.plain_values import At
from evalrules.results.shaped import outcome_text

_DAY = pattern(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_MISSING = ("fact", "grade", "points", "members", "table", "column", "cell", "parameter", "attribute", "quantity")
_CAUSES = (
    "absent", "null", "bounds", "tie", "no_votes", *UNDEFINED, "parameter", "incomplete_table",
)  # fmt: skip


def missing_item(at: At) -> Missing:
    """Something missing, as a result writes it."""
    kind, cause = at.key("kind").word(*_MISSING), at.key("cause").word(*_CAUSES)
    needed = at.key("needed").each(_needed_outcomes if kind == "grade" else _needed)
    own = at.key("id").text() if kind != "cell" else _cell(at.key("id"))
    found = Missing(kind, own, cause, at.key("decides").flag(), needed)
    narrows = (
        at.key("narrows").each(_narrowing_outcomes if kind == "grade" else _narrowing) if at.has("narrows") else ()
    )
    found = found._replace(
        narrows=narrows,
        together=_together(at.key("together"), kind) if at.has("together") else None,
        leads=at.key("leads").texts() if at.has("leads") else (),
        rows=at.key("rows").each(At.texts) if at.has("rows") else (),
        of=at.key("rows_total").whole() if at.has("rows") else 0,
    )
    if not at.has("taken_as_graded"):
        return found
    return found._replace(
        taken_as_graded=at.key("taken_as_graded").texts(), lowers=at.key("lowers").each(_lowering)
    )  # fmt: skip


def _cell(at: At) -> str:
    try:
        return cell_from(at.text()).text
    except ValueError:
        raise at.wrong("no cell of a row is written so") from None


def _lowering(at: At) -> Lowering:
    grades, levels = at.key("grades").each(_lowered), at.key("possible").texts()
    if at.has("in"):
        return Lowering("in", None, at.key("in").each(At.written), grades, levels)
    op, value = at.key("op").word(*OPERATORS, "between"), at.key("value")
    return Lowering(op, value.text() if op == "between" else value.number(), (), grades, levels)


def _lowered(at: At) -> tuple[str, tuple[str, ...]]:
    return at.key("indicator").text(), at.key("possible").each(outcome_text)


def _needed_outcomes(at: At) -> Needed:
    return Needed(at.key("to").text(), "in", None, at.key("in").each(outcome_text))


def _needed(at: At) -> Needed:
    to = at.key("to").text()
    if at.has("in"):
        return Needed(to, "in", None, at.key("in").each(At.written))
    return Needed(to, *_stretch(at))


def _stretch(at: At) -> tuple[str, str, tuple[()], bool]:
    """An operator with a number or a day, and whether that is the end itself."""
    op, value = at.key("op").word(*OPERATORS, "between"), at.key("value")
    is_day = isinstance(value.value, str) and _DAY.fullmatch(value.value) is not None
    return op, value.text() if op == "between" or is_day else value.number(), (), not at.has("exact")


def _narrowing_outcomes(at: At) -> Narrowing:
    return Narrowing(at.key("possible").texts(), "in", None, at.key("in").each(outcome_text))


def _narrowing(at: At) -> Narrowing:
    levels = at.key("possible").texts()
    return (
        Narrowing(levels, "in", None, at.key("in").each(At.written))
        if at.has("in")
        else Narrowing(levels, *_stretch(at))
    )


def _together(at: At, kind: str) -> Together:
    return Together(
        at.key("with").each(_given), at.key("needed").each(_needed_outcomes if kind == "grade" else _needed)
    )


def _given(at: At) -> Given:
    return Given(at.key("kind").word(*_MISSING), at.key("id").text(), at.key("value").written())
