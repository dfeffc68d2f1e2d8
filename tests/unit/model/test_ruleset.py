"""What a ruleset can be asked."""

from __future__ import annotations

import pytest

from evalrules.model.ruleset import Label


def test_names_levels_and_indicators(jiangsu):
    """id@edition, the required level, the rank of levels from the best, an indicator by id."""
    ruleset = jiangsu.data
    assert ("jiangsu-16@2007", "pass") == (ruleset.name, ruleset.required)
    assert [0, 1] == [ruleset.level_rank(level) for level in ("pass", "fail")]
    assert "11" == ruleset.indicator("11").id
    with pytest.raises(KeyError):
        ruleset.indicator("99")


def test_a_value_without_a_number_is_a_parameter(jiangsu):
    """Every value of jiangsu-16 is a parameter: no available text gives one."""
    assert {True} == {value.is_parameter for value in jiangsu.data.values.values()}


def test_a_label_has_both_languages():
    """The name in either language."""
    assert ("中", "e") == (Label("中", "e").in_language("zh"), Label("中", "e").in_language("en"))
