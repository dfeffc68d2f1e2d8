"""On drawn rulesets with checks: a gap to a level, carried out, reaches it and breaks no check; with less it does not."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest

import evalrules
from evalrules.semantics.case import case_of
from evalrules.semantics.relations import broken_checks
from tests.support.selection import one_in

CHECKS = (
    "a <= 3", "b <= 3 or a >= 2", "c >= 1 or a <= 4", "a + b <= 7", "max(a, b) <= 4", "a + c <= 6 and b <= 4", "y or a <= 3",
    "a <= w", "b + w <= 6",
)  # fmt: skip
"""Relations with constant limits: of one figure, of several, of figures that nobody changes."""


def drawn(random: Random) -> tuple[str, dict[str, Any]]:
    """A ruleset of figures with two checks, and facts."""
    part, op = lambda: random.choice("abc"), lambda: random.choice([">=", ">=", "<=", ">", "<"])
    atoms = [
        lambda: f"{part()} {op()} {random.randint(0, 5)}",
        lambda: f"{part()} + 2 * {part()} {op()} {random.randint(1, 15)}",
        lambda: f"percent({part()}, w) {op()} {random.choice([25, 50, 70, 100])}",
        lambda: f"{random.choice(['min', 'max'])}({part()}, {part()}) {op()} {random.randint(1, 4)}",
        lambda: "y",
    ]

    def condition() -> str:
        shape = random.choice(
            ["{0}", "all_of({0}, {1})", "any_of({0}, {1}, {2})", "at_least(2, {0}, {1}, {2})", "not ({0})"]
        )
        return shape.format(*(random.choice(atoms)() for _ in range(3)))

    measures = [
        f"  {own}: {{type: count, range: [0, 5], better: {random.choice(['higher', 'higher', 'lower'])}}}"
        for own in "abc"
    ]
    measures += ["  w: {type: count, range: [1, 5], fixed: true}", "  y: {type: yesno}"]
    indicators = [f'  - {{id: "{at}", met: "{condition()}", source: s 1}}' for at in range(random.randint(1, 3))]
    rules = "measures:\n" + "\n".join(measures) + "\nindicators:\n" + "\n".join(indicators) + (
        '\nverdict: [{level: pass, when: "every(indicators, met)", source: s 1}, {level: fail, source: s 1}]\n'
        f"checks: ['{random.choice(CHECKS)}', '{random.choice(CHECKS)}']\n"
    )  # fmt: skip
    return rules, {
        **{own: random.randint(0, 5) for own in "abcw"},
        "w": random.randint(1, 5),
        "y": random.random() < 0.5,
    }


def held(ruleset_from: Any, seed: int) -> str:
    """Each way of the gap to the level, carried out whole and with any one change less; how the case went."""
    rules, facts = drawn(Random(seed))
    try:
        ruleset = ruleset_from(rules)
    except evalrules.EvalrulesError:
        return "refused"  # a condition that is always so

    def concluded(given: dict[str, Any]) -> tuple[Any, bool]:
        evidence = evalrules.evidence_from({"facts": given}, ruleset)
        case = case_of(ruleset.data, evidence.data)
        return case.level, any(broken_checks(case, evidence.data))

    if concluded(facts)[1]:
        return "contradicts itself"
    found = evalrules.assess(ruleset, evalrules.evidence_from({"facts": facts}, ruleset))
    gap = next((one for one in found.gaps if one.kind == "level"), None)
    for way in (gap.changes, *gap.alternatives) if gap is not None else ():
        after = {own: value for one in way for own, value in [carried(one, facts)]}
        assert concluded({**facts, **after}) == ("pass", False), (seed, way)
        for own in after:
            less = {**facts, **{key: value for key, value in after.items() if key != own}}
            assert concluded(less) != ("pass", False), (seed, way, own)
    return "gap" if gap is not None else str(found.verdict.without_gap or found.verdict.level)


def carried(change: Any, facts: dict[str, Any]) -> tuple[str, Any]:
    """What a change makes of the evidence: the figure that is stated."""
    if change.count_of is not None:
        return change.count_of, facts[change.count_of] + int(change.how_many)
    return change.measure, change.need if isinstance(change.need, bool) else int(change.need)


@pytest.mark.parametrize("start", one_in(84, range(0, 1000, 12), real=4))
def test_a_gap_to_a_level_breaks_no_check(ruleset_from, start: int):
    """Twelve drawn schools each; some of them have a gap."""
    counts = Counter(held(ruleset_from, seed) for seed in range(start, start + 12))
    assert counts["gap"] >= 1, counts
