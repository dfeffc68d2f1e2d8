"""Plans as text and back."""

from __future__ import annotations

import pytest
from selection import one_in

from evalrules import catalog, loading
from evalrules.plan.codec import plan_from_text, plan_to_text
from evalrules.plan.memory import plan_of

SHIPPED = [entry.name for entry in catalog.entries() if entry.is_shipped]


@pytest.mark.parametrize("name", one_in(4, SHIPPED))
def test_the_plan_of_every_shipped_ruleset_comes_back_equal(name: str):
    """Node by node."""
    ruleset = loading.load_ruleset(name).ruleset
    assert ruleset is not None
    plan = plan_of(ruleset)
    back = plan_from_text(plan_to_text(plan))
    assert repr(back) == repr(plan)
    assert back == plan


def test_what_was_kept_of_another_plan_is_refused(jiangsu):
    """Too few or too many reads, or none: an error, and never half a plan."""
    ruleset, _, reads = plan_to_text(plan_of(jiangsu.data)).partition("\n")
    for wrong in ("[]", reads[:-1] + ",[[],[],[],[],[]]]", "", "{}", "[[]]"):
        with pytest.raises((ValueError, KeyError, TypeError)):
            plan_from_text(f"{ruleset}\n{wrong}")
