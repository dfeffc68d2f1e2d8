"""Digests are over what a ruleset means: not its labels, order or spelling, but every number and name."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import rfc8785
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.base.source import Record
from evalrules.frontend.digest import canonical_text, digest_of, ruleset_digest

Document = Callable[[str], Record]

BASE = """\
id: t
edition: "1"
title: {zh: 例}
choices: {region: {south: 南, north: 北}}
grades: [A, B]
values: {least: {value: 95, unit: "%", source: s 1}}
measures: {rate: {type: percent, range: [0, 100]}, has: {type: yesno}}
indicators:
  - {id: "1", source: s 1, bands: {A: rate >= least, B: otherwise}}
  - {id: "2", source: s 2, met: has}
checks: [rate >= 0, has]
assessments: [self, approval]
"""


def test_a_digest_is_the_rfc_8785_one():
    """The digest of a JSON value is SHA-256 over its canonical form."""
    assert digest_of({"b": 1, "a": []}) == digest_of({"a": [], "b": 1})
    assert digest_of({}) == "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=4)
VALUES = st.recursive(
    TEXTS | st.none() | st.booleans() | st.integers(1 - 2**53, 2**53 - 1),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=12,
)


@given(VALUES)
@example({"\U00020000": "\x7f\x1f", "\ufb03": '"\\/\u2028', "": [{}, [], None, True, -1]})
def test_the_canonical_form_is_that_of_the_library(value: object):
    """Whatever the signs and keys, what is written without the library is what the library writes."""
    assert rfc8785.dumps(value).decode() == canonical_text(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: {zh: 例}", "title: {zh: 另一个}"),
        ("source: s 1", "source: s 9"),
        ("value: 95", "value: 95.0"),
        ("value: 95", "value: 9.5e1"),
        ("rate >= least", "'rate   >= least'"),
        ("checks: [rate >= 0, has]", "checks: [has, rate >= 0]"),
        ("{A: rate >= least, B: otherwise}", "{B: otherwise, A: rate >= least}"),
        ("id: t\n", "# a comment\nid: t\n"),
        ("{region: {south", "{region: {zh: 地区, en: region, south"),
        ("assessments: [self, approval]", "assessments: [{id: self, zh: 自评, en: self-assessment}, approval]"),
        ("value: 95, unit", "zh: 名, note: 注, value: 95, unit"),
    ],
)
def test_what_means_nothing_changes_no_digest(old: str, new: str, document: Document):
    """Titles, citations, notes, comments, order and the spelling of numbers are not in the digest."""
    assert old in BASE
    assert ruleset_digest(document(BASE.replace(old, new, 1))) == ruleset_digest(document(BASE))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 95", "value: 95.01"),
        ("value: 95", "value: null"),
        ('edition: "1"', 'edition: "1.0"'),
        ("rate >= least", "rate > least"),
        ("[A, B]", "[B, A]"),
        ("[0, 100]", "[0, 99]"),
        ('unit: "%"', "unit: 人"),
        ("has: {type: yesno}", "has: {type: count}"),
        ("met: has", "met: not has"),
        ("south: 南, north", "south: 南, east: 东, north"),
        ("met: has", "met: has, must: true"),
    ],
)
def test_what_means_something_changes_the_digest(old: str, new: str, document: Document):
    """Every number, condition, grade, unit and flag is in the digest."""
    assert old in BASE
    assert ruleset_digest(document(BASE.replace(old, new, 1))) != ruleset_digest(document(BASE))


FIELDS = ("title", "note", "notes", "document", "definition", "source", "authority", "confidence")


@pytest.mark.parametrize(
    ("section", "one", "other"),
    [("measures", "type: count", "type: text"), ("values", "value: 1", "value: 2")],
)
def test_a_measure_may_have_any_name(section: str, one: str, other: str, document: Document):
    """A measure or value whose id is also the name of a field is in the digest like any other."""
    ignored = [
        name
        for name in FIELDS
        if ruleset_digest(document(f"{section}: {{{name}: {{{one}}}}}"))
        == ruleset_digest(document(f"{section}: {{{name}: {{{other}}}}}"))
    ]
    assert ignored == []


OF_THE_AUTHOR = {
    "option": ("values: {least: {by: area, %s: 1}}", set(FIELDS) - {"note", "source"}),
    "grade": ("indicators: [{id: a, bands: {%s: rate > 1}}]", set(FIELDS)),
}


@pytest.mark.parametrize(("text", "names"), OF_THE_AUTHOR.values(), ids=OF_THE_AUTHOR)
def test_an_option_or_a_grade_may_have_any_name(text: str, names: set[str], document: Document):
    """What a value is for an option, and what a grade asks for, is in the digest whatever option or grade is called."""
    written = [text % name for name in sorted(names)]
    assert [
        one for one in written if ruleset_digest(document(one)) == ruleset_digest(document(one.replace("1", "2")))
    ] == []


def test_a_label_that_a_condition_uses_is_in_the_digest(document: Document):
    """Where a condition names an option by label, moving that label changes the digest."""
    text = "choices: {region: {south: 南, north: 北}}\nchecks: ['region == \"南\"']\n"
    swapped = text.replace("south: 南, north: 北", "south: 北, north: 南")
    assert ruleset_digest(document(text)) != ruleset_digest(document(swapped))
