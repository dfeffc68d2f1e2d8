"""Rulesets to plans: ordered guards with outcomes, ceilings by rank, and who rests on what."""

from __future__ import annotations

from evalrules.model.outcome import MET, NOT_MET, SCORED, graded
from evalrules.plan.lower import lowered, reads_in, with_indicators
from evalrules.plan.memory import plan_of

A, B, C = map(graded, "ABC")
GRADED = """\
grades: [A, B, C]
choices: {region: {south: 苏南, north: 苏北}}
values: {line: {by: region, south: 80, north: null, source: s}, other: {value: 5, source: s}}
measures:
  rate: {type: number}
  part: {type: number}
  whole: {type: number}
  ratio: {type: number, value: part / whole}
  flag: {type: yesno}
"""


def indicator(ruleset_from, text: str, before: str = GRADED):
    """The plan of the first indicator of a ruleset."""
    return plan_of(ruleset_from(before + "indicators:\n  - " + text + "\n").data).indicators[0]


def arms(plan) -> list[tuple[str | None, object]]:
    return [(arm.guard and arm.guard.condition.text, arm.outcome) for arm in plan.arms]


def test_bands_are_arms_best_first(ruleset_from):
    """The band of the best grade is read first, `otherwise` last, whatever their order in the document."""
    plan = indicator(ruleset_from, '{id: "1", source: s, bands: {B: "rate >= 1", A: "rate >= 2", C: otherwise}}')
    assert arms(plan) == [("rate >= 2", A), ("rate >= 1", B), (None, C)]
    assert plan.every == (A, B, C)


def test_bands_whose_worse_one_counts_are_read_the_other_way(ruleset_from):
    """`when_both: worse` turns the bands round, and leaves `otherwise` where it is; criteria stay best first."""
    text = '{id: "1", source: s, bands: {A: "rate >= 2", B: "rate <= 3", C: otherwise}, when_both: worse}'
    plan = indicator(ruleset_from, text)
    assert arms(plan) == [("rate <= 3", B), ("rate >= 2", A), (None, C)]
    assert [guard.condition.text for guard in plan.criteria] == ["rate >= 2", "rate <= 3"]


def test_met_is_an_arm_and_the_rest(ruleset_from):
    """Met where the condition holds, else not met."""
    plan = indicator(ruleset_from, '{id: "1", source: s, met: "rate >= 2"}')
    assert arms(plan) == [("rate >= 2", MET), (None, NOT_MET)]
    assert plan.every == (MET, NOT_MET)


def test_points_have_no_arms(ruleset_from):
    """What is scored has points and is neither graded nor met."""
    scored = '{id: "1", source: s, points: 2, awarded: "rate"}\n  - {id: "2", source: s, met: flag}'
    plan = indicator(ruleset_from, scored)
    assert (plan.arms, plan.every) == ((), (SCORED,))
    assert plan.points is not None


def test_a_ceiling_is_a_rank_and_what_it_leaves(ruleset_from):
    """A ceiling of A leaves B, one of B leaves C; below the worst grade there is none."""
    text = '{id: "1", source: s, assessed: grade, ceiling: {A: flag, B: "rate >= 1", C: "rate >= 0"}}'
    plan = indicator(ruleset_from, text)
    assert [(cap.rank, cap.limit) for cap in plan.caps] == [(0, 1), (1, 2), (2, 2)]
    assert plan.arms == ()


def test_a_number_that_no_text_gives_is_lacking_where_a_criterion_uses_it(ruleset_from):
    """Also where only some subjects lack it; a number of a ceiling sends nothing to the panel."""
    plan = indicator(ruleset_from, '{id: "1", source: s, met: "rate >= line and rate >= other"}')
    assert [use.value for use in plan.lacking] == ["line"]
    of_ceiling = '{id: "1", source: s, bands: {A: "rate >= other", B: otherwise}, grades: [A, B], ceiling: {A: "rate >= line"}}'
    plan = indicator(ruleset_from, of_ceiling)
    assert plan.lacking == ()
    assert [use.value for use in plan.caps[0].guard.lacking] == ["line"]


def test_an_indicator_rests_on_what_is_behind_its_measures(ruleset_from):
    """On the inputs of a derived measure, on the attribute that picks a number, on what its ceiling reads."""
    text = '{id: "1", source: s, bands: {A: "ratio >= line", B: otherwise}, grades: [A, B], ceiling: {A: flag}}'
    ruleset = ruleset_from(GRADED + "indicators:\n  - " + text + "\n").data
    resting = plan_of(ruleset).resting
    assert set(resting.indicators) == {"ratio", "part", "whole", "region", "flag"}
    assert set(resting.indicators.values()) == {("1",)}
    assert plan_of(ruleset).indicators[0].facts == ("ratio", "part", "whole", "flag")


def test_the_verdict_rests_on_what_gates_vetoes_and_levels_name(ruleset_from):
    """An indicator that they look at is none of it: that rests on its own facts."""
    text = """\
indicators: [{id: "1", source: s, met: "rate >= 1"}]
gates: [{id: g, source: s, need: "part >= 1", else: fail}]
vetoes: [{id: v, source: s, when: "flag", level: fail}]
verdict: [{level: pass, when: 'met("1") and whole >= 1'}, {level: fail}]
"""
    plan = plan_of(ruleset_from(GRADED + text).data)
    assert plan.resting.verdict == {"part", "flag", "whole"}
    assert [guard and guard.condition.text for guard in plan.levels] == ['met("1") and whole >= 1', None]


def test_what_was_kept_gives_the_same_plan(ruleset_from):
    """Lowered with the reads of a plan before, nothing is walked and the plan is the same."""
    plan = lowered(ruleset_from(GRADED + "indicators: [{id: '1', source: s, met: 'ratio >= line'}]\n").data)
    assert lowered(plan.ruleset, reads_in(plan)) == plan


def test_only_indicators_that_are_new_are_lowered(ruleset_from):
    """A plan with other indicators keeps the plans of those that stay."""
    plan = plan_of(ruleset_from(GRADED + "indicators: [{id: '1', source: s, met: 'rate >= 1'}]\n").data)
    own = plan.indicators[0]
    more = with_indicators(plan, (own.indicator, own.indicator._replace(id="2")))
    assert more.indicators[0] is own
    assert [one.indicator.id for one in more.indicators] == ["1", "2"]
    assert more.resting.indicators == {"rate": ("1", "2")}
