"""What is wrong with a call, in words, in the language that the reader has or asks for."""

from __future__ import annotations

import pytest

CALLS = {
    ("check", "--formt", "json", "a"): ("没有“--formt”这个选项，是否想写“--format、--sort”？", "there is no option --formt, did you mean --format or --sort?"),
    ("chek",): ("没有“chek”这个命令", "there is no command 'chek'"),
    ("bundle", "foo"): ("没有“foo”这个命令", "there is no command 'foo'"),
    ("bundle",): ("封装资料包", "Usage: evalrules bundle"),
    ("show",): ("没有写明“标准”", "RULESET is missing"),
    ("complete", "jiangsu-16"): ("缺少选项 --output / -o", "the option --output / -o is missing"),
    ("check", "a", "--as-of"): ("选项 --as-of 后面缺少值", "the option --as-of needs a value"),
    ("check", "--quiet=1", "a"): ("选项 --quiet 不带值", "the option --quiet takes no value"),
    ("schema", "evidence", "x", "y"): ("多写了“x y”", "'x y' is too much"),
}  # fmt: skip
"""Calls that are wrong, and what is said of each."""


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("words", CALLS, ids=" ".join)
def test_a_call_that_is_wrong_is_told_in_a_sentence(words: tuple[str, ...], language: str, cli, monkeypatch):
    """With the code, and the command whose usage tells more; nothing on standard output, exit code 2."""
    monkeypatch.setenv("LC_ALL", {"zh": "zh_CN.UTF-8", "en": "en_US.UTF-8"}[language])
    run = cli(*words)
    assert (2, "") == (run.code, run.out)
    if words != ("bundle",):
        assert CALLS[words][language != "zh"] in run.err
        assert "ER649" in run.err
        assert f"evalrules {words[0]} -h" in run.err or "evalrules -h" in run.err


def test_the_language_that_is_asked_for_comes_first(cli, monkeypatch):
    """Also where it stands behind what is wrong, and in either spelling."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    for asked in (("--lang", "zh"), ("--lang=zh",)):
        assert "没有“--foo”这个选项" in cli("check", "--foo", "a", *asked).err
    assert "there is no option --foo" in cli("check", "--foo", "a", "--lang", "fr").err
