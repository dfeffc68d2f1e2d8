"""One value, one reading: what is stated, what the inputs give and what is declared, told alike by every reader."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import inf
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import evalrules
from evalrules.semantics.interval import known_value
from evalrules.semantics.measured import Measured, measured

RULES = """
measures:
  ok: {type: count, better: higher, zh: 达标, en: reached}
  total: {type: count, zh: 总数, en: all}
  share: {type: percent, range: [0, 100], better: higher, value: "percent(ok, total)", zh: 比例, en: share}
  other: {type: number, better: higher, zh: 其他, en: other}
tables:
  units:
    zh: 学校
    en: schools
    key: [name]
    columns:
      name: {type: text, zh: 校名, en: name}
      good: {type: count, zh: 合格, en: good}
      pupils: {type: count, zh: 学生数, en: pupils}
      rate: {type: percent, range: [0, 100], value: "percent(good, pupils)", zh: 合格率, en: rate of good ones}
indicators:
  - {id: a, source: s 1, met: share >= 82 and other >= 5}
  - {id: b, source: s 1, met: 'share(units, rate >= 50) >= 0.5', advisory: true}
verdict: [{level: pass, when: 'met("a")'}, {level: fail}]
"""
FULL = {"ok": 85, "total": 100}
ROWS = {"units": [{"name": "一小", "good": 10, "pupils": 20}]}


def interval(low: Any, high: Any) -> tuple[Any, Any]:
    return tuple(end if isinstance(end, float) else Fraction(end) for end in (low, high))


@pytest.mark.parametrize(
    ("stated", "derived", "expected"),
    [
        (None, None, Measured(interval(0, 100))),
        ((80, 90), None, Measured(interval(80, 90))),
        ((80, 90), (85, 85), Measured(interval(85, 85), interval(85, 85))),
        ((80, 84), (85, 85), Measured(interval(85, 85), interval(85, 85), True)),
        ((80, 90), (85, inf), Measured(interval(85, 90), interval(85, inf))),
        ((85, 85), (-inf, inf), Measured(interval(85, 85), interval(-inf, inf))),
        (None, (50, inf), Measured(interval(50, 100), interval(50, inf))),
        ((80, 90), (95, inf), Measured(interval(95, 100), interval(95, inf), True)),
        (None, (120, 120), Measured(interval(120, 120), interval(120, 120), False, True)),
        (None, (120, inf), Measured(interval(120, inf), interval(120, inf), False, True)),
    ],
)  # fmt: skip
def test_the_inputs_count_before_what_is_stated(stated: Any, derived: Any, expected: Measured):
    """Bounds only narrow what the inputs give; what they exclude is a claim, and what may not be is impossible."""
    ends = [None if one is None else interval(*one) for one in (stated, derived)]
    assert measured(ends[0], ends[1], interval(0, 100)) == expected


BOUNDS = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)


@given(stated=st.none() | BOUNDS, derived=st.none() | BOUNDS, declared=BOUNDS)
def test_a_value_is_never_beyond_what_counts(stated: Any, derived: Any, declared: Any):
    """It lies within what the inputs give, else within what is stated, and is wider than neither."""
    ends = [None if one is None else interval(*one) for one in (stated, derived)]
    found = measured(ends[0], ends[1], interval(*declared))
    within = ends[1] or ends[0] or interval(*declared)
    assert within[0] <= found.numbers[0] <= found.numbers[1] <= within[1]
    assert found.known == known_value(found.numbers)


@pytest.mark.parametrize("stated", [None, {"between": [80, 90]}, {"between": [85, 85]}, 85, {"between": [0, 84]}, 70])
def test_a_derived_value_is_known_whatever_is_stated_beside_it(stated: object, assess):
    """The verdict, the facts and what is missing say the same: 85 of 100 is 85 %, and only the other figure lacks."""
    found = assess(RULES, {"facts": {**FULL, "share": stated}, "tables": ROWS})
    assert [(one.id, one.decides) for one in found.missing] == [("other", True)]
    assert [(one.to, one.op, one.value) for one in found.missing[0].needed] == [("pass", ">=", "5"), ("fail", "<", "5")]
    assert ("share", "85") in [(use.measure, use.value) for use in found.indicators[0].facts]
    assert found.verdict.possible == ("pass", "fail")


@pytest.mark.parametrize(
    ("stated", "claim"),
    [
        ({"between": [80, 90]}, None), ({"between": [85, 86]}, None), ({"between": [80, 84]}, "80..84"), (85, None),
        ({"between": [86, 90]}, "86..90"), (Decimal("85.2"), "85.2"), (70, "70"),
    ],
)  # fmt: skip
def test_a_stated_figure_or_range_without_the_derived_value_is_a_claim(stated: object, claim: str | None, assess):
    """A warning with both, and the derived value counts."""
    found = assess(RULES, {"facts": {**FULL, "share": stated, "other": 5}})
    assert [(one.stated, one.derived) for one in found.data.claims] == ([] if claim is None else [(claim, "85")])
    assert [one.code for one in found.diagnostics if one.code == "ER413"] == ["ER413"] * (claim is not None)
    assert found.verdict.level == "pass"


def test_inputs_within_bounds_contradict_a_stated_figure_that_none_of_them_gives(assess):
    """From 95 on of 100 can be no 80 %: the claim says what the inputs give, and the verdict follows them."""
    found = assess(RULES, {"facts": {"ok": {"between": [95, 99]}, "total": 100, "share": 80, "other": 5}})
    assert [(one.stated, one.derived) for one in found.data.claims] == [("80", "95..99")]
    assert found.verdict.level == "pass"


def test_a_stated_figure_may_be_rounded_from_bounds(assess):
    """94.6 to 94.9 is rounded to 95: no claim."""
    facts = {"ok": {"between": [946, 949]}, "total": 1000, "share": 95, "other": 5}
    assert assess(RULES, {"facts": facts}).data.claims == ()


@pytest.mark.parametrize("stated", [None, 95, {"between": [90, 100]}])
@pytest.mark.parametrize("ok", [120, {"between": [101, 130]}])
def test_a_derived_value_that_cannot_be_is_never_judged(stated: object, ok: object, assess):
    """120 % of 100 is refused like a stated 120 %, with the places of its inputs, whatever is stated beside it."""
    with pytest.raises(evalrules.EvalrulesError) as caught:
        assess(RULES, {"facts": {"ok": ok, "total": 100, "share": stated, "other": 5}})
    (problem,) = caught.value.diagnostics
    args = dict(problem.args)
    assert (problem.code, args["derived"], args["expected"]) == ("ER456", "120" if ok == 120 else "101..130", "0..100")
    assert len(args["places"].split(", ")) == 2
    assert [one.role for one in problem.related] == ["fact"]


def test_a_derived_value_that_may_be_is_judged(assess):
    """The ends of a range are in it, and bounds that reach into it are no contradiction."""
    assert assess(RULES, {"facts": {"ok": 100, "total": 100, "other": 5}}).verdict.level == "pass"
    assert assess(RULES, {"facts": {"ok": {"between": [90, 130]}, "total": 100, "other": 5}}).verdict.level == "pass"


def test_a_derived_cell_that_cannot_be_is_refused_with_its_places(write, cli):
    """In rows too, whether they stand in the evidence or in a file of their own."""
    import json

    rules = "\n".join(line for line in RULES.splitlines() if line)
    text = write("r.yaml", _whole(rules))
    write("units.csv", "name,good,pupils\n一小,10,20\n二小,30,20\n")
    county = write("c.json", json.dumps({"format": "evidence/1", "tables": {"units": {"rows": "units.csv"}}}))
    run = cli("check", "--ruleset", text, county)
    assert run.code == 2
    assert "ER456" in run.out + run.err
    assert "units.csv:3:" in run.out + run.err
    assert "150" in run.out + run.err


def _whole(rules: str) -> str:
    head = (
        'format: ruleset/1\nid: t\nedition: "1"\nrevision: 1\ntitle: {zh: 例, en: sample}\nsubject: county\n'
        "sources: {s: {zh: 例文, en: sample text, confidence: read}}\n"
        "levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]\n"
    )
    return head + rules + "\n"


def test_the_cell_of_a_workbook_is_named(ruleset_from, write):
    """What is wrong in rows that stand on a sheet is named by sheet and cell."""
    import openpyxl

    book = openpyxl.Workbook()
    book.active.title = "学校"
    for line in (["name", "good", "pupils"], ["一小", 10, 20], ["二小", 30, 20]):
        book.active.append(line)
    county = write("c.yaml", "format: evidence/1\ntables: {units: {rows: units.xlsx}}\n")
    book.save(county.parent / "units.xlsx")
    rules = ruleset_from(RULES)
    with pytest.raises(evalrules.EvalrulesError) as caught:
        evalrules.assess(rules, evalrules.load_evidence(county, rules))
    (problem,) = caught.value.diagnostics
    assert problem.code == "ER456"
    assert "units.xlsx!学校!B3" in dict(problem.args)["places"]


@pytest.mark.parametrize("total", [0, {"between": [0, 0]}])
def test_something_of_nothing_is_no_share(total: object, assess):
    """5 of 0 are beyond any limit, so that they neither pass nor are left open; 0 of 0 may be any share."""
    with pytest.raises(evalrules.EvalrulesError) as caught:
        assess(RULES, {"facts": {"ok": 5, "total": total, "other": 5}})
    (problem,) = caught.value.diagnostics
    assert (problem.code, dict(problem.args)["derived"], problem.place.path) == ("ER456", "÷ 0", "facts.ok")
    assert assess(RULES, {"facts": {"ok": 0, "total": total, "other": 5}}).verdict.level is None
    with pytest.raises(evalrules.EvalrulesError):
        assess(RULES, {"facts": FULL, "tables": {"units": [{"name": "一小", "good": 5, "pupils": 0}]}})


def test_a_ratio_without_an_upper_limit_may_be_over_nothing(assess):
    """Books for no pupil contradict nothing: the quantity is beyond every number."""
    rules = RULES.replace("range: [0, 100], better", "range: [0, null], better")
    assert assess(rules, {"facts": {"ok": 5, "total": 0, "other": 5}}).verdict.level == "pass"


def test_a_derived_value_that_is_tried_counts_as_set(assess, ruleset_from):
    """A trial with another value of a derived measure keeps it through further trials, also in the rows."""
    from evalrules.semantics.case import case_of, exactly
    from evalrules.semantics.conditions import value_of

    rules = ruleset_from(RULES)
    case = case_of(rules.data, evalrules.evidence_from({"facts": FULL}, rules).data)
    tried = case.with_facts({"share": exactly(Fraction(81))}).with_facts({"other": exactly(Fraction(9))})
    assert value_of("share", tried.scope).numbers == (81, 81)
    assert value_of("share", tried.scope.of_row(tried.scope.facts)).numbers == (81, 81)
    assert (case.with_facts({"other": exactly(Fraction(9))}).level, tried.level) == ("pass", "fail")


@pytest.mark.parametrize(
    ("checks", "codes"), [("[ok <= total]", ["ER410"]), ("[ok >= 1]", ["ER456"]), ("[other <= ok]", ["ER410", "ER456"])]
)
def test_figures_that_break_a_relation_are_told_once(checks: str, codes: list[str], assess):
    """120 of 100 breaks `ok <= total`, and gives 120 %: one problem; where no relation says so, the share does."""
    with pytest.raises(evalrules.EvalrulesError) as caught:
        assess(f"{RULES}checks: {checks}\n", {"facts": {"ok": 120, "total": 100, "other": 130}})
    assert sorted(one.code for one in caught.value.diagnostics) == codes


def test_a_broken_relation_without_a_row_that_breaks_it_names_the_table(assess):
    """A relation over sums fails by no single row: the table is named, and nothing ends in a fault."""
    rules = RULES + "checks: ['sum(units, pupils) <= 10', 'count(units) <= 5']\n"
    with pytest.raises(evalrules.EvalrulesError) as caught:
        assess(rules, {"tables": ROWS})
    (problem,) = caught.value.diagnostics
    assert (problem.code, problem.place.path) == ("ER410", "tables.units")
