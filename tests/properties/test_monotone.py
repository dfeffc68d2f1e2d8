"""Better never worsens, less never decides more, gaps, traces and reasons are true: P51-P55, P58-P60."""

from __future__ import annotations

import ast
import itertools
import operator
from fractions import Fraction

import pytest
from drawing import draws
from hypothesis import assume, example, given
from hypothesis import strategies as st

from evalrules.model.outcome import texts_of
from evalrules.semantics.level_gaps import gaps_of

HAIR = Fraction(1, 10**12)
TENTHS = st.integers(0, 1000).map(lambda tenths: Fraction(tenths, 10))
NEAR = st.sampled_from(
    [Fraction(text) for text in ("49.9", "50", "79.9", "80", "84.9", "85", "89.9", "90", "94.9", "95", "100")]
)
FULL = st.fixed_dictionaries(
    {
        "rate": NEAR | TENTHS,
        "pupils": st.integers(0, 2000),
        "computers": st.integers(0, 200),
        "strong": st.integers(0, 30),
        "schools": st.integers(0, 30),
        "dropout": st.sampled_from([Fraction(text) for text in ("0", "0.4", "0.5", "0.7", "1", "1.1")]),
        "course": st.booleans(),
        "hour": st.booleans(),
        "accident": st.booleans(),
    }
).map(lambda facts: {**facts, "strong": min(facts["strong"], facts["schools"])})
GRADES = st.fixed_dictionaries({"5": st.sampled_from("ABC"), "6": st.sampled_from("ABC")})
REGIONS = st.sampled_from(["south", "north"])
ORDER = {"fail": 0, None: 1, "pass": 2, "gold": 3}
BETTER = {
    "rate": 1,
    "pupils": -1,
    "computers": 1,
    "strong": 1,
    "dropout": -1,
    "course": 1,
    "hour": 1,
    "accident": -1,
}
GOOD = {
    "rate": Fraction(96),
    "pupils": 1200,
    "computers": 100,
    "strong": 19,
    "schools": 20,
    "dropout": Fraction("0.4"),
    "course": True,
    "hour": True,
    "accident": False,
}
ALL_A = {"5": "A", "6": "A"}


def without(values: dict, left_out: set) -> dict:
    """The values but those left out."""
    return {own: value for own, value in values.items() if own not in left_out}


def ranks(case) -> dict[str, tuple[int, int]]:
    """The best and the worst rank of what each indicator can be, 0 the best."""
    found = {own: ["ABC".index(one.grade) for one in possible] for own, possible in case.outcomes.items()}
    return {own: (min(possible), max(possible)) for own, possible in found.items()}


def fires(case, veto) -> bool | None:
    """Whether a veto holds over every joint choice of outcomes."""
    return case.bench.truth_over(veto.when, case.outcomes)


def sample_case(desk, facts: dict, grades: dict, region: str | None, ruleset=None):
    """The case of facts and grades under the sample."""
    return desk.case(ruleset or desk.sample, facts, grades, {"region": region} if region else None)


# -- better is never worse --------------------------------------------------------------------------


@given(FULL, GRADES, REGIONS, st.sampled_from(list(BETTER)), st.data())
@example({**GOOD, "computers": 0, "pupils": 1}, ALL_A, "south", "computers", None)
@draws(32)
def test_better_evidence_never_worsens(desk, facts, grades, region, measure, data):
    """P51: moving a measure the way it is declared better worsens no grade and no verdict, and fires no
    veto.
    """
    up, value = BETTER[measure] > 0, facts[measure]
    if isinstance(value, bool):
        better = up
    elif data is None:
        better = value + 1 if up else value - 1
    else:
        limit = facts["schools"] if measure == "strong" else 100 if isinstance(value, Fraction) else 4000
        step = data.draw(st.integers(0, int((limit - value) if up else value)))
        better = value + step if up else value - step
    before, after = (sample_case(desk, one, grades, region) for one in (facts, {**facts, measure: better}))
    old, new = ranks(before), ranks(after)

    assert ORDER[after.level] >= ORDER[before.level]
    assert all(new[own][0] <= old[own][0] and new[own][1] <= old[own][1] for own in old)
    assert not [
        veto.id
        for veto in desk.sample.vetoes
        if fires(after, veto) is True and fires(before, veto) is not True
    ]


@given(st.lists(st.sampled_from("ABC"), min_size=16, max_size=16), st.integers(0, 15), st.sampled_from("AB"))
@example(["A"] * 14 + ["B", "C"], 15, "B")
@draws(24)
def test_a_better_grade_never_worsens_the_verdict(desk, jiangsu_data, grades, at, better):
    """P52: replacing a grade by a better one never lowers a verdict."""
    assume(better < grades[at])
    before = dict(zip(map(str, range(1, 17)), grades, strict=True))
    levels = [desk.possible(jiangsu_data, grades=one)[0] for one in (before, {**before, str(at + 1): better})]
    assert ORDER[levels[0]] <= ORDER[levels[1]]


@given(
    FULL,
    GRADES,
    st.sampled_from([None, "south", "north"]),
    st.sets(st.sampled_from([*BETTER, "schools", "5", "6"])),
    st.sets(st.sampled_from([*BETTER, "schools", "5", "6"]), min_size=1),
)
@example(GOOD, ALL_A, "south", set(), {"rate"})
@draws(24)
def test_less_information_only_opens(desk, facts, grades, region, gone, more):
    """P53: leaving values out keeps every level possible that was possible (ceilings over a panel: see
    below).
    """
    assume("hour" not in more - gone)
    before = sample_case(desk, without(facts, gone), without(grades, gone), region)
    after = sample_case(desk, without(facts, gone | more), without(grades, gone | more), region)

    assert set(before.possible_levels) <= set(after.possible_levels)
    assert all(set(before.outcomes[own]) <= set(after.outcomes[own]) for own in before.outcomes)


def test_an_unknown_ceiling_trusts_the_panel(desk):
    """The stated exception to P41 and P53: a panel's grade stands until a ceiling is certainly broken."""
    capped, unknown = (sample_case(desk, {**GOOD, "hour": hour}, ALL_A, "south") for hour in (False, None))

    assert (("B",), ("A",)) == (texts_of(capped.outcomes["5"]), texts_of(unknown.outcomes["5"]))


@given(
    FULL,
    GRADES,
    st.sets(st.sampled_from([*BETTER, "schools", "5", "6"])),
    st.sampled_from(list(BETTER)),
    st.data(),
)
@draws(20)
def test_bounds_are_between_a_value_and_nothing(desk, facts, grades, gone, measure, data):
    """P53: bounds around a value leave open at least what the value does, and no more than nothing does."""
    value = facts[measure]
    assume(not isinstance(value, bool))
    low = value - data.draw(st.integers(0, int(value)))
    high = value + data.draw(st.integers(0, int(100 - value) if isinstance(value, Fraction) else 1000))
    facts = without(facts, gone - {measure})
    given_grades = without(grades, gone)
    cases = [
        sample_case(desk, {**facts, measure: one}, given_grades, None) for one in (value, (low, high), None)
    ]

    for narrow, wide in itertools.pairwise(cases):
        assert set(narrow.possible_levels) <= set(wide.possible_levels)
        assert all(set(narrow.outcomes[own]) <= set(wide.outcomes[own]) for own in narrow.outcomes)


STRICTER = {
    "a higher threshold": ("rate_b: {value: 85", "rate_b: {value: 86"),
    "a higher threshold for A": ("south: 95, north: 90", "south: 96, north: 91"),
    "a strict bound": ("rate >= 50", "rate > 50"),
    "a veto": (
        "vetoes:\n",
        "vetoes:\n  - {id: more, when: hour and dropout > 0.5, level: fail, source: s 1}\n",
    ),
    "a gate": ("gates: [", "gates: [{id: more, need: course or rate > 90, else: fail, source: s 1}, "),
    "an indicator": (
        "indicators:\n",
        "indicators:\n  - {id: more, source: s 1, bands: {A: rate >= 60, B: rate >= 55, C: otherwise}}\n",
    ),
}


@pytest.mark.parametrize("change", STRICTER)
@given(FULL, GRADES, REGIONS)
@example(GOOD, ALL_A, "south")
@draws(12)
def test_a_stricter_ruleset_never_raises_a_verdict(desk, change, facts, grades, region):
    """P54: a higher threshold, one more veto, gate or indicator never turns a verdict into a better one."""
    old, new = STRICTER[change]
    stricter = desk.sample_text.replace(old, new, 1)
    assert desk.sample_text != stricter
    levels = [
        sample_case(desk, facts, grades, region, one).level for one in (desk.sample, desk.ruleset(stricter))
    ]
    if None not in levels:
        assert ORDER[levels[1]] <= ORDER[levels[0]]


COUNTED = """grades: [A, B, C]
measures: {{always: {{type: count}}}}
indicators:
{}
{}
"""
BY_COUNT = """vetoes:
  - {id: any-c, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s 1}
  - {id: two-b, when: 'count(indicators, grade == "B") >= 2', level: fail, source: s 1}
verdict: [{level: pass}]"""
BY_SHARE = """verdict: [{level: pass, when: 'share(indicators, grade == "A") >= 0.9'}, {level: fail}]"""


def with_indicators(number: int, rule: str) -> str:
    """A ruleset of so many indicators, the last of them satisfied by any evidence."""
    assessed = [f'  - {{id: "{at}", source: s 1, assessed: grade}}' for at in range(1, number)]
    return COUNTED.format(
        "\n".join([*assessed, "  - {id: free, source: s 1, bands: {A: always >= 0, B: otherwise}}"]), rule
    )


@given(st.lists(st.sampled_from(["A", "B", "C", None]), min_size=8, max_size=8))
@example(["A"] * 7 + ["B"])
@draws(16)
def test_one_more_a_changes_nothing_where_b_and_c_are_counted(desk, grades):
    """P55: an irrelevant indicator with grade A changes no verdict of a rule that counts B and C."""
    stated = {str(at): grade for at, grade in enumerate(grades, 1) if grade}
    plain = COUNTED.format(
        "\n".join(f'  - {{id: "{at}", source: s 1, assessed: grade}}' for at in range(1, 9)), BY_COUNT
    )
    levels = [
        desk.possible(desk.ruleset(text), grades=stated) for text in (plain, with_indicators(9, BY_COUNT))
    ]
    assert levels[0] == levels[1]


def test_one_more_a_counts_where_shares_count(desk):
    """P55: under a rule by share the same indicator turns 8 of 9 (88.9 %) into 9 of 10 (90 %)."""
    grades = {str(at): "A" for at in range(1, 9)} | {"9": "B"}
    nine = COUNTED.format(
        "\n".join(f'  - {{id: "{at}", source: s 1, assessed: grade}}' for at in range(1, 10)), BY_SHARE
    )
    assert ["fail", "pass"] == [
        desk.judge(text, grades=grades).verdict.level for text in (nine, with_indicators(10, BY_SHARE))
    ]


# -- gaps -------------------------------------------------------------------------------------------

PARTLY = st.tuples(FULL, st.sets(st.sampled_from([*BETTER, "schools"]))).map(lambda drawn: without(*drawn))
RATES = """grades: [A, B, C]
measures: {rate: {type: percent, range: [0, 100], better: higher}, spent: {type: number, better: lower}}
indicators:
  - {id: "1", source: s 1, bands: {A: rate > 98, B: rate >= 95, C: otherwise}}
  - {id: "2", source: s 1, bands: {A: spent < 3, B: spent <= 4, C: otherwise}}
verdict: [{level: pass, when: 'every(indicators, grade != "C")'}, {level: fail}]
"""


def test_the_gap_to_a_bound_is_the_distance(desk):
    """P58: from 94.9 to B at 95 it is 0.1; from 95 to A beyond 98 it is more than 3."""
    gaps = [desk.judge(RATES, {"rate": Fraction(rate), "spent": 1}).gaps[0] for rate in ("94.9", "95", "98")]
    assert [("C", "B", ">=", "95", "0.1"), ("B", "A", ">", "98", "3"), ("B", "A", ">", "98", "0")] == [
        (gap.start, gap.to, gap.changes[0].op, gap.changes[0].need, gap.changes[0].short) for gap in gaps
    ]


def moved(facts: dict, change, less: Fraction | int | None) -> dict:
    """The facts after a change, made in full or (with `less`) by that much less; strict bounds are passed
    by a hair.
    """
    if change.op == "==":
        return facts if less is not None else {**facts, change.measure: change.need}
    if change.how_many is not None:
        step = Fraction(change.how_many)
        short = 0 if less is None else 1 if step > 0 else -1
        return {**facts, change.count_of: facts[change.count_of] + step - short}
    if less is not None and change.have is None:
        return facts
    up, strict = change.op[0] == ">", len(change.op) == 1
    need = Fraction(change.need)
    if less is None:
        return {**facts, change.measure: need if not strict else need + HAIR if up else need - HAIR}
    return {**facts, change.measure: need if strict else need - less if up else need + less}


def is_whole(change) -> bool:
    """Whether a change is one of a count."""
    return change.measure in ("pupils", "computers", "strong", "schools")


@given(FULL, GRADES, REGIONS)
@example({**GOOD, "rate": Fraction("94.9")}, ALL_A, "south")
@example({**GOOD, "strong": 18}, ALL_A, "south")
@example({**GOOD, "strong": 11}, ALL_A, "south")
@example({**GOOD, "pupils": 1201}, ALL_A, "north")
@example({**GOOD, "computers": 0}, ALL_A, "north")
@example({**GOOD, "hour": False, "dropout": Fraction("0.5")}, ALL_A, "north")
@draws(24)
def test_a_gap_closed_as_reported_raises_the_grade_and_by_less_it_does_not(desk, facts, grades, region):
    """P58: every reported way leads to the grade; with any one of its changes made by less, it does not."""
    for gap in gaps_of(sample_case(desk, facts, grades, region)):
        if gap.kind != "indicator":
            continue
        for way in (gap.changes, *gap.alternatives):
            assert way
            assert len(way) == len({change.measure for change in way})
            for kept in (None, *way):
                changed = dict(facts)
                for change in way:
                    less = None if change is not kept else 1 if is_whole(change) else HAIR
                    changed = moved(changed, change, less)
                after = ranks(sample_case(desk, changed, grades, region))[gap.id]
                assert (after[1] <= "ABC".index(gap.to)) == (kept is None), (gap, way, kept)


@given(PARTLY, GRADES, REGIONS)
@example(without(GOOD, {"rate"}), ALL_A, "south")
@draws(20)
def test_a_gap_says_what_is_and_what_is_short(desk, facts, grades, region):
    """P58: `have` is the value of the evidence and `short` the exact distance between it and `need`."""
    for gap in gaps_of(sample_case(desk, facts, grades, region)):
        for change in (one for way in (gap.changes, *gap.alternatives) for one in way):
            if change.measure is None:
                assert change.have in (None, *"ABC")
            elif change.op == "==":
                assert facts.get(change.measure) is change.have
            elif change.have is not None:
                have = (
                    facts[change.measure]
                    if change.measure != "share"
                    else Fraction(100 * facts["strong"], facts["schools"])
                )
                assert [have, abs(Fraction(change.need) - have)] == [
                    Fraction(change.have),
                    Fraction(change.short),
                ]
            else:
                assert change.short is None


@given(FULL, GRADES, REGIONS)
@example({**GOOD, "rate": Fraction("40"), "accident": True}, ALL_A, "south")
@example({**GOOD, "hour": False, "dropout": Fraction("0.7"), "strong": 17}, ALL_A, "south")
@example({**GOOD, "rate": Fraction("49.9"), "strong": 0, "schools": 0}, ALL_A, "south")
@draws(20)
def test_the_changes_of_a_gap_of_the_level_reach_it(desk, facts, grades, region):
    """P58: the changes reported for the level, made together, reach it."""
    for gap in [one for one in gaps_of(sample_case(desk, facts, grades, region)) if one.kind == "level"]:
        for plan in (gap.changes, *gap.alternatives):
            assert ORDER[after_plan(desk, facts, grades, region, plan)] >= ORDER[gap.to], plan


@given(FULL, GRADES, REGIONS)
@example({**GOOD, "rate": Fraction("40"), "accident": True}, ALL_A, "south")
@example({**GOOD, "hour": False, "dropout": Fraction("0.7"), "strong": 17}, ALL_A, "south")
@example(
    {"rate": Fraction("49.9"), "pupils": 0, "computers": 1, "strong": 0, "schools": 1, "dropout": Fraction("1.1"),
     "course": False, "hour": False, "accident": False},
    ALL_A, "south",
)  # fmt: skip
@draws(20)
def test_no_change_of_a_gap_of_the_level_is_superfluous(desk, facts, grades, region):
    """P58: with any one of the changes reported for the level left out, the others do not reach it."""
    for gap in [one for one in gaps_of(sample_case(desk, facts, grades, region)) if one.kind == "level"]:
        for plan in (gap.changes, *gap.alternatives):
            for at in range(len(plan)):
                fewer = [*plan[:at], *plan[at + 1 :]]
                assert ORDER[after_plan(desk, facts, grades, region, fewer)] < ORDER[gap.to], (plan, plan[at])


def demand(change) -> tuple:
    """Changes in the order of what they ask for, of one measure the one that asks for most last."""
    if change.op == "==":
        return (Fraction(0), False)
    return (Fraction(change.need) if change.op[0] == ">" else -Fraction(change.need), len(change.op) == 1)


def after_plan(desk, facts: dict, grades: dict, region: str, plan) -> str | None:
    """The level once the changes are made; of two changes of one measure the one that asks for more
    counts.
    """
    changed, regraded = dict(facts), dict(grades)
    for change in sorted(plan, key=demand):
        if change.grade is not None:
            regraded[change.grade] = change.need
        else:
            start = {**changed, change.count_of: facts[change.count_of]} if change.count_of else changed
            changed = moved(start, change, None)
    return sample_case(desk, changed, regraded, region).level


@given(st.lists(st.sampled_from("ABC"), min_size=16, max_size=16))
@example(["A"] * 14 + ["B"] * 2)
@example(["C"] * 16)
@example(["A"] * 13 + ["B", "B", "C"])
@draws(12)
def test_the_gap_of_the_sixteen_is_the_fewest_grades(desk, jiangsu_data, grades):
    """P58: to pass, every C and every B but one must become better; the gap asks for so many grades, and
    they pass.
    """
    stated = dict(zip(map(str, range(1, 17)), grades, strict=True))
    gaps = [gap for gap in gaps_of(desk.case(jiangsu_data, grades=stated)) if gap.kind == "level"]
    expected = grades.count("C") + max(0, grades.count("B") - 1)
    raised = {**stated, **{change.grade: change.need for gap in gaps for change in gap.changes}}

    assert ([expected] if expected else []) == [len(gap.changes) for gap in gaps]
    assert ("pass",) == desk.possible(jiangsu_data, grades=raised)


# -- the trace --------------------------------------------------------------------------------------

OPERATORS = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def bounds(text: str | None) -> tuple:
    """What a step shows as its smallest and greatest value."""
    if text is None:
        return (float("-inf"), float("inf"))
    ends = text.split("..") if ".." in text else [text, text]
    return tuple(float(end.replace("∞", "inf")) if "∞" in end else Fraction(end) for end in ends)


def replayed(left: tuple, op: str, right: tuple) -> bool | None:
    """Whether every, no or some value within the bounds makes the comparison hold."""
    if op in ("==", "!="):
        same = (
            True
            if left[0] == left[1] == right[0] == right[1]
            else None
            if left[0] <= right[1] and right[0] <= left[1]
            else False
        )
        return same if op == "==" or same is None else not same
    low, high = (left[0], right[1]), (left[1], right[0])
    pair = {OPERATORS[op](*low), OPERATORS[op](*high)}
    return pair.pop() if len(pair) == 1 else None


class Exact(ast.NodeTransformer):
    """Numbers of a condition as exact fractions of their written text."""

    def __init__(self, source: str) -> None:
        self.source = source

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        """A number becomes Fraction("…")."""
        if not isinstance(node.value, int | float) or isinstance(node.value, bool):
            return node
        text = ast.get_source_segment(self.source, node)
        return ast.copy_location(ast.Call(ast.Name("Fraction", ast.Load()), [ast.Constant(text)], []), node)


def computed(text: str, names: dict) -> object:
    """A condition evaluated by Python itself on exact fractions: the independent evaluator."""
    tree = ast.fix_missing_locations(Exact(text).visit(ast.parse(text, mode="eval")))
    functions = {
        "Fraction": Fraction,
        "percent": lambda part, whole: 100 * part / whole,
        "all_of": lambda *items: all(items),
        "any_of": lambda *items: any(items),
        "at_least": lambda least, *items: sum(items) >= least,
    }
    return eval(compile(tree, "<condition>", "eval"), {"__builtins__": {}, **functions}, names)


def steps_in(found) -> list:
    """Every step of an assessment."""
    return [step for part in (*found.findings, *found.gates, *found.vetoes) for step in part.steps]


def test_a_comparison_over_no_divisor_replays(desk):
    """P59: a comparison that is decided although it divides by 0 (or by what may be 0) shows why."""
    for computers in (0, (0, 5)):
        steps = steps_in(desk.judge(desk.sample, {**GOOD, "computers": computers}, ALL_A, explain=True))
        for step in [one for one in steps if one.op in OPERATORS]:
            assert step.result is replayed(bounds(step.left), step.op, bounds(step.right)), step


@given(PARTLY, GRADES, st.sampled_from([None, "south", "north"]))
@example(GOOD, ALL_A, None)
@draws(24)
def test_every_comparison_of_the_trace_replays(desk, facts, grades, region):
    """P59: from the two values that a step shows, its comparison gives the truth that it states."""
    assume(facts.get("computers") != 0)
    attributes = {"region": region} if region else None
    for step in steps_in(desk.judge(desk.sample, facts, grades, attributes=attributes, explain=True)):
        if step.op in OPERATORS:
            assert step.result is replayed(bounds(step.left), step.op, bounds(step.right)), step


def names_for(facts: dict, region: str) -> dict:
    """Everything that a condition of the sample names, as Python values."""
    numbers = {own: Fraction(value) if not isinstance(value, bool) else value for own, value in facts.items()}
    values = {
        "rate_a": Fraction(95 if region == "south" else 90),
        "rate_b": Fraction(85),
        "ratio_a": Fraction(12),
        "ratio_b": Fraction(15),
    }
    share = {"share": 100 * numbers["strong"] / numbers["schools"]} if numbers["schools"] else {}
    return {**numbers, **values, **share}


@given(FULL, GRADES, REGIONS)
@example(GOOD, ALL_A, "south")
@draws(16)
def test_every_step_and_grade_agrees_with_an_independent_evaluator(desk, facts, grades, region):
    """P59: the conditions of the trace, its values and the grades they lead to are those of exact Python
    arithmetic.
    """
    assume(facts["computers"] and facts["schools"])
    names = names_for(facts, region)
    found = desk.judge(desk.sample, facts, grades, attributes={"region": region}, explain=True)
    for step in steps_in(found):
        if "(indicators" in step.condition:
            continue
        if step.purpose == "value":
            own, _, text = step.condition.partition(" = ")
            assert Fraction(step.left) == computed(text, names) == names[own]
            continue
        assert step.result is computed(step.condition, names), step
        if step.op in OPERATORS:
            left, right = step.condition.split(f" {step.op} ")
            assert [Fraction(step.left), Fraction(step.right)] == [
                computed(left, names),
                computed(right, names),
            ]

    outcomes = {one.id: one.grade for one in found.findings}
    for indicator in desk.sample.indicators:
        if indicator.assessed:
            continue
        expected = next(
            band.grade
            for band in indicator.bands
            if band.condition is None or computed(band.condition.text, names)
        )
        if indicator.ceiling and expected == "A" and not computed(indicator.ceiling[0].condition.text, names):
            expected = "B"
        assert expected == outcomes[indicator.id]


@given(FULL, GRADES, REGIONS)
@example(GOOD, ALL_A, "south")
@example({**GOOD, "rate": Fraction("49.9")}, ALL_A, "south")
@draws(16)
def test_the_verdict_follows_from_the_findings_alone(desk, facts, grades, region):
    """P59: gates, vetoes and grades as reported lead to the reported level."""
    found = desk.judge(desk.sample, facts, grades, attributes={"region": region}, explain=True)
    outcomes = [one.grade for one in found.findings]
    assume(None not in outcomes)
    level = "gold" if set(outcomes) == {"A"} else "pass" if outcomes.count("B") <= 2 else "fail"
    barred = [gate for gate in found.gates if gate.holds is False] + [
        veto for veto in found.vetoes if veto.fired
    ]

    assert ("C" in outcomes) == next(veto.fired for veto in found.vetoes if veto.id == "any-c")
    assert ("fail" if barred else level) == found.verdict.level


# -- reasons ----------------------------------------------------------------------------------------


@given(st.lists(st.sampled_from(["A", "B", "C", None]), min_size=16, max_size=16))
@example(["A"] * 13 + ["B"] * 3)
@example(["C"] + [None] * 15)
@example(["B", "B", "C", "C"] + ["A"] * 12)
@draws(24)
def test_no_cited_cause_can_be_left_out(desk, jiangsu_data, grades):
    """P60: the causes of each reason prove the verdict by themselves, and without any one of them they do
    not.
    """
    stated = {str(at): grade for at, grade in enumerate(grades, 1) if grade}
    verdict = desk.judge(jiangsu_data, grades=stated).verdict
    assume(verdict.level == "fail")
    fired = {"any-c": "C" in grades, "two-b": grades.count("B") >= 2}

    assert {own for own, holds in fired.items() if holds} == {
        own for reason in verdict.reasons for own in reason.ids
    }
    for reason in verdict.reasons:
        cited = {own: stated[own] for own in reason.because}
        assert {"any-c": ["C"], "two-b": ["B", "B"]}[reason.ids[0]] == list(cited.values())
        assert ("fail",) == desk.possible(jiangsu_data, grades=cited)
        for own in cited:
            assert ("pass", "fail") == desk.possible(jiangsu_data, grades=without(cited, {own}))


LEVELS = """levels: [{id: one, required: true}, {id: two}, {id: three}]
grades: [A, B, C]
indicators:
%s
verdict:
  - {level: one, when: 'count(indicators, grade == "A") >= 4'}
  - {level: two, when: 'count(indicators, grade == "C") <= 1 and grade("1") != "C"'}
  - {level: three}
""" % "\n".join(f'  - {{id: "{at}", source: s 1, assessed: grade}}' for at in range(1, 7))


@given(st.lists(st.sampled_from(["A", "B", "C", None]), min_size=6, max_size=6))
@example(["A", "A", "B", "B", "C", "C"])
@example(["C", "C", "C", "A", "A", "A"])
@example(["A", "A", "A", "A", None, None])
@example(["B", "B", "B", "C", "A", "A"])
@draws(32)
def test_the_cited_causes_of_a_level_are_a_minimal_proof_that_no_better_one_is_reached(desk, grades):
    """P60: what a level cites keeps every better level away, and no part of it does so alone."""
    ruleset = desk.ruleset(LEVELS)
    stated = {str(at): grade for at, grade in enumerate(grades, 1) if grade}
    verdict = desk.judge(ruleset, grades=stated).verdict
    assume(verdict.level is not None and verdict.reasons[0].kind == "level")
    better = {"one": set(), "two": {"one"}, "three": {"one", "two"}}[verdict.level]

    cited = {own: stated[own] for own in verdict.reasons[0].because}
    assert not better & set(desk.possible(ruleset, grades=cited))
    for own in cited:
        assert better & set(desk.possible(ruleset, grades=without(cited, {own}))), own
