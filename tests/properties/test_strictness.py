"""What `diff` says of two rulesets is so: on drawn rulesets and what differs from them by a single token."""

from __future__ import annotations

import json
import random
from collections import Counter
from decimal import Decimal
from itertools import islice
from typing import Any

import evalrules
from evalrules.authoring.differences import ruleset_changes
from evalrules.authoring.mutants import mutants_of
from evalrules.frontend.build import build_ruleset
from evalrules.model.ruleset import Ruleset
from evalrules.model.ruleset_changes import LOOSENED, TIGHTENED, RulesetChanges
from evalrules.readers.yaml_document import read
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.interval import exact_value

from .draws import SEED, SOAK, Drawn, drawn_rulesets
from .evidence_forms import as_json

RULESETS = 400 if SOAK else 5
MUTANTS = 12
DRAWS = 6


def test_what_is_tightened_is_never_easier(capsys):
    """Under what is said to be tightened no outcome is better, under what is loosened none worse, else all are the same."""
    counts: Counter[str] = Counter()
    for drawn in islice(drawn_rulesets(counts, salt=7), RULESETS):
        for ruleset in mutated(drawn):
            found = ruleset_changes(drawn.ruleset, ruleset)
            counts.update(one.change for one in found.changes)
            for at in range(DRAWS):
                cases = [case(drawn, one, at) for one in (drawn.ruleset, ruleset)]
                if cases[0] is not None and cases[1] is not None:
                    problem = wrong(found, cases[0], cases[1], counts)
                    assert not problem, f"EVALRULES_SEED={SEED}\n{problem}\n{drawn.text}\n{found.changes}"
    assert counts["better"] == 0 < counts["compared"]
    if SOAK:
        with capsys.disabled():
            print("\n", dict(counts))


def mutated(drawn: Drawn) -> list[Ruleset]:
    """Some of the rulesets that differ by one token."""
    root, problems = read("r.yaml", drawn.text)
    assert not problems
    every = list(mutants_of(root))
    chosen = random.Random(drawn.seed).sample(every, min(MUTANTS, len(every)))
    built = [build_ruleset(one.root)[0] for one in chosen]
    return [one for one in built if one is not None]


def case(drawn: Drawn, ruleset: Ruleset, at: int) -> Case | None:
    """Whole evidence drawn for the ruleset, under one of its like; None where that refuses it."""
    try:
        evidence = evalrules.evidence_from(plain(drawn.evidence(at).whole()), evalrules.Ruleset(ruleset))
    except evalrules.EvalrulesError:
        return None
    return case_of(ruleset, evidence.data)


def plain(document: object) -> Any:
    """Drawn evidence as an embedder has it."""
    return json.loads(as_json(document), parse_float=Decimal)


def wrong(found: RulesetChanges, before: Case, after: Case, counts: Counter[str]) -> str:
    """What an indicator comes to that it cannot come to by what is said of it; "" for nothing."""
    told = {one.id: one.change for one in found.changes if one.part == "indicator"}
    if any(one.id == "panel" for one in found.changes):
        return ""  # votes are read in another way, which is told of the standard as a whole
    named = {one.id for one in found.before.indicators}
    for standing in before.standings:
        own = standing.indicator.id
        if own not in after.positions or own not in named:
            continue  # one that rows make is told of with all its like
        other = after.standing_of(own)
        change, moved = told.get(own, "same"), direction(standing, other)
        counts["compared"] += 1
        allowed = {TIGHTENED: {"same", "worse"}, LOOSENED: {"same", "better"}, "same": {"same"}}.get(change)
        if allowed is not None and moved not in allowed:
            return f"{own} is said to be {change} and is {moved}: {standing.possible} {other.possible}"
    return ""


def direction(one, other) -> str:
    """Whether a decided outcome, or the points, are better or worse than before; the same where they are open."""
    if one.points is not None and other.points is not None:
        had, has = exact_value(one.points), exact_value(other.points)
        if had is not None and has is not None and had != has:
            return "better" if has > had else "worse"
    every = one.plan.every
    if len(one.possible) == len(other.possible) == 1 and {*one.possible, *other.possible} <= {*every}:
        had, has = every.index(one.possible[0]), every.index(other.possible[0])
        return "same" if had == has else "better" if has < had else "worse"
    return "same"
