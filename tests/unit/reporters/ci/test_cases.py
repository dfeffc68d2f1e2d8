"""What each indicator comes to: one word, one sentence, one place."""

from __future__ import annotations

import pytest

from evalrules.model.report import Baseline, Options, Report, Result
from evalrules.reporters.ci.cases import INDICATOR, cases_of, problems_of, spot_of_problem, subject_key
from evalrules.reporters.ci.spots import NO_PATHS, Spot
from evalrules.reporters.tally import standings_of


def cases(report, language="en", paths=NO_PATHS):
    return cases_of(report.results[0], report, language, paths)


def told(report, language="en", paths=NO_PATHS):
    """The indicators by their ids."""
    return {case.id: case for case in cases(report, language, paths) if case.kind == INDICATOR}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_indicator_is_told_under_the_word_of_the_tally(language, decided, opened):
    """As many cases as indicators, in their order, each with the word that the counts use and with something to say."""
    for report in (decided, opened):
        found = report.results[0].assessment
        words = {own: standing.word for own, standing in standings_of(found).items()}
        assert {own: case.word for own, case in told(report, language).items()} == words
        assert all(case.message and "\n" not in case.message for case in cases(report, language))


RULES = """
measures: {held: {type: yesno, zh: 持有, en: held}, exam: {type: yesno, zh: 考试, en: examination}}
indicators:
  - {id: a, zh: 甲, en: first, source: s, points: 4, awarded: assessor}
  - {id: b, zh: 乙, en: second, source: s, points: 2, awarded: assessor, must: true}
  - {id: c, zh: 丙, en: third, source: s, assessed: yesno}
  - {id: d, zh: 丁, en: fourth, source: s, assessed: yesno, advisory: true}
gates: [{id: entry, zh: 门槛, en: entry, need: held, else: fail, source: s}]
vetoes: [{id: exam, zh: 考试, en: examination, when: exam, level: fail, source: s}]
verdict: [{level: pass, when: "sum(indicators, points) >= 3", source: s}, {level: fail}]
"""
GOOD = {"points": {"a": 4, "b": 2}, "grades": {"c": True, "d": True}, "facts": {"held": True, "exam": False}}


@pytest.fixture
def signals(assess):
    """`signals(evidence, tolerated=…)`: the word and the signal of every case, by its kind and id."""

    def found(changes, *, tolerated=False):
        evidence = {name: {**values, **changes.get(name, {})} for name, values in GOOD.items()}
        result = Result("e.yaml", assess(RULES, evidence).data, ())
        baseline = Baseline(("e.yaml",), ()) if tolerated else None
        report = Report(Options(), (result,), (), {}, baseline=baseline)
        return {f"{one.kind} {one.id}".strip(): (one.word, one.signal) for one in cases_of(result, report, "en")}

    return found


def test_every_case_of_a_good_subject_has_passed(signals):
    """Verdict, gate, veto and indicators stand in this order, each with its word."""
    found = signals({})
    assert list(found) == ["verdict", "gate entry", "veto exam", *(f"indicator {own}" for own in "abcd")]
    words = ["reached", "holds", "not_fired", "full", "full", "met", "met"]
    assert list(found.values()) == [(word, "passed") for word in words]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"facts": {"held": False}}, {"verdict": ("not_reached", "failed"), "gate entry": ("not_held", "failed")}),
        ({"facts": {"exam": True}}, {"verdict": ("not_reached", "failed"), "veto exam": ("fired", "failed")}),
        ({"facts": {"exam": None}}, {"verdict": ("undetermined", "open"), "veto exam": ("open", "open")}),
        ({"points": {"a": 1}}, {"indicator a": ("partly", "aside")}),
        ({"points": {"a": 0, "b": 1}}, {"verdict": ("not_reached", "failed"), "indicator a": ("zero", "aside"), "indicator b": ("partly", "failed")}),
        ({"points": {"a": 3, "b": 1}}, {"indicator a": ("partly", "aside"), "indicator b": ("partly", "aside")}),
        ({"facts": {"exam": True}, "points": {"a": 3, "b": 1}}, {
            "verdict": ("not_reached", "failed"), "veto exam": ("fired", "failed"),
            "indicator a": ("partly", "aside"), "indicator b": ("partly", "failed"),
        }),
        ({"facts": {"exam": None}, "points": {"b": 0}}, {
            "verdict": ("undetermined", "open"), "veto exam": ("open", "open"), "indicator b": ("zero", "open"),
        }),
        ({"grades": {"c": False, "d": False}}, {"indicator c": ("not_met", "aside"), "indicator d": ("not_met", "aside")}),
        ({"facts": {"exam": True}, "grades": {"c": False, "d": False}}, {
            "verdict": ("not_reached", "failed"), "veto exam": ("fired", "failed"),
            "indicator c": ("not_met", "failed"), "indicator d": ("not_met", "aside"),
        }),
        ({"grades": {"c": None}}, {"indicator c": ("unknown", "aside")}),
    ],
)  # fmt: skip
def test_a_signal_follows_from_what_the_subject_comes_to(signals, changes, expected):
    """A failure only of a subject that fails; open while it is open; aside where it is accepted; advisory never."""
    assert expected == {own: found for own, found in signals(changes).items() if signals({})[own] != found}


def test_what_the_baseline_tolerates_is_set_aside(signals):
    """The verdict says that it is tolerated, and nothing of the subject is a failure or open."""
    found = signals({"facts": {"exam": True}, "grades": {"c": False}}, tolerated=True)
    assert found["verdict"] == ("tolerated", "aside")
    assert found["veto exam"] == ("fired", "aside")
    assert {signal for _, signal in found.values()} == {"passed", "aside"}


def test_an_input_that_was_not_evaluated_has_no_case(broken):
    """What is wrong with it are its problems."""
    assert cases(broken) == ()


def test_what_is_not_met_says_actual_against_required(decided):
    """The figure as it is, the figure that is needed and the distance; the veto that it gives cause for."""
    message = told(decided)["1"].message
    assert "enrolment: 62%, needs ≥ 90%, short by 28 percentage points" in message
    assert "veto “a C”" in message


def test_what_is_not_known_says_what_is_missing_and_what_it_would_decide(opened):
    """A tie of the panel and a fact that was not given are named with their cause, and no one else's."""
    found = told(opened)
    assert "the decision on indicator “4 plan” (absent)" in found["4"].message
    assert "(tie)" in found["3"].message
    assert "schools (absent)" in found["2"].message
    assert "schools" not in found["4"].message


def test_an_indicator_that_a_level_needs_better_names_the_better_grade(examples):
    """A panel's B, for which no figure was given, says which grade the level needs."""
    from evalrules.model.report import Options
    from evalrules.pipeline import check

    report = check([str(examples / "jiangsu-16" / "failing.yaml")], Options())
    assert "clause 8: B → A" in told(report)["8"].message


def test_tables_are_named_where_nothing_else_tells_what_an_indicator_waits_for(examples):
    """An indicator over rows that were not given says that the table is missing."""
    from evalrules.model.report import Options
    from evalrules.pipeline import check

    report = check([str(examples / "jiujiang" / "county.yaml")], Options())
    assert "the table " in told(report)["G5"].message


def test_a_waived_indicator_carries_its_waiver(report_on):
    """Reason, approver and last day are said, and what it lacks all the same; without waiver there is none."""
    waiver = {"indicator": "1", "reason": "搬迁", "approver": "市局", "until": "2008-08-31"}
    report = report_on({"rate": 62}, period=2007, subject={"attributes": {"region": "苏南"}}, waivers=[waiver])
    case = told(report)["1"]
    assert case.word == "waived"
    assert case.waiver is not None
    assert all(part in case.lines[0] for part in ("搬迁", "市局", "2008-08-31"))
    assert "short by" in case.message
    assert told(report)["2"].waiver is None


def test_a_case_stands_where_the_evidence_speaks_of_it(examples):
    """At the line of what assessors decided, else of a fact, else at the evidence as a whole; under the path given."""
    from evalrules.model.report import Options
    from evalrules.pipeline import check

    report = check([str(examples / "jiujiang" / "county.yaml")], Options())
    spots = {own: case.spot for own, case in told(report, "en", {"county.yaml": "x/county.yaml"}).items()}
    assert spots["cv-r2:primary"] == Spot("x/county.yaml", 9, 18)
    assert spots["G1"] == Spot("x/county.yaml")


def test_problems_are_those_of_the_input_evaluated_or_not(decided, broken):
    """Warnings beside a verdict and errors in place of one are told alike, each once, with their places."""
    assert [one.code for one in problems_of(broken.results[0])] == ["ER102"]
    assert len(problems_of(decided.results[0])) == len(set(problems_of(decided.results[0]))) > 0
    result = broken.results[0]
    assert spot_of_problem(result.diagnostics[0], result) == Spot("bad.yaml", 2, 3, 2, 5)
    assert spot_of_problem(result.diagnostics[0]._replace(place=None), result) == Spot("bad.yaml")


def test_the_key_of_a_subject_hangs_on_no_value(report_on):
    """Other figures give the same key; another period or subject gives another."""
    subject = {"id": "1", "name": "某县"}
    keys = [
        subject_key(report_on(facts, period=period, subject={**subject, "id": own}).results[0].assessment)
        for facts, period, own in (({"rate": 62}, 2007, "1"), ({"rate": 99}, 2007, "1"), ({}, 2008, "1"), ({}, 2007, "2"))
    ]
    assert keys[0] == keys[1]
    assert len(set(keys)) == 3
