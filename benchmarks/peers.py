"""Other engines on the same counties: each evaluates every comparison of the ruleset, over binary floats.

python benchmarks/peers.py prints the ratio of each to the function written by hand, as JSON. Each comparison is
compiled once, as its package advises; grades, verdict and shortfalls are put together here from the answers, and are
the same for all. A package that is not installed is left out.
"""

from __future__ import annotations

import json
import operator
import statistics
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any, TypeAlias

from workload import Criterion, by_hand, by_indicator, criteria_of, facts_drawn

INDICATORS, COUNTIES, ROUNDS = 16, 100, 7

Answers: TypeAlias = Callable[[dict[str, float]], list[bool]]
"""Whether each comparison holds: those for A of every criterion, then those for B."""


def comparisons(criteria: list[Criterion]) -> list[tuple[str, str, float]]:
    """The comparisons as (measure, op, number)."""
    best = [(one.measure, one.op, float(one.best)) for one in criteria]
    return best + [(one.measure, one.op, float(one.second)) for one in criteria]


def datalogic(asked: list[tuple[str, str, float]]) -> Answers:
    """JSONLogic in Rust: one rule that gives the list of answers."""
    package: Any = import_module("datalogic_py")
    rule = json.dumps([{op: [{"var": measure}, number]} for measure, op, number in asked])
    compiled = package.Engine().compile(rule)
    return lambda facts: json.loads(compiled.evaluate_str(json.dumps(facts)))


def cel(asked: list[tuple[str, str, float]]) -> Answers:
    """The Common Expression Language in Rust: one list of comparisons."""
    package: Any = import_module("cel")
    text = "[" + ", ".join(f"{measure} {op} {number!r}" for measure, op, number in asked) + "]"
    program = package.compile(text)
    return program.execute


def zen(asked: list[tuple[str, str, float]]) -> Answers:
    """The expression language of GoRules in Rust: one list of comparisons."""
    package: Any = import_module("zen")
    text = "[" + ", ".join(f"{measure} {op} {number!r}" for measure, op, number in asked) + "]"
    program = package.compile_expression(text)
    return program.evaluate


def rule_engine(asked: list[tuple[str, str, float]]) -> Answers:
    """Rules in Python: one rule a comparison, since a rule answers with one truth."""
    package: Any = import_module("rule_engine")
    rules = [package.Rule(f"{measure} {op} {number!r}") for measure, op, number in asked]
    return lambda facts: [rule.matches(facts) for rule in rules]


def openfisca(asked: list[tuple[str, str, float]]) -> Answers:
    """Rules as code in Python: one variable a comparison, calculated for one county."""
    package: Any = import_module("openfisca_core")
    for name in ("entities", "periods", "simulation_builder", "taxbenefitsystems", "variables"):
        import_module(f"openfisca_core.{name}")
    county = package.entities.build_entity(key="county", plural="counties", label="", is_person=True)
    system = package.taxbenefitsystems.TaxBenefitSystem([county])
    shared = {"entity": county, "definition_period": package.periods.DateUnit.YEAR, "label": ""}

    def formula(measure: str, op: str, number: float) -> Callable[..., object]:
        return lambda of, period: ORDERS[op](of(measure, period), number)

    for measure in dict.fromkeys(measure for measure, _, _ in asked):
        system.add_variable(type(measure, (package.variables.Variable,), {**shared, "value_type": float}))
    for at, one in enumerate(asked):
        own = {**shared, "value_type": bool, "formula": formula(*one)}
        system.add_variable(type(f"holds_{at}", (package.variables.Variable,), own))

    def answers(facts: dict[str, float]) -> list[bool]:
        given = {measure: {"2024": value} for measure, value in facts.items()}
        built = package.simulation_builder.SimulationBuilder()
        simulation = built.build_from_dict(system, {"counties": {"x": given}})
        return [bool(simulation.calculate(f"holds_{at}", "2024")[0]) for at in range(len(asked))]

    return answers


ORDERS = {">=": operator.ge, "<=": operator.le}
ENGINES = {"datalogic-py": datalogic, "common-expression-language": cel, "zen-engine": zen, "rule-engine": rule_engine,
           "openfisca-core": openfisca}  # fmt: skip


def judged(
    criteria: list[Criterion], answers: Answers
) -> Callable[[dict[str, float]], tuple[str, list[tuple[str, float]]]]:
    """Verdict and shortfalls from the answers of an engine."""
    own = list(enumerate(by_indicator(criteria)))
    many = len(criteria)

    def judge(facts: dict[str, float]) -> tuple[str, list[tuple[str, float]]]:
        holds = answers(facts)
        b = c = 0
        gaps: list[tuple[str, float]] = []
        for number, of_indicator in own:
            first = number * len(of_indicator)
            best, second = (holds[at : at + len(of_indicator)] for at in (first, many + first))

            if all(best):
                continue
            is_b = all(second)
            b, c = b + is_b, c + (not is_b)
            for one, good in zip(of_indicator, best if is_b else second, strict=True):
                if not good:
                    gaps.append((one.measure, abs(facts[one.measure] - float(one.best if is_b else one.second))))
        return ("fail" if c >= 1 or b >= 2 else "pass"), gaps

    return judge


def seconds(function: Callable[[dict[str, float]], object], subjects: list[dict[str, float]]) -> float:
    """CPU seconds of one call."""
    start = time.process_time()
    for subject in subjects:
        function(subject)
    return (time.process_time() - start) / len(subjects)


def main() -> dict[str, float]:
    """The ratio of each engine that is installed."""
    criteria = criteria_of(INDICATORS)
    subjects = [{name: float(value) for name, value in one.items()} for one in facts_drawn(criteria, COUNTIES)]
    hand = by_hand(criteria)
    functions = {}
    for name, made in ENGINES.items():
        try:
            functions[name] = judged(criteria, made(comparisons(criteria)))
        except ModuleNotFoundError:
            continue
        for subject in subjects:
            assert functions[name](subject) == hand(subject), name
    ratios: dict[str, list[float]] = {name: [] for name in functions}
    for _ in range(ROUNDS):
        base = min(seconds(hand, subjects) for _ in range(3))
        for name, function in functions.items():
            ratios[name].append(seconds(function, subjects) / base)
    return {name: statistics.median(found) for name, found in ratios.items()}


if __name__ == "__main__":
    print(json.dumps(main()))
