"""Widths of columns in Word: they fill the paper, words stay whole, long texts get what short ones leave."""

from __future__ import annotations

import pytest

from evalrules.reporters.sections import Table
from evalrules.reporters.word.widths import column_widths, dense_widths, is_high, is_wide

INDICATORS = (("id", "indicator", "result", "actual", "required", "distance"), tuple(
    (f"cv-r{at}", "coefficient of variation: key teachers of county level or above per 100 pupils (junior)", "met", "0.023", "≤ 0.45", "0.427 to spare")
    for at in range(7)
))  # fmt: skip


@pytest.mark.parametrize(
    ("table", "check"),
    [
        (Table(("a", "b"), (("1", "2"),)), lambda widths: widths[0] == widths[1]),
        (Table(("id", "title"), (("1", "长" * 200),)), lambda widths: widths[0] < 15),
        (Table(("计入", "a", "b"), (("未达标", "长" * 90, "宽" * 90),)), lambda widths: widths[1] == widths[2] > widths[0]),
        (Table(("a", "b", "c"), (("组",), ("1", "2", "3"))), lambda widths: len(widths) == 3),
        (Table(("a", "b"), (*tuple(("1", "短" * 10) for _ in range(20)), ("1", "长" * 500))), lambda widths: widths[0] > 20),
    ],
    ids=["even", "long-title", "two-long", "band", "one-long-cell"],
)
def test_columns_fill_the_page_and_short_ones_fit(table, check):
    """The widths add up to the page; short texts keep their line, long ones share the rest."""
    widths = column_widths(table, 156)
    assert 156 == pytest.approx(sum(widths))
    assert check(widths), widths


def test_a_word_of_a_header_is_not_broken():
    """A column of short texts is as wide as the longest word above it; Chinese may be broken, and asks for nothing."""
    rows = (("coefficient of variation of many long words " * 4, "met"),)
    assert column_widths(Table(("indicator", "Required"), rows), 100)[1] >= len("Required") * 2.1
    assert column_widths(Table(("指标", "结果"), rows), 100)[1] < len("Required") * 2.1


def test_long_names_get_what_short_columns_leave():
    """A long name stands in three lines, not in six beside half-empty columns; and the shortest words stay whole."""
    widths = column_widths(Table(*INDICATORS), 156)
    assert 3 * (widths[1] - 4.2) >= len(INDICATORS[1][0][1]) * 1.45
    assert min(widths) >= len("cv-r1") * 1.45 + 4.2


def test_a_table_is_wide_where_words_would_be_broken():
    """Twelve columns are wide for an upright page and not for one that lies across; shares that were chosen never are."""
    table = Table(("school", *("networked multimedia rooms",) * 9), (("a", *["1"] * 9),))
    assert (is_wide(table, 156), is_wide(table, 300)) == (True, False)
    assert not is_wide(table._replace(shares=(1,) * 10), 156)


def test_shares_give_way_to_the_words_of_a_header():
    """A column that is to be filled in is as wide as was chosen, and no word above it is broken."""
    chosen = Table(("no", "problem", "responsible body"), (), (10, 120, 26))
    assert column_widths(chosen, 156)[2] == pytest.approx(len("responsible") * 2.1 + 4.2)
    assert sum(column_widths(chosen, 156)) == pytest.approx(156)
    assert column_widths(chosen._replace(headers=("序号", "问题", "责任单位")), 156) == pytest.approx([10, 120, 26])


def test_ids_and_long_words_stay_whole_in_every_font():
    """Capitals and digits are wider than small letters: G11 keeps its line; a hyphen is a place to break at."""
    rows = tuple((f"G{at}", "a long title of many words " * 6, "met", "6.61 percentage points to spare") for at in (1, 11))
    widths = column_widths(Table(("id", "indicator", "result", "distance"), rows), 100)
    assert widths[0] >= 3 * 2.2 + 4.2
    assert widths[-1] >= len("percentage") * 1.8 + 4.2


def test_words_with_wide_letters_and_amounts_with_spelt_units_stay_whole():
    """In the widest font that stands in: 9 points of DejaVu Serif take 16.0 mm for `computed`, 24 mm for the amount."""
    rows = tuple(("1.1.1", "awarded", "computed", "2136.520 yuan", "a long title of many words " * 9) for _ in range(3))
    widths = column_widths(Table(("no", "a", "b", "mean", "indicator"), rows), 120)
    margins = 2.8
    assert widths[2] >= 16.0 + margins
    assert widths[3] >= 24.0 + margins


def test_a_table_whose_names_stand_in_many_lines_is_printed_small():
    """Five columns of figures leave 30 mm to a name of 80 letters: with small letters there is more room, and all fit."""
    name = "coefficient of variation of teachers above the required degree per 100 pupils (primary)"
    row = (name, "2136.520 yuan", "98.086 yuan", "0.046", "≤ 0.45 (met)", "8")
    table = Table(("indicator", "mean", "standard deviation", "coefficient of variation", "required", "counted"), (row,) * 3)
    usual, small = column_widths(table, 156), dense_widths(table, 156)
    assert is_high(table, usual)
    assert small[0] > usual[0]
    assert 156 == pytest.approx(sum(small))
    assert not is_high(table._replace(rows=(("short", *row[1:]),) * 3), usual)
    assert not is_high(table._replace(shares=(26,) * 6), usual)
