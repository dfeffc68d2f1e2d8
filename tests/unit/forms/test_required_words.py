"""What is required, in a column: every criterion that a standard has, and no more than has room."""

from __future__ import annotations

import pytest
from office_settings import ruleset_named

from evalrules.forms.required_words import MOST, required_of


def required(reference: str, own: str, language: str = "zh") -> tuple[str, ...]:
    ruleset = ruleset_named(reference)
    return required_of(ruleset.indicator(own), ruleset, language)


def test_each_grade_has_its_criterion():
    """The limit as the standard prints it; a ceiling says what the grade takes."""
    found = required("jiangsu-16", "12")
    assert [line[:2] for line in found] == ["A：", "B："]
    assert all("待设定" in line for line in found)


@pytest.mark.parametrize(("language", "said"), [("zh", "满分 2"), ("en", "full points: 2")])
def test_points_say_how_many_there_are(language: str, said: str):
    """What can be awarded at most."""
    assert said in required("guangdong-strong-town", "1.1.2", language)


def test_what_is_too_long_is_named_and_not_told():
    """A list of sixteen limits does not fit beside a cell."""
    found = required("national-quality-balance", "schools:primary")
    assert sum(map(len, found)) < MOST + 40
    assert "详见标准" in found[-1]


def test_nothing_is_invented_where_assessors_decide():
    """An indicator that a panel judges by itself requires nothing in numbers."""
    assert () == required("jiangsu-16", "1")
