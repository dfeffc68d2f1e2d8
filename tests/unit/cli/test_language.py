"""The language and the terminal of the reader, asked of the environment."""

from __future__ import annotations

import io

import pytest

import evalrules.cli.language as spoken
from evalrules.cli.language import bilingual, preferred_language, system_language, terminal_width, wants_color

NAMES = ("LC_ALL", "LC_MESSAGES", "LANG")


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("", "", ""), "en"), (("zh_CN.UTF-8", "", ""), "zh"), (("", "", "zh_CN"), "zh"), (("", "zh_TW", "en_US"), "zh"),
        (("C", "", "zh_CN"), "en"), (("ZH_cn", "", ""), "zh"), (("en_US.UTF-8", "zh_CN", "zh_CN"), "en"),
    ],
)  # fmt: skip
def test_chinese_where_the_locale_is_chinese(values: tuple[str, ...], expected: str, monkeypatch):
    """LC_ALL before LC_MESSAGES before LANG; English where none is Chinese."""
    for name, value in zip(NAMES, values, strict=True):
        monkeypatch.setenv(name, value)
    assert expected == preferred_language()
    assert {"zh": "中", "en": "e"}[expected] == bilingual("中", "e")


@pytest.mark.parametrize("words", [("check", "a", "--lang", "zh"), ("template", "--lang=zh", "-h"), ("--help", "--lang", "zh")])
def test_the_call_names_the_language_of_its_help(words: tuple[str, ...], monkeypatch):
    """Whatever the locale is; a language that is none leaves it to that."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    monkeypatch.setattr(spoken.sys, "argv", ["evalrules", *words])
    assert "中" == bilingual("中", "e")
    monkeypatch.setattr(spoken.sys, "argv", ["evalrules", *(one.replace("zh", "fr") for one in words)])
    assert "e" == bilingual("中", "e")


@pytest.fixture
def without_a_locale(monkeypatch: pytest.MonkeyPatch):
    """No variable says a language, as on Windows and in programs that macOS starts."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    system_language.cache_clear()
    yield monkeypatch
    system_language.cache_clear()


@pytest.mark.parametrize(("number", "expected"), [(0x0804, "zh"), (0x0404, "zh"), (0x0409, "en"), (0x0411, "en"), (0, "en")])
def test_windows_speaks_as_its_user_interface(number: int, expected: str, without_a_locale):
    """Simplified and traditional Chinese, of any region; a variable still comes first."""
    without_a_locale.setattr(spoken.sys, "platform", "win32")
    without_a_locale.setattr(spoken, "windows_language", lambda: number)
    assert expected == preferred_language()
    without_a_locale.setenv("LANG", "en_US.UTF-8")
    assert "en" == preferred_language()


@pytest.mark.parametrize(("printed", "expected"), [("zh_CN", "zh"), ("zh-Hans_CN", "zh"), ("en_US", "en"), ("", "en")])
def test_macos_speaks_as_its_locale(printed: str, expected: str, without_a_locale, tmp_path):
    """Asked of the program that macOS has for it; where there is none, English."""
    asked = tmp_path / "defaults"
    asked.write_text(f'#!/bin/sh\n[ "$*" = "read -g AppleLocale" ] && echo "{printed}"\n', "utf-8")
    asked.chmod(0o755)
    without_a_locale.setattr(spoken.sys, "platform", "darwin")
    without_a_locale.setenv("PATH", str(tmp_path), prepend=":")
    assert expected == preferred_language()
    system_language.cache_clear()
    without_a_locale.setenv("PATH", str(tmp_path / "nothing"))
    assert "en" == preferred_language()


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("stream", "variables", "expected"),
    [
        (io.StringIO(), {}, False), (Terminal(), {}, True), (Terminal(), {"NO_COLOR": "1"}, False),
        (io.StringIO(), {"FORCE_COLOR": "1"}, True), (Terminal(), {"TERM": "dumb"}, False),
        (io.StringIO(), {"FORCE_COLOR": "1", "NO_COLOR": "1"}, False),
    ],
)  # fmt: skip
def test_colour_only_where_it_is_wanted(
    stream: io.StringIO, variables: dict[str, str], expected: bool, monkeypatch
):
    """Colour on a terminal and never when piped, unless the environment says otherwise."""
    monkeypatch.setenv("TERM", "xterm")
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert expected is wants_color(stream)


@pytest.mark.parametrize(("columns", "least"), [("30", 30), ("0", 1), ("-5", 1), ("wide", 1)])
def test_the_width_of_a_terminal_is_never_zero(columns: str, least: int, monkeypatch):
    """COLUMNS is believed where it makes sense; a pipe always has the plain width."""
    monkeypatch.setenv("COLUMNS", columns)
    assert least <= terminal_width(Terminal(), 100)
    assert 100 == terminal_width(io.StringIO(), 100)
