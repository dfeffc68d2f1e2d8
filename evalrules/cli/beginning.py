"""`new`: the files of a new ruleset."""

from __future__ import annotations

import os
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
        "例：evalrules new wuxi-strong-town --edition 2025 -o 标准；之后 evalrules lint、test、prove 标准",
        "Example: evalrules new wuxi-strong-town --edition 2025 -o rulesets; then lint, test and prove rulesets",
    ),
    help=bilingual(
        "新建一个标准：可以直接通过检查的骨架，附案例、依据说明、修订记录和编辑器用的 JSON Schema",
        "Begin a ruleset: a skeleton that passes as it is, with cases, sources, changelog and the schema for editors",
    ),
)
def new(
    own: Annotated[
        str,
        typer.Argument(metavar="ID", help=bilingual("编号，如 wuxi-strong-town", "its id, such as wuxi-strong-town")),
    ],
    edition: Annotated[str, typer.Option("--edition", "-e", help=bilingual("年版", "the edition"))] = "undated",
    subject: Annotated[
        str, typer.Option("--subject", help="county, district, town, school, kindergarten, …")
    ] = "county",
    folder: Annotated[
        str, typer.Option("--output", "-o", help=bilingual("写入的文件夹", "the folder to write to"))
    ] = ".",
    lang: Language = None,
) -> None:
    """Begin a ruleset."""
    from evalrules.authoring.skeleton import is_name, skeleton

    language = language_of(lang)
    if not is_name(own, edition):
        usage("new", f"{own}@{edition}", "a-z, 0-9, -", language)
    home = os.path.join(folder, own, edition)
    for name, text in skeleton(own, edition, subject).items():
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
    deliver(f"{home}\n", language)
