"""The commands. Each turns options into values, calls the corridor, delivers a report and gives an exit code."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import error, has_errors
from evalrules.cli.about_rulesets import about_rulesets, ruleset_names
from evalrules.cli.bundles import bundles
from evalrules.cli.collecting import collecting
from evalrules.cli.commands import Commands
from evalrules.cli.configuration import Config, ShowConfig, paths_of, show_configuration
from evalrules.cli.dates import date_of
from evalrules.cli.delivery import to_stdout
from evalrules.cli.keeping import keeping, older_report
from evalrules.cli.language import bilingual
from evalrules.cli.outputs import (
    PLAIN_WIDTH,
    Format,
    Output,
    destinations,
    forms_of,
    hand_out,
    say_problems,
)
from evalrules.cli.overwriting import STANDARD_OUTPUT, Reads, reads_of, refuse_overwriting
from evalrules.cli.planning import planning
from evalrules.cli.progress import counting_on
from evalrules.cli.saying import Language, fail, language_of
from evalrules.cli.verifying import verifying
from evalrules.model.report import Options
from evalrules.reporters.formats import DRAWING, FORMATS, View
from evalrules.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalrules.bundles.discovery import Input
    from evalrules.cli.destinations import Destination
    from evalrules.earlier import LastYear
    from evalrules.frontend.set_values import SetValue
    from evalrules.pipeline import Run


app = typer.Typer(
    name="evalrules",
    cls=Commands,
    help=bilingual(
        "按已公布的教育评估标准核定县、区、学校的评估数据：结论、原因、差距和缺少的材料。\n\n"
        "例：evalrules check --ruleset jiangsu-16 county.yaml",
        "Assess counties, districts and schools against published education standards: the verdict, why, the gaps "
        "and what is missing.\n\nExample: evalrules check --ruleset jiangsu-16 county.yaml",
    ),
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.add_typer(about_rulesets)
app.add_typer(bundles)
app.add_typer(collecting)
app.add_typer(keeping)
app.add_typer(planning)
app.add_typer(verifying)


@app.command(
    epilog=bilingual(
        "退出码：0 达标，1 未达标，3 尚不能确定，2 输入或用法有误。例：evalrules check county.yaml -o 报告.md",
        "Exit codes: 0 reached, 1 not reached, 3 undetermined, 2 wrong input or usage. "
        "Example: evalrules check county.yaml -o report.md",
    ),
    help=bilingual("核定一个或多个评估对象的数据", "Assess the evidence of one or more subjects"),
)
def check(
    ctx: typer.Context,
    evidence: Annotated[
        list[str] | None,
        typer.Argument(
            show_default=False,
            help=bilingual(
                "数据文件、资料包文件夹，或 -（标准输入）", "files, bundles, folders of them, or - for standard input"
            ),
        ),
    ] = None,
    ruleset: Annotated[
        str | None,
        typer.Option(
            "--ruleset",
            "-r",
            help=bilingual("标准：ID、ID@年版 或文件路径", "ID, ID@EDITION or a path"),
            autocompletion=ruleset_names,
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of",
            help=bilingual(
                "评估日期，如 2007-12-31（默认为时段的最后一天）",
                "date of the assessment, such as 2007-12-31 (default: the last day of the period)",
            ),
        ),
    ] = None,
    require: Annotated[
        str | None,
        typer.Option(
            "--require",
            help=bilingual(
                "须达到的结论（默认为标准标明的）", "the level that counts as reached (default: the ruleset's)"
            ),
        ),
    ] = None,
    form: Format = None,
    output: Output = None,
    lang: Language = None,
    recursive: Annotated[
        bool,
        typer.Option("--recursive", "-R", help=bilingual("文件夹逐层查找", "search folders at every depth")),
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            "--fail-on-warning", help=bilingual("警告按错误处理，退出码 2", "a warning counts as an error: exit code 2")
        ),
    ] = False,
    explain: Annotated[
        bool, typer.Option("--explain", help=bilingual("列出每一步比较", "list every comparison"))
    ] = False,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help=bilingual("不输出报告，只给退出码", "no report, only the exit code"))
    ] = False,
    sealed: Annotated[
        bool,
        typer.Option(
            "--sealed", help=bilingual("只核定已封装的资料包", "assess sealed bundles only; no seal is an error")
        ),
    ] = False,
    baseline: Annotated[
        str | None,
        typer.Option(
            "--baseline",
            help=bilingual(
                "以前的结果（JSON）：不比它差的予以容许",
                "an older result (JSON): what is no worse than there is tolerated",
            ),
        ),
    ] = None,
    last_year: Annotated[
        str | None,
        typer.Option(
            "--last-year",
            help=bilingual(
                "上年的数据或保存的结果（JSON）：相差悬殊的提出疑问",
                "the evidence or the kept result (JSON) of last year: what is far from it is asked about",
            ),
        ),
    ] = None,
    set_values: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="PATH=VALUE",
            help=bilingual(
                "假如：用这个值代替数据中的值，两个结论并列；可重复，如 facts.rate=95、grades.9=A",
                "what if: this value in the place of the evidence's, both verdicts side by side; may be repeated, "
                "such as facts.rate=95 or grades.9=A",
            ),
        ),
    ] = None,
    data_only: Annotated[
        bool,
        typer.Option(
            "--data-only",
            help=bilingual(
                "只核查数据，不作结论；退出码：0 无问题，1 有须更正或核实的，2 无法读取",
                "question the data and judge nothing; exit codes: 0 nothing found, 1 something, 2 unreadable",
            ),
        ),
    ] = False,
    config: Config = None,
    show_config: ShowConfig = False,
) -> None:
    """Assess the evidence of one or more subjects."""
    paths = paths_of(ctx, evidence)
    if show_config:
        show_configuration(ctx, paths, config)
    from evalrules.bundles.discovery import discover
    from evalrules.pipeline import check_inputs, new_run

    language = language_of(lang)
    values: tuple[SetValue, ...] = ()
    if set_values:
        from evalrules.cli.comparing import comparison_places
        from evalrules.cli.what_if import hand_out_what_if, refuse_reports, values_set

        refuse_reports(baseline, explain=explain, data_only=data_only, strict=strict, language=language)
        values = values_set(set_values, language)
        wanted = comparison_places(output or [], form, language, quiet=quiet, asked="--set")
    elif data_only:
        from evalrules.cli.examining import examination_places, refuse_judging

        refuse_judging(baseline, require, explain=explain, strict=strict, language=language)
        wanted = examination_places(output or [], form, language, quiet=quiet)
    else:
        wanted = destinations(output or [], form, language, quiet=quiet)
    places = [target.path for target in wanted]
    sure = frozenset(path for path in (*paths, baseline, last_year, config) if path is not None)
    refuse_overwriting(places, Reads(sure), language)  # at once, and not after a long run
    draws_rows = not DRAWING.isdisjoint({form, *(target.format for target in wanted)})
    options = Options(ruleset, date_of(as_of, language), require, explain, record=draws_rows, sealed=sealed)
    old = older_report(baseline, language) if baseline is not None else None
    before = _last_year(last_year, options, paths, language) if last_year is not None else None
    options = options if before is None else options._replace(last_year=before.digest)
    run = new_run(options)._replace(earlier=() if before is None else before.found)
    inputs, problems = discover(paths, is_deep=recursive)
    if values:
        from evalrules.what_if import what_if

        pair = what_if(inputs, problems, run, values, counting_on(sys.stderr))
        _refuse_what_was_read(places, inputs, run, before, language)
        hand_out_what_if(pair, run.texts, wanted, language)
    if data_only:
        from evalrules.cli.examining import hand_out_examination
        from evalrules.examining import examine_inputs

        found = examine_inputs(inputs, problems, run, counting_on(sys.stderr))
        _refuse_what_was_read(places, inputs, run, before, language)
        hand_out_examination(found, wanted, run.texts, language)
    report = check_inputs(inputs, problems, run, counting_on(sys.stderr))
    report = report.with_warnings_as_errors() if strict else report
    if old is not None:
        from evalrules.baseline import held_against

        report = held_against(report, *old)
    say_problems(report, wanted, language, quiet=quiet)
    _refuse_what_was_read(places, inputs, run, before, language)
    hand_out(report, wanted, _view(wanted, inputs, language))
    raise typer.Exit(report.exit_code)


def _view(wanted: list[Destination], inputs: Sequence[Input], language: str) -> View:
    """How files are written: with the paths of the inputs where a format leads a machine to them."""
    view = View(language, PLAIN_WIDTH, color=False)
    if any(FORMATS[form].is_placed for form in forms_of(wanted)):
        from evalrules.cli.github_step import paths_from_here

        return view._replace(paths=paths_from_here(inputs))
    return view


def _refuse_what_was_read(
    places: list[str], inputs: Sequence[Input], run: Run, before: LastYear | None, language: str
) -> None:
    """End the command where an output would replace something that the run has read."""
    if any(place != STANDARD_OUTPUT for place in places):
        refuse_overwriting(places, reads_of(inputs, run), language)
        if before is not None and before.run is not None:
            refuse_overwriting(places, reads_of(before.inputs, before.run), language)


def _last_year(path: str, options: Options, evidence: list[str], language: str) -> LastYear:
    """What values are held against; ends the command where it cannot be read."""
    from evalrules.earlier import read_last_year

    found = read_last_year(path, options, evidence)
    if has_errors(found.diagnostics) or not found.found:
        fail(found.diagnostics or [error("ER004", None, where=path)], language)
    return found


def _print_version(wanted: bool) -> None:
    if wanted:
        to_stdout(f"evalrules {VERSION}\n")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help=bilingual("显示版本", "print the version")
        ),
    ] = False,
) -> None:
    """What holds for every command."""
