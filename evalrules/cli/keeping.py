"""The commands about kept results: rendering one later, and holding two against each other."""

from __future__ import annotations

from pathlib import PurePath
from typing import Annotated, NoReturn

import typer

from evalrules.base.diagnostics import error
from evalrules.cli.comparing import comparison_places, hand_out_comparison, hand_out_trend
from evalrules.cli.destinations import Destination
from evalrules.cli.language import bilingual
from evalrules.cli.options import Format, Language, Output
from evalrules.cli.outputs import PLAIN_WIDTH, destinations, hand_out, say_problems
from evalrules.cli.overwriting import Reads, refuse_overwriting
from evalrules.cli.saying import WRONG_INPUT, fail, language_of
from evalrules.model.report import Report
from evalrules.reporters.comparison.formats import COMPARISON_FORMATS, TREND_FORMATS
from evalrules.reporters.formats import View

keeping = typer.Typer(rich_markup_mode=None)

Kept = Annotated[
    str,
    typer.Argument(
        help=bilingual("保存的结果（JSON），或 -（标准输入）", "a kept result (JSON), or - for standard input")
    ),
]


@keeping.command(
    epilog=bilingual(
        "退出码同 check。例：evalrules report 结果.json -o 报告.md -o 报告.xlsx",
        "Exit codes as check gave them. Example: evalrules report result.json -o report.md -o report.xlsx",
    ),
    help=bilingual("把保存的结果输出为各种格式，不重新评估", "Render a kept result in any format, without evaluating"),
)
def report(result: Kept, form: Format = None, output: Output = None, lang: Language = None) -> None:
    """Render a kept result in any format."""
    language = language_of(lang)
    wanted = destinations(output or [], form, language)
    refuse_overwriting([target.path for target in wanted], Reads(frozenset([result])), language)
    found = kept_report(result, language)
    say_problems(found, wanted, language)
    hand_out(found, wanted, View(language, PLAIN_WIDTH, color=False))
    raise typer.Exit(found.exit_code)


@keeping.command(
    epilog=bilingual(
        "退出码：0 没有变差，1 有变差之处，2 无法读取，或后一结果中有未能评估的数据。"
        "例：evalrules compare 2022.json 2023.json 2024.json -o 趋势.html",
        "Exit codes: 0 nothing got worse, 1 something did, 2 unreadable, or an input of NEW was not evaluated. "
        "Example: evalrules compare 2022.json 2023.json 2024.json -o trend.html",
    ),
    help=bilingual(
        "比较两个或历次保存的结果：什么变好、什么变差、依据什么",
        "What changed between two kept results, or over several: what is better, what worse, and from what",
    ),
)
def compare(
    old: Kept,
    new: Kept,
    more: Annotated[
        list[str] | None,
        typer.Argument(
            metavar=bilingual("新结果...", "NEW..."),
            show_default=False,
            help=bilingual("更后的结果，按先后", "later results, in their order"),
        ),
    ] = None,
    form: Annotated[
        str | None,
        typer.Option("--format", "-f", help=bilingual("格式：", "format: ") + ", ".join(TREND_FORMATS)),
    ] = None,
    output: Output = None,
    lang: Language = None,
) -> None:
    """What changed between two kept results, or over several."""
    from evalrules.reporters.comparison.compared import compared

    language = language_of(lang)
    paths = [old, new, *(more or [])]
    wanted = comparison_places(output or [], form, language, forms=TREND_FORMATS)
    refuse_overwriting([target.path for target in wanted], Reads(frozenset(paths)), language)
    if len(paths) > 2 or any(target.format not in COMPARISON_FORMATS for target in wanted):
        _over_time(paths, wanted, language)
    before, after = kept_report(old, language), kept_report(new, language)
    found = compared(before, after)
    if not found.subjects:
        fail([error("ER028", None, before=old, after=new)], language)
    hand_out_comparison(found, wanted, language)
    raise typer.Exit(WRONG_INPUT if after.exit_code == WRONG_INPUT else int(found.got_worse))


def _over_time(paths: list[str], wanted: list[Destination], language: str) -> NoReturn:
    """Hand out results over time, and end the command with its exit code."""
    from evalrules.reporters.comparison.trend import trend_of

    found = trend_of([kept_report(path, language) for path in paths], [PurePath(path).stem for path in paths])
    if not found.courses:
        fail([error("ER028", None, before=paths[0], after=paths[-1])], language)
    hand_out_trend(found, wanted, language)
    raise typer.Exit(WRONG_INPUT if found.not_evaluated else int(found.got_worse))


def kept_report(path: str, language: str) -> Report:
    """A kept result read from a file or standard input; ends the command with exit code 2 where it is none."""
    return older_report(path, language)[0]


def older_report(path: str, language: str) -> tuple[Report, str]:
    """The same with the digest of its document."""
    from evalrules.kept import digest_of, kept_report_from

    name, data = kept_bytes(path, language)
    found, problems = kept_report_from(data, name)
    if found is None:
        fail(problems, language)
    return found, digest_of(data)


def kept_bytes(path: str, language: str) -> tuple[str, bytes]:
    """How places name a kept result, and its bytes; ends the command with exit code 2 where it cannot be read."""
    from evalrules.readers.files import STANDARD_INPUT, read_bytes
    from evalrules.results.plain_values import LIMIT

    name = "<stdin>" if path == STANDARD_INPUT else path
    data, problems = read_bytes(path, name=name, limit=LIMIT)
    if data is None:
        fail(problems, language)
    return name, data
