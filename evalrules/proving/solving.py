"""What the solver is asked, in a given time: only with what of the evidence a question rests on."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import z3

from evalrules.base.records import NamedTuple
from evalrules.proving.terms import Term

SAT, UNSAT, OPEN = "sat", "unsat", "open"


class Solved(NamedTuple):
    """Whether there is a solution, the solution, and the names of the variables that the question rests on."""

    outcome: str
    model: Any = None
    names: frozenset[str] = frozenset()


class Solving:
    """Asks the solver, each question for at most `each` seconds and all of them until the time is up."""

    def __init__(self, seconds: float, each: float) -> None:
        self._end = time.monotonic() + seconds
        self._each = each
        self._names: dict[int, tuple[Term, frozenset[str]]] = {}

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.monotonic() >= self._end

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return max(0.0, self._end - time.monotonic())

    def solve(self, question: Iterable[Term], known: Iterable[Term], more: Iterable[Term] = ()) -> Solved:
        """A solution of a question under what is known of everything that it rests on."""
        asked = [one for one in (*question, *more) if one is not True]
        if any(one is False for one in asked):
            return Solved(UNSAT)
        names: set[str] = set()
        for one in asked:
            names |= self._names_in(one)
        taken = self._resting(names, known)
        if taken is None:
            return Solved(UNSAT)
        left = min(self._each, self._end - time.monotonic())
        if left <= 0:
            return Solved(OPEN)
        for make in (z3.SimpleSolver, z3.Solver):  # the plain one is the faster by far, except for products
            solver = make()
            solver.set("timeout", max(1, int(left * 500)))
            solver.set("random_seed", 1)
            solver.add([*asked, *taken])
            found = solver.check()
            if found == z3.sat:
                return Solved(SAT, solver.model(), frozenset(names))
            if found == z3.unsat:
                return Solved(UNSAT, None, frozenset(names))
        return Solved(OPEN, None, frozenset(names))

    def _resting(self, names: set[str], known: Iterable[Term]) -> list[Term] | None:
        """What is known of these variables, and of those that it ties them to; None where it cannot hold."""
        pending = [(one, self._names_in(one)) for one in known if one is not True]
        if any(one is False for one, _ in pending):
            return None
        taken: list[Term] = []
        is_more = True
        while is_more:
            is_more, left = False, []
            for one, own in pending:
                if own & names:
                    taken.append(one)
                    is_more = is_more or not own <= names
                    names |= own
                else:
                    left.append((one, own))
            pending = left
        return taken

    def _names_in(self, term: Term) -> frozenset[str]:
        """The names of the variables in a term; each part is looked at once."""
        if not z3.is_expr(term):
            return frozenset()
        pending = [term]
        while pending:
            one = pending[-1]
            if one.get_id() in self._names:
                pending.pop()
                continue
            children = one.children()
            missing = [child for child in children if child.get_id() not in self._names]
            if missing:
                pending += missing
                continue
            own = {one.decl().name()} if not children and one.decl().kind() == z3.Z3_OP_UNINTERPRETED else set()
            for child in children:
                own |= self._names[child.get_id()][1]
            self._names[one.get_id()] = (one, frozenset(own))
            pending.pop()
        return self._names[term.get_id()][1]


def name_of(variable: Term) -> str:
    """The name of a variable."""
    return str(variable.decl().name())
