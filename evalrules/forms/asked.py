"""What a ruleset asks of those who fill in its evidence."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.model.refs import OptionRef, OwnRef, PointsRef, column_from
from evalrules.model.ruleset import Indicator, Measure, Ruleset, Table, conditions_of
from evalrules.tree.nodes import Attribute, Expression, Parameter
from evalrules.tree.walk import parameters_in, walk


def graded(ruleset: Ruleset) -> list[Indicator]:
    """Indicators that a panel decides, also those that it decides until a parameter is set."""
    panel = [one for one in ruleset.indicators if one.kind != "scored"]
    return [indicator for indicator in panel if indicator.assessed or _waits(indicator, ruleset)]


def _waits(indicator: Indicator, ruleset: Ruleset) -> bool:
    conditions = [band.condition for band in indicator.bands if band.condition] + (
        [indicator.met] if indicator.met else []
    )
    return any(ruleset.values[own].is_parameter for condition in conditions for own in parameters_in(condition.root))


def awarded(ruleset: Ruleset) -> dict[str, Measure]:
    """The points that assessors award, by their indicators."""
    measures = ruleset.measures.values()
    return {measure.ref.indicator: measure for measure in measures if isinstance(measure.ref, PointsRef)}


def columns(table: Table) -> list[str]:
    """The ids of the columns of a table, without the table's."""
    return [column_from(column).column for column in table.columns]


def attributes(ruleset: Ruleset) -> list[str]:
    """The choices that the subject as a whole is asked about: a number or a condition depends on it.

    What the date of the assessment decides is not asked.
    """
    used: set[str] = set()
    for root in _every_root(ruleset):
        for node in walk(root):
            if isinstance(node, Attribute):
                used.add(node.name)
            elif isinstance(node, Parameter) and node.key is None:
                used.add(ruleset.values[node.value].by)
    return [own for own, choice in ruleset.choices.items() if own in used and not choice.dates]


def is_derived(measure: Measure, ruleset: Ruleset) -> bool:
    """Whether a measure is computed, itself or for each option, so that it need not be filled in."""
    parts = [
        part
        for part in ruleset.measures.values()
        if isinstance(part.ref, OptionRef) and OwnRef(part.ref.measure) == measure.ref
    ]
    return measure.value is not None or (bool(parts) and all(part.value is not None for part in parts))


def roots_of(indicator: Indicator) -> list[Expression]:
    """Every condition and expression that an indicator is decided by."""
    roots = [condition.root for condition in conditions_of(indicator)]
    return roots if indicator.full is None else [*roots, indicator.full]


def _every_root(ruleset: Ruleset) -> Iterator[Expression]:
    yield from (indicator.full for indicator in ruleset.indicators if indicator.full is not None)
    yield from (condition.root for condition in ruleset.conditions)
