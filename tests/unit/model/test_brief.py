"""What a run keeps of its results."""

from __future__ import annotations

from evalrules.model.brief import Brief


def test_only_what_was_evaluated_names_a_ruleset() -> None:
    """An input that could not be evaluated counts as such, one that is still open does not."""
    assert not Brief().is_evaluated
    assert Brief("jiangsu-16@2007").is_evaluated
