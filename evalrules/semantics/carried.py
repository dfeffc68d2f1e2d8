"""What a plan to a level comes to, tried by difference: only what rests on what is left out is evaluated again."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.model.evidence import FactValue
from evalrules.model.outcome import Outcome
from evalrules.semantics.case import Case
from evalrules.semantics.counting import Outcomes, Possible, StepCounts
from evalrules.semantics.single_moves import Move, Way, counts_of, facts_of


class Raised:
    """Some indicators of a case brought to other outcomes, and the levels that this gives."""

    def __init__(self, case: Case, needs: Mapping[str, Outcome]) -> None:
        self._case = case
        self.needs: dict[str, Outcome] = dict(needs)
        after = {own: (need,) for own, need in needs.items()}
        self._steps = case.bench.counting.changed(case.steps, case.outcomes, after)

    def is_enough(self, rank: int) -> bool:
        """Whether every level that is possible is of that rank or better."""
        return self._reach(self._steps, {}, rank)

    def change(self, own: str, need: Outcome | None, rank: int) -> bool:
        """Bring one to another outcome, None for what it is in the case, if that is enough; whether it is."""
        before, counting = self._case.outcomes, self._case.bench.counting
        old = (self.needs[own],) if own in self.needs else before[own]
        new = {own: before[own] if need is None else (need,)}
        steps = counting.changed(self._steps, {own: old}, new)
        if not self._reach(steps, new, rank):
            return False
        self._steps = steps
        if need is None:
            self.needs.pop(own, None)
        else:
            self.needs[own] = need
        return True

    def _reach(self, steps: StepCounts, changed: Possible, rank: int) -> bool:
        case = self._case

        def outcomes() -> Outcomes:
            return {**case.outcomes, **{own: (need,) for own, need in self.needs.items()}, **changed}

        return all(case.ruleset.level_rank(level) <= rank for level in case.bench.levels_after(steps, outcomes))


class Carried:
    """A case with moves made and grades given; and where ratios are moved by counts, with these moved instead."""

    def __init__(self, case: Case, way: Way, grades: Mapping[str, Outcome]) -> None:
        self._case = case
        based = case.with_grades(grades) if grades else case
        changes = _Changes(way, {move: facts_of((move,)) for move in way})
        instead = _Changes(way, {move: counts_of((move,), case.scope) for move in way})
        self._ways = [changes] if changes.facts == instead.facts else [changes, instead]
        self._cases = [based.with_facts(one.facts) for one in self._ways]

    def reaches(self, rank: int) -> bool:
        """Whether every level that is possible is of that rank or better."""
        return all(_is_at_least(one, rank) for one in self._cases)

    def drop_grade(self, own: str, rank: int) -> bool:
        """Leave a grade as it is in the case, if the level is reached all the same; whether it is."""
        return self._take([one.taken_back(self._case, (), (own,)) for one in self._cases], rank)

    def drop_move(self, move: Move, rank: int) -> bool:
        """Leave a move out, if the level is reached all the same; whether it is."""
        left = [changes.left_without(move) for changes in self._ways]
        if not all(self._is_enough(one, facts, rank) for one, facts in zip(self._cases, left, strict=True)):
            return False
        self._cases = [self._with(one, facts) for one, facts in zip(self._cases, left, strict=True)]
        for changes in self._ways:
            changes.drop(move)
        return True

    def _is_enough(self, case: Case, left: Mapping[str, FactValue], rank: int) -> bool:
        """Whether the level is reached with these facts as they stand here, or as they were (None)."""
        if any(value is not None for value in left.values()):
            return _is_at_least(self._with(case, left), rank)
        levels = case.levels_taken_back(self._case, left)
        return all(case.ruleset.level_rank(level) <= rank for level in levels)

    def _with(self, case: Case, left: Mapping[str, FactValue]) -> Case:
        back = case.taken_back(self._case, [own for own, value in left.items() if value is None], ())
        again = {own: value for own, value in left.items() if value is not None}
        return back.with_facts(again) if again else back

    def _take(self, after: list[Case], rank: int) -> bool:
        if not all(_is_at_least(one, rank) for one in after):
            return False
        self._cases = after
        return True


class _Changes:
    """The facts that each move of a way brings about: where two bring about the same, the later one counts."""

    def __init__(self, way: Way, by_move: Mapping[Move, Mapping[str, FactValue]]) -> None:
        self._by_move = by_move
        self._movers: dict[str, list[Move]] = {}
        for move in way:
            for own in by_move[move]:
                self._movers.setdefault(own, []).append(move)
        self.facts = {own: by_move[movers[-1]][own] for own, movers in self._movers.items()}

    def left_without(self, move: Move) -> dict[str, FactValue]:
        """What stands for the facts of a move without it: what another one brings about, None for what was before."""
        others = {own: [one for one in self._movers[own] if one != move] for own in self._by_move[move]}
        return {own: self._by_move[movers[-1]][own] if movers else None for own, movers in others.items()}

    def drop(self, move: Move) -> None:
        """Forget a move."""
        for own in self._by_move[move]:
            self._movers[own].remove(move)


def _is_at_least(case: Case, rank: int) -> bool:
    return all(case.ruleset.level_rank(level) <= rank for level in case.possible_levels)
