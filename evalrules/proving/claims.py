"""What a sound ruleset claims, each part of it, in terms of the solver and as the engine confirms it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import combinations

from evalrules.model.outcome import NOT_APPLICABLE, SCORED, Outcome
from evalrules.model.proof import Claim
from evalrules.model.ruleset import Ruleset
from evalrules.plan.nodes import Cap, Guard, IndicatorPlan
from evalrules.proving import terms
from evalrules.proving.changes import Changes
from evalrules.proving.questions import NO, Asked, Question
from evalrules.proving.standard import Standard
from evalrules.proving.symbols import Symbols
from evalrules.proving.terms import Term, Tri, both, either, negated
from evalrules.proving.witness import Seen
from evalrules.semantics.conditions import truth
from evalrules.semantics.joint import RangeBoard
from evalrules.tree.nodes import Compare, Expression, Extreme


class Claims:
    """The claims about one ruleset, in the order of its parts; a question is written when it is asked."""

    def __init__(self, base: Standard) -> None:
        self.base = base
        self.plan = base.plan
        self.ruleset: Ruleset = base.plan.ruleset
        self._last = len(self.ruleset.levels) - 1
        self._kept: list[Expression] = []  # what was made for a question is known by its identity

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
            yield Claim("level_reached", declared.id, "", place), partial(self.level, level)
        yield Claim("decided", "", "", NO), self._decided
        yield from Changes(self.base, self._different()).questions()

    def _different(self) -> list[IndicatorPlan]:
        """The indicators; of those that rows make of one pattern the first, as all of them are alike."""
        return list({plan.indicator.span: plan for plan in reversed(self.plan.indicators)}.values())[::-1]

    def _one(
        self,
        holds: Tri,
        confirmed: Callable[[Seen], bool],
        *,
        is_of_some: bool = True,
        more: Term = True,
        is_single: bool = True,
    ) -> Asked:
        """A question about one subject."""
        return Asked(
            is_of_some, both((holds.yes, more)), (self.base,), lambda found: confirmed(found[0]),
            lambda: both((negated(holds.no), more)), is_single=is_single,
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
        formula = None if plan.points is None or indicator.assessed else formula_of_points(plan.points.root)
        if plan.points is not None and formula is not None:
            yield Claim("points_within", own, "", plan.points.condition.span), partial(self._points, plan, formula)

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

    def _points(self, plan: IndicatorPlan, formula: Expression) -> Asked:
        """What a formula gives before it is kept within the full points."""
        indicator, figures = plan.indicator, self.base.figures
        full = indicator.full
        assert full is not None, "asked of indicators with points alone"
        too_many = Compare(">", formula, full, indicator.span)
        holds = terms.all_of((self.base.applies(plan), figures.truth(too_many)))
        self._kept.append(too_many)
        return self._one(holds, lambda seen: truth(too_many, seen.case.scope) is True, is_of_some=False)

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

    def level(self, rank: int) -> Asked:
        """Whether some county gets the level of a rank."""
        own = self.ruleset.levels[rank].id
        asked = self._one(self.base.level_is(rank), lambda seen: seen.case.possible_levels == (own,), is_single=False)
        return asked._replace(is_closed=True)

    def _decided(self) -> Asked:
        levels = range(len(self.ruleset.levels))
        return Asked(
            True, either(self.base.level_is(rank).yes for rank in levels), (self.base,),
            lambda found: found[0].case.level is not None, lambda: True,
            denied=lambda found: found[0].case.level is None,
        )  # fmt: skip


def _verdict_truth(seen: Seen, guard: Guard) -> bool | None:
    case = seen.case
    return truth(guard.root, case.scope.with_board(RangeBoard(case.bench, case.outcomes)))


def formula_of_points(root: Expression) -> Expression | None:
    """The formula of points as it was written, before it is kept within 0 and the full ones."""
    least = root.items[-1] if isinstance(root, Extreme) and root.op == "max" else None
    return least.items[0] if isinstance(least, Extreme) and least.op == "min" else None
