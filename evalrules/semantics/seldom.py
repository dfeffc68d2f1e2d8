"""What a result says of few subjects: found by rooms that are imported where there is something to be found.

A subject without tables has no rows to tell of, and one of the best level is led no higher: loading what looks for
either took a third of its whole check (docs/decisions/0003).
"""

from __future__ import annotations

from evalrules.base.diagnostics import Diagnostic
from evalrules.model.assessment import RowTable, StatisticUse
from evalrules.model.evidence import Evidence
from evalrules.plan.nodes import IndicatorPlan
from evalrules.semantics.case import Case
from evalrules.semantics.gaps import WithReason, indicator_gaps, leads_no_higher


def advice_on(case: Case) -> WithReason:
    """The gaps, and of a verdict without one the reason; what leads higher is looked for only where that can be."""
    if leads_no_higher(case):
        return WithReason(indicator_gaps(case), "")
    from evalrules.semantics.advice import gaps_or_reason

    return gaps_or_reason(case)


def row_tables(case: Case) -> tuple[RowTable, ...]:
    """The rows behind indicators, for who asks how it came about."""
    from evalrules.semantics import row_figures

    return row_figures.row_tables(case)


def weightless_rows(case: Case, evidence: Evidence) -> list[Diagnostic]:
    """A note for each table and weight with rows that weighted statistics leave out."""
    if not evidence.tables:
        return []
    from evalrules.semantics import weights

    return weights.weightless_rows(case, evidence)


def spreads_of(case: Case, plan: IndicatorPlan) -> tuple[StatisticUse, ...]:
    """Each coefficient and deviation that an indicator rests on and that is known, in reading order."""
    if not case.ruleset.tables or not plan.tables:
        return ()
    from evalrules.semantics import spreads

    return spreads.spreads_of(case, plan)
