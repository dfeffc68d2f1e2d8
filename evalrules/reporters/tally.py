"""How the indicators of a result are counted: one word for each, the same in every format."""

from __future__ import annotations

from typing import NamedTuple

from evalrules.model.assessment import MET, NOT_APPLICABLE, NOT_MET, UNKNOWN, Assessment, Finding

WAIVED = "waived"
STANDINGS = (MET, NOT_MET, UNKNOWN, NOT_APPLICABLE, WAIVED)
"""Every indicator is one of these."""


class Tally(NamedTuple):
    """How many indicators are met, not met, unknown, not applicable and waived; together they are all."""

    met: int
    not_met: int
    unknown: int
    not_applicable: int
    waived: int


def standings_of(found: Assessment) -> dict[str, str]:
    """For each indicator, by its id, the one word that it is counted under.

    Waived: a waiver in force takes it out. Not met: `not_met`, the worst grade, or one of those that a verdict which
    is not reached rests on (of two B that fail, both). Met: every other outcome that is known. So one B of a passing
    county is met, and points are met unless the verdict names them.
    """
    blamed = _blamed(found)
    waived = {one.indicator for one in found.waivers if one.has_effect}
    return {one.id: WAIVED if one.id in waived else _standing(one, found, blamed) for one in found.findings}


def tally_of(found: Assessment) -> Tally:
    """The counts of one assessment."""
    words = list(standings_of(found).values())
    return Tally(*(words.count(word) for word in STANDINGS))


def _standing(finding: Finding, found: Assessment, blamed: frozenset[str]) -> str:
    if finding.outcome in (UNKNOWN, NOT_APPLICABLE, NOT_MET):
        return finding.outcome
    worst = list(found.titles.grades)[-1] if len(found.titles.grades) > 1 else None
    is_worst = finding.grade is not None and finding.grade == worst
    return NOT_MET if is_worst or (finding.id in blamed and not finding.advisory) else MET


def _blamed(found: Assessment) -> frozenset[str]:
    """The indicators that speak for a verdict which does not reach the required level."""
    if found.verdict.meets_required:
        return frozenset()
    ids = [own for reason in found.verdict.reasons if reason.kind != "every_completion" for own in reason.because]
    ids += [own for veto in found.vetoes if veto.fired for own in veto.because]
    ids += [own for gate in found.gates if gate.holds is False for own in gate.because]
    return frozenset(ids)
