"""What a sound ruleset claims, each part of it, in terms of the solver and as the engine confirms it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from itertools import combinations
from typing import NamedTuple, TypeAlias

from evalrules.base.source import Span
from evalrules.model.outcome import NOT_APPLICABLE, SCORED, Outcome
from evalrules.model.proof import Claim
from evalrules.model.refs import YearRef
from evalrules.model.ruleset import Measure, Ruleset, measures_behind
from evalrules.plan.nodes import Cap, Guard, IndicatorPlan
from evalrules.proving import symbols as on_symbols
from evalrules.proving import terms
from evalrules.proving.standard import Standard, outside, worse_points
from evalrules.proving.symbols import Place, Symbols
from evalrules.proving.terms import Term, Tri, both, compared, either, negated
from evalrules.proving.witness import Seen
from evalrules.semantics.conditions import number, truth
from evalrules.semantics.interval import exact_value
from evalrules.semantics.joint import RangeBoard

Confirmed: TypeAlias = Callable[[tuple[Seen, ...]], bool]
"""Whether the engine says of the evidence what the solver said."""


class Asked(NamedTuple):
    """A claim as a question to the solver.

    `is_of_some`: a solution speaks for the claim, which is that there is one; else it speaks against it. `formula` is
    what certainly has to hold of it, `possible` what has to where something may stay unknown; `lacking` are numbers
    that no text gives and for want of which assessors decide what else the question is about.
    """

    is_of_some: bool
    formula: Term
    subjects: tuple[Standard, ...]
    confirmed: Confirmed
    possible: Callable[[], Term] = bool
    lacking: tuple[str, ...] = ()


Question: TypeAlias = tuple[Claim, Callable[[], Asked]]


class Claims:
    """The claims about one ruleset, in the order of its parts; a question is written when it is asked."""

    def __init__(self, base: Standard, given: Callable[[str], Standard]) -> None:
        self.base = base
        self.plan = base.plan
        self.ruleset: Ruleset = base.plan.ruleset
        self._given = given
        self._last = len(self.ruleset.levels) - 1

    def questions(self) -> Iterator[Question]:
        """Every claim with what to ask."""
        yield from self._checks()
        for plan in self._different():
            yield from self._of_indicator(plan)
        for gate, guard in zip(self.ruleset.gates, self.plan.gates, strict=True):
            yield from self._of_rule("gate", gate.id, guard)
        for veto, guard in zip(self.ruleset.vetoes, self.plan.vetoes, strict=True):
            yield from self._of_rule("veto", veto.id, guard)
        for level, declared in enumerate(self.ruleset.levels):
            place = next((one.when.span for one in self.ruleset.verdict if one.level == declared.id and one.when), NO)
            yield Claim("level_reached", declared.id, "", place), partial(self._level, level)
        yield from self._directions()
        yield from self._differences()

    def _different(self) -> list[IndicatorPlan]:
        """The indicators; of those that rows make of one pattern the first, as all of them are alike."""
        return list({plan.indicator.span: plan for plan in reversed(self.plan.indicators)}.values())[::-1]

    def _one(
        self, holds: Tri, confirmed: Callable[[Seen], bool], *, is_of_some: bool = True, more: Term = True
    ) -> Asked:
        """A question about one subject."""
        return Asked(
            is_of_some, both((holds.yes, more)), (self.base,), lambda found: confirmed(found[0]),
            lambda: both((negated(holds.no), more)),
        )  # fmt: skip

    # -- the figures -------------------------------------------------------------------------------------------------

    def _checks(self) -> Iterator[Question]:
        if self.ruleset.checks:
            every = [check.condition for check in self.ruleset.checks]
            place = every[0].span
            yield (
                Claim("checks_hold", "", "", place),
                lambda: self._one(
                    terms.all_of(self.base.figures.truth(one.root) for one in every),
                    lambda seen: all(truth(one.root, seen.case.scope) is True for one in every),
                ),
            )

    # -- indicators --------------------------------------------------------------------------------------------------

    def _of_indicator(self, plan: IndicatorPlan) -> Iterator[Question]:
        indicator, base, own = plan.indicator, self.base, plan.indicator.id
        if plan.applies is not None:
            yield (
                Claim("applies", own, "", plan.applies.condition.span),
                lambda: self._one(
                    base.applies(plan), lambda seen: NOT_APPLICABLE not in seen.case.standing_of(own).possible
                ),
            )
        yield from self._bands(plan)
        if plan.every != (SCORED,) and not (indicator.assessed and not plan.caps and plan.applies is None):
            every = (*plan.every, *((NOT_APPLICABLE,) if plan.applies is not None else ()))
            for outcome in every:
                yield (
                    Claim("outcome_reached", own, outcome.text, indicator.span),
                    partial(self._outcome, own, outcome),
                )
        for cap in plan.caps:
            place = cap.guard.condition.span
            yield (
                Claim("ceiling_binds", own, plan.every[cap.rank].text, place),
                partial(self._binds, cap),
            )
        if plan.points is not None and not indicator.assessed:
            yield Claim("points_within", own, "", plan.points.condition.span), lambda: self._points(plan)

    def _binds(self, cap: Cap) -> Asked:
        root = cap.guard.root
        return self._one(
            terms.inverse(self.base.figures.truth(root)), lambda seen: truth(root, seen.case.scope) is False
        )

    def _outcome(self, own: str, outcome: Outcome) -> Asked:
        holds = self.base.outcomes(own)[outcome]
        return self._one(holds, lambda seen: seen.case.standing_of(own).possible == (outcome,))

    def _bands(self, plan: IndicatorPlan) -> Iterator[Question]:
        if plan.indicator.assessed or not plan.indicator.bands:
            return
        guards = [arm.guard for arm in plan.arms]
        own, figures = plan.indicator.id, self.base.figures
        present = [guard for guard in guards if guard is not None]
        lacks = self.base.lacks(plan)
        if len(present) == len(guards):
            yield (
                Claim("bands_whole", own, "", plan.indicator.span),
                lambda: self._one(
                    terms.all_of(terms.inverse(figures.truth(guard.root)) for guard in present),
                    lambda seen: all(truth(guard.root, seen.case.scope) is False for guard in present),
                    is_of_some=False,
                    more=negated(lacks),
                ),
            )
        if plan.indicator.when_both:
            return
        for (one, first), (other, second) in combinations(enumerate(present), 2):
            grades = f"{plan.arms[one].outcome.text}, {plan.arms[other].outcome.text}"
            yield (
                Claim("bands_apart", own, grades, second.condition.span),
                partial(self._apart, first, second, lacks),
            )

    def _apart(self, first: Guard, second: Guard, lacks: Term) -> Asked:
        """Both hold of one county, while neither follows from the other: a second and a third county show that."""
        one, other = (self.base.figures.truth(guard.root) for guard in (first, second))
        copies = [
            Standard(self.plan, symbols, self.base.rows) for symbols in (self._apart_from("b"), self._apart_from("c"))
        ]
        alone = [
            both((copies[0].figures.truth(first.root).yes, copies[0].figures.truth(second.root).no)),
            both((copies[1].figures.truth(second.root).yes, copies[1].figures.truth(first.root).no)),
        ]
        formula = both((one.yes, other.yes, *alone, negated(lacks)))
        return Asked(
            False, formula, (self.base, *copies), lambda found: [
                [truth(guard.root, seen.case.scope) for guard in (first, second)] for seen in found
            ] == [[True, True], [True, False], [False, True]],
        )  # fmt: skip

    def _apart_from(self, tag: str) -> Symbols:
        made = Symbols(self.ruleset, self.base.symbols.today)
        made.tag = tag
        return made

    def _points(self, plan: IndicatorPlan) -> Asked:
        points, full = self.base.points(plan), self.base.full(plan)
        assert points is not None, "asked of indicators with points alone"
        own = plan.indicator

        def is_outside(seen: Seen) -> bool:
            found = seen.case.standing_of(own.id).points
            most = exact_value(number(own.full, seen.case.scope)) if own.full is not None else None
            value = None if found is None else exact_value(found)
            return value is not None and (value < 0 or (most is not None and value > most))

        formula = True if full is None else outside(points, full)
        return Asked(
            False, both((self.base.applies(plan).yes, formula)), (self.base,), lambda found: is_outside(found[0])
        )

    # -- gates, vetoes, levels ---------------------------------------------------------------------------------------

    def _of_rule(self, kind: str, own: str, guard: Guard) -> Iterator[Question]:
        place = guard.condition.span
        for word, wanted in (("holds", True), ("fails", False)):
            yield (
                Claim(f"{kind}_{word}", own, "", place),
                partial(self._comes_to, guard, wanted=wanted),
            )
        yield Claim(f"{kind}_matters", own, "", place), partial(self._matters, kind, own)

    def _comes_to(self, guard: Guard, *, wanted: bool) -> Asked:
        holds = self.base.verdict.truth(guard.root)
        return self._one(holds if wanted else terms.inverse(holds), lambda seen: _verdict_truth(seen, guard) is wanted)

    def _matters(self, kind: str, own: str) -> Asked:
        base, key = self.base, f"{kind}:{own}"
        certain = either(
            both((base.level_reached(rank, key).yes, base.level_reached(rank).no)) for rank in range(self._last)
        )

        def possible() -> Term:
            pairs = [(base.level_reached(rank, key), base.level_reached(rank)) for rank in range(self._last)]
            return either(both((negated(lesser.no), negated(whole.yes))) for lesser, whole in pairs)

        ruleset = self.ruleset
        lesser = (
            ruleset._replace(gates=tuple(gate for gate in ruleset.gates if gate.id != own))
            if kind == "gate"
            else ruleset._replace(vetoes=tuple(veto for veto in ruleset.vetoes if veto.id != own))
        )
        return Asked(
            True, certain, (base,),
            lambda found: found[0].without(lesser).possible_levels != found[0].case.possible_levels, possible,
        )  # fmt: skip

    def _level(self, rank: int) -> Asked:
        own = self.ruleset.levels[rank].id
        return self._one(self.base.level_is(rank), lambda seen: seen.case.possible_levels == (own,))

    # -- two subjects ------------------------------------------------------------------------------------------------

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
        for plan in self._different():
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
        moved = on_symbols.better(base.symbols.fact(measure, row), after.symbols.fact(measure, row), measure.better)
        resting = [
            plan for plan in self.plan.indicators if any(measure.id in one.reads.measures for one in plan.guards)
        ]
        falls = [self._falls(plan, base, after) for plan in resting]
        ways = [(base.lacks(plan), after.lacks(plan)) for plan in resting if plan.lacking]
        alike = [either((both((one, other)), both((negated(one), negated(other))))) for one, other in ways]
        formula = both((moved, *alike, either((*falls, self._level_falls(base, after)))))
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
        for plan in self._different():
            if not plan.indicator.advisory:
                yield (
                    Claim("indicator_matters", plan.indicator.id, "", plan.indicator.span),
                    partial(self._indicator, plan),
                )
        for measure in self._read():
            if measure.ref.kind != "points" and not self._is_advisory(measure):
                yield (
                    Claim("measure_matters", measure.id, "", measure.span),
                    partial(self._measure, measure),
                )

    def _is_advisory(self, measure: Measure) -> bool:
        """Whether only what is looked at beside the verdict rests on a measure."""
        if measure.id in {own for guard in self.plan.verdict for own in guard.reads.measures}:
            return False
        resting = [one for one in self.plan.indicators if any(measure.id in own.reads.measures for own in one.guards)]
        return all(one.indicator.advisory for one in resting)

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
        names = {name for guard in plan.guards for name in guard.reads.measures}
        places = [place for name in names for place in self._places(self.ruleset.measures[name])]
        places += [Place("attribute", name) for guard in plan.guards for name in guard.reads.names if name not in names]
        after = self._pair([*places, Place("decision", own)])
        formula = both((self._levels_differ(self.base, after), self._differs(plan, self.base, after)))
        others = [one for one in self.plan.indicators if one is not plan]
        stay = [negated(self._differs(one, self.base, after)) for one in others]

        def possible() -> Term:
            before = self._given(own)
            return formula if plan.points is not None else self._levels_may_differ(before, self._pair_of(before, own))

        lacking = tuple(dict.fromkeys(number.value for guard in plan.guards for number in guard.lacking))
        return Asked(True, both((formula, *stay)), (self.base, after), _levels_are_different, possible, lacking)

    def _pair_of(self, before: Standard, own: str) -> Standard:
        changed = Symbols(self.ruleset, before.symbols.today, before.symbols, [Place("decision", own)])
        return Standard(self.plan, changed, before.rows, frozenset((own,)), other=before, moved=frozenset((own,)))

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


NO = Span("", 1, 1, 1, 1)


def _same(one: Tri, other: Tri) -> Term:
    return one.yes is other.yes if isinstance(one.yes, bool) or isinstance(other.yes, bool) else one.yes == other.yes


def _verdict_truth(seen: Seen, guard: Guard) -> bool | None:
    case = seen.case
    return truth(guard.root, case.scope.with_board(RangeBoard(case.bench, case.outcomes)))


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
