"""What indicators come to, as literals: what assessors decide, what criteria give, what ceilings leave."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evalrules.model.outcome import NOT_APPLICABLE, SCORED, Outcome
from evalrules.plan.nodes import Cap, Guard, IndicatorPlan
from evalrules.planning.levers import Lever
from evalrules.planning.program import Literal
from evalrules.planning.sums import Sums
from evalrules.planning.variables import NoSum
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import is_option, options, truth
from evalrules.semantics.row_parts import RowId
from evalrules.semantics.rows import TableReadings
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import Standing, is_assessed, is_given
from evalrules.tree.nodes import Choose, Expression, Fact, Tally, Text, Worst


class Outcomes(Sums):
    """Writes the outcomes of indicators, and looks at all of them."""

    def __init__(self, case: Case, levers: Mapping[tuple[RowId | None, str], Lever]) -> None:
        super().__init__(case, levers)
        self._outcomes: dict[tuple[str, frozenset[Outcome]], Literal] = {}

    def plan_of(self, indicator: str) -> IndicatorPlan:
        return self.case.standing_of(indicator).plan

    def tally(self, node: Tally, *, wanted: bool) -> Literal:
        literals = self.tally_literals(node, wanted=wanted)
        is_all = (node.op == "every") is wanted
        return self.program.at_least(len(literals) if is_all else 1, literals)

    def tally_literals(self, node: Tally, *, wanted: bool) -> list[Literal]:
        if self.case.bench.more:
            raise NoSum
        found: list[Literal] = []
        for one in self.case.standings:
            every = one.plan.every
            if one.indicator.advisory or SCORED in every or self._stays_out(one):
                continue
            says = {outcome: self.case.bench.counting.holds(node, one.indicator, outcome) for outcome in every}
            if any(outcome not in every for outcome in one.possible):
                raise NoSum
            found.append(self.outcome(one.plan, frozenset(own for own, holds in says.items() if holds is wanted)))
        return found

    def _stays_out(self, one: Standing) -> bool:
        """Whether an indicator is not applicable: it counts nowhere, and is taken to stay so where that may change."""
        if one.possible != (NOT_APPLICABLE,):
            return False
        if one.plan.applies is None or self.is_touched(one.plan.applies.root):
            self.is_whole = False
        return True

    def outcome(self, plan: IndicatorPlan, wanted: frozenset[Outcome]) -> Literal:
        """What holds only where an indicator has one of these outcomes."""
        key = (plan.indicator.id, wanted)
        if key not in self._outcomes:
            before, self.row = self.row, None
            try:
                self._outcomes[key] = self._outcome(plan, wanted)
            except NoSum:
                self._outcomes[key] = self.taken(set(self.case.standing_of(plan.indicator.id).possible) <= wanted)
            self.row = before
        return self._outcomes[key]

    def _outcome(self, plan: IndicatorPlan, wanted: frozenset[Outcome]) -> Literal:
        now = self.case.standing_of(plan.indicator.id)
        names = {own for guard in plan.guards for own in guard.reads.measures}
        if not names & self.moved_names and plan.indicator.id not in self.decided:
            return set(now.possible) <= wanted
        if plan.applies is not None and self.is_touched(plan.applies.root):
            self.is_whole = False
        if any(outcome not in plan.every for outcome in now.possible):
            return set(now.possible) <= wanted
        scope, program = self.case.scope, self.program
        if wanted >= set(plan.every) or (self.is_first_look and set(now.possible) <= wanted):
            return True
        assessed = is_assessed(plan, scope)
        if assessed is None or SCORED in plan.every:
            return set(now.possible) <= wanted
        chosen = plan.chosen.root if plan.chosen is not None else None
        if isinstance(chosen, Worst) and not assessed and not plan.caps and wanted == set(plan.every[: len(wanted)]):
            return self._no_row_below(chosen, plan.every[len(wanted) - 1], plan)
        found: list[Literal] = []
        for rank, outcome in enumerate(plan.every):
            if outcome in wanted:
                caps = [self._kept(cap, assessed=assessed) for cap in plan.caps if cap.limit > rank]
                found.append(program.both([self._given(plan, outcome, wanted, assessed=assessed), *caps]))
        return program.at_least(1, found)

    def _kept(self, cap: Cap, *, assessed: bool) -> Literal:
        """What holds only where a ceiling lowers nothing; one that is not known lowers no grade of assessors."""
        if is_given(cap.guard, self.case.scope) is False:
            return True
        before, self.unknown_is_enough = self.unknown_is_enough, assessed
        found = self.literal(cap.guard.root, self.case.scope, wanted=True)
        self.unknown_is_enough = before
        return found

    def _given(self, plan: IndicatorPlan, outcome: Outcome, wanted: frozenset[Outcome], *, assessed: bool) -> Literal:
        """What holds only where the assessors, or the criteria, give an outcome (of criteria one of those wanted)."""
        if assessed:
            made = self.variables(plan.indicator.id, is_decision=True)
            if made is None:
                return self.case.standing_of(plan.indicator.id).before_ceiling == (outcome,)
            every = zip(made.lever.options, made.options, strict=True)
            return next((own for option, own in every if option == outcome), False)
        if plan.chosen is not None:
            if isinstance(plan.chosen.root, Worst):
                self.is_whole = False
                return self._no_row_below(plan.chosen.root, outcome, plan)
            return self._same_text(plan.chosen.root, outcome, self.case.scope)
        found: list[Literal] = []
        for at, arm in enumerate(plan.arms):
            if arm.outcome == outcome:
                before = [one for one in plan.arms[:at] if one.outcome not in wanted]
                barred = [self._guard(one.guard, wanted=False) for one in before]
                found.append(self.program.both([self._guard(arm.guard, wanted=True), *barred]))
        return self.program.at_least(1, found)

    def _guard(self, guard: Guard | None, *, wanted: bool) -> Literal:
        return wanted if guard is None else self.literal(guard.root, self.case.scope, wanted=wanted)

    def _no_row_below(self, node: Worst, outcome: Outcome, plan: IndicatorPlan) -> Literal:
        """What holds only where every row has this grade or a better one."""
        scope, grades = self.case.scope, [one.grade for one in plan.every]
        allowed = grades[: grades.index(outcome.grade) + 1]
        readings = scope.rows
        if not isinstance(readings, TableReadings) or readings.more(scope.ruleset.tables[node.table], node.only) != 0:
            raise NoSum
        found: list[Literal] = []
        before = self.row
        for row in readings.chosen(node.table, node.only, scope, node):
            self.row = (node.table, row.key)
            found.append(self.option(node.item, row.scope, lambda option: option in allowed))
        self.row = before
        return self.program.both(found)

    def _same_text(self, node: Expression, outcome: Outcome, scope: Scope) -> Literal:
        if isinstance(node, Choose):
            return self.either(node, scope, lambda part: self._same_text(part, outcome, scope))
        if isinstance(node, Text):
            return node.value == outcome.grade
        return self.option(node, scope, lambda option: option == outcome.grade)

    def either(self, node: Choose, scope: Scope, said: Callable[[Expression], Literal]) -> Literal:
        program = self.program
        yes = program.both([self.literal(node.condition, scope, wanted=True), said(node.yes)])
        no = program.both([self.literal(node.condition, scope, wanted=False), said(node.no)])
        return program.at_least(1, (yes, no))

    def option(self, node: Expression, scope: Scope, fits: Callable[[object], bool]) -> Literal:
        if not isinstance(node, Fact):
            raise NoSum
        made = self.variables(node.measure)
        if made is None:
            value = scope.measure(node.measure).value
            if value is not None:
                raise NoSum
            known = options(node, scope) if is_option(node) else {truth(node, scope)}
            if known is None or None in known:
                return self.unknown_is_enough
            return all(fits(one) for one in known)
        if made.lever.chosen is None and self.unknown_is_enough:
            return True
        every = zip(made.lever.options, made.options, strict=True)
        return self.program.at_least(1, [own for option, own in every if fits(option)])
