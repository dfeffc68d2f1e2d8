"""Typed access to the fields of a record."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.source import Record
from evalrules.frontend import fields
from evalrules.model.ruleset import Citation, Label, Source

Document = Callable[[str], Record]


def test_texts_keep_their_digits(document: Document):
    """1.10 stays 1.10; a null, an absent key and a mapping are the default."""
    record = document("a: 1.10\nb: null\nc: {d: 1}\ne: ~\nf: 'null'\n")
    assert ["1.10", "", "", "", "null", "-"] == [
        *(fields.text_of(record, key) for key in "abcef"),
        fields.text_of(record, "g", "-"),
    ]


def test_each_field_is_found_only_in_its_own_form(document: Document):
    """A scalar is no mapping, a mapping no scalar and a list neither."""
    record = document("a: x\nb: {k: v}\nc: [x, {k: v}, y]\nd: null\n")
    assert fields.scalar_of(record, "a").text == "x"
    assert [fields.scalar_of(record, key) for key in "bcd"] == [None, None, None]
    assert [fields.record_of(record, key) is not None for key in "abcd"] == [False, True, False, False]
    assert [found.text for found in fields.scalars_of(record, "c")] == ["x", "y"]
    assert len(list(fields.records_of(record, "c"))) == 1
    assert list(fields.records_of(record, "a")) == []
    assert list(fields.entries_of(record, "b")) == []


def test_only_true_is_true(document: Document):
    """A flag is set by `true` alone."""
    record = document("a: true\nb: false\nc: yes\n")
    assert [fields.flag_of(record, key) for key in "abcd"] == [True, False, False, False]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("{zh: 例, en: x}", Label("例", "x")),
        ("{zh: 例}", Label("例", "例")),
        ("{en: x}", Label("x", "x")),
        ("x", Label("x", "x")),
    ],
)
def test_one_language_stands_in_for_the_other(text: str, label: Label, document: Document):
    """A label in one language is the label in both."""
    assert fields.label_from(document(f"a: {text}").get("a")) == label


def test_the_id_stands_in_for_both_languages(document: Document):
    """Without any label the id is shown; no label at all is None."""
    assert fields.label_of(document("a: 1"), "own") == Label("own", "own")
    assert fields.label_from(None) is None


def test_a_citation_is_a_source_and_a_clause(document: Document):
    """The first word names the source, the rest is the clause, the confidence is the source's own."""
    sources = {"s": Source("s", Label("例", "x"), "read", "")}
    record = document("a: s 第3条 第2款\nb: s\nc: q 1\nd: null\n")
    assert [fields.citation_of(record, sources, key) for key in "abcd"] == [
        Citation("s", "第3条 第2款", "read"),
        Citation("s", "", "read"),
        Citation("q", "1", "assumed"),
        None,
    ]


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2007", (2007, 1, 1), (2007, 12, 31)),
        ("2007-05", (2007, 5, 1), (2007, 5, 31)),
        ("2007-2", (2007, 2, 1), (2007, 2, 28)),
        ("2008-02", (2008, 2, 1), (2008, 2, 29)),
        ("2007-05-09", (2007, 5, 9), (2007, 5, 9)),
        ("2007-13", None, None),
        ("2007-02-29", None, None),
        ("0000", None, None),
        ("07", None, None),
        ("2007/05", None, None),
        ("２００７", None, None),
        ("", None, None),
        ("2007-05-", None, None),
        ("2007-00", None, None),
        ("2007-05-00", None, None),
    ],
)
def test_a_year_a_month_and_a_day_have_a_first_and_a_last_day(text: str, first: object, last: object):
    """A year, a month and a day are read; what is none of them is None."""
    assert fields.first_day(text) == (datetime.date(*first) if first else None)
    assert fields.last_day(text) == (datetime.date(*last) if last else None)


@given(st.dates(), st.sampled_from(["%Y", "%Y-%m", "%Y-%m-%d"]))
def test_a_day_lies_between_the_first_and_the_last(day: datetime.date, form: str):
    """Every day is within the year, month or day written from it."""
    text = day.strftime(form).zfill(len(day.isoformat()[: {"%Y": 4, "%Y-%m": 7, "%Y-%m-%d": 10}[form]]))
    assert fields.first_day(text) <= day <= fields.last_day(text)


def test_the_options_of_a_choice_are_all_but_its_own_names(document: Document):
    """`zh` and `en` name the choice; whatever else stands there is an option."""
    root = document("{zh: 学段, en: stage, primary: {zh: 小学}, junior: 初中}")
    assert ["primary", "junior"] == [pair.key.text for pair in fields.options_of(root)]


def test_listed_ids_may_have_names(document: Document):
    """An id stands alone or beside its names; one without names is called by its id."""
    root = document("assessments: [{id: self, zh: 自评, en: self-rating}, approval]")
    found = {own.text: label for own, label in fields.named_items(root, "assessments")}
    assert found == {"self": Label("自评", "self-rating"), "approval": Label("approval", "approval")}
