"""What the solver is asked, in a given time: only with what of the evidence a question rests on."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, TypeAlias

import z3

from evalrules.base.records import NamedTuple
from evalrules.proving.terms import Term

SAT, UNSAT, OPEN = "sat", "unsat", "open"


STEPS = 2_000_000
"""What the solver does in a second, in its own units: counted so, a busy machine answers as much as an idle one."""

AT_MOST = 10
"""How many times longer than that a question may take by the clock."""

Given: TypeAlias = Sequence[tuple[Term, Term]]
"""Variables with the values that they have."""


class Solved(NamedTuple):
    """Whether there is a solution, the solution, and the names of the variables that the question rests on."""

    outcome: str
    model: Any = None
    names: frozenset[str] = frozenset()


class Solving:
    """Asks the solver, each question (or all since `begin`) for at most `each` seconds, until the time is up."""

    def __init__(self, seconds: float, each: float) -> None:
        self._end = time.process_time() + seconds
        self._each = each
        self._until = self._end
        self._names: dict[int, tuple[Term, frozenset[str]]] = {}

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return time.process_time() >= self._end

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return max(0.0, self._end - time.process_time())

    def begin(self, seconds: float) -> None:
        """What is asked from now on takes so many seconds together."""
        self._until = min(self._end, time.process_time() + seconds)

    def solve(
        self, question: Iterable[Term], known: Iterable[Term], more: Iterable[Term] = (), given: Given = (),
        *, is_patient: bool = False,
    ) -> Solved:  # fmt: skip
        """A solution of a question under what is known of everything that it rests on.

        Variables that are `given` have these values: what rests on them alone is worked out before anything is solved.
        A patient one takes twice the time of a question for each of its attempts.
        """
        asked = [one for one in (*question, *more) if one is not True]
        if any(one is False for one in asked):
            return Solved(UNSAT)
        names: set[str] = set()
        for one in asked:
            names |= self._names_in(one)
        taken = self._resting(names, known)
        if taken is None:
            return Solved(UNSAT)
        left = min(self._each * (2 if is_patient else Fraction(1, 2)), self._until - time.process_time())
        if left <= 0:
            return Solved(OPEN)
        fixed = frozenset(name_of(variable) for variable, _ in given)
        taken = [one for one in taken if not self._names_in(one) <= fixed]  # it holds of the county that is given
        parts = self._apart([*asked, *taken], given) if given or is_patient else [[*asked, *taken]]
        found = []
        for part in parts:
            found.append(self._solution(part, left, is_patient=is_patient))
            if found[-1].outcome != SAT:
                return found[-1]._replace(names=frozenset(names))
        own = {name_of(variable): value for variable, value in given}
        for one in found:
            own |= dict.fromkeys(one.names, one.model)
        return Solved(SAT, _Joined(own), frozenset(names))

    def _solution(self, terms: list[Term], left: float, *, is_patient: bool) -> Solved:
        for make in (z3.SimpleSolver, _simplifying, z3.Solver) if is_patient else (z3.SimpleSolver, z3.Solver):
            # the plain one is the faster by far, except for products
            solver = make()
            solver.set("rlimit", max(1, int(left * STEPS)))
            solver.set("timeout", max(1, int(left * AT_MOST * 1000)))
            solver.set("random_seed", 1)
            solver.add(terms)
            found = solver.check()
            if found == z3.sat:
                return Solved(SAT, solver.model(), self._names_of(terms))
            if found == z3.unsat:
                return Solved(UNSAT)
        return Solved(OPEN)

    def _names_of(self, terms: Iterable[Term]) -> frozenset[str]:
        return frozenset().union(*(self._names_in(one) for one in terms))

    def _apart(self, terms: Iterable[Term], given: Given) -> list[list[Term]]:
        """What has to hold in parts that share no variable: each is solved by itself."""
        flat = list(_conjuncts(terms))
        if given:
            flat = list(_conjuncts([z3.simplify(z3.substitute(z3.And(flat), *given))]))
        parts: list[tuple[set[str], list[Term]]] = []
        for one in flat:
            names, held = set(self._names_in(one)), [one]
            for part in [part for part in parts if part[0] & names]:
                parts.remove(part)
                names |= part[0]
                held = part[1] + held
            parts.append((names, held))
        return [held for _, held in sorted(parts, key=lambda part: len(part[1]))]

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


class _Joined:
    """The solution of several parts, as one."""

    def __init__(self, known: Mapping[str, Any]) -> None:
        self._known = known

    def eval(self, variable: Term, *, model_completion: bool) -> Any:  # noqa: ANN401 - a value of the solver
        """The value of a variable."""
        found = self._known.get(name_of(variable))
        if isinstance(found, z3.ModelRef):
            return found.eval(variable, model_completion=model_completion)
        return found


def _conjuncts(terms: Iterable[Term]) -> Iterator[Term]:
    """What has to hold, one by one."""
    for one in terms:
        if z3.is_and(one):
            yield from _conjuncts(one.children())
        elif z3.is_not(one) and z3.is_or(one.arg(0)):
            yield from _conjuncts(z3.Not(own) for own in one.arg(0).children())
        elif z3.is_not(one) and z3.is_not(one.arg(0)):
            yield from _conjuncts([one.arg(0).arg(0)])
        elif one is not True:
            yield one


def _simplifying() -> Any:  # noqa: ANN401 - a solver
    return z3.Then("simplify", "propagate-values", "solve-eqs", "smt").solver()


def name_of(variable: Term) -> str:
    """The name of a variable."""
    return str(variable.decl().name())
