"""The differences of two rulesets as one value."""

from __future__ import annotations

from evalrules.model.ruleset_changes import LOOSENED, TIGHTENED, PartChange, RulesetChanges


def test_parts_are_found_by_how_they_are_different(ruleset_from):
    """In the order in which they stand."""
    ruleset = ruleset_from('indicators: [{id: "1", source: s, assessed: yesno}]\n').data
    changes = tuple(PartChange("indicator", own, how) for own, how in (("1", TIGHTENED), ("2", LOOSENED), ("3", TIGHTENED)))
    found = RulesetChanges(ruleset, ruleset, changes)

    assert ["1", "3"] == [one.id for one in found.with_change(TIGHTENED)]
