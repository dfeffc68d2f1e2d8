"""Checks of a ruleset and of its tables: what is read, and what is refused with its place."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalrules.base.source import Record
from evalrules.frontend.build import build_ruleset
from evalrules.frontend.digest import ruleset_digest

Document = Callable[[str], Record]

TEXT = """\
id: t
edition: "1"
revision: 1
subject: county
sources: {{s: {{confidence: read}}}}
levels: [{{id: ok, required: true}}, {{id: "no"}}]
measures: {{a: {{type: count}}, b: {{type: count}}}}
tables:
  rows:
    key: [school]
    columns: {{school: {{type: text}}, n: {{type: count}}, m: {{type: count}}}}
    checks: [{row}]
  others: {{key: [school], columns: {{school: {{type: text}}, n: {{type: count}}}}}}
indicators: [{{id: "1", source: s, assessed: yesno}}]
verdict: [{{level: ok, when: 'met("1")'}}, {{level: "no"}}]
checks: [{own}]
"""


def test_checks_are_conditions_alone_or_with_words(document: Document):
    """A condition, or `need` with what it says in words; below a table they are about its columns."""
    root = document(TEXT.format(row='n <= m, {need: "listed(others, school)", zh: 同, en: same}', own="a <= b"))
    ruleset, problems = build_ruleset(root)
    assert problems == []
    assert ruleset is not None
    assert [(one.condition.text, one.label) for one in ruleset.checks] == [("a <= b", None)]
    first, second = ruleset.tables["rows"].checks
    assert (first.condition.text, first.label) == ("n <= m", None)
    assert (second.condition.text, second.label) == ("listed(others, school)", ("同", "same"))
    assert {"n <= m", "a <= b"} < {one.text for one in ruleset.conditions}


@pytest.mark.parametrize(
    ("row", "own", "code", "line"),
    [
        ("a <= b", "a <= b", "ER332", 12),
        ("n <= k", "a <= b", "ER203", 12),
        ("n <= m", "n <= b", "ER203", 16),
        ("{need: n <= k, zh: 同}", "a <= b", "ER203", 12),
        ("n", "a <= b", "ER204", 12),
        ('"n <= sum(others, n)"', "a <= b", "ER202", 12),
        ('"n <= sum(others, n, same=m)"', "a <= b", "ER331", 12),
        ('"n <= sum(others, n, same=1)"', "a <= b", "ER331", 12),
        ('"listed(others, m)"', "a <= b", "ER331", 12),
        ('"listed(none, school)"', "a <= b", "ER208", 12),
        ('"agrees(others, m, same=school)"', "a <= b", "ER331", 12),
        ('"agrees(others, n)"', "a <= b", "ER208", 12),
        ("n <= m", '"listed(others, school)"', "ER202", 16),
        ("n <= m", '"a <= sum(rows, n, same=school)"', "ER202", 16),
        ("n <= m", '"share(rows, n > 1, same=school) > 1"', "ER208", 16),
    ],
)
def test_a_bad_check_is_refused_where_it_stands(row: str, own: str, code: str, line: int, document: Document):
    """Unknown names, columns that two tables do not share, rows of others where there is no row at hand."""
    ruleset, problems = build_ruleset(document(TEXT.format(row=row, own=own)))
    assert ruleset is None
    assert [(one.code, one.place.line if one.place else 0) for one in problems] == [(code, line)]


def test_words_of_a_check_are_no_part_of_the_digest(document: Document):
    """The digest is over what a ruleset means; another check changes it."""
    plain, worded, other = (
        ruleset_digest(document(TEXT.format(row=row, own="a <= b")))
        for row in ("n <= m", "{need: n <= m, zh: 部分不大于总数}", "n < m")
    )
    assert plain == worded != other
