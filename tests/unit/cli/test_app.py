"""The commands of docs/contract.md: options to values, results to exit codes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[3]
COMMANDS = ("check", "rulesets", "show", "explain", "template", "schema", "test")

PASS = (
    'format: evidence/1\nruleset: jiangsu-16@2007\nsubject: {id: "1", name: 甲}\nperiod: 2007\ngrades: {%s}\n'
    % ", ".join(f'"{number}": A' for number in range(1, 17))
)
FAIL = PASS.replace('id: "1", name: 甲', 'id: "2", name: 乙').replace('"9": A', '"9": C')
OPEN = PASS.replace('id: "1", name: 甲', 'id: "3", name: 丙').replace('"9": A', '"9": null')


@pytest.mark.parametrize(("text", "code"), [(PASS, 0), (FAIL, 1), (OPEN, 3), ("format: [", 2)])
def test_the_exit_code_says_what_the_verdict_is(text: str, code: int, cli, write):
    """0 reached, 1 certainly not, 3 both still possible, 2 an input that cannot be read."""
    assert code == cli("check", write("a.yaml", text)).code


@pytest.mark.parametrize(
    ("names", "code"),
    [("pf", 1), ("po", 3), ("fo", 1), ("bf", 2), ("bo", 2), ("bp", 2), ("pp2", 2), ("pfob", 2)],
)
def test_the_gravest_of_several_inputs_gives_the_exit_code(names: str, code: int, cli, write):
    """Precedence is 2, 1, 3, 0 over all inputs, and the other inputs are still reported."""
    texts = {"p": PASS, "f": FAIL, "o": OPEN, "b": "format: [", "2": PASS}
    paths = [write(f"{at}-{letter}.yaml", texts[letter]) for at, letter in enumerate(names)]
    run = cli("check", *paths, "--format", "json")
    assert code == run.code
    document = json.loads(run.out)
    assert len(names) == len(document["results"])


def test_without_an_input_nothing_is_assessed(cli, tmp_path):
    """A folder without evidence is an error that names it, never a silent success."""
    run = cli("check", tmp_path)
    assert (2, "") == (run.code, run.out)
    assert "ER004" in run.err
    assert 2 == cli("check").code


@pytest.mark.parametrize(
    "arguments",
    [
        ("--as-of", "gestern"), ("--as-of", "2007-02-30"), ("--format", "yaml"), ("--lang", "fr"), ("-o", "report.xyz"),
        ("--require", "gold"), ("--ruleset", "no-such"), ("--ruleset", "jiangsu-16@1999"), ("--ruleset", "no/such.yaml"),
        ("--unknown",),
    ],
)  # fmt: skip
def test_a_wrong_option_exits_2_and_says_what_is_possible(arguments: tuple[str, ...], cli, write):
    """A wrong value of an option gives exit 2, no report, and a message on standard error."""
    run = cli("check", write("a.yaml", PASS), *arguments)
    assert (2, "") == (run.code, run.out)
    assert run.err
    assert "Traceback" not in run.err


def test_require_counts_another_level_as_reached(cli, write):
    """With --require fail a county that fails has reached what was asked."""
    assert 0 == cli("check", write("a.yaml", FAIL), "--require", "fail").code


def test_require_is_recorded_in_the_result(cli, write):
    """The options that change a result stand in it."""
    run = cli("check", write("a.yaml", FAIL), "--require", "fail", "--as-of", "2008-01-01", "-f", "json")
    assert {"as_of": "2008-01-01", "require": "fail"} == json.loads(run.out)["options"]


def test_evidence_of_another_ruleset_is_refused(cli, write, examples):
    """ER406 where the evidence names another ruleset; an overlay of the one named is taken."""
    other = write("a.yaml", PASS.replace("jiangsu-16@2007", "jiangsu-17"))
    assert "ER406" in cli("check", other, "--ruleset", "jiangsu-16").err
    overlay = examples / "jiangsu-16-office" / "ruleset.yaml"
    assert cli("check", write("b.yaml", PASS), "--ruleset", overlay).code in (0, 1, 3)


def test_a_period_after_the_date_of_the_assessment_is_refused(cli, write):
    """ER422: nobody can be assessed on figures of the future; the clock is not asked."""
    run = cli("check", write("a.yaml", PASS), "--as-of", "2006-12-31")
    assert (2, True) == (run.code, "ER422" in run.err)


def test_standard_input_is_an_input(cli):
    """`-` reads YAML or JSON from standard input and is named <stdin>."""
    assert 0 == cli("check", "-", stdin=PASS.encode()).code
    document = {"format": "evidence/1", "ruleset": "jiangsu-16", "grades": {"9": "C"}}
    run = cli("check", "-", "-f", "json", stdin=json.dumps(document).encode())
    assert (1, "<stdin>") == (run.code, json.loads(run.out)["results"][0]["evidence"]["path"])


def test_quiet_gives_only_the_exit_code(cli, write):
    """--quiet prints no report; problems are still said."""
    assert (1, "", "") == cli("check", write("a.yaml", FAIL), "--quiet")
    run = cli("check", write("b.yaml", "format: ["), "--quiet")
    assert (2, "", True) == (run.code, run.out, "ER101" in run.err)


def test_explain_lists_the_comparisons(cli, examples):
    """--explain lists every step; without it there is none."""
    county = examples / "jiangsu-16-office" / "county.yaml"
    ruleset = county.with_name("ruleset.yaml")
    plain = cli("check", county, "--ruleset", ruleset, "--lang", "en")
    explained = cli("check", county, "--ruleset", ruleset, "--lang", "en", "--explain")
    step = "[A] share of senior-high teachers with a graduate degree or diploma ≥ 10%: 7.38 ≥ 10% → no"
    assert step not in plain.out
    assert step in explained.out
    assert plain.code == explained.code


def test_output_may_be_repeated(cli, write, tmp_path):
    """Each -o writes one file in the format of its suffix or its prefix, and nothing goes to standard output."""
    wanted = {"a.json": "{", "b.md": "#", "c.txt": "甲", "d.out": "file"}
    run = cli("check", write("x.yaml", PASS), "--lang", "en", "-o", tmp_path / "a.json", "-o", tmp_path / "b.md",
              "-o", tmp_path / "c.txt", "-o", f"table={tmp_path / 'd.out'}")  # fmt: skip
    assert (0, "") == (run.code, run.out)
    for name, start in wanted.items():
        assert (tmp_path / name).read_text("utf-8").startswith(start)


def test_version_and_help(cli):
    """--version prints the version; without a command the help is shown and nothing is assessed."""
    import evalrules

    assert (0, f"evalrules {evalrules.__version__}") == (cli("--version").code, cli("--version").out.strip())
    assert 0 == cli("--help").code
    assert 2 == cli().code


def test_the_same_input_named_twice_is_one_input(cli, write):
    """A path given twice is one subject, not a pair of twins."""
    path = write("a.yaml", PASS)
    assert 0 == cli("check", path, path).code


def test_two_inputs_of_one_subject_are_an_error_of_both(cli, write):
    """ER008: the same subject, period and ruleset twice is never merged and never silently chosen."""
    run = cli("check", write("a.yaml", PASS), write("b.yaml", PASS.replace('"9": A', '"9": C')), "-f", "json")
    assert 2 == run.code
    assert [None, None] == [one["verdict"] for one in json.loads(run.out)["results"]]
    assert 2 == len(re.findall("ER008 error", run.err))


@pytest.mark.parametrize("fault", [RuntimeError, EOFError, MemoryError, RecursionError])
def test_an_internal_error_exits_70(fault: type[Exception], cli, write, monkeypatch):
    """A fault of our own exits 70 with a short message, never with Python's 1, nor as if somebody had aborted it."""
    from evalrules.cli import checking

    def broken(*_: object) -> None:
        raise fault("fault")

    monkeypatch.setattr(checking, "check_inputs", broken)
    run = cli("check", write("a.yaml", PASS))
    assert (70, "") == (run.code, run.out)
    assert "ER901" in run.err
    assert "Traceback" not in run.err


def test_an_interruption_exits_130(cli, write, monkeypatch):
    """Ctrl-C exits 130."""
    from evalrules.cli import checking

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(checking, "check_inputs", interrupted)
    assert 130 == cli("check", write("a.yaml", PASS)).code


@pytest.mark.parametrize("written", ["2007-1-5", "20071231", "2007-W52-1", "2007-02-30", "2007", "今天", " 2007-12-31"])
def test_the_date_is_a_day_written_in_full(cli, examples, written: str):
    """`--as-of` takes YYYY-MM-DD and nothing that merely looks like a date."""
    done = cli("check", examples / "jiangsu-16" / "passing.yaml", "--as-of", written)

    assert (2, True) == (done.code, "ER011" in done.err)
