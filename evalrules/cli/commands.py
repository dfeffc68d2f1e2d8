"""The group of commands: none ends with exit code 1 but by a verdict, and what may be given once is given once.

Help and what is wrong with a call are told in the language of the reader (evalrules.cli.spoken).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Sequence
from typing import Any, NoReturn

import typer

from evalrules.base.diagnostics import error
from evalrules.cli.language import language_of_call
from evalrules.cli.saying import fail
from evalrules.cli.spoken import USAGE_ERROR, SpokenContext, refuse_call
from evalrules.version import NAME


class Commands(typer.core.TyperGroup):
    """The commands of the tool, or those under one of its words."""

    context_class = SpokenContext

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,  # noqa: ARG002, FBT001, FBT002 - as above
        windows_expand_args: bool = True,  # noqa: FBT001, FBT002 - as above
        **extra: Any,  # noqa: ANN401 - as above
    ) -> NoReturn:
        """Run a command line and exit; a call that is wrong is told as every other problem (ER649), and ends with 2."""
        try:
            ended = super().main(args, prog_name or NAME, complete_var, False, windows_expand_args, **extra)
        except USAGE_ERROR as problem:
            if type(problem).__name__ == "NoArgsIsHelpError":
                problem.show()
                sys.exit(problem.exit_code)
            refuse_call(problem, sys.argv[1:] if args is None else args)
        sys.exit(ended if isinstance(ended, int) else 0)

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer keeps the type of its contexts to itself
        """Run a command; typer takes an EOFError for Ctrl-D and would exit with 1."""
        try:
            return super().invoke(ctx)
        except EOFError as problem:
            raise RuntimeError(str(problem)) from problem

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:  # noqa: ANN401 - as above
        """The command that is called; of an option that stands twice nobody would know that only the last counts."""
        name, command, rest = super().resolve_command(ctx, args)
        if command is not None:
            command.context_class = SpokenContext
            rest = [*_language_before(ctx, command), *rest]
        if command is not None and not ctx.resilient_parsing and not isinstance(command, typer.core.TyperGroup):
            _refuse_repeated(command, ctx, rest)
        return name, command, rest


def _language_before(ctx: Any, command: Any) -> list[str]:  # noqa: ANN401 - as above
    """The --lang that stands before the command, for a command that takes it, as if it stood behind."""
    asked = ctx.find_root().params.get("lang")
    takes_it = any("--lang" in one.opts for one in command.params) and not isinstance(command, typer.core.TyperGroup)
    return ["--lang", asked] if asked is not None and takes_it else []


def _refuse_repeated(command: Any, ctx: Any, args: list[str]) -> None:  # noqa: ANN401 - as above
    try:
        own = command.context_class(command, parent=ctx, **command.context_settings)
        _, _, order = command.make_parser(own).parse_args(args=list(args))
    except Exception:  # noqa: BLE001 - what is wrong with the call is told by the command itself
        return
    counted = Counter(one.opts[0] for one in order if _is_given_once(one))
    counted |= {one.opts[0]: 2 for one in order if _is_taken_back(one, args)}
    repeated = [error("ER057", None, option=option, count=str(count)) for option, count in counted.items() if count > 1]
    if repeated:
        fail(repeated, language_of_call(args))


def _is_taken_back(flag: Any, args: list[str]) -> bool:  # noqa: ANN401 - as above
    """Whether a flag stands beside its opposite, of which only the last would count."""
    return not {*flag.opts}.isdisjoint(args) and not {*flag.secondary_opts}.isdisjoint(args)


def _is_given_once(parameter: Any) -> bool:  # noqa: ANN401 - as above
    """Whether a parameter has one value; a flag that stands twice says the same twice."""
    is_option = parameter.param_type_name == "option"
    return bool(is_option and not parameter.multiple and not parameter.is_flag)
