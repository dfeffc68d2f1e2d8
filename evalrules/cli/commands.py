"""The group of commands: none ends with exit code 1 but by a verdict, and what may be given once is given once."""

from __future__ import annotations

from collections import Counter
from typing import Any

import typer

from evalrules.base.diagnostics import error
from evalrules.cli.language import preferred_language
from evalrules.cli.saying import fail


class Commands(typer.core.TyperGroup):
    """The commands of the tool, or those under one of its words."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer keeps the type of its contexts to itself
        """Run a command; typer takes an EOFError for Ctrl-D and would exit with 1."""
        try:
            return super().invoke(ctx)
        except EOFError as problem:
            raise RuntimeError(str(problem)) from problem

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """The command that is called; of an option that stands twice nobody would know that only the last counts."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None and not ctx.resilient_parsing and not isinstance(command, typer.core.TyperGroup):
            _refuse_repeated(command, ctx, rest)
        return name, command, rest


def _refuse_repeated(command: Any, ctx: Any, args: list[str]) -> None:  # noqa: ANN401 - as above
    try:
        own = command.context_class(command, parent=ctx, **command.context_settings)
        _, _, order = command.make_parser(own).parse_args(args=list(args))
    except Exception:  # noqa: BLE001 - what is wrong with the call is told by the command itself
        return
    counted = Counter(one.opts[0] for one in order if _is_given_once(one))
    repeated = [error("ER057", None, option=option, count=str(count)) for option, count in counted.items() if count > 1]
    if repeated:
        fail(repeated, preferred_language())


def _is_given_once(parameter: Any) -> bool:  # noqa: ANN401 - as above
    """Whether a parameter has one value; a flag that stands twice says the same twice."""
    is_option = parameter.param_type_name == "option"
    return bool(is_option and not parameter.multiple and not parameter.is_flag)
