"""Results of several times beside one another: how each subject and each of its indicators went.

Values only, no words (evalrules.reporters.comparison.trend_words). Subjects are matched as when two results are
compared.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from evalrules.base.numbers import FINE_DIGITS
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Assessment
from evalrules.model.report import Report
from evalrules.model.ruleset import Label
from evalrules.reporters.comparison.compared import (
    ADDED,
    REMOVED,
    SAME,
    compared,
    indicator_direction,
    level_direction,
    matches,
)
from evalrules.reporters.comparison.trend_spreads import Figure, SpreadCourse, spread_courses
from evalrules.reporters.figure_words import is_bare
from evalrules.reporters.figures import number_of
from evalrules.reporters.page import Writer


class IndicatorCourse(NamedTuple):
    """An indicator over time: whether it is there, and its figure where it is measured by a single number.

    `direction` is how it moved from the first to the last time of which it is known.
    """

    id: str
    title: Label
    direction: str
    is_there: tuple[bool, ...]
    figures: tuple[Figure | None, ...]


class Course(NamedTuple):
    """A subject over time: its assessment each time (None where there is none), how its level moved, its indicators.

    `spreads` are the coefficients behind them, with what no indicator asks for.
    """

    found: tuple[Assessment | None, ...]
    direction: str
    indicators: tuple[IndicatorCourse, ...]
    spreads: tuple[SpreadCourse, ...] = ()

    @property
    def latest(self) -> Assessment:
        """The last assessment that there is."""
        return next(one for one in reversed(self.found) if one is not None)


class Trend(NamedTuple):
    """Results in the order of time; `times` name each of them, by its period where that tells them apart.

    `got_worse`: from one of them to the next, the level, an indicator, a gate or a veto of a subject became worse.
    """

    times: tuple[str, ...]
    courses: tuple[Course, ...]
    got_worse: bool
    not_evaluated: int


def trend_of(reports: Sequence[Report], names: Sequence[str]) -> Trend:
    """The course of every subject that at least two of the results have; `names` are what the files are called."""
    assessed = [[one.assessment for one in report.results if one.assessment is not None] for report in reports]
    courses = [_course(one) for one in _chains(assessed) if sum(each is not None for each in one) > 1]
    worse = any(compared(one, other).got_worse for one, other in pairwise(reports))
    broken = sum(result.assessment is None for result in reports[-1].results)
    return Trend(_times(assessed, names), tuple(courses), worse, broken)


def _times(assessed: Sequence[Sequence[Assessment]], names: Sequence[str]) -> tuple[str, ...]:
    periods = [{one.period for one in found} for found in assessed]
    single = [next(iter(found)) or "" if len(found) == 1 else "" for found in periods]
    return tuple(single) if all(single) and len(set(single)) == len(single) else tuple(names)


def _chains(assessed: Sequence[Sequence[Assessment]]) -> list[tuple[Assessment | None, ...]]:
    """The assessments of each subject, one for each result; the subjects of the last result first, in its order."""
    count = len(assessed)
    chains: list[list[Assessment | None]] = []
    for at in reversed(range(count)):
        known = [next(one for one in chain if one is not None) for chain in chains]
        matched = matches(list(assessed[at]), known)
        for number, one in matched.items():
            chains[number][at] = one
        taken = {id(one) for one in matched.values()}
        for one in assessed[at]:
            if id(one) not in taken:
                chain: list[Assessment | None] = [None] * count
                chain[at] = one
                chains.append(chain)
    return [tuple(chain) for chain in chains]


def _course(found: tuple[Assessment | None, ...]) -> Course:
    there = [one for one in found if one is not None]
    ids = dict.fromkeys(one.id for each in reversed(there) for one in each.findings)
    indicators = tuple(_indicator(own, found) for own in ids)
    return Course(found, level_direction(there[0], there[-1]), indicators, spread_courses(found))


def _indicator(own: str, found: tuple[Assessment | None, ...]) -> IndicatorCourse:
    sides = [(one, Writer(one, "en")) for one in found if one is not None]
    having = [(one, writer.by_id[own]) for one, writer in sides if own in writer.by_id]
    (first, before), (last, after) = having[0], having[-1]
    if len(having) < len(sides):
        direction = ADDED if sides[0][0] is not first else REMOVED if sides[-1][0] is not last else SAME
    else:
        direction = indicator_direction(before, after, (first.titles.grades, last.titles.grades))
    is_there = tuple(one is not None and any(each.id == own for each in one.findings) for one in found)
    figures = tuple(_figure(own, one) for one in found)
    return IndicatorCourse(own, after.title, direction, is_there, figures)


def _figure(own: str, found: Assessment | None) -> Figure | None:
    """The number that an indicator is measured by; None where it is several, or none is known."""
    writer = None if found is None else Writer(found, "en")
    if writer is None or own not in writer.by_id:
        return None
    finding = writer.by_id[own]
    if finding.points is not None:
        points = number_of(finding.points.value)
        return None if points is None else Figure(points, "", None, "", writer.number(points), "")
    lines = writer.figure_lines(finding)
    if len(lines) != 1 or not lines[0].compared:
        return None
    one = lines[0].compared[0]
    have, need = number_of(one.have), number_of(one.need)
    if have is None:
        return None
    asked = "" if need is None else writer.number(need)
    padded = FINE_DIGITS if finding.statistics and is_bare(one) else None  # as the table beside the picture has it
    return Figure(have, one.requirement.op, need, one.requirement.unit, writer.number(have, padded=padded), asked)


def measured(found: Course) -> Iterator[IndicatorCourse]:
    """The indicators that are measured by a number of one unit at two times or more, and whose number moved."""
    return (one for one in found.indicators if _moved(one.figures))


def composites(found: Course) -> Iterator[SpreadCourse]:
    """The composites of coefficients that moved; each coefficient by itself stands in tables."""
    return (one for one in found.spreads if one.is_composite and _moved(one.figures))


def _moved(figures: Sequence[Figure | None]) -> bool:
    known = [one for one in figures if one is not None]
    return len({one.have for one in known}) > 1 and len({one.unit for one in known}) == 1
