"""What is measured: a ruleset of so many indicators of three measures each, counties for it, and the same by hand."""

from __future__ import annotations

import csv
import json
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

MEASURES = 3


class Criterion(NamedTuple):
    """One measure with its thresholds for A and for B."""

    measure: str
    op: str
    best: Decimal
    second: Decimal


def criteria_of(indicators: int, seed: int = 7) -> list[Criterion]:
    """The criteria, drawn with a fixed seed."""
    draw = random.Random(seed)
    found = []
    for indicator in range(indicators):
        for number in range(MEASURES):
            op, best = draw.choice((">=", "<=")), Decimal(draw.randrange(300, 900)) / 10
            second = best - 10 if op == ">=" else best + 10
            found.append(Criterion(f"m{indicator:03d}_{number}", op, best, second))
    return found


def ruleset_text(criteria: list[Criterion]) -> str:
    """A ruleset of these criteria: one C fails, and so do two B."""
    lines = [
        "format: ruleset/1", "id: benchmark", 'edition: "1"', "revision: 1", "title: {zh: 基准, en: benchmark}",
        "subject: county", "grades: [A, B, C]", "levels: [{id: pass, required: true}, {id: fail}]",
        "sources: {s: {zh: 生成, confidence: assumed}}", "measures:",
    ]  # fmt: skip
    lines += [
        f"  {one.measure}: {{type: number, range: [-1000, 1000], better: {'higher' if one.op == '>=' else 'lower'}}}"
        for one in criteria
    ]
    lines.append("indicators:")
    for number, own in enumerate(by_indicator(criteria)):
        best = " and ".join(f"{one.measure} {one.op} {one.best}" for one in own)
        second = " and ".join(f"{one.measure} {one.op} {one.second}" for one in own)
        lines.append(f'  - {{id: "{number}", bands: {{A: {best}, B: {second}, C: otherwise}}, source: s}}')
    lines += [
        "vetoes:",
        "  - {id: any-c, when: 'count(indicators, grade == \"C\") >= 1', level: fail, source: s}",
        "  - {id: two-b, when: 'count(indicators, grade == \"B\") >= 2', level: fail, source: s}",
        "verdict: [{level: pass}]",
    ]
    return "\n".join(lines) + "\n"


def by_indicator(criteria: list[Criterion]) -> list[list[Criterion]]:
    """The criteria of each indicator."""
    return [criteria[at : at + MEASURES] for at in range(0, len(criteria), MEASURES)]


def facts_drawn(criteria: list[Criterion], count: int, seed: int = 11) -> list[dict[str, Decimal]]:
    """The facts of many counties, mostly good, one value in fifty exactly on a threshold."""
    draw = random.Random(seed)
    found = []
    for _ in range(count):
        facts = {}
        for one in criteria:
            sign = 1 if one.op == ">=" else -1
            value = one.best if draw.random() < 0.02 else one.best + sign * Decimal(draw.randrange(0, 200)) / 10
            if draw.random() < 0.01:
                value = one.second + sign * Decimal(draw.randrange(-20, 90)) / 10
            facts[one.measure] = value
        found.append(facts)
    return found


def facts_beyond(criteria: list[Criterion], beyond: int) -> dict[str, Decimal]:
    """The facts of a county that is better than every A by so much, or worse than every B by as much below 0."""
    return {
        one.measure: (one.best if beyond > 0 else one.second) + (beyond if one.op == ">=" else -beyond)
        for one in criteria
    }


def document(facts: dict[str, Decimal]) -> dict[str, object]:
    """Evidence with these facts, as a program hands it in."""
    return {"subject": {"kind": "county", "id": "x", "name": "x"}, "period": 2024, "facts": facts}


def by_hand(criteria: list[Criterion]) -> Callable[[dict[str, float]], tuple[str, list[tuple[str, float]]]]:
    """The function that a programmer would write: floats, the verdict, and the shortfalls of each indicator below A."""
    lines = ["def judge(f):", "    b = c = 0", "    gaps = []"]
    for own in by_indicator(criteria):
        best = " and ".join(f"f[{one.measure!r}] {one.op} {one.best}" for one in own)
        second = " and ".join(f"f[{one.measure!r}] {one.op} {one.second}" for one in own)
        lines += [f"    if not ({best}):", f"        if {second}:", "            b += 1"]
        lines += ["            " + _short(one.measure, one.op, one.best) for one in own]
        lines += ["        else:", "            c += 1"]
        lines += ["            " + _short(one.measure, one.op, one.second) for one in own]
    lines += ["    return ('fail' if c >= 1 or b >= 2 else 'pass'), gaps"]
    space: dict[str, Callable[[dict[str, float]], tuple[str, list[tuple[str, float]]]]] = {}
    exec("\n".join(lines), space)  # noqa: S102 - generated above
    return space["judge"]


def _short(measure: str, op: str, threshold: Decimal) -> str:
    return f"if not f[{measure!r}] {op} {threshold}: gaps.append(({measure!r}, abs(f[{measure!r}] - {threshold})))"


def schools_drawn(count: int, draw: random.Random) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """So many schools of one county: the rows of their parts, and those of their sites."""
    units: list[dict[str, object]] = []
    sites: list[dict[str, object]] = []
    for number in range(count):
        stage = "primary" if number % 3 else "junior"
        classes = draw.randint(6, 44)
        pupils = classes * draw.randint(30, 44)
        each = {key: round(pupils * share * draw.uniform(0.9, 1.5), 1) for key, share in _SHARES.items()}
        counted = {key: int(each[key]) + 1 for key in _COUNTED}
        own = {"school": f"第{number}校", "kind": stage}
        units.append(
            {**own, "stage": stage, **_NOTHING_ELSE, **each, **counted,
             "primary_pupils": pupils * (stage == "primary"), "junior_pupils": pupils * (stage == "junior")}
        )  # fmt: skip
        largest = {"largest_primary_class": 44 * (stage == "primary"), "largest_junior_class": 44 * (stage == "junior")}
        funds = {"public_funds": 2_000_000 + number, "training_budget": 60_000 + number}
        sites.append({**own, **_SITE, **largest, **funds, "compulsory_pupils": pupils, "classes": classes})
    return units, sites


def county_of_schools(count: int, folder: Path) -> Path:
    """A county with so many schools for national-quality-balance@2017: its evidence, beside it two tables as CSV."""
    units, sites = schools_drawn(count, random.Random(1))
    folder.mkdir()
    for name, rows in (("units", units), ("sites", sites)):
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            written = csv.DictWriter(file, list(rows[0]))
            written.writeheader()
            written.writerows(rows)
    head = {"format": "evidence/1", "ruleset": "national-quality-balance@2017", "period": 2022}
    path = folder / "county.json"
    path.write_text(json.dumps({**head, "tables": {"units": {"rows": "units.csv"}, "sites": {"rows": "sites.csv"}}}))
    return path


_COUNTED = ("above_degree", "key_teachers", "arts_teachers", "multimedia_rooms")
_SHARES = {
    "above_degree": 0.06, "key_teachers": 0.013, "arts_teachers": 0.011, "multimedia_rooms": 0.028,
    "teaching_area": 6.0, "field_area": 11.0, "equipment": 2600.0,
}  # fmt: skip
_NOTHING_ELSE = {
    "senior_pupils": 0, "rural_small": "否", "visiting_arts_teachers": 0, "indoor_sports_area": 0, "hall_area": 0,
    "dense_centre": "否", "extra_sports_area": 0,
}  # fmt: skip
_SITE = {
    "migrant_pupils": 0, "built": 2018, "rural_small": "否",
    "music_rooms": 5, "smallest_music_room": 96, "art_rooms": 5, "smallest_art_room": 90, "funds_standard": 1000,
    "public_funds_budget": 1_000_000,
}  # fmt: skip
