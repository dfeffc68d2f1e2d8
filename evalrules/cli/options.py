"""Options that several commands have, as the command line declares them."""

from __future__ import annotations

from typing import Annotated

import typer

from evalrules.cli.check_call import NAMES
from evalrules.cli.configuration import OWN_FILE, SHARED_FILE, configured
from evalrules.cli.language import bilingual
from evalrules.reporters.formats import FORMATS


def _format_names(incomplete: str) -> list[str]:
    return [name for name in FORMATS if name.startswith(incomplete)]


def _configured(ctx: typer.Context, path: str | None) -> str | None:
    return configured(ctx, path)


Language = Annotated[
    str | None,
    typer.Option(*NAMES["lang"], help=bilingual("报告语言：zh 或 en（默认随系统）", "zh or en (default: the locale)")),
]
"""The option --lang of every command."""

Format = Annotated[
    str | None,
    typer.Option(
        *NAMES["form"], help=bilingual("格式：", "format: ") + ", ".join(FORMATS), autocompletion=_format_names
    ),
]
"""The option --format of the commands that give reports."""

Output = Annotated[
    list[str] | None,
    typer.Option(
        *NAMES["output"],
        help=bilingual(
            "写入文件，可重复；[格式=]文件，- 为标准输出",
            "write to a file, repeatable; [FORMAT=]FILE, - for standard output",
        ),
    ),
]
"""The option -o of the commands that give reports."""

Config = Annotated[
    str | None,
    typer.Option(
        *NAMES["config"],
        is_eager=True,
        callback=_configured,
        metavar="FILE",
        help=bilingual(
            f"配置文件（默认为当前文件夹的 {OWN_FILE}，或 {SHARED_FILE} 的 [tool.evalrules]）",
            f"the configuration (default: {OWN_FILE} here, or [tool.evalrules] in {SHARED_FILE})",
        ),
    ),
]
"""The option --config of a command, read before every other."""

ShowConfig = Annotated[
    bool,
    typer.Option(
        *NAMES["show_config"],
        help=bilingual("只显示实际使用的设置及其出处", "only print the settings in effect, and where each comes from"),
    ),
]
"""The option that prints the effective configuration."""
