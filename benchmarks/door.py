"""What a program gets in one process, beside a function written by hand: the public doors of the installed package.

python benchmarks/door.py [--quick] prints the figures as JSON; `run.py` asks it with the Python of a fresh environment.
--quick only shows that everything runs: its figures say nothing.
"""

from __future__ import annotations

import json
import math
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from decimal import Decimal
from pathlib import Path

from workload import by_hand, criteria_of, document, facts_beyond, facts_drawn, ruleset_text

import evalrules

QUICK = "--quick" in sys.argv
INDICATORS, COUNTIES, ROUNDS, SECONDS = (16, 20, 1, 0.1) if QUICK else (16, 400, 9, 6.0)
GROWTH = (16, 32) if QUICK else (16, 300)


def ruleset_of(indicators: int) -> evalrules.Ruleset:
    """The ruleset of the workload, loaded from a file as any other."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ruleset.yaml"
        path.write_text(ruleset_text(criteria_of(indicators)), encoding="utf-8")
        return evalrules.load_ruleset(path)


def per_call(function: Callable[[object], object], subjects: Iterable[object]) -> float:
    """CPU seconds of one call."""
    subjects = list(subjects)
    start = time.process_time()
    for subject in subjects:
        function(subject)
    return (time.process_time() - start) / len(subjects)


def best_of(function: Callable[[object], object], subject: object) -> float:
    """CPU seconds of one call: the best of as many as some seconds allow, five at most."""
    found: list[float] = []
    end = time.process_time() + SECONDS
    while len(found) < 5 and (not found or time.process_time() < end):
        found.append(per_call(function, [subject]))
    return min(found)


def advised(found: evalrules.Assessment) -> evalrules.Assessment:
    """An assessment that was asked for what its row of the table names: nothing is made of it before."""
    asked = (found.verdict.reasons, found.gaps, found.missing)
    assert all(isinstance(one, tuple) for one in asked)
    return found


def against_by_hand() -> dict[str, float]:
    """The figures that are multiples of the function written by hand; verdicts and shortfalls are held to it."""
    criteria, ruleset = criteria_of(INDICATORS), ruleset_of(INDICATORS)
    evaluator, hand = ruleset.compile(), by_hand(criteria)
    assert evaluator.is_generated
    facts = facts_drawn(criteria, COUNTIES)
    floats = [{name: float(value) for name, value in one.items()} for one in facts]
    short = [{name: value for name, value in one.items() if name != criteria[at % len(criteria)].measure}
             for at, one in enumerate(facts)]  # fmt: skip
    documents = [document(one) for one in facts[:20]]
    check_same(evaluator, facts, floats, hand)
    check_same_with_paper(ruleset, facts[:20], floats, hand)

    def assessed(given: object) -> evalrules.Assessment:
        return advised(evalrules.assess(ruleset, evalrules.evidence_from(given, ruleset)))  # type: ignore[arg-type]

    measured: dict[str, tuple[Callable[[object], object], list[object]]] = {
        "`judge_unchecked`: typed facts in hand, verdict and gaps": (evaluator.judge_unchecked, facts),
        "the same, one fact missing": (evaluator.judge_unchecked, short),
        "`judge`: the same, every fact checked": (evaluator.judge, facts),
        "`evidence_from` + `assess`: verdict, gaps, missing": (assessed, documents),
        "the same + `to_json`": (lambda given: assessed(given).to_json(), documents),
    }  # type: ignore[assignment]
    ratios: dict[str, list[float]] = {name: [] for name in measured}
    for _ in range(ROUNDS):
        base = min(per_call(hand, floats) for _ in range(3))
        for name, (function, subjects) in measured.items():
            ratios[name].append(per_call(function, subjects) / base)
    return {name: statistics.median(found) for name, found in ratios.items()}


def check_same(evaluator: evalrules.Evaluator, facts: list[dict[str, Decimal]], floats: list[dict[str, float]],
               hand: Callable[[dict[str, float]], tuple[str, list[tuple[str, float]]]]) -> None:  # fmt: skip
    """Every verdict and every shortfall is that of the function written by hand."""
    for exact, plain in zip(facts, floats, strict=True):
        judged, (level, gaps) = evaluator.judge(exact), hand(plain)
        assert judged == evaluator.judge_unchecked(exact)
        assert judged.level == level
        found = [(short[0], float(short[4])) for gap in judged.gaps for short in gap[3]]
        assert sorted(name for name, _ in found) == sorted(name for name, _ in gaps)
        assert all(math.isclose(dict(found)[name], far, abs_tol=1e-9) for name, far in gaps)


def check_same_with_paper(ruleset: evalrules.Ruleset, facts: list[dict[str, Decimal]], floats: list[dict[str, float]],
                          hand: Callable[[dict[str, float]], tuple[str, list[tuple[str, float]]]]) -> None:  # fmt: skip
    """The whole assessment says the same."""
    for exact, plain in zip(facts, floats, strict=False):
        found = evalrules.assess(ruleset, evalrules.evidence_from(document(exact), ruleset))
        gaps = {change.measure for gap in found.gaps if gap.kind == "indicator" for change in gap.changes}
        assert (found.verdict.level, gaps) == (hand(plain)[0], {name for name, _ in hand(plain)[1]})


def weak_and_missing() -> dict[str, float]:
    """Counties that are bad everywhere, or of which nothing is known, beside a good one."""
    criteria, ruleset = criteria_of(INDICATORS), ruleset_of(INDICATORS)

    def answered(given: object) -> str:
        return evalrules.assess(ruleset, evalrules.evidence_from(given, ruleset)).to_json()  # type: ignore[arg-type]

    good, bad, nothing = (document(one) for one in (facts_beyond(criteria, 5), facts_beyond(criteria, -50), {}))
    found: dict[str, list[float]] = {"a county bad everywhere": [], "a county of which nothing is known": []}
    for _ in range(ROUNDS):
        base = per_call(answered, [good] * 10)
        found["a county bad everywhere"].append(per_call(answered, [bad] * 3) / base)
        found["a county of which nothing is known"].append(per_call(answered, [nothing] * 3) / base)
    return {name: statistics.median(ratios) for name, ratios in found.items()}


def growth() -> dict[str, float]:
    """With which power of the number of indicators the time grows."""
    small, large = GROWTH
    rulesets = {count: ruleset_of(count) for count in GROWTH}

    def seconds(count: int, facts: dict[str, Decimal]) -> float:
        ruleset = rulesets[count]
        return best_of(
            lambda given: advised(evalrules.assess(ruleset, evalrules.evidence_from(given, ruleset))), document(facts)
        )

    def half(facts: dict[str, Decimal]) -> dict[str, Decimal]:
        return {name: value for at, (name, value) in enumerate(facts.items()) if at % 2}

    kinds: dict[str, Callable[[int], dict[str, Decimal]]] = {
        "growth from 16 to 300 indicators, all good": lambda count: facts_beyond(criteria_of(count), 5),
        "growth, half missing": lambda count: half(facts_beyond(criteria_of(count), 5)),
        "growth, nothing given": lambda _: {},
        "growth, all bad": lambda count: facts_beyond(criteria_of(count), -50),
    }
    return {
        name: math.log(seconds(large, facts(large)) / seconds(small, facts(small))) / math.log(large / small)
        for name, facts in kinds.items()
    }


if __name__ == "__main__":
    print(json.dumps({**against_by_hand(), **weak_and_missing(), **growth()}))
