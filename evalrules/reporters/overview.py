"""Many subjects at a glance: how many reach the level, which indicators fail most, who is nearest to passing.

Every format takes its figures from here, so that they are the same everywhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import NOT_MET, PARTLY, UNKNOWN, ZERO, Assessment
from evalrules.model.brief import Brief, Whole
from evalrules.model.report import Report, Result
from evalrules.model.ruleset import Label
from evalrules.reporters.figures import scored, total_of
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


def brief_of(result: Result) -> Brief:
    """What a run keeps of one result."""
    found = result.assessment
    every = (*result.diagnostics, *(found.diagnostics if found is not None else ()))
    asked, confirmed = sum(one.is_question for one in every), sum(one.confirmed is not None for one in every)
    if found is None:
        return Brief(open=asked, confirmed=confirmed, path=result.path)
    standings = standings_of(found)
    return Brief(
        ruleset=found.ruleset.name,
        meets_required=found.verdict.meets_required,
        accepted=found.accepted,
        indicators=tuple((finding.id, finding.title) for finding in found.findings),
        words=tuple(standings[finding.id].word for finding in found.findings),
        changes=changes_to_level(found),
        open=asked,
        confirmed=confirmed,
        path=result.path,
        code=found.subject.id,
        points=total_of(group.total for group in scored(found)).awarded if _has_points(found) else None,
    )


def _has_points(found: Assessment) -> bool:
    return any(one.points is not None for one in found.findings)


def briefs_of(report: Report) -> tuple[Brief, ...]:
    """What is kept of each result of a report."""
    return tuple(brief_of(result) for result in report.results)


def whole_of(report: Report) -> Whole:
    """A report as a whole, beside which its results are told one by one."""
    return Whole(report, briefs_of(report), report.exit_code)


def questions_of(report: Report) -> Questions:
    """The questions about the data of every input of a report."""
    return questions_from(briefs_of(report))


def questions_from(briefs: Iterable[Brief]) -> Questions:
    """The questions about the data of every input, those that could not be evaluated included."""
    listed = list(briefs)
    return Questions(sum(one.open for one in listed), sum(one.confirmed for one in listed))


def overview_of(report: Report) -> Overview:
    """The figures of a report, also of one with a single subject or none."""
    return overview_from(briefs_of(report))


def overview_from(briefs: Iterable[Brief]) -> Overview:
    """The figures over all results."""
    listed = list(briefs)
    near = (Near(at, one.changes) for at, one in enumerate(listed) if one.changes)
    return Overview(totals_of(listed), _weakest(listed), tuple(sorted(near, key=lambda one: one.changes)))


def totals_of(briefs: Sequence[Brief]) -> Totals:
    """How many of these subjects stand how."""
    evaluated = [one for one in briefs if one.is_evaluated]
    reached = [one.meets_required for one in evaluated]
    return Totals(
        total=len(briefs),
        reached=reached.count(True),
        not_reached=reached.count(False),
        undetermined=reached.count(None),
        not_evaluated=len(briefs) - len(evaluated),
        accepted=sum(one.accepted is True and one.meets_required is not True for one in evaluated),
    )


_WEAK = (NOT_MET, PARTLY, ZERO, UNKNOWN)


def _weakest(briefs: list[Brief]) -> tuple[Weak, ...]:
    """Those that are not met, or have no points, for most subjects first, then in the order of the ruleset."""
    if not any(word in one.words for one in briefs for word in _WEAK):
        return ()
    alike = Counter((one.ruleset, one.indicators, one.words) for one in briefs if one.is_evaluated)
    counted: Counter[tuple[str, str, str]] = Counter()
    titles: dict[tuple[str, str], Label] = {}
    for (name, indicators, words), count in alike.items():
        for (own, title), word in zip(indicators, words, strict=True):
            titles.setdefault((name, own), title)
            counted[name, own, word] += count
    every = [
        Weak(name, own, title, *(counted[name, own, word] for word in _WEAK)) for (name, own), title in titles.items()
    ]
    weak = [one for one in every if one.below or one.unknown]
    return tuple(sorted(weak, key=lambda one: (-one.not_met - one.zero, -one.partly, -one.unknown)))


def changes_to_level(found: Assessment) -> int:
    """How many changes bring a subject that is below it to the required level; 0 where that is not known."""
    if found.verdict.meets_required is not False:
        return 0
    gap = next((gap for gap in found.gaps if gap.kind == "level" and gap.to == found.required), None)
    return len(gap.changes) if gap is not None else 0
