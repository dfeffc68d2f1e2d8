"""The quantities of a ruleset: numbers of the standard, measures, tables, series, members."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.model.refs import MEMBER, OPTION, ColumnRef, OwnRef, YearRef
from evalrules.model.ruleset import NoneFor, RowCount

INDICATOR = 'indicators: [{id: "1", source: s, assessed: yesno}]\n'
CHOICE = "choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}\n"
TABLE = """\
tables:
  units:
    key: [name]
    rows: 3
    columns: {name: {type: text}, pupils: {type: count}, books: {type: count}, per: {type: number, value: books / pupils}}
    leave_out: pupils < 10
"""


@pytest.fixture(scope="module")
def good(built):
    def of(text: str):
        ruleset, problems = built(text + INDICATOR)
        assert problems == []
        return ruleset

    return of


@pytest.fixture(scope="module")
def refused(built):
    """The codes of the problems of a ruleset."""

    def of(text: str) -> list[str]:
        return [one.code for one in built(text + INDICATOR)[1]]

    return of


def test_a_table_of_numbers_keeps_its_pairs(good):
    """Exact pairs in their order; a single one is a table, too."""
    values = good("values: {v: {points: [[12, 6.6], [18, 5.8]], source: s}, w: {points: [[0, 1]], source: s}}\n").values
    assert values["v"].curve == ((12, Fraction("6.6")), (18, Fraction("5.8")))
    assert values["v"].branches == {}
    assert values["v"].is_parameter is False
    assert values["w"].curve == ((0, 1),)


@pytest.mark.parametrize("points", ["[[18, 5.8], [12, 6.6]]", "[[12, 5.8], [12, 6.6]]"])
def test_pairs_that_do_not_rise_are_refused(points: str, refused):
    """Two numbers for one place, or places out of order, are a slip."""
    assert refused(f"values: {{v: {{points: {points}, source: s}}}}\n") == ["ER103"]


def test_a_value_has_a_number_for_every_option(good, refused):
    """A missing option is an error, a null one a parameter, an unknown one names the option meant."""
    value = good(CHOICE + "values: {v: {by: stage, primary: 1, junior: null, source: s}}\n").values["v"]
    assert value.branches == {"primary": 1, "junior": None}
    assert value.is_parameter is True
    assert refused(CHOICE + "values: {v: {by: stage, primary: 1, source: s}}\n") == ["ER311"]
    assert refused(CHOICE + "values: {v: {by: stage, primary: 1, junior: 1, senior: 2, source: s}}\n") == ["ER304"]
    assert refused("values: {v: {by: stage, primary: 1, source: s}}\n") == ["ER304"]


def test_a_series_is_a_measure_for_each_of_its_years(good):
    """`series: 3` keeps this year and the two before it."""
    measures = good("measures: {f: {type: number, zh: 经费, en: funds, series: 3}}\n").measures
    assert list(measures) == ["f", "f:0", "f:1", "f:2"]
    assert [measures[own].ref for own in list(measures)[1:]] == [YearRef("f", back) for back in range(3)]
    assert [measures[f"f:{back}"].label.en for back in range(3)] == [
        "funds (this year)", "funds (1 year before)", "funds (2 years before)"]  # fmt: skip
    assert measures["f"].ref == OwnRef("f")


def test_a_measure_for_each_option_is_one_for_every_option(good, refused):
    """The measure itself is given by option; each option has its own label, and its own formula."""
    text = CHOICE + "measures: {a: {type: number, each: stage}, b: {type: number, each: stage, value: 2 * a}}\n"
    measures = good(text).measures
    assert [own for own in measures if measures[own].ref.kind == OPTION] == [
        "a:primary",
        "a:junior",
        "b:primary",
        "b:junior",
    ]
    assert measures["a:primary"].label.zh == "a（小学）"
    assert measures["b"].value is None
    assert measures["b:junior"].value is not None
    assert refused("measures: {a: {type: number, each: stage}}\n") == ["ER304"]


def test_a_column_names_the_rows_that_have_none_of_it(good, refused):
    """By an option of a choice of the same table; of a number that the evidence gives, and of nothing else."""
    text = CHOICE + "tables: {u: {key: [n], columns: {n: {type: text}, s: {type: stage}, m: {type: KIND, none_for: RULE}}}}\n"
    rule = text.replace("KIND", "count").replace("RULE", "{s: [primary]}")
    assert good(rule).measures["u.m"].none_for == NoneFor("u.s", ("primary",))
    assert refused(rule.replace("{s:", "{t:")) == ["ER304"]
    assert refused(rule.replace("{s:", "{n:")) == ["ER304"]
    assert refused(rule.replace("[primary]", "[prime]")) == ["ER304"]
    assert refused(rule.replace("type: count", "type: date")) == ["ER103"]
    assert refused(rule.replace("type: count", "type: number, value: 3")) == ["ER103"]


def test_a_table_has_at_least_so_many_values_of_a_column(good, refused):
    """`of` names a column that the evidence gives; a derived or unknown one is refused (ER304)."""
    least = TABLE.replace("rows: 3", "rows: {at_least: 3, of: name}")
    assert good(least).tables["units"].expected == RowCount(3, is_least=True, of="units.name")
    assert refused(TABLE.replace("rows: 3", "rows: {at_least: 3, of: nme}")) == ["ER304"]


def test_a_table_has_columns_a_key_and_the_rows_it_expects(good):
    """Columns are measures of their table; a derived one has its formula over its own row."""
    ruleset = good(TABLE)
    table = ruleset.tables["units"]
    assert (table.key, table.expected) == (("units.name",), RowCount(3))
    assert table.columns == ("units.name", "units.pupils", "units.books", "units.per")
    assert table.leave_out is not None
    assert [ruleset.measures[column].ref for column in table.columns] == [
        ColumnRef("units", name) for name in ("name", "pupils", "books", "per")]
    assert ruleset.measures["units.per"].value is not None
    assert ruleset.facts == ()


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (TABLE.replace("key: [name]", "key: [nam]"), "ER304"),
        (TABLE.replace("leave_out: pupils < 10", "leave_out: pupils"), "ER204"),
        (TABLE.replace("leave_out: pupils < 10", "leave_out: pupil < 10"), "ER203"),
        (TABLE.replace("value: books / pupils", "value: book / pupils"), "ER203"),
        (TABLE.replace("type: text", "type: txt"), "ER304"),
        ("measures: {x: {type: number, range: [2, 1]}}\n", "ER103"),
        ("measures: {x: {type: yesno, round: {digits: 1, mode: half_up}}}\n", "ER103"),
        ("values: {x: {value: 1, points: [[1, 2]], source: s}}\n", "ER103"),
        (TABLE.replace("key: [name]", "key: [name, name]"), "ER301"),
        (TABLE.replace("key: [name]", "key: [name, per]"), "ER103"),
    ],
)
def test_a_slip_in_a_table_is_refused(wrong: str, code: str, refused):
    """Keys, types and names must be those that are declared."""
    assert code in refused(wrong)


def test_members_are_two_counts(good):
    """How many there are, and how many hold the title: whole numbers from nothing up."""
    ruleset = good("members: {districts: {zh: 区, en: districts, holds: [ok, fine]}}\n")
    assert ruleset.members["districts"].holds == ("ok", "fine")
    for own in ("districts:total", "districts:holding"):
        measure = ruleset.measures[own]
        assert (measure.type, measure.low, measure.high, measure.ref.kind) == ("count", 0, None, MEMBER)
    assert ruleset.measures["districts:holding"].better == "higher"


def test_a_count_is_never_negative_and_a_number_may_be(good):
    """Without a range a count starts at 0; a range that is given counts."""
    measures = good("measures: {n: {type: count}, x: {type: number}, r: {type: number, range: [null, 5]}}\n").measures
    assert [(measures[own].low, measures[own].high) for own in "nxr"] == [(0, None), (None, None), (None, 5)]
