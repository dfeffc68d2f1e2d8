"""Two results held against each other: who is who, what is better, what is worse, and from what."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalrules.model.assessment import Assessment, Points
from evalrules.model.outcome import NOT_APPLICABLE
from evalrules.model.report import Options, Report, Result
from evalrules.reporters.comparison.compared import (
    ADDED,
    BETTER,
    NOT_COMPARABLE,
    REMOVED,
    SAME,
    SAME_RULESET,
    WORSE,
    Amount,
    Moved,
    compared,
    indicator_direction,
    level_direction,
    matches,
    subject_change,
)

RULES = """
grades: [A, B, C]
choices: {region: {south: {zh: 苏南}, north: {zh: 苏北}}}
values: {line: {value: 90, unit: "%", source: s 1}}
measures:
  rate: {type: percent, range: [0, 100], zh: 率}
  exam: {type: yesno, zh: 考试}
  schools: {type: count, zh: 学校}
tables: {units: {key: [unit], columns: {unit: {type: text, zh: 校}, books: {type: count, zh: 书}}}}
indicators:
  - {id: "1", zh: 一, bands: {A: rate >= line, B: rate >= 80, C: otherwise}, source: s 1}
  - {id: "2", zh: 二, assessed: grade, source: s 2}
  - {id: "3", zh: 三, met: "every(units, books >= 10)", source: s 3}
gates: [{id: entry, zh: 有校, need: schools >= 1, else: fail, source: s}]
vetoes: [{id: v, zh: 考试, when: exam, level: fail, source: s}]
verdict: [{level: pass, when: 'count(indicators, grade == "C") <= 0 and met("3")'}, {level: fail}]
"""
LATER = RULES.replace("value: 90", "value: 95").replace('- {id: "2"', '- {id: "4"')
ROWS = [{"unit": "甲", "books": 12}, {"unit": "乙", "books": 12}]
GOOD = {
    "facts": {"rate": 92, "exam": False, "schools": 3}, "grades": {"2": "A"}, "tables": {"units": ROWS},
    "subject": {"id": "1", "name": "甲县"}, "period": 2007,
}  # fmt: skip


@pytest.fixture
def found(assess) -> Callable[..., Assessment]:
    """`found({"facts": …}, edition="2")`: the assessment of GOOD with other sections."""

    def make(change: dict[str, object] | None = None, edition: str = "1", rules: str = RULES) -> Assessment:
        evidence = {**GOOD, **(change or {})}
        return assess(f'edition: "{edition}"\n{rules}', evidence).data

    return make


def facts(**changed: object) -> dict[str, object]:
    return {"facts": {**GOOD["facts"], **changed}}


def test_nothing_changed_is_nothing(found):
    """A result against itself: the same level, no indicator, no rule, no value."""
    change = subject_change(found(), found())
    assert (SAME, (), (), (), ()) == change[2:]
    assert not change.got_worse


def test_a_fact_that_changed_is_the_reason(found):
    """A → C: worse, from 92 % to 62 %, and the same the other way round is better."""
    before, after = found(), found(facts(rate=62))
    change = subject_change(before, after)
    assert (WORSE, True) == (change.direction, change.got_worse)
    (one,) = change.indicators
    assert ("1", WORSE, "A", "C") == (one.id, one.direction, one.before.finding.grade, one.after.finding.grade)
    assert (Moved("rate", Amount("92", "%"), Amount("62", "%")),) == one.facts
    assert () == one.values
    assert BETTER == subject_change(after, before).indicators[0].direction


def test_a_fact_that_changed_and_decided_nothing_is_no_change(found):
    """92 % to 93 % is A both times."""
    assert () == subject_change(found(), found(facts(rate=93))).indicators


def test_an_edition_changes_values_and_indicators(found):
    """The line rose, one indicator came and one went; its figures stay what they were."""
    change = subject_change(found(), found({"grades": {"4": "A"}}, "2", LATER))
    line = Moved("line", Amount("90", "%"), Amount("95", "%"))
    assert (line,) == change.values
    shown = {one.id: (one.direction, one.facts, one.values) for one in change.indicators}
    assert {"1": (WORSE, (), (line,)), "4": (ADDED, (), ()), "2": (REMOVED, (), ())} == shown


def test_rows_that_fail_are_counted(found):
    """A table tells no single fact; the findings carry how many rows fail."""
    after = found({"tables": {"units": [{"unit": "甲", "books": 1}, {"unit": "乙", "books": 2}]}})
    (one,) = subject_change(found(), after).indicators
    assert (0, 2) == (one.before.finding.failing_rows_total, one.after.finding.failing_rows_total)


def test_gates_and_vetoes_that_changed_with_their_facts(found):
    """A gate that holds no more and a veto that fires are worse; the facts behind them say why."""
    change = subject_change(found(), found(facts(exam=True, schools=0)))
    assert [("gate", "yes", "no", WORSE), ("veto", "no", "yes", WORSE)] == [
        (one.kind, one.before, one.after, one.direction) for one in change.rules
    ]
    assert (Moved("schools", Amount("3", ""), Amount("0", "")),) == change.rules[0].facts
    assert (Moved("exam", Amount(False, ""), Amount(True, "")),) == change.rules[1].facts
    back = subject_change(found(facts(exam=None)), found())
    assert [("open", "no", BETTER)] == [(one.before, one.after, one.direction) for one in back.rules]


def test_a_waiver_changes_what_an_indicator_counts_as(found):
    """C stays C; it is counted as waived, and the waiver is there to be shown."""
    waiver = [{"indicator": "1", "reason": "重建", "approver": "局", "until": "2008-08-31"}]
    before, after = found(facts(rate=62)), found({**facts(rate=62), "waivers": waiver})
    (one,) = subject_change(before, after).indicators
    assert (SAME, "not_met", "waived") == (one.direction, one.before.standing, one.after.standing)
    assert (None, "2008-08-31") == (one.before.waiver, one.after.waiver.until)


# -- better and worse --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (("pass",), ("pass",), SAME), (("pass",), ("fail",), WORSE), (("fail",), ("pass",), BETTER),
        (("pass",), ("pass", "fail"), WORSE), (("fail",), ("pass", "fail"), BETTER),
        (("pass", "fail"), ("pass", "fail"), SAME), (("pass", "fail"), ("fail",), WORSE),
        (("pass",), ("other",), NOT_COMPARABLE),
    ],
)  # fmt: skip
def test_levels_move_by_the_order_of_the_ruleset(found, before, after, direction):
    """Open is between the levels that it is open between; a level of no scale compares with nothing."""
    one, other = (found()._replace(verdict=found().verdict._replace(possible=possible)) for possible in (before, after))
    assert direction == level_direction(one, other)


def test_levels_of_another_ruleset_or_another_order_are_not_comparable(found):
    """Only editions of one ruleset that order their levels alike."""
    one = found()
    assert NOT_COMPARABLE == level_direction(one, one._replace(ruleset=one.ruleset._replace(id="other")))
    backwards = one.titles._replace(levels=dict(reversed(one.titles.levels.items())))
    worse = found(facts(rate=62))._replace(titles=backwards)
    assert NOT_COMPARABLE == level_direction(one, worse)


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (("3", "3", "3", "4"), ("3.5", "3.5", "3.5", "4"), BETTER),
        (("3", "3", "3", "4"), ("8/3", "8/3", "8/3", "4"), WORSE),
        ((None, "2", "3", "4"), ("3", "3", "3", "4"), BETTER),
        ((None, "2", "3", "4"), (None, "1", "4", "4"), NOT_COMPARABLE),
        ((None, None, None, "4"), ("1", "1", "1", "4"), NOT_COMPARABLE),
        (("3", "3", "3", "4"), ("3", "3", "3", "5"), NOT_COMPARABLE),
    ],
)
def test_points_move_by_both_of_their_ends(found, before, after, direction):
    """More points of the same full points are better; points that are not known compare by their bounds."""
    finding = found().findings[0]
    one, other = (finding._replace(points=Points(*points)) for points in (before, after))
    assert direction == indicator_direction(one, other, (("A",), ("A",)))


def test_not_applicable_compares_with_nothing_else(found):
    """A condition that takes an indicator out makes it neither better nor worse."""
    finding = found().findings[0]
    out = finding._replace(outcome="not_applicable", grade=None, possible=(NOT_APPLICABLE,))
    assert NOT_COMPARABLE == indicator_direction(finding, out, (("A", "B", "C"), ("A", "B", "C")))
    assert SAME == indicator_direction(out, out, ((), ()))


# -- who is who --------------------------------------------------------------------------------------------------------


def named(found: Assessment, own: str, name: str, period: str = "2007") -> Assessment:
    return found._replace(subject=found.subject._replace(id=own, name=name), period=period)


def test_subjects_are_known_by_id_then_by_name_then_by_file(found):
    """An id counts before a name; two ids that differ are two subjects whatever they are called."""
    one = found()
    old = [named(one, "1", "甲"), named(one, "", "乙"), named(one, "", "")]
    assert {0: old[0], 1: old[1], 2: old[2]} == matches(
        old, [named(one, "1", "改名"), named(one, "7", "乙"), named(one, "", "")]
    )
    assert {} == matches([named(one, "1", "甲")], [named(one, "2", "甲")])


def test_the_closest_of_several_results_of_a_subject_is_taken(found):
    """By period first; what is left over is matched across periods, each only once."""
    one = found()
    old = [named(one, "1", "甲", "2006"), named(one, "1", "甲", "2007")]
    new = [named(one, "1", "甲", "2007"), named(one, "1", "甲", "2008"), named(one, "1", "甲", "2009")]
    assert {0: old[1], 1: old[0]} == matches(old, new)


def test_another_ruleset_matches_only_where_it_may(found):
    """A comparison shows two rulesets side by side, a baseline does not."""
    one = found()
    other = one._replace(ruleset=one.ruleset._replace(id="other"))
    assert {0: one} == matches([one], [other])
    assert {} == matches([one], [other], SAME_RULESET)


def test_a_comparison_lists_what_only_one_result_has(found, broken):
    """Subjects of one side and inputs that were not evaluated stand in lists of their own."""
    one, other = found(), named(found(), "9", "乙县")

    def report(*assessed: Assessment) -> Report:
        return Report(Options(), (*(Result(each.evidence_path, each, ()) for each in assessed), *broken.results), (), {})

    result = compared(report(one), report(other))
    assert ((), (one,), (other,)) == result[1:4]
    assert (("bad.yaml",), ("bad.yaml",), False) == (*result[4:], result.got_worse)
