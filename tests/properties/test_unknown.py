"""What is missing, zero, empty or not applicable: three values, never a silent fail or pass. P21-P32."""

from __future__ import annotations

from fractions import Fraction

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.model.outcome import texts_of

TRUTHS = (True, False, None)
FLAGS = "p: {type: yesno}, q: {type: yesno}, r: {type: yesno}"
RATE = "rate: {type: percent, range: [0, 100]}"
FREE = "rate: {type: number}"
AND = {
    True: {True: True, False: False, None: None},
    False: {True: False, False: False, None: False},
    None: {True: None, False: False, None: None},
}
OR = {
    True: {True: True, False: True, None: True},
    False: {True: True, False: False, None: None},
    None: {True: True, False: None, None: None},
}
NOT = {True: False, False: True, None: None}
BANDS = """grades: [A, B, C]
measures: {rate: {type: percent%s}}
verdict: [{level: pass, when: 'grade("1") != "C"'}, {level: fail}]
indicators: [{id: "1", source: s 1, bands: {A: rate >= 98, B: rate >= 95, C: otherwise}}]
"""
RANGED = BANDS % ", range: [0, 100]"


@pytest.mark.parametrize("left", TRUTHS)
@pytest.mark.parametrize("right", TRUTHS)
def test_and_or_not_are_those_of_kleene(desk, left, right):
    """P21: the 27 results of and, or and not, written as operators and as functions."""
    facts = {"p": left, "q": right}

    assert AND[left][right] is desk.holds("p and q", facts, FLAGS)
    assert AND[left][right] is desk.holds("all_of(p, q)", facts, FLAGS)
    assert OR[left][right] is desk.holds("p or q", facts, FLAGS)
    assert OR[left][right] is desk.holds("any_of(p, q)", facts, FLAGS)
    assert NOT[left] is desk.holds("not p", facts, FLAGS)


@given(st.tuples(*[st.sampled_from(TRUTHS)] * 3), st.integers(1, 3))
@draws(24)
def test_at_least_counts_what_is_certain(desk, truths, needed):
    """P21: at_least(k) is true or false only where every completion of the unknown makes it so."""
    certain, open_ones = truths.count(True), truths.count(None)
    expected = True if certain >= needed else False if certain + open_ones < needed else None
    assert expected is desk.holds(f"at_least({needed}, p, q, r)", dict(zip("pqr", truths, strict=True)), FLAGS)


@pytest.mark.parametrize(
    "condition",
    [
        "u > 1 and f",
        "f and u > 1",
        "x / y > 1 and f",
        "f and x / y > 1",
        "not (u > 1 or not f)",
        "u > 1 and u < 2 and f",
    ],
)
def test_order_does_not_matter(desk, condition):
    """P22: unknown and false is false in both orders, also where the unknown is a division by zero."""
    measures = "u: {type: number}, f: {type: yesno}, x: {type: number}, y: {type: number}"
    assert desk.holds(condition, {"f": False, "x": 0, "y": 0}, measures) is False


CONDITIONS = st.recursive(
    st.sampled_from(["p", "q", "r", "x > 1", "x / y >= 2", "min(x, y) < 3"]),
    lambda inner: st.one_of(
        st.tuples(st.sampled_from([" and ", " or "]), st.lists(inner, min_size=2, max_size=3)).map(
            lambda drawn: ("join", *drawn)
        ),
        inner.map(lambda one: ("not", one)),
    ),
    max_leaves=6,
)


def spelled(tree, flip):
    """A tree of and, or and not as text, every list turned round where `flip`."""
    if isinstance(tree, str):
        return f"({tree})"
    if tree[0] == "not":
        return f"(not {spelled(tree[1], flip)})"
    parts = [spelled(part, flip) for part in tree[2]]
    return f"({tree[1].join(reversed(parts) if flip else parts)})"


@given(
    CONDITIONS,
    st.fixed_dictionaries(
        {
            **dict.fromkeys("pqr", st.sampled_from(TRUTHS)),
            **dict.fromkeys("xy", st.sampled_from([None, 0, 1, 2, 3])),
        }
    ),
)
@draws(24)
def test_turning_every_operand_round_changes_nothing(desk, tree, facts):
    """P22: the order of the operands of and and or changes no truth."""
    measures = f"{FLAGS}, x: {{type: count}}, y: {{type: count}}"
    assert desk.holds(spelled(tree, False), facts, measures) is desk.holds(
        spelled(tree, True), facts, measures
    )


def test_missing_zero_empty_and_false_differ(desk):
    """P23: a missing rate is unknown, a rate of 0 is grade C, and false for a rate is an error; missing
    is not 0.
    """
    missing, zero = desk.judge(RANGED, {"rate": None}), desk.judge(RANGED, {"rate": 0})

    assert [None, "unknown", None] == [
        missing.findings[0].grade,
        missing.findings[0].outcome,
        missing.findings[0].facts[0].value,
    ]
    assert ["C", "graded", "0"] == [
        zero.findings[0].grade,
        zero.findings[0].outcome,
        zero.findings[0].facts[0].value,
    ]
    assert ["rate"] == [one.id for one in missing.missing]
    assert ["ER402"] == desk.refusals(RANGED, desk.text({"rate": False}))
    assert [] == desk.refusals(RANGED, 'format: evidence/1\nfacts: {rate: ""}\n')
    assert missing.evidence_digest != zero.evidence_digest


@pytest.mark.parametrize(
    "spelling", ["null", "~", "", '"-"', "—", "/", "N/A", "n/a", "x", "X%", "无数据", '" 无数据 "']
)
def test_null_spellings_are_unknown_and_never_zero(desk, spelling):
    """P23: every spelling of nothing gives the verdict and the digest of a fact left out."""
    expected = desk.judge(RANGED)
    actual = desk.judge(RANGED, document=f"format: evidence/1\nfacts:\n  rate: {spelling}\n")

    assert expected.evidence_digest == actual.evidence_digest
    assert expected.verdict == actual.verdict
    assert "null" == actual.missing[0].cause


def test_a_missing_rate_decides_nothing_without_a_range(desk):
    """P24: rate >= 0 is unknown without a declared range and true with one; Kleene reads the rest."""
    assert desk.holds("rate >= 0", {}, FREE) is None
    assert desk.holds("rate >= 0", {}, RATE) is True
    assert desk.holds("rate > 100", {}, RATE) is False
    assert desk.holds("rate == rate", {}, FREE) is None
    assert desk.holds("rate >= 50 or rate < 50", {}, FREE) is None


def test_what_the_verdict_waits_for_is_what_is_reported_missing(desk):
    """P24: where Kleene leaves `rate >= 50 or rate < 50` open, rate is listed as missing."""
    text = f'measures: {{{FREE}}}\nindicators: [{{id: "1", source: s 1, met: rate >= 50 or rate < 50}}]\n'
    found = desk.judge(text)
    assert (None, ["rate"]) == (found.verdict.level, [one.id for one in found.missing])


def test_otherwise_is_not_the_home_of_unknown(desk):
    """P25: a missing rate gives no grade, never the C of `otherwise`."""
    finding = desk.judge(RANGED).findings[0]
    assert ("unknown", None, ("A", "B", "C")) == (finding.outcome, finding.grade, texts_of(finding.possible))


@pytest.mark.parametrize(
    ("low", "high", "possible", "level"),
    [
        ("96", "99", ("A", "B"), "pass"),
        ("94", "96", ("B", "C"), None),
        ("98", "98", ("A",), "pass"),
        ("0", "94.99", ("C",), "fail"),
        ("95", "97.99", ("B",), "pass"),
        ("0", "100", ("A", "B", "C"), None),
    ],
)
def test_a_rate_within_bounds_has_the_grades_it_can_have(desk, low, high, possible, level):
    """P26: between 96 and 99 the grade is A or B, and the verdict is open only where that matters."""
    found = desk.judge(RANGED, {"rate": (Fraction(low), Fraction(high))})
    assert (possible, level) == (texts_of(found.findings[0].possible), found.verdict.level)


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
@example(960, 30, 5)
@draws(24)
def test_grades_within_bounds_are_those_of_the_values_within(desk, low, width, inside):
    """P26, P40: every value within the bounds gives one of the possible grades, and both ends are reached."""
    high = min(1000, low + width)
    at = low + inside % (high - low + 1)
    found = desk.judge(RANGED, {"rate": (Fraction(low, 10), Fraction(high, 10))}).findings[0]
    possible = texts_of(found.possible)
    grades = [desk.grade(RANGED, {"rate": Fraction(value, 10)}) for value in (high, at, low)]

    assert grades[1] in possible
    assert (grades[0], grades[2]) == (possible[0], possible[-1])


def test_extremes_and_sums_over_unknown(desk):
    """P27: min(3, unknown) <= 5 is true; a sum is open unless its parts are declared not to be negative."""
    free, counts = "a: {type: number}, b: {type: number}", "a: {type: count}, b: {type: count}"
    facts = {"a": 3}

    assert desk.holds("min(a, b) <= 5", facts, free) is True
    assert desk.holds("max(a, b) >= 3", facts, free) is True
    assert desk.holds("max(a, b) >= 4", facts, free) is None
    assert desk.holds("min(a, b) >= 1", facts, free) is None
    assert desk.holds("a + b >= 1", facts, free) is None
    assert desk.holds("a + b >= 1", facts, counts) is True
    assert desk.holds("a + b <= 2", facts, counts) is False
    assert desk.holds("(a + b) / 2 >= 2", facts, free) is None


TALLY = """grades: [A, B, C]
measures: {{on: {{type: yesno}}}}
indicators: [{{id: "1", source: s 1, assessed: grade, applies: on}}]
verdict: [{{level: pass, when: '{}'}}, {{level: fail}}]
"""


@pytest.mark.parametrize(
    "condition",
    [
        'every(indicators, grade == "A")',
        'any(indicators, grade == "A")',
        'share(indicators, grade == "A") >= 0.9',
        'share(indicators, grade == "A") < 0.9',
        'not every(indicators, grade == "A")',
        'every(indicators, grade != "C")',
    ],
)
def test_every_any_and_share_over_nothing_are_unknown(desk, condition):
    """P28: where no indicator applies, every, any and share are neither true nor false."""
    found = desk.judge(TALLY.format(condition), {"on": False}, {"1": "A"})
    assert (None, ("pass", "fail")) == (found.verdict.level, found.verdict.possible)


def test_a_count_over_nothing_is_none(desk):
    """P28: counting over nothing gives 0, a number like any other."""
    found = desk.judge(TALLY.format('count(indicators, grade == "C") <= 0'), {"on": False})
    assert "pass" == found.verdict.level


@pytest.mark.parametrize(
    "condition", ["percent(a, b) >= 50", "percent(a, b) < 50", "percent(a, b) == 0", "a / b <= 12"]
)
def test_nothing_of_nothing_is_unknown(desk, condition):
    """P29: 0/0 against any limit is unknown."""
    counts = "a: {type: count, unit: 所}, b: {type: count, unit: 所}"
    assert desk.holds(condition, {"a": 0, "b": 0}, counts) is None


def test_division_by_zero_is_open_or_decided_by_cross_multiplication(desk):
    """P29: 0/5 is 0 %; pupils / computers <= 12 is decided with no computers; 5/0 has no value of its own."""
    counts = "a: {type: count, unit: 人}, b: {type: count, unit: 台}"

    assert desk.holds("percent(a, b) == 0", {"a": 0, "b": 5}, counts) is True
    assert desk.holds("a / b <= 12", {"a": 5, "b": 0}, counts) is False
    assert desk.holds("a / b + 1 <= 12", {"a": 5, "b": 0}, counts) is None
    assert desk.holds("a / b + 1 > 12", {"a": 5, "b": 0}, counts) is None


DERIVED = """measures:
  a: {type: count, unit: 所}
  b: {type: count, unit: 所}
  r: {type: percent, range: [0, 100], value: "percent(a, b)"}
indicators: [{id: "1", source: s 1, met: r >= 50}]
"""


def test_a_derived_measure_over_zero_says_so(desk):
    """P29: a derived 0/0 is unknown with the cause div_zero, although both inputs are known."""
    found = desk.judge(DERIVED, {"a": 0, "b": 0})

    assert "unknown" == found.findings[0].outcome
    assert [("r", "div_zero")] == [(one.id, one.cause) for one in found.missing]


APPLIES = """measures:
  population: {type: count, unit: 人}
  special: {type: yesno}
  other: {type: yesno}
indicators:
  - {id: "1", source: s 1, met: special, applies: population >= 300000}
  - {id: "2", source: s 1, met: other}
"""


@pytest.mark.parametrize(
    ("population", "special", "outcome", "level"),
    [
        (299999, None, "not_applicable", "pass"),
        (299999, False, "not_applicable", "pass"),
        (300000, True, "met", "pass"),
        (300000, False, "not_met", "fail"),
        (300000, None, "unknown", None),
        (None, None, "unknown", None),
        (None, False, "unknown", None),
        (None, True, "unknown", "pass"),
    ],
)
def test_not_applicable_is_declared_and_never_guessed(desk, population, special, outcome, level):
    """P30: an indicator is left out only where its condition says so; where that is open the indicator is
    open.
    """
    found = desk.judge(APPLIES, {"population": population, "special": special, "other": True})
    assert (outcome, level) == (found.findings[0].outcome, found.verdict.level)


@pytest.mark.parametrize(("facts", "meets"), [({}, None), ({"rate": 95}, True), ({"rate": 94}, False)])
def test_unknown_never_counts_as_reached(desk, facts, meets):
    """P31: an open verdict neither meets nor misses the required level."""
    assert meets is desk.judge(RANGED, facts).verdict.meets_required


RULES = "jiangsu-16"


@pytest.mark.parametrize(
    ("grades", "code"),
    [
        ('{"1": A}', 3),
        ('{"1": C}', 1),
        ("{" + ", ".join(f'"{n}": A' for n in range(1, 17)) + "}", 0),
        ('{"1": D}', 2),
    ],
)
def test_open_failed_passed_and_wrong_have_their_own_exit_codes(cli, write, grades, code):
    """P31, P32: 3 for open, 1 for failed, 0 for passed, 2 for evidence that is wrong."""
    path = write("county.yaml", f"format: evidence/1\nruleset: {RULES}\ngrades: {grades}\n")
    assert code == cli("check", str(path)).code


@pytest.mark.parametrize(
    "value", ["true", "是", "[1]", "{2005: 1}", '"95"', "95%", "abc", "1,234", "2007-09-01"]
)
def test_evidence_of_a_wrong_type_is_an_error(desk, value):
    """P32: a value that is no number is refused for a number, never read as unknown."""
    assert 1 == len(desk.refusals(RANGED, f"format: evidence/1\nfacts:\n  rate: {value}\n"))


def test_absent_evidence_is_no_error(desk):
    """P32: evidence without facts has no errors; everything is open."""
    assert [] == desk.refusals(RANGED, "format: evidence/1\n")
    assert ("pass", "fail") == desk.judge(RANGED, document="format: evidence/1\n").verdict.possible


@given(st.integers(-3, 3), st.one_of(st.none(), st.integers(-3, 3)), st.integers(-3, 3), st.sampled_from(["<", "<="]))
@example(90, None, 95, "<=")
def test_a_chain_is_its_comparisons_also_over_unknown(desk, low, middle, high, op):
    """P78: `low <= x <= high` is both comparisons: false where one is, whatever is missing; else unknown without x."""
    declared = "x: {type: number}"
    facts = {} if middle is None else {"x": middle}
    chain = desk.holds(f"{low} {op} x {op} {high}", facts, measures=declared)
    both = desk.holds(f"{low} {op} x and x {op} {high}", facts, measures=declared)
    assert chain is both
    if middle is None:
        assert desk.holds(f"{low} {op} {high} {op} x", facts, measures=declared) is (None if (low < high or (op == "<=" and low == high)) else False)
        assert chain is None
    else:
        assert chain is ((low < middle < high) if op == "<" else (low <= middle <= high))
