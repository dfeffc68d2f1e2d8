"""Many subjects at a glance: how many reach the level, which indicators fail most, who is nearest to passing.

Every format takes its figures from here, so that they are the same everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import chain

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import NOT_MET, PARTLY, UNKNOWN, ZERO, Assessment
from evalrules.model.report import Report
from evalrules.model.ruleset import Label
from evalrules.reporters.tally import standings_of


class Totals(NamedTuple):
    """How many subjects there are, and of these: certainly reach the level, certainly do not, are open, were not
    evaluated. `accepted` counts those that do not reach it, or are open, and are accepted with their waivers.
    """

    total: int
    reached: int
    not_reached: int
    undetermined: int
    not_evaluated: int
    accepted: int


class Weak(NamedTuple):
    """An indicator of a ruleset (`id@edition`), and for how many subjects it is not met, short of points, or open."""

    ruleset: str
    indicator: str
    title: Label
    not_met: int
    partly: int
    zero: int
    unknown: int

    @property
    def below(self) -> int:
        """For how many subjects it is certainly not at its best: not met, or short of its full points."""
        return self.not_met + self.partly + self.zero


class Near(NamedTuple):
    """A subject below the required level (its place in the results), and how many changes would bring it there."""

    at: int
    changes: int


class Overview(NamedTuple):
    """The figures over all results; `weakest` and `nearest` hold those at the head of their lists first."""

    totals: Totals
    weakest: tuple[Weak, ...]
    nearest: tuple[Near, ...]


def weak_words(weakest: Iterable[Weak]) -> tuple[str, ...]:
    """The counts of weak indicators that are worth showing: those about points only where some are short of them."""
    listed = list(weakest)
    has_points = any(one.partly or one.zero for one in listed)
    has_others = not has_points or any(one.not_met for one in listed)
    return (*((NOT_MET,) if has_others else ()), *((PARTLY, ZERO) if has_points else ()), UNKNOWN)


class Questions(NamedTuple):
    """How many questions about the data of all inputs are open, and how many the evidence confirms."""

    open: int
    confirmed: int


def questions_of(report: Report) -> Questions:
    """The questions about the data of every input, those that could not be evaluated included."""
    own = (result.assessment.diagnostics for result in report.results if result.assessment is not None)
    every = [*chain.from_iterable(own), *chain.from_iterable(result.diagnostics for result in report.results)]
    return Questions(sum(one.is_question for one in every), sum(one.confirmed is not None for one in every))


def overview_of(report: Report) -> Overview:
    """The figures of a report, also of one with a single subject or none."""
    assessed = [result.assessment for result in report.results if result.assessment is not None]
    return Overview(_totals(report, assessed), _weakest(assessed), _nearest(report))


def _totals(report: Report, assessed: list[Assessment]) -> Totals:
    reached = [one.verdict.meets_required for one in assessed]
    return Totals(
        total=len(report.results),
        reached=reached.count(True),
        not_reached=reached.count(False),
        undetermined=reached.count(None),
        not_evaluated=len(report.results) - len(assessed),
        accepted=sum(one.accepted is True and one.verdict.meets_required is not True for one in assessed),
    )


def _weakest(assessed: list[Assessment]) -> tuple[Weak, ...]:
    """Those that are not met, or have no points, for most subjects first, then in the order of the ruleset."""
    counted: Counter[tuple[str, str, str]] = Counter()
    titles: dict[tuple[str, str], Label] = {}
    for found in assessed:
        name = found.ruleset.name
        titles |= {(name, finding.id): finding.title for finding in found.findings}
        counted.update((name, own, standing.word) for own, standing in standings_of(found).items())
    every = [
        Weak(name, own, title, *(counted[name, own, word] for word in (NOT_MET, PARTLY, ZERO, UNKNOWN)))
        for (name, own), title in titles.items()
    ]
    weak = [one for one in every if one.below or one.unknown]
    return tuple(sorted(weak, key=lambda one: (-one.not_met - one.zero, -one.partly, -one.unknown)))


def _nearest(report: Report) -> tuple[Near, ...]:
    """Subjects for which the changes that lead to the required level are known, fewest first."""
    found = []
    for at, result in enumerate(report.results):
        assessment = result.assessment
        if assessment is None or assessment.verdict.meets_required is not False:
            continue
        gap = next((gap for gap in assessment.gaps if gap.kind == "level" and gap.to == assessment.required), None)
        if gap is not None and gap.changes:
            found.append(Near(at, len(gap.changes)))
    return tuple(sorted(found, key=lambda one: one.changes))
