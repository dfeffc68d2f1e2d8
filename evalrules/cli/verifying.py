"""The command that holds a kept result against its evidence."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.languages import spoken
from evalrules.cli.keeping import Kept, kept_bytes
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.saying import deliver, language_of, say, usage

if TYPE_CHECKING:
    from evalrules.verification.verifying import Verification

verifying = typer.Typer(rich_markup_mode=None)

_TEXT = {
    True: ("{path}：属实", "{path}: true"),
    False: ("{path}：不符", "{path}: not as it says"),
    None: ("{path}：无法核对", "{path}: could not be verified"),
}


@verifying.command(
    epilog=bilingual(
        "退出码：0 属实，1 与所写不符（指出哪一部分），2 无法核对。例：evalrules verify 结果.json county.yaml",
        "Exit codes: 0 true, 1 not as it says (and which part), 2 could not be verified. "
        "Example: evalrules verify result.json county.yaml",
    ),
    help=bilingual(
        "用原来的数据重新评估，逐字节核对保存的结果",
        "Evaluate the evidence of a kept result anew and compare every byte",
    ),
)
def verify(
    result: Kept,
    evidence: Annotated[
        list[str],
        typer.Argument(
            help=bilingual("结果所评估的数据文件、资料包或文件夹", "the files, bundles or folders evaluated")
        ),
    ],
    ruleset: Annotated[
        str | None,
        typer.Option("--ruleset", "-r", help=bilingual("未安装的标准的路径", "the path of a ruleset not installed")),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option("--baseline", help=bilingual("得出结果时所用的基线", "the older result that check was given")),
    ] = None,
    last_year: Annotated[
        str | None,
        typer.Option(
            "--last-year", help=bilingual("得出结果时所用的上年数据", "the data of last year that check was given")
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="text, json")] = "text",
    lang: Language = None,
) -> None:
    """Evaluate the evidence of a kept result anew and compare every byte."""
    from evalrules.verification.verifying import Asked
    from evalrules.verification.verifying import verify as verify_result

    language = language_of(lang)
    if form not in ("text", "json"):
        usage("--format", form, "text, json", language)
    name, data = kept_bytes(result, language)
    older = kept_bytes(baseline, language) if baseline is not None else None
    found = verify_result(data, name, evidence, Asked(ruleset, older, last_year))
    say([problem for one in (*found.results, found.document) for problem in one.problems], {}, language)
    deliver(verification_text(found, name, form, language), language, utf8=form == "json")
    raise typer.Exit(found.exit_code)


def verification_text(found: Verification, name: str, form: str, language: str) -> str:
    """A line for each result and, where something is wrong with it as a whole, one for the document; or JSON."""
    if form == "json":
        from evalrules.verification.verifying import verification_document

        return json.dumps(verification_document(found), ensure_ascii=False, indent=1) + "\n"
    from evalrules.reporters.inert import inert

    lines = [(one.path, one.is_true) for one in found.results]
    lines += [] if found.document.is_true else [(name, found.document.is_true)]
    return "".join(inert(spoken(_TEXT[state], language, path=path)) + "\n" for path, state in lines)
