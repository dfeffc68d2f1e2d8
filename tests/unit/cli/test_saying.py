"""What every command shares: problems on standard error, text on standard output, exit code 2."""

from __future__ import annotations

import sys

import pytest

from evalrules.base.diagnostics import error, note
from evalrules.base.source import Span
from evalrules.cli.delivery import NotDelivered
from evalrules.cli.saying import WRONG_INPUT, deliver, fail, language_of, not_delivered, say, usage

MISSING = error("ER109", Span("a.yaml", 2, 1, 2, 3), key="period")


@pytest.fixture
def streams(capsys):
    """What was written since the last call: `streams()` gives standard output and standard error."""
    return lambda: tuple(capsys.readouterr())


@pytest.mark.parametrize(("language", "sentence"), [("zh", "错误: 缺少键“period”"), ("en", "error: the key 'period' is missing")])
def test_problems_are_said_in_the_language_with_their_frame(language: str, sentence: str, streams):
    """Place, code, sentence and the source line go to standard error, nothing to standard output."""
    say([MISSING], {"a.yaml": "x\nfacts:\n"}, language)
    out, err = streams()
    assert "" == out
    assert err.startswith(f"a.yaml:2:1: ER109 {sentence}")
    assert "2 | facts:" in err


def test_nothing_is_said_where_there_are_no_problems(streams):
    """No empty lines."""
    say(iter(()), {}, "en")
    assert ("", "") == streams()


def test_notes_are_said_too(streams):
    """A note is shown like any other."""
    say([note("ER018", None, encoding="GB18030")], {}, "en")
    assert "read as GB18030" in streams()[1]


@pytest.mark.parametrize(
    ("end", "code"),
    [
        (lambda: fail([MISSING], "en"), "ER109"),
        (lambda: usage("--format", "x", "text, json", "en"), "ER011"),
        (lambda: not_delivered(NotDelivered("a.md", "full"), "en"), "ER007"),
        (lambda: language_of("fr"), "ER011"),
    ],
)
def test_a_command_that_fails_says_why_and_ends_with_2(end, code: str, streams):
    """One exit code for wrong input and wrong usage."""
    with pytest.raises(SystemExit) as ended:
        end()
    assert WRONG_INPUT == ended.value.code == 2
    assert code in streams()[1]


def test_the_language_is_that_of_the_option_else_of_the_locale(monkeypatch):
    """--lang counts more than LC_ALL."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert ("en", "zh") == (language_of("en"), language_of(None))


def test_text_is_delivered_or_said_not_to_be(streams, monkeypatch):
    """Text arrives on standard output; where there is none the command ends with ER007."""
    deliver("报告\n", "en")
    assert ("报告\n", "") == streams()
    monkeypatch.setattr(sys, "stdout", None)
    with pytest.raises(SystemExit):
        deliver("x", "en")
    assert "ER007" in streams()[1]
