"""Evidence with something left out, and with something that is missing given: to try by brute force what is said of it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

from evalrules.base.source import Span
from evalrules.model.assessment import Missing, Needed
from evalrules.model.evidence import Assessed, Bounds, Evidence, Fact
from evalrules.model.outcome import Outcome, outcome_from
from evalrules.model.refs import PointsRef, cell_from, cell_of
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.case import case_of

NOWHERE = Span("completed", 1, 1, 1, 1)

Blank = tuple[str, str]
"""What is left out: its kind, and its id as results write it."""


def levels_of(ruleset: Ruleset, evidence: Evidence) -> tuple[str, ...]:
    """The levels possible, found from nothing but the evidence."""
    return case_of(ruleset, evidence).possible_levels


def blanks_of(ruleset: Ruleset, evidence: Evidence) -> Iterator[tuple[Blank, Evidence]]:
    """Evidence with one thing less, for each thing: facts, grades, attributes, tables, a cell of each column."""
    for own in evidence.facts:
        yield ("fact", own), evidence._replace(facts={k: v for k, v in evidence.facts.items() if k != own})
    for own in evidence.grades:
        yield ("grade", own), evidence._replace(grades={k: v for k, v in evidence.grades.items() if k != own})
    for own in evidence.subject.attributes:
        rest = {k: v for k, v in evidence.subject.attributes.items() if k != own}
        yield ("attribute", own), evidence._replace(subject=evidence.subject._replace(attributes=rest))
    for own, table in evidence.tables.items():
        yield ("table", own), evidence._replace(tables={k: v for k, v in evidence.tables.items() if k != own})
        yield ("table", own), evidence._replace(tables={**evidence.tables, own: table._replace(complete=False)})
        keys = {f"{own}.{column}" for column in ruleset.tables[own].key} | set(ruleset.tables[own].key)
        for column in ruleset.tables[own].columns:
            if column not in keys and ruleset.measures[column].value is None and table.rows:
                for at in dict.fromkeys((0, len(table.rows) // 2)):
                    yield ("cell", column), without_cells(evidence, own, column, {table.rows[at].key})
                if len(table.rows) > 1:
                    yield ("column", column), without_cells(evidence, own, column, {row.key for row in table.rows})


def without_cells(evidence: Evidence, table: str, column: str, keys: set[tuple[str, ...]]) -> Evidence:
    """Evidence without the cells of some rows in a column."""
    given = evidence.tables[table]
    rows = tuple(
        row._replace(cells={k: v for k, v in row.cells.items() if k != column}) if row.key in keys else row
        for row in given.rows
    )
    return evidence._replace(tables={**evidence.tables, table: given._replace(rows=rows)})


def completed(evidence: Evidence, kind: str, own: str, value: Any) -> Evidence:
    """Evidence with something missing given: a number, a day, an option, yes or no, an outcome."""
    if kind == "grade":
        assessed = Assessed(own, value, (), None, NOWHERE, "", "", "")
        return evidence._replace(grades={**evidence.grades, own: assessed})
    if kind == "attribute":
        subject = evidence.subject._replace(attributes={**evidence.subject.attributes, own: value})
        return evidence._replace(subject=subject)
    known = Bounds(value, value) if isinstance(value, Fraction) else value
    if kind == "cell":
        cell = cell_from(own)
        table = evidence.tables[cell.table]
        fact = Fact(cell.measure.text, known, "", "", NOWHERE, "", "", "")
        rows = tuple(
            row._replace(cells={**row.cells, fact.measure: fact}) if row.key == cell.key else row for row in table.rows
        )
        return evidence._replace(tables={**evidence.tables, cell.table: table._replace(rows=rows)})
    measure = PointsRef(own).text if kind == "points" else own
    fact = Fact(measure, known, "", "", NOWHERE, "", "", "")
    return evidence._replace(facts={**evidence.facts, measure: fact})


def measure_of(item: Missing) -> str:
    """The measure that something missing is a value of."""
    if item.kind == "cell":
        return cell_from(item.id).measure.text
    return PointsRef(item.id).text if item.kind == "points" else item.id


def read(text: object, kind: str, ruleset: Ruleset, measure: str) -> Any:
    """A value as a result writes it."""
    if kind == "grade":
        return outcome_from(str(text))
    if isinstance(text, bool) or kind == "attribute":
        return text
    declared = ruleset.measures[measure]
    if declared.type == "date":
        return datetime.date.fromisoformat(str(text))
    if declared.choice or declared.type == "text":
        return text
    return Fraction(str(text))


def values_in(needed: Needed, kind: str, ruleset: Ruleset, measure: str) -> list[Any]:
    """Values at the ends of what is needed, and a little and far beyond, as far as they are of it."""
    if needed.op == "in":
        return [read(option, kind, ruleset, measure) for option in needed.options]
    parts = [part if part not in ("∞", "-∞") else "" for part in str(needed.value).split("..")]
    ends = [read(part, kind, ruleset, measure) if part else None for part in parts]
    declared = ruleset.measures[measure]
    step: Any = datetime.timedelta(1) if declared.type == "date" else Fraction(1 if declared.type == "count" else "1/1000")
    op, end = needed.op, ends[0]
    if op == "between":
        low, high = ends
        near = [] if low is None else [low + step]
        near += [] if high is None else [high - step]
        return [one for one in near if (low is None or one > low) and (high is None or one < high)]
    found = {"==": [end], ">=": [end, end + step], ">": [end + step], "<=": [end, end - step], "<": [end - step]}[op]
    low = Fraction(0) if declared.type == "count" and declared.low is None else declared.low
    return [one for one in found if low is None or one >= low]


def grid_of(item: Missing, ruleset: Ruleset, limits: list[Fraction]) -> list[Any]:
    """Values of all sorts for something that is said to decide nothing: every option, and numbers near every limit."""
    if item.kind == "grade":
        indicator = ruleset.indicator(item.id)
        return [Outcome("graded", one) for one in indicator.grades] if indicator.grades else []
    if item.kind == "attribute":
        return list(ruleset.choices[item.id].options)
    declared = ruleset.measures[measure_of(item)]
    if declared.type == "yesno":
        return [True, False]
    if declared.choice:
        return list(ruleset.choices[declared.choice].options) if declared.choice in ruleset.choices else []
    if declared.type == "date":
        return [datetime.date(year, month, 1) for year in range(1990, 2030, 4) for month in (1, 9)]
    if declared.type == "text":
        return []
    numbers = {near for one in limits for near in (one - 1, one, one + 1)} | {Fraction(0), Fraction(10**6)}
    low = Fraction(0) if declared.type == "count" and declared.low is None else declared.low
    return sorted(
        one
        for one in numbers
        if (low is None or one >= low) and (declared.high is None or one <= declared.high)
        and (declared.type != "count" or one.denominator == 1)
    )


WORSE = tuple(map(Fraction, ("0", "1/2", "4/5", "9/10", "6/5", "3/2")))
"""By how much figures are changed to make evidence fail."""


def made_worse(ruleset: Ruleset, evidence: Evidence, random: Random) -> Evidence:
    """Evidence with one to three figures or answers changed, of the subject or in rows, within what they may be."""
    places = [("fact", own, fact) for own, fact in evidence.facts.items()]
    places += [
        ("cell", cell_of(column, row.key).text, fact)
        for table in evidence.tables.values()
        for row in table.rows[:30]
        for column, fact in row.cells.items()
    ]
    known = [one for one in places if isinstance(one[2].value, bool) or _number_of(one[2]) is not None]
    for kind, own, fact in random.sample(known, min(len(known), random.randint(1, 3))):
        measure, now = ruleset.measures[fact.measure], _number_of(fact)
        if now is None:
            evidence = completed(evidence, kind, own, not fact.value)
            continue
        to = now * random.choice(WORSE)
        to = Fraction(int(to)) if measure.type == "count" else to
        to = to if measure.low is None else max(to, measure.low)
        evidence = completed(evidence, kind, own, to if measure.high is None else min(to, measure.high))
    return evidence


def _number_of(fact: Fact) -> Fraction | None:
    return fact.value.exact if isinstance(fact.value, Bounds) else None
