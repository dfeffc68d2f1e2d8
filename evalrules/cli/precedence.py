"""What of a configuration holds beside a command line: which settings of the file give way to what is written there.

An option that stands on the command line replaces the setting of its own name; the library of the command line sees
to that. Here stands what one option makes of settings with other names.
"""

from __future__ import annotations

import os
from collections.abc import Collection
from typing import TYPE_CHECKING, Any, NoReturn

from evalrules.base.diagnostics import warning
from evalrules.cli.check_call import CheckCall
from evalrules.cli.configuration import KEYS
from evalrules.cli.delivery import to_stdout
from evalrules.cli.destinations import destination
from evalrules.cli.saying import language_of, say

if TYPE_CHECKING:
    import typer

_OF_THE_REPORT = ("form", "output", "baseline", "explain", "strict")
_OF_A_VERDICT = (*_OF_THE_REPORT, "require", "sort")
_GIVES_WAY = {"form": ("output",), "set_values": _OF_THE_REPORT, "data_only": _OF_A_VERDICT}
"""The settings that an option of the command line makes void: where -f prints, the outputs of the file are not meant;
another question than that of the file is not answered in its formats, nor held against its baseline."""


def settled(ctx: typer.Context, call: CheckCall) -> CheckCall:
    """The call without those settings of the file that the command line makes void."""
    void = {name for option, names in _GIVES_WAY.items() if _asks(ctx, option) for name in names}
    if _asks(ctx, "output") and _is_among(call.baseline, call.output):
        void.add("baseline")  # it is to be written anew
    default: dict[str, Any] = CheckCall()._asdict()
    return call._replace(**{name: default[name] for name in void if _is_of_the_file(ctx, name)})


def with_baseline_at_hand(ctx: typer.Context, call: CheckCall) -> CheckCall:
    """The call without a baseline that the file names and that nobody has written yet: nothing is tolerated then.

    A baseline that the command line names must be there.
    """
    path = call.baseline
    if path is None or not _is_of_the_file(ctx, "baseline") or os.path.lexists(path):
        return call
    say([warning("ER060", None, path=path)], {}, language_of(call.lang))
    return call._replace(baseline=None)


def show_configuration(ctx: typer.Context, call: CheckCall) -> NoReturn:
    """Print what a check would do, as the TOML that says so, and end the command."""
    import json

    lines = []
    for name, key in KEYS.items():
        value = getattr(call, key.parameter, (ctx.default_map or {}).get(key.parameter))
        if value or (value is False and _is_given(ctx, key.parameter)):
            where = "command line" if _is_given(ctx, key.parameter) else call.config
            number: Any = int(str(value)) if key.type is int and str(value).isdigit() else value
            shown = json.dumps(list(value) if isinstance(value, tuple | list) else number, ensure_ascii=False)
            lines.append(f"{name} = {shown}  # {where}")
    to_stdout("\n".join([*lines, ""]))
    raise SystemExit(0)


def _is_given(ctx: typer.Context, name: str) -> bool:
    """Whether a parameter stands on the command line, whatever its value."""
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "COMMANDLINE"


def _asks(ctx: typer.Context, name: str) -> bool:
    """Whether an option stands on the command line, with a value that asks for something."""
    return bool(ctx.params.get(name)) and _is_given(ctx, name)


def _is_of_the_file(ctx: typer.Context, name: str) -> bool:
    source = ctx.get_parameter_source(name)
    return source is not None and source.name == "DEFAULT_MAP"


def _is_among(path: str | None, outputs: Collection[str]) -> bool:
    """Whether a file is one of the places that outputs go to, however either is spelled."""
    if path is None:
        return False
    own = os.path.realpath(path)
    return any(os.path.realpath(destination(one).path) == own for one in outputs)
