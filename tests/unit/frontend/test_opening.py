"""What evidence says first: its ruleset, which is a name and never a path, and its period."""

from __future__ import annotations

import datetime

import pytest

from evalrules.base.source import Document, Record
from evalrules.frontend.opening import (
    first_in_full_width,
    named_papers,
    named_ruleset,
    read_period,
    unknown_keys,
    unnamed,
)
from evalrules.readers.yaml_document import read


@pytest.mark.parametrize("name", ["jiangsu-16", "jiangsu-16@2007", "苏-16@2013版"])
def test_a_name_is_taken(name: str):
    """ID and ID@EDITION name a ruleset."""
    written, problems = named_ruleset(read("e", f"ruleset: {name}")[0])

    assert (name, []) == (written.text, problems)


@pytest.mark.parametrize("name", ["own.yaml", "own.yml", "./own.yaml", "../../etc/passwd", "http://x/y", "C:\\r", "a@b@c", "{id: a}", "[a]"])
def test_a_path_is_refused_before_anything_is_opened(name: str):
    """Evidence cannot make the program read a file of its choice."""
    written, problems = named_ruleset(read("e", f'ruleset: "{name}"' if name[0] not in "{[" and "\\" not in name else f"ruleset: {name}")[0])

    assert (None, ["ER103"]) == (written, [one.code for one in problems])


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2007", (2007, 1, 1), (2007, 12, 31)),
        ("{from: 2006-09-01, to: 2007-08-31}", (2006, 9, 1), (2007, 8, 31)),
        ("{from: 2006-09, to: 2007-08}", (2006, 9, 1), (2007, 8, 31)),
    ],
)
def test_a_period_is_a_year_or_two_days(text: str, start: tuple[int, ...], end: tuple[int, ...]):
    """Both days are included."""
    period, problems = read_period(read("e", f"period: {text}")[0])

    assert (datetime.date(*start), datetime.date(*end), []) == (period.start, period.end, problems)


@pytest.mark.parametrize("text", ["07", "2007-13", "二○○七", "{from: 2008-01-01, to: 2007-01-01}", "{from: 2007}", "[2007]"])
def test_no_period_is_guessed(text: str):
    """Anything else is ER405 at its place."""
    period, problems = read_period(read("e", f"period: {text}")[0])

    assert (None, ["ER405"]) == (period, [one.code for one in problems])


def test_an_unknown_key_has_a_suggestion():
    """The nearest known key is named."""
    root = read("e", "fact: 1\nzzz: 2")[0]

    assert [("ER108", "facts"), ("ER108", "")] == [
        (one.code, dict(one.args)["suggestion"]) for one in unknown_keys(root, ("facts", "grades"))
    ]


def test_the_papers_that_evidence_names_are_found_wherever_they_stand():
    """Under source and rows, in facts, grades and rows of a table; a null names none."""
    text = """
facts: {a: {value: 1, source: a.pdf}, source: 3}
grades: {"9": {grade: A, source: b.pdf}}
tables: {t: {rows: t.csv}, u: [{name: {value: x, source: c.pdf}}], w: {rows: null}}
"""
    assert set(named_papers(read("e", text)[0])) == {"a.pdf", "3", "b.pdf", "t.csv", "c.pdf"}
    assert named_papers(None) == ()


def test_evidence_without_its_ruleset_names_none():
    """Nor the form it was filled in on; all else stays, and what is no mapping stays as it is."""
    root, _ = read("e.yaml", "ruleset: jiangsu-16\nform: x\nfacts: {rate: 9}\n")
    found = unnamed(Document("e.yaml", "", "", root)).root
    assert isinstance(found, Record)
    assert ["facts"] == [pair.key.text for pair in found.pairs]
    assert unnamed(Document("e.yaml", "", "", None)).root is None


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("facts: {a: 1, b: [{c: ”x}, “y]}", "”x"), ("tables: {t: [{a: 1}, {b: 「x」}]}\nfacts: {a: “y”}", "「x」"),
        ('facts: {a: "“x”", “b”: 甲“乙”}', None), ("facts: {a: '', b: }", None),
    ],
)  # fmt: skip
def test_a_full_width_quote_is_found_where_a_value_begins_with_it(text: str, first: str | None):
    """The first in the order of the document; one in real quotes, in a key or within a value is meant."""
    root, problems = read("e.yaml", text)
    assert problems == []
    assert isinstance(root, Record)
    found = first_in_full_width(root)
    assert (None if found is None else found.text) == first
