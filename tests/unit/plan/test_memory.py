"""The plans of rulesets in use."""

from __future__ import annotations

from evalrules.plan import memory


def test_a_ruleset_is_lowered_once(jiangsu):
    """The same ruleset has the same plan; one that was changed has its own."""
    plan = memory.plan_of(jiangsu.data)
    assert memory.plan_of(jiangsu.data) is plan
    changed = jiangsu.data._replace(revision=99)
    assert memory.plan_of(changed) is not plan
    assert memory.plan_of(changed).ruleset is changed


def test_only_the_last_plans_are_remembered(jiangsu, monkeypatch):
    """However many rulesets a process sees, the plans it holds are few, and each is right."""
    monkeypatch.setattr(memory, "_PLANS", {})
    rulesets = [jiangsu.data._replace(revision=number) for number in range(memory.MOST + 5)]
    for ruleset in rulesets:
        assert memory.plan_of(ruleset).ruleset is ruleset
    assert len(memory._PLANS) == memory.MOST
    assert memory.plan_of(rulesets[0]).ruleset is rulesets[0]
