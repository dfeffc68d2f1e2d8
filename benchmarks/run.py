"""Measures the budgets as ratios in one run on one machine, and prints them.

    python benchmarks/budgets.py

In process: 16 indicators of 3 measures each with A and B thresholds, counties drawn with a fixed seed, about one
value in fifty exactly on a threshold; compared with a function written by hand over floats, and checked to give the
same verdicts. Whole process: CPU time (user and system) of `evalrules check`, compared with `python -c pass`. And, in
seconds, records of jiangsu-16 in one process. Medians; read the ratios, not the times.
"""

from __future__ import annotations

import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import evalrules

INDICATORS, MEASURES, COUNTIES, ROUNDS = 16, 3, 2_000, 15
RECORDS, SECONDS = 5_000, 3.0
BUDGETS = {
    "one subject, verdict and gaps, exact, unchecked": 4.0,
    "the same with three values and every distance, unchecked": 10.0,
    "one subject, verdict and gaps, exact, every fact checked": 20.0,
    "the same with three values and every distance, every fact checked": 25.0,
    "check, JSON, cache warm": 10.0,
    "check, YAML, cache warm": 13.0,
    "check, shipped ruleset, cache cold": 15.0,
    "check, a user's ruleset, cache cold": 35.0,
    "300 schools, beyond a county of 3": 60.0,
}


def workload(seed: int) -> tuple[str, list[tuple[str, str, float, float]]]:
    """A ruleset as YAML and its criteria as (measure, op, A threshold, B threshold)."""
    draw = random.Random(seed)
    criteria = []
    lines = [
        "format: ruleset/1", "id: benchmark", 'edition: "1"', "revision: 1", "title: {zh: 基准, en: benchmark}",
        "subject: county", "grades: [A, B, C]",
        "levels: [{id: pass, required: true}, {id: fail}]", "sources: {s: {zh: 生成, confidence: assumed}}",
        "measures:",
    ]  # fmt: skip
    indicators = []
    for indicator in range(INDICATORS):
        tests: dict[str, list[str]] = {"A": [], "B": []}
        for number in range(MEASURES):
            name = f"m{indicator:02d}_{number}"
            op = draw.choice((">=", "<="))
            best = draw.randrange(300, 900) / 10
            second = best - 10 if op == ">=" else best + 10
            criteria.append((name, op, best, second))
            lines.append(
                f"  {name}: {{type: number, range: [-1000, 1000], better: {'higher' if op == '>=' else 'lower'}}}"
            )
            tests["A"].append(f"{name} {op} {best}")
            tests["B"].append(f"{name} {op} {second:.1f}")
        bands = ", ".join(f"{grade}: {' and '.join(found)}" for grade, found in tests.items())
        indicators.append(f'  - {{id: "{indicator}", bands: {{{bands}, C: otherwise}}, source: s}}')
    lines += ["indicators:", *indicators, "vetoes:"]
    lines.append("  - {id: any-c, when: 'count(indicators, grade == \"C\") >= 1', level: fail, source: s}")
    lines.append("  - {id: two-b, when: 'count(indicators, grade == \"B\") >= 2', level: fail, source: s}")
    lines += ["verdict: [{level: pass}]"]
    return "\n".join(lines) + "\n", criteria


def counties(criteria: list[tuple[str, str, float, float]], seed: int) -> list[dict[str, Decimal]]:
    """Facts of many counties, mostly good, one value in fifty exactly on its threshold."""
    draw = random.Random(seed)
    found = []
    for _ in range(COUNTIES):
        facts = {}
        for name, op, best, second in criteria:
            sign = 1 if op == ">=" else -1
            lucky = draw.random()
            value = best if lucky < 0.02 else best + sign * draw.randrange(0, 200) / 10
            if draw.random() < 0.01:
                value = second + sign * draw.randrange(-20, 90) / 10
            facts[name] = Decimal(f"{value:.1f}")
        found.append(facts)
    return found


def by_hand(criteria: list[tuple[str, str, float, float]]) -> Callable[[dict[str, float]], tuple[str, list[object]]]:
    """The function a programmer would write: floats, verdict, and the shortfalls of each indicator below A."""
    lines = ["def judge(f):", "    b = c = 0", "    gaps = []"]
    for indicator in range(INDICATORS):
        own = criteria[indicator * MEASURES : (indicator + 1) * MEASURES]
        best = " and ".join(f"f[{name!r}] {op} {a}" for name, op, a, _ in own)
        second = " and ".join(f"f[{name!r}] {op} {b:.1f}" for name, op, _, b in own)
        lines += [f"    if not ({best}):", f"        if {second}:", "            b += 1"]
        lines += ["            " + _short(name, op, a) for name, op, a, _ in own]
        lines += ["        else:", "            c += 1"]
        lines += ["            " + _short(name, op, b) for name, op, _, b in own]
    lines += ["    return ('fail' if c >= 1 or b >= 2 else 'pass'), gaps"]
    space: dict[str, object] = {}
    exec("\n".join(lines), space)  # noqa: S102 - generated above
    return space["judge"]


def _short(name: str, op: str, threshold: float) -> str:
    return f"if not f[{name!r}] {op} {threshold:.1f}: gaps.append(({name!r}, abs(f[{name!r}] - {threshold:.1f})))"


def cpu_per_call(function: Callable[[object], object], subjects: list[object]) -> float:
    """CPU seconds of one call, the best of several passes over all subjects."""
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        for subject in subjects:
            function(subject)
        best = min(best, (time.process_time() - start) / len(subjects))
    return best


def in_process() -> dict[str, float]:
    """The first four budgets, as ratios to the function written by hand, measured in turns."""
    text, criteria = workload(7)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ruleset.yaml"
        path.write_text(text, encoding="utf-8")
        evaluator = evalrules.load_ruleset(path).compile()
    assert evaluator.is_generated
    exact = counties(criteria, 11)
    floats = [{name: float(value) for name, value in facts.items()} for facts in exact]
    hand = by_hand(criteria)
    for facts, plain in zip(exact, floats, strict=True):
        judged, measured = evaluator.judge(facts), evaluator.measure(facts)
        assert judged == evaluator.judge_unchecked(facts)
        assert measured == evaluator.measure_unchecked(facts)
        assert judged.level == hand(plain)[0] == measured.level
        assert len([short for gap in judged.gaps for short in gap[3]]) == len(hand(plain)[1])
    passing = sum(evaluator.judge(facts).level == "pass" for facts in exact)
    print(f"{COUNTIES} counties, {passing} pass, {COUNTIES - passing} fail; verdicts and shortfalls agree on all")
    ratios: dict[str, list[float]] = {name: [] for name in list(BUDGETS)[:4]}
    functions = (evaluator.judge_unchecked, evaluator.measure_unchecked, evaluator.judge, evaluator.measure)
    for _ in range(ROUNDS):
        base = cpu_per_call(hand, floats)
        for name, function in zip(ratios, functions, strict=True):
            ratios[name].append(cpu_per_call(function, exact) / base)
    return {name: statistics.median(found) for name, found in ratios.items()}


def seconds_of_records() -> float:
    """CPU seconds for records of many counties of jiangsu-16, with checks and derived measures, each row concluded."""
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")
    draw = random.Random(3)
    counted = {"quality_reached_7": "quality_listed_7", "quality_reached_8": "quality_listed_8",
               "quality_reached_9": "quality_listed_9", "graduate_teachers": "senior_teachers",
               "it_standard_schools": "compulsory_schools"}  # fmt: skip
    flags = [measure.id for measure in ruleset.data.facts if measure.type == "yesno"]
    records = []
    for _ in range(RECORDS):
        record: dict[str, object] = {flag: draw.random() < 0.95 for flag in flags}
        for part, whole in counted.items():
            of = draw.randint(20, 600)
            record |= {whole: of, part: draw.randint(0, of)}
        record |= {f"grades.{one.id}": draw.choice("AAAAAAAAABBC") for one in ruleset.data.indicators}
        records.append(record)
    best = float("inf")
    for _ in range(3):
        start = time.process_time()
        found = list(evalrules.assess_records(records, ruleset))
        best = min(best, time.process_time() - start)
    assert len(found) == RECORDS
    assert not any(one["problems"] for one in found)
    return best


def schools(count: int) -> str:
    """Evidence of a county with so many schools for national-quality-balance@2017, as JSON."""
    draw = random.Random(1)
    units, sites = [], []
    for number in range(count):
        stage = "primary" if number % 3 else "junior"
        pupils = draw.randint(80, 1900)
        each = {key: round(pupils * share * draw.uniform(0.9, 1.5), 1) for key, share in _SHARES.items()}
        counted = {key: int(each[key]) + 1 for key in _COUNTED}
        own = {"school": f"第{number}校", "kind": stage}
        units.append(
            {**own, "stage": stage, **_NOTHING_ELSE, **each, **counted,
             "primary_pupils": pupils * (stage == "primary"), "junior_pupils": pupils * (stage == "junior")}
        )  # fmt: skip
        largest = {"largest_primary_class": 44 * (stage == "primary"), "largest_junior_class": 44 * (stage == "junior")}
        sites.append({**own, **_SITE, **largest, "compulsory_pupils": pupils, "classes": pupils // 40 + 1})
    head = {"format": "evidence/1", "ruleset": "national-quality-balance@2017", "period": 2022}
    return json.dumps({**head, "tables": {"units": units, "sites": sites}}, ensure_ascii=False)


_COUNTED = ("above_degree", "key_teachers", "arts_teachers", "multimedia_rooms")
_SHARES = {
    "above_degree": 0.06, "key_teachers": 0.013, "arts_teachers": 0.011, "multimedia_rooms": 0.028,
    "teaching_area": 6.0, "field_area": 11.0, "equipment": 2600.0,
}  # fmt: skip
_NOTHING_ELSE = {
    "senior_pupils": 0, "rural_small": False, "visiting_arts_teachers": 0, "indoor_sports_area": 0, "hall_area": 0,
    "dense_centre": False, "extra_sports_area": 0,
}  # fmt: skip
_SITE = {
    "migrant_pupils": 0, "built": 2018, "rural_small": False,
    "music_rooms": 5, "music_room_area": 96, "art_rooms": 5, "art_room_area": 90, "funds_standard": 1000,
    "public_funds": 2_000_000, "public_funds_budget": 1_000_000, "training_budget": 60_000,
}  # fmt: skip


def cpu_of(command: list[str], environment: dict[str, str]) -> float:
    """CPU seconds of one process, user and system; RuntimeError where it ends without a verdict, which is cheap."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode not in (0, 1, 3):
        raise RuntimeError(f"{command} ended with {done.returncode}: {done.stderr.decode(errors='replace')[:500]}")
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def whole_process() -> dict[str, float]:
    """The other budgets, as ratios to an empty Python process, measured in turns."""
    examples = Path(__file__).resolve().parent.parent / "examples" / "jiangsu-16"
    with tempfile.TemporaryDirectory() as folder:
        warm = {**os.environ, "EVALRULES_CACHE": folder}
        warm.pop("PYTHONDONTWRITEBYTECODE", None)
        cold = {**warm, "EVALRULES_CACHE": ""}
        own = Path(folder) / "own.yaml"
        own.write_text(workload(7)[0], encoding="utf-8")
        facts = Path(folder) / "facts.yaml"
        facts.write_text("format: evidence/1\nruleset: benchmark\nperiod: 2007\n", encoding="utf-8")
        command = [sys.executable, "-m", "evalrules", "check", "--format", "json"]
        runs = {
            "check, JSON, cache warm": ([*command, str(examples / "county.json")], warm),
            "check, YAML, cache warm": ([*command, str(examples / "county.yaml")], warm),
            "check, shipped ruleset, cache cold": ([*command, str(examples / "county.yaml")], cold),
            "check, a user's ruleset, cache cold": ([*command, "--ruleset", str(own), str(facts)], cold),
        }
        small, large = Path(folder) / "small.json", Path(folder) / "large.json"
        small.write_text(schools(3), encoding="utf-8")
        large.write_text(schools(300), encoding="utf-8")
        county = [[*command, str(path)] for path in (small, large)]
        ratios: dict[str, list[float]] = {name: [] for name in (*runs, "300 schools, beyond a county of 3")}
        for called, environment in runs.values():
            cpu_of(called, environment)
        for _ in range(ROUNDS):
            base = min(cpu_of([sys.executable, "-c", "pass"], warm) for _ in range(3))
            for name, (called, environment) in runs.items():
                ratios[name].append(cpu_of(called, environment) / base)
            few, many = (cpu_of(called, warm) for called in county)
            ratios["300 schools, beyond a county of 3"].append((many - few) / base)
    return {name: statistics.median(found) for name, found in ratios.items()}


def main() -> int:
    """Print every ratio beside its budget; 1 where one is over."""
    seconds = seconds_of_records()
    print(f"{RECORDS} counties of jiangsu-16 as records: {seconds:.2f} s of CPU (budget {SECONDS:g} s)")
    measured = {**in_process(), **whole_process()}
    for name, ratio in measured.items():
        print(f"{name:50} {ratio:6.1f} x  (budget {BUDGETS[name]:g} x)  {'ok' if ratio <= BUDGETS[name] else 'OVER'}")
    return int(seconds > SECONDS or any(ratio > BUDGETS[name] for name, ratio in measured.items()))


if __name__ == "__main__":
    sys.exit(main())
