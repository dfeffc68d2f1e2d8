"""The commands. Each turns options into values, calls the corridor, delivers a report and gives an exit code."""

from __future__ import annotations

import datetime
import os
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer

from evalrules.base.diagnostics import error, has_errors
from evalrules.cli.bundles import bundles
from evalrules.cli.collecting import Schools, collecting, hand_out_school_forms
from evalrules.cli.delivery import NotDelivered, bytes_to_stdout, to_new_file, to_stdout
from evalrules.cli.formats import (
    BINARY,
    EXTRAS,
    PLACED,
    TEMPLATES,
    Destination,
    View,
)
from evalrules.cli.keeping import keeping, older_report
from evalrules.cli.language import bilingual
from evalrules.cli.outputs import (
    PLAIN_WIDTH,
    Format,
    Output,
    console_of_stdout,
    destinations,
    forms_of,
    hand_out,
    refuse_terminal,
    say_problems,
)
from evalrules.cli.overwriting import STANDARD_OUTPUT, Reads, reads_of, refuse_overwriting, refuse_places
from evalrules.cli.progress import counting_on
from evalrules.cli.saying import WRONG_INPUT, Language, deliver, fail, language_of, not_delivered, say, usage
from evalrules.cli.verifying import verifying
from evalrules.model.report import Options
from evalrules.model.ruleset import Ruleset
from evalrules.version import VERSION

if TYPE_CHECKING:
    from collections.abc import Sequence

    from evalrules.bundles.discovery import Input
    from evalrules.earlier import LastYear
    from evalrules.pipeline import Run


class _Commands(typer.core.TyperGroup):
    """The commands, of which none ends with exit code 1 but by a verdict."""

    def invoke(self, ctx: Any) -> Any:  # noqa: ANN401 - typer keeps the type of its contexts to itself
        """Run a command; typer takes an EOFError for Ctrl-D and would exit with 1."""
        try:
            return super().invoke(ctx)
        except EOFError as problem:
            raise RuntimeError(str(problem)) from problem


app = typer.Typer(
    name="evalrules",
    cls=_Commands,
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
app.add_typer(bundles)
app.add_typer(collecting)
app.add_typer(keeping)
app.add_typer(verifying)


def _ruleset_names(incomplete: str) -> list[str]:
    from evalrules.catalog import entries

    names = [name for entry in entries() for name in (entry.id, entry.name)]
    return [name for name in dict.fromkeys(names) if name.startswith(incomplete)]


@app.command(
    epilog=bilingual(
        "退出码：0 达标，1 未达标，3 尚不能确定，2 输入或用法有误。例：evalrules check county.yaml -o 报告.md",
        "Exit codes: 0 reached, 1 not reached, 3 undetermined, 2 wrong input or usage. "
        "Example: evalrules check county.yaml -o report.md",
    ),
    help=bilingual("核定一个或多个评估对象的数据", "Assess the evidence of one or more subjects"),
)
def check(
    evidence: Annotated[
        list[str],
        typer.Argument(
            help=bilingual(
                "数据文件、资料包文件夹，或 -（标准输入）", "files, bundles, folders of them, or - for standard input"
            )
        ),
    ],
    ruleset: Annotated[
        str | None,
        typer.Option(
            "--ruleset",
            "-r",
            help=bilingual("标准：ID、ID@年版 或文件路径", "ID, ID@EDITION or a path"),
            autocompletion=_ruleset_names,
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
) -> None:
    """Assess the evidence of one or more subjects."""
    from evalrules.bundles.discovery import discover
    from evalrules.pipeline import check_inputs, new_run

    language = language_of(lang)
    if data_only:
        from evalrules.cli.examining import examination_places, refuse_judging

        refuse_judging(baseline, require, explain=explain, language=language)
        wanted = examination_places(output or [], form, language, quiet=quiet)
    else:
        wanted = destinations(output or [], form, language, quiet=quiet)
    places = [target.path for target in wanted]
    sure = frozenset(path for path in (*evidence, baseline, last_year) if path is not None)
    refuse_overwriting(places, Reads(sure), language)  # at once, and not after a long run
    shows_steps = "html" in (form, *(target.format for target in wanted))
    options = Options(ruleset, _date(as_of, language), require, explain, record=shows_steps, sealed=sealed)
    old = older_report(baseline, language) if baseline is not None else None
    before = _last_year(last_year, options, evidence, language) if last_year is not None else None
    options = options if before is None else options._replace(last_year=before.digest)
    run = new_run(options)._replace(earlier=() if before is None else before.found)
    inputs, problems = discover(evidence)
    if data_only:
        from evalrules.cli.examining import hand_out_examination
        from evalrules.examining import examine_inputs

        found = examine_inputs(inputs, problems, run, counting_on(sys.stderr))
        _refuse_what_was_read(places, inputs, run, before, language)
        hand_out_examination(found, wanted, run.texts, language)
    report = check_inputs(inputs, problems, run, counting_on(sys.stderr))
    if old is not None:
        from evalrules.baseline import held_against

        report = held_against(report, *old)
    say_problems(report, wanted, language, quiet=quiet)
    _refuse_what_was_read(places, inputs, run, before, language)
    view = View(language, PLAIN_WIDTH, color=False)
    if forms_of(wanted) & PLACED:
        from evalrules.cli.github_step import paths_from_here

        view = view._replace(paths=paths_from_here(inputs))
    hand_out(report, wanted, view)
    raise typer.Exit(report.exit_code)


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


def _date(written: str | None, language: str) -> datetime.date | None:
    if written is None:
        return None
    from evalrules.frontend.fields import first_day

    day = first_day(written) if len(written) == len("2007-12-31") else None
    if day is None:
        usage("--as-of", written, "2007-12-31", language)
    return day


# -- about rulesets ----------------------------------------------------------------------------------------------------


@app.command(
    epilog=bilingual("例：evalrules rulesets", "Example: evalrules rulesets"),
    help=bilingual("列出可用的标准：编号、年版、名称、有效期、提供者", "List the rulesets that can be named"),
)
def rulesets(
    form: Annotated[str, typer.Option("--format", "-f", help="table, json")] = "table",
    lang: Language = None,
) -> None:
    """List the rulesets that can be named."""
    from evalrules.cli.listing import listing_text
    from evalrules.loading import list_rulesets

    language = language_of(lang)
    if form not in ("table", "json"):
        usage("--format", form, "table, json", language)
    listed, problems = list_rulesets()
    say(problems, {}, language)
    deliver(listing_text(listed, form, language), language, utf8=form == "json")
    raise typer.Exit(WRONG_INPUT if has_errors(problems) else 0)


@app.command(
    name="test",
    epilog=bilingual(
        "退出码：0 无问题，1 有案例不符或有改动未被案例发现，2 无法读取。例：evalrules test rulesets",
        "Exit codes: 0 nothing found, 1 a case does not hold or a mutant survives, 2 unreadable. "
        "Example: evalrules test rulesets",
    ),
    help=bilingual(
        "运行标准旁的案例，并检查标准中每处单独的改动都会被案例发现",
        "Run the cases beside rulesets, and show them every single-token mutant",
    ),
)
def try_rulesets(
    rulesets: Annotated[
        list[str], typer.Argument(help=bilingual("ID、标准文件或文件夹", "IDs, ruleset files or folders of them"))
    ],
    mutants: Annotated[
        bool, typer.Option("--mutants/--no-mutants", help=bilingual("是否检查改动", "whether to try mutants"))
    ] = True,
    form: Annotated[str, typer.Option("--format", "-f", help="text, json")] = "text",
    lang: Language = None,
) -> None:
    """Run the cases beside rulesets, and show them every single-token mutant."""
    from evalrules.authoring.trial import find_rulesets, try_ruleset
    from evalrules.cli.progress import named_counting_on
    from evalrules.cli.trials import trials_text

    language = language_of(lang)
    if form not in ("text", "json"):
        usage("--format", form, "text, json", language)
    paths, problems = find_rulesets(rulesets)
    trials = [try_ruleset(path, with_mutants=mutants, progress=named_counting_on(sys.stderr)) for path in paths]
    problems += [found for trial in trials for found in trial.diagnostics if found.is_error]
    say(problems, {}, language)
    deliver(trials_text(trials, form, language), language, utf8=form == "json")
    clean = all(trial.is_clean for trial in trials)
    raise typer.Exit(WRONG_INPUT if has_errors(problems) else 0 if clean else 1)


@app.command(
    epilog=bilingual("例：evalrules show jiangsu-16", "Example: evalrules show jiangsu-16"),
    help=bilingual(
        "用文字说明一个标准：指标、标准值、一票否决、依据、文本未给出的内容",
        "A ruleset in words: indicators, numbers, vetoes, sources, what no text gives",
    ),
)
def show(
    ruleset: Annotated[
        str,
        typer.Argument(help=bilingual("ID、ID@年版 或路径", "ID, ID@EDITION or a path"), autocompletion=_ruleset_names),
    ],
    lang: Language = None,
) -> None:
    """A ruleset in words."""
    from evalrules.reporters.standard import ruleset_page
    from evalrules.reporters.text import render_page

    language = language_of(lang)
    found = _loaded(ruleset, language)
    deliver(render_page(ruleset_page(found, language), *console_of_stdout()), language)


@app.command(
    epilog=bilingual(
        "例：evalrules explain ER402；evalrules explain jiangsu-16 11",
        "Example: evalrules explain ER402; evalrules explain jiangsu-16 11",
    ),
    help=bilingual(
        "解释一个问题代码，或标准中的一项指标", "Explain a code of a diagnostic, or one indicator of a ruleset"
    ),
)
def explain(
    what: Annotated[str, typer.Argument(help=bilingual("代码（ER402）或标准编号", "a code (ER402) or a ruleset"))],
    indicator: Annotated[str | None, typer.Argument(help=bilingual("指标编号", "the id of an indicator"))] = None,
    lang: Language = None,
) -> None:
    """Explain a code of a diagnostic, or one indicator of a ruleset."""
    language = language_of(lang)
    if indicator is None:
        deliver(_code_page(what, language), language)
        return
    from evalrules.reporters.standard import indicator_page
    from evalrules.reporters.text import render_page

    found = _loaded(what, language)
    known = [one.id for one in found.indicators]
    if indicator not in known:
        from evalrules.base.suggestions import nearest

        fail([error("ER401", None, what="indicator", id=indicator, suggestion=nearest(indicator, known))], language)
    deliver(render_page(indicator_page(found, found.indicator(indicator), language), *console_of_stdout()), language)


def _code_page(written: str, language: str) -> str:
    from evalrules.base.codes import CODES
    from evalrules.base.pages import page_text
    from evalrules.base.suggestions import nearest

    code = written.upper()
    if code not in CODES:
        usage(
            "explain", written, ", ".join(dict.fromkeys((nearest(code, CODES) or "ER402", "ER001 … ER901"))), language
        )
    return page_text(code, language)


@app.command(
    epilog=bilingual(
        "例：evalrules template jiangsu-16 -o 自评表.xlsx；\n"
        "evalrules template national-basic-balance --each-school --schools 学校名单.csv -o 学校表",
        "Example: evalrules template jiangsu-16 -o county.xlsx; "
        "evalrules template national-basic-balance --each-school --schools schools.csv -o forms",
    ),
    help=bilingual("生成空白的填报表或数据文件", "Write an empty form: a workbook, YAML, JSON or CSV"),
)
def template(
    ruleset: Annotated[
        str,
        typer.Argument(help=bilingual("ID、ID@年版 或路径", "ID, ID@EDITION or a path"), autocompletion=_ruleset_names),
    ],
    output: Annotated[
        str | None, typer.Option("--output", "-o", help="county.yaml, county.json, county.csv, county.xlsx")
    ] = None,
    form: Annotated[str | None, typer.Option("--format", "-f", help=", ".join(TEMPLATES))] = None,
    each_school: Annotated[
        bool,
        typer.Option(
            "--each-school",
            help=bilingual(
                "每校一个小工作簿（-o 写文件夹）；不给名单的，一个空白的（-o 写 .xlsx）",
                "a small workbook a school (-o names a folder); without a list one blank workbook (-o names an .xlsx)",
            ),
        ),
    ] = False,
    schools: Schools = None,
    lang: Language = None,
) -> None:
    """Write an empty evidence file."""
    from evalrules.cli.formats import template_bytes

    language = language_of(lang)
    if schools is not None and not each_school:
        usage("--schools", schools, "--each-school --schools FILE", language)
    if each_school:
        if form not in (None, "xlsx") or output is None or output == STANDARD_OUTPUT:
            usage("-o" if form in (None, "xlsx") else "--format", output or form or "", "FOLDER, FILE.xlsx", language)
        hand_out_school_forms(_loaded(ruleset, language), schools, output, language, "zh" if lang is None else language)
        return
    suffix = os.path.splitext(output or "")[1].lower().lstrip(".").replace("yml", "yaml")
    chosen = form or suffix or "yaml"
    if chosen not in TEMPLATES or (output is None and chosen in BINARY):
        usage("-o" if form is None else "--format", output or chosen, ", ".join(TEMPLATES), language)
    place = Destination(output or STANDARD_OUTPUT, chosen)
    refuse_places([place.path], language)
    refuse_terminal([place], language)
    found = _loaded(ruleset, language)
    try:
        # whoever fills in a workbook reads Chinese, whatever the locale of the machine that makes it
        data = template_bytes(found, chosen, "zh" if chosen in BINARY and lang is None else language)
    except ImportError:
        fail([error("ER701", None, what=chosen, extra=EXTRAS[chosen])], language)
    try:
        if place.path != STANDARD_OUTPUT:
            to_new_file(place.path, data)
        elif chosen in BINARY:
            bytes_to_stdout(data)
        else:
            to_stdout(data.decode(), utf8=True)
    except FileExistsError:
        fail([error("ER034", None, path=place.path)], language)
    except NotDelivered as failure:
        not_delivered(failure, language)


@app.command(
    epilog=bilingual(
        "例：evalrules schema evidence > evidence.schema.json",
        "Example: evalrules schema evidence > evidence.schema.json",
    ),
    help=bilingual(
        "输出 JSON Schema：evidence、ruleset 或 result", "Print the JSON Schema of evidence, ruleset or result"
    ),
)
def schema(name: Annotated[str, typer.Argument(help="evidence, ruleset, result")], lang: Language = None) -> None:
    """Print the JSON Schema of evidence, ruleset or result."""
    from evalrules.schemas import NAMES, schema_text

    language = language_of(lang)
    if name not in NAMES:
        usage("schema", name, ", ".join(NAMES), language)
    deliver(schema_text(name), language, utf8=True)


def _loaded(reference: str, language: str) -> Ruleset:
    from evalrules.loading import load_ruleset

    loaded = load_ruleset(reference)
    if loaded.ruleset is None:
        fail(loaded.diagnostics, language, loaded.texts)
    say(loaded.diagnostics, loaded.texts, language)
    return loaded.ruleset


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
