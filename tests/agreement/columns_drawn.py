"""Tables drawn for every shipped ruleset that columns can say, concluded in columns and row by row.

    python -m tests.agreement.columns_drawn 1000000

Values stand on the thresholds of the ruleset, just beside them, at the ends of what a measure may be, and are left out;
most rows contradict nothing. They are typed (Parquet) or text (CSV), in turn. It counts the rows, those said in
columns, and those that were also held to the exact way. The seed is new in every run and printed.
"""

from __future__ import annotations

import argparse
import csv
import io
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import evalrules
from evalrules import catalog
from evalrules.base.numbers import number_text
from evalrules.batch.conclusion import Layout
from evalrules.batch.engines import unsaid_of, unsaid_of_kinds
from evalrules.batch.plain import Quick
from evalrules.batch.run import Batch
from evalrules.model.ruleset import Choice, Measure, Ruleset
from evalrules.tree.nodes import Compare, Fact

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [one.name for one in catalog.entries() if one.is_shipped]
HAIRS = (Fraction(0), Fraction(0), Fraction(0), Fraction(1, 100), Fraction(-1, 100), Fraction(1), Fraction(-1))
NUMBERS = ("count", "number", "percent")


def sayable(names: Sequence[str] = SHIPPED) -> list[str]:
    """The rulesets that columns can say, if only of subjects whose attributes are known."""
    found = [(name, evalrules.load_ruleset(name).data) for name in names]
    return [name for name, ruleset in found if not ruleset.tables and (not unsaid_of(ruleset) or not unsaid_of_kinds(ruleset))]


class Table:
    """Draws the rows of one table: each fact and each grade of a panel, plain values alone."""

    def __init__(self, ruleset: Ruleset, seed: object) -> None:
        self.quick = Quick(ruleset)
        self.random = random.Random(str(seed))
        self.facts = [one for one in ruleset.facts if one.value is None and not one.series and not one.each and one.ref.kind == "own" and self._is_plain(one, ruleset)]
        self.grades = {own: self._outcomes(ruleset, own) for own in self.quick.by_panel}
        values = [number for value in ruleset.values.values() for number in value.branches.values() if number is not None]
        self.numbers = sorted({*values, Fraction(0), Fraction(1), Fraction(100)})
        self.ruleset = ruleset
        self.attributes = [] if not unsaid_of(ruleset) else [self._words(choice) for choice in ruleset.choices.values()]

    def _words(self, choice: Choice) -> tuple[str, list[str | None]]:
        """An attribute, and what may stand in its cells: ids and labels of options, seldom nothing or something else."""
        options = [word for own, label in choice.options.items() for word in (own, own, own, label.zh)]
        return choice.id, [*options * 4, None, "?" if self.random.random() < 0.5 else None]

    @staticmethod
    def _is_plain(measure: Measure, ruleset: Ruleset) -> bool:
        return measure.type in (*NUMBERS, "yesno") or measure.type in ruleset.choices

    @staticmethod
    def _outcomes(ruleset: Ruleset, own: str) -> tuple[Any, ...]:
        indicator = ruleset.indicator(own)
        return (True, False) if indicator.kind == "met" else indicator.grades

    @property
    def names(self) -> list[str]:
        """The columns."""
        return ["subject.id", "period", *(f"attributes.{own}" for own, _ in self.attributes), *(f"facts.{one.id}" for one in self.facts), *(f"grades.{own}" for own in self.grades)]

    def row(self, at: int, spread: float) -> list[Any]:
        """A subject; `spread` is the share of values that are left out."""
        draws = self.random.choice((1, 1, 4, 12))
        for _ in range(60):
            facts = self._mended({one.id: self._better(one, draws) for one in self.facts if self.random.random() >= spread})
            if self.quick.admission.admits(facts, {}) and self.quick.asks_nothing(facts):
                break
        grades = {own: self._grade(every) for own, every in self.grades.items() if self.random.random() >= spread}
        period = self.random.choice((2005, 2015, 2022, None))
        attributes = [self.random.choice(words) for _, words in self.attributes]
        return [f"c{at:07d}", period, *attributes, *(facts.get(one.id) for one in self.facts), *(grades.get(own) for own in self.grades)]

    def _mended(self, facts: dict[str, Any]) -> dict[str, Any]:
        """Facts in which mostly no part is more than its whole."""
        for one in self.quick.admission.relations if self.random.random() < 0.9 else ():
            node = one.root
            if isinstance(node, Compare) and isinstance(node.left, Fact) and isinstance(node.right, Fact) and node.op == "<=":
                part, whole = node.left.measure, node.right.measure
                if part in facts and whole in facts and facts[part] > facts[whole]:
                    facts[part] = facts[whole]
        return facts

    def _grade(self, every: tuple[Any, ...]) -> Any:
        return every[0] if self.random.random() < 0.8 else self.random.choice(every)

    def _better(self, measure: Measure, draws: int) -> Any:
        """The best of several values, where one is better."""
        values = [self._value(measure) for _ in range(draws)]
        if measure.type not in NUMBERS:
            return max(values) if measure.type == "yesno" else values[0]
        return max(values) if measure.better == "higher" else min(values) if measure.better == "lower" else values[0]

    def _value(self, measure: Measure) -> Any:
        if measure.type == "yesno":
            return self.random.random() < 0.8
        if measure.type in self.ruleset.choices:
            return self.random.choice(list(self.ruleset.choices[measure.type].options))
        low = max(measure.low or Fraction(0), Fraction(0)) if measure.type == "count" else measure.low
        near = self.random.choice(self.numbers) + self.random.choice(HAIRS)
        chance = self.random.random()
        if chance < 0.25:
            near = Fraction(self.random.randint(1, 5000), self.random.choice((1, 10)))
        elif chance < 0.35:
            near = self.random.choice([end for end in (low, measure.high) if end is not None] or [near])
        near = near if low is None else max(near, low)
        near = near if measure.high is None else min(near, measure.high)
        if measure.type == "count":
            return int(near) or int(self.random.random() < 0.95)
        return Decimal(number_text(Fraction(round(near * 100), 100)))


def written(table: Table, rows: list[list[Any]], path: Path) -> Path:
    """Rows as a file: typed, or as text."""
    if path.suffix == ".csv":
        with path.open("w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([table.names, *([_text(one) for one in row] for row in rows)])
        return path
    import pyarrow
    from pyarrow import parquet

    columns = {}
    for name, values in zip(table.names, zip(*rows, strict=True), strict=True):
        is_decimal = any(isinstance(one, Decimal) for one in values)
        columns[name] = pyarrow.array(values, pyarrow.decimal128(14, 2) if is_decimal else None)
    parquet.write_table(pyarrow.table(columns), path, row_group_size=3_000)
    return path


def _text(value: Any) -> str:
    return "" if value is None else "是" if value is True else "否" if value is False else str(value)


def result_of(batch: Batch) -> list[list[str]]:
    """The rows of a result."""
    file = io.BytesIO()
    batch.write(file, ".csv")
    return list(csv.reader(io.StringIO(file.getvalue().decode("utf-8-sig"))))


def compared(name: str, rows: int, seed: object, folder: Path, suffix: str, counts: Counter[str], exact: int = 0) -> None:
    """Hold the result of columns to that of Python, and so many of its rows to the exact way."""
    from evalrules.batch.duckdb_run import ColumnsBatch

    ruleset = evalrules.load_ruleset(name).data
    table = Table(ruleset, f"{seed}/{name}")
    spreads = [table.random.choice((0, 0, 0.02, 0.1, 0.4)) for _ in range(rows)]
    drawn = [table.row(at, spread) for at, spread in enumerate(spreads)]
    path = str(written(table, drawn, folder / f"table{suffix}"))
    in_columns, by_rows = ColumnsBatch(ruleset, [path], (), str(folder)), Batch(ruleset, [path])
    found, expected = result_of(in_columns), result_of(by_rows)
    assert found[0] == list(Layout(ruleset, ()).names) == expected[0]
    for row, one, other in zip(drawn, found[1:], expected[1:], strict=True):
        assert one == other, (name, seed, row, [pair for pair in zip(found[0], one, other, strict=True) if pair[1] != pair[2]])
    for what in ("told", "levels", "inputs"):
        assert getattr(in_columns, what) == getattr(by_rows, what), (name, seed, what)
    assert not in_columns.unsaid, in_columns.unsaid
    for what in ("rows", "decided", "undetermined", "refused"):
        assert in_columns.counts[what] == by_rows.counts[what], (name, seed, what)
    counts["rows"] += rows
    counts["in columns"] += in_columns.counts["columns"]
    counts[f"in columns {name}"] += in_columns.counts["columns"]
    if exact:
        some = str(written(table, drawn[:exact], folder / f"some{suffix}"))
        exactly = result_of(Batch(ruleset, [some], is_exact=True))
        drop = [at for at, own in enumerate(found[0]) if own != "diagnostics"]  # the place names the file
        assert [[row[at] for at in drop] for row in exactly[1:]] == [[row[at] for at in drop] for row in found[1 : exact + 1]], (name, seed)
        counts["exactly"] += exact


def main(arguments: Sequence[str]) -> int:
    """Draw, compare, and print what was compared."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("rows", type=int)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    given = parser.parse_args(arguments)
    names, counts = sayable(), Counter[str]()
    print(f"seed {given.seed}, {len(names)} rulesets", flush=True)
    part, at = min(2_000, max(100, given.rows // len(names))), 0
    while counts["rows"] < given.rows:
        name, suffix = names[at % len(names)], (".parquet", ".csv")[at // len(names) % 2]
        with tempfile.TemporaryDirectory() as folder:
            compared(name, min(part, given.rows - counts["rows"]), f"{given.seed}/{at}", Path(folder), suffix, counts, exact=20)
        at += 1
    for what, count in counts.items():
        print(f"{count:>9,} {what}")
    print("no difference")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
