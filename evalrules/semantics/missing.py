"""What is not known, whether it can decide the verdict, and which values would. See docs/contract.md."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalrules.model.assessment import Missing, Needed
from evalrules.model.evidence import Evidence
from evalrules.semantics.case import Case
from evalrules.semantics.openings import Opening, openings_of

if TYPE_CHECKING:
    from evalrules.semantics.jointly import Jointly
    from evalrules.semantics.trials import Trials


def missing_of(case: Case, evidence: Evidence) -> tuple[Missing, ...]:
    """Everything that the ruleset uses and the evidence leaves open, each with whether and how it decides."""
    openings = openings_of(case, evidence)
    if case.level is not None:
        return tuple(map(_named, openings))
    from evalrules.semantics.jointly import Jointly
    from evalrules.semantics.trials import Trials

    trials = Trials(case)
    jointly = Jointly(trials, case, tuple(one for one in openings if _can_be_given(one)))
    return tuple(_with_leads(case, opening, trials, jointly) for opening in openings)


def _named(opening: Opening) -> Missing:
    return Missing(opening.kind, opening.id, opening.cause, False, (), rows=_listed(opening), of=_of(opening))


def _listed(opening: Opening) -> tuple[tuple[str, ...], ...]:
    return opening.rows if opening.kind == "column" else ()


def _of(opening: Opening) -> int:
    return opening.of if opening.kind == "column" else 0


def _can_be_given(opening: Opening) -> bool:
    """Whether somebody can give it: not so a figure that has no value although everything behind it is known."""
    return bool(opening.measure) or opening.kind in ("grade", "attribute", "parameter", "table")


def _with_leads(case: Case, opening: Opening, trials: Trials, jointly: Jointly) -> Missing:
    found = _named(opening)
    if not _can_be_given(opening):
        return found
    from evalrules.semantics.jointly import MANY
    from evalrules.semantics.leads import leads_of

    if opening.kind not in MANY:
        leads = leads_of(trials, case, opening)
        if leads:
            best = case.possible_levels[0]
            told = [one for one in leads.needed if not _is_of_an_end(case, opening, one)]
            is_told = any(one.to == best for one in told) or any(best in one.levels for one in leads.narrows)
            together = None if is_told else jointly.towards(opening, best)
            return found._replace(decides=True, needed=leads.needed, narrows=leads.narrows, together=together)
    bearing = jointly.bearing(opening)
    if bearing is None:
        return found
    best, together = case.possible_levels[0], bearing.together
    if together is not None and together.needed and all(one.to != best for one in together.needed):
        passing = jointly.towards(opening, best)
        together = passing if passing is not None and len(passing.others) <= len(together.others) else together
    return found._replace(decides=True, together=together, leads=bearing.leads)


def _is_of_an_end(case: Case, opening: Opening, needed: Needed) -> bool:
    """Whether it takes the least that a number may be, such as no pupils at all: few have that."""
    declared = case.ruleset.measures.get(opening.measure)
    if declared is None or declared.low is None or needed.op not in ("<=", "=="):
        return False
    return needed.value == str(declared.low)
