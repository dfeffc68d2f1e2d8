"""`complete`: what no text of a standard gives, set by an office in a workbook, and made its overlay."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import error
from evalrules.base.languages import spoken
from evalrules.cli.about_rulesets import loaded_ruleset, ruleset_names
from evalrules.cli.delivery import NotDelivered, to_new_file
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.overwriting import refuse_places
from evalrules.cli.saying import WRONG_INPUT, deliver, fail, language_of, not_delivered, say, usage

if TYPE_CHECKING:
    from evalrules.model.ruleset import Ruleset

completing = typer.Typer()

_TEXT = {
    "form": ("已写出 {path}：{title}，文本未给出的 {numbers} 个标准值、{names} 个指标名称由本单位填写。",
             "Wrote {path}: {title}, with {numbers} and {names} that no text gives."),
    "then": ("填好后运行：evalrules complete {name} {path} -o 本单位标准.yaml",
             "When it is filled in: evalrules complete {name} {path} -o our-standard.yaml"),
    "made": ("已写出 {path}：设定了 {numbers} 个标准值、{names} 个指标名称，还有 {open} 项未设定。",
             "Wrote {path}: {numbers} and {names} set, {open} still open."),
    "use": ("评估时加上：--ruleset {path}；生成填报表：evalrules template {path} -o 自评表.xlsx",
            "Assess with --ruleset {path}; make a form with evalrules template {path} -o form.xlsx"),
}  # fmt: skip


@completing.command(
    epilog=bilingual(
        "例：evalrules complete guangdong-strong-town -o 标准设定.xlsx；填好后 "
        "evalrules complete guangdong-strong-town 标准设定.xlsx -o 本单位标准.yaml",
        "Example: evalrules complete guangdong-strong-town -o settings.xlsx; when it is filled in, "
        "evalrules complete guangdong-strong-town settings.xlsx -o our-standard.yaml",
    ),
    help=bilingual(
        "设定标准文本没有给出的内容（标准值、合格线、指标名称）：先生成设定表，填好后生成本单位的标准",
        "Set what no text of a standard gives (limits, pass mark, names): first a workbook, then your own ruleset",
    ),
)
def complete(
    ruleset: Annotated[
        str,
        typer.Argument(help=bilingual("ID、ID@年版 或路径", "ID, ID@EDITION or a path"), autocompletion=ruleset_names),
    ],
    output: Annotated[
        str,
        typer.Option(
            "--output",
            "-o",
            help=bilingual(
                "新的设定表（.xlsx）；给出填好的设定表时，新的标准文件（.yaml）",
                "a new workbook (.xlsx); with a workbook that is filled in, a new ruleset (.yaml)",
            ),
        ),
    ],
    workbook: Annotated[
        str | None, typer.Argument(show_default=False, help=bilingual("填好的设定表", "the workbook, filled in"))
    ] = None,
    lang: Language = None,
) -> None:
    """Set what no text of a standard gives."""
    language = language_of(lang)
    suffix = os.path.splitext(output)[1].lower()
    if suffix not in ((".xlsx",) if workbook is None else (".yaml", ".yml")):
        usage("-o", output, "FILE.xlsx" if workbook is None else "FILE.yaml", language)
    refuse_places([output], language)
    if os.path.lexists(output):
        fail([error("ER056", None, path=output)], language)
    found = loaded_ruleset(ruleset, language)
    if workbook is None:
        _hand_out_form(found, output, language, "zh" if lang is None else language)
    else:
        _hand_out_overlay(found, workbook, output, language)


def _hand_out_form(ruleset: Ruleset, output: str, language: str, form_language: str) -> None:
    from evalrules.forms.settings import settings_workbook
    from evalrules.model.settings import NUMBER, open_points

    points = open_points(ruleset)
    if not points:
        fail([error("ER640", None, name=ruleset.name)], language)
    try:
        data = settings_workbook(ruleset, form_language)
    except ImportError:
        fail([error("ER701", None, what="xlsx", extra="excel")], language)
    _write(output, data, language)
    numbers = sum(one.kind == NUMBER for one in points)
    title = ruleset.title.in_language(language)
    told = _line("form", language, path=output, title=title, **_counts(numbers, len(points) - numbers, language))
    deliver(told + _line("then", language, name=ruleset.name, path=output), language)


def _hand_out_overlay(ruleset: Ruleset, workbook: str, output: str, language: str) -> None:
    from evalrules.completing import complete as completed
    from evalrules.model.settings import NUMBER

    found = completed(ruleset, workbook, os.path.basename(output), language)
    say(found.diagnostics, {}, language)
    if found.text is None:
        raise typer.Exit(WRONG_INPUT)
    _write(output, found.text.encode(), language)
    numbers = sum(one.point.kind == NUMBER for one in found.chosen)
    counts = _counts(numbers, len(found.chosen) - numbers, language)
    told = _line("made", language, path=output, open=str(found.still_open), **counts)
    deliver(told + _line("use", language, path=output), language)


def _counts(numbers: int, names: int, language: str) -> dict[str, str]:
    """How many of each there are; in English with the noun, one of which is no plural."""
    counts = {"numbers": numbers, "names": names}
    if language == "zh":
        return {own: str(count) for own, count in counts.items()}
    return {own: f"{count} {own.removesuffix('s') if count == 1 else own}" for own, count in counts.items()}


def _write(path: str, data: bytes, language: str) -> None:
    try:
        to_new_file(path, data)
    except FileExistsError:
        fail([error("ER056", None, path=path)], language)
    except NotDelivered as failure:
        not_delivered(failure, language)


def _line(phrase: str, language: str, /, **values: str) -> str:
    zh, en = _TEXT[phrase]
    return spoken((zh, en), language, **values) + "\n"
