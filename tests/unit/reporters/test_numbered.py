"""Indicators in sentences: the number of the standard, never a word of whoever wrote the ruleset."""

from __future__ import annotations

import pytest

from evalrules.reporters.numbered import number_of_indicator, numbered


@pytest.mark.parametrize(("own", "number"), [("9", "9"), ("1.1", "1.1"), ("A2-3", "A2-3"), ("G10", "G10"), ("B1:town", "B1")])
def test_a_number_of_the_standard_stands_before_the_title(own: str, number: str):
    """Without the option that it is of, which its title says."""
    assert (number, f"{number} 校园安全") == (number_of_indicator(own), numbered(own, "校园安全"))


@pytest.mark.parametrize("own", ["must-meet", "cv-r1:primary", "schools", "A1-rest", "校舍", ""])
def test_a_word_is_no_number(own: str):
    """The title alone."""
    assert ("", "校园安全") == (number_of_indicator(own), numbered(own, "校园安全"))
