"""A whole standard in terms of the solver: what its indicators come to, and which level is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from evalrules.model.outcome import GRADED, MET, NOT_APPLICABLE, SCORED, Outcome
from evalrules.model.ruleset import Ruleset
from evalrules.plan.nodes import Guard, IndicatorPlan, NumberUse, Plan
from evalrules.proving import terms
from evalrules.proving.meaning import At, Meaning, Row, Ways
from evalrules.proving.symbols import Symbols
from evalrules.proving.terms import CERTAIN, NEVER, UNKNOWN, Amount, Term, Tri, both, compared, either, negated
from evalrules.tree.nodes import Attribute, Fact, Parameter, Tally
from evalrules.tree.walk import walk


class Standard:
    """The indicators and the verdict of one subject.

    The indicators `given` are whatever their assessors say, whatever the figures come to. Where it is a second subject,
    what rests on none of the names that are `moved` is as for the `other`.
    """

    def __init__(
        self,
        plan: Plan,
        symbols: Symbols,
        rows: Mapping[str, tuple[Row, ...]],
        given: frozenset[str] = frozenset(),
        *,
        other: Standard | None = None,
        moved: frozenset[str] = frozenset(),
    ) -> None:
        self.plan = plan
        self.ruleset: Ruleset = plan.ruleset
        self.symbols = symbols
        self.figures = Meaning(plan.ruleset, symbols, rows)
        self.verdict = Meaning(plan.ruleset, symbols, rows)
        self.verdict.standard = self
        self.rows = rows
        self._given = given
        self._other = other
        self._moved = moved
        self._items: dict[tuple[int, str], tuple[Term, Tri]] = {}
        self._said: dict[tuple[int, str, Outcome, bool], Tri] = {} if other is None else other._said  # noqa: SLF001 - of a pair
        self._plans = {one.indicator.id: one for one in plan.indicators}
        self._reached: dict[str, tuple[Tri, ...]] = {}
        self._outcomes: dict[str, dict[Outcome, Tri]] = {}
        self._levels: dict[tuple[str, int], Tri] = {}

    def _unmoved(self, plan: IndicatorPlan) -> Standard | None:
        """The other subject, where an indicator is as it is for that one."""
        if self._other is None or plan.indicator.id in self._moved or plan.indicator.id in self._given:
            return None
        guards = plan.guards if plan.must_when is None else (*plan.guards, plan.must_when)
        is_moved = any(self._moved.intersection((*one.reads.measures, *one.reads.names)) for one in guards)
        return None if is_moved else self._other

    @property
    def unexpressed(self) -> tuple[str, ...]:
        """What of the conditions that were asked about stands for anything."""
        return tuple({**self.figures.unexpressed, **self.verdict.unexpressed})

    @property
    def not_given(self) -> tuple[str, ...]:
        """The numbers of the standard that were asked for and that no text gives."""
        return tuple(self.verdict.not_given)

    @property
    def easy(self) -> tuple[Term, ...]:
        """What holds of some of what is not expressed in cases that are known."""
        return (*self.figures.easy, *self.verdict.easy)

    @property
    def definitions(self) -> tuple[Term, ...]:
        """What holds of the terms that were made on the way."""
        return (*self.figures.definitions, *self.verdict.definitions)

    # -- indicators --------------------------------------------------------------------------------------------------

    def applies(self, plan: IndicatorPlan) -> Tri:
        """When an indicator applies."""
        return CERTAIN if plan.applies is None else self.figures.truth(plan.applies.root)

    def outcomes(self, indicator: str) -> Mapping[Outcome, Tri]:
        """When an indicator has each of its outcomes."""
        if indicator not in self._outcomes:
            plan = self._plans[indicator]
            same = self._unmoved(plan)
            if same is not None:
                return same.outcomes(indicator)
            applies, reached = self.applies(plan), self.reached(plan)
            found = {NOT_APPLICABLE: terms.inverse(applies)} if plan.applies is not None else {}
            before = NEVER
            for outcome, own in zip(plan.every, reached, strict=True):
                found[outcome] = terms.all_of((applies, own, terms.inverse(before)))
                before = own
            self._outcomes[indicator] = found
        return self._outcomes[indicator]

    def reached(self, plan: IndicatorPlan) -> tuple[Tri, ...]:
        """For each outcome, best first, when an indicator that applies has it or a better one."""
        own = plan.indicator.id
        if own not in self._reached:
            if own in self._given:
                symbol = self.symbols.decision(plan)
                self._reached[own] = tuple(Tri(symbol.variable <= rank) for rank in range(len(plan.every)))
            else:
                self._reached[own] = self._worked_out(plan)
        return self._reached[own]

    def _worked_out(self, plan: IndicatorPlan) -> tuple[Tri, ...]:
        if plan.every == (SCORED,):
            return (CERTAIN,)
        assessed = True if plan.indicator.assessed else self.lacks(plan)
        is_assessed = Tri(assessed)
        panel = self.symbols.decision(plan).variable if assessed is not False else None
        computed = self._computed(plan) if assessed is not True else [UNKNOWN] * len(plan.every)
        found = []
        for rank in range(len(plan.every)):
            decided = UNKNOWN if panel is None else Tri(panel <= rank)
            base = terms.either_way(is_assessed, decided, computed[rank])
            kept = [self._kept(cap.guard, is_assessed) for cap in plan.caps if cap.limit > rank]
            found.append(terms.all_of((base, *kept)))
        return tuple(found)

    def _kept(self, guard: Guard, is_assessed: Tri) -> Tri:
        """When a ceiling lowers nothing; one that is not known lowers no grade of assessors."""
        lacks = Tri(either(self._lacks(one) for one in guard.lacking))
        holds = self.figures.truth(guard.root)
        trusted = Tri(negated(holds.no))
        return terms.any_of((lacks, terms.either_way(is_assessed, trusted, holds)))

    def lacks(self, plan: IndicatorPlan) -> Term:
        """When assessors decide an indicator for want of a number that no text gives."""
        return either(self._lacks(one) for one in plan.lacking)

    def _lacks(self, use: NumberUse) -> Term:
        """When no text gives a number that is needed."""
        value = self.ruleset.values[use.value]
        lacking = [option for option, number in value.branches.items() if number is None]
        if not value.by or use.is_of_rows:
            return bool(lacking)
        ways = self.figures.attribute(value.by) if use.key is None else self.figures.options(use.key)
        return either(when for option, when in ways if option in lacking)

    def _computed(self, plan: IndicatorPlan) -> list[Tri]:
        if plan.chosen is not None:
            ways = self.figures.options(plan.chosen.root)
            found = []
            for rank in range(len(plan.every)):
                wanted = [one.grade for one in plan.every[: rank + 1]]
                yes = either(when for option, when in ways if option in wanted)
                others = either(when for option, when in ways if option not in wanted)
                found.append(Tri(yes, others))
            return found
        rank_of = {outcome: rank for rank, outcome in enumerate(plan.every)}
        found = []
        for rank in range(len(plan.every)):
            own = UNKNOWN
            for arm in reversed(plan.arms):
                guard = CERTAIN if arm.guard is None else self.figures.truth(arm.guard.root)
                own = terms.either_way(guard, CERTAIN if rank_of[arm.outcome] <= rank else NEVER, own)
            found.append(own)
        return found

    def points(self, plan: IndicatorPlan) -> Amount | None:
        """The points of a scored indicator that applies."""
        return None if plan.points is None else self.figures.plain(self.figures.number(plan.points.root))

    def full(self, plan: IndicatorPlan) -> Amount | None:
        """Its full points."""
        full = plan.indicator.full
        return None if full is None else self.figures.number(full)

    # -- what the verdict sees ---------------------------------------------------------------------------------------

    def tallied(self, node: Tally) -> list[tuple[Term, Tri]]:
        """For each indicator whether it counts, and whether the condition holds of it."""
        listed = [one for one in self.plan.indicators if not one.indicator.advisory and SCORED not in one.every]
        return [self._item(node, plan) for plan in listed]

    def _item(self, node: Tally, plan: IndicatorPlan) -> tuple[Term, Tri]:
        same = self._unmoved(plan)
        if same is not None and not self._moved.intersection(names_in(node)):
            return same._item(node, plan)  # noqa: SLF001 - the other subject of the same pair
        key = (id(node), plan.indicator.id)
        if key not in self._items:
            counts = True if plan.applies is None else self.applies(plan).yes
            must, yes, no = self._must(plan), [], []
            for outcome, when in self.outcomes(plan.indicator.id).items():
                for is_must, holds_so in ((True, must.yes), (False, must.no)):
                    if outcome != NOT_APPLICABLE and holds_so is not False:
                        said = self._said_of(node, plan, outcome, is_must=is_must)
                        yes.append(both((when.yes, holds_so, said.yes)))
                        no.append(both((when.yes, holds_so, said.no)))
            self._items[key] = (counts, Tri(either(yes), either(no)))
        return self._items[key]

    def _said_of(self, node: Tally, plan: IndicatorPlan, outcome: Outcome, *, is_must: bool) -> Tri:
        """Whether the condition of a tally holds for an outcome of an indicator."""
        indicator = plan.indicator
        own: dict[str, Outcome | str | bool] = {
            "grade": outcome, "met": outcome == MET, "group": indicator.group, "id": indicator.id, "must": is_must,
        }  # fmt: skip
        if names_in(node):
            return self.verdict.truth(node.body, At(own=own))
        key = (id(node), indicator.id, outcome, is_must)
        if key not in self._said:
            self._said[key] = self.verdict.truth(node.body, At(own=own))
        return self._said[key]

    def _must(self, plan: IndicatorPlan) -> Tri:
        if plan.must_when is not None:
            return self.figures.truth(plan.must_when.root)
        return Tri(bool(plan.indicator.must))

    def is_met(self, indicator: str) -> Tri:
        """When an indicator is met; one that does not apply is not."""
        outcomes = self.outcomes(indicator)
        return Tri(
            either(when.yes for outcome, when in outcomes.items() if outcome == MET),
            either(when.yes for outcome, when in outcomes.items() if outcome != MET),
        )

    def grades(self, indicator: str) -> Ways:
        """The grades that an indicator can have, each with when."""
        return tuple(
            (outcome.grade if outcome.kind == GRADED else outcome, when.yes)
            for outcome, when in self.outcomes(indicator).items()
        )

    # -- the verdict -------------------------------------------------------------------------------------------------

    def level_reached(self, rank: int, without: str = "") -> Tri:
        """When the level of a rank, or a better one, is given; `without` `gate:id` or `veto:id`."""
        key = (without, rank)
        if key not in self._levels:
            ruleset, plan = self.ruleset, self.plan
            kept = [
                self.verdict.truth(guard.root)
                for gate, guard in zip(ruleset.gates, plan.gates, strict=True)
                if ruleset.level_rank(gate.otherwise) > rank and without != f"gate:{gate.id}"
            ]
            kept += [
                terms.inverse(self.verdict.truth(guard.root))
                for veto, guard in zip(ruleset.vetoes, plan.vetoes, strict=True)
                if ruleset.level_rank(veto.level) > rank and without != f"veto:{veto.id}"
            ]
            self._levels[key] = terms.all_of((*kept, self._given_by_rules(rank)))
        return self._levels[key]

    def _given_by_rules(self, rank: int) -> Tri:
        found = UNKNOWN
        for rule, guard in reversed(tuple(zip(self.ruleset.verdict, self.plan.levels, strict=True))):
            holds = CERTAIN if guard is None else self.verdict.truth(guard.root)
            own = CERTAIN if self.ruleset.level_rank(rule.level) <= rank else NEVER
            found = terms.either_way(holds, own, found)
        return found

    def level_is(self, rank: int) -> Tri:
        """When just the level of a rank is given."""
        before = NEVER if rank == 0 else self.level_reached(rank - 1)
        return terms.all_of((self.level_reached(rank), terms.inverse(before)))

    # -- what evidence may be ----------------------------------------------------------------------------------------

    def declared(self) -> Iterable[Term]:
        """What holds of all evidence: its checks, and the ranges of what is worked out."""
        ruleset = self.ruleset
        for check in ruleset.checks:
            yield negated(self.figures.truth(check.condition.root).no)
        for table in ruleset.tables.values():
            for check in table.checks:
                for row in self.rows.get(table.id, ()):
                    yield negated(self.figures.truth(check.condition.root, At(row)).no)
        for group in ruleset.members:
            total, holding = (ruleset.measures[f"{group}:{which}"] for which in ("total", "holding"))
            yield compared("<=", self.symbols.fact(holding).term, self.symbols.fact(total).term)
        yield from self._ranges()

    def _ranges(self) -> Iterable[Term]:
        for measure in self.ruleset.measures.values():
            if measure.value is None or (measure.low is None and measure.high is None) or measure.each:
                continue
            is_column = measure.ref.kind == "column"
            places = [At(row) for row in self.rows.get(measure.ref.table, ())] if is_column else [At()]  # type: ignore[union-attr]
            for at in places:
                own = self.figures.number(measure.value.root, at)
                for op, end in ((">=", measure.low), ("<=", measure.high)):
                    if end is not None:
                        yield negated(terms.holds(op, own, Amount(end)).no)


def worse_points(before: Amount, after: Amount) -> Term:
    """That points fall."""
    return both((before.defined, after.defined, compared("<", after.above, before.above)))


def names_in(node: Tally) -> tuple[str, ...]:
    """What a tally asks of the subject besides: attributes, and those that pick a number."""
    names = (
        getattr(part, "name", getattr(part, "value", "")) for part in walk(node.body) if isinstance(part, _OF_SUBJECT)
    )
    return tuple(str(name) for name in names)


_OF_SUBJECT = (Attribute, Parameter, Fact)
