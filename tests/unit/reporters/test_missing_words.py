"""What is missing, in words."""

from __future__ import annotations

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
