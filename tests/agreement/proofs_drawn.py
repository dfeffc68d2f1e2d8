"""Counties drawn for every shipped ruleset, each held to all that a solver has proven of every county.

    python -m tests.agreement.proofs_drawn 100000

Each county is one that reaches the best level, or one drawn anew, with some figures changed: to limits of the ruleset,
to such parts of another figure, just beside them, to the ends of what may be. With it goes one that has a better figure,
or a better decision of assessors. Both are files that are read and judged as `check` does. It counts the evidence that
was not refused, and how often each kind of claim was asked of it. The seed is new in every run and printed.
"""

from __future__ import annotations

import argparse
import random
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

import z3

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from drawn_counties import Drawn, another, drawn, limits_of, variables

from evalrules.catalog import entries
from evalrules.loading import load_ruleset
from evalrules.model.proof import PROVEN, Claim
from evalrules.model.ruleset import Ruleset
from evalrules.plan.nodes import IndicatorPlan
from evalrules.proving.claims import formula_of_points
from evalrules.proving.kept_proofs import proof_of
from evalrules.proving.prover import Bounds, Proving
from evalrules.proving.solving import name_of
from evalrules.proving.symbols import Symbol
from evalrules.proving.witness import NotDecimal, Seen, seen
from evalrules.semantics.conditions import truth
from evalrules.semantics.interval import exact_value
from evalrules.tree.nodes import Compare

SHIPPED = [entry.name for entry in entries() if entry.is_shipped]
OF_EVERY = ("direction", "decision_direction", "bands_whole", "bands_apart", "points_within")
"""The claims that are about every county; of the others a county is shown, which `check` confirms."""


class Drawing:
    """Draws counties of one ruleset, and holds them to what is proven of all of them."""

    def __init__(self, ruleset: Ruleset, claims: set[tuple[str, str, str]], seed: object) -> None:
        self.ruleset, self.claims = ruleset, claims
        self.random = random.Random(f"{seed} {ruleset.name}")
        self.proving = Proving(ruleset, Bounds())
        self.base = self.proving.base
        for rank in range(len(ruleset.levels)):
            self.base.level_is(rank)
        list(self.base.declared())
        self.limits = limits_of(ruleset)
        self.symbols = {name_of(one.variable): one for one in variables(self.base)}
        self.plans = {plan.indicator.id: plan for plan in self.base.plan.indicators}
        self.best = [Drawn({name_of(variable): value for _, variable, value in known}) for known in self.proving.counties()]
        self.apart: dict[tuple[str, str, str], set[tuple[bool | None, bool | None]]] = {}
        self.asked: Counter[str] = Counter()
        self.movable = [one for one in self.symbols.values() if self._direction(one)]

    def _direction(self, symbol: Symbol) -> str:
        """Which way a figure or a decision gets better, where it is proven that this worsens nothing."""
        place = symbol.place
        if place.kind == "decision":
            return "lower" if ("decision_direction", place.id, "") in self.claims else ""
        measure = self.ruleset.measures.get(place.id) if place.kind == "fact" else None
        is_proven = measure is not None and ("direction", place.id, measure.better) in self.claims
        return measure.better if measure is not None and is_proven and place.row in (None, 0) else ""

    def county(self) -> Drawn:
        """A county: one that passes with a few figures changed, or any."""
        anew = drawn(self.base, self.random)
        if not self.best or self.random.random() < 0.2:
            return anew
        values = {**anew.values, **self.random.choice(self.best).values}
        for name in self.random.sample(sorted(self.symbols), min(len(self.symbols), self.random.choice((0, 1, 1, 2, 4)))):
            values[name] = another(self.symbols[name], self.ruleset, self.limits, values, self.random)
        return Drawn(values)

    def better(self, county: Drawn) -> tuple[Symbol, Drawn] | None:
        """The county with one figure, or one decision, that is better."""
        for symbol in self.random.choices(self.movable, k=8) if self.movable else ():
            name = name_of(symbol.variable)
            value = another(symbol, self.ruleset, self.limits, county.values, self.random)
            before, after = (_number(one) for one in (county.values[name], value))
            if (after > before) if self._direction(symbol) == "higher" else (after < before):
                return symbol, Drawn({**county.values, name: value})
        return None

    def seen(self, county: Drawn) -> Seen | None:
        """What the engine makes of a county; None where it refuses it."""
        try:
            return seen(county.text(self.base), self.ruleset)
        except NotDecimal:
            return None

    def broken(self, count: int, seconds: float = 60) -> Iterator[str]:
        """What is proven and does not hold of so much evidence, or of as much as so many seconds allow."""
        end = time.process_time() + seconds
        while self.asked["evidence"] < count and time.process_time() < end:
            county = self.county()
            found = self.seen(county)
            if found is None:
                self.asked["refused"] += 1
                continue
            self.asked["evidence"] += 1
            yield from self._alone(found)
            changed = self.better(county)
            after = None if changed is None else self.seen(changed[1])
            if changed is not None and after is not None:
                self.asked["evidence"] += 1
                yield from self._alone(after)
                yield from self._worse(changed[0], found, after)

    def _alone(self, found: Seen) -> Iterator[str]:
        """What is claimed of one county."""
        for kind, of, part in self.claims:
            if kind == "points_within":
                self.asked[kind] += 1
                if self._is_too_much(self.plans[of], found):
                    yield f"{kind} {of}\n{found.text}"
            elif kind.startswith("bands"):
                plan = self.plans[of]
                truths = {arm.outcome.text: arm.guard and truth(arm.guard.root, found.case.scope) for arm in plan.arms}
                self.asked[kind] += 1
                if kind == "bands_whole" and set(truths.values()) == {False}:
                    yield f"{kind} {of}\n{found.text}"
                if kind == "bands_apart":
                    one, other = part.split(", ")
                    met = self.apart.setdefault((kind, of, part), set())
                    met.add((truths[one], truths[other]))
                    if met >= {(True, True), (True, False), (False, True)}:
                        yield f"{kind} {of} {part}\n{found.text}"

    def _is_too_much(self, plan: IndicatorPlan, found: Seen) -> bool:
        formula = None if plan.points is None else formula_of_points(plan.points.root)
        full = plan.indicator.full
        if formula is None or full is None:
            return False
        return truth(Compare(">", formula, full, plan.indicator.span), found.case.scope) is True

    def _worse(self, symbol: Symbol, before: Seen, after: Seen) -> Iterator[str]:
        """What is worse after a change for the better."""
        is_figure = symbol.place.kind == "fact"
        kind = "direction" if is_figure else "decision_direction"
        self.asked[kind] += 1
        levels = [one.case.level for one in (before, after)]
        self.asked["levels that differ"] += levels[0] != levels[1]
        ranks = [self.ruleset.level_rank(one) for one in levels if one is not None]
        told = f"{kind} {symbol.place.id}\n{before.text}\n---\n{after.text}"
        if len(ranks) == 2 and ranks[1] > ranks[0]:
            yield f"level: {told}"
        for plan in self.plans.values() if is_figure else ():
            if any(symbol.place.id in guard.reads.measures for guard in plan.guards) and not self._lacks(plan):
                had, has = (one.case.standing_of(plan.indicator.id) for one in (before, after))
                if len(had.possible) == len(has.possible) == 1 and {*had.possible, *has.possible} <= {*plan.every}:
                    self.asked["outcomes that differ"] += had.possible != has.possible
                    if plan.every.index(has.possible[0]) > plan.every.index(had.possible[0]):
                        yield f"outcome of {plan.indicator.id}: {told}"
                if had.points is not None and has.points is not None:
                    points, left = exact_value(had.points), exact_value(has.points)
                    if points is not None and left is not None and left < points:
                        yield f"points of {plan.indicator.id}: {told}"

    @staticmethod
    def _lacks(plan: IndicatorPlan) -> bool:
        """Whether assessors may decide it for want of a number: then the figure may change who decides."""
        return bool(plan.lacking)


class Told(NamedTuple):
    """What was asked of one ruleset, and the first county that breaks a claim of it ("" where none does)."""

    name: str
    asked: Counter[str]
    broken: str


def tried(name: str, count: int, seed: object, seconds: float = 60) -> Told:
    """So much evidence of one ruleset held to what is proven of it; ends at the first that breaks a claim."""
    ruleset = load_ruleset(name).ruleset
    assert ruleset is not None
    drawing = Drawing(ruleset, proven(ruleset), seed)
    first = next(drawing.broken(count, seconds), None)
    return Told(name, drawing.asked, "" if first is None else f"{name}: {first}")


def proven(ruleset: Ruleset) -> set[tuple[str, str, str]]:
    """What is proven of every county."""
    claims: list[Claim] = [one.claim for one in proof_of(ruleset, Bounds(20)).with_outcome(PROVEN)]
    return {(one.kind, one.of, one.part) for one in claims if one.kind in OF_EVERY}


def _number(value: Any) -> Fraction:
    if z3.is_bool(value):
        return Fraction(bool(z3.is_true(value)))
    if z3.is_int_value(value):
        return Fraction(value.as_long())
    return Fraction(value.numerator_as_long(), value.denominator_as_long())


def main() -> int:
    """Holds so much evidence of all shipped rulesets to their proofs; ends with 1 at the first that breaks one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evidence", type=int)
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--seconds", type=float, default=6, help="the most for one ruleset; others then get more evidence")
    parser.add_argument("--jobs", type=int, default=1)
    told = parser.parse_args()
    asked: Counter[str] = Counter()
    active, turn = list(SHIPPED), 0
    with ProcessPoolExecutor(told.jobs) as pool:
        while active and asked["evidence"] < told.evidence:
            share = (told.evidence - asked["evidence"]) // len(active) + 1
            pending = [pool.submit(tried, name, share, f"{told.seed}/{turn}", told.seconds) for name in active]
            for one in as_completed(pending):
                found = one.result()
                asked += found.asked
                print(f"{found.name}: {dict(found.asked)}", file=sys.stderr, flush=True)
                if found.broken:
                    print(f"seed {told.seed}\n{found.broken}")
                    pool.shutdown(cancel_futures=True)
                    return 1
                if found.asked["evidence"] < share:  # it took its time
                    active.remove(found.name)
            turn += 1
    print(f"seed {told.seed}: {', '.join(f'{name} {asked[name]:,}' for name in sorted(asked))}, none breaks a claim")
    return 0


if __name__ == "__main__":
    sys.exit(main())
