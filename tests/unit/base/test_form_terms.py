"""Arguments of diagnostics in the terms of the form: labels, units and limits, in both languages."""

from __future__ import annotations

import pytest

from evalrules.base.form_terms import in_form_terms, kind_named, nameless

BOOKS = {"measure": "schools.books", "zh": "图书册数", "en": "books", "unit": "册"}


@pytest.mark.parametrize(
    ("language", "is_in_table", "item"),
    [("zh", True, "“图书册数”"), ("zh", False, "“图书册数”"), ("en", True, "books"), ("en", False, "books (schools.books)")],
)
def test_an_item_is_called_as_its_form_calls_it(language: str, is_in_table: bool, item: str):
    """By its label; its id stands beside it only in English, for those who write text."""
    assert item == in_form_terms(BOOKS, language, is_in_table=is_in_table)["item"]


def test_what_has_no_label_is_called_as_it_was_written():
    """A reader that knows no labels still names the line."""
    assert in_form_terms({"measure": "fact books"}, "zh", is_in_table=True)["item"] == "fact books"


@pytest.mark.parametrize(
    ("unit", "zh", "en"),
    [("册", "（单位：册）", ""), ("m2", "（单位：平方米）", " (unit: m²)"), ("per100", "（单位：每百名学生）", " (unit: per 100 pupils)"), ("", "", "")],
)
def test_a_unit_is_said_where_there_is_one(unit: str, zh: str, en: str):
    """In the words of the language; a count needs no unit in English."""
    said = [in_form_terms({**BOOKS, "unit": unit}, language, is_in_table=True)["in_unit"] for language in ("zh", "en")]
    assert said == [zh, en]


@pytest.mark.parametrize(
    ("expected", "zh", "en"),
    [("0..100", "0至100", "0 to 100"), ("0..", "不小于0的数", "at least 0"), ("..12.5", "不大于12.5的数", "at most 12.5")],
)
def test_a_range_is_said_in_words(expected: str, zh: str, en: str):
    """Nobody is shown `0..100`."""
    said = [in_form_terms({"expected": expected}, language, is_in_table=False)["expected"] for language in ("zh", "en")]
    assert said == [zh, en]


def test_other_expectations_stay_as_they_are():
    """What is no range is translated elsewhere."""
    assert "expected" not in in_form_terms({"expected": "a number"}, "zh", is_in_table=True)


def test_a_unit_that_a_figure_should_have_is_named():
    """Also where it should have none."""
    zh = [in_form_terms({"expected": unit}, "zh", is_in_table=True)["to_unit"] for unit in ("m2", "no unit")]
    assert zh == ["“平方米”", "无单位的数"]


def test_kinds_of_subjects_may_be_written_as_they_are_called():
    """县（市、区） is a county; a word that is not known is a kind of its own."""
    assert [kind_named(word) for word in ("县（市、区）", "county", "学校", "省厅")] == ["county", "county", "school", "省厅"]


@pytest.mark.parametrize(
    ("kind", "zh", "en"), [("county", "该县（市、区）", "the county"), ("school", "该学校", "the school"), ("campus", "被评单位", "the subject")]
)
def test_a_subject_without_a_name_is_called_as_an_office_would(kind: str, zh: str, en: str):
    """By its kind in words, never by the word of the program; a kind that has none is the unit that is assessed."""
    assert (nameless(kind, "zh"), nameless(kind, "en")) == (zh, en)
