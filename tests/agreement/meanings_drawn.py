"""Rulesets and evidence drawn without end, every condition of them read both ways: by the reference and by code.

    python -m tests.agreement.meanings_drawn 1000000 --jobs 2

A case is a subject with its evidence, all or part of it given, exactly or within bounds, mostly on the thresholds of its
ruleset; of it every guard of the plan is read, with bounds on every count and with one joint choice of outcomes, and
whatever is asked of each row of its tables. It counts the cases, those of which code answered at least one question
without asking the reference, and the readings. The seed is new in every run and is printed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from typing import TypeAlias

from evalrules.plan.memory import plan_of
from evalrules.plan.nodes import Guard, Plan
from evalrules.semantics.case import Case
from evalrules.semantics.conditions import is_flag, number, truth
from evalrules.semantics.joint import RangeBoard
from evalrules.semantics.meanings import asked_of_rows, conditions_of, formulas_of
from evalrules.semantics.python_code import Written, written, written_number
from evalrules.semantics.scope import Scope
from evalrules.tree.nodes import Expression

from ..properties.draws import SEED, drawn_rulesets
from ..properties.refining import Illegal, judged

PART = 1_000
"""How many cases a process does before it tells of them."""


def scopes_of(case: Case) -> Iterator[Scope]:
    """What is known of a subject: with bounds on every count, and with one joint choice of outcomes."""
    yield case.scope.with_board(RangeBoard(case.bench, case.outcomes))
    yield case.scope.with_board(RangeBoard(case.bench, {own: one[:1] for own, one in case.outcomes.items()}))


Code: TypeAlias = tuple[Guard, Written, Callable[[Expression, Scope], object]]
"""A guard, as code, and how the reference reads it."""


def codes_of(plan: Plan) -> list[Code]:
    """The guards of a plan as code."""
    conditions = [(guard, written(guard.root, plan.ruleset), truth) for guard in conditions_of(plan)]
    return [*conditions, *((one, written_number(one.root, plan.ruleset), number) for one in formulas_of(plan))]


def row_differences(case: Case, counts: Counter[str]) -> Iterator[str]:
    """Where code says something else of a row than the reference; how often code answered for itself is counted."""
    rows = case.scope.rows
    for table, root in asked_of_rows(case.plan):
        write, read = (written, truth) if is_flag(root) else (written_number, number)
        code = write(root, case.ruleset)
        for row in rows.every(table, case.scope):
            expected, found = read(root, row.scope), code.function(row.scope)
            counts["read"] += 1
            counts["by code"] += not code.asking
            counts[str(expected) if read is truth else "number"] += 1
            if expected is not found and (read is truth or expected != found):
                yield f"{table} {row.key}: {found} is not {expected}\n{code.source}"


def differences(codes: list[Code], case: Case, counts: Counter[str]) -> Iterator[str]:
    """Where code says something else than the reference; how often code answered for itself is counted."""
    for scope in scopes_of(case):
        for guard, code, read in codes:
            expected, found = read(guard.root, scope), code.function(scope)
            counts["read"] += 1
            counts["by code"] += not code.asking
            counts[str(expected) if read is truth else "number"] += 1
            if expected is not found and (read is truth or expected != found):
                yield f"{guard.condition.text}: {found} is not {expected}\n{code.source}"


def differing(seed: int, cases: int, counts: Counter[str], *, evidence: int) -> str:
    """Where code and reference differ first over so many cases, so much evidence to a ruleset; "" where nowhere."""
    for drawn in drawn_rulesets(counts, salt=11, first=seed):
        codes = codes_of(plan_of(drawn.ruleset))
        for at in range(evidence):
            draw = drawn.evidence(at)
            whole = draw.whole()
            found = judged(drawn.ruleset, whole if at % 5 < 2 else draw.thinned(whole))
            if isinstance(found, Illegal):
                counts["refused evidence"] += 1
                continue
            before = counts["by code"]
            problems = [*differences(codes, found.case, counts), *row_differences(found.case, counts)]
            if problems:
                return f"{drawn.text}\nevidence {at}: {problems[0]}"
            counts["cases"] += 1
            counts["cases by code"] += counts["by code"] > before
        if counts["cases"] >= cases:
            break
    return ""


def part(seed: int) -> tuple[int, Counter[str], str]:
    """One part of the long run: its seed, what was counted, and the first difference."""
    counts: Counter[str] = Counter()
    found = differing(seed, PART, counts, evidence=25)
    return seed, counts, found


def main() -> int:
    """Reads so many cases both ways, tells how far it is, and ends with 1 at the first difference."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", type=int)
    parser.add_argument("--jobs", type=int, default=1)
    told = parser.parse_args()
    every: Counter[str] = Counter()
    parts = -(-told.cases // PART)
    with ProcessPoolExecutor(told.jobs) as pool:
        for seed, counts, found in pool.map(part, range(SEED, SEED + parts)):
            every += counts
            if found:
                print(f"EVALRULES_SEED={seed}\n{found}")
                pool.shutdown(cancel_futures=True)
                return 1
            if sys.stderr.isatty() or every["cases"] % (PART * 25) < PART:
                print(f"{every['cases']:,} of {told.cases:,} cases", file=sys.stderr, flush=True)
    print(f"seed {SEED}: {', '.join(f'{name} {every[name]:,}' for name in sorted(every))}, no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main())
