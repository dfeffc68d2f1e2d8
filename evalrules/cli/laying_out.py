"""`fmt`: the layout of rulesets and cases."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import has_errors
from evalrules.cli.delivery import NotDelivered, to_file
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.saying import WRONG_INPUT, deliver, language_of, not_delivered, say

if TYPE_CHECKING:
    from evalrules.authoring.layout import Layout

laying_out = typer.Typer()

CHANGED = 1


@laying_out.command(
    name="fmt",
    epilog=bilingual(
        "退出码：0 已整齐或已写好，1 --check 时有文件要改，2 无法读取。例：evalrules fmt 标准 --check",
        "Exit codes: 0 laid out, 1 with --check where a file would change, 2 unreadable. Example: evalrules fmt own",
    ),
    help=bilingual(
        "整理标准和案例的排版：缩进、空格、空行；内容、注释和摘要都不变",
        "Lay out rulesets and cases: indents, spaces, empty lines; what they say, comments and digests stay the same",
    ),
)
def fmt(
    paths: Annotated[
        list[str],
        typer.Argument(
            metavar=bilingual("标准...", "PATHS..."),
            help=bilingual(
                "标准或案例文件、文件夹；- 为标准输入，结果写到标准输出",
                "rulesets, cases or folders of them; - for standard input, the result goes to standard output",
            ),
        ),
    ],
    check: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--check", help=bilingual("只列出要改的文件，不写", "only name what would change"))
    ] = False,
    diff: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--diff", help=bilingual("显示要改的各行，不写", "only show the lines that would change"))
    ] = False,
    lang: Language = None,
) -> None:
    """Lay out rulesets and cases."""
    from evalrules.authoring.layout import files_of, layout_of
    from evalrules.readers.files import STANDARD_INPUT

    language = language_of(lang)
    files, problems = files_of(paths)
    layouts = {path: layout_of(path) for path in files}
    say(problems, {}, language)
    for path, one in layouts.items():
        say(one.diagnostics, {one.path: one.before}, language)
        if path == STANDARD_INPUT and not (check or diff):
            deliver(one.after, language, utf8=True)
        elif one.is_changed:
            deliver(_shown(one) if diff else f"{one.path}\n", language)
            if not (check or diff):
                _write(one, language)
    if has_errors(problems) or any(has_errors(one.diagnostics) for one in layouts.values()):
        raise typer.Exit(WRONG_INPUT)
    raise typer.Exit(CHANGED if (check or diff) and any(one.is_changed for one in layouts.values()) else 0)


def _shown(layout: Layout) -> str:
    """The lines that would change, as `diff -u` shows them."""
    from difflib import unified_diff

    before, after = (text.splitlines(keepends=True) for text in (layout.before, layout.after))
    lines = unified_diff(before, after, layout.path, layout.path)
    return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)


def _write(layout: Layout, language: str) -> None:
    try:
        to_file(layout.path, layout.after.encode())
    except NotDelivered as failure:
        not_delivered(failure, language)
