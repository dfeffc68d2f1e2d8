"""The commands about kept results: rendering one later, and holding two against each other."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import error
from evalrules.cli.delivery import NotDelivered, to_file, to_stdout
from evalrules.cli.destinations import Destination, destination
from evalrules.cli.language import bilingual
from evalrules.cli.outputs import (
    PLAIN_WIDTH,
    Format,
    Output,
    console_of_stdout,
    destinations,
    hand_out,
    say_problems,
)
from evalrules.cli.overwriting import STANDARD_OUTPUT, Reads, refuse_overwriting, refuse_places
from evalrules.cli.saying import WRONG_INPUT, Language, fail, language_of, not_delivered, usage
from evalrules.model.report import Report
from evalrules.reporters.formats import View

if TYPE_CHECKING:
    from evalrules.reporters.comparison import Comparison

keeping = typer.Typer(rich_markup_mode=None)

COMPARISON_FORMATS = ("text", "json", "markdown")

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
        "例：evalrules compare 自评.json 考察.json",
        "Exit codes: 0 nothing got worse, 1 something did, 2 unreadable, or an input of NEW was not evaluated. "
        "Example: evalrules compare self.json onsite.json",
    ),
    help=bilingual(
        "比较两个保存的结果：什么变好、什么变差、依据什么",
        "What changed between two kept results: what is better, what worse, and from what",
    ),
)
def compare(
    old: Kept,
    new: Kept,
    form: Annotated[
        str | None,
        typer.Option("--format", "-f", help=bilingual("格式：", "format: ") + ", ".join(COMPARISON_FORMATS)),
    ] = None,
    output: Output = None,
    lang: Language = None,
) -> None:
    """What changed between two kept results."""
    from evalrules.reporters.comparison import compared

    language = language_of(lang)
    wanted = _comparison_destinations(output or [], form, language)
    refuse_overwriting([target.path for target in wanted], Reads(frozenset([old, new])), language)
    before, after = kept_report(old, language), kept_report(new, language)
    found = compared(before, after)
    if not found.subjects:
        fail([error("ER028", None, before=old, after=new)], language)
    try:
        for target in wanted:
            if target.path == STANDARD_OUTPUT:
                shown = _comparison(found, target.format, View(language, *console_of_stdout()))
                to_stdout(shown, utf8=target.format == "json")
            else:
                shown = _comparison(found, target.format, View(language, PLAIN_WIDTH, color=False))
                to_file(target.path, shown.encode())
    except NotDelivered as failure:
        not_delivered(failure, language)
    raise typer.Exit(WRONG_INPUT if after.exit_code == WRONG_INPUT else int(found.got_worse))


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


def _comparison_destinations(outputs: list[str], form: str | None, language: str) -> list[Destination]:
    """Where a comparison goes: to the places of -o, else to standard output. It has fewer formats than a report."""
    known = ", ".join(COMPARISON_FORMATS)
    if form is not None and form not in COMPARISON_FORMATS:
        usage("--format", form, known, language)
    found = []
    for written in outputs:
        target = destination(written)
        chosen = target.format or form or ""
        if chosen not in COMPARISON_FORMATS:
            usage("-o", written, f"FORMAT=FILE ({known})", language)
        found.append(Destination(target.path, chosen))
    refuse_places([target.path for target in found], language)
    return found or [Destination(STANDARD_OUTPUT, form or "text")]


def _comparison(found: Comparison, form: str, view: View) -> str:
    if form == "json":
        from evalrules.reporters.comparison_document import render_comparison_json

        return render_comparison_json(found)
    from evalrules.reporters.comparison_page import render_comparison_markdown, render_comparison_text

    if form == "markdown":
        return render_comparison_markdown(found, view.language)
    return render_comparison_text(found, view.language, width=view.width, color=view.color)
