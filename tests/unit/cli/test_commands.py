"""What holds for every command."""

from __future__ import annotations

from pathlib import Path

import pytest

EXAMPLES = Path(__file__).resolve().parents[3] / "examples"
COUNTY = EXAMPLES / "jiangsu-16" / "county.yaml"


@pytest.mark.parametrize(
    "line",
    [
        ("check", COUNTY, "-f", "json", "--format", "table"), ("check", "--lang=zh", COUNTY, "--lang=en"),
        ("rulesets", "-f", "json", "-f", "json"), ("bundle", "verify", "x", "--lang", "zh", "--lang", "en"),
    ],
)  # fmt: skip
def test_an_option_with_one_value_is_given_once(cli, line):
    """Else only the last would count (ER057), also under a word such as bundle."""
    run = cli(*line)
    assert (2, "") == (run.code, run.out)
    assert "ER057" in run.err


def test_flags_and_options_of_many_values_may_stand_again(cli, tmp_path):
    """They say the same twice, or one thing more."""
    run = cli("check", COUNTY, "-q", "-q", "-o", tmp_path / "a.json", "-o", tmp_path / "a.md")
    assert 0 == run.code
    assert {"a.json", "a.md"} == {path.name for path in tmp_path.iterdir()}


def test_a_warning_is_an_error_where_that_is_asked(cli, tmp_path):
    """No format is green: the exit code is 2, and the warning an error in each of them."""
    assert 0 == cli("check", COUNTY).code
    run = cli("check", COUNTY, "--fail-on-warning", "-o", tmp_path / "a.tap", "-o", tmp_path / "a.junit.xml", "--lang", "en")
    assert (2, "") == (run.code, run.out)
    assert "ER414 error" in run.err
    assert "\nnot ok 1" in (tmp_path / "a.tap").read_text(encoding="utf-8")
    assert "<error " in (tmp_path / "a.junit.xml").read_text(encoding="utf-8")
    assert 0 == cli("check", EXAMPLES / "jiangsu-16" / "passing.yaml", "--fail-on-warning").code


@pytest.mark.parametrize("other", [("--set", "grades.9=A"), ("--data-only",)])
def test_it_is_refused_where_there_is_no_verdict_to_refuse(cli, other):
    """ER011, at once."""
    run = cli("check", COUNTY, "--fail-on-warning", *other)
    assert (2, True) == (run.code, "ER011" in run.err)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (("--lang", "zh", "check", COUNTY), "结论：通过"), (("--lang=en", "check", COUNTY), "Verdict: passed"),
        (("--lang", "zh", "explain", "ER649"), "命令的写法不对"), (("--lang", "en", "show", "jiangsu-16"), "indicators"),
    ],
)  # fmt: skip
def test_the_language_may_stand_before_the_command(cli, line, said):
    """As behind it, also under a word such as bundle; asked for twice it is refused (ER057)."""
    run = cli(*line)
    assert (0, "") == (run.code, run.err)
    assert said in run.out
    assert "错误" in cli("--lang", "zh", "bundle", "verify", "x").err
    assert "ER057" in cli("--lang", "zh", "check", COUNTY, "--lang", "en").err
