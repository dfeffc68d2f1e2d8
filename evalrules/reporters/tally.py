"""How the indicators of a result are counted: one word for each, the same in every format, with its sign and tone."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import FULL, MET, NOT_APPLICABLE, NOT_MET, PARTLY, UNKNOWN, ZERO, Assessment, Finding

WAIVED = "waived"


class Look(NamedTuple):
    """How a word is shown: a sign, so that no colour speaks alone, and the tone that formats give a colour."""

    sign: str
    tone: str


LOOKS = {
    MET: Look("✓", "good"), NOT_MET: Look("✗", "bad"),
    FULL: Look("✓", "good"), PARTLY: Look("◐", "partly"), ZERO: Look("○", "zero"),
    UNKNOWN: Look("?", "open"), NOT_APPLICABLE: Look("–", "idle"), WAIVED: Look("◇", "waived"),
}  # fmt: skip
"""Every word that indicators are counted under. Those with points are full, partly or zero, and never met."""

STANDINGS = tuple(LOOKS)
_WITH_POINTS = (FULL, PARTLY, ZERO)
_WITHOUT_POINTS = (MET, NOT_MET)


class Tally(NamedTuple):
    """How many indicators are counted under each word; together they are all."""

    met: int
    not_met: int
    full: int
    partly: int
    zero: int
    unknown: int
    not_applicable: int
    waived: int


class Standing(NamedTuple):
    """The word that an indicator is counted under, whether it speaks against the subject, and how it is shown.

    It speaks against it where it is not met, or must have its full points and has not, or the verdict rests on its
    lacking some; advisory ones never do. What must have its full points and has not is shown as not met.
    """

    word: str
    is_against: bool
    look: Look


def standings_of(found: Assessment) -> dict[str, Standing]:
    """For each indicator, by its id, how it stands.

    Waived: a waiver in force takes it out. With points: full, partly or zero. Not met: `not_met`, the worst grade, or
    one of those that a verdict which is not reached rests on (of two B that fail, both). Met: every other outcome that
    is known; so one B of a passing county is met.
    """
    blamed = _blamed(found)
    waived = {one.indicator for one in found.waivers if one.has_effect}
    grades = tuple(found.titles.grades)
    worst = grades[-1] if len(grades) > 1 else None
    return {one.id: _standing(one, worst, blamed, waived) for one in found.findings}


def not_met_of(found: Assessment) -> list[str]:
    """Every indicator that is not met and speaks against the subject, in the order of the ruleset."""
    return [own for own, one in standings_of(found).items() if one.word == NOT_MET and one.is_against]


def tally_of(found: Assessment) -> Tally:
    """The counts of one assessment."""
    words = [standing.word for standing in standings_of(found).values()]
    return Tally(*(words.count(word) for word in STANDINGS))


def words_for(assessed: Iterable[Assessment]) -> tuple[str, ...]:
    """The words that counts of these assessments show: those about points only where an indicator has some."""
    applied = [finding for found in assessed for finding in found.findings if finding.outcome != NOT_APPLICABLE]
    has_points = {finding.points is not None for finding in applied}
    left_out = (() if True in has_points else _WITH_POINTS) + (_WITHOUT_POINTS if has_points == {True} else ())
    return tuple(word for word in STANDINGS if word not in left_out)


def counts_of(found: Assessment) -> tuple[tuple[str, int], ...]:
    """The counts as a report on one subject shows them: each word with how many there are."""
    counts = tally_of(found)._asdict()
    return tuple((word, counts[word]) for word in words_for([found]))


def _standing(finding: Finding, worst: str | None, blamed: frozenset[str], waived: set[str]) -> Standing:
    word = _word(finding, worst, blamed)
    if finding.points is None and not waived:
        return _WITHOUT_POINTS_ALIKE[word, word == NOT_MET and not finding.advisory]
    if finding.id in waived:
        return Standing(WAIVED, is_against=False, look=LOOKS[WAIVED])
    is_short = not finding.advisory and _is_short(finding)
    is_broken = is_short and finding.must is True
    is_against = is_broken or (is_short and finding.id in blamed) or (word == NOT_MET and not finding.advisory)
    return Standing(word, is_against, LOOKS[NOT_MET if is_broken else word])


_WITHOUT_POINTS_ALIKE = {
    (word, is_against): Standing(word, is_against, look) for word, look in LOOKS.items() for is_against in (True, False)
}


def _word(finding: Finding, worst: str | None, blamed: frozenset[str]) -> str:
    scored_as = None if finding.points is None else finding.scored_as
    if scored_as is not None:
        return scored_as
    if finding.outcome in (UNKNOWN, NOT_APPLICABLE, NOT_MET):
        return finding.outcome
    is_worst = finding.grade is not None and finding.grade == worst
    return NOT_MET if is_worst or (finding.id in blamed and not finding.advisory) else MET


def _is_short(finding: Finding) -> bool:
    """Whether an indicator certainly has not its full points, whatever is still open about them."""
    points = finding.points
    if finding.scored_as is None or points is None or points.high is None or points.full is None:
        return finding.scored_as in (PARTLY, ZERO)
    return Fraction(points.high) < Fraction(points.full)


def _blamed(found: Assessment) -> frozenset[str]:
    """The indicators that speak for a verdict which does not reach the required level."""
    if found.verdict.meets_required:
        return frozenset()
    ids = [own for reason in found.verdict.reasons if reason.kind != "every_completion" for own in reason.because]
    ids += [own for veto in found.vetoes if veto.fired for own in veto.because]
    ids += [own for gate in found.gates if gate.holds is False for own in gate.because]
    return frozenset(ids)
