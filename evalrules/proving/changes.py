"""Claims about changes: what is better never makes anything worse, and every part makes a difference to some subject.

Each asks about two subjects that differ in one thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import partial

from evalrules.model.outcome import SCORED
from evalrules.model.proof import Claim
from evalrules.model.refs import YearRef
from evalrules.model.ruleset import Measure, Ruleset, measures_behind
from evalrules.plan.nodes import IndicatorPlan
from evalrules.proving.questions import Asked, Question
from evalrules.proving.standard import Standard, worse_points
from evalrules.proving.symbols import Place, Symbols, better
from evalrules.proving.terms import Term, Tri, both, compared, either, negated
from evalrules.proving.witness import Seen
from evalrules.semantics.interval import exact_value


class Changes:
    """The claims about two subjects of one ruleset."""

    def __init__(self, base: Standard, different: list[IndicatorPlan]) -> None:
        self.base = base
        self.plan = base.plan
        self.ruleset: Ruleset = base.plan.ruleset
        self._different = different
        self._last = len(self.ruleset.levels) - 1

    def questions(self) -> Iterator[Question]:
        """Directions, then differences."""
        yield from self._directions()
        yield from self._differences()

    def _directions(self) -> Iterator[Question]:
        """Better figures, and better decisions of assessors, never worsen the level or an outcome."""
        for measure in self._read():
            if (
                measure.better
                and measure.ref.kind != "points"
                and not (isinstance(measure.ref, YearRef) and measure.ref.back)
            ):
                yield (
                    Claim("direction", measure.id, measure.better, measure.span),
                    partial(self._direction, measure),
                )
        yield from self._derived_directions()
        for plan in self._different:
            if plan.indicator.assessed and not plan.indicator.advisory and plan.every != (SCORED,):
                yield (
                    Claim("decision_direction", plan.indicator.id, "", plan.indicator.span),
                    partial(self._decision, plan),
                )

    def _read(self) -> list[Measure]:
        """The measures that evidence states and that some condition of an indicator or the verdict rests on."""
        guards = [*(guard for plan in self.plan.indicators for guard in plan.guards), *self.plan.verdict]
        names = dict.fromkeys(own for guard in guards for own in guard.reads.measures)
        return [measure for own in names if (measure := self.ruleset.measures[own]).value is None]

    def _pair(self, places: Iterable[Place]) -> Standard:
        changed = Symbols(self.ruleset, self.base.symbols.today, self.base.symbols, places)
        return Standard(
            self.plan, changed, self.base.rows, other=self.base, moved=frozenset(place.id for place in changed.places)
        )

    def _places(self, measure: Measure) -> list[Place]:
        if measure.ref.kind != "column":
            return [Place("fact", measure.id)]
        return [Place("fact", measure.id, row.number) for row in self.base.rows.get(measure.ref.table, ())]

    def _direction(self, measure: Measure) -> Asked:
        place = self._places(measure)[0]
        after, base = self._pair([place]), self.base
        row = place.row
        moved = better(base.symbols.fact(measure, row), after.symbols.fact(measure, row), measure.better)
        resting = [
            plan for plan in self.plan.indicators if any(measure.id in one.reads.measures for one in plan.guards)
        ]
        falls = [self._falls(plan, base, after) for plan in resting]
        ways = [(base.lacks(plan), after.lacks(plan)) for plan in resting if plan.lacking]
        alike = [either((both((one, other)), both((negated(one), negated(other))))) for one, other in ways]
        known, falling = both((moved, *alike)), either(falls)
        return Asked(
            False, both((known, either((falling, self._level_falls(base, after))))), (base, after),
            lambda found: _is_worse(found[0], found[1], resting), parts=(both((known, falling)),),
        )  # fmt: skip

    def _derived_directions(self) -> Iterator[Question]:
        """A better figure that is worked out, where evidence states it in place of what it is worked out from."""
        for measure in self.ruleset.measures.values():
            resting = read_alone(measure, self.plan.indicators, self.ruleset) if measure.better else []
            if resting:
                claim = Claim("direction", measure.id, measure.better, measure.span)
                yield claim, partial(self._derived_direction, measure._replace(value=None), resting)

    def _derived_direction(self, measure: Measure, resting: list[IndicatorPlan]) -> Asked:
        """Whether it worsens an outcome; the level rests on what it is worked out from besides."""
        ruleset = self.ruleset._replace(measures={**self.ruleset.measures, measure.id: measure})
        plan, place = self.plan._replace(ruleset=ruleset), Place("fact", measure.id)
        symbols = Symbols(ruleset, self.base.symbols.today)
        base = Standard(plan, symbols, self.base.rows)
        after = Standard(
            plan, Symbols(ruleset, symbols.today, symbols, [place]), self.base.rows, other=base,
            moved=frozenset((measure.id,)),
        )  # fmt: skip
        moved = better(base.symbols.fact(measure), after.symbols.fact(measure), measure.better)
        given = [negated(one.lacks(own)) for one in (base, after) for own in resting if own.lacking]
        formula = both((moved, *given, either(self._falls(own, base, after) for own in resting)))
        return Asked(False, formula, (base, after), lambda found: _is_worse(found[0], found[1], resting))

    def _falls(self, plan: IndicatorPlan, before: Standard, after: Standard) -> Term:
        applies = both((before.applies(plan).yes, after.applies(plan).yes))
        points, then = before.points(plan), after.points(plan)
        found = [worse_points(points, then)] if points is not None and then is not None else []
        if plan.every != (SCORED,):
            pairs = zip(before.reached(plan)[:-1], after.reached(plan)[:-1], strict=True)
            found += [both((one.yes, other.no)) for one, other in pairs]
        return both((applies, either(found)))

    def _level_falls(self, before: Standard, after: Standard) -> Term:
        ranks = range(self._last)
        return either(both((before.level_reached(rank).yes, after.level_reached(rank).no)) for rank in ranks)

    def _decision(self, plan: IndicatorPlan) -> Asked:
        after = self._pair([Place("decision", plan.indicator.id)])
        one, other = self.base.symbols.decision(plan), after.symbols.decision(plan)
        formula = both((other.variable < one.variable, self._level_falls(self.base, after)))
        return Asked(False, formula, (self.base, after), lambda found: _is_worse(found[0], found[1], ()))

    def _differences(self) -> Iterator[Question]:
        """Each indicator and each measure makes a difference to the level of some subject."""
        for plan in self._different:
            if not plan.indicator.advisory and not self._is_told_only(plan):
                yield (
                    Claim("indicator_matters", plan.indicator.id, "", plan.indicator.span),
                    partial(self._indicator, plan),
                )
        for measure in self._read():
            if measure.ref.kind != "points" and not self._is_advisory(measure) and not self._is_name(measure):
                yield (
                    Claim("measure_matters", measure.id, "", measure.span),
                    partial(self._measure, measure),
                )

    def _is_told_only(self, plan: IndicatorPlan) -> bool:
        """Whether the verdict reads every figure of an indicator itself: then the figures are asked about."""
        read = {own for guard in self.plan.verdict for own in guard.reads.measures}
        own = {name for guard in plan.guards for name in guard.reads.measures}
        return plan.points is None and not plan.indicator.assessed and bool(own) and own <= read

    def _is_advisory(self, measure: Measure) -> bool:
        """Whether only what is looked at beside the verdict rests on a measure."""
        if measure.id in {own for guard in self.plan.verdict for own in guard.reads.measures}:
            return False
        resting = [one for one in self.plan.indicators if any(measure.id in own.reads.measures for own in one.guards)]
        return all(one.indicator.advisory for one in resting)

    def _is_name(self, measure: Measure) -> bool:
        """Whether a column tells the rows apart: these have names, which are no figures."""
        return any(measure.id in row.texts for rows in self.base.rows.values() for row in rows)

    def _measure(self, measure: Measure) -> Asked:
        places = self._tied(measure)
        after = self._pair(places)
        formula = self._levels_differ(self.base, after)
        guards = [guard for plan in self.plan.indicators for guard in plan.guards if measure.id in guard.reads.measures]
        lacking = tuple(dict.fromkeys(number.value for guard in guards for number in guard.lacking))
        return Asked(
            True, formula, (self.base, after), _levels_are_different,
            lambda: self._levels_may_differ(self.base, after), lacking,
        )  # fmt: skip

    def _tied(self, measure: Measure) -> list[Place]:
        """The measure, and those which a check with == ties to it: they can only change together."""
        tied = [measure]
        for check in self.ruleset.checks:
            own = self._behind_equal(check.condition.text, check.condition.root)
            if measure.id in own:
                tied += [self.ruleset.measures[one] for one in own if one != measure.id]
        return [place for one in tied for place in self._places(one) if one.value is None]

    def _behind_equal(self, text: str, root: object) -> tuple[str, ...]:
        return measures_behind(root, self.ruleset.measures) if "==" in text else ()  # type: ignore[arg-type]

    def _indicator(self, plan: IndicatorPlan) -> Asked:
        """Whatever else it is, its outcome (or its points) alone makes a difference."""
        own = plan.indicator.id
        if plan.points is not None and plan.indicator.assessed:
            return self._measure(self.ruleset.measures[f"points:{own}"])
        if plan.indicator.assessed:
            after = self._pair([Place("decision", own)])
            return Asked(
                True, self._levels_differ(self.base, after), (self.base, after), _levels_are_different,
                lambda: self._levels_may_differ(self.base, after),
            )  # fmt: skip
        if plan.points is not None:
            return self._computed_points(plan)
        symbols = Symbols(self.ruleset, self.base.symbols.today, self.base.symbols, [Place("decision", own)])
        after = Standard(
            self.plan, symbols, self.base.rows, frozenset((own,)), other=self.base, moved=frozenset((own,))
        )
        lacking = tuple(dict.fromkeys(number.value for guard in plan.guards for number in guard.lacking))

        def would_differ(found: tuple[Seen, ...]) -> bool:
            case = found[0].case
            others = [case.levels_with({own: (outcome,)}) for outcome in plan.every]
            return case.level is not None and any(len(one) == 1 and one != case.possible_levels for one in others)

        return Asked(
            True, self._levels_differ(self.base, after), (self.base, after), would_differ,
            lambda: self._levels_may_differ(self.base, after), lacking, shown=(self.base,),
        )  # fmt: skip

    def _computed_points(self, plan: IndicatorPlan) -> Asked:
        """Two counties that differ in nothing but these points, and in their levels."""
        names = {name for guard in plan.guards for name in guard.reads.measures}
        places = [place for name in names for place in self._places(self.ruleset.measures[name])]
        places += [Place("attribute", name) for guard in plan.guards for name in guard.reads.names if name not in names]
        after = self._pair(places)
        formula = both((self._levels_differ(self.base, after), self._differs(plan, self.base, after)))
        stay = [negated(self._differs(one, self.base, after)) for one in self.plan.indicators if one is not plan]
        others = [one.indicator.id for one in self.plan.indicators if one is not plan]

        def confirmed(found: tuple[Seen, ...]) -> bool:
            one, other = (seen.case for seen in found)
            left, right = ([case.standing_of(own)[1:] for own in others] for case in (one, other))
            return _levels_are_different(found) and left == right

        return Asked(True, both((formula, *stay)), (self.base, after), confirmed, lambda: formula, denied=_never)

    def _differs(self, plan: IndicatorPlan, one: Standard, other: Standard) -> Term:
        left, right = one.outcomes(plan.indicator.id), other.outcomes(plan.indicator.id)
        found = [negated(_same(left[own], right[own])) for own in left]
        points, then = one.points(plan), other.points(plan)
        if points is not None and then is not None:
            found.append(compared("!=", points.above, then.above))
        return either(found)

    def _levels_differ(self, one: Standard, other: Standard) -> Term:
        pairs = [(one.level_reached(rank), other.level_reached(rank)) for rank in range(self._last)]
        return either(both((a.yes, b.no)) for first, second in pairs for a, b in ((first, second), (second, first)))

    def _levels_may_differ(self, one: Standard, other: Standard) -> Term:
        pairs = [(one.level_reached(rank), other.level_reached(rank)) for rank in range(self._last)]
        return either(
            both((negated(a.no), negated(b.yes)))
            for first, second in pairs
            for a, b in ((first, second), (second, first))
        )


def read_alone(measure: Measure, plans: Iterable[IndicatorPlan], ruleset: Ruleset) -> list[IndicatorPlan]:
    """The indicators that read a derived figure of the subject, and nothing of what it is worked out from."""
    if measure.value is None or measure.each or measure.ref.kind == "column":
        return []
    measures = {**ruleset.measures, measure.id: measure._replace(value=None)}
    behind = {own for own in measures_behind(measure.value.root, measures) if measures[own].value is None}
    found = []
    for plan in plans:
        read = {own for guard in plan.guards for own in measures_behind(guard.root, measures)}
        if measure.id in read and not behind & read:
            found.append(plan)
    return found


def _same(one: Tri, other: Tri) -> Term:
    return one.yes is other.yes if isinstance(one.yes, bool) or isinstance(other.yes, bool) else one.yes == other.yes


def _levels_are_different(found: tuple[Seen, ...]) -> bool:
    one, other = (seen.case.possible_levels for seen in found)
    return len(one) == 1 and len(other) == 1 and one != other


def _is_worse(before: Seen, after: Seen, resting: Iterable[IndicatorPlan]) -> bool:
    """Whether the level, an outcome or the points of an indicator are worse than before."""
    ruleset = before.case.ruleset
    one, other = before.case.level, after.case.level
    if one is not None and other is not None and ruleset.level_rank(other) > ruleset.level_rank(one):
        return True
    for plan in resting:
        had, has = (seen.case.standing_of(plan.indicator.id) for seen in (before, after))
        if len(had.possible) == len(has.possible) == 1 and {*had.possible, *has.possible} <= {*plan.every}:
            rank, then = (plan.every.index(one.possible[0]) for one in (had, has))
            if then > rank:
                return True
        if had.points is not None and has.points is not None:
            points, left = exact_value(had.points), exact_value(has.points)
            if points is not None and left is not None and left < points:
                return True
    return False


def _never(_found: tuple[Seen, ...]) -> bool:
    """Nothing is denied where others may not be able to stay as they are."""
    return False
