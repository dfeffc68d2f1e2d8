"""`lsp`: the server that an editor starts, over standard input and output."""

from __future__ import annotations

from typing import Annotated

import typer

from evalrules.base.diagnostics import error
from evalrules.cli.language import bilingual, preferred_language
from evalrules.cli.saying import fail, language_of

editing = typer.Typer(rich_markup_mode=None)


@editing.command(
    epilog=bilingual(
        "由编辑器启动，不必手工运行。需要附加组件：pip install 'evalrules[lsp]'。编辑器的设置见 docs/editor.md。"
        "例：evalrules lsp --lang zh",
        "An editor starts it; nobody types it. Needs pip install 'evalrules[lsp]'. For the settings of editors see "
        "docs/editor.md. Example: evalrules lsp --lang en",
    ),
    help=bilingual(
        "供编辑器使用的语言服务：边写边查标准、数据和案例，显示含义，补全、跳转、改名、改正",
        "The language server for editors: rulesets, evidence and cases checked as they are typed, meanings, "
        "completion, definitions, references, renaming and fixes",
    ),
)
def lsp(
    lang: Annotated[
        str | None,
        typer.Option("--lang", help=bilingual("zh 或 en；默认与编辑器相同", "zh or en; by default that of the editor")),
    ] = None,
) -> None:
    """Serve an editor."""
    language = None if lang is None else language_of(lang)
    try:
        from evalrules.editor.server import server
    except ImportError:
        fail([error("ER701", None, what="lsp", extra="lsp")], language or preferred_language())
    server(language, preferred_language()).start_io()
