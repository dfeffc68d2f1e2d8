"""What a project says once for all its checks: `evalrules.toml`, or `[tool.evalrules]` in `pyproject.toml`.

Only the working directory is looked at, so that the same call in the same folder does the same; `--config` names
another file. What the command line says counts before the file, and the file before what holds without it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from evalrules.base.diagnostics import error
from evalrules.base.records import NamedTuple
from evalrules.base.suggestions import nearest
from evalrules.cli.language import preferred_language
from evalrules.cli.saying import fail

if TYPE_CHECKING:
    import typer

OWN_FILE, SHARED_FILE = "evalrules.toml", "pyproject.toml"
AUTO = "auto"
"""As many processes as there are processors."""
_SECTION = b"[tool.evalrules"


class _Key(NamedTuple):
    """A key of the file: the parameter of `check` that it sets, of which type, and whether it names files."""

    parameter: str
    type: type
    is_path: bool = False


KEYS: Mapping[str, _Key] = {
    "paths": _Key("evidence", list, is_path=True),
    "rulesets": _Key("rulesets", list, is_path=True),
    "ruleset": _Key("ruleset", str),
    "as-of": _Key("as_of", str),
    "require": _Key("require", str),
    "format": _Key("form", str),
    "output": _Key("output", list),
    "lang": _Key("lang", str),
    "explain": _Key("explain", bool),
    "recursive": _Key("recursive", bool),
    "sealed": _Key("sealed", bool),
    "fail-on-warning": _Key("strict", bool),
    "baseline": _Key("baseline", str, is_path=True),
    "last-year": _Key("last_year", str, is_path=True),
    "jobs": _Key("jobs", int),
    "sort": _Key("sort", str),
}
"""Every key by its name in the file, in the order in which the configuration is printed."""

_WRITTEN = {str: '"…"', bool: "true | false", list: '["…", "…"]', int: '1 | 2 | … | "auto"'}
"""How a value of each type is written, for readers of either language."""


def configured(ctx: typer.Context, path: str | None) -> str | None:
    """Let a file give what the command line does not; ends the command (ER058) where something in it is wrong."""
    if ctx.resilient_parsing:
        return path
    found = path if path is not None else file_here()
    if found is not None:
        values = _values(_section(found), found)
        _name_rulesets_in(values.get("rulesets", []), found)
        ctx.default_map = values
    return found


def _name_rulesets_in(folders: list[str], path: str) -> None:
    """Lets the rulesets of folders be named, here and in the processes that are begun, before those of the variable."""
    from evalrules.catalog import PATH_VARIABLE  # only where there is a file

    gone = [own for own in folders if not os.path.isdir(own)]
    if gone:
        fail([error("ER058", None, path=path, reason=f"rulesets: {own}") for own in gone], preferred_language())
    if folders:
        every = [*map(os.path.abspath, folders), os.environ.get(PATH_VARIABLE, "")]
        os.environ[PATH_VARIABLE] = os.pathsep.join(filter(None, every))


def file_here() -> str | None:
    """The file of the working directory, None where there is none; a file of other tools is not parsed."""
    if os.path.isfile(OWN_FILE):
        return OWN_FILE
    try:
        with open(SHARED_FILE, "rb") as file:
            return SHARED_FILE if _SECTION in file.read() else None
    except OSError:
        return None


def _section(path: str) -> Mapping[str, Any]:
    import tomllib  # only where there is a file

    try:
        with open(path, "rb") as file:
            read = tomllib.load(file)
    except (OSError, ValueError) as problem:  # ValueError: no TOML, or no UTF-8
        reason = problem.strerror or str(problem) if isinstance(problem, OSError) else str(problem)
        fail([error("ER058", None, path=path, reason=reason)], preferred_language())
    is_shared = os.path.basename(path) == SHARED_FILE
    section = read.get("tool", {}).get("evalrules", {}) if is_shared else read
    if not isinstance(section, dict):
        fail([error("ER058", None, path=path, reason="tool.evalrules")], preferred_language())
    return section


def _values(section: Mapping[str, Any], path: str) -> dict[str, Any]:
    """What the file gives, by parameter; every wrong key and value in one go."""
    problems, found, folder = [], {}, os.path.dirname(path)
    for name, value in section.items():
        key = KEYS.get(name)
        if key is None:
            suggestion = nearest(name, KEYS)
            problems.append(error("ER059", None, path=path, key=name, known=", ".join(KEYS), suggestion=suggestion))
        elif not _is_of(value, key.type):
            problems.append(
                error("ER058", None, path=path, reason=f"{name} = {value!r} → {name} = {_WRITTEN[key.type]}")
            )
        else:
            found[key.parameter] = _from(folder, value) if key.is_path else value
    if problems:
        fail(problems, preferred_language())
    return found


def _is_of(value: object, wanted: type) -> bool:
    if wanted is int:
        return value == AUTO or (isinstance(value, int) and not isinstance(value, bool))
    return isinstance(value, wanted) and (not isinstance(value, list) or all(isinstance(one, str) for one in value))


def _from(folder: str, value: Any) -> Any:  # noqa: ANN401 - a text or a list of texts
    """Paths of a file in another folder as paths from here."""
    if isinstance(value, list):
        return [_from(folder, one) for one in value]
    return value if value == "-" or not folder else os.path.join(folder, value)


def paths_of(ctx: typer.Context, given: list[str] | None) -> list[str]:
    """The inputs of a check: those of the command line, else those of the file; ends the command without any."""
    paths = given or (ctx.default_map or {}).get(KEYS["paths"].parameter)
    if not paths:
        ctx.fail("Missing argument 'evidence'.")
    return list(paths)
