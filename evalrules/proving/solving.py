"""What the solver is asked, in a given time: only with what of the evidence a question rests on."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any, TypeAlias

import z3

from evalrules.base.records import NamedTuple
from evalrules.proving.terms import Term

SAT, UNSAT, OPEN = "sat", "unsat", "open"


STEPS = 2_000_000
"""What the solver does in a second, in its own units: counted so, a busy machine answers as much as an idle one."""

AT_MOST = 10
"""How many times longer than that a question may take by the clock, and all of them by what the processor did."""

SEEDS = 8
"""How many times a patient question begins anew: what one order of trying finds in a second another misses in ten."""

Given: TypeAlias = Sequence[tuple[Term, Term]]
"""Variables with the values that they have."""


class Solved(NamedTuple):
    """Whether there is a solution, the solution, and the names of the variables that the question rests on."""

    outcome: str
    model: Any = None
    names: frozenset[str] = frozenset()


class Solving:
    """Asks the solver, each question (or all since `begin`) for at most `each` seconds, until the time is up.

    A second is `STEPS` of the solver, so that what is left open is the same wherever it is asked.
    """

    def __init__(self, seconds: float, each: float) -> None:
        self._seconds = seconds
        self._each = each
        self._spent = 0.0
        self._until = seconds
        self._latest = time.process_time() + seconds * AT_MOST
        self._names = _Names()

    @property
    def is_over(self) -> bool:
        """Whether the time is up."""
        return self._spent >= self._seconds or time.process_time() >= self._latest

    @property
    def left(self) -> float:
        """The seconds that are left."""
        return 0.0 if self.is_over else self._seconds - self._spent

    def begin(self, seconds: float) -> None:
        """What is asked from now on takes so many seconds together."""
        self._until = self._spent + min(seconds, self.left)

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
            names |= self._names.of(one)
        taken = self._resting(names, known)
        if taken is None:
            return Solved(UNSAT)
        left = min(self._each * (2 if is_patient else Fraction(1, 2)), self._until - self._spent)
        if left <= 0 or self.is_over:
            return Solved(OPEN)
        fixed = frozenset(name_of(variable) for variable, _ in given)
        taken = [one for one in taken if not self._names.of(one) <= fixed]  # it holds of the county that is given
        attempt = _Attempt([*asked, *taken], given, left)
        found = []
        for own, part in attempt.parts() if given or is_patient else [(names, [attempt.whole])]:
            before = attempt.spent
            found.append(attempt.solution(part, is_patient=is_patient)._replace(names=frozenset(own)))
            self._spent += attempt.spent - before
            if found[-1].outcome != SAT:
                return found[-1]._replace(names=frozenset(names))
        values = {name_of(variable): value for variable, value in given}
        for one in found:
            values |= dict.fromkeys(one.names, one.model)
        return Solved(SAT, _Joined(values), frozenset(names))

    def _resting(self, names: set[str], known: Iterable[Term]) -> list[Term] | None:
        """What is known of these variables, and of those that it ties them to; None where it cannot hold."""
        pending = [(one, self._names.of(one)) for one in known if one is not True]
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


class _Attempt:
    """One question in a context of its own: what was asked before it in the process changes nothing of its answer.

    The solver orders terms by when they were made, so in a shared context the same question took two or nine seconds.
    """

    def __init__(self, terms: list[Term], given: Given, left: float) -> None:
        self._own = z3.Context()
        together = z3.And(list(_conjuncts(terms))[::-1])  # what is known before what is asked
        self.whole = (z3.substitute(together, *given) if given else together).translate(self._own)
        self._left = left
        self._is_given = bool(given)
        self.spent = 0.0
        """Seconds of the solver that it took until now."""

    def parts(self) -> list[tuple[set[str], list[Term]]]:
        """What has to hold in parts that share no variable, with the names in each, which is solved by itself."""
        known = _Names()
        flat = list(_conjuncts([z3.simplify(self.whole) if self._is_given else self.whole]))
        parts: list[tuple[set[str], list[Term]]] = []
        for one in flat:
            names, held = set(known.of(one)), [one]
            for part in [part for part in parts if part[0] & names]:
                parts.remove(part)
                names |= part[0]
                held = part[1] + held
            parts.append((names, held))
        return sorted(parts, key=lambda part: len(part[1]))

    def solution(self, terms: list[Term], *, is_patient: bool) -> Solved:
        """A solution of some terms of the question."""
        ways = (z3.SimpleSolver, _simplifying, z3.Solver) if is_patient else (z3.SimpleSolver, z3.Solver)
        seeds = range(1, 1 + (SEEDS if is_patient else 1))
        left = self._left / len(seeds)
        for seed, make in product(seeds, ways):  # the plain one is the faster by far, except for products
            solver = make(ctx=self._own)
            solver.set("rlimit", max(1, int(left * STEPS)))
            solver.set("timeout", max(1, int(left * AT_MOST * 1000)))
            solver.set("random_seed", seed)
            solver.add(terms)
            found = solver.check()
            self.spent = solver.statistics().get_key_value("rlimit count") / STEPS
            if found == z3.sat:
                return Solved(SAT, solver.model().translate(z3.main_ctx()))
            if found == z3.unsat:
                return Solved(UNSAT)
        return Solved(OPEN)


class _Names:
    """The names of the variables in terms of one context; each part of a term is looked at once."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[Term, frozenset[str]]] = {}

    def of(self, term: Term) -> frozenset[str]:
        """The names of the variables in a term."""
        if not z3.is_expr(term):
            return frozenset()
        pending = [term]
        while pending:
            one = pending[-1]
            if one.get_id() in self._known:
                pending.pop()
                continue
            children = one.children()
            missing = [child for child in children if child.get_id() not in self._known]
            if missing:
                pending += missing
                continue
            own = {one.decl().name()} if not children and one.decl().kind() == z3.Z3_OP_UNINTERPRETED else set()
            for child in children:
                own |= self._known[child.get_id()][1]
            self._known[one.get_id()] = (one, frozenset(own))
            pending.pop()
        return self._known[term.get_id()][1]


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


def _simplifying(ctx: Any) -> Any:  # noqa: ANN401 - a context and a solver
    return z3.Then("simplify", "propagate-values", "solve-eqs", "smt", ctx=ctx).solver()


def name_of(variable: Term) -> str:
    """The name of a variable."""
    return str(variable.decl().name())
