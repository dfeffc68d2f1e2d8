"""Measures a plan for a county of 300 schools, and prints how long each part takes.

    python benchmarks/plans.py [SCHOOLS]

The county of national-quality-balance/2017/cases/at-the-limits.yaml with its schools copied until there are so many,
every tenth of them short of something (a room, a class that is too large, funds, training). In seconds of CPU; needs
the extra `plan` where the choices are many.
"""

from __future__ import annotations

import random
import sys
import time
from pathlib import Path

from evalrules.authoring.cases import read_cases
from evalrules.base.source import Span
from evalrules.frontend.bind import bind_evidence
from evalrules.loading import load_ruleset
from evalrules.model.evidence import Bounds, Evidence, Fact, Row
from evalrules.planning.planner import plan_to
from evalrules.semantics.case import case_of

RULESET = "national-quality-balance@2017"
FOLDER = Path(__file__).resolve().parents[1] / "rulesets" / "national-quality-balance" / "2017"
SHORT = {"sites": ("art_rooms", "music_rooms", "public_funds", "training_budget")}
NOWHERE = Span("benchmark", 1, 1, 1, 1)


def county(schools: int, seed: int = 20) -> Evidence:
    """The county with so many schools."""
    ruleset = load_ruleset(RULESET).ruleset
    assert ruleset is not None
    case = next(one for one in read_cases(str(FOLDER))[0] if one.name == "at-the-limits.yaml")
    evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of)
    assert evidence is not None
    draw, tables = random.Random(seed), dict(evidence.tables)
    times = -(-schools // len(tables["sites"].rows))
    for own in ("units", "sites"):
        rows = tuple(_copy(row, own, at) for at in range(times) for row in tables[own].rows)
        tables[own] = tables[own]._replace(rows=rows)
    facts = dict(evidence.facts)
    for own in ("teachers", "trained", "certified"):  # the teachers of so many more schools
        value = facts[own].value
        assert isinstance(value, Bounds), f"{own} is a number"
        assert value.low is not None, f"{own} is known"
        facts[own] = facts[own]._replace(value=Bounds(value.low * times, value.low * times))
    short = tuple(_short(row, draw) if at % 10 == 3 else row for at, row in enumerate(tables["sites"].rows))
    tables["sites"] = tables["sites"]._replace(rows=short)
    return evidence._replace(tables=tables, facts=facts)


def _copy(row: Row, table: str, at: int) -> Row:
    name = f"{row.key[0]}{at}" if at else row.key[0]
    column = f"{table}.school"
    cells = {**row.cells, column: row.cells[column]._replace(value=name)}
    return row._replace(key=(name, *row.key[1:]), cells=cells)


def _short(row: Row, draw: random.Random) -> Row:
    column = f"sites.{draw.choice(SHORT['sites'])}"
    fact = row.cells.get(column)
    if fact is None or not isinstance(fact.value, Bounds) or not fact.value.low:
        return row
    less = Bounds(fact.value.low - 1, fact.value.low - 1)
    return row._replace(cells={**row.cells, column: Fact(column, less, "", "", NOWHERE, "", "", "")})


def main() -> None:
    """Plan, and print the time."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    ruleset = load_ruleset(RULESET).ruleset
    assert ruleset is not None
    evidence = county(wanted)
    start = time.process_time()
    case = case_of(ruleset, evidence)
    levels = case.possible_levels
    middle = time.process_time()
    found = plan_to(case, evidence, ruleset.required)
    end = time.process_time()
    print(f"{len(evidence.tables['sites'].rows)} schools, possible: {', '.join(levels)}")
    print(f"{found.outcome}: {len(found.actions)} actions, proven: {found.is_least}")
    print(f"verdict {middle - start:.2f} s, plan {end - middle:.2f} s")


if __name__ == "__main__":
    main()
