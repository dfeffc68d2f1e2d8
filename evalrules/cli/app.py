"""The commands. Each turns options into values, calls the corridor, delivers a report and gives an exit code."""

from __future__ import annotations

from typing import Annotated

import typer

from evalrules.cli.about_rulesets import about_rulesets, ruleset_names
from evalrules.cli.batching import batching
from evalrules.cli.beginning import beginning
from evalrules.cli.bundles import bundles
from evalrules.cli.check_call import NAMES, CheckCall, flag
from evalrules.cli.collecting import collecting
from evalrules.cli.commands import Commands
from evalrules.cli.completing import completing
from evalrules.cli.configuration import paths_of
from evalrules.cli.delivery import to_stdout
from evalrules.cli.differing import differing
from evalrules.cli.editing import editing
from evalrules.cli.keeping import keeping
from evalrules.cli.language import bilingual
from evalrules.cli.laying_out import laying_out
from evalrules.cli.linting import linting
from evalrules.cli.options import Config, Format, Language, Output, ShowConfig
from evalrules.cli.paging import paging
from evalrules.cli.planning import planning
from evalrules.cli.precedence import settled, show_configuration, with_baseline_at_hand
from evalrules.cli.proving import proving
from evalrules.cli.serving import serving
from evalrules.cli.trying import trying
from evalrules.cli.verifying import verifying
from evalrules.version import VERSION

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
app.add_typer(batching)
app.add_typer(bundles)
app.add_typer(collecting)
app.add_typer(completing)
app.add_typer(keeping)
app.add_typer(paging)
app.add_typer(beginning)
app.add_typer(differing)
app.add_typer(editing)
app.add_typer(laying_out)
app.add_typer(linting)
app.add_typer(planning)
app.add_typer(proving)
app.add_typer(serving)
app.add_typer(trying)
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
            *NAMES["ruleset"],
            help=bilingual("标准：ID、ID@年版 或文件路径", "ID, ID@EDITION or a path"),
            autocompletion=ruleset_names,
        ),
    ] = None,
    as_of: Annotated[
        str | None,
        typer.Option(
            *NAMES["as_of"],
            help=bilingual(
                "评估日期，如 2007-12-31（默认为时段的最后一天）",
                "date of the assessment, such as 2007-12-31 (default: the last day of the period)",
            ),
        ),
    ] = None,
    require: Annotated[
        str | None,
        typer.Option(
            *NAMES["require"],
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
        typer.Option(
            *flag("recursive"), show_default=False, help=bilingual("文件夹逐层查找", "search folders at every depth")
        ),
    ] = False,
    strict: Annotated[
        bool,
        typer.Option(
            *flag("strict"),
            show_default=False,
            help=bilingual("警告按错误处理，退出码 2", "a warning counts as an error: exit code 2"),
        ),
    ] = False,
    explain: Annotated[
        bool,
        typer.Option(*flag("explain"), show_default=False, help=bilingual("列出每一步比较", "list every comparison")),
    ] = False,
    quiet: Annotated[
        bool, typer.Option(*NAMES["quiet"], help=bilingual("不输出报告，只给退出码", "no report, only the exit code"))
    ] = False,
    sealed: Annotated[
        bool,
        typer.Option(
            *flag("sealed"),
            show_default=False,
            help=bilingual("只核定已封装的资料包", "assess sealed bundles only; no seal is an error"),
        ),
    ] = False,
    baseline: Annotated[
        str | None,
        typer.Option(
            *NAMES["baseline"],
            help=bilingual(
                "以前的结果（JSON）：不比它差的予以容许",
                "an older result (JSON): what is no worse than there is tolerated",
            ),
        ),
    ] = None,
    last_year: Annotated[
        str | None,
        typer.Option(
            *NAMES["last_year"],
            help=bilingual(
                "上年的数据或保存的结果（JSON）：相差悬殊的提出疑问",
                "the evidence or the kept result (JSON) of last year: what is far from it is asked about",
            ),
        ),
    ] = None,
    set_values: Annotated[
        list[str] | None,
        typer.Option(
            *NAMES["set_values"],
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
            *NAMES["data_only"],
            help=bilingual(
                "只核查数据，不作结论；退出码：0 无问题，1 有须更正或核实的，2 无法读取",
                "question the data and judge nothing; exit codes: 0 nothing found, 1 something, 2 unreadable",
            ),
        ),
    ] = False,
    jobs: Annotated[
        str | None,
        typer.Option(
            *NAMES["jobs"],
            help=bilingual(
                "最多同时用几个进程核定（默认 1；0 或 auto：与处理器数目相同），结果不变，如 --jobs 4",
                "assess by at most so many processes (default 1; 0 or auto: as many as there are processors), with the "
                "same results, such as --jobs 4",
            ),
        ),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            *NAMES["sort"],
            help=bilingual(
                "多个对象的排列：code 按代码，result 按结果由好到差（默认按文件）",
                "order of many subjects: by code, or by result, the best first (default: as the files are found)",
            ),
        ),
    ] = None,
    config: Config = None,
    show_config: ShowConfig = False,
) -> None:
    """Assess the evidence of one or more subjects."""
    written = CheckCall(
        tuple(paths_of(ctx, evidence)), ruleset, as_of, require, form, tuple(output or ()), lang, recursive, strict,
        explain, quiet, sealed, baseline, last_year, tuple(set_values or ()), data_only, jobs, sort, config,
    )  # fmt: skip
    call = settled(ctx, written)
    if show_config:
        show_configuration(ctx, call)
    from evalrules.cli.checking import run_check

    run_check(with_baseline_at_hand(ctx, call))


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
    lang: Language = None,
) -> None:
    """What holds for every command; the one that follows takes the language (evalrules.cli.commands)."""
