"""Measures plans for a county of 300 schools that fails in different ways, and prints how long each takes.

    python benchmarks/plans.py [SCHOOLS]

The county of national-quality-balance/2017/cases/at-the-limits.yaml with its schools copied until there are so many.
`rows`: every tenth is short of a room, funds or training; `third`: every third of two of them, by far; `classes`: six
in ten have a class too large; `most`: nearly all lack teachers, rooms or funds; `spread`: a third has four times the
area and equipment; `few`: three figures of the county. Each without prices and with them. In seconds of CPU; needs the
extra `plan` where the choices are many.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable, Iterable
from fractions import Fraction
from pathlib import Path

from evalrules.authoring.cases import read_cases
from evalrules.base.source import Span
from evalrules.frontend.bind import bind_evidence
from evalrules.loading import load_ruleset
from evalrules.model.evidence import Bounds, Evidence, Fact, Row
from evalrules.planning.costs import Costs, Price
from evalrules.planning.planner import plan_to
from evalrules.semantics.case import case_of

RULESET = "national-quality-balance@2017"
FOLDER = Path(__file__).resolve().parents[1] / "rulesets" / "national-quality-balance" / "2017"
SHORT = {"sites": ("art_rooms", "music_rooms", "public_funds", "training_budget")}
NOWHERE = Span("benchmark", 1, 1, 1, 1)


def county(schools: int, seed: int = 20, *, short: bool = True) -> Evidence:
    """The county with so many schools, every tenth of them short of something."""
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
    if short:
        rows = tuple(_short(row, draw) if at % 10 == 3 else row for at, row in enumerate(tables["sites"].rows))
        tables["sites"] = tables["sites"]._replace(rows=rows)
    return evidence._replace(tables=tables, facts=facts)


KINDS = ("rows", "third", "classes", "most", "spread", "few")
_STAFF = ("above_degree", "key_teachers", "arts_teachers")
_LARGEST = ("largest_primary_class", "largest_junior_class")
_SPREAD = ("teaching_area", "field_area", "equipment")
_FEW = {"teacher_pay": 90_000, "rotated": 50, "recognition": 80}
_PARTS = tuple(Fraction(one, 20) for one in (10, 16, 19))


def failing(kind: str, schools: int) -> Evidence:
    """The county with so many schools, failing in one way."""
    if kind == "rows":
        return county(schools)
    evidence, draw = county(schools, short=False), random.Random(7)
    if kind == "few":
        few = {own: evidence.facts[own]._replace(value=Bounds(Fraction(to), Fraction(to))) for own, to in _FEW.items()}
        return evidence._replace(facts={**evidence.facts, **few})
    if kind == "third":
        return _worse(evidence, "sites", lambda _: draw.sample(SHORT["sites"], 2) if draw.random() < 0.33 else (),
                      lambda have: max(Fraction(1), Fraction(int(have * draw.choice(_PARTS)))))  # fmt: skip
    if kind == "classes":
        return _worse(evidence, "sites", lambda _: _LARGEST if draw.random() < 0.6 else (), lambda have: have + 7)
    if kind == "spread":
        large = {name for name in sorted({row.key[0] for row in evidence.tables["units"].rows}) if draw.random() < 0.33}
        return _worse(evidence, "units", lambda row: _SPREAD if row.key[0] in large else (), lambda have: have * 4)
    fewer = _worse(
        evidence, "units", lambda _: _STAFF, lambda have: Fraction(max(1, int(have * draw.choice(_PARTS[1:]))))
    )
    return _worse(
        fewer, "sites", lambda _: SHORT["sites"], lambda have: Fraction(max(1, int(have * draw.choice(_PARTS[1:]))))
    )


def _worse(
    evidence: Evidence, table: str, columns: Callable[[Row], Iterable[str]], to: Callable[[Fraction], Fraction]
) -> Evidence:
    """The evidence with figures of some columns of each row made something else, where they are not 0."""
    rows = []
    for row in evidence.tables[table].rows:
        cells = dict(row.cells)
        for own in columns(row):
            fact = cells.get(f"{table}.{own}")
            if row.key[-1] != "special" and fact is not None and isinstance(fact.value, Bounds) and fact.value.low:
                less = to(fact.value.low)
                cells[f"{table}.{own}"] = fact._replace(value=Bounds(less, less))
        rows.append(row._replace(cells=cells))
    return evidence._replace(tables={**evidence.tables, table: evidence.tables[table]._replace(rows=tuple(rows))})


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


PRICES = Costs(
    {
        "tables.sites.art_rooms": Price(Fraction(200_000), Fraction(5_000)),
        "tables.sites.music_rooms": Price(Fraction(250_000)),
        "tables.sites.public_funds": Price(Fraction(1)),
        "tables.sites.training_budget": Price(Fraction(1)),
        "tables.units.above_degree": Price(Fraction(3_000)),
        "tables.units.key_teachers": Price(Fraction(9_000)),
        "tables.units.teaching_area": Price(Fraction(2_500), Fraction(100_000)),
        "facts.teacher_pay": Price(Fraction(1_000)),
    },
    is_given=True,
)


def main() -> None:
    """Plan for each county, and print the time."""
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    ruleset = load_ruleset(RULESET).ruleset
    assert ruleset is not None
    for kind in KINDS:
        evidence = failing(kind, wanted)
        for name, costs in (("", Costs()), (" with prices", PRICES)):
            case = case_of(ruleset, evidence)  # anew: what is known of a case is kept
            levels = "/".join(case.possible_levels)
            start = time.process_time()
            found = plan_to(case, evidence, ruleset.required, costs)
            took = time.process_time() - start
            least = "proven least" if found.is_least else f"bound {found.bound or 'none'}"
            print(
                f"{kind + name:22}{levels}: {found.outcome}, {len(found.actions)} actions, {least}, {took:.2f} s",
                flush=True,
            )


if __name__ == "__main__":
    main()
