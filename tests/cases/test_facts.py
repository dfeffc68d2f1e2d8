"""Every fact that was read of a standard is encoded, or it is said why not; no number of a ruleset is without its fact.

facts.csv has a line for each row of the fact tables: in which ruleset, at which key (`values.ID`, `indicators.ID`,
`indicators.FIRST+LAST` where full points add up to it, and so on), or why it is encoded nowhere. A table with `*` has no ruleset yet.
The tables themselves are not part of this repository: with them (EVALRULES_SHARED, else ../shared beside it) no row
may be missing, and the numbers have to be those of the ruleset.
"""

from __future__ import annotations

import csv
import os
import re
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from evalrules.catalog import entries
from evalrules.loading import load_ruleset
from evalrules.model.ruleset import Indicator, Ruleset, conditions_of
from evalrules.tree.nodes import AtLeast, Number, Parameter
from evalrules.tree.walk import walk

SHARED = Path(os.environ.get("EVALRULES_SHARED") or Path(__file__).resolve().parents[3] / "shared") / "standards" / "facts"
NO_CONDITIONS = ("regions", "outcomes-strong-and-modern", "sources", "sources-more", "sources-schools")
"""Tables of cities, of outcomes and of sources: no row of them is a condition."""


class Line(NamedTuple):
    """Where a fact is encoded, or why it is not."""

    table: str
    fact: str
    ruleset: str
    key: str
    why: str


with (Path(__file__).parent / "facts.csv").open(encoding="utf-8", newline="") as file:
    LINES = [Line(**row) for row in csv.DictReader(file)]
TABLES = sorted({line.table for line in LINES})
RULESETS = sorted({line.ruleset for line in LINES if line.ruleset})
GIVEN = pytest.mark.skipif(not SHARED.is_dir(), reason="the fact tables are not part of this repository")


@cache
def loaded(name: str) -> Ruleset:
    found = load_ruleset(name)
    assert found.ruleset is not None, found.diagnostics
    return found.ruleset


def full_points(ruleset: Ruleset, chosen: tuple[Indicator, ...]) -> Fraction:
    """The full points of some indicators, added up."""
    total = Fraction(0)
    for one in chosen:
        if isinstance(one.full, Parameter):
            total += ruleset.values[one.full.value].branches.get("") or 0
        elif isinstance(one.full, Number):
            total += one.full.value
    return total


def numbers_of(ruleset: Ruleset, indicator: Indicator) -> set[Fraction]:
    """The full points of an indicator, and the numbers that its conditions have in themselves."""
    nodes = [node for condition in conditions_of(indicator) for node in walk(condition.root)]
    found = {node.value for node in nodes if isinstance(node, Number)}
    found |= {Fraction(node.needed) for node in nodes if isinstance(node, AtLeast)}
    return found | ({full_points(ruleset, (indicator,))} if indicator.full is not None else set())


def numbers_at(ruleset: Ruleset, key: str) -> set[Fraction]:
    """The numbers that stand at a key; KeyError, ValueError or AssertionError where there is no such key."""
    section, own = key.split(".", 1)
    if section == "values":
        value = ruleset.values[own]
        ends = {number for pair in value.curve for number in pair}
        return {number for number in value.branches.values() if number is not None} | ends
    if section == "indicators":
        first, _, last = own.partition("+")
        if not last:
            return numbers_of(ruleset, ruleset.indicator(first))
        ids = [one.id for one in ruleset.indicators]
        return {full_points(ruleset, ruleset.indicators[ids.index(first) : ids.index(last) + 1])}
    listed = {"gates": ruleset.gates, "vetoes": ruleset.vetoes, "levels": ruleset.levels, "conditions": ruleset.obligations}
    named = {
        "measures": ruleset.measures, "tables": ruleset.tables, "members": ruleset.members,
        "sources": ruleset.sources, "choices": ruleset.choices,
    }  # fmt: skip
    assert own in ([one.id for one in listed[section]] if section in listed else named[section]), key
    return set()


def numbers_in(text: str) -> set[Fraction]:
    """The numbers of a threshold: `3..5`, `1/15`, `0.043 or 0.049`; a percentage and a ratio written either way."""
    found: set[Fraction] = set()
    for written in re.findall(r"\d+/\d+|\d+(?:\.\d+)?", text):
        number = Fraction(written)
        found |= {number, number / 100} | ({1 / number} if "/" in written else set())
    return found


@pytest.mark.parametrize("name", RULESETS)
def test_every_key_stands_in_its_ruleset(name: str):
    """A line names a key that the ruleset has; without one it says why."""
    for line in (line for line in LINES if line.ruleset == name):
        numbers_at(loaded(name), line.key)
    assert all(bool(line.key) == bool(line.ruleset) and bool(line.key) != bool(line.why) for line in LINES)


@pytest.mark.parametrize("name", RULESETS)
def test_no_number_of_a_ruleset_is_without_its_fact(name: str):
    """Every value with a number is at the end of some line; an overlay answers for its own."""
    ruleset = loaded(name)
    claimed = {line.key for line in LINES if line.ruleset in (name, ruleset.extends)}
    given = {f"values.{own}" for own, value in ruleset.values.items() if value.curve or set(value.branches.values()) != {None}}
    assert given <= claimed


def test_rulesets_without_a_table_are_told_apart():
    """These rest on pages and reports that no table holds; each has its SOURCES.md like the others."""
    others = {one.name for one in entries() if one.is_shipped} - set(RULESETS)
    assert others == {
        "building-safety@2016",
        "care-point@undated",
        "district-education-index@2010",
        "fujian-school-management@revised",
        "fujian-standard-school@2009",
        "guangdong-basic-balance@2014",
        "guangdong-standard-school@2013",
        "guangdong-strong-city@2004",
        "hunan-primary-conditions@undated",
        "jiangsu-16@2007",
        "jiangsu-star-school@undated",
        "jiangsu-three-star-school@undated",
        "nanchang-model-kindergarten@undated",
        "national-preschool-gansu@2020",
        "national-preschool-henan@2021",
        "shaanxi-school-conditions@undated",
        "standard-school-share@undated",
    }


@GIVEN
def test_every_table_has_lines():
    """No table of facts is passed over."""
    there = {path.stem for path in SHARED.glob("*.csv")} - set(NO_CONDITIONS)
    assert there == set(TABLES)


@GIVEN
@pytest.mark.parametrize("table", TABLES)
def test_every_fact_is_encoded_or_it_is_said_why_not(table: str):
    """Each row has a line; where the row and the key have numbers, one of the keys has a number of the row."""
    lines: dict[str, list[Line]] = {}
    for line in (line for line in LINES if line.table == table):
        lines.setdefault(line.fact, []).append(line)
    if set(lines) == {"*"}:
        return
    with (SHARED / f"{table}.csv").open(encoding="utf-8-sig", newline="") as rows:
        facts = {row["id"]: row for row in csv.DictReader(rows)}
    assert set(facts) == set(lines)
    for own, row in facts.items():
        wanted = numbers_in(row["threshold"])
        found = [numbers_at(loaded(line.ruleset), line.key) for line in lines[own] if line.key]
        numbers = [one for one in found if one]
        assert not wanted or not numbers or any(one & wanted for one in numbers), (own, row["threshold"], lines[own])
        if row["confidence"] in ("recall", "not found"):
            values = [loaded(line.ruleset).values[line.key.split(".")[1]] for line in lines[own] if line.key.startswith("values.")]
            assert not values or any(value.is_parameter for value in values), (own, "no text gives it")
