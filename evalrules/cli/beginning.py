"""`new`: the files of a new ruleset, or of a package of them."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Annotated

import typer

from evalrules.base.diagnostics import error
from evalrules.cli.delivery import NotDelivered, to_new_file
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.saying import deliver, fail, language_of, not_delivered, say, usage

beginning = typer.Typer()


@beginning.command(
    epilog=bilingual(
        "例：evalrules new wuxi-strong-town --edition 2025 -o 标准；之后 evalrules lint、test、prove 标准。"
        "evalrules new wuxi-strong-town --pack wuxi-rules：可安装的标准软件包；"
        "evalrules new wuxi-strong-town --from-table 评分表.xlsx：由评分表生成",
        "Example: evalrules new wuxi-strong-town --edition 2025 -o rulesets; then lint, test and prove rulesets. "
        "evalrules new wuxi-strong-town --pack wuxi-rules: a package that can be installed; "
        "evalrules new wuxi-strong-town --from-table points.xlsx: from a table",
    ),
    help=bilingual(
        "新建一个标准：可以直接通过检查的骨架，附案例、依据说明、修订记录和编辑器用的 JSON Schema",
        "Begin a ruleset: a skeleton that passes as it is, with cases, sources, changelog and the schema for editors",
    ),
)
def new(  # noqa: PLR0913, PLR0917 - a command has as many options as it has
    own: Annotated[
        str | None,
        typer.Argument(
            metavar="ID",
            help=bilingual(
                "编号，如 wuxi-strong-town；给了 --pack 的可以不写，与软件包同名",
                "its id, such as wuxi-strong-town; with --pack it may be left out and is that of the package",
            ),
        ),
    ] = None,
    edition: Annotated[str, typer.Option("--edition", "-e", help=bilingual("年版", "the edition"))] = "undated",
    subject: Annotated[
        str, typer.Option("--subject", help="county, district, town, school, kindergarten, …")
    ] = "county",
    package: Annotated[
        str | None,
        typer.Option(
            "--pack",
            show_default=False,
            help=bilingual(
                "软件包的名称，如 wuxi-rules：连同标准一起新建，装上后即可按编号使用",
                "the name of a package, such as wuxi-rules, which is made around it: installed, its rulesets are found",
            ),
        ),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(
            "--from-table",
            show_default=False,
            help=bilingual(
                "评分表（xlsx 或 csv）：由序号、类别、指标、分值、评分标准各栏生成指标、板块和分值",
                "a table of points (xlsx or csv): its columns of numbers, groups, indicators, points and "
                "criteria become the ruleset",
            ),
        ),
    ] = None,
    folder: Annotated[
        str, typer.Option("--output", "-o", help=bilingual("写入的文件夹", "the folder to write to"))
    ] = ".",
    lang: Language = None,
) -> None:
    """Begin a ruleset, or a package of rulesets."""
    from evalrules.authoring.pack import is_pack_name, pack
    from evalrules.authoring.skeleton import is_name, skeleton

    language = language_of(lang)
    chosen = own or package or ""
    if package is not None and not is_pack_name(package):
        usage("--pack", package, "a-z, 0-9, -", language)
    if not is_name(chosen, edition):
        usage("new", f"{chosen}@{edition}" if chosen else "", "ID: a-z, 0-9, -", language)
    if table is not None and package is not None:
        usage("--from-table", table, "--from-table FILE, --pack NAME", language)
    if table is not None:
        home, files = os.path.join(folder, chosen, edition), _from_table(table, chosen, edition, subject, language)
    elif package is None:
        home, files = os.path.join(folder, chosen, edition), skeleton(chosen, edition, subject)
    else:
        home, files = os.path.join(folder, package), pack(package, chosen, edition, subject)
    _write(home, files, folder, language)
    deliver(f"{home}\n", language)


def _from_table(path: str, own: str, edition: str, subject: str, language: str) -> Mapping[str, str]:
    """The files of a ruleset made from a table of points; ends the command where that cannot be read."""
    from evalrules.authoring.from_table import from_table
    from evalrules.readers.files import read_bytes
    from evalrules.readers.points_table import read_points_table

    name = os.path.basename(path)
    data, problems = read_bytes(path, name=name)
    if data is None:
        fail(problems, language)
    table, problems = read_points_table(name, data)
    if table is None:
        fail(problems, language)
    say(problems, {}, language)
    made = from_table(own, edition, subject, table, name)
    if not isinstance(made, dict):
        fail(made.diagnostics, language, made.texts)
    return made


def _write(home: str, files: Mapping[str, str], folder: str, language: str) -> None:
    """Writes files that are not there yet; ends the command at the first that is."""
    for name, text in files.items():
        path = os.path.join(home, *name.split("/"))
        try:
            os.makedirs(os.path.dirname(path), exist_ok=True)
            to_new_file(path, text.encode())
        except FileExistsError:
            fail([error("ER034", None, path=path)], language)
        except OSError:
            usage("-o", folder, "FOLDER", language)
        except NotDelivered as failure:
            not_delivered(failure, language)
