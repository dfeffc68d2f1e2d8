"""Only what got worse fails: what is tolerated, and what never is."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalrules.base.source import Span
from evalrules.baseline import held_against
from evalrules.model.assessment import Assessment
from evalrules.model.refs import RuleRef
from evalrules.model.report import Options, Regression, Report, Result

RULES = """
grades: [A, B, C]
measures: {ok: {type: yesno, zh: 好}}
indicators:
  - {id: "1", zh: 一, assessed: grade, source: s}
  - {id: "2", zh: 二, assessed: grade, source: s}
  - {id: "3", zh: 三, met: ok, source: s}
levels: [{id: good, zh: 好}, {id: pass, zh: 通过, required: true}, {id: fail, zh: 不通过}]
verdict:
  - {level: good, when: 'count(indicators, grade == "C") <= 0 and count(indicators, grade == "B") <= 0 and met("3")'}
  - {level: pass, when: 'count(indicators, grade == "C") <= 0 and met("3")'}
  - {level: fail}
"""


@pytest.fixture
def county(assess) -> Callable[..., Assessment]:
    """`county("AB", ok=True)`: the grades of two indicators, `.` for none, and whether the third is met."""

    def make(grades: str, ok: bool | None = True, rules: str = RULES, **parts: object) -> Assessment:
        given = {str(at): grade for at, grade in enumerate(grades, 1) if grade != "."}
        evidence = {"subject": {"id": "1"}, "period": 2007, "facts": {"ok": ok}, "grades": given, **parts}
        return assess(rules, evidence).data

    return make


def report(*found: Assessment) -> Report:
    return Report(Options(), tuple(Result(f"{at}.yaml", one, ()) for at, one in enumerate(found)), (), {})


def held(now: Assessment, before: Assessment) -> tuple[int, list[Regression]]:
    """The exit code of a county held against what it was, and what got worse."""
    found = held_against(report(now), report(before))
    assert found.baseline is not None
    assert bool(found.baseline.tolerated) == (found.exit_code == 0)
    return found.exit_code, list(found.baseline.regressions)


def test_what_was_no_better_is_tolerated(county):
    """The same failing indicator with the same grade: exit code 0 and the path in `tolerated`."""
    found = held_against(report(county("AC")), report(county("AC")))
    assert ((("0.yaml",), (), ""), 0) == (found.baseline, found.exit_code)
    assert 1 == report(county("AC")).exit_code


def test_another_failing_indicator_is_a_regression(county):
    """It fails although the level was as bad; the indicator is named with both grades."""
    assert (1, [Regression("0.yaml", "1", "A", "C")]) == held(county("CC"), county("AC"))
    assert (1, [Regression("0.yaml", "3", "met", "not_met")]) == held(county("AC", ok=False), county("AC"))


def test_a_worse_level_is_a_regression_with_what_it_rests_on(county):
    """From passed to failed, by one indicator."""
    level = Regression("0.yaml", None, "pass", "fail")
    assert (1, [level, Regression("0.yaml", "2", "B", "C")]) == held(county("AC"), county("AB"))


def test_open_is_tolerated_where_it_was_open(county):
    """Exit code 3 becomes 0; and where it was failing it is better now."""
    assert 3 == report(county("A.")).exit_code
    assert (0, []) == held(county("A."), county("A."))
    assert (0, []) == held(county("A."), county("AC"))


def test_open_that_became_certain_to_fail_is_a_regression(county):
    """Nobody knew, and now it is known to be bad."""
    assert (1, [Regression("0.yaml", None, None, "fail"), Regression("0.yaml", "2", "unknown", "C")]) == held(
        county("AC"), county("A.")
    )


def test_known_that_became_open_is_a_regression(county):
    """Evidence that is no longer there is a loss, and the exit code stays 3."""
    assert (3, [Regression("0.yaml", None, "good", None), Regression("0.yaml", "2", "A", "unknown")]) == held(
        county("A."), county("AA")
    )


def test_what_reaches_the_level_needs_no_baseline(county):
    """A worse grade that still passes fails nothing, and is not listed."""
    found = held_against(report(county("AB")), report(county("AA")))
    assert (0, ((), (), "")) == (found.exit_code, found.baseline)


WAIVER = {"indicator": "2", "reason": "重建", "approver": "局"}


def test_an_expired_waiver_is_never_tolerated(county):
    """Neither where it was in force before, nor where it had expired already."""
    expired = county("AC", waivers=[{**WAIVER, "until": "2006-08-31"}])
    in_force = county("AC", waivers=[{**WAIVER, "until": "2008-08-31"}])
    for before in (in_force, expired, county("AC")):
        assert (1, [Regression("0.yaml", "2", "C", "C")]) == held(expired, before)
    assert 0 == held_against(report(in_force), report(expired)).exit_code


def test_a_subject_that_is_not_in_the_baseline_counts_as_usual(county):
    """Neither tolerated nor a regression: it is new. So is one under another ruleset."""
    found = held_against(report(county("AC", subject={"id": "2"})), report(county("AC")))
    assert (1, ((), (), "")) == (found.exit_code, found.baseline)
    other = county("AC", rules="id: other\n" + RULES)
    found = held_against(report(county("AC")), report(other))
    assert (1, ((), (), "")) == (found.exit_code, found.baseline)


def test_another_gate_or_veto_is_a_regression(county):
    """A county that failed already and now meets a veto too, over a fact alone; one that it met before is tolerated."""
    rules = RULES.replace("measures: {", "measures: {exam: {type: yesno, zh: 考试}, ").replace(
        "levels:", "vetoes: [{id: exam, zh: 考试, when: exam, level: fail, source: s}]\nlevels:"
    )
    before, after = (county("AC", rules=rules, facts={"ok": True, "exam": exam}) for exam in (False, True))
    assert (1, [Regression("0.yaml", None, "no", "yes", RuleRef("veto", "exam"))]) == held(after, before)
    assert (0, []) == held(after, after)
    assert (0, []) == held(before, after)
    assert (1, [Regression("0.yaml", None, None, "yes", RuleRef("veto", "exam"))]) == held(after, county("AC"))


def test_an_indicator_that_the_baseline_does_not_have_is_a_regression(county):
    """A later edition asks for more: what it asks for is not tolerated unseen."""
    later = 'edition: "2"\n' + RULES.replace("levels:", '  - {id: "4", zh: 四, met: ok, source: s}\nlevels:')
    assert (1, [Regression("0.yaml", "4", None, "not_met")]) == held(county("AA", False, later), county("AA", False))


def test_an_input_that_cannot_be_evaluated_is_never_tolerated(county):
    """Exit code 2, whatever the baseline holds."""
    broken = report(county("AC"))._replace(results=(Result("0.yaml", None, ()),))
    assert 2 == held_against(broken, report(county("AC"))).exit_code
    assert 2 == held_against(broken, broken).exit_code


def test_where_things_stand_in_the_file_does_not_matter(county):
    """Places and paths may change; the identity is the subject, the ruleset and the indicator."""
    before, now = county("AC"), county("AC")
    moved = tuple(one._replace(place=str(Span("other.yaml", 99, 1, 99, 2))) for one in now.findings)
    assert (0, []) == held(now._replace(findings=moved, evidence_path="other.yaml"), before)


def test_one_of_several_that_got_worse_fails_them_all(county):
    """Each subject by itself: one tolerated, one worse."""
    second = {"subject": {"id": "2"}}
    found = held_against(report(county("AC"), county("CC", **second)), report(county("AC"), county("AC", **second)))
    assert (1, ("0.yaml",), ["1.yaml"]) == (
        found.exit_code, found.baseline.tolerated, [one.path for one in found.baseline.regressions],
    )  # fmt: skip


SCORED = """
measures: {exam: {type: yesno, zh: 考试}}
indicators:
  - {id: "1", zh: 一, points: 4, awarded: assessor, source: s}
  - {id: "2", zh: 二, points: 4, awarded: assessor, source: s}
vetoes: [{id: exam, zh: 考试, when: exam, level: fail, source: s}]
levels: [{id: pass, zh: 通过, required: true}, {id: fail, zh: 不通过}]
verdict: [{level: pass, when: "sum(indicators, points) >= 1"}, {level: fail}]
"""


@pytest.mark.parametrize(
    ("before", "now", "worse"),
    [(3, 3, False), (3, 3.5, False), (0, 1, False), (3, 2, True), (4, 3.5, True), (1, 0, True)],
)
def test_fewer_points_are_a_regression(assess, before, now, worse):
    """Also in a subject that a veto makes fail either way, and also of an indicator that had its full points."""

    def county(points: object) -> Assessment:
        return assess(SCORED, {"subject": {"id": "1"}, "facts": {"exam": True}, "points": {"1": points, "2": 4}}).data

    code, regressions = held(county(now), county(before))
    assert (code, [one.indicator for one in regressions]) == ((1, ["1"]) if worse else (0, []))
