"""`diff`: what is different between two rulesets, and for whom that changes what."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import error, has_errors
from evalrules.base.form_terms import kind_in
from evalrules.cli.about_rulesets import loaded_ruleset, ruleset_names
from evalrules.cli.comparing import hand_out_comparison
from evalrules.cli.destinations import Destination
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.outputs import console_of_stdout
from evalrules.cli.overwriting import STANDARD_OUTPUT
from evalrules.cli.progress import counting_on
from evalrules.cli.proving import write_witnesses
from evalrules.cli.saying import WRONG_INPUT, deliver, fail, language_of, say, usage

if TYPE_CHECKING:
    from evalrules.model.proof import Equivalence
    from evalrules.model.ruleset import Ruleset
    from evalrules.reporters.comparison.compared import Comparison

differing = typer.Typer()

FOUND = 1
_FORMS = ("text", "markdown", "html", "json")
_OF_EVIDENCE = ("text", "markdown", "json")


@differing.command(
    epilog=bilingual(
        "退出码：0 没有不同，1 有不同，2 无法读取。例：evalrules diff anhui-standard-school@2007 "
        "anhui-standard-school@2018；"
        "evalrules diff 我省.yaml（与所叠加的标准比较）；evalrules diff 旧.yaml 新.yaml --evidence 数据文件夹",
        "Exit codes: 0 nothing different, 1 something different, 2 unreadable. "
        "Example: evalrules diff anhui-standard-school@2007 anhui-standard-school@2018; "
        "evalrules diff ours.yaml (with what it extends); evalrules diff old.yaml new.yaml --evidence folder",
    ),
    help=bilingual(
        "比较两个标准，或一个标准与它所叠加的标准：新增、删去、改严、放宽了什么；给出数据时，谁的结论因此不同",
        "What is different between two rulesets, or between one and what it extends: added, removed, tightened, "
        "loosened; with evidence, for whom that changes what",
    ),
)
def diff(  # noqa: PLR0913, PLR0917 - a command has as many options as it has
    before: Annotated[
        str, typer.Argument(help=bilingual("ID 或标准文件", "an ID or a ruleset file"), autocompletion=ruleset_names)
    ],
    after: Annotated[
        str | None,
        typer.Argument(
            show_default=False,
            help=bilingual(
                "另一个；不写时，比较前一个与它所叠加的标准",
                "the other one; without it the first is held against what it extends",
            ),
            autocompletion=ruleset_names,
        ),
    ] = None,
    evidence: Annotated[
        list[str] | None,
        typer.Option(
            "--evidence",
            "-e",
            show_default=False,
            help=bilingual(
                "在两个标准下核定的数据（文件或文件夹，可多次）", "evidence to assess under both; may be repeated"
            ),
        ),
    ] = None,
    prove: Annotated[  # noqa: FBT002 - a switch
        bool,
        typer.Option(
            "--prove",
            help=bilingual(
                "用求解器判断结论是否总相同，不同的给出例证", "whether the level is always the same, by a solver"
            ),
        ),
    ] = False,
    seconds: Annotated[
        float, typer.Option("--seconds", min=0.1, help=bilingual("证明最多用多少秒", "how long that may take"))
    ] = 60.0,
    witnesses: Annotated[
        str | None,
        typer.Option(
            "--witnesses",
            show_default=False,
            help=bilingual("把例证写入文件夹（before.yaml、after.yaml）", "write the evidence found to a folder"),
        ),
    ] = None,
    form: Annotated[
        str, typer.Option("--format", "-f", help="text, markdown, html, json (--evidence: text, markdown, json)")
    ] = "text",
    lang: Language = None,
) -> None:
    """What is different between two rulesets."""
    from evalrules.authoring.differences import ruleset_changes

    language = language_of(lang)
    known = _OF_EVIDENCE if evidence else _FORMS
    if form not in known:
        usage("--format", form, ", ".join(known), language)
    references = _references(before, after, language)
    old, new = (loaded_ruleset(one, language) for one in references)
    if old.subject != new.subject:
        kinds = {
            f"{name}_{own}": kind_in(one.subject, own)
            for name, one in (("one", old), ("other", new))
            for own in ("zh", "en")
        }
        fail([error("ER669", None, before=old.name, after=new.name, **kinds)], language)
    if evidence:
        _for_whom(evidence, references, form, language)
    found = ruleset_changes(old, new)
    proof = _equivalence(old, new, seconds, language) if prove or witnesses is not None else None
    if witnesses is not None and proof is not None:
        write_witnesses(witnesses, proof.witnesses, language)
    from evalrules.reporters.ruleset_changes import changes_page, render_changes_json

    if form == "json":
        deliver(render_changes_json(found, proof), language, utf8=True)
    else:
        from evalrules.reporters.standard_page import standard_html, standard_markdown
        from evalrules.reporters.text import render_page

        page = changes_page(found, language, proof)
        if form == "text":
            deliver(render_page(page, *console_of_stdout()), language)
        else:
            deliver(
                standard_markdown(page) if form == "markdown" else standard_html(page, language), language, utf8=True
            )
    raise typer.Exit(FOUND if found.changes else 0)


def _equivalence(old: Ruleset, new: Ruleset, seconds: float, language: str) -> Equivalence:
    try:
        from evalrules.proving.equivalence import equivalence
        from evalrules.proving.prover import Bounds
    except ImportError:
        fail([error("ER701", None, what="diff --prove", extra="prove")], language)
    return equivalence(old, new, Bounds(seconds))


def _references(before: str, after: str | None, language: str) -> tuple[str, str]:
    """The older and the newer ruleset; of a single one what it extends, then itself."""
    if after is not None:
        return before, after
    own: Ruleset = loaded_ruleset(before, language)
    if not own.extends:
        fail([error("ER668", None, ruleset=own.name)], language)
    return own.extends, before


def _for_whom(evidence: list[str], references: tuple[str, str], form: str, language: str) -> None:
    """Show what each subject gets under both rulesets; ends the command."""
    from evalrules.bundles.discovery import discover
    from evalrules.reporters.comparison.compared import compared
    from evalrules.under_both import assessed_under

    inputs, problems = discover(evidence)
    old, new = assessed_under(inputs, problems, references, counting_on(sys.stderr, language))
    wrong = [one for report in (old, new) for one in report.diagnostics if one.is_error]
    wrong += [one for report in (old, new) for result in report.results for one in result.diagnostics if one.is_error]
    say(list(dict.fromkeys(wrong)), {**old.texts, **new.texts}, language)
    found = compared(old, new)
    hand_out_comparison(found, [Destination(STANDARD_OUTPUT, form)], language)
    raise typer.Exit(WRONG_INPUT if has_errors(wrong) else FOUND if _is_different(found) else 0)


def _is_different(found: Comparison) -> bool:
    """Whether any subject gets something else under the other ruleset."""
    return any(one.before.verdict.possible != one.after.verdict.possible or one.indicators for one in found.subjects)
