"""`page`: evalrules as one HTML file for those who cannot install anything."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from evalrules.base.diagnostics import error, has_errors
from evalrules.cli.about_rulesets import ruleset_names
from evalrules.cli.delivery import NotDelivered, to_file, to_new_folder
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.overwriting import Reads, folder_of, refuse_folder, refuse_overwriting, refuse_places
from evalrules.cli.saying import fail, language_of, not_delivered, say, usage
from evalrules.page.release import ARCHIVE, COMMAND

paging = typer.Typer(rich_markup_mode=None)


@paging.command(
    epilog=bilingual(
        f"先在联网的电脑上运行一次：{COMMAND}。例：evalrules page -o 评估工具.html；"
        "evalrules page -r jiangsu-16 -r national-basic-balance -o 评估工具.html",
        f"Run once where there is a network: {COMMAND}. Example: evalrules page -o assessment.html; "
        "evalrules page -r jiangsu-16 -r national-basic-balance -o assessment.html",
    ),
    help=bilingual(
        "生成一个网页文件：双击即可填报和核定，不用安装，不上网",
        "Make one HTML file that assesses in a browser: nothing to install, and no network",
    ),
)
def page(
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help=bilingual(
                "网页文件（.html），或放到单位内部网站上的文件夹", "the file (.html), or a folder for a web server"
            ),
        ),
    ],
    ruleset: Annotated[
        list[str] | None,
        typer.Option(
            "--ruleset",
            "-r",
            help=bilingual(
                "装入的标准，可重复；不写则装入全部", "a ruleset to put into it, repeatable; all of them without it"
            ),
            autocompletion=ruleset_names,
        ),
    ] = None,
    runtime: Annotated[
        str,
        typer.Option(
            "--runtime",
            help=bilingual(
                f"浏览器中运行的 Python：{COMMAND} 得到的文件，或装有它的文件夹",
                f"the Python for browsers: what {COMMAND} writes, or a folder that holds it",
            ),
        ),
    ] = ARCHIVE,
    compiled: Annotated[  # noqa: FBT002 - a switch
        bool,
        typer.Option(
            "--compile/--sources",
            show_default=bilingual("有 Node.js 时编译", "compiled where Node.js is there"),
            help=bilingual(
                "是否事先编译：打开快几秒，文件大三分之一，需要 Node.js（装有 npm 就有）",
                "whether to compile beforehand: ready seconds sooner, a third larger; needs Node.js (npm brings it)",
            ),
        ),
    ] = True,
    lang: Language = None,
) -> None:
    """Make the page."""
    from evalrules.page.assembling import page as one_file
    from evalrules.page.assembling import site

    language = language_of(lang)
    suffix = os.path.splitext(output)[1].lower()
    folder = folder_of(output)
    if not folder and suffix not in (".html", ".htm"):
        usage("-o", output, "FILE.html, FOLDER/", language)
    output = folder or output
    if folder:
        refuse_folder(folder, language)
    else:
        refuse_places([output], language)
    refuse_overwriting([output], Reads(frozenset([runtime])), language)
    # whoever is given the page reads Chinese, whatever the locale of the machine that makes it
    make = site if folder else one_file
    made, problems = make(runtime, ruleset or [], "zh" if lang is None else language, is_compiled=compiled)
    if made is None or has_errors(problems):
        fail(problems, language)
    say(problems, {}, language)
    try:
        if isinstance(made, bytes):
            to_file(output, made)
        else:
            to_new_folder(output, made)
    except FileExistsError:
        fail([error("ER034", None, path=output)], language)
    except NotDelivered as failure:
        not_delivered(failure, language)
