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
from evalrules.cli.saying import deliver, fail, language_of, not_delivered, usage

beginning = typer.Typer()


@beginning.command(
    epilog=bilingual(
        "例：evalrules new wuxi-strong-town --edition 2025 -o 标准；之后 evalrules lint、test、prove 标准。"
        "evalrules new wuxi-strong-town --pack wuxi-rules：可安装的标准软件包",
        "Example: evalrules new wuxi-strong-town --edition 2025 -o rulesets; then lint, test and prove rulesets. "
        "evalrules new wuxi-strong-town --pack wuxi-rules: a package that can be installed",
    ),
    help=bilingual(
        "新建一个标准：可以直接通过检查的骨架，附案例、依据说明、修订记录和编辑器用的 JSON Schema",
        "Begin a ruleset: a skeleton that passes as it is, with cases, sources, changelog and the schema for editors",
    ),
)
def new(
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
    if package is None:
        home, files = os.path.join(folder, chosen, edition), skeleton(chosen, edition, subject)
    else:
        home, files = os.path.join(folder, package), pack(package, chosen, edition, subject)
    _write(home, files, folder, language)
    deliver(f"{home}\n", language)


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
