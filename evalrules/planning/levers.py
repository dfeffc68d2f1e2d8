"""What can be changed in a case, and how far: stated figures, cells of rows, points, and what assessors decide.

A figure is changed in steps: whole numbers for counts and yuan, else hundredths, or as fine as the figure is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from math import ceil, floor

from evalrules.base.records import NamedTuple
from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.outcome import NOT_APPLICABLE, Outcome
from evalrules.model.refs import MembersRef, PointsRef, YearRef, cell_of, column_from, is_column
from evalrules.model.ruleset import Measure, measures_behind
from evalrules.planning.tied import EITHER, NUMBERS, raised_for_spreads, tied_to
from evalrules.semantics.case import Case
from evalrules.semantics.row_parts import RowId
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.single_moves import is_taken
from evalrules.semantics.standings import is_assessed
from evalrules.tree.nodes import Among, Compare, Expression, Fact, RowStatistic, RowTally, Worst
from evalrules.tree.walk import walk

FARTHEST = 10**9
"""So many steps a figure may be changed, or a thousand times what it is."""

WHOLE_UNITS = ("元",)
"""Units of which nobody counts parts."""


class Lever(NamedTuple):
    """One thing that can be changed.

    Of a number `have` is what it is in steps (None: not known), `low` and `high` what it may become; of everything
    else `options` are what it may be, `chosen` the one that it is. `indicator` is what assessors decide; "" else.
    `last_year` is the last year of the period, for figures by year.
    """

    measure: str
    row: RowId | None = None
    indicator: str = ""
    step: Fraction = Fraction(1)
    have: int | None = None
    low: int = 0
    high: int = 0
    options: tuple[FactValue | Outcome, ...] = ()
    chosen: FactValue | Outcome = None
    last_year: int = 0

    @property
    def is_number(self) -> bool:
        """Whether it is a figure."""
        return not self.options

    @property
    def own(self) -> tuple[RowId | None, str]:
        """What it is by: the row and the measure, or the indicator."""
        return (self.row, self.measure or self.indicator)

    def value(self, steps: int) -> Fraction:
        """A number of steps in the unit of the measure."""
        return steps * self.step

    def fact(self, steps: int) -> Bounds:
        """A number of steps as a fact."""
        return Bounds(self.value(steps), self.value(steps))


def place_of(lever: Lever) -> str:
    """The path to what it changes, as evidence paths are written."""
    from evalrules.model.evidence_paths import EvidencePath, evidence_path
    from evalrules.model.refs import measure_from

    if lever.indicator:
        return EvidencePath("grades", lever.indicator).text
    if lever.row is not None:
        path = evidence_path(cell_of(lever.measure, lever.row[1]))
    else:
        path = evidence_path(measure_from(lever.measure), lever.last_year)
    return lever.measure if path is None else path.text


def levers_of(case: Case, last_year: int = 0) -> Mapping[tuple[RowId | None, str], Lever]:
    """Everything that can be changed and that some condition looks at, by what it is."""
    roots = list(_roots(case))
    movable, ways = _movable(case, roots)
    found = [lever for measure in movable if not is_column(measure) if (lever := _of_measure(case.scope, measure))]
    rows = case.scope.rows
    if isinstance(rows, TableReadings):
        columns: dict[str, list[str]] = {}
        for measure in movable:
            if is_column(measure):
                columns.setdefault(column_from(measure).table, []).append(measure)
        for table, own in columns.items():
            for row in rows.rows(table, case.scope):
                made = (_going(_of_measure(row.scope, measure), ways.get(measure, EITHER)) for measure in own)
                found += [lever._replace(row=(table, row.key)) for lever in made if lever is not None]
    found += list(_decisions(case))
    return {lever.own: lever._replace(last_year=last_year) for lever in found}


def _roots(case: Case) -> Iterator[Expression]:
    for one in case.standings:
        if not one.indicator.advisory:
            yield from (guard.root for guard in one.plan.guards)
    yield from (guard.root for guard in case.plan.verdict)


def _movable(case: Case, roots: Sequence[Expression]) -> tuple[list[str], Mapping[str, frozenset[int]]]:
    """The stated measures that somebody would change: where some are meant to improve, none but these.

    Those that only follow them are there, too, and which way they go.
    """
    measures = case.ruleset.measures
    given = frozenset(own for own in case.scope.facts if measures[own].value is not None and is_taken(own, case.scope))
    found: dict[str, None] = {}
    behind = dict.fromkeys(own for root in roots for own in measures_behind(root, measures))
    every = (*roots, *(value.root for own in behind if (value := measures[own].value) is not None))
    for root in every:
        for part in walk(root):
            if isinstance(part, Compare):
                found |= dict.fromkeys(_improving(part, measures, given))
            elif isinstance(part, Among | RowStatistic | RowTally | Worst) or (
                isinstance(part, Fact) and part.kind != "number"
            ):
                single = [own for own in measures_behind(part, measures) if measures[own].type not in NUMBERS]
                found |= dict.fromkeys(own for own in single if measures[own].value is None)
            elif isinstance(part, Fact) and measures[part.measure].ref.__class__ is PointsRef:
                found[part.measure] = None
    raised = raised_for_spreads(every, measures)
    found = {own: None for own in found if raised.get(own, True)}
    ways = {own: some for own, some in tied_to(found, case.ruleset).items() if own not in found and own not in raised}
    found |= dict.fromkeys((*ways, *_chosen_with(case, found)))
    ways |= {own: frozenset((1,)) for own in raised if own in found}
    return [own for own in measures if own in found and _can_change(measures[own], case)], ways


def _going(lever: Lever | None, ways: frozenset[int]) -> Lever | None:
    """A lever that goes only these ways from what it is; None where it then goes nowhere."""
    if lever is None or lever.have is None or ways == EITHER:
        return lever
    low, high = (lever.low if -1 in ways else lever.have), (lever.high if 1 in ways else lever.have)
    return lever._replace(low=low, high=high) if low < high else None


def _chosen_with(case: Case, moved: Iterable[str]) -> list[str]:
    """The choices on which the limit of a figure that is moved hangs in a check: the band of points that are given."""
    measures, known = case.ruleset.measures, frozenset(moved)
    behind = [frozenset(measures_behind(check.condition.root, measures)) for check in case.ruleset.checks]
    return [own for some in behind if known & some for own in measures if own in some and measures[own].choice]


def _improving(node: Compare, measures: Mapping[str, Measure], given: frozenset[str]) -> list[str]:
    stated = [own for own in measures_behind(node, measures) if measures[own].value is None or own in given]
    free = [own for own in stated if not measures[own].is_fixed]
    return [own for own in free if measures[own].better] or free


def _can_change(measure: Measure, case: Case) -> bool:
    is_past = isinstance(measure.ref, YearRef) and measure.ref.back > 0
    is_how_many = isinstance(measure.ref, MembersRef) and not measure.better
    is_key = is_column(measure.id) and measure.id in case.ruleset.tables[column_from(measure.id).table].key
    return not (is_past or is_how_many or is_key) and measure.type not in ("date", "text")


def _of_measure(scope: Scope, own: str) -> Lever | None:
    """What can be done about a measure; None where it is fixed, given or not, or can be nothing else."""
    measure = scope.measure(own)
    if measure.is_fixed:
        return None
    if measure.type not in NUMBERS:
        known = scope.flag(own) if measure.type == "yesno" else _one(scope.options(own))
        every: tuple[FactValue, ...] = (True, False)
        if measure.type != "yesno":
            every = tuple(sorted(scope.with_facts({own: None}).options(own) or ()))
        if measure.better and known in (True, False) and known is (measure.better == "higher"):
            return None
        return Lever(own, options=every, chosen=known) if len(every) > 1 else None
    stated = scope.stated(own)
    known_number = (
        stated[0] if stated is not None and stated[0] == stated[1] and isinstance(stated[0], Fraction) else None
    )
    step = _step(measure, known_number)
    have = None if known_number is None else int(known_number / step)
    low, high = _range(measure, stated, step)
    if have is not None:
        far = max(FARTHEST, 1000 * abs(have))
        low = have if measure.better == "higher" else max(low, have - far)
        high = have if measure.better == "lower" else min(high, have + far)
    return Lever(own, step=step, have=have, low=low, high=high) if low < high else None


def _one(options: frozenset[str] | None) -> str | None:
    return next(iter(options)) if options is not None and len(options) == 1 else None


def _step(measure: Measure, known: Fraction | None) -> Fraction:
    usual = Fraction(1) if measure.type == "count" or measure.unit in WHOLE_UNITS else Fraction(1, 100)
    while known is not None and (known / usual).denominator != 1 and usual.denominator < 10**9:
        usual /= 10
    return usual if known is None or (known / usual).denominator == 1 else Fraction(1, known.denominator)


def _range(measure: Measure, stated: object, step: Fraction) -> tuple[int, int]:
    never_negative = measure.type in ("count", "percent")
    low = Fraction(0) if measure.low is None and never_negative else measure.low
    known_low, known_high = stated if isinstance(stated, tuple) else (None, None)
    lows = [one for one in (low, known_low) if isinstance(one, Fraction)]
    highs = [one for one in (measure.high, known_high) if isinstance(one, Fraction)]
    is_exact = known_low is not None and known_low == known_high
    if is_exact:
        lows, highs = lows[:1] if low is not None else [], highs[:1] if measure.high is not None else []
    return (
        max((ceil(one / step) for one in lows), default=-FARTHEST),
        min((floor(one / step) for one in highs), default=FARTHEST),
    )


def _decisions(case: Case) -> Iterator[Lever]:
    """What assessors have decided and could decide better, or have not decided yet."""
    for one in case.standings:
        if one.indicator.advisory or is_assessed(one.plan, case.scope) is not True:
            continue
        every, before = one.plan.every, one.before_ceiling
        if NOT_APPLICABLE in one.possible or before == every[:1]:
            continue
        known = before[0] if len(before) == 1 else None
        options = every[: every.index(known) + 1] if known is not None else every
        yield Lever("", indicator=one.indicator.id, options=options, chosen=known)
