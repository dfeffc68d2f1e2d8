"""docs/reliability.md names tests that are there, and every promise of it has some."""

from __future__ import annotations

import csv
import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "reliability.md").read_text("utf-8")
PROMISES = [line.strip("|").split("|") for line in PAGE.splitlines() if line.startswith("| ") and "`tests/" in line]


def test_every_test_of_the_page_is_there(missing_tests):
    """A test that is renamed or taken away is noticed here."""
    nodes = list(re.findall(r"`(tests/[^`]+\.py[^`]*)`", PAGE))
    assert len(nodes) > 100
    assert [] == missing_tests(nodes)


def test_every_promise_names_a_test():
    """No line of the tables of promises is left without one."""
    tables = [table for table in PAGE.split("\n\n") if table.startswith("| promise |")]
    rows = [line for table in tables for line in table.splitlines()[2:]]
    assert len(rows) == len(PROMISES) > 20
    assert all(promise.strip() and "`tests/" in tests for promise, tests in PROMISES)


def test_every_promise_names_single_tests():
    """A file of many tests keeps no promise by itself: each is a test by its name, and none stands twice beside one promise."""
    for promise, tests in PROMISES:
        named = tests.split()
        assert [] == [test for test in named if not re.fullmatch(r"`tests/[\w/]+\.py::test_\w+`", test)], promise
        assert len(named) == len(set(named)), promise


def test_the_counts_of_the_page_are_those_of_the_tables():
    """162 hostile inputs, eighty properties."""
    corpus, properties = (
        list(csv.DictReader((ROOT / "tests" / name).read_text("utf-8").splitlines()))
        for name in ("hostile/corpus.csv", "properties/properties.csv")
    )
    assert f"lists {len(corpus)} of them" in PAGE
    assert len(properties) == 80
