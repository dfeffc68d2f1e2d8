"""Which language and which terminal the reader has; asked of the environment, never of the data."""

from __future__ import annotations

import os
from typing import TextIO

LANGUAGES = ("zh", "en")


def preferred_language() -> str:
    """Chinese where the locale is Chinese, else English."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        value = os.environ.get(variable)
        if value:
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def bilingual(zh: str, en: str) -> str:
    """A help text in the reader's language."""
    return zh if preferred_language() == "zh" else en


def bilingual_in(language: str, zh: str, en: str) -> str:
    """One of two texts, by the language that was asked for."""
    return zh if language == "zh" else en


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
