"""What is missing, in words."""

from __future__ import annotations

import pytest

from evalrules.reporters.missing_words import MissingWords


def test_missing_says_what_would_decide(opened):
    """Each missing item that decides says for which values."""
    found = opened.results[0].assessment
    words = MissingWords(found, "en")
    lines = [words.missing_item(item) for item in found.missing]
    assert any("< 90 gives “failed”" in line for line in lines)
    assert any("management” (tie)" in line for line in lines)


def test_what_a_panel_stands_in_for_says_what_it_would_lower(assess):
    """A fact behind a ceiling that is not given: the value that lowers the grade, the grade, and the verdict then."""
    rules = """
grades: [A, B]
measures: {plan: {type: yesno, zh: 有规划, en: has a plan}}
indicators: [{id: "1", zh: 甲, en: first, assessed: grade, ceiling: {A: plan}, source: s 1}]
verdict: [{level: pass, when: 'grade("1") == "A"'}, {level: fail}]
"""
    found = assess(rules, {"grades": {"1": "A"}}).data
    (item,) = found.missing
    said = MissingWords(found, "en").stand_in_item(item)
    assert "“has a plan”" in said
    assert "“no” would lower indicator 1 first to B" in said
    assert MissingWords(found, "zh").stand_in_item(item).startswith("“有规划”：如为“否”")


COLUMN = """
tables:
  t: {zh: 表, en: t, key: [k], columns: {k: {type: text, zh: 校}, n: {type: count, zh: 教师, en: teachers}}}
indicators: [{id: "1", zh: 甲, en: first, met: "every(t, n >= 5)", source: s 1}]
verdict: [{level: pass, when: 'met("1")'}, {level: fail}]
"""


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        ((None, None), ["“教师”：2 行全部未填"]),
        ((None, 7), ["“教师”（r0，"]),
        (({"between": [4, 6]}, None), ["“教师”（r0，", "“教师”（r1，"]),
        ((None,), ["“教师”（r0，"]),
        ((None,) * 9 + (7,), ["“教师”：10 行中有 9 行未填"]),
    ],
)
def test_a_column_without_any_value_is_one_entry(assess, cells, said: list[str]):
    """However few rows it has; a row of which something is known, or a single one, is told by itself."""
    rows = [{"k": f"r{at}", "n": one} for at, one in enumerate(cells)]
    found = assess(COLUMN, {"tables": {"t": rows}}).data
    lines = [MissingWords(found, "zh").missing_item(item) for item in found.missing]
    assert len(lines) == len(said) and all(line.startswith(one) for line, one in zip(lines, said, strict=True)), lines
