"""The page of a batch: its figures are those of the rows, apart by what their codes and periods say."""

from __future__ import annotations

import re
from html import unescape

import evalrules
from evalrules.batch.exact import nobody
from evalrules.reporters.rows_page import NOT_REACHED, OPEN, REACHED, REFUSED, counted, overview_of_rows

RULESET = evalrules.load_ruleset("jiangsu-16@2007").data
NAMES = ("id", "name", "period", "status", "level", "possible", "grade.1", "grade.2")
ROWS = [
    ("320101", "甲", "2007", "decided", "pass", "pass", "A", "A"),
    ("320102", "乙", "2007", "decided", "fail", "fail", "C", "A"),
    ("330103", "丙", "2006", "undetermined", None, "pass,fail", "A,B", "A"),
    ("330104", "丁", "2006", "refused", None, None, None, None),
    ("'=x", "戊", "2006", "decided", "pass", "pass", "A", "B"),
]


def test_rows_are_counted_by_period_province_city_and_indicator():
    """A grade that is open stands for none; who has no code of a division is in no region; a refused row has no grades."""
    found = counted(NAMES, ROWS, RULESET)
    assert {"2007": {REACHED: 1, NOT_REACHED: 1}, "2006": {OPEN: 1, REFUSED: 1, REACHED: 1}} == found.periods
    assert {"32": {REACHED: 1, NOT_REACHED: 1}, "33": {OPEN: 1, REFUSED: 1}} == found.provinces
    assert ["3201", "3301"] == list(found.cities)
    assert {"1": {"A": 2, "C": 1, "": 1}, "2": {"A": 3, "B": 1}} == found.indicators


def test_the_page_says_these_figures_in_one_language():
    """Provinces by name; the indicator that fails most first; no active content."""
    found = counted(NAMES, ROWS, RULESET)
    for language, words in (("zh", ("32 江苏省", "按时段", "共 5")), ("en", ("33 Zhejiang", "By period", "共 5"))):
        page = overview_of_rows(found, RULESET, nobody(RULESET), ["共 5"], None, language)
        text = unescape(re.sub(r"<[^>]+>", " ", page.split("</style>")[1]))
        assert [] == [one for one in words if one not in text] and "<script" not in page
        first, second = (text.index(f"{own} {RULESET.indicator(own).label.in_language(language)}") for own in ("1", "2"))
        assert first < second
