"""In columns a batch comes to what it comes to row by row; and what columns say of which ruleset is written down."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

pytest.importorskip("duckdb", reason="NOT CHECKED: the extra `batch` (duckdb, sqlglot) is not installed")
pytest.importorskip("sqlglot", reason="NOT CHECKED: the extra `batch` (duckdb, sqlglot) is not installed")

from selection import one_in, seldom
from shipped import WITHOUT_ROWS

import evalrules
from evalrules.batch.engines import unsaid_of, unsaid_of_kinds

from .columns_drawn import compared

SAID = (
    "building-safety@2016", "care-point@undated", "fujian-school-management@revised", "guangdong-strong-city@2004",
    "guangxi-basic-balance@2012", "heilongjiang-standard-school@undated", "jiangsu-16@2007", "jiangsu-primary-conditions@undated",
    "jiangsu-star-school@undated", "liaoning-preschool@2021", "national-preschool-province@2020", "shanghai-kindergarten@undated",
    "standard-school-share@undated", "guizhou-county-supervision@2005", "jiangsu-modern-targets@2013", "jiangsu-three-star-school@undated",
    "national-bottom-line@undated", "hunan-leaders-duty@2004",
)  # fmt: skip
"""The shipped rulesets that columns can say."""

SAID_OF_KINDS = (
    "anhui-standard-school@2007", "anhui-standard-school@2018", "chongqing-school-conditions@2011", "guangdong-standard-school@2013",
    "hebei-school-conditions@2014", "national-preschool@2020", "national-preschool-gansu@2020", "national-preschool-henan@2021",
)  # fmt: skip
"""Those that columns can say of subjects whose attributes are known."""

SELDOM = (
    "building-safety@2016", "liaoning-preschool@2021", "jiangsu-star-school@undated", "shanghai-kindergarten@undated",
    "jiangsu-primary-conditions@undated", "jiangsu-three-star-school@undated",
    "national-bottom-line@undated",
)  # fmt: skip
"""Of these most subjects lack something that is searched for on the case, so that few rows are said."""

UNSAID = {
    "anhui-standard-school@2007": {"subject": 4}, "anhui-standard-school@2018": {"subject": 9},
    "fujian-model-kindergarten@2023": {"points": 1, "YearsSince": 1}, "guangdong-graded-school@2012": {"points": 39},
    "guangdong-private-graded-school@2007": {"points": 2}, "guangdong-school-form@2015": {"Attribute": 1, "subject": 9},
    "guangdong-standard-school@2013": {"Attribute": 1}, "guangdong-strong-county@2014": {"points": 1},
    "guangdong-strong-town@2014": {"points": 27}, "guangzhou-standard-school@trial": {"points": 8, "Score": 1},
    "hebei-school-conditions@2014": {"Attribute": 2, "subject": 7}, "hunan-primary-conditions@undated": {"Curve": 4},
    "national-preschool@2020": {"Attribute": 1}, "national-preschool-henan@2021": {"Attribute": 1},
    "ningxia-government-duty@2019": {"points": 1}, "shaanxi-model-kindergarten@2014": {"points": 9, "YearsSince": 1},
    "shandong-model-school@undated": {"points": 6, "YearsSince": 1}, "xinjiang-standard-school@2013": {"points": 11},
    "zhejiang-kindergarten@2008": {"points": 1}, "district-education-index@2010": {"points": 10, "Score": 1},
    "fujian-standard-school@2009": {"points": 5, "a quotient that is no side of a comparison": 1},
    "guizhou-school-conditions@2014": {"points": 20, "subject": 2}, "national-preschool-gansu@2020": {"Attribute": 1},
    "henan-school-conditions@undated": {"points": 8, "subject": 9, "Score": 1}, "sichuan-demonstration-county@undated": {"points": 10},
    "shaanxi-school-conditions@undated": {"Attribute": 1, "subject": 4}, "yangquan-standard-school@undated": {"points": 14},
    "hubei-kindergarten@2009": {"points": 14}, "hubei-kindergarten@2016": {"points": 39}, "guangdong-strong-city-later@undated": {"points": 8},
    "jiuquan-kindergarten@2016": {"points": 1}, "sichuan-school-conditions@undated": {"points": 10}, "chongqing-school-conditions@2011": {"subject": 1},
}  # fmt: skip
"""The others: of how many indicators (the verdict is one of them) what it is that they do not say."""


def test_every_shipped_ruleset_without_rows_is_said_or_not() -> None:
    """None is forgotten, none is both."""
    assert sorted((*SAID, *UNSAID)) == sorted(WITHOUT_ROWS)


@pytest.mark.parametrize("name", one_in(9, WITHOUT_ROWS))
def test_what_columns_say_of_a_shipped_ruleset_is_written_down(name: str) -> None:
    """It is said as a whole, or each indicator that is not is named with the reason."""
    ruleset = evalrules.load_ruleset(name).data
    unsaid = Counter("subject" if "subject" in one.what else one.what for one in unsaid_of(ruleset))
    assert unsaid == UNSAID.get(name, {})
    assert (name in SAID_OF_KINDS) is bool(unsaid and not unsaid_of_kinds(ruleset))


@pytest.mark.parametrize("name", one_in(13, (*SAID[6:], *SAID[:6])))
def test_a_result_in_columns_is_that_row_by_row(name: str, tmp_path: Path) -> None:
    """Every cell, what is told, what is counted; some rows are said in columns."""
    counts: Counter[str] = Counter()
    compared(name, 40, 1, tmp_path, ".parquet", counts, exact=2)
    assert counts["in columns"] or name in SELDOM


@pytest.mark.parametrize("name", one_in(8, SAID_OF_KINDS, real=3))
def test_subjects_whose_attributes_are_known_are_said_kind_by_kind(name: str, tmp_path: Path) -> None:
    """In the order of the table, and who gives none or another word goes row by row; text and types."""
    counts: Counter[str] = Counter()
    for suffix in (".parquet", ".csv"):
        compared(name, 40, 1, tmp_path, suffix, counts, exact=2)
    assert 0 < counts["in columns"] < counts["rows"] or name != SAID_OF_KINDS[0]


FORMS = [pytest.param(name, (".parquet", ".csv")[at % 2], id=name) for at, name in enumerate(SAID)]


@pytest.mark.parametrize(("name", "suffix"), seldom(FORMS, real=3))
def test_many_results_in_columns_are_those_row_by_row(name: str, suffix: str, tmp_path: Path) -> None:
    """Typed and as text, more of them."""
    compared(name, 150 if name in SELDOM else 400, 2, tmp_path, suffix, Counter(), exact=10)


@pytest.mark.real
def test_many_groups_of_rows_keep_their_order(tmp_path: Path) -> None:
    """The result of a table that is read and written in several parts is that row by row."""
    compared("standard-school-share@undated", 7_000, 3, tmp_path, ".parquet", Counter(), exact=10)
