"""JUnit XML, as others read it."""

from __future__ import annotations

import re

import pytest
from junitparser import Error, Failure, JUnitXml, Skipped

from evalrules.base.diagnostics import error, warning
from evalrules.model.report import Options, Report, Result
from evalrules.reporters.ci.junit import render_junit
from evalrules.reporters.tally import tally_of


def read(report, language="en", **options):
    return JUnitXml.fromstring(render_junit(report, language, **options).encode())


def kinds(suite):
    return {case.name.split()[0]: type(case.result[0]) if case.result else None for case in suite}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_result_is_a_suite_and_each_decision_a_named_case(language, several):
    """The verdict, each gate, veto and indicator; cases that have passed are named too; totals are sums of suites."""
    root = read(several, language)
    suites = list(root)
    assert [len(list(suite)) for suite in suites] == [8, 8, 1]
    for name in ("tests", "failures", "errors", "skipped"):
        assert getattr(root, name) == sum(getattr(suite, name) for suite in suites)
    titles = [case.name for case in suites[0]]
    expected = ["结论", "申报条件 entry 有学校", "一票否决 any-c 有C", "1 入学"]
    if language == "en":
        expected = ["Verdict", "gate entry has schools", "veto any-c a C", "1 enrolment"]
    assert titles[:4] == expected


def test_the_signal_decides_what_a_case_is(decided, opened):
    """What has failed is a failure, what is open an error, what is advisory skipped, what has passed nothing."""
    verdict = {"Verdict": Failure, "gate": None, "veto": Failure}
    assert kinds(next(iter(read(decided)))) == {**verdict, "1": Failure, "2": None, "3": None, "4": None, "5": Skipped}
    found = kinds(next(iter(read(opened))))
    assert (found.pop("5"), set(found.values())) == (Skipped, {Error})


def test_the_verdict_says_why_and_what_it_waits_for(decided, opened):
    """Its type is what became of the level; the message names the reasons, or what is missing."""
    (failed, waits) = (next(iter(next(iter(read(report))))).result[0] for report in (decided, opened))
    assert (failed.type, failed.message.splitlines()[0][:22]) == ("not_reached", "failed; veto “a C”: 1 ")
    assert waits.type == "undetermined"
    assert "the decision on indicator “4 plan” (absent)" in waits.message


def test_what_is_waived_or_not_applicable_is_skipped_with_the_reason(report_on, assess):
    """The approver and the last day of a waiver stand in the message."""
    waiver = {"indicator": "1", "reason": "搬迁", "approver": "市局", "until": "2008-08-31"}
    report = report_on({"rate": 62}, period=2007, subject={"attributes": {"region": "苏南"}}, waivers=[waiver])
    case = next(one for one in next(iter(read(report))) if one.name.startswith("1 "))
    assert isinstance(case.result[0], Skipped)
    assert all(part in case.result[0].message for part in ("搬迁", "市局", "2008-08-31"))

    rules = """
measures: {boarders: {type: count, zh: 寄宿生, en: boarders}, rate: {type: percent}}
indicators: [{id: i, source: s, met: rate >= 95, applies: boarders > 0}]
"""
    found = assess(rules, {"facts": {"boarders": 0}}).data
    skipped = Report(Options(), (report.results[0]._replace(assessment=found),), (), {})
    (case,) = [one for one in next(iter(read(skipped))) if one.name.startswith("i")]
    assert isinstance(case.result[0], Skipped)
    assert case.result[0].message == "n/a; boarders: 0"


def test_a_failure_says_actual_against_required_and_stands_in_the_file(examples):
    """Message and text say what is lacking; file and line lead there, by the path that was given."""
    from evalrules.pipeline import check

    report = check([str(examples / "jiujiang" / "county.yaml")], Options())
    text = render_junit(report, "en", {"county.yaml": "x/county.yaml"})
    cases = {case.name.split()[0]: case for case in next(iter(JUnitXml.fromstring(text.encode())))}
    case = cases["cv-r2:primary"]
    assert "0.502, needs ≤ 0.5 (unrounded < 0.5005), short by 0.002" in case.result[0].message
    assert "0.502, needs ≤ 0.5 (unrounded < 0.5005), short by 0.002" in case.result[0].text
    assert (case._elem.get("file"), case._elem.get("line")) == ("x/county.yaml", "9")


def test_what_could_not_be_evaluated_is_one_error_with_its_diagnostics(broken):
    """The suite of a broken input has a single case, whose error lists every problem with its place and a hint."""
    suite = next(iter(read(broken)))
    (case,) = suite
    assert (suite.tests, suite.errors) == (1, 1)
    assert case.result[0].message.startswith("ER102 the key 'a' stands twice")
    assert case.result[0].text.startswith("bad.yaml:2:3: ER102 ")


def test_the_verdict_gates_and_vetoes_are_properties_too(decided):
    """The properties name the verdict, the ruleset and every count of the tally."""
    suite = next(iter(read(decided)))
    found = {one.name: one.value for one in suite.properties()}
    assert (found["level"], found["verdict"], found["meets_required"]) == ("fail", "failed", "false")
    assert (found["ruleset"], found["gate.entry"], found["veto.any-c"]) == ("t@1", "true", "true")
    counts = {name.removeprefix("count."): int(value) for name, value in found.items() if name.startswith("count.")}
    assert counts == tally_of(decided.results[0].assessment)._asdict()


def test_problems_of_the_run_are_a_suite_of_their_own(decided):
    """An error that belongs to no input is an error of the run; a warning is only told."""
    wrong = read(decided._replace(diagnostics=(error("ER004", None, where="x"), warning("ER019", None, path="a", reason="b"))))
    assert [(suite.tests, suite.errors) for suite in wrong] == [(8, 0), (1, 1)]
    told = read(decided._replace(diagnostics=(warning("ER019", None, path="a", reason="b"),)))
    assert [(suite.tests, suite.errors) for suite in told] == [(8, 0), (0, 0)]
    assert list(read(Report(Options(), (), (), {}))) == []


def test_the_bytes_hang_on_nothing_but_the_result(several):
    """No time, host or duration; twice the same."""
    text = render_junit(several, "zh")
    assert text == render_junit(several, "zh")
    assert not re.search(r"timestamp|hostname|time=", text)


def test_cases_of_two_subjects_are_told_apart(report_on):
    """Servers keep histories by class and name of a case: subjects and periods differ in the class."""
    reports = [report_on(period=period, subject={"id": own}) for own, period in (("1.2", 2007), ("1.2", 2008), ("2", 2007))]
    classes = {next(iter(next(iter(read(report))))).classname for report in reports}
    assert classes == {"t.1.county.1_2.2007", "t.1.county.1_2.2008", "t.1.county.2.2007"}


def named(report):
    return [(case.classname, case.name) for suite in read(report) for case in suite]


def test_no_two_cases_of_a_run_have_one_class_and_name(report_on, broken):
    """Subjects without a name, of one name, whose names differ in signs that a class cannot hold: all are told apart."""
    subjects = [{}, {}, {"id": "1.2"}, {"id": "1_2"}, {"name": "某县", "id": "1"}, {"name": "某县", "id": "2"}]
    results = []
    for at, subject in enumerate(subjects):
        found = report_on(subject=subject).results[0].assessment
        results.append(Result(f"{at}/county.yaml", found._replace(evidence_path=f"{at}/county.yaml"), ()))
    results += [one._replace(path=path) for one in broken.results for path in ("a.b", "a_b")]
    cases = named(Report(Options(), tuple(results), (), {}))
    assert len(set(cases)) == len(cases) == 8 * len(subjects) + 2


def test_an_indicator_may_be_called_like_another_with_its_title(assess):
    """Id and title run together in a name: where two come to the same, the second one is numbered."""
    rules = """
indicators:
  - {id: "1", zh: 甲, en: a b, source: s, assessed: yesno}
  - {id: 1 a, zh: 甲, en: b, source: s, assessed: yesno}
"""
    report = Report(Options(), (Result("e.yaml", assess(rules, {}).data, ()),), (), {})
    assert [name for _, name in named(report)][1:] == ["1 a b", "1 a b [2]"]
