"""Names of rulesets."""

from __future__ import annotations

import pytest

from evalrules.model.ruleset_names import RulesetName, ruleset_name_from


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("a", RulesetName("a")), ("a@1", RulesetName("a", "1")), ("a-b@2007-05", RulesetName("a-b", "2007-05")), ("甲@2", RulesetName("甲", "2")),
    ],
)  # fmt: skip
def test_a_name_comes_back_as_it_was_written(text: str, name: RulesetName):
    """An id alone means whichever edition is meant."""
    assert ruleset_name_from(text) == name
    assert name.text == text
