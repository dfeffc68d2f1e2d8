"""A whole plan as one function over plain facts and grades: each outcome, and the counts that the verdict asks for.

Each indicator stands in a block of its own. Where that is left, because something it looks at is not known, and where
a part of it is no expression over plain values, its number is given back among those to be asked about.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any, TypeAlias

from evalrules.base.records import NamedTuple
from evalrules.model.outcome import NOT_APPLICABLE, SCORED, Outcome
from evalrules.plan.nodes import Cap, Guard, IndicatorPlan, Plan
from evalrules.semantics.ballots import ranks_stated
from evalrules.semantics.code_lines import function_of
from evalrules.semantics.code_plain import NotPlain, PlainWriter, is_certain
from evalrules.semantics.scope import Scope
from evalrules.semantics.standings import is_assessed, is_given

Weights: TypeAlias = Mapping[Outcome, int]
"""What each outcome of an indicator adds to the packed counts."""

Judged: TypeAlias = tuple[int, tuple[Any, ...], list[int], list[int]]
"""The packed counts; each outcome as text (None where it is to be asked); the numbers of the indicators that are below
their best and that facts may raise; the numbers of those to be asked about, which do not count yet."""


class PlanCode(NamedTuple):
    """The function, its source, and the ids of the indicators that it always asks about."""

    function: Callable[[Mapping[str, Any], Mapping[str, str | bool]], Judged]
    source: str
    asked: tuple[str, ...]


def written_plan(plan: Plan, scope: Scope, weights: Callable[[IndicatorPlan], Weights | None]) -> PlanCode:
    """The function of a plan; `scope` knows no facts. Without weights an indicator is always asked about."""
    writer = PlainWriter(plan.ruleset)
    lines: list[str] = []
    asked: list[int] = []
    total = 0
    for at, one in enumerate(plan.indicators):
        try:
            own = _IndicatorWriter(writer, one, scope, at, weights(one))
            block = own.block()
        except NotPlain:
            asked.append(at)
            lines.append(f"g{at} = None")
        else:
            total += own.usual
            lines += ["try:", *_in(block), f"except UNKNOWN: g{at} = None; asked.append({at}); total -= {own.usual}"]
    found = "".join(f"g{at}, " for at in range(len(plan.indicators)))
    head = ["get = facts.get", f"total = {total}", "low = []", f"asked = {asked}"]
    source = "\n".join(["def judged(facts, grades):", *_in([*head, *lines, f"return total, ({found}), low, asked"])])
    judged = function_of(source, plan.ruleset.name, writer.constants)
    return PlanCode(judged, source, tuple(plan.indicators[at].indicator.id for at in asked))


class _IndicatorWriter:
    """The lines of one indicator, which set `g`, its text, and add to `total` what is more than `usual`."""

    def __init__(
        self, writer: PlainWriter, plan: IndicatorPlan, scope: Scope, at: int, weights: Weights | None
    ) -> None:
        if weights is None:
            raise NotPlain(plan.indicator.id)
        self.writer = writer
        self.plan = plan
        self.scope = scope
        self.at = at
        self.weights = weights
        self.usual = weights[plan.every[0]]

    def block(self) -> list[str]:
        """The outcome, where the indicator applies."""
        lines = self._applicable()
        if self.plan.applies is None:
            return lines
        holds, fails = self._both(self.plan.applies)
        applying = ["else:", *_in(lines)] if is_certain(self.plan.applies.root) else [
            f"elif {holds}:", *_in(lines), "else: absent()"]  # fmt: skip
        return [f"if {fails}:", *_in(self._is(NOT_APPLICABLE)), *applying]

    def _applicable(self) -> list[str]:
        plan = self.plan
        if plan.indicator.kind == SCORED.kind:
            return self._scored()
        by_panel = is_assessed(plan, self.scope)
        if by_panel is None:
            raise NotPlain("whether a panel decides hangs on facts")
        if by_panel:
            return self._by_panel()
        caps = self._caps()
        if caps:
            return [*self._ranked(), *self._capped(caps, is_computed=True), *self._at_rank()]
        return self._by_arms(self._is) if plan.chosen is None else [*self._ranked(), *self._at_rank()]

    def _is(self, outcome: Outcome) -> list[str]:
        """The lines of one outcome."""
        lines, weight = [f"g{self.at} = {outcome.text!r}"], self.weights[outcome] - self.usual
        lines += [f"total += {weight}"] if weight else []
        is_low = outcome not in (NOT_APPLICABLE, self.plan.every[0])
        return [*lines, f"low.append({self.at})"] if is_low else lines

    def _by_arms(self, lines_of: Callable[[Outcome], list[str]]) -> list[str]:
        """The first arm that holds, where none before it may."""
        lines: list[str] = []
        for arm in self.plan.arms:
            body = _in(lines_of(arm.outcome))
            if arm.guard is None:
                return [*lines, "else:", *body] if lines else lines_of(arm.outcome)
            holds, fails = self._both(arm.guard)
            lines += [f"{'elif' if lines else 'if'} {holds}:", *body]
            lines += [] if is_certain(arm.guard.root) else [f"elif not {fails}: absent()"]
        return [*lines, "else: absent()"] if lines else ["absent()"]

    def _ranked(self) -> list[str]:
        """The rank of what is computed, as `r`."""
        if self.plan.chosen is None:
            return self._by_arms(lambda outcome: [f"r = {self.plan.every.index(outcome)}"])
        ranks = {outcome.grade: rank for rank, outcome in enumerate(self.plan.every)}
        return [f"r = {self.writer.constant('ranks', ranks)}[{self.writer.option(self.plan.chosen.root)}]"]

    def _at_rank(self) -> list[str]:
        """The outcome of rank `r`."""
        every = self.plan.every
        texts = self.writer.constant("texts", tuple(outcome.text for outcome in every))
        weights = self.writer.constant("weights", tuple(self.weights[outcome] - self.usual for outcome in every))
        return [f"g{self.at} = {texts}[r]", f"total += {weights}[r]", f"if r: low.append({self.at})"]

    def _by_panel(self) -> list[str]:
        """What the panel says, as the evidence has it, under the ceilings that are certainly broken."""
        said, caps = f"grades[{self.plan.indicator.id!r}]", self._caps()
        if not caps and all(one.grade == one.text for one in self.plan.every):
            weights = {one.grade: self.weights[one] - self.usual for one in self.plan.every}
            return [f"g{self.at} = {said}", f"total += {self.writer.constant('weights', weights)}[g{self.at}]"]
        lines = [f"r = given = {self.writer.constant('ranks', ranks_stated(self.plan.every))}[{said}]"]
        return [*lines, *self._capped(caps, is_computed=False), *self._at_rank()[:2],
                f"if r != given: low.append({self.at})"]  # fmt: skip

    def _caps(self) -> list[Cap]:
        """The ceilings whose numbers are given."""
        given = [(cap, is_given(cap.guard, self.scope)) for cap in self.plan.caps]
        if any(is_it is None for _, is_it in given):
            raise NotPlain("whether a ceiling counts hangs on facts")
        return [cap for cap, is_it in given if is_it]

    def _capped(self, caps: list[Cap], *, is_computed: bool) -> list[str]:
        """Lower `r` to what is left; of a panel's grade an unknown ceiling lowers nothing."""
        lines = []
        for cap in caps:
            holds, fails = self._both(cap.guard)
            lines += [f"if {fails}: r = max(r, {cap.limit})"]
            if is_computed and not is_certain(cap.guard.root):
                lines.append(f"elif not {holds}: absent()")
        return lines

    def _scored(self) -> list[str]:
        """Points that are known count as scored, or by what they are enough for."""
        if self.plan.points is None:
            raise NotPlain("points that nobody awards")
        number = self.writer.number(self.plan.points.root)
        one = self.writer.decimal(Fraction(1)).above
        lines = [f"({number.above}) * ({number.below}) * {one}"]
        return [*lines, *(self._by_arms(self._is) if self.plan.arms else self._is(SCORED))]

    def _both(self, guard: Guard) -> tuple[str, str]:
        """That a guard certainly holds, and that it certainly does not."""
        return self.writer.surely(guard.root), self.writer.surely(guard.root, wanted=False)


def _in(lines: list[str]) -> list[str]:
    return ["    " + line for line in lines]
