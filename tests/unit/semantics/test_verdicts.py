"""Standings, the verdict over joint cases, reasons, gaps, what is missing, claims and steps, on small rulesets.

Each test writes the ruleset it needs, so that what is promised can be read in one place.
"""

from __future__ import annotations

import itertools
from decimal import Decimal

import pytest

BANDS = """
grades: [A, B, C]
measures:
  rate: {type: percent, range: [0, 100], better: higher, zh: 率, en: rate}
  ok: {type: count, better: higher, zh: 达标, en: reached}
  total: {type: count, zh: 总数, en: all}
  share: {type: percent, better: higher, value: "percent(ok, total)", zh: 比例, en: share}
  flag: {type: yesno, zh: 有, en: has}
indicators:
  - {id: a, source: s 1, bands: {A: rate >= 95, B: rate >= 90, C: otherwise}}
  - {id: b, source: s 1, bands: {A: share >= 95, B: share > 80, C: otherwise}}
  - {id: p, source: s 1, assessed: grade, ceiling: {A: flag}}
vetoes: [{id: c, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s 1}]
verdict: [{level: pass, when: 'count(indicators, grade == "A") >= 2', source: s 1}, {level: fail}]
"""
FULL = {"facts": {"rate": 96, "ok": 19, "total": 20, "flag": True}, "grades": {"p": "A"}}


def changed(**facts: object) -> dict[str, object]:
    return {"facts": {**FULL["facts"], **facts}, "grades": FULL["grades"]}


def grades(assessment) -> list[str]:
    return ["/".join(map(str, one.possible)) for one in assessment.indicators]


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({}, "A A A"), ({"rate": 95}, "A A A"), ({"rate": "94.999"}, "B A A"), ({"rate": 90}, "B A A"), ({"ok": 16}, "A C A"), ({"ok": 17}, "A B A"),
        ({"rate": None}, "A/B/C A A"), ({"rate": {"between": [90, 100]}}, "A/B A A"), ({"flag": False}, "A A B"), ({"flag": None}, "A A A"),
        ({"total": 0, "ok": 0}, "A A/B/C A"), ({"ok": {"between": [16, 19]}}, "A A/B/C A"), ({"total": {"between": [19, 20]}}, "A A A"),
    ],
)  # fmt: skip
def test_each_indicator_by_itself(facts: dict, expected: str, assess):
    """On and beside every bound, unknown, within bounds, over nothing; an unknown ceiling lowers no panel."""
    from decimal import Decimal

    given = {name: Decimal(value) if isinstance(value, str) else value for name, value in facts.items()}
    assert expected.split() == grades(assess(BANDS, changed(**given)))


def test_an_indicator_that_does_not_apply_counts_nowhere(assess):
    """applies: false is not applicable, unknown leaves it open, true judges it."""
    rules = 'measures: {n: {type: count}, r: {type: percent}}\nindicators: [{id: "1", source: s 1, applies: n > 0, met: r >= 90}]'
    assert ["not_applicable"] == grades(assess(rules, {"facts": {"n": 0, "r": 1}}))
    assert ["not_met/not_applicable"] == grades(assess(rules, {"facts": {"r": 1}}))
    assert ["not_met"] == grades(assess(rules, {"facts": {"n": 1, "r": 1}}))


def test_in_a_hole_between_bands_every_grade_is_possible(assess):
    """Bands over two quantities may leave a hole that loading can only warn of: there nothing is decided."""
    text = """grades: [A, B]
measures: {r: {type: number}, q: {type: number}}
indicators: [{id: "1", source: s 1, when_both: better, bands: {A: r > q, B: r < q}}]
verdict: [{level: pass, when: 'count(indicators, grade == "A") == 1'}, {level: fail}]
"""
    found = assess(text, {"facts": {"r": 5, "q": 5}})
    assert (found.verdict.level, found.verdict.possible) == (None, ("pass", "fail"))
    assert ["A/B"] == grades(found)
    assert assess(text, {"facts": {"r": 6, "q": 5}}).verdict.level == "pass"


@pytest.mark.parametrize(("which", "expected"), [("better", "A"), ("worse", "B")])
def test_when_both_bands_hold(which: str, expected: str, assess):
    """when_both says which of two bands counts where both hold."""
    rules = f"""grades: [A, B]
measures: {{r: {{type: percent}}}}
indicators: [{{id: "1", source: s 1, when_both: {which}, bands: {{A: r >= 90, B: r <= 90}}}}]
verdict: [{{level: pass, when: 'grade("1") == "A"'}}, {{level: fail}}]"""
    assert [expected] == grades(assess(rules, {"facts": {"r": 90}}))


def test_a_value_without_a_number_sends_the_indicator_to_the_panel(assess):
    """Where no text gives the number a panel decides; with the region whose number is given it is computed."""
    rules = """grades: [A, B]
choices: {region: {south: 南, north: 北}}
values: {line: {by: region, south: 90, north: null, unit: "%", source: s 1}}
measures: {r: {type: percent}}
indicators: [{id: "1", source: s 1, bands: {A: r >= line, B: otherwise}}]
verdict: [{level: pass, when: 'grade("1") == "A"'}, {level: fail}]"""

    def where(region: str, **parts: object) -> object:
        return assess(rules, {"subject": {"attributes": {"region": region}}, "facts": {"r": 80}, **parts})

    assert ["B"] == grades(where("south", grades={"1": "A"}))
    assert ["A"] == grades(where("north", grades={"1": "A"}))
    assert ["A/B"] == grades(where("north"))


# -- the verdict over every joint case -----------------------------------------------------------------------------

PANEL = """
grades: [A, B, C]
levels: [{id: top}, {id: pass, required: true}, {id: fail}]
indicators:
%s
vetoes: [{id: v, when: 'count(indicators, grade == "C") >= 2', level: fail, source: s 1}]
verdict: [{level: top, when: 'share(indicators, grade == "A") >= 0.75', source: s 1}, {level: pass, when: 'grade("i0") != "C"', source: s 1}, {level: fail}]
""" % "\n".join(f"  - {{id: i{at}, source: s 1, assessed: grade}}" for at in range(4))


def test_the_possible_levels_are_those_of_every_completion(assess):
    """For every way of leaving grades open, the levels are exactly those that some completion has."""
    decided: dict[tuple[str, ...], str] = {}
    for full in itertools.product("ABC", repeat=4):
        decided[full] = assess(PANEL, {"grades": {f"i{at}": grade for at, grade in enumerate(full)}}).verdict.level
    for partial in itertools.product(("A", "B", "C", None), repeat=4):
        if None not in partial or (partial.count(None) == 4 and partial != (None,) * 4):
            continue
        found = assess(PANEL, {"grades": {f"i{at}": grade for at, grade in enumerate(partial)}}).verdict
        every = {
            level
            for full, level in decided.items()
            if all(one in (None, other) for one, other in zip(partial, full, strict=True))
        }
        assert every == set(found.possible)
        assert (found.level is None) == (len(every) > 1)


def test_too_many_joint_cases_are_bounded_soundly(assess, monkeypatch):
    """Beyond the limit of cases the answer is wider, never wrong."""
    from evalrules.semantics import counting

    exact = {given: assess(PANEL, {"grades": {"i0": given}}).verdict.possible for given in "ABC"}
    monkeypatch.setattr(counting, "MAX_VECTORS", 1)
    for given, possible in exact.items():
        assert set(possible) <= set(assess(PANEL, {"grades": {"i0": given}}).verdict.possible)


def test_the_worst_of_what_applies_wins(assess):
    """A gate that fails caps the level whatever else holds; an open gate leaves both."""
    rules = """measures: {n: {type: count}}
indicators: [{id: "1", source: s 1, assessed: yesno}]
gates: [{id: g, need: n >= 3, else: fail, source: s 1}]"""
    for number, possible in ((3, ("pass",)), (2, ("fail",)), (None, ("pass", "fail"))):
        assert possible == assess(rules, {"facts": {"n": number}, "grades": {"1": True}}).verdict.possible


@pytest.mark.parametrize(("required", "meets"), [("top", False), ("pass", True), ("fail", True)])
def test_meets_required_is_certain_or_null(required: str, meets: bool, assess):
    """True where every possible level is at or above it, False where every one is below, else None."""
    given = {"grades": {"i0": "A", "i1": "A", "i2": "B", "i3": "B"}}
    assert meets is assess(PANEL, given, require=required).verdict.meets_required
    assert assess(PANEL, {}, require="pass").verdict.meets_required is None


# -- reasons -------------------------------------------------------------------------------------------------------


def test_leaving_out_any_reason_breaks_the_proof(assess):
    """Each indicator of `because` is needed; three Cs against a limit of two give a proof of two."""
    found = assess(PANEL, {"grades": {f"i{at}": "C" for at in range(3)}})
    reason = found.verdict.reasons[0]
    assert ("veto", ("v",), 2) == (reason.kind, reason.ids, len(reason.because))
    assert ("i0", "i1", "i2") == found.data.vetoes[0].because


def test_a_level_is_its_own_reason_where_no_gate_or_veto_applies(assess):
    """A gate that is fulfilled and a veto that does not fire take nothing away; one that applies is the reason."""
    rules = """measures: {n: {type: count}, bad: {type: count}}
indicators: [{id: "1", source: s 1, assessed: yesno}]
gates: [{id: g, need: n >= 3, else: fail, source: s 1}]
vetoes: [{id: v, when: bad > 0, level: fail, source: s 1}]"""
    for number, bad, reasons in (
        (3, 0, [("level", ("pass",))]), (2, 0, [("gate", ("g",))]), (3, 1, [("veto", ("v",))]),
        (2, 1, [("gate", ("g",)), ("veto", ("v",))]),
    ):  # fmt: skip
        found = assess(rules, {"facts": {"n": number, "bad": bad}, "grades": {"1": True}})
        assert reasons == [(one.kind, one.ids) for one in found.verdict.reasons]


def test_what_decides_only_together_is_found_beside_a_limit(assess):
    """Between two limits lies no round number: the figure that goes with the other is tried just beside them."""
    rules = """measures: {x: {type: number}, y: {type: number}}
indicators: [{id: "1", source: s 1, met: 5 < x < 6 and y > 30}]
verdict: [{level: pass, when: 'every(indicators, met)'}, {level: fail}]"""
    missing = {one.id: one for one in assess(rules, {"facts": {}}).missing}
    (given,) = missing["y"].together.others
    assert (given.id, 5 < float(given.value) < 6) == ("x", True)
    assert assess(rules, {"facts": {"x": float(given.value), "y": 31}}).verdict.level == "pass"


def test_what_is_held_against_a_number_by_attribute_turns_at_each_of_them(assess):
    """Where the region is not known 7 or 2 may be the limit: below 2 each passes, from 7 on each fails; so do cells."""
    rules = """choices: {region: {south: {zh: 南, en: south}, north: {zh: 北, en: north}}}
values: {v: {by: region, south: 7, north: 2, source: s 1}}
measures: {m: {type: number, range: [0, null]}}
tables: {t: {key: [name], columns: {name: {type: text}, c: {type: number, range: [0, null]}}}}
indicators: [{id: "1", source: s 1, met: '%s'}]
verdict: [{level: pass, when: 'every(indicators, met)'}, {level: fail}]"""
    for met, given, own in (("m < v", {}, "m"), ("every(t, c < v)", {"t": [{"name": "a"}]}, "t.c[a]")):
        missing = {one.id: one for one in assess(rules % met, {"facts": {}, "tables": given}).missing}
        told = [(one.to, one.op, str(one.value)) for one in missing[own].needed]
        assert told == [("pass", "<", "2"), ("fail", ">=", "7")]


def test_days_turn_at_both_ends_of_the_years_that_they_are_held_against(assess):
    """Against a number from 0 to 10 that is not given a day decides ten years ago, or not a year ago; between it does not."""
    rules = """measures: {n: {type: count, range: [0, 10]}, day: {type: date}}
indicators: [{id: "1", source: s 1, met: n < years_since(day)}]
verdict: [{level: pass, when: 'every(indicators, met)'}, {level: fail}]"""
    missing = {one.id: one for one in assess(rules, {"period": 2022, "facts": {}}).missing}
    assert [(one.to, one.op, one.value) for one in missing["day"].needed] == [
        ("pass", "<=", "2011-12-31"), ("fail", ">", "2021-12-31"),
    ]  # fmt: skip


ALL_OF_THREE = """
indicators: [{id: a, source: s, assessed: yesno}, {id: b, source: s, assessed: yesno}, {id: c, source: s, assessed: yesno}]
verdict: [{level: pass, when: "%s"}, {level: fail}]
"""


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("every(indicators, met)", ("a", "c")),
        ("every(indicators, met) and count(indicators, met) >= 2", ("a", "c")),
        ("count(indicators, met) >= 2", ()),
        ("every(indicators, met) or count(indicators, met) >= 2", ()),
    ],
)
def test_indicators_each_of_which_is_enough_are_listed(when: str, expected: tuple[str, ...], assess):
    """Where the level asks for every one of them; of a count, or of another way to the level, none is enough alone."""
    found = assess(ALL_OF_THREE % when, {"grades": {"a": False, "b": True, "c": False}})
    assert ("fail", expected) == (found.verdict.level, found.verdict.reasons[0].alone)


def test_every_completion_is_a_reason_of_its_own(jiangsu):
    """Where no single rule decides (B would be the second B, C the first C) the open indicator is listed."""
    import evalrules

    given = {**{str(at): "A" for at in range(1, 17)}, "8": "B", "9": {"votes": {"B": 4, "C": 4}, "panel": 8}}
    found = evalrules.assess(jiangsu, evalrules.evidence_from({"grades": given}, jiangsu))
    assert ("fail", [("every_completion", (), ("9",), ())]) == (
        found.verdict.level,
        list(map(tuple, found.verdict.reasons)),
    )
    assert [None, None] == [one.fired for one in found.data.vetoes]


# -- gaps ----------------------------------------------------------------------------------------------------------


def gap_of(assessment, own: str):
    return next((one for one in assessment.gaps if (one.kind, one.id) == ("indicator", own)), None)


@pytest.mark.parametrize(
    ("facts", "own", "to", "need", "op", "short", "more"),
    [
        ({"rate": 62}, "a", "B", "90", ">=", "28", None), ({"rate": 90}, "a", "A", "95", ">=", "5", None),
        ({"ok": 13}, "b", "B", "80", ">", "15", "4"), ({"ok": 16}, "b", "B", "80", ">", "0", "1"), ({"ok": 17}, "b", "A", "95", ">=", "10", "2"),
    ],
)  # fmt: skip
def test_the_distance_in_real_units(facts, own, to, need, op, short, more, assess):
    """To the next better grade: the bound, the distance, and how many more of what is counted."""
    gap = gap_of(assess(BANDS, changed(**facts)), own)
    change = gap.changes[0]
    assert (to, need, op, short, more) == (gap.to, change.need, change.op, change.short, change.how_many)


@pytest.mark.parametrize("facts", [{"rate": 62}, {"rate": 90}, {"ok": 13}, {"ok": 17}, {"rate": 62, "ok": 13}])
def test_closed_as_reported_the_grade_rises_and_by_less_it_does_not(facts, assess):
    """Carrying out a gap raises the grade; one school or a hundredth less does not."""
    from decimal import Decimal

    before = assess(BANDS, changed(**facts))
    for gap in (one for one in before.gaps if one.kind == "indicator"):
        change = gap.changes[0]
        measure, less = (change.count_of, 1) if change.how_many else (change.measure, Decimal("0.01"))
        need = (
            int({**FULL["facts"], **facts}[measure]) + int(change.how_many) if change.how_many else Decimal(change.need)
        )
        at = [one.id for one in before.indicators].index(gap.id)
        assert gap.to == grades(assess(BANDS, changed(**{**facts, measure: need})))[at]
        assert gap.start == grades(assess(BANDS, changed(**{**facts, measure: need - less})))[at]


def test_a_stated_share_that_agrees_still_tells_how_many(assess):
    """A share stated beside its counts, rounded rightly, does not take away "2 more schools"."""
    change = gap_of(assess(BANDS, changed(ok=17, share=85)), "b").changes[0]
    assert ("2", "ok") == (change.how_many, change.count_of)


def test_the_best_grade_and_an_open_one_have_no_gap(assess):
    """Nothing is missing at the top, and an undecided grade has no distance."""
    found = assess(BANDS, changed(rate=None))
    assert [None, None] == [gap_of(found, "a"), gap_of(found, "b")]


def test_the_level_gap_reaches_the_level(assess):
    """Every alternative, carried out, gives the level; none has a change too many."""
    found = assess(BANDS, changed(rate=62, ok=13))
    gap = next(one for one in found.gaps if one.kind == "level")
    assert ("fail", "pass") == (gap.start, gap.to)
    assert {"rate", "share"} == {change.measure for change in gap.changes}
    from decimal import Decimal

    wanted = {change.measure: Decimal(change.need) for change in gap.changes}
    schools = 17 if wanted["share"] == 80 else 19
    assert "pass" == assess(BANDS, changed(rate=wanted["rate"], ok=schools)).verdict.level
    assert "fail" == assess(BANDS, changed(rate=wanted["rate"] - 1, ok=schools)).verdict.level
    assert "fail" == assess(BANDS, changed(rate=wanted["rate"], ok=schools - 1)).verdict.level


def test_a_gap_never_asks_for_the_impossible(assess):
    """No count below zero, no percentage over its range."""
    rules = """grades: [A, B]
measures: {n: {type: count}, r: {type: percent, range: [0, 100]}}
indicators:
  - {id: "1", source: s 1, when_both: better, bands: {A: n < 0, B: otherwise}}
  - {id: "2", source: s 1, when_both: better, bands: {A: r > 100, B: otherwise}}
verdict: [{level: pass, when: 'every(indicators, grade == "A")'}, {level: fail}]"""
    assert () == assess(rules, {"facts": {"n": 0, "r": 100}}).gaps


# -- what is missing -----------------------------------------------------------------------------------------------


def missing(assessment, own: str):
    return next(one for one in assessment.missing if one.id == own)


def test_a_missing_number_says_where_the_verdict_turns(assess):
    """`>= 90` passes and `< 90` fails: the best level first."""
    found = missing(assess(BANDS, changed(rate=None)), "rate")
    assert ("fact", "null", True) == (found.kind, found.cause, found.decides)
    assert [("pass", ">=", "90"), ("fail", "<", "90")] == [(one.to, one.op, one.value) for one in found.needed]


def test_a_missing_count_turns_at_whole_numbers(assess):
    """Counts are told in whole numbers: more than 16 of 20, at most 16."""
    found = missing(assess(BANDS, changed(ok=None)), "ok")
    told = {(one.to, one.op, one.value) for one in found.needed}
    assert told in ({("pass", ">", "16"), ("fail", "<=", "16")}, {("pass", ">=", "17"), ("fail", "<=", "16")})


def test_what_would_decide_does_decide(assess):
    """Each value that is told to decide, filled in, gives that level."""
    for name in ("rate", "ok", "total"):
        for needed in missing(assess(BANDS, changed(**{name: None})), name).needed:
            if needed.op in (">=", "<=", "=="):
                assert needed.to == assess(BANDS, changed(**{name: int(needed.value)})).verdict.level, (
                    name,
                    needed,
                )


@pytest.mark.parametrize(
    ("facts", "own", "cause"),
    [({"ok": 0, "total": 0}, "share", "div_zero"), ({"rate": {"between": [1, 99]}}, "rate", "bounds")],
)
def test_causes_are_told_apart(facts: dict, own: str, cause: str, assess):
    """Division by zero and bounds are not the same as absent."""
    assert cause == missing(assess(BANDS, changed(**facts)), own).cause


def test_a_missing_fact_that_cannot_change_the_verdict_decides_nothing(assess):
    """Where the level is decided nothing that is missing decides."""
    found = assess(BANDS, {"facts": {"rate": 1}})
    assert "fail" == found.verdict.level
    assert {False} == {one.decides for one in found.missing}


def test_a_missing_attribute_is_named(assess):
    """The region decides the number: its options are told by level."""
    rules = """choices: {region: {south: 南, north: 北}}
values: {line: {by: region, south: 95, north: 90, unit: "%", source: s 1}}
measures: {r: {type: percent}}
indicators: [{id: "1", source: s 1, met: r >= line}]"""
    found = missing(assess(rules, {"facts": {"r": 92}}), "region")
    assert ("attribute", [("pass", ("north",)), ("fail", ("south",))]) == (
        found.kind,
        [(one.to, one.options) for one in found.needed],
    )


# -- claims and steps ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("stated", "holds"),
    [
        ("94", True),
        ("94.4", True),
        ("94.44", True),
        ("94.45", False),
        ("94.5", False),
        ("95", False),
        ("94.40", False),
    ],
)
def test_a_claim_is_held_to_its_own_digits(stated: str, holds: bool, assess):
    """17 of 18 is 94.44…: a figure rounded to its own digits holds, another does not, and the derived one counts."""
    from decimal import Decimal
    from fractions import Fraction

    found = assess(BANDS, changed(ok=17, total=18, share=Decimal(stated)))
    assert holds is (() == found.data.claims)
    assert "B" == grades(found)[1]
    assert Fraction(850, 9) == Fraction(found.data.claims[0].derived) if not holds else True


def test_a_claim_counts_where_its_inputs_are_missing(assess):
    """Without the counts the stated share is what is known."""
    assert "A" == grades(assess(BANDS, {"facts": {"share": 96}}))[1]


def test_explain_records_every_comparison(assess):
    """The steps of an indicator can be replayed by hand; without explain there are none."""
    plain, explained = assess(BANDS, FULL), assess(BANDS, FULL, explain=True)
    assert [(), (), ()] == [one.steps for one in plain.indicators]
    steps = explained.indicators[1].steps
    assert ("value", "share = percent(ok, total)", "95") == (
        steps[0].purpose,
        steps[0].condition,
        steps[0].left,
    )
    assert [("A", "95", ">=", "95", True), ("B", "95", ">", "80", True)] == [
        (one.purpose, one.left, one.op, one.right, one.result) for one in steps if one.op
    ]
    assert plain.verdict == explained.verdict


def test_a_grade_stated_against_the_figures_is_a_warning(assess):
    """ER412; the computed grade counts, and a stated one never fills in for a missing fact."""
    found = assess(BANDS, {**changed(rate=62), "grades": {"p": "A", "a": "A"}})
    assert ("C", ["ER412"]) == (
        grades(found)[0],
        [one.code for one in found.diagnostics if one.code != "ER109"],
    )
    assert "A/B/C" == grades(assess(BANDS, {**changed(rate=None), "grades": {"p": "A", "a": "A"}}))[0]


@pytest.mark.parametrize(("flag", "certain"), [(True, [True]), (None, [False]), (False, [])])
def test_a_condition_of_the_result_may_count_indicators(flag, certain, assess):
    """It holds where enough indicators certainly do, may hold where they still can, and is not said where they cannot."""
    rules = """
measures: {flag: {type: yesno}}
indicators: [{id: "1", source: s 1, met: flag}]
conditions: [{id: w, when: 'count(indicators, met) >= 1 and met("1")', level: fail, source: s 1}]
verdict: [{level: pass, when: flag, source: s 1}, {level: fail}]
"""
    found = assess(rules, {"facts": {"flag": flag}})
    assert certain == [one.certain for one in found.verdict.conditions]


def test_what_is_open_and_stands_twice_gives_no_value_that_decides(assess):
    """Within bounds a number is read at each place by itself: x / x is not 1, and no value beside it is said to decide."""
    rules = """measures: {a: {type: number}, x: {type: number}}
indicators: [{id: "1", source: s 1, met: a <= x / x}]"""
    found = assess(rules, {"facts": {"x": {"between": [2, 3]}}})
    (missing,) = [one for one in found.missing if one.id == "a"]
    for needed in missing.needed:
        for value in (needed.value, *needed.options):
            assert assess(rules, {"facts": {"a": Decimal(value), "x": {"between": [2, 3]}}}).verdict.level == needed.to
    once = assess(rules.replace("x / x", "x / 2"), {"facts": {"x": {"between": [2, 3]}}})
    assert [("pass", "1"), ("fail", "1.5")] == [(one.to, one.value) for one in once.missing[0].needed]


def test_full_points_of_an_open_option_are_not_known(assess):
    """Full points by an attribute that is not given are no number; every report can be written."""
    found = assess(
        """
choices: {applied: {first: 一级, second: 二级}}
values: {most: {by: applied, first: 150, second: 120, source: s 1}}
indicators: [{id: "1", source: s 1, points: most, awarded: assessor}]
verdict: [{level: pass, when: "sum(indicators, points) >= 100"}, {level: fail}]
""",
        {},
    )
    (one,) = found.indicators
    assert one.points is not None
    assert (one.points.high, one.points.full, one.points.scored_as) == ("150", None, "unknown")


def test_a_number_below_one_decides_the_points_that_it_is_a_factor_of(assess):
    """Points of 10 * b, kept at 10, turn where b is 0.3: found although 1, 2 and 3 all give full points."""
    found = assess(
        """
measures: {b: {type: number, range: [0, 0.6]}}
indicators: [{id: "1", source: s 1, points: 10, awarded: 10 * b}]
verdict: [{level: pass, when: "sum(indicators, points) >= 3"}, {level: fail}]
""",
        {},
    )
    (one,) = found.missing
    assert (one.id, one.decides, [(need.to, need.op, need.value) for need in one.needed]) == (
        "b",
        True,
        [("pass", ">=", "0.3"), ("fail", "<", "0.3")],
    )
