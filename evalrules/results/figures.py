"""The figures of a result document back to the model: what is asked for, how it is rounded, and the rows behind it."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.numbers import HALF_EVEN, HALF_UP, Rounding
from evalrules.model.assessment import Requirement, RowColumn, RowFigure, RowFigures, RowTable
from evalrules.model.result_shapes import OPERATORS, ROW_FIGURES
from evalrules.model.ruleset import Label
from evalrules.results.plain_values import At
from evalrules.results.shaped import Reading

MOST_DIGITS = 40


def label_of(at: At) -> Label:
    """A name in both languages."""
    return Label(at.key("zh").text(), at.key("en").text())


def rounding(at: At) -> Rounding:
    """How a measure is rounded."""
    digits = at.key("digits").whole()
    if not 0 <= digits <= MOST_DIGITS:
        raise at.key("digits").wrong("a number of decimals is expected")
    return Rounding(digits, at.key("mode").word(HALF_UP, HALF_EVEN))


def requirement(at: At, measures: Mapping[str, Label]) -> Requirement:
    """What a criterion asks for; what there is of a measure stands among the facts."""
    measure = _named(at, "measure", measures)
    return Requirement(
        purpose=at.key("purpose").text(),
        title=measures[measure] if measure else label_of(at.key("title")),
        measure=measure,
        have=None if measure else at.key("have").written(),
        op=at.key("op").word(*OPERATORS),
        need=at.key("need").written(),
        unit=at.key("unit").text(),
        value=at.key("value").text() if at.has("value") else "",
        beside=_named(at, "beside", measures),
        table=at.key("table").text() if at.has("table") else "",
        is_alternative=at.has("alternative") and at.key("alternative").flag(),
    )


def _named(at: At, key: str, measures: Mapping[str, Label]) -> str:
    """A measure that stands in the result, "" where none is named."""
    if not at.has(key):
        return ""
    own = at.key(key).text()
    if own not in measures:
        raise at.key(key).wrong("it names something that the result does not hold")
    return own


def row_table(at: At, measures: Mapping[str, Label]) -> RowTable:
    """The rows behind indicators."""
    columns = at.key("columns").each(lambda one: _column(one, measures))
    return RowTable(
        at.key("table").text(),
        tuple((column, option.text()) for column, option in at.key("options").pairs()),
        at.key("indicators").texts(),
        columns,
        at.key("rows").each(lambda one: _row(one, len(columns))),
        label_of(at.key("where")) if at.has("where") else None,
    )


def _column(at: At, measures: Mapping[str, Label]) -> RowColumn:
    measure = _named(at, "measure", measures)
    return RowColumn(measure, measures[measure] if measure else label_of(at.key("title")), at.key("unit").text())


def _row(at: At, columns: int) -> RowFigures:
    found: RowFigures = _READING.record(ROW_FIGURES)(at)
    if len(found.figures) != columns:
        raise at.key("figures").wrong("a figure for each column is expected")
    return found


def _figure(at: At) -> RowFigure:
    if not at.has("op"):
        return RowFigure(at.key("have").written())
    op, holds = at.key("op").word(*OPERATORS), at.key("holds").maybe(At.flag)
    return RowFigure(at.key("have").written(), op, at.key("need").written(), holds)


_READING = Reading({"row_figure": _figure}, {})
