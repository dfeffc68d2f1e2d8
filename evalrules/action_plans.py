"""Evidence read as for a check, and the cheapest changes that take its subject to a level."""

from __future__ import annotations

import os

from evalrules.base.diagnostics import Diagnostic, error, has_errors, in_order
from evalrules.base.records import NamedTuple
from evalrules.bundles.discovery import Input
from evalrules.bundles.opening import opened
from evalrules.evaluation import Bound, quantity_names, questioned
from evalrules.model.action_plan import ActionPlan
from evalrules.model.evidence import Evidence
from evalrules.model.ruleset import Ruleset
from evalrules.pipeline import Run, bind, evaluate_below, read_file
from evalrules.planning.costs import Costs, read_costs
from evalrules.planning.following import followed
from evalrules.planning.least import NeedsSolver
from evalrules.planning.planner import plan_to
from evalrules.readers.ledger import read_ledger
from evalrules.semantics.case import Case


class Planned(NamedTuple):
    """The plan of one subject, or None with the diagnostics that say why; the case that it is of."""

    plan: ActionPlan | None
    diagnostics: tuple[Diagnostic, ...]
    case: Case | None = None


class Wanted(NamedTuple):
    """What is asked for: a level (None: the one that the ruleset requires), prices and a ledger by their paths."""

    level: str | None = None
    costs: str | None = None
    follow: str | None = None


def plan_input(one: Input, run: Run, wanted: Wanted) -> Planned:
    """The plan for an input that was found."""
    with opened(one, sealed=run.options.sealed) as (file, problems):
        if file is None or has_errors(problems):
            return Planned(None, in_order(tuple(problems)))
        document, found = read_file(file, run, is_input=True)
        if document.root is None:
            return Planned(None, in_order((*problems, *found)))
        bound = bind(document, run, file, evaluate_below(file, document, run))
    return plan_bound(bound._replace(diagnostics=(*problems, *found, *bound.diagnostics)), wanted)


def plan_bound(bound: Bound, wanted: Wanted) -> Planned:
    """The plan for bound evidence."""
    ruleset, evidence = bound.ruleset, bound.evidence
    case, problems = questioned(bound)
    if ruleset is not None and evidence is not None and evidence.assessments:
        problems.append(error("ER624", evidence.assessments[0].place))
    if ruleset is None or evidence is None or case is None or has_errors(problems):
        return Planned(None, in_order(problems))
    return _planned(ruleset, evidence, case, problems, wanted)


def _planned(ruleset: Ruleset, evidence: Evidence, case: Case, problems: list[Diagnostic], wanted: Wanted) -> Planned:
    to, costs, follow = wanted.level or ruleset.required, wanted.costs, wanted.follow
    levels = [one.id for one in ruleset.levels]
    if to not in levels:
        problems.append(error("ER009", None, level=to, levels=", ".join(levels), ruleset=ruleset.name))
    lines, unread = ((), []) if follow is None else read_ledger(follow, os.path.basename(follow))
    problems += unread
    prices, more = (Costs(), ()) if costs is None else read_costs(costs, ruleset)
    problems += more
    if has_errors(problems):
        return Planned(None, in_order(problems))
    last_year = evidence.period.end.year if evidence.period is not None else 0
    try:
        found = plan_to(case, evidence, to, prices)._replace(
            since=followed(case, lines, last_year), is_followed=follow is not None
        )
        named = quantity_names((one.id for one in found.missing if one.kind == "quantity"), ruleset)
        if named and found.titles is not None:
            found = found._replace(titles=found.titles._replace(quantities=named))
        return Planned(found, in_order(problems), case)
    except NeedsSolver:
        return Planned(None, in_order([*problems, error("ER623", None)]))
