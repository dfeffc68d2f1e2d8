"""How the rows of a table lie about a limit."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest

import evalrules
from evalrules.reporters.html.distribution import LEAST_ROWS, Spread, distributions, steps_of
from evalrules.reporters.html.style import style_sheet
from evalrules.reporters.page import Writer

RULES = """
tables:
  schools: {zh: 学校, en: schools, key: [name], columns: {name: {type: text, zh: 校, en: school}, books: {type: count, unit: 册, better: higher, zh: 图书, en: books}}}
indicators:
  - {id: "1", zh: 图书, en: books, source: s 1, met: "every(schools, books >= 20)"}
"""


def spread(values: list[float], need: float, op: str = ">=") -> Spread:
    numbers = tuple(sorted(Fraction(str(one)) for one in values))
    return Spread(numbers, op, Fraction(str(need)), 0)


@pytest.mark.parametrize(
    ("values", "op", "below", "above"),
    [
        ([19, 20, 20, 21, 30], ">=", 1, 4), ([19, 20, 20, 21, 30], "<=", 3, 2), ([19, 20, 20, 21, 30], ">", 3, 2),
        ([19, 20, 20, 21, 30], "<", 1, 4), ([20, 20], ">=", 0, 2), ([1, 2, 3], ">=", 3, 0), ([0.5, 1000000], ">=", 1, 1),
    ],
)  # fmt: skip
def test_a_step_lies_on_one_side_of_the_limit(values: list[float], op: str, below: int, above: int) -> None:
    """Its edge is the limit; what lies there counts where it belongs, nothing is lost, and steps stay few."""
    found = steps_of(spread(values, 20, op))
    edge = (20 - found.start) / found.width
    assert edge.denominator == 1
    assert (sum(found.counts[: int(edge)]), sum(found.counts[int(edge) :])) == (below, above)
    assert len(found.counts) <= 45


@pytest.fixture(scope="module")
def county(ruleset_from):
    """`county([19, 30])`: an assessment of a county whose schools have so many books."""

    def make(books: list[int]):
        rules = ruleset_from(RULES)
        rows = [{"name": f"{at}小", "books": count} for at, count in enumerate(books)]
        evidence = evalrules.evidence_from({"tables": {"schools": rows}}, rules)
        return evalrules.assess(rules, evidence, explain=True).data

    return make


@pytest.mark.parametrize(
    ("language", "said"),
    [("zh", "6 个中 2 个不符合 ≥ 20 册；最小 5，中位 22，最大 30"), ("en", "2 of 6 do not have ≥ 20; least 5, median 22, greatest 30")],
)
def test_a_picture_says_what_it_shows(language: str, said: str, county) -> None:
    """As a sentence beside it, and as its own description; the columns hold every row."""
    markup = distributions(Writer(county([5, 19, 22, 22, 25, 30]), language), "p")
    assert markup.count(said) == 2
    names = re.findall(r'aria-labelledby="([^"]+)"', markup)
    assert all(f'id="{one}"' in markup for name in names for one in name.split())
    counts = [int(one) for one in re.findall(r'text-anchor="middle">(\d+)</text>', markup)]
    assert sum(counts) == 6
    assert {"have", "gap"} == set(re.findall(r'<rect class="(\w+)"', markup))


def test_few_rows_have_no_picture(county) -> None:
    """The table says more."""
    assert distributions(Writer(county([20] * (LEAST_ROWS - 1)), "en"), "p") == ""
    assert distributions(Writer(county([20] * LEAST_ROWS), "en"), "p").count("<svg") == 1


def test_on_paper_only_tables_with_rows_beyond_their_limit_are_drawn(county) -> None:
    """A picture whose rows all hold is marked, and the style sheet leaves the marked ones out of prints alone."""
    good, bad = (distributions(Writer(county([books, *[20] * 5]), "en"), "p") for books in (20, 19))
    assert (good.count('class="reached"'), bad.count("reached")) == (1, 0)
    on_screens, _, on_paper = style_sheet().partition("@media print")
    assert ".spreads .reached" in on_paper
    assert "reached" not in on_screens
