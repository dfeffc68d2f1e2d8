"""One C or two B fails, vetoes, and what is decided despite gaps: P33-P43."""

from __future__ import annotations

from fractions import Fraction
from functools import cache
from itertools import product
from math import factorial

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

SIXTEEN = [str(number) for number in range(1, 17)]
PLAIN = """grades: [A, B, C]
indicators:
%s
vetoes:
  - {id: any-c, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s 1}
  - {id: two-b, when: 'count(indicators, grade == "B") >= 2', level: fail, source: s 1}
verdict: [{level: pass}]
""" % "\n".join(f'  - {{id: "{own}", source: s 1, assessed: grade}}' for own in SIXTEEN)
COMBINATIONS = [
    (a, b, c, 16 - a - b - c) for a in range(17) for b in range(17 - a) for c in range(17 - a - b)
]


@cache
def completions(a: int, b: int, c: int, u: int) -> frozenset[str]:
    """Every verdict that filling the u open indicators can give: the oracle, by brute force over counts."""
    if u:
        return (
            completions(a + 1, b, c, u - 1)
            | completions(a, b + 1, c, u - 1)
            | completions(a, b, c + 1, u - 1)
        )
    return frozenset(["fail" if c >= 1 or b >= 2 else "pass"])


def grades_of(a: int, b: int, c: int, u: int = 0) -> dict[str, str]:
    """Grades by indicator, the open ones left out."""
    return dict(zip(SIXTEEN, "A" * a + "B" * b + "C" * c, strict=False))


def verdict_of(found) -> str:
    """The level of an assessment, or that it is open."""
    return found.verdict.level or "undetermined"


def counted(text: str) -> tuple[int, int, int, int]:
    """`14A1B1U` as counts."""
    found = dict.fromkeys("ABCU", 0)
    number = ""
    for letter in text:
        if letter.isdigit():
            number += letter
        else:
            found[letter], number = int(number), ""
    return tuple(found.values())


@pytest.fixture(scope="module")
def table(desk):
    """The levels possible at every combination of counts."""
    ruleset = desk.ruleset(PLAIN)
    return {counts: desk.possible(ruleset, grades=grades_of(*counts)) for counts in COMBINATIONS}


def test_every_combination_of_counts_has_its_verdict(table):
    """P33: of the 969 combinations 936 fail, 2 pass and 31 are open, each as the rule says."""
    expected = {
        (a, b, c, u): "fail" if c >= 1 or b >= 2 else "pass" if u == 0 else "undetermined"
        for a, b, c, u in COMBINATIONS
    }
    actual = {counts: found[0] if len(found) == 1 else "undetermined" for counts, found in table.items()}

    assert expected == actual
    assert [936, 2, 31] == [
        list(actual.values()).count(verdict) for verdict in ("fail", "pass", "undetermined")
    ]


def test_every_verdict_is_the_set_of_its_completions(table):
    """P33, P40: what is still possible is just what brute force over the open indicators gives."""
    expected = {counts: completions(*counts) for counts in COMBINATIONS}
    assert expected == {counts: frozenset(found) for counts, found in table.items()}


def test_the_shipped_ruleset_says_the_same(jiangsu_data, desk, table):
    """P33: jiangsu-16@2007 gives the same levels on every combination."""
    assert table == {
        counts: desk.possible(jiangsu_data, grades=grades_of(*counts)) for counts in COMBINATIONS
    }


@given(st.sampled_from(COMBINATIONS))
@example((14, 1, 0, 1))
@draws(12)
def test_the_whole_assessment_says_the_same(jiangsu_data, desk, table, counts):
    """P33: level, status and required level of an assessment are those of the levels still possible."""
    verdict = desk.judge(jiangsu_data, grades=grades_of(*counts)).verdict
    possible = table[counts]

    assert possible == verdict.possible
    assert (possible[0] if len(possible) == 1 else None) == verdict.level
    assert ("decided" if len(possible) == 1 else "undetermined") == verdict.status
    assert {("pass",): True, ("fail",): False}.get(possible) is verdict.meets_required


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ("16A", "pass"),
        ("15A1B", "pass"),
        ("14A2B", "fail"),
        ("15A1C", "fail"),
        ("15A1U", "undetermined"),
        ("13A2B1U", "fail"),
        ("1C15U", "fail"),
        ("14A1B1U", "undetermined"),
        ("16U", "undetermined"),
        ("13A3B", "fail"),
        ("16B", "fail"),
    ],
)
def test_examples_of_the_rule(desk, jiangsu_data, counts, expected):
    """P34, P35: the examples of the rule; two B means at least two."""
    assert expected == verdict_of(desk.judge(jiangsu_data, grades=grades_of(*counted(counts))))


def test_just_seventeen_assignments_pass(table):
    """P36: of the 3^16 full assignments exactly 17 pass."""
    passing = [counts for counts, found in table.items() if counts[3] == 0 and found == ("pass",)]
    ways = [factorial(16) // (factorial(a) * factorial(b) * factorial(c)) for a, b, c, _ in passing]
    total = sum(
        factorial(16) // (factorial(a) * factorial(b) * factorial(c)) for a, b, c, u in COMBINATIONS if u == 0
    )
    assert (17, 43_046_721) == (sum(ways), total)


@given(st.permutations(SIXTEEN), st.sampled_from(COMBINATIONS))
@draws(24)
def test_which_indicator_has_the_grade_does_not_matter(desk, jiangsu_data, order, counts):
    """P33, P44: the verdict rests on the counts alone, not on which indicator has which grade."""
    grades = dict(zip(order, grades_of(*counts).values(), strict=False))
    assert completions(*counts) == frozenset(desk.possible(jiangsu_data, grades=grades))


VETOES = """grades: [A, B]
measures:
  one: {type: yesno}
  two: {type: yesno}
  x: {type: number}
  y: {type: number}
indicators:
  - {id: "1", source: s 1, assessed: grade}
  - {id: "2", source: s 1, assessed: grade}
vetoes:
  - {id: first, when: one, level: fail, source: s 2}
  - {id: second, when: two, level: fail, source: s 2}
  - {id: third, when: x / y > 1, level: fail, source: s 2}
verdict: [{level: pass, when: 'every(indicators, grade == "A")'}, {level: fail}]
"""
CALM = {"one": False, "two": False, "x": 0, "y": 1}
ALL_A = {"1": "A", "2": "A"}


@pytest.mark.parametrize(
    ("facts", "grades", "expected"),
    [
        ({"one": True}, {}, "fail"),
        ({"one": True}, ALL_A, "fail"),
        ({"one": None}, ALL_A, "undetermined"),
        ({}, ALL_A, "pass"),
        ({}, {"1": "A", "2": "B"}, "fail"),
        ({}, {"1": "A"}, "undetermined"),
        ({"one": True, "two": None}, ALL_A, "fail"),
        ({"one": None, "two": True}, ALL_A, "fail"),
        ({"one": False, "two": None}, ALL_A, "undetermined"),
        ({"x": 0, "y": 0}, ALL_A, "undetermined"),
        ({"x": 0, "y": 0, "two": True}, ALL_A, "fail"),
        ({"x": None, "y": None, "one": True}, {}, "fail"),
    ],
)
def test_a_veto_decides_despite_anything_missing(desk, facts, grades, expected):
    """P37, P38: a veto that is certain fails whatever else; one that is open keeps a pass open; one that
    is not, nothing.
    """
    assert expected == verdict_of(desk.judge(VETOES, {**CALM, **facts}, grades))


def test_the_veto_that_fired_is_reported(desk):
    """P37, P38: the reasons name the vetoes that certainly fire, and each finding says true, false or
    unknown.
    """
    found = desk.judge(VETOES, {"one": True, "two": None, "x": 0, "y": 1})

    assert [("veto", ("first",))] == [(reason.kind, reason.ids) for reason in found.verdict.reasons]
    assert [True, None, False] == [veto.fired for veto in found.vetoes]


@pytest.mark.parametrize("facts", ["{one: true, x: abc}", "{one: false, x: abc}", "{one: maybe}", "{one: 1}"])
def test_wrong_evidence_never_passes(desk, facts):
    """P39: a value of the wrong type is an error beside which no verdict is given."""
    assert desk.refusals(VETOES, f"format: evidence/1\nfacts: {facts}\ngrades: {{'1': A, '2': A}}\n")


def test_wrong_evidence_gives_exit_code_two(cli, write):
    """P39: evidence that would pass but for one wrong grade exits 2, not 0."""
    grades = ", ".join(f'"{own}": A' for own in SIXTEEN[:15])
    path = write("county.yaml", f'format: evidence/1\nruleset: jiangsu-16\ngrades: {{{grades}, "16": E}}\n')
    assert 2 == cli("check", str(path)).code


SMALL = """grades: [A, B, C]
measures:
  x: {type: percent, range: [0, 100]}
  y: {type: percent, range: [0, 100]}
  n: {type: count}
  p: {type: yesno}
  q: {type: yesno}
indicators:
  - {id: "1", source: s 1, bands: {A: x >= 95, B: x > 90, C: otherwise}}
  - {id: "2", source: s 1, bands: {A: y <= 5 and p, B: y <= 10 or n >= 3, C: otherwise}}
  - {id: "3", source: s 1, assessed: grade}
  - {id: "4", source: s 1, bands: {A: n >= 3, B: otherwise}, applies: q}
  - {id: "5", source: s 1, bands: {A: x > 90, B: otherwise}, ceiling: {A: q or p}}
gates: [{id: g, need: x >= 50, else: fail, source: s 1}]
vetoes:
  - {id: any-c, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s 1}
  - {id: v, when: p and n < 1, level: fail, source: s 1}
verdict: [{level: pass, when: 'count(indicators, grade == "B") <= 1'}, {level: fail}]
"""
DOMAINS = {
    "x": [49, 50, 90, 91, 95],
    "y": [5, 6, 10, 11],
    "n": [0, 1, 2, 3],
    "p": [True, False],
    "q": [True, False],
}


def small_oracle(x, y, n, p, q, panel) -> str:
    """The verdict of SMALL on full evidence, written anew."""
    grades = [
        "A" if x >= 95 else "B" if x > 90 else "C",
        "A" if y <= 5 and p else "B" if y <= 10 or n >= 3 else "C",
    ]
    grades += [panel, "A" if x > 90 and (q or p) else "B"]
    if q:
        grades.append("A" if n >= 3 else "B")
    failed = x < 50 or "C" in grades or (p and n < 1) or grades.count("B") > 1
    return "fail" if failed else "pass"


PARTIAL = st.fixed_dictionaries({own: st.sampled_from([None, *values]) for own, values in DOMAINS.items()})


@given(PARTIAL, st.sampled_from([None, "A", "B", "C"]))
@example(dict.fromkeys(DOMAINS), None)
@example({"x": 95, "y": 5, "n": 3, "p": True, "q": None}, "A")
@example({"x": None, "y": 5, "n": 0, "p": True, "q": None}, None)
@draws(60)
def test_a_verdict_is_decided_only_where_every_completion_agrees(desk, facts, panel):
    """P40: whatever brute force over below, at and above each threshold can give is still possible."""
    open_facts = [DOMAINS[own] if facts[own] is None else [facts[own]] for own in DOMAINS]
    panels = [panel] if panel else ["A", "B", "C"]
    reachable = {small_oracle(*values, graded) for values in product(*open_facts) for graded in panels}
    possible = set(desk.possible(desk.ruleset(SMALL), facts, {"3": panel} if panel else {}))
    complete = None not in facts.values() and panel is not None

    assert reachable <= possible
    if complete:
        assert reachable == possible


@given(st.lists(st.sampled_from(["A", "B", "C", None]), min_size=3, max_size=3), st.permutations(SIXTEEN))
@example(["B", None, None], SIXTEEN)
@draws(16)
def test_a_verdict_is_open_only_where_two_completions_differ(desk, jiangsu_data, grades, order):
    """P40: over the grades still possible the verdict is complete, with votes that leave two of three as
    well.
    """
    tied = {order[3]: {"votes": {"B": 1, "C": 1}}}
    stated = {own: grade for own, grade in zip(order, grades, strict=False) if grade}
    full = {**dict.fromkeys(order[4:], "A"), **stated, **tied}
    sets = [[grade] if grade else ["A", "B", "C"] for grade in grades]
    expected = {
        "fail" if "C" in chosen or chosen.count("B") >= 2 else "pass" for chosen in product(*sets, ["B", "C"])
    }
    assert expected == set(desk.judge(jiangsu_data, grades=full).verdict.possible)


def test_a_tie_of_b_and_c_beside_a_b_fails(desk, jiangsu_data):
    """P40: 14 A, one B and one of {B, C} fails although neither veto is known to fire."""
    grades = {**grades_of(14, 1, 0), "16": {"votes": {"B": 2, "C": 2}}}
    found = desk.judge(jiangsu_data, grades=grades)

    assert "fail" == found.verdict.level
    assert [("every_completion", (), ("16",), ())] == [tuple(reason) for reason in found.verdict.reasons]
    assert [None, None] == [veto.fired for veto in found.vetoes]


@given(PARTIAL, st.sampled_from([None, "A", "B", "C"]), st.data())
@draws(40)
def test_more_evidence_never_undecides(desk, facts, panel, data):
    """P41: filling gaps with any legal values keeps a verdict that was decided."""
    before = desk.judge(SMALL, facts, {"3": panel} if panel else {}).verdict.possible
    legal = {
        "x": st.integers(0, 100),
        "y": st.integers(0, 100),
        "n": st.integers(0, 10**6),
        "p": st.booleans(),
        "q": st.booleans(),
    }
    chosen = {
        own: value if value is not None else data.draw(st.none() | legal[own]) for own, value in facts.items()
    }
    graded = panel or data.draw(st.sampled_from([None, "A", "B", "C"]))
    after = desk.judge(SMALL, chosen, {"3": graded} if graded else {}).verdict.possible

    assert set(after) <= set(before)


def test_a_ceiling_found_broken_later_contradicts_the_panel_and_says_so(desk, jiangsu_data):
    """The stated exception to P41: facts that contradict a panel's grade lower it, with a warning for each."""
    facts = ("required_courses", "funding_policy")
    before = desk.possible(jiangsu_data, grades=grades_of(16, 0, 0))
    found = desk.judge(jiangsu_data, dict.fromkeys(facts, False), grades_of(16, 0, 0))

    assert (("pass",), "fail") == (tuple(before), found.verdict.level)
    assert ["ER414", "ER414"] == [one.code for one in found.diagnostics]


def margin_rule(standard: str) -> str:
    """Seven figures: at least six reach the standard, the other is not below 85 % of it."""
    names = [f"r{number}" for number in range(1, 8)]
    reached = ", ".join(f"{name} >= std" for name in names)
    near = " and ".join(f"{name} >= floor * std" for name in names)
    return f"""values: {{std: {{value: {standard}, source: s 1}}, floor: {{value: 0.85, source: s 1}}}}
measures: {{{", ".join(f"{name}: {{type: number}}" for name in names)}}}
indicators: [{{id: "1", source: s 1, met: "at_least(6, {reached}) and {near}"}}]
"""


@pytest.mark.parametrize(
    ("standard", "floor"),
    [("4.2", "3.57"), ("5.3", "4.505"), ("0.9", "0.765"), ("2.3", "1.955"), ("10.2", "8.67")],
)
def test_six_of_seven_and_the_other_within_the_margin(desk, standard, floor):
    """P42: 85 % of the standard is exact: six and one at the floor is met, a hair below it is not."""
    std, least = Fraction(standard), Fraction(floor)
    hair = Fraction(1, 10**12)
    cases = {
        "met": [[std] * 7, [std] * 6 + [least], [least] + [std] * 6],
        "not_met": [[std] * 6 + [least - hair], [std] * 5 + [std - hair] * 2, [std - hair] * 7],
    }
    rule = margin_rule(standard)
    for expected, rows in cases.items():
        for row in rows:
            facts = dict(zip([f"r{number}" for number in range(1, 8)], row, strict=True))
            assert expected == desk.judge(rule, facts).findings[0].outcome


EVERY = """indicators:
%s
verdict: [{level: pass, when: "every(indicators, met)"}, {level: fail}]
""" % "\n".join(f'  - {{id: "{number}", source: s 1, assessed: yesno}}' for number in range(1, 101))


@pytest.mark.parametrize(
    ("yes", "no", "expected"),
    [(100, 0, "pass"), (99, 0, "undetermined"), (98, 1, "fail"), (0, 1, "fail"), (0, 0, "undetermined")],
)
def test_every_one_must_be_met(desk, yes, no, expected):
    """P43: 99 of 100 met and one open is open; one that is not met fails whatever is open."""
    grades = dict(zip(map(str, range(1, 101)), [True] * yes + [False] * no, strict=False))
    assert expected == verdict_of(desk.judge(EVERY, grades=grades))
