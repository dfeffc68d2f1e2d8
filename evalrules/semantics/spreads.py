"""The statistics of spread behind an indicator, with mean, deviation and the number of rows: what counties publish."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.model.assessment import StatisticUse
from evalrules.plan.nodes import IndicatorPlan
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import value_of
from evalrules.semantics.interval import known_value
from evalrules.semantics.prose import expression_text
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.statistics import Moments, lacks_rows, statistic_in
from evalrules.semantics.written import written_number
from evalrules.tree.functions import STATISTICS
from evalrules.tree.nodes import Expression, Fact, Rounded, RowStatistic
from evalrules.tree.walk import walk


def spreads_of(case: Case, plan: IndicatorPlan) -> tuple[StatisticUse, ...]:
    """Each coefficient and deviation that an indicator rests on and that is known, in reading order."""
    readings = case.scope.rows
    if not plan.tables or not isinstance(readings, TableReadings):
        return ()
    found: dict[tuple[str, str], StatisticUse] = {}
    for measure, node in _spreads(case, plan):
        moments = readings.moments(node, case.scope)
        if moments is not None and moments.weight:
            use = _use(case, measure, node, moments)
            if use is not None:
                found.setdefault((use.measure, use.quantity), use)
    return tuple(found.values())


def _spreads(case: Case, plan: IndicatorPlan) -> Iterator[tuple[str, RowStatistic]]:
    """The statistics in criteria and in the derived measures behind them, each with the measure that it is alone."""
    formulas = ((own, case.ruleset.measures[own].value) for own in plan.facts)
    roots: list[tuple[str, Expression]] = [("", guard.root) for guard in plan.criteria]
    roots += [(own, value.root) for own, value in formulas if value is not None]
    for own, root in roots:
        alone = root.item if isinstance(root, Rounded) else root
        for node in walk(root):
            if isinstance(node, RowStatistic) and STATISTICS[node.op].is_spread:
                yield (own if node is alone else "", node)


def _use(case: Case, measure: str, node: RowStatistic, moments: Moments) -> StatisticUse | None:
    scope, deviation_op = case.scope, "stdev_sample" if STATISTICS[node.op].is_sample else "stdev"
    readings = scope.rows
    if readings is None or lacks_rows(node.op, moments.rows):
        return None
    of_measure = value_of(measure, scope).known if measure else known_value(readings.statistic(node, scope))
    deviation = known_value(statistic_in(deviation_op, moments))
    if of_measure is None or deviation is None:
        return None
    item = node.item.item if isinstance(node.item, Rounded) else node.item
    return StatisticUse(
        measure=measure,
        quantity=expression_text(node),
        table=node.table,
        value=written_number(of_measure),
        mean=written_number(moments.mean),
        deviation=written_number(deviation),
        unit=scope.measure(item.measure).unit if isinstance(item, Fact) else str(getattr(item, "unit", "")),
        rows=moments.rows,
    )
