"""Many rows at a glance: the words of the overview."""

from __future__ import annotations

import evalrules
from evalrules.reporters.overview import Totals
from evalrules.reporters.rows_overview import nearest_section, rows_in_words

RULESET = evalrules.load_ruleset("jiangsu-16@2007").data


def test_vetoes_are_counted_under_their_names():
    """In the order of the ruleset, in both languages; one that gave no level has no line."""
    totals = Totals(9, 2, 5, 1, 1, 0)
    assert [
        "共 9：达标 2，未达标 5，待定 1，未能评估 1",
        "一票否决“有两项评为B”：3 个",
    ] == rows_in_words(totals, {"veto two-b": 3}, RULESET, "zh")
    assert "veto “one indicator graded C”: 2" in rows_in_words(totals, {"veto any-c": 2}, RULESET, "en")
    assert 1 == len(rows_in_words(totals, {}, RULESET, "zh"))


def test_nobody_near_has_no_list():
    """A heading above nothing says nothing."""
    assert nearest_section([], 0, "zh") is None
