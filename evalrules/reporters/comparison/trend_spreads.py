"""Coefficients over time: each statistic behind indicators and what stands below them, at each time.

As in the form of a balance standard: a line for each coefficient and for the composite, also where no condition asks
for it. Values only, no words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from evalrules.base.numbers import FINE_DIGITS
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Assessment, Written
from evalrules.model.ruleset import Label
from evalrules.reporters.figures import Compared, number_of, shown_beside, spreads
from evalrules.reporters.page import Writer


class Figure(NamedTuple):
    """What is measured at one time: the number, what is asked of it, and the unit.

    `shown` and `asked` are both numbers as the report of that time prints them; `holds` is None where nothing is asked
    or where that is open.
    """

    have: Fraction
    op: str
    need: Fraction | None
    unit: str
    shown: str
    asked: str
    holds: bool | None = None


class SpreadCourse(NamedTuple):
    """A coefficient over time; `is_composite` says that it is made of the others, `id` is that of a measure."""

    id: str
    title: Label
    is_composite: bool
    figures: tuple[Figure | None, ...]


class _Line(NamedTuple):
    """A coefficient of one time, by what tells it apart in all of them."""

    key: tuple[str, str]
    title: Label
    is_composite: bool
    figure: Figure


def spread_courses(found: Sequence[Assessment | None]) -> tuple[SpreadCourse, ...]:
    """The coefficients of a subject, those of the last time first, in the order of its report."""
    times = [{} if one is None else {line.key: line for line in _lines(one)} for one in found]
    latest: dict[tuple[str, str], _Line] = {}
    for lines in reversed(times):
        latest = {**latest, **{key: line for key, line in lines.items() if key not in latest}}
    return tuple(
        SpreadCourse(
            key[0], line.title, line.is_composite,
            tuple(None if (there := lines.get(key)) is None else there.figure for lines in times),
        )
        for key, line in latest.items()
    )  # fmt: skip


def _lines(found: Assessment) -> Iterator[_Line]:
    writer = Writer(found, "en")
    for finding, listed, others in spreads(found):
        for one in listed:
            own, asked = one.use.measure, one.compared
            figure = _figure(writer, one.use.value if asked is None else asked.have, asked)
            if figure is not None:
                title = found.titles.measures.get(own, finding.title) if own else finding.title
                yield _Line((own, "" if own else finding.id), title, False, figure)
        for other in others:
            requirement = other.requirement
            figure = _figure(writer, other.have, other)
            if figure is not None:
                yield _Line((requirement.measure, finding.id), requirement.title, True, figure)
    for use, value in shown_beside(found):
        figure = _figure(writer, value, None)
        if figure is not None:
            yield _Line((use.measure, ""), found.titles.measures[use.measure], True, figure)


def _figure(writer: Writer, value: Written, asked: Compared | None) -> Figure | None:
    """A coefficient as the report prints it; it has no unit."""
    have = number_of(value)
    if have is None:
        return None
    shown = writer.printed(value, digits=FINE_DIGITS)
    need = None if asked is None else number_of(asked.need)
    if asked is None or need is None:
        return Figure(have, "", None, "", shown, "")
    return Figure(have, asked.requirement.op, need, "", shown, writer.number(need), asked.holds)
