"""Years, dates and editions: the period is an input, never the clock. P70-P75."""

from __future__ import annotations

import datetime
import itertools

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.base.source import Document
from evalrules.frontend.bind import bind_evidence
from evalrules.readers import yaml_document
from evalrules.semantics.case import case_of

RULESET = """
measures:
  funds: {type: number, range: [0, 1000000], series: 4, zh: 经费, en: funds}
  named_on: {type: date}
indicators: [{id: "1", source: s 1, met: '%s'}]
"""
TRUTHS = {"met": True, "not_met": False, "unknown": None}


def evidence(facts: str, period: str = "2024") -> str:
    when = f"period: {period}\n" if period else ""
    return f"format: evidence/1\n{when}facts: {facts}\n"


def years(*values: object, last: int = 2024) -> str:
    """A series that ends in the year of the period; "" for a year that is not given."""
    first = last - len(values) + 1
    given_years = [f"{first + at}: {value}" for at, value in enumerate(values) if value != ""]
    return "{funds: {" + ", ".join(given_years) + "}}" if given_years else "{}"


@pytest.fixture(scope="module")
def of(desk):
    """`of(condition, facts)`: whether a condition holds at the end of 2024."""

    def holds(condition: str, facts: str, period: str = "2024") -> bool | None:
        return TRUTHS[desk.judge(RULESET % condition, document=evidence(facts, period)).findings[0].outcome]

    return holds


def test_the_last_three_years_end_with_the_period(of):
    """P70: for 2024 the last three years are 2022, 2023 and 2024, each held against the year before it."""
    assert of("rising(funds, 3)", years(10, 11, 12, 13)) is True
    assert of("rising(funds, 3)", years(11, 11, 12, 13)) is False
    assert of("rising(funds, 2)", years(11, 11, 12, 13)) is True
    assert of("rising(funds, 3)", years(10, 11, 12, 13, 13)) is False
    assert of("rising(funds, 3)", years(13, 10, 11, 12, 13)) is True


def test_the_period_says_which_years_count(desk):
    """P70: the same figures for a period that ends a year earlier are one year too many; without a period all are refused."""
    ruleset = desk.ruleset(RULESET % "rising(funds, 3)")
    assert desk.refusals(ruleset, evidence(years(10, 11, 12, 13), period="2023")) == ["ER429"]
    assert desk.refusals(ruleset, evidence(years(10, 11, 12, 13), period="")) == ["ER429"] * 4
    assert desk.refusals(ruleset, evidence(years(10, 11, 12, 13))) == []


@pytest.mark.parametrize("absent", [0, 1, 2, 3])
def test_a_missing_year_is_named(desk, absent):
    """P70: without one of the four years the trend is unknown, and that year is reported missing."""
    values: list[object] = [10, 11, 12, 13]
    values[absent] = ""
    found = desk.judge(RULESET % "rising(funds, 3)", document=evidence(years(*values)))
    assert found.findings[0].outcome == "unknown"
    assert [item.id for item in found.missing if item.decides] == [f"funds:{3 - absent}"]
    label = desk.ruleset(RULESET % "rising(funds, 3)").measures[f"funds:{3 - absent}"].label
    assert label.zh == ("经费（当年）" if absent == 3 else f"经费（前{3 - absent}年）")


def test_a_missing_year_does_not_hide_a_fall(of):
    """P70: two known neighbours that fall decide, whatever the missing year was."""
    assert of("rising(funds, 3)", years("", 11, 12, 12)) is False
    assert of("not_falling(funds, 3)", years("", 13, 12, 12)) is False


@pytest.mark.parametrize(
    ("values", "rising", "not_falling"),
    [
        ((10, 10, 11, 12), False, True),
        ((10, 11, 12, 13), True, True),
        ((10, 11, 12, "12.0000000001"), True, True),
        ((10, 11, 12, "11.9999999999"), False, False),
        ((10, 10, 10, 10), False, True),
        ((13, 12, 11, 10), False, False),
        ((9, 12, 10, 13), False, False),
    ],
)
def test_rising_is_strict_and_not_falling_is_not(of, values, rising, not_falling):
    """P71: 10, 10, 11 has not risen each year, and has not fallen in any."""
    assert of("rising(funds, 3)", years(*values)) is rising
    assert of("not_falling(funds, 3)", years(*values)) is not_falling


@given(st.lists(st.one_of(st.none(), st.integers(1, 4)), min_size=4, max_size=4))
@draws(32)
@example([1, 2, 3, 4])
@example([None, None, None, None])
@example([3, None, None, 3])
def test_a_trend_is_three_comparisons_of_neighbours(of, values):
    """P71: the trend over known and missing years is what the three comparisons give together."""
    for name, compare in (("rising", lambda a, b: b > a), ("not_falling", lambda a, b: b >= a)):
        pairs = [
            None if None in (earlier, later) else compare(earlier, later)
            for earlier, later in itertools.pairwise(values)
        ]
        expected = False if False in pairs else None if None in pairs else True
        assert of(f"{name}(funds, 3)", years(*("" if one is None else one for one in values))) is expected


def test_previous_is_the_value_of_that_year(of):
    """P70: `previous(funds, 0)` is the year of the period, `previous(funds, 3)` three years before."""
    facts = years(10, 20, 30, 40)
    assert of("previous(funds, 0) == 40 and previous(funds, 1) == 30", facts) is True
    assert of("previous(funds, 2) == 20 and previous(funds, 3) == 10", facts) is True
    assert of("previous(funds, 0) >= 1.3 * previous(funds, 1)", facts) is True
    assert of("previous(funds, 0) > 1.4 * previous(funds, 1)", facts) is False


@pytest.mark.parametrize(
    ("named", "end", "years_passed"),
    [
        ("2021-12-31", "2024-12-31", 3),
        ("2022-01-01", "2024-12-31", 2),
        ("2021-06-01", "2024-06-01", 3),
        ("2021-06-01", "2024-05-31", 2),
        ("2020-02-29", "2024-02-28", 3),
        ("2020-02-29", "2024-02-29", 4),
        ("2020-02-29", "2023-02-28", 2),
        ("2020-02-29", "2023-03-01", 3),
        ("2024-12-31", "2024-12-31", 0),
    ],
)
def test_years_since_counts_anniversaries(of, named, end, years_passed):
    """P72: whole years up to the last day of the period; of the 29th of February the 1st of March counts."""
    period = f"{{from: 2000-01-01, to: {end}}}"
    assert of(f"years_since(named_on) == {years_passed}", f"{{named_on: {named}}}", period) is True
    assert of(f"years_since(named_on) >= {years_passed + 1}", f"{{named_on: {named}}}", period) is False


def test_without_a_date_the_clock_is_not_asked(of, desk):
    """P72: without a period, or without the date, the years are unknown."""
    assert of("years_since(named_on) >= 1", "{named_on: 1990-01-01}", "") is None
    assert of("years_since(named_on) >= 1", "{}") is None
    found = desk.judge(RULESET % "years_since(named_on) >= 1", document=evidence("{named_on: 1990-01-01}", ""))
    assert found.verdict.level is None


@pytest.mark.parametrize(("as_of", "expected"), [("2024-05-31", False), ("2024-06-01", True), ("2099-01-01", True)])
def test_the_date_of_the_assessment_is_an_input(desk, as_of, expected):
    """P72: a stated date of the assessment counts before the end of the period, and gives the same each time."""
    ruleset = desk.ruleset(RULESET % "years_since(named_on) >= 3")
    root, _ = yaml_document.read("e.yaml", evidence("{named_on: 2021-06-01}", "2022"))
    bound, _ = bind_evidence(Document("e.yaml", "", "", root), ruleset, as_of=datetime.date.fromisoformat(as_of))
    assert bound.as_of == datetime.date.fromisoformat(as_of)
    assert TRUTHS[str(case_of(ruleset, bound).standings[0].decided)] is expected


def test_an_edition_is_text(desk):
    """P75: edition 1.10 keeps its text, and is not edition 1.1."""
    for edition in ("1.10", "1.1", "2007", "02"):
        ruleset = desk.ruleset(f'edition: "{edition}"\n' + RULESET % "previous(funds, 0) >= 1")
        assert (ruleset.edition, ruleset.name) == (edition, f"t@{edition}")


def test_evidence_names_the_edition_as_text(desk):
    """P75: evidence for edition 1.1 is not evidence for 1.10."""
    ruleset = desk.ruleset('edition: "1.10"\n' + RULESET % "previous(funds, 0) >= 1")
    assert desk.refusals(ruleset, "format: evidence/1\nruleset: t@1.10\n") == []
    assert desk.refusals(ruleset, "format: evidence/1\nruleset: t@1.1\n") != []


def test_two_editions_or_revisions_have_two_digests(desk):
    """P74, P75: what a digest stands for changes with a number, and not with a comment."""
    text = RULESET % "previous(funds, 0) >= 1"
    digests = [
        desk.ruleset(one).digest
        for one in (text, "# a comment\n" + text, text.replace(">= 1", ">= 2"), 'edition: "2"\n' + text)
    ]
    assert digests[0] == digests[1]
    assert len(set(digests)) == 3
