"""Whether two rulesets give every subject the same level, or evidence to which they give two.

What a solver finds is shown only where the engine says so, of a file for each ruleset that holds what that one knows.
"""

from __future__ import annotations

from evalrules.model.proof import OPEN, PARAMETER, PROVEN, REFUTED, TIME, UNCONFIRMED, UNEXPRESSED, Equivalence, Witness
from evalrules.model.ruleset import Ruleset
from evalrules.proving import solving
from evalrules.proving.pairs import Pair
from evalrules.proving.prover import Bounds, with_numbers
from evalrules.proving.solving import SAT, UNSAT, Solved, Solving
from evalrules.proving.witness import NotDecimal, seen


def equivalence(before: Ruleset, after: Ruleset, bounds: Bounds) -> Equivalence:
    """Whether the level is the same for all evidence, nothing of which is missing, that both rulesets accept.

    PROVEN where it is, REFUTED with evidence for each of the two where it is not, else OPEN with the reason.
    """
    return _Asking(before, after, bounds).answer()


class _Asking:
    def __init__(self, before: Ruleset, after: Ruleset, bounds: Bounds) -> None:
        self.pair = Pair(before, after, bounds)
        self._solving = Solving(bounds.seconds, bounds.seconds / 2)

    def answer(self) -> Equivalence:
        """The answer in the time that there is."""
        apart = tuple(dict.fromkeys(self.pair.apart()))
        if apart:
            return self._open(UNEXPRESSED, apart)
        formula, known = self.pair.levels_differ(), list(self.pair.known())
        solved = self._solving.solve([formula], known)
        if solved.outcome == UNSAT:
            return self._told(PROVEN)
        if solved.outcome == solving.OPEN:
            return self._open(TIME)
        for way in self.pair.ways():
            solved = self._solving.solve([formula], known, way)
            found = self._witnesses(solved) if solved.outcome == SAT else ()
            if found:
                return self._told(REFUTED, found)
        unexpressed = self.pair.unexpressed
        return self._open(UNEXPRESSED, unexpressed) if unexpressed else self._open(UNCONFIRMED)

    def _told(self, outcome: str, found: tuple[Witness, ...] = ()) -> Equivalence:
        rows = {table: len(listed) for table, listed in self.pair.rows.items()}
        given = tuple(dict.fromkeys(own for one in self.pair.standards for own in one.not_given))
        is_supposed = outcome == REFUTED and bool(given)
        return Equivalence(
            outcome, found, PARAMETER if is_supposed else "", given if is_supposed else (), self.pair.day.isoformat(),
            rows,
        )  # fmt: skip

    def _open(self, reason: str, details: tuple[str, ...] = ()) -> Equivalence:
        return self._told(OPEN)._replace(reason=reason, details=details)

    def _witnesses(self, solved: Solved) -> tuple[Witness, ...]:
        """A file for each ruleset, where the engine gives them two levels; else none."""
        found = []
        for name, one in zip(("before", "after"), self.pair.standards, strict=True):
            try:
                text, supposed = self.pair.evidence(one, solved)
            except NotDecimal:
                return ()
            case = seen(text, with_numbers(one.ruleset, supposed))
            if case is None or case.case.level is None:
                return ()
            found.append(Witness(f"{name}.yaml", text, case.case.level))
        return tuple(found) if found[0].says != found[1].says else ()
