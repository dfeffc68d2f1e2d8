"""What a call of `check` asks for, and the plain way to read it: without the library of the command line.

Loading that library takes as long as a whole check. A call that is written plainly (known options, each with its value
behind it, and paths) is read here; everything else, and every call that is wrong, is left to the library, which
answers it in its own words. The names of the options are those that it declares, from one table;
`tests/unit/cli/test_check_call.py` holds both readings to one another.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from typing import Any

from evalrules.base.records import NamedTuple
from evalrules.cli.configuration import file_here


class CheckCall(NamedTuple):
    """What `check` was asked: paths and options, as they were written."""

    evidence: tuple[str, ...] = ()
    ruleset: str | None = None
    as_of: str | None = None
    require: str | None = None
    form: str | None = None
    output: tuple[str, ...] = ()
    lang: str | None = None
    recursive: bool = False
    strict: bool = False
    explain: bool = False
    quiet: bool = False
    sealed: bool = False
    baseline: str | None = None
    last_year: str | None = None
    set_values: tuple[str, ...] = ()
    data_only: bool = False
    jobs: str | None = None
    sort: str | None = None
    config: str | None = None


NAMES: Mapping[str, tuple[str, ...]] = {
    "ruleset": ("--ruleset", "-r"),
    "as_of": ("--as-of",),
    "require": ("--require",),
    "form": ("--format", "-f"),
    "output": ("--output", "-o"),
    "lang": ("--lang",),
    "recursive": ("--recursive", "-R"),
    "strict": ("--fail-on-warning",),
    "explain": ("--explain",),
    "quiet": ("--quiet", "-q"),
    "sealed": ("--sealed",),
    "baseline": ("--baseline",),
    "last_year": ("--last-year",),
    "set_values": ("--set",),
    "data_only": ("--data-only",),
    "jobs": ("--jobs", "-j"),
    "sort": ("--sort",),
    "config": ("--config",),
    "show_config": ("--show-config",),
}
"""How each option of `check` is written, by the name of its value."""

FLAGS = frozenset(("recursive", "strict", "explain", "quiet", "sealed", "data_only"))
REPEATED = frozenset(("output", "set_values"))
_LEFT_TO_THE_LIBRARY = frozenset(("config", "show_config"))
_FIELDS = {written: field for field, names in NAMES.items() if field not in _LEFT_TO_THE_LIBRARY for written in names}
_EXPANDED = frozenset("*?[~$%")
"""Characters by which Windows expects a program to look for files or variables by itself."""


def flag(field: str) -> tuple[str, ...]:
    """How the library declares a flag that a configuration may set and the command line take back: `--no-…`."""
    first, *others = NAMES[field]
    return (f"{first}/--no-{first.removeprefix('--')}", *others)


def plain_call(arguments: Sequence[str]) -> CheckCall | None:
    """The call that these arguments make; None where it is not written plainly, or where a file has a say in it."""
    if arguments[:1] != ["check"] or "_EVALRULES_COMPLETE" in os.environ or file_here() is not None:
        return None
    if os.name == "nt" and any(not _EXPANDED.isdisjoint(one) for one in arguments):
        return None
    paths: list[str] = []
    found: dict[str, Any] = {}
    left = list(reversed(arguments[1:]))
    while left:
        written = left.pop()
        if written == "-" or not written.startswith("-"):
            paths.append(written)
            continue
        name, is_joined, value = written.partition("=") if written.startswith("--") else (written, "", "")
        field = _FIELDS.get(name)
        if field is None or (field in found and field not in REPEATED):
            return None
        if field in FLAGS:
            if is_joined:
                return None
            found[field] = True
            continue
        if not is_joined:
            if not left or (left[-1] != "-" and left[-1].startswith("-")):
                return None  # a value that is missing, or looks like an option
            value = left.pop()
        found[field] = (*found.get(field, ()), value) if field in REPEATED else value
    return CheckCall(tuple(paths), **found) if paths else None
