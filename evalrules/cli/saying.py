"""What every command says and how it ends: problems on standard error, text on standard output, exit code 2."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NoReturn

from evalrules.base.diagnostics import Diagnostic, error
from evalrules.base.languages import LANGUAGES
from evalrules.cli.delivery import NotDelivered, to_stderr, to_stdout
from evalrules.cli.language import preferred_language

WRONG_INPUT = 2


def say(found: Iterable[Diagnostic], texts: Mapping[str, str], language: str, not_at_hand: int = 0) -> None:
    """Print problems on standard error, with source frames from `texts`; nothing where there are none.

    So many more are counted that are `not_at_hand`.
    """
    listed = list(found)
    if not listed:
        return
    from evalrules.reporters.problems import render_problems

    to_stderr(render_problems(listed, texts, language, not_at_hand))


def fail(found: Iterable[Diagnostic], language: str, texts: Mapping[str, str] | None = None) -> NoReturn:
    """Say problems and end the command with exit code 2."""
    say(found, texts or {}, language)
    raise SystemExit(WRONG_INPUT)


def not_delivered(failure: NotDelivered, language: str) -> NoReturn:
    """Say that output did not arrive (ER007) and end the command."""
    fail([error("ER007", None, path=failure.path, reason=failure.reason)], language)


def language_of(lang: str | None) -> str:
    """The value of --lang, else the language of the locale; ends the command (ER011) where it is neither zh nor en."""
    language = lang or preferred_language()
    if language not in LANGUAGES:
        usage("--lang", language, "zh, en", preferred_language())
    return language


def usage(option: str, value: str, expected: str, language: str) -> NoReturn:
    """Say that an option has no such value (ER011) and end the command."""
    fail([error("ER011", None, option=option, value=value, expected=expected)], language)


def deliver(text: str, language: str, *, utf8: bool = False) -> None:
    """Print text on standard output; ends the command (ER007) where it did not arrive."""
    try:
        to_stdout(text, utf8=utf8)
    except NotDelivered as failure:
        not_delivered(failure, language)
