"""`lint`: what loads without a word and is probably not meant."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import NOTE, WARNING, has_errors
from evalrules.cli.delivery import NotDelivered, to_file
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.saying import WRONG_INPUT, deliver, language_of, not_delivered, say, usage
from evalrules.version import NAME

if TYPE_CHECKING:
    from evalrules.authoring.lint import Linted
    from evalrules.base.diagnostics import Diagnostic

linting = typer.Typer()

FOUND = 1
_FORMS = ("text", "json", "junit", "tap", "sarif", "gitlab", "github")


@linting.command(
    epilog=bilingual(
        "退出码：0 没有问题，1 有问题，2 无法读取。例：evalrules lint rulesets --strict",
        "Exit codes: 0 nothing found, 1 something found, 2 unreadable. Example: evalrules lint rulesets --strict",
    ),
    help=bilingual(
        "查看标准中可以读入却多半写错的地方：没有用到的名称、缺少的名称和板块、写反的比较、不可能的界限、被更改的已发布修订",
        "Look a ruleset through for what loads and is probably not meant: unused names, missing labels and groups, "
        "comparisons turned round, limits that cannot be, released revisions that were changed",
    ),
)
def lint(
    rulesets: Annotated[
        list[str], typer.Argument(help=bilingual("ID、标准文件或文件夹", "IDs, ruleset files or folders of them"))
    ],
    strict: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--strict", help=bilingual("提示也算问题", "notes count, too"))
    ] = False,
    fix: Annotated[  # noqa: FBT002 - a switch
        bool,
        typer.Option(
            "--fix",
            help=bilingual(
                "改正没有疑问的地方：条件中的全角符号和数字", "mend what is certain: full-width signs in conditions"
            ),
        ),
    ] = False,
    form: Annotated[str, typer.Option("--format", "-f", help="text, json, junit, tap, sarif, gitlab, github")] = "text",
    lang: Language = None,
) -> None:
    """Look rulesets through for what is probably not meant."""
    from evalrules.authoring.lint import lint_ruleset
    from evalrules.authoring.trial import find_rulesets

    language = language_of(lang)
    if form not in _FORMS:
        usage("--format", form, ", ".join(_FORMS), language)
    paths, problems = find_rulesets(rulesets)
    say(problems, {}, language)
    for path in paths if fix else ():
        _mend(path, language)
    linted = [lint_ruleset(path) for path in paths]
    deliver(_rendered(linted, problems, form, language, strict=strict), language, utf8=form != "text")
    is_unreadable = has_errors(problems) or any(has_errors(one.diagnostics) for one in linted)
    is_clean = all(one.is_clean(strict=strict) for one in linted)
    raise typer.Exit(WRONG_INPUT if is_unreadable else 0 if is_clean else FOUND)


def _rendered(linted: list[Linted], problems: list[Diagnostic], form: str, language: str, *, strict: bool) -> str:
    """What was found in every ruleset, and `problems` of none; where it is strict, notes are warnings for programs."""
    if form == "text":
        from evalrules.reporters.problems import render_problems

        parts = [
            f"{one.name}\n{render_problems(one.diagnostics, one.texts, language)}" for one in linted if one.diagnostics
        ]
        return "\n".join(parts)
    if form == "json":
        from evalrules.authoring.lint import Linted

        unknown = [Linted(NAME, tuple(problems), {})] if problems else []
        return json.dumps([_document(one) for one in [*linted, *unknown]], ensure_ascii=False, indent=1) + "\n"
    from evalrules.bundles.discovery import path_from_here
    from evalrules.reporters.ci.findings import OF_POINTS, Point, points_of, render_points, render_problems_of, told

    if form in OF_POINTS:
        points = [
            Point(
                one.name,
                "lint",
                one.is_clean(strict=strict),
                tuple(told(own, language) for own in one.diagnostics),
                path_from_here(one.path),
            )
            for one in linted
        ]
        return render_points([*points, *points_of(problems, language)], form)
    found = [(path_from_here(one.path), _grave(one, strict=strict)) for one in linted]
    return render_problems_of(found, form, language, problems)


def _grave(linted: Linted, *, strict: bool) -> list[Diagnostic]:
    is_raised = [strict and one.severity == NOTE for one in linted.diagnostics]
    return [
        one._replace(severity=WARNING) if raised else one
        for one, raised in zip(linted.diagnostics, is_raised, strict=True)
    ]


def _document(linted: Linted) -> dict[str, object]:
    from evalrules.reporters.ci.findings import diagnostics_document

    return {
        "ruleset": linted.name,
        "diagnostics": diagnostics_document(linted.diagnostics),
        "accepted": [
            {"code": own.diagnostic.code, "place": str(own.diagnostic.place), "reason": own.reason}
            for own in linted.accepted
        ],
    }  # fmt: skip


def _mend(path: str, language: str) -> None:
    """Write a ruleset file anew where something in it was mended."""
    from evalrules.authoring.fixing import fixed

    try:
        with open(path, encoding="utf-8", newline="") as file:
            text = file.read()
        mended, count = fixed(path, text)
        if count:
            to_file(path, mended.encode())
    except (OSError, UnicodeDecodeError):
        return  # loading it says what is wrong
    except NotDelivered as failure:
        not_delivered(failure, language)
