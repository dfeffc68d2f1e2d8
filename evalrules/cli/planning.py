"""`plan`: the cheapest changes that take a subject to a level, and what was done of an earlier plan."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import error, has_errors
from evalrules.base.languages import punctuation
from evalrules.cli.about_rulesets import ruleset_names
from evalrules.cli.delivery import NotDelivered, to_file, to_stdout
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.overwriting import STANDARD_OUTPUT, Reads, reads_of, refuse_overwriting, refuse_places
from evalrules.cli.saying import fail, language_of, not_delivered, say, usage
from evalrules.reporters.action_plan.formats import PLAN_FORMATS, rendered_plan

if TYPE_CHECKING:
    from evalrules.model.action_plan import ActionPlan

planning = typer.Typer()


@planning.command(
    epilog=bilingual(
        "退出码：0 有方案或已经达到，1 没有方案，3 须先补齐材料，2 输入或用法有误。"
        "例：evalrules plan county.yaml --costs 价格.yaml -o 整改台账.xlsx",
        "Exit codes: 0 there is a plan, or the level is reached; 1 there is none; 3 something missing comes first; "
        "2 wrong input or usage. Example: evalrules plan county.yaml --costs costs.yaml -o actions.xlsx",
    ),
    help=bilingual(
        "找出达到某一结论的最少（或最省）的改变", "Find the fewest, or cheapest, changes that reach a level"
    ),
)
def plan(
    evidence: Annotated[str, typer.Argument(help=bilingual("数据文件或资料包", "a file of evidence, or a bundle"))],
    ruleset: Annotated[
        str | None,
        typer.Option(
            "--ruleset",
            "-r",
            help=bilingual("标准：ID、ID@年版 或文件路径", "ID, ID@EDITION or a path"),
            autocompletion=ruleset_names,
        ),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option(
            "--to",
            help=bilingual("要达到的结论（默认为标准标明的）", "the level to reach (default: the ruleset's)"),
        ),
    ] = None,
    costs: Annotated[
        str | None,
        typer.Option("--costs", help=bilingual("各项改变的价格和限度（YAML）", "prices and limits of changes (YAML)")),
    ] = None,
    as_of: Annotated[
        str | None, typer.Option("--as-of", help=bilingual("评估日期，如 2007-12-31", "date of the assessment"))
    ] = None,
    follow: Annotated[
        str | None,
        typer.Option(
            "--follow",
            help=bilingual("以前的整改台账（xlsx）：说明做到了哪些", "an earlier ledger (xlsx): what was done since"),
        ),
    ] = None,
    form: Annotated[
        str | None, typer.Option("--format", "-f", help=bilingual("输出格式：", "format: ") + ", ".join(PLAN_FORMATS))
    ] = None,
    output: Annotated[
        list[str] | None,
        typer.Option(
            "--output",
            "-o",
            help=bilingual("写入文件，可重复，如 整改台账.xlsx", "write to a file; may be repeated"),
        ),
    ] = None,
    lang: Language = None,
) -> None:
    """Find the fewest, or cheapest, changes that reach a level."""
    from evalrules.action_plans import Wanted, plan_input
    from evalrules.bundles.discovery import discover
    from evalrules.cli.dates import date_of
    from evalrules.model.report import Options
    from evalrules.pipeline import new_run

    language = language_of(lang)
    places = _places(output or [], form, language)
    files = [path for path, _ in places if path != STANDARD_OUTPUT]
    refuse_places(files, language)
    sure = frozenset(path for path in (evidence, costs, follow) if path is not None)
    refuse_overwriting(files, Reads(sure), language)
    run = new_run(Options(ruleset, date_of(as_of, language)))
    inputs, problems = discover([evidence])
    if has_errors(problems) or len(inputs) != 1:
        fail(problems or [error("ER625", None, count=str(len(inputs)))], language)
    found = plan_input(inputs[0], run, Wanted(to, costs, follow))
    say(found.diagnostics, run.texts, language)
    refuse_overwriting(files, reads_of(inputs, run), language)
    if found.plan is None:
        raise typer.Exit(2)
    for path, name in places:
        _deliver(path, name, found.plan, language)
    _say_written(places, found.plan, language)
    raise typer.Exit(found.plan.exit_code)


def _places(outputs: list[str], form: str | None, language: str) -> list[tuple[str, str]]:
    """Where the plan goes, each with its format."""
    known = ", ".join(PLAN_FORMATS)
    if form is not None and form not in PLAN_FORMATS:
        usage("--format", form, known, language)
    found = []
    for written in outputs:
        named, equals, path = written.partition("=")
        name = named if equals and named in PLAN_FORMATS else ""
        path = path if name else written
        by_suffix = next((own for own, suffix in PLAN_FORMATS.items() if path.lower().endswith(suffix)), "")
        name = name or by_suffix or form or ""
        if not name or not path:
            usage("-o", written, f"FORMAT=FILE ({known})", language)
        found.append((path, name))
    return found or [(STANDARD_OUTPUT, form or "text")]


def _deliver(path: str, form: str, found: ActionPlan, language: str) -> None:
    try:
        data = rendered_plan(found, form, language)
        if path != STANDARD_OUTPUT:
            to_file(path, data)
        elif form == "xlsx":
            usage("-o", "xlsx", "xlsx=FILE.xlsx", language)
        else:
            to_stdout(data.decode(), utf8=form == "json")
    except ImportError:
        fail([error("ER701", None, extra="excel", format="xlsx")], language)
    except NotDelivered as failure:
        not_delivered(failure, language)


def _say_written(places: list[tuple[str, str]], found: ActionPlan, language: str) -> None:
    """Where people read every file, which they are and what is to be changed, as `check` says it."""
    from evalrules.cli.destinations import Destination
    from evalrules.cli.outputs import are_for_people, say_written
    from evalrules.reporters.action_plan.words import PlanWords

    wanted = [Destination(path, name) for path, name in places]
    if are_for_people(wanted):
        words = PlanWords(found, language)
        told = punctuation(language).semicolon.join((words.aim(), words.summary()[0]))
        try:
            say_written(told, wanted, language)
        except NotDelivered as failure:
            not_delivered(failure, language)


def _rendered(found: ActionPlan, form: str, language: str) -> bytes:
    if form == "xlsx":
        from evalrules.reporters.action_plan.ledger import ledger_workbook

        return ledger_workbook(found, language)
    if form == "html":
        from evalrules.reporters.action_plan.page import render_plan_html

        return render_plan_html(found, language).encode()
    from evalrules.reporters.action_plan.plan import render_plan_json, render_plan_markdown, render_plan_text

    if form == "json":
        return render_plan_json(found).encode()
    return (render_plan_markdown if form == "markdown" else render_plan_text)(found, language).encode()
