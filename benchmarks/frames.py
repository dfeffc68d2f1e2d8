"""Counties in a data frame under every shipped ruleset without rows, as a program has them assessed.

    python benchmarks/frames.py [--counties 5000] [--quick] [--answers FILE] [RULESET...]

Draws the counties from the cases beside each ruleset with a fixed seed: a third as the case has them, a third with a
few figures at a limit of the ruleset or beside it, a third with most of them there and some not known; none of them is
refused. Then one `assess_frame` of pandas, its own CPU time: compiling the ruleset is in it, loading it is not. Prints
the table; --answers keeps all that was answered, to be compared byte for byte with another version of the engine.
"""

from __future__ import annotations

import argparse
import itertools
import random
import sys
import time
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandas

import evalrules
from evalrules import catalog
from evalrules.authoring.cases import plain, read_cases
from evalrules.semantics.shortfalls import thresholds_of
from evalrules.tree.nodes import Number
from evalrules.tree.walk import walk

BUDGET = 3.0
SCALARS = ("facts", "grades", "points", "attributes")


def columns_of(evidence: Mapping[str, Any]) -> dict[str, Any]:
    """Evidence as a row of a data frame: a column for every value."""
    row: dict[str, Any] = {"period": _value(evidence["period"])} if "period" in evidence else {}
    sections = {name: evidence.get(name) or {} for name in SCALARS}
    sections["attributes"] = (evidence.get("subject") or {}).get("attributes") or {}
    for section, values in sections.items():
        for own, value in values.items():
            inner = value if isinstance(value, dict) and section == "facts" else None
            parts = inner.items() if inner is not None else [("", value)]
            row |= {f"{section}.{own}" + (f".{part}" if part else ""): _value(one) for part, one in parts}
    for group, given in (evidence.get("members") or {}).items():
        stated = given if isinstance(given, dict) else {"list": given}
        row |= {f"members.{group}.{part}": _value(stated[part]) for part in ("total", "holding") if part in stated}
        if stated.get("list"):
            row[f"members.{group}"] = stated["list"]
    return row


def _value(value: Any) -> Any:  # noqa: ANN401 - whatever evidence holds
    """A value as a program has it; what carries a note beside itself is given alone."""
    if isinstance(value, dict):
        alone = [value[name] for name in ("value", "grade", "points") if name in value]
        return _value(alone[0]) if alone else value
    if not isinstance(value, str):
        return value
    try:
        number = Decimal(value)
    except ArithmeticError:
        return value
    return int(number) if number == number.to_integral_value() else float(number)


def limits_of(ruleset: evalrules.Ruleset) -> dict[str, list[Decimal]]:
    """The numbers that each measure is compared with, and every number of the ruleset under ""."""
    data = ruleset.data
    found: dict[str, list[Decimal]] = {}
    for one in thresholds_of(data.conditions, data):
        found.setdefault(one.measure, []).append(one.number)
    numbers = {node.value for one in data.conditions for node in walk(one.root) if isinstance(node, Number)}
    found[""] = sorted(Decimal(one.numerator) / Decimal(one.denominator) for one in numbers)
    return found


def drawn(ruleset: evalrules.Ruleset, bases: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Counties as the cases have them, weak, and failing, one after the other."""
    draw, limits = random.Random(17), limits_of(ruleset)
    outcomes = {one.id: list(dict.fromkeys(row[f"grades.{one.id}"] for row in bases if f"grades.{one.id}" in row))
                for one in ruleset.data.indicators}  # fmt: skip
    for at in itertools.count():
        row, share = dict(draw.choice(bases)), (0.0, 0.15, 0.7)[at % 3]
        for name, value in row.items():
            section, _, own = name.partition(".")
            if draw.random() >= share or section not in ("facts", "grades"):
                continue
            if section == "grades":
                row[name] = draw.choice(outcomes.get(own) or [value])
            elif draw.random() < 0.03:
                row[name] = None
            elif isinstance(value, bool):
                row[name] = draw.random() < 0.5
            elif isinstance(value, int | float):
                row[name] = _near(value, limits.get(own.partition(".")[0]) or [], ruleset, own.partition(".")[0], draw)
        yield row


def _near(value: float, limits: list[Decimal], ruleset: evalrules.Ruleset, own: str, draw: random.Random) -> float:
    """A figure at a limit of its own or just beside it; of one that has none, the figure somewhat smaller or larger."""
    measure = ruleset.data.measures.get(own)
    beside = draw.choice((Decimal(0), Decimal(draw.choice((-1, 1))) / 100, Decimal(draw.randint(-700, 700)) / 100))
    limit = draw.choice(limits) + beside if limits else Decimal(str(value)) * draw.randint(8_000, 12_000) / 10_000
    low = measure.low if measure is not None and measure.low is not None else Decimal(0)
    high = measure.high if measure is not None and measure.high is not None else limit
    number = float(min(max(limit, low), high))
    return int(number) if isinstance(value, int) or (measure is not None and measure.type == "count") else number


def counties_of(entry: catalog.Entry, ruleset: evalrules.Ruleset) -> Iterator[dict[str, Any]]:
    """Counties of a ruleset without end, also such as are refused; none where no case is plain evidence of it."""
    cases, _ = read_cases(str(Path(entry.path).parent))
    bases = [columns_of(plain(one.evidence.root)) for one in cases if not one.values]  # noqa: PD011 - of a case
    concluded = list(evalrules.assess_records([{}, *bases], ruleset))[1:]
    good = [row for row, found in zip(bases, concluded, strict=True) if found["status"] != "refused"]
    return drawn(ruleset, good) if good else iter(())


def frame_of(entry: catalog.Entry, ruleset: evalrules.Ruleset, count: int) -> pandas.DataFrame:
    """So many counties of which none is refused."""
    first, second = itertools.tee(counties_of(entry, ruleset))
    told = evalrules.assess_records(itertools.chain([{}], second), ruleset)
    next(told)
    sound = (row for row, found in zip(first, told, strict=False) if found["status"] != "refused")
    return pandas.DataFrame(list(itertools.islice(sound, count)), dtype=object)


def main(arguments: list[str]) -> int:
    """Draw, assess, and print a line for each ruleset."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rulesets", nargs="*", metavar="RULESET")
    parser.add_argument("--counties", type=int, default=5_000)
    parser.add_argument("--quick", action="store_true", help="60 counties: that everything runs, and no more")
    parser.add_argument("--answers", type=Path, metavar="FILE")
    given = parser.parse_args(arguments)
    count = 60 if given.quick else given.counties
    print(
        f"| ruleset | s of CPU, {count} counties | decided | undetermined | with gaps |",
        "|---|---|---|---|---|",
        sep="\n",
    )
    for entry in catalog.entries():
        ruleset = evalrules.load_ruleset(entry.name)
        if ruleset.data.tables or not entry.is_shipped or (given.rulesets and entry.name not in given.rulesets):
            continue
        frame = frame_of(entry, ruleset, count)
        if frame.empty:
            print(f"| {entry.name} | no case is plain evidence | | | |", flush=True)
            continue
        started = time.process_time()
        found = evalrules.assess_frame(frame, ruleset)
        spent = time.process_time() - started
        counts = found["status"].value_counts()
        each = " | ".join(str(counts.get(one, 0)) for one in ("decided", "undetermined"))
        mark = " (over)" if spent > BUDGET else ""
        print(f"| {entry.name} | {spent:.2f}{mark} | {each} | {(found['gaps'] != '').sum()} |", flush=True)
        if given.answers is not None:
            with given.answers.open("a", encoding="utf-8") as file:
                file.write(f"{entry.name}\n{found.to_csv(index=False)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
