"""The budgets of the engine: what is measured, in multiples of what, and how much at most."""

from __future__ import annotations

from typing import NamedTuple

HAND, EMPTY, GOOD, ROW = "× by hand", "× an empty process", "× a good county", "µs"

YAMLLINT = "yamllint, the same YAML"
"""A tool of the same size, which has no budget: it stands beside the checks where the environment holds it."""


class Budget(NamedTuple):
    """The most that a figure may be; `unit` says of what it is a multiple, `digits` how many decimals are shown."""

    most: float
    unit: str
    digits: int = 1

    def shown(self, figure: float) -> str:
        """A figure as the table shows it."""
        return f"{figure:,.{self.digits}f} {self.unit}".strip()


BUDGETS: dict[str, Budget] = {
    "`judge_unchecked`: typed facts in hand, verdict and gaps": Budget(4, HAND),
    "the same, one fact missing": Budget(8, HAND),
    "`judge`: the same, every fact checked": Budget(20, HAND),
    "`evidence_from` + `assess`: verdict, gaps, missing": Budget(100, HAND, 0),
    "the same + `to_json`": Budget(150, HAND, 0),
    "a county bad everywhere": Budget(5, GOOD),
    "a county of which nothing is known": Budget(5, GOOD),
    "growth from 16 to 300 indicators, all good": Budget(1.1, "", 2),
    "growth, half missing": Budget(1.1, "", 2),
    "growth, nothing given": Budget(1.1, "", 2),
    "growth, all bad": Budget(1.1, "", 2),
    "a school of national-quality-balance, 41 indicators": Budget(30, ROW, 0),
    "`check` of JSON, cache warm": Budget(8, EMPTY),
    "`check` of YAML, cache warm": Budget(8.5, EMPTY),
    "`check` in text, cache warm": Budget(10, EMPTY),
    "`check` of JSON, cache cold": Budget(12, EMPTY),
    "a subject in a folder of 1,000": Budget(1, "ms"),
    "memory for that folder": Budget(200, "MB", 0),
    "CPU of a folder by two processes": Budget(1.2, "× one process", 2),
}
"""In the order of the table in the README, which `python benchmarks/run.py --write` makes."""
