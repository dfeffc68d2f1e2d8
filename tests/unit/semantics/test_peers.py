"""Which figures of a table are far from those of their peers, and what is asked."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

import evalrules
from evalrules.base.diagnostics import Diagnostic
from evalrules.semantics.middles import LEAST_ROWS
from evalrules.semantics.peers import ENOUGH_ROWS, MOST_PEERS, about, far_from_peers

RULESET = """
choices:
  stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}
  kind: {town: {zh: 镇, en: town}, village: {zh: 村, en: village}, closed: {zh: 撤并, en: closed}}
tables:
  units:
    zh: 学校
    key: [school, stage]
    columns:
      school: {type: text}
      stage: {type: stage}
      kind: {type: kind}
      pupils: {type: count, unit: 人, zh: 学生数, en: pupils}
      area: {type: number, unit: m2, zh: 面积, en: area}
      books: {type: count, unit: 册, zh: 图书, en: books}
      trained: {type: percent, zh: 培训率, en: trained}
      odd: {type: number, zh: 其他, en: other, QUESTIONED}
      per: {type: number, unit: m2, value: area / pupils}

    leave_out: kind == "closed"
indicators: [{id: "1", source: s, met: "every(units, odd >= 4)"}]
"""


def schools(count: int, stage: str = "primary", kind: str = "town") -> list[dict[str, Any]]:
    """Schools of 100 pupils and more, each with 6 m2 and 20 books a pupil, a little more or less."""
    return [
        {
            "school": f"{stage}{kind}{at:04}", "stage": stage, "kind": kind, "pupils": 100 + 50 * at,
            "area": (100 + 50 * at) * (6 + Fraction(at % 5, 10)), "books": (100 + 50 * at) * (20 + at % 3),
            "trained": 90 + at % 8, "odd": 50,
        }
        for at in range(count)
    ]  # fmt: skip


@pytest.fixture
def asked(ruleset_from):
    """What is asked of rows; `told` are the places of some that something is said of already."""

    def ask(rows: list[dict[str, Any]], *, told: bool = False, questioned: bool = True) -> list[Diagnostic]:
        ruleset = ruleset_from(RULESET.replace("QUESTIONED", "questioned: " + str(questioned).lower()))
        evidence = evalrules.evidence_from({"tables": {"units": rows}}, ruleset).data
        every = evidence.tables["units"].rows
        places = {every[-1].place} if told else set()
        closed = [row.key for row in every if row.cells["units.kind"].value != "closed"]
        return list(far_from_peers(ruleset.data, evidence, lambda _: closed, places))

    return ask


def paths(found: list[Diagnostic]) -> list[str]:
    return [dict(one.args)["path"] for one in found]


def with_slip(rows: list[dict[str, Any]], at: int, column: str, factor: Any) -> list[dict[str, Any]]:
    """The rows with one figure some times too large."""
    return [{**row, column: row[column] * factor} if number == at else row for number, row in enumerate(rows)]


@pytest.mark.parametrize("at", [0, 3, 7])
@pytest.mark.parametrize("column", ["pupils", "area", "books", "trained", "odd"])
@pytest.mark.parametrize("factor", [10, Fraction(1, 10)])
def test_a_zero_too_many_or_too_few_is_asked_about(asked, at: int, column: str, factor: Any) -> None:
    """At its own cell alone, whatever the size of the school."""
    rows = schools(8)
    found = asked(with_slip(rows, at, column, factor))
    assert paths(found) == [f"tables.units[primarytown{at:04}, primary].{column}"]


def test_clean_rows_are_not_asked_about(asked) -> None:
    """Schools of twenty sizes are no slips of one another."""
    assert asked([*schools(20), *schools(20, "junior"), *schools(3, "junior", "village")]) == []


@pytest.mark.parametrize("factor", [2, 4, Fraction(1, 4)])
def test_what_is_less_than_five_times_is_not_asked_about(asked, factor: Any) -> None:
    """Schools differ."""
    assert asked(with_slip(schools(8), 3, "area", factor)) == []


def test_fewer_than_four_rows_are_no_peers(asked) -> None:
    """Three are silent, four that are alike are not."""
    assert asked(with_slip(schools(LEAST_ROWS - 1), 2, "area", 10)) == []
    assert len(asked(with_slip(schools(LEAST_ROWS), 2, "area", 10))) == 1


def test_few_rows_have_to_be_much_alike(asked) -> None:
    """Of five schools that differ by twice, nothing is asked; of six it is."""

    def differing(count: int) -> list[dict[str, Any]]:
        rows = [{**row, "area": row["area"] * (1 + at % 2), "books": 0, "odd": 0} for at, row in enumerate(schools(count))]
        return with_slip(rows, 2, "area", 20)

    assert asked(differing(ENOUGH_ROWS - 1)) == []
    assert len(asked(differing(ENOUGH_ROWS))) == 1


def test_rows_of_few_of_their_kind_have_the_peers_of_their_key(asked) -> None:
    """Three villages are held against all primary schools, not against junior ones, and closed ones against none."""
    villages = with_slip(schools(3, kind="village"), 1, "area", 10)
    assert paths(asked([*schools(8), *villages])) == ["tables.units[primaryvillage0001, primary].area"]
    assert asked([*schools(8, "junior"), *villages]) == []
    assert asked([*schools(8), *with_slip(schools(3, kind="closed"), 1, "area", 10)]) == []


def test_figures_that_differ_widely_are_not_asked_about(asked) -> None:
    """Where peers have anything between 1 and a million, nothing is a slip."""
    rows = [{**row, "odd": 4**at} for at, row in enumerate(schools(9))]
    assert asked(with_slip(rows, 4, "odd", 10)) == []


@pytest.mark.parametrize(("count", "many"), [(20, 2), (19, 0)])
def test_of_enough_rows_one_more_may_be_far(asked, count: int, many: int) -> None:
    """Two slips among twenty schools are each asked about; among nineteen the figures differ too widely to ask."""
    rows = with_slip(with_slip(schools(count), 3, "odd", 10), 7, "odd", 10)
    assert len(asked(rows)) == many


def test_nothing_unknown_within_bounds_or_zero_is_asked_about(asked) -> None:
    """Only figures are; and they are no peers."""
    rows = schools(8)
    rows[1]["area"], rows[2]["area"], rows[3]["area"] = None, 0, {"between": [1, 99999]}
    assert asked(rows) == []


def test_small_counts_are_no_slips(asked) -> None:
    """A school with one book is not asked whether it is ten where ten are usual to schools of its size."""
    rows = [{**row, "books": 4, "odd": 3} for row in schools(8)]
    rows[2]["books"] = 1
    assert asked(rows) == []


def test_what_is_wrong_already_is_not_asked_about(asked) -> None:
    """A row that something is said of is left out altogether."""
    assert asked(with_slip(schools(8), 7, "area", 10), told=True) == []


def test_a_ruleset_may_leave_a_column_alone(asked) -> None:
    """`questioned: false` where the nature of a column has it so."""
    rows = with_slip(schools(8), 2, "odd", 10)
    assert len(asked(rows)) == 1
    assert asked(rows, questioned=False) == []


def test_the_order_of_rows_does_not_matter(asked) -> None:
    """Nor does the length of the table: a hundred rows stand for it."""
    rows = with_slip(schools(MOST_PEERS + 20), 17, "area", 10)
    assert [one.args for one in asked(rows)] == [one.args for one in asked(rows[::-1])]
    assert paths(asked(rows)) == ["tables.units[primarytown0017, primary].area"]


def test_the_question_names_the_figure_and_what_is_usual(asked) -> None:
    """With the row in words, both figures, and the place of the other one."""
    one = asked(with_slip(schools(8), 3, "area", 10))[0]
    assert one.sentence("zh") == (
        "“primarytown0003 小学”的“面积”填的是 15750 平方米；按同类 8 行与“学生数”（本行 250 人）之比，应在 1538 平方米 上下"
    )
    assert one.sentence("en") == (
        "area of primarytown0003 primary is 15750 m²; "
        "by its ratio to pupils (250 here) in 8 like rows it would be about 1538 m²"
    )
    assert [str(other.place) for other in one.related] == ["<mapping>#tables.units[3].pupils"]
    alone = asked(with_slip(schools(8), 3, "odd", 10))[0]
    assert alone.sentence("zh") == "“primarytown0003 小学”的“其他”填的是 500，同类 8 行的中位数是 50"
    assert "tables.units[primarytown0003, primary].odd" in alone.hint("zh")


def test_of_two_figures_the_one_that_is_odd_by_itself_is_asked_about(ruleset_from) -> None:
    """With two columns of figures there is one ratio, and only one of the two is asked about."""
    ruleset = ruleset_from("""
tables: {units: {key: [school], columns: {school: {type: text}, pupils: {type: count}, area: {type: number}}}}
indicators: [{id: "1", source: s, met: "every(units, area >= 4)"}]
""")
    rows = [{"school": f"s{at}", "pupils": 100 * 3**at, "area": 610 * 3**at} for at in range(7)]
    for column in ("pupils", "area"):
        slip = [{**row, column: row[column] * 10} if row["school"] == "s5" else row for row in rows]
        evidence = evalrules.evidence_from({"tables": {"units": slip}}, ruleset).data
        assert paths(list(far_from_peers(ruleset.data, evidence, lambda _: []))) == [f"tables.units[s5].{column}"]


@pytest.mark.parametrize(
    ("value", "text"), [("17073/7", "2439"), ("1/3", "0.333"), ("1/30000", "0.0000333"), ("12.345", "12.3"), ("5", "5")]
)
def test_what_is_usual_is_said_to_three_digits(value: str, text: str) -> None:
    """It is an estimate and looks like one."""
    assert about(Fraction(value)) == text
