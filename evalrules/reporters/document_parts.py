"""Parts of a result document: indicators with what they ask for, what is missing, and rows.

Most of a requirement belongs to the ruleset. As text these members are joined once, and only the figures are put
between them; the text is that of the plain data. Indicators as text: evalrules.reporters.finding_text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import (
    Assessment,
    Finding,
    Lowering,
    Missing,
    Narrowing,
    Needed,
    Requirement,
    RowTable,
    Titles,
    Written,
)
from evalrules.model.result_shapes import FINDING, LABEL, ROWS
from evalrules.model.ruleset import Label
from evalrules.model.shapes import Kind
from evalrules.reporters.figures import Compared, compared
from evalrules.reporters.json_text import Encoded, members_text, plain_json_text, quoted_plain
from evalrules.reporters.shaped import document, listed_text, written

MOST = 8192
"""Of how many requirements, and of how many lists of them, the joined members are remembered."""


def label_document(label: Label) -> dict[str, str]:
    """A name in both languages."""
    return document(LABEL, label)


def finding_documents(found: Assessment) -> list[dict[str, Any]]:
    """The indicators as plain data."""
    return [_finding(one, found.titles) for one in found.findings]


def _finding(one: Finding, titles: Titles) -> dict[str, Any]:
    asked = [requirement_document(each) for each in compared(one, titles)]
    return document(FINDING, one) | ({"requirements": asked} if asked else {})


def requirement_document(one: Compared) -> dict[str, Any]:
    """A requirement with what there is and the distance; the title where it is of no measure, which would give it."""
    parts = _parts(one.requirement)
    told = {**parts.before, "have": written(one.have), **parts.op, "need": written(one.need), **parts.unit}
    told["holds"] = one.holds
    if one.lacks is not None:
        told["lacks"] = one.lacks
    if one.spare is not None:
        told["spare"] = one.spare
    return told | parts.after


class _Parts(NamedTuple):
    """The members of a requirement that are the same for every subject, as they stand about its figures."""

    before: dict[str, Any]
    op: dict[str, Any]
    unit: dict[str, Any]
    after: dict[str, Any]


def _parts(asked: Requirement) -> _Parts:
    named = {"measure": asked.measure} if asked.measure else {"title": label_document(asked.title)}
    after = {"value": asked.value, "beside": asked.beside, "table": asked.table, "alternative": asked.is_alternative}
    return _Parts(
        {"purpose": asked.purpose, **named}, {"op": asked.op}, {"unit": asked.unit},
        {key: value for key, value in after.items() if value},
    )  # fmt: skip


class Requirements(Encoded):
    """The requirements of an indicator as a list."""

    __slots__ = ("_listed",)

    def __init__(self, listed: tuple[Compared, ...]) -> None:
        self._listed = listed

    def text(self, margin: str) -> str:
        """The text of the list of `requirement_document`."""
        return listed_text([requirement_text(one, margin + " ") for one in self._listed], margin)


def requirement_text(one: Compared, margin: str) -> str:
    """The text of `requirement_document`."""
    inner = margin + " "
    before, op, unit, after = frame_of(_without_figures(one.requirement), margin)
    have, need = figure_text(one.have, inner), figure_text(one.need, inner)
    lacks = "" if one.lacks is None else f',{inner}"lacks": {quoted_plain(one.lacks)}'
    spare = "" if one.spare is None else f',{inner}"spare": {quoted_plain(one.spare)}'
    return f"{before}{have}{op}{need}{unit}{TRUTH[one.holds]}{lacks}{spare}{after}"


def _without_figures(asked: Requirement) -> Requirement:
    """A requirement without what was worked out for one subject; a limit that stands in it is mostly that of all."""
    return asked if asked.have is None else asked._replace(have=None, need=None)


TRUTH = {True: "true", False: "false", None: "null"}
"""Whether something holds, as text."""


def figure_text(value: Written, inner: str) -> str:
    """A value of a result as text."""
    return quoted_plain(value) if type(value) is str else plain_json_text(written(value), inner)


@lru_cache(maxsize=MOST)
def frame_of(asked: Requirement, margin: str) -> tuple[str, str, str, str]:
    """What stands before `have`, between it and `need`, between this and `holds`, and after all of them."""
    inner, parts = margin + " ", _parts(asked)
    comma = f",{inner}"
    after = comma + members_text(parts.after, inner) if parts.after else ""
    return (
        f'{{{inner}{members_text(parts.before, inner)}{comma}"have": ',
        f'{comma}{members_text(parts.op, inner)}{comma}"need": ',
        f'{comma}{members_text(parts.unit, inner)}{comma}"holds": ',
        f"{after}{margin}}}",
    )


# -- what is missing ---------------------------------------------------------------------------------------------------


class AllMissing(Encoded):
    """What is missing, as a list. Many subjects lack the same with the same to follow: the text of that is kept."""

    __slots__ = ("_items",)

    def __init__(self, items: tuple[Missing, ...]) -> None:
        self._items = items

    def text(self, margin: str) -> str:
        """The text of the list."""
        return listed_text([_missing_text(one, margin + " ") for one in self._items], margin)


@lru_cache(maxsize=MOST)
def _missing_text(item: Missing, margin: str) -> str:
    return plain_json_text(missing_document(item), margin)


def missing_document(item: Missing) -> dict[str, Any]:
    """Something missing as plain data."""
    shown = {
        "kind": item.kind, "id": item.id, "cause": item.cause, "decides": item.decides,
        "needed": [_needed(needed) for needed in item.needed],
    }  # fmt: skip
    if item.narrows:
        shown["narrows"] = [{"possible": list(one.levels), **_values(one)} for one in item.narrows]
    if item.together is not None:
        others = [{"kind": one.kind, "id": one.id, "value": one.value} for one in item.together.others]
        shown["together"] = {"with": others, "needed": [_needed(needed) for needed in item.together.needed]}
    if item.leads:
        shown["leads"] = list(item.leads)
    if item.rows:
        shown |= {"rows": [list(key) for key in item.rows], "rows_total": item.of}
    if not item.taken_as_graded:
        return shown
    return {**shown, "taken_as_graded": list(item.taken_as_graded), "lowers": [_lowering(one) for one in item.lowers]}


def _lowering(one: Lowering) -> dict[str, Any]:
    values = {"in": list(one.options)} if one.op == "in" else {"op": one.op, "value": one.value}
    grades = [{"indicator": indicator, "possible": list(possible)} for indicator, possible in one.grades]
    return {**values, "grades": grades, "possible": list(one.levels)}


def _needed(needed: Needed) -> dict[str, Any]:
    return {"to": needed.to, **_values(needed)}


def _values(one: Needed | Narrowing) -> dict[str, Any]:
    """Values that lead somewhere; `exact` is said where the end is not."""
    if one.op == "in":
        return {"in": list(one.options)}
    return {"op": one.op, "value": one.value, **({} if one.exact else {"exact": False})}


# -- rows --------------------------------------------------------------------------------------------------------------


def row_table_document(one: RowTable, part: Callable[[Kind, Any], Any]) -> dict[str, Any]:
    """Every row behind indicators; of each the key, whether it is as it has to be, and its figures by column."""
    columns = [
        {
            **({"measure": column.measure} if column.measure else {"title": label_document(column.title)}),
            "unit": column.unit,
        }
        for column in one.columns
    ]
    options = dict(one.options)
    return {
        "table": one.table,
        "options": options,
        **({"where": label_document(one.where)} if one.where is not None else {}),
        "indicators": list(one.indicators),
        "columns": columns,
        "rows": part(ROWS, one.rows),
    }
