"""What a message owes an official who has to act on it, as far as a program can read it."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from pathlib import Path

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import is_in_table

_LATIN = re.compile(r"[A-Za-z][A-Za-z0-9_@.-]*")
_COMMAND = re.compile(r"evalrules [a-z]+|--[a-z-]+")
_SUGGESTED = re.compile("是否想写“[^”]*”？")
_OF_YAML = frozenset("confirmed path place by note null true false from to facts tables points members period".split())
"""Words of the text form of evidence, for those who write it."""
_NOT_IN_TABLES = re.compile(r"\bnull\b|\{|\bfrom:|\bto:|\bperiod\b|\bconfirmed\b|\btrue\b|\bfalse\b|section")
_WITH_FIGURES = frozenset("ER403 ER410 ER420 ER426 ER456 ER494 ER510 ER511 ER512".split())
_WITH_TWO_PLACES = frozenset("ER404 ER424 ER493 ER508 ER509 ER511 ER512 ER513".split())
_TWO_PLACES_SAID = frozenset("ER404 ER424 ER512 ER513".split())


def told(problem: Diagnostic, language: str) -> str:
    """The place, the code, the sentence and what to do, in one line."""
    place = "" if problem.place is None else f"{problem.place}: "
    return f"{place}{problem.code} {problem.sentence(language)} >> {problem.hint(language)}"


def faults_of(problem: Diagnostic, written: str) -> list[str]:
    """What is wrong with a message in Chinese; `written` is all that the official wrote, and the names of the files.

    A word in Latin letters is theirs, an option of the standard (A, B), a command, or in text (not in tables) a word of
    that form or a path into it; a table is never spoken of as text; there is an action, a figure where it is about figures, and the other place where there are two.
    """
    sentence, hint = problem.sentence("zh"), problem.hint("zh")
    is_table = problem.place is not None and is_in_table(problem.place)
    said = f"{sentence} {hint}"
    for place in (problem.place, *(one.place for one in problem.related)):
        said = said.replace(str(place), "")
    arguments = dict(problem.args)
    said = said.replace(arguments.get("expected_zh", ""), "") if arguments.get("expected_zh") else said
    said = said.replace(arguments["path"], "") if arguments.get("path") and not is_table else said
    said = _SUGGESTED.sub("", _COMMAND.sub("", said))
    foreign = {word for word in _LATIN.findall(said) if word.strip(".-") not in written}
    foreign -= frozenset() if is_table else _OF_YAML
    found = [f"foreign words {sorted(foreign)}"] if foreign else []
    found += ["speaks of text in a table"] if is_table and _NOT_IN_TABLES.search(said) else []
    found += ["nothing to do"] if not hint and problem.severity != "note" else []
    found += ["no figure"] if problem.code in _WITH_FIGURES and not re.search("[0-9]", sentence) else []
    found += ["one place"] if problem.code in _WITH_TWO_PLACES and not problem.related else []
    others = [str(one.place) for one in problem.related]
    is_silent = problem.code in _TWO_PLACES_SAID and not any(place in sentence for place in others)
    return [*found, *(["the other place is not said"] if is_silent else [])]


def assert_kept(path: Path, lines: Sequence[str]) -> None:
    """The lines are those of a file, which EVALRULES_UPDATE=1 writes anew."""
    text = "\n".join(lines).lstrip("\n") + "\n"
    if os.environ.get("EVALRULES_UPDATE") == "1":
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text
