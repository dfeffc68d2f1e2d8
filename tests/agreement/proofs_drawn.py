"""Counties drawn for every shipped ruleset, each held to all that a solver has proven of every county.

    python -m tests.agreement.proofs_drawn 100000

Each county is one that reaches the best level, or one drawn anew, with some figures changed: to limits of the ruleset,
to such parts of another figure, just beside them, to the ends of what may be. With it goes one that has a better figure,
or a better decision of assessors. One in two hundred is a file that is read and judged as `check` does; of the others
the engine works out again what rests on the changed figures, by code where it has some. Of these every five hundredth is
written and read, too, and has to come to the same; what breaks a claim counts only where the files break it. It counts
the evidence that was not refused, of each ruleset, and how often each kind of claim was asked of it. The seed is new in
every run and printed.
"""

from __future__ import annotations

import argparse
import datetime
import random
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "support"))

from drawn_counties import Drawing, Drawn, Figure, Value, figure_of, is_fixed, moved, value_of

from evalrules.base.diagnostics import has_errors
from evalrules.catalog import entries
from evalrules.loading import load_ruleset
from evalrules.model.evidence import Evidence
from evalrules.model.proof import PROVEN
from evalrules.model.ruleset import Ruleset, measures_behind
from evalrules.plan.memory import plan_of
from evalrules.plan.nodes import IndicatorPlan
from evalrules.proving.changes import read_alone
from evalrules.proving.claims import formula_of_points
from evalrules.proving.prover import Bounds, Proving, with_numbers
from evalrules.proving.solving import name_of
from evalrules.proving.symbols import Symbols
from evalrules.proving.witness import NotDecimal, bound, judged
from evalrules.semantics.case import Case
from evalrules.semantics.claims import Asked, contradictions
from evalrules.semantics.conditions import number as numbers
from evalrules.semantics.conditions import truth
from evalrules.semantics.interval import exact_value
from evalrules.semantics.meanings import holds
from evalrules.semantics.standings import is_assessed
from evalrules.tree.nodes import Compare

SHIPPED = [entry.name for entry in entries() if entry.is_shipped]
OF_EVERY = ("direction", "decision_direction", "bands_whole", "bands_apart", "points_within")
"""The claims that are about every county; of the others a county is shown, which `check` confirms."""

KEPT = 200
"""So many counties are made of one that was read, each by changing it."""

EDGES = 4
"""So many counties are kept that have another level beside them, to look for more beside these."""

SUPPOSED = 4
"""So often other numbers are supposed where no text gives one on which only levels rest."""

LOOKED_AT = 500
"""Of so many counties one is written and read."""


class County(NamedTuple):
    """A county and what the engine makes of it; the evidence is that of the file that it was made of."""

    drawn: Drawn
    case: Case
    evidence: Evidence
    changed: frozenset[str]


class Holding:
    """Draws counties of one ruleset, and holds them to what is proven of all of them."""

    def __init__(self, proving: Proving, claims: set[tuple[str, str, str]], seed: object) -> None:
        self.random = random.Random(f"{seed} {proving.ruleset.name}")
        self.ruleset, self.claims = with_numbers(proving.ruleset, supposed(proving.ruleset, self.random)), claims
        self.base = proving.base
        for rank in range(len(self.ruleset.levels)):
            self.base.level_is(rank)
        list(self.base.declared())
        self.best = [
            {name_of(variable): value_of(value) for _, variable, value in known} for known in proving.counties()
        ]
        self.drawing = Drawing(self.base)
        self.plans = {plan.indicator.id: plan for plan in self.base.plan.indicators}
        self.asked: Counter[str] = Counter()
        self.edges: list[County] = []
        self.apart: dict[tuple[str, str, str], set[tuple[bool | None, bool | None]]] = {}
        self.changeable = [one for one in self.drawing.figures if not is_fixed(one, self.ruleset)]
        directions = {one.name: self._direction(one) for one in self.changeable}
        self.directions = {name: found for name, found in directions.items() if found}
        self.movable = [one for one in self.changeable if one.name in self.directions]
        self.derived = list(self._derived_figures(proving.day))
        measures = self.ruleset.measures
        checks = [check.condition.root for check in self.ruleset.checks]
        derived = {own: one.value.root for own, one in measures.items() if one.value is not None}
        self.behind_checks = [frozenset(measures_behind(root, measures)) for root in checks]
        self.behind_measures = {own: frozenset(measures_behind(root, measures)) for own, root in derived.items()}
        self.too_much = {own: self._too_much(plan) for own, plan in self.plans.items()}
        self.of_plan: dict[str, list[tuple[str, str, str]]] = {}
        for claim in sorted(claims):
            if claim[0] not in ("direction", "decision_direction"):
                self.of_plan.setdefault(claim[1], []).append(claim)

    def _direction(self, figure: Figure) -> str:
        """Which way a figure or a decision gets better, where it is proven that this worsens nothing."""
        place = figure.symbol.place
        if place.kind == "decision":
            return "lower" if ("decision_direction", place.id, "") in self.claims else ""
        measure = self.ruleset.measures.get(place.id) if place.kind == "fact" else None
        is_proven = measure is not None and ("direction", place.id, measure.better) in self.claims
        return measure.better if measure is not None and is_proven and place.row in (None, 0) else ""

    def _derived_figures(self, day: datetime.date) -> Iterator[tuple[Figure, list[str]]]:
        """The derived figures of which it is proven that a better one worsens nothing, and the indicators of that."""
        for measure in self.ruleset.measures.values():
            resting = read_alone(measure, self.plans.values(), self.ruleset)
            if resting and ("direction", measure.id, measure.better) in self.claims:
                stated = measure._replace(value=None)
                figure = figure_of(Symbols(self.ruleset, day).fact(stated), self.ruleset)
                yield figure, [plan.indicator.id for plan in resting]

    def _too_much(self, plan: IndicatorPlan) -> Compare | None:
        """That the formula of an indicator gives more points than there are."""
        formula = None if plan.points is None else formula_of_points(plan.points.root)
        full = plan.indicator.full
        return None if formula is None or full is None else Compare(">", formula, full, plan.indicator.span)

    # -- counties ------------------------------------------------------------------------------------------------------

    def read(self, drawn: Drawn) -> County | None:
        """A county as a file that is read and judged; None where it is refused."""
        try:
            evidence, problems = bound(drawn.text(self.base), self.ruleset)
        except NotDecimal:
            return None
        case = None if evidence is None else judged(evidence, problems, self.ruleset)
        return None if case is None or evidence is None else County(drawn, case, evidence, frozenset(self.plans))

    def first(self) -> County | None:
        """A county that is read: one that reaches the best level, or any."""
        anew = self.drawing.county(self.random)
        if self.best and self.random.random() < 0.8:
            anew = Drawn({**anew.values, **self.random.choice(self.best)}, self.drawing)
        return self.read(anew)

    def other(self, county: County, changes: list[tuple[Figure, Value]]) -> County | None:
        """A county with some figures changed; None where its checks refuse it."""
        case, names = moved(county.case, changes), frozenset(figure.symbol.place.id for figure, _ in changes)
        looked_at = self._looked_at(names)
        if has_errors(contradictions(case, county.evidence, looked_at)) or self._is_too_many(case, names):
            self.asked["refused"] += 1
            return None
        resting = case.resting_on(names) | names
        values = {**county.drawn.values, **{figure.name: value for figure, value in changes}}
        return County(Drawn(values, self.drawing), case, county.evidence, resting)

    def _looked_at(self, names: frozenset[str]) -> Asked | None:
        """The checks and the ranges that may be broken by what was changed; None for all of them."""
        if self.ruleset.tables or names & self.ruleset.choices.keys():
            return None
        return Asked(
            frozenset(("", at) for at, behind in enumerate(self.behind_checks) if names & behind),
            frozenset(own for own, behind in self.behind_measures.items() if names & behind),
        )

    def _is_too_many(self, case: Case, names: frozenset[str]) -> bool:
        """Whether some of the members are more than all, or points more than the full ones: none is bound so."""
        if not names & self.ruleset.choices.keys() and not any(":" in own for own in names):
            return False
        facts: Mapping[str, Any] = case.scope.facts
        pairs = [(facts.get(f"{own}:holding"), facts.get(f"{own}:total")) for own in self.ruleset.members]
        if any(one is not None and other is not None and one.exact > other.exact for one, other in pairs):
            return True
        points = [(facts.get(f"points:{one.id}"), one.full) for one in self.ruleset.indicators if one.full is not None]
        return any(one is not None and one.exact > numbers(full, case.scope)[1] for one, full in points)

    def beside(self, county: County) -> County | None:
        """A county with a few figures changed, to what they may be just as well."""
        count = min(len(self.changeable), self.random.choice((1, 1, 2, 2, 4, 8)))
        figures = self.random.sample(self.changeable, count)
        known = county.drawn.values
        return self.other(county, [(one, self.drawing.another(one, known, self.random)) for one in figures])

    def better(self, county: County) -> tuple[Figure, County] | None:
        """The county with one figure, or one decision, that is better."""
        known = county.drawn.values
        for figure in self.random.choices(self.movable, k=8) if self.movable else ():
            value = self.drawing.another(figure, known, self.random)
            is_up = value > known[figure.name]
            if value != known[figure.name] and is_up is (self.directions[figure.name] == "higher"):
                found = self.other(county, [(figure, value)])
                return None if found is None else (figure, found)
        return None

    # -- claims --------------------------------------------------------------------------------------------------------

    def broken(self, count: int, seconds: float = 60) -> Iterator[str]:
        """What is proven and does not hold of so much evidence, or of as much as so many seconds allow."""
        end = time.process_time() + seconds
        looked_at = 0
        while self.asked["evidence"] < count and time.process_time() < end:
            first = self.first()
            if first is None:
                self.asked["files refused"] += 1
                continue
            self.asked["files"] += 1
            yield from self._held(first)
            latest = first
            self.edges = [] if self.ruleset.tables else self.edges
            for _ in range(KEPT):
                county = self.beside(self.random.choice((first, latest, *self.edges)))
                if county is None:
                    continue
                latest = county
                yield from self._held(county)
                changed = self.better(county)
                if changed is not None:
                    yield from self._held(changed[1])
                    yield from self._worse(changed[0], county, changed[1])
                    self._keep(county, changed[1])
                if self.derived:
                    yield from self._derived_worse(county)
                if self.asked["evidence"] // LOOKED_AT > looked_at:
                    looked_at = self.asked["evidence"] // LOOKED_AT
                    yield from self._differs(county)

    def _keep(self, county: County, better: County) -> None:
        """Keeps a county that another level lies beside; where there are rows, for those of the same file."""
        if county.case.level != better.case.level:
            if len(self.edges) == EDGES:
                self.edges.pop(self.random.randrange(EDGES))
            self.edges.append(county)

    def _held(self, county: County) -> Iterator[str]:
        """What is claimed of one county, where it rests on what is new in it."""
        self.asked["evidence"] += 1
        for own in county.changed:
            for claim in self.of_plan.get(own, ()):
                self.asked[claim[0]] += 1
                if self._breaks(claim, county.case):
                    again = self.read(county.drawn)
                    self.asked["looked at again"] += 1
                    if again is not None and self._breaks(claim, again.case):
                        yield f"{' '.join(claim)}\n{county.drawn.text(self.base)}"

    def _breaks(self, claim: tuple[str, str, str], case: Case) -> bool:
        """Whether a county breaks a claim; bands that overlap take more than one county to show it."""
        kind, own, part = claim
        if kind == "points_within":
            too_much = self.too_much[own]
            return too_much is not None and truth(too_much, case.scope) is True
        arms = self.plans[own].arms
        truths = {arm.outcome.text: arm.guard and holds(arm.guard, case.scope) for arm in arms}
        if kind == "bands_whole":
            return set(truths.values()) == {False}
        one, other = part.split(", ")
        met = self.apart.setdefault(claim, set())
        met.add((truths[one], truths[other]))
        return met >= {(True, True), (True, False), (False, True)}

    def _worse(self, figure: Figure, before: County, after: County) -> Iterator[str]:
        """What is worse after a change for the better."""
        self.asked["direction" if figure.symbol.place.kind == "fact" else "decision_direction"] += 1
        self.asked["levels that differ"] += before.case.level != after.case.level
        found = self._falls(figure, before.case, after.case)
        if found:
            self.asked["looked at again"] += 1
            files = [self.read(one.drawn) for one in (before, after)]
            again = "" if None in files else self._falls(figure, *(one.case for one in files if one is not None))
            if again:
                texts = "---\n".join(one.drawn.text(self.base) for one in (before, after))
                yield f"{again} {figure.name}\n{texts}"

    def _derived_worse(self, county: County) -> Iterator[str]:
        """What is worse with a derived figure that is better, where it is stated as it is."""
        figure, resting = self.random.choice(self.derived)
        own = figure.symbol.place.id
        values = [self.drawing.another(figure, {figure.name: Fraction(0)}, self.random) for _ in range(2)]
        values.sort(reverse=self.ruleset.measures[own].better == "lower")
        before, after = (county.case.with_facts({own: figure.fact(value)}) for value in values)
        self.asked["direction of derived"] += values[0] != values[1]
        found = self._outcome_falls(own, resting, before, after)
        if found:
            yield f"{found} from {values[0]} to {values[1]}\n{county.drawn.text(self.base)}"

    def _falls(self, figure: Figure, before: Case, after: Case) -> str:
        """What falls; "" where nothing does."""
        place = figure.symbol.place
        resting = before.resting_on(frozenset((place.id,))) if place.kind == "fact" else frozenset[str]()
        if any(self._decides(own, before) is not self._decides(own, after) for own in resting):
            self.asked["others decide"] += 1  # of which nothing is claimed
            return ""
        ranks = [self.ruleset.level_rank(one.level) for one in (before, after) if one.level]
        if len(ranks) == 2 and ranks[1] > ranks[0]:
            return f"level: {'direction' if place.kind == 'fact' else 'decision_direction'} {place.id}"
        return self._outcome_falls(place.id, resting, before, after)

    def _decides(self, own: str, case: Case) -> bool | None:
        """Whether assessors decide an indicator, for want of a number that no text gives."""
        plan = self.plans.get(own)
        return None if plan is None or not plan.lacking else is_assessed(plan, case.scope)

    def _outcome_falls(self, measure: str, resting: Iterable[str], before: Case, after: Case) -> str:
        """Which outcome, or which points, of some indicators fall; "" where none do."""
        for own in resting:
            plan = self.plans.get(own)
            if plan is None:
                continue
            had, has = before.standing_of(own), after.standing_of(own)
            if len(had.possible) == len(has.possible) == 1 and {*had.possible, *has.possible} <= {*plan.every}:
                self.asked["outcomes that differ"] += had.possible != has.possible
                if plan.every.index(has.possible[0]) > plan.every.index(had.possible[0]):
                    return f"outcome of {own}: direction {measure}"
            if had.points is not None and has.points is not None:
                points, left = exact_value(had.points), exact_value(has.points)
                if points is not None and left is not None and left < points:
                    return f"points of {own}: direction {measure}"
        return ""

    def _differs(self, county: County) -> Iterator[str]:
        """What the file of a county comes to, and the county that was changed does not."""
        found = self.read(county.drawn)
        self.asked["read as well"] += 1
        if found is None:
            self.asked["read as well, refused"] += 1
            return
        one, other = (
            (case.possible_levels, [(own.possible, own.points) for own in case.standings])
            for case in (county.case, found.case)
        )
        if one != other:
            yield f"the file comes to something else\n{county.drawn.text(self.base)}"


class Told(NamedTuple):
    """What was asked of one ruleset, and the first county that breaks a claim of it ("" where none does)."""

    name: str
    claims: int
    asked: Counter[str]
    broken: str


def tried(name: str, count: int, seed: object, seconds: float = 60) -> Told:
    """So much evidence of one ruleset held to what is proven of it; ends at the first that breaks a claim."""
    ruleset = load_ruleset(name).ruleset
    assert ruleset is not None
    proving = Proving(ruleset, Bounds(100))
    claims = proven(proving)
    asked: Counter[str] = Counter()
    turns = SUPPOSED if supposed(ruleset, random.Random(0)) else 1
    for turn in range(turns):
        holding = Holding(proving, claims, f"{seed}/{turn}")
        first = next(holding.broken(-(-count // turns), seconds / turns), None)
        asked += holding.asked
        if first is not None:
            return Told(name, len(claims), asked, f"{name}: {first}")
    return Told(name, len(claims), asked, "")


def supposed(ruleset: Ruleset, random: random.Random) -> dict[tuple[str, str], Fraction]:
    """A number for each that no text gives; not where assessors decide for want of it."""
    decided = {use.value for plan in plan_of(ruleset).indicators for use in plan.lacking}
    open_ones = [one for one in ruleset.values.values() if one.id not in decided and not one.curve]
    lacking = [(one, option) for one in open_ones for option, number in one.branches.items() if number is None]
    return {(one.id, option): Fraction(random.randint(1, 100) * random.choice((1, 10))) for one, option in lacking}


def holding_of(ruleset: Ruleset, claims: set[tuple[str, str, str]], seed: object) -> Holding:
    """What holds counties of a ruleset to some claims, proven or not."""
    return Holding(Proving(ruleset, Bounds()), claims, seed)


def proven(proving: Proving) -> set[tuple[str, str, str]]:
    """What is proven of every county."""
    every = [(claim, ask) for claim, ask in proving.claims.questions() if claim.kind in OF_EVERY]
    return {(one.kind, one.of, one.part) for one, ask in every if proving.answer(one, ask, 5).outcome == PROVEN}


def main() -> int:
    """Holds so much evidence of each shipped ruleset to its proofs; ends with 1 at the first that breaks one."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("evidence", type=int, help="of each ruleset")
    parser.add_argument("rulesets", nargs="*", help="all where none is given")
    parser.add_argument("--seed", type=int, default=random.randrange(2**32))
    parser.add_argument("--seconds", type=float, default=600, help="the most for the evidence of one ruleset")
    parser.add_argument("--jobs", type=int, default=1)
    told = parser.parse_args()
    asked: Counter[str] = Counter()
    fewer = []
    with ProcessPoolExecutor(told.jobs) as pool:
        names = told.rulesets or SHIPPED
        pending = [pool.submit(tried, name, told.evidence, told.seed, told.seconds) for name in names]
        for one in as_completed(pending):
            found = one.result()
            asked += found.asked + Counter(claims=found.claims)
            print(f"{found.name}: claims {found.claims}, {dict(found.asked)}", file=sys.stderr, flush=True)
            if found.broken:
                print(f"seed {told.seed}\n{found.broken}")
                pool.shutdown(cancel_futures=True)
                return 1
            if found.asked["evidence"] < told.evidence:  # it took its time
                fewer.append(f"{found.name} {found.asked['evidence']:,}")
    print(f"seed {told.seed}: {', '.join(f'{name} {asked[name]:,}' for name in sorted(asked))}, none breaks a claim")
    print(f"with less evidence: {', '.join(fewer) or 'none'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
