"""Which language and which terminal the reader has; asked of the call, the environment and the system, not the data."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import TextIO

from evalrules.base.languages import LANGUAGES, spoken

_CHINESE_ON_WINDOWS, _PRIMARY = 0x04, 0x3FF
"""The number of the language among those of Windows, and which bits of a number say the language without its region."""


def preferred_language() -> str:
    """The language that the call names, so that its help speaks it, too.

    Else Chinese where the locale is Chinese, and English where it is not; without a locale as the operating system
    speaks.
    """
    return language_of_call(sys.argv[1:])


def language_of_call(arguments: Sequence[str]) -> str:
    """The language that a call asks for with --lang, whatever else is wrong with it; else that of the reader."""
    for at, one in enumerate(arguments):
        given = "".join(arguments[at + 1 : at + 2]) if one == "--lang" else one.removeprefix("--lang=")
        if given != one and given in LANGUAGES:
            return given
    return _language_of_locale()


def _language_of_locale() -> str:
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return system_language()


@cache
def system_language() -> str:
    """The language in which Windows or macOS speaks to the user; English elsewhere, where only the locale says it."""
    if sys.platform == "win32":
        return "zh" if windows_language() & _PRIMARY == _CHINESE_ON_WINDOWS else "en"
    if sys.platform == "darwin":
        return "zh" if mac_locale().lower().startswith("zh") else "en"
    return "en"


def windows_language() -> int:
    """The number of the language of the user's Windows; 0 where it does not say."""
    import ctypes  # only there

    library = getattr(ctypes, "windll", None)
    return 0 if library is None else int(library.kernel32.GetUserDefaultUILanguage())


def mac_locale() -> str:
    """The locale of the user of macOS, such as zh_CN; "" where it does not say."""
    import subprocess  # only there, and only where a terminal sets no LANG

    try:
        asked = subprocess.run(
            ["defaults", "read", "-g", "AppleLocale"],  # noqa: S607 - part of the system
            capture_output=True, text=True, timeout=2, check=False,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return asked.stdout.strip()


def bilingual(zh: str, en: str) -> str:
    """A help text in the reader's language."""
    return spoken((zh, en), preferred_language())


def bilingual_in(language: str, zh: str, en: str) -> str:
    """One of two texts, by the language that was asked for."""
    return spoken((zh, en), language)


def wants_color(stream: TextIO) -> bool:
    """Colour on a terminal, never when piped; NO_COLOR and FORCE_COLOR decide where they are set."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def terminal_width(stream: TextIO, plain: int) -> int:
    """The width of the terminal, or `plain` columns when piped."""
    if not stream.isatty():
        return plain
    import shutil  # a report that is piped needs nothing of it

    return shutil.get_terminal_size((plain, 24)).columns or plain
