"""`evalrules test`: what it prints, and the exit code that a job can rely on."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from consumers import is_green

from evalrules.authoring.cases import Disagreement
from evalrules.authoring.trial import FailedCase, Trial
from evalrules.cli.trials import trials_text

RULESET = """\
format: ruleset/1
id: r
edition: "1"
revision: 1
title: {zh: 例, en: sample}
subject: county
sources: {s: {zh: 例文, en: sample text, confidence: read}}
levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]
measures: {rate: {type: percent, range: [0, 100], zh: 率, en: rate}}
indicators: [{id: rate, zh: 率, en: rate, met: rate >= 95, source: s 1}]
verdict: [{level: pass, when: 'every(indicators, met)', source: s 2}, {level: fail}]
"""
CASES = {
    "at.yaml": "evidence: {ruleset: r, facts: {rate: 95}}\nexpect: {level: pass, outcomes: {rate: met}}\n",
    "below.yaml": "evidence: {ruleset: r, facts: {rate: 94.9}}\nexpect: {level: fail, outcomes: {rate: not_met}}\n",
}
CLEAN = Trial("r@1", 2, (), 5, (), (), (), ())
FAILED = FailedCase("at.yaml", (Disagreement("level", "pass", "fail"),))


@pytest.fixture
def ruleset(write: Callable[[str, str], Path]) -> Callable[..., str]:
    """A ruleset with cases beside it; its path."""

    def make(text: str = RULESET, **cases: str) -> str:
        for name, case in {**CASES, **{f"{own}.yaml": case for own, case in cases.items()}}.items():
            write(f"r/1/cases/{name}", case)
        return str(write("r/1/ruleset.yaml", text))

    return make


def test_a_clean_ruleset_ends_with_zero(cli, ruleset, write):
    """Cases that notice every change but one that changes nothing: a line of counts, exit code 0."""
    alone = "verdict.0.when: every(indicators, met) -> any(indicators, met)"
    write("r/1/cases/equivalent.yaml", f'- {{mutant: "{alone}", reason: there is one indicator}}\n')
    run = cli("test", ruleset(above="evidence: {ruleset: r, facts: {rate: 95.5}}\nexpect: {outcomes: {rate: met}}\n"))
    assert run.code == 0
    assert run.out.startswith("r@1: 3 cases, ")
    assert " 0 survive, 1 equivalent" in run.out
    assert run.err == ""


def test_a_failing_case_ends_with_one(cli, ruleset):
    """The case, what was expected and what was found; no mutants are tried."""
    run = cli("test", ruleset(RULESET.replace("rate >= 95", "rate > 95")))
    assert run.code == 1
    assert "at.yaml: level should be pass, is fail" in run.out
    assert "0 mutants" in run.out


def test_a_survivor_ends_with_one(cli, ruleset):
    """A change that no case notices is printed as it is to be listed."""
    path = ruleset(at=CASES["at.yaml"].replace("rate: 95", "rate: 97"))
    run = cli("test", path)
    assert run.code == 1
    assert "survives: indicators.rate.met: rate >= 95 -> rate > 95" in run.out
    assert cli("test", path, "--no-mutants").code == 0


def test_a_survivor_is_shown_in_its_line(cli, ruleset):
    """The change is marked under the token that it takes away."""
    run = cli("test", ruleset(at=CASES["at.yaml"].replace("rate: 95", "rate: 97")), "--lang", "en")
    lines = run.out.splitlines()
    at = lines.index("  survives: indicators.rate.met: rate >= 95 -> rate > 95")
    assert "rate >= 95" in lines[at + 1]
    before = lines[at + 1].partition(">=")[0]
    wide = sum(character > "\u2e7f" for character in before)  # two columns each
    assert (len(before) + wide, "^^ -> >") == (lines[at + 2].index("^"), lines[at + 2].partition("| ")[2].strip())


@pytest.mark.parametrize("form", ["text", "junit"])
def test_processes_try_the_same(cli, write, ruleset, form: str):
    """The same bytes and exit code as by one process, in the order of the rulesets: one holds, one does not."""
    good = ruleset()
    (
        write("bad/cases/at.yaml", CASES["at.yaml"]),
        write("bad/ruleset.yaml", RULESET.replace("rate >= 95", "rate > 95")),
    )
    paths = (good, str(Path(good).parents[2] / "bad" / "ruleset.yaml"))
    alone, shared = (cli("test", *paths, "-f", form, *more) for more in ((), ("--jobs", "2")))
    assert (1, alone.out, alone.err) == (shared.code, shared.out, shared.err)
    assert alone.code == 1


PROPOSED = CASES["below.yaml"]


def test_a_proposed_case_is_told_and_not_run(cli, ruleset, write):
    """It waits to be confirmed: it makes nothing survive less, and as data it is named, too."""
    write("r/1/cases/proposed/wrong.yaml", PROPOSED.replace("fail", "pass"))
    run = cli("test", ruleset(), "--no-mutants", "--lang", "en")
    assert (0, True) == (
        run.code,
        "1 proposed cases wait to be confirmed and do not count: cases/proposed/wrong.yaml" in run.out,
    )
    (found,) = json.loads(cli("test", ruleset(), "--no-mutants", "-f", "json").out)
    assert (2, ["cases/proposed/wrong.yaml"]) == (found["cases"], found["proposed"])


def test_without_the_solver_no_case_is_proposed(cli, ruleset, monkeypatch):
    """ER701 names the extra, before anything is tried."""
    monkeypatch.setitem(sys.modules, "z3", None)
    for name in [one for one in sys.modules if one.startswith(("evalrules.proving", "evalrules.authoring.proposals"))]:
        monkeypatch.delitem(sys.modules, name)
    run = cli("test", ruleset(), "--write-cases")
    assert (2, "", True) == (run.code, run.out, "ER701" in run.err and "evalrules[prove]" in run.err)


@pytest.mark.real
def test_what_is_written_is_told(cli, ruleset, tmp_path):
    """Each survivor with its case; confirmed, they leave none but what truly changes nothing."""
    pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")
    path = ruleset(at=CASES["at.yaml"].replace("rate: 95", "rate: 97"))
    run = cli("test", path, "--write-cases", "--lang", "en")
    (case,) = (tmp_path / "r/1/cases/proposed").iterdir()
    assert (1, True) == (run.code, f"proposed case: cases/proposed/{case.name}" in run.out)
    assert "proven: it changes nothing where nothing is missing" in run.out
    case.rename(tmp_path / "r/1/cases" / case.name)
    assert "> 95" not in cli("test", path, "--lang", "en").out


def test_a_stale_exception_ends_with_one(cli, ruleset, write):
    """An exception that is none is printed."""
    path = ruleset()
    write("r/1/cases/equivalent.yaml", '- {mutant: "indicators.rate.met: nothing", reason: planted}\n')
    run = cli("test", path)
    assert run.code == 1
    assert "indicators.rate.met: nothing" in run.out


def test_what_cannot_be_read_ends_as_wrong_input(cli, ruleset):
    """A ruleset or a case that does not load, and a name that is none, are no result of a trial."""
    assert cli("test", ruleset(RULESET.replace("rate >= 95", "rat >= 95"))).code == 2
    broken = cli("test", ruleset(broken="evidence: {}\nexpects: {}\n"))
    assert broken.code == 2
    assert "ER108" in broken.err
    assert cli("test", "no-such-ruleset").code == 2


@pytest.mark.parametrize("form", ["sarif", "gitlab", "github"])
def test_what_takes_places_has_each_finding_at_its_own(cli, ruleset, tmp_path, form: str, monkeypatch):
    """A case that fails in its file, a change that survives in the ruleset; green for its reader just where the exit code is 0."""
    monkeypatch.chdir(tmp_path)
    path = ruleset(**CASES)
    good = cli("test", path, "--no-mutants", "-f", form)
    assert (0, True) == (good.code, is_green(form, good.out))
    survives = cli(
        "test", ruleset(**{**CASES, "at.yaml": CASES["at.yaml"].replace("rate: 95", "rate: 97")}), "-f", form
    )
    assert (1, False, True) == (survives.code, is_green(form, survives.out), "r/1/ruleset.yaml" in survives.out)
    covered = cli("test", path, "--no-mutants", "--least-coverage", "100", "-f", form)
    assert (1, False, True) == (covered.code, is_green(form, covered.out), "ER688" in covered.out)
    fails = cli("test", ruleset(below=CASES["below.yaml"].replace("level: fail", "level: pass")), "-f", form)
    assert (1, False, True) == (fails.code, is_green(form, fails.out), "r/1/cases/below.yaml" in fails.out)
    unread = cli("test", "nobody", "-f", form)
    assert (2, False) == (unread.code, is_green(form, unread.out))


def test_another_format_is_a_slip_of_the_command(cli, ruleset):
    """XML alone is no format."""
    assert cli("test", ruleset(), "--format", "xml").code not in (0, 1)


def test_json_holds_everything(cli, ruleset):
    """The machine form has the same findings."""
    run = cli("test", ruleset(RULESET.replace("rate >= 95", "rate > 95")), "--format", "json")
    found = json.loads(run.out)[0]
    assert (run.code, found["ruleset"], found["cases"]) == (1, "r@1", 2)
    assert found["failed"][0]["case"] == "at.yaml"
    assert found["failed"][0]["disagreements"][0] == {"what": "level", "expected": "pass", "found": "fail"}


@pytest.mark.parametrize(
    ("trial", "zh", "en"),
    [
        (CLEAN, "r@1：案例 2 个，改动 5 处，未被发现 0 处，等效 0 处", "r@1: 2 cases, 5 mutants, 0 survive, 0 equivalent"),
        (CLEAN._replace(cases=0), "  没有案例", "  there are no cases"),
        (CLEAN._replace(failed=(FAILED,)), "  案例不符 at.yaml：level 应为 pass，得 fail", "  case at.yaml: level should be pass, is fail"),
        (CLEAN._replace(survivors=("m",)), "  未被发现：m", "  survives: m"),
        (CLEAN._replace(stale=("m",)), "  已列为等效，却会被案例发现或不存在：m", "  listed as equivalent, but noticed or not there: m"),
    ],
)  # fmt: skip
def test_every_finding_has_its_line_in_both_languages(trial: Trial, zh: str, en: str):
    """One line for the ruleset, then one for each finding."""
    assert trials_text([trial], "text", "zh").splitlines()[-1] == zh
    assert trials_text([trial], "text", "en").splitlines()[-1] == en


@pytest.mark.parametrize(
    ("language", "told"),
    [("zh", "指标 rate 的“rate >= 95” 没有案例不确定"), ("en", "'rate >= 95' of indicator rate is unknown in no case")],
)
def test_what_no_case_shows_is_told(cli, ruleset, language: str, told: str):
    """The comparison with its place, and how much is covered; with a limit that is not kept it ends with 1."""
    run = cli("test", ruleset(**CASES), "--no-mutants", "--coverage", "--lang", language)
    assert (0, True, True) == (run.code, told in run.out, "ruleset.yaml:" in run.out)
    assert [1, 0] == [
        cli("test", ruleset(**CASES), "--no-mutants", "--least-coverage", least).code for least in ("100", "80")
    ]


def test_coverage_as_data(cli, ruleset):
    """With every case the count of what lacks is nought."""
    nothing = "evidence: {ruleset: r}\nexpect: {level: null}\n"
    (found,) = json.loads(
        cli("test", ruleset(**CASES, **{"nothing.yaml": nothing}), "--no-mutants", "--coverage", "-f", "json").out
    )
    assert {"of": 7, "lacking": [], "percent": 100.0} == found["coverage"]


@pytest.mark.parametrize(("form", "mark"), [("junit", "<failure"), ("tap", "not ok")])
def test_other_programs_read_what_a_trial_found(cli, ruleset, form: str, mark: str):
    """A point for each case, one for the mutants, one for the coverage; red where the exit code is."""
    good = cli("test", ruleset(**CASES), "--no-mutants", "-f", form, "--lang", "en")
    assert (0, False, True) == (good.code, mark in good.out, "below.yaml" in good.out)
    wrong = {**CASES, "below.yaml": CASES["below.yaml"].replace("level: fail", "level: pass")}
    assert (1, True) == ((run := cli("test", ruleset(**wrong), "-f", form, "--lang", "en")).code, mark in run.out)
    covered = cli("test", ruleset(**CASES), "--no-mutants", "--least-coverage", "100", "-f", form, "--lang", "en")
    assert (1, True) == (covered.code, mark in covered.out)
