"""What is missing comes before a plan: no plan is certain while somebody has still to say what is the case."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from evalrules.model.action_plan import FOUND, OPEN, Action, ActionPlan
from evalrules.model.assessment import Missing
from evalrules.model.evidence import Evidence
from evalrules.model.refs import cell_of
from evalrules.semantics.case import Case
from evalrules.semantics.missing import missing_of


def missing_first(found: ActionPlan, case: Case, evidence: Evidence) -> ActionPlan:
    """A plan as it is, where all it rests on is known; else one that waits, with what was found beside it.

    A value that nobody has given is none that somebody changes: it may be what it should be already.
    """
    is_asked = any(one.have is None for one in found.actions)
    if found.outcome != FOUND or (case.level is not None and not is_asked):
        return found
    actions = tuple(sorted(found.actions, key=lambda one: one.have is not None))
    return found._replace(outcome=OPEN, actions=actions, missing=first_given(case, evidence, actions))


def first_given(case: Case, evidence: Evidence, actions: Iterable[Action] = ()) -> tuple[Missing, ...]:
    """What must be given first: what decides and what a plan asks for, or else all that is not known."""
    every = missing_of(case, evidence)
    asked = {own for one in actions if one.have is None for own in _names(one)}
    return tuple(one for one in every if one.decides or one.is_undefined or asked & _given_by(one)) or every


def _names(action: Action) -> set[str]:
    """The names of what an action changes, as something missing has them."""
    if action.row is not None:
        return {cell_of(str(action.measure), action.row).text}
    return {str(action.indicator or action.measure), action.place}


def _given_by(item: Missing) -> set[str]:
    """The names of what is known when something missing is given."""
    if item.kind != "column":
        return {item.id}
    return {cell_of(item.id, row).text for row in item.rows}


def proven_by_count(found: ActionPlan) -> ActionPlan:
    """A plan that comes to no more than every plan does is the least, however it was found; so is a single change."""
    if found.outcome != FOUND or found.is_least:
        return found
    if found.cost is None and len(found.actions) == 1:
        return found._replace(is_least=True, bound="1")
    worth = Fraction(len(found.actions)) if found.cost is None else Fraction(found.cost)
    return found._replace(is_least=bool(found.bound) and Fraction(found.bound) == worth)
