"""What waivers change: not the level, only whether the result is accepted. An expired one changes nothing."""

from __future__ import annotations

from evalrules.base.diagnostics import Diagnostic, warning
from evalrules.base.truth import Truth
from evalrules.model.assessment import EXPIRED, IN_FORCE, UNDATED, WaiverUse
from evalrules.model.evidence import Evidence, Waiver
from evalrules.model.outcome import Outcome
from evalrules.semantics.case import Case


def waivers_of(case: Case, evidence: Evidence) -> tuple[WaiverUse, ...]:
    """Each waiver of the evidence with its state on the date of the assessment."""
    return tuple(_use(case, evidence, one) for one in evidence.waivers)


def _use(case: Case, evidence: Evidence, waiver: Waiver) -> WaiverUse:
    day = evidence.as_of
    state = UNDATED if day is None else IN_FORCE if day <= waiver.until else EXPIRED
    is_needed = case.standing_of(waiver.indicator).possible != (_best(case, waiver.indicator),)
    return WaiverUse(
        waiver.indicator, waiver.reason, waiver.approver, waiver.until.isoformat(), state, is_needed, str(waiver.place)
    )


def _best(case: Case, indicator: str) -> Outcome:
    return case.standing_of(indicator).plan.every[0]


def accepted(case: Case, waivers: tuple[WaiverUse, ...], required: str) -> Truth:
    """Whether the required level is reached if every waived indicator were at its best; None where that is open."""
    changed = {one.indicator: (_best(case, one.indicator),) for one in waivers if one.has_effect}
    return meets(case, case.levels_with(changed) if changed else case.possible_levels, required)


def meets(case: Case, levels: tuple[str, ...], required: str) -> Truth:
    """Whether every level still possible is at or above the required one; None where only some are."""
    ranks = [case.ruleset.level_rank(level) for level in levels]
    limit = case.ruleset.level_rank(required)
    return True if max(ranks) <= limit else False if min(ranks) > limit else None


def waiver_diagnostics(evidence: Evidence, waivers: tuple[WaiverUse, ...]) -> list[Diagnostic]:
    """A warning for each waiver that has no effect any more, or for want of a date."""
    found = []
    for one, waiver in zip(waivers, evidence.waivers, strict=True):
        if one.state == EXPIRED:
            found.append(warning("ER451", waiver.place, indicator=one.indicator, until=one.until))
        elif one.state == UNDATED:
            found.append(warning("ER452", waiver.place, indicator=one.indicator))
    return found
