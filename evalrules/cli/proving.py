"""`prove`: whether a whole ruleset holds what a sound one claims."""

from __future__ import annotations

import os
import sys
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from evalrules.base.diagnostics import error, has_errors
from evalrules.cli.delivery import NotDelivered, to_new_file
from evalrules.cli.jobs import jobs_of, shared_out
from evalrules.cli.language import bilingual
from evalrules.cli.options import Language
from evalrules.cli.saying import WRONG_INPUT, deliver, fail, language_of, not_delivered, say, usage

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from typing import TypeAlias

    from evalrules.model.proof import Proof, Witness

    Progress: TypeAlias = Callable[[int, str], None]

proving = typer.Typer()

REFUTED_EXIT = 1


@proving.command(
    epilog=bilingual(
        "退出码：0 没有不成立的，1 有不成立的，2 无法读取。需要附加组件：pip install 'evalrules[prove]'。"
        "例：evalrules prove jiangsu-16 --witnesses 反例",
        "Exit codes: 0 nothing refuted, 1 something refuted, 2 unreadable. Needs pip install 'evalrules[prove]'. "
        "Example: evalrules prove jiangsu-16 --witnesses witnesses",
    ),
    help=bilingual(
        "用求解器检查整个标准：各档无遗漏无重叠，每个等级、门槛、否决和结论都能出现，指标向好不会使结论变差，没有不起作用的部分",
        "Prove a whole ruleset with a solver: bands without hole or overlap, every grade, gate, veto and level within "
        "reach, no better figure that worsens a level, no part without effect",
    ),
)
def prove(  # noqa: PLR0913, PLR0917 - a command has as many options as it has
    rulesets: Annotated[
        list[str], typer.Argument(help=bilingual("ID、标准文件或文件夹", "IDs, ruleset files or folders of them"))
    ],
    seconds: Annotated[
        float,
        typer.Option("--seconds", help=bilingual("每个标准最多用多少秒", "how long each ruleset may take"), min=0.1),
    ] = 60.0,
    rows: Annotated[
        int,
        typer.Option(
            "--rows",
            min=1,
            max=20,
            help=bilingual("没有规定行数的表按几行检查", "how many rows a table has that the standard does not count"),
        ),
    ] = 2,
    witnesses: Annotated[
        str | None,
        typer.Option(
            "--witnesses", help=bilingual("把作为例证的数据写入文件夹", "write the evidence found to a folder")
        ),
    ] = None,
    verbose: Annotated[  # noqa: FBT002 - a switch
        bool, typer.Option("--all", help=bilingual("成立的也列出", "list what is proven, too"))
    ] = False,
    jobs: Annotated[
        str | None,
        typer.Option(
            "--jobs",
            "-j",
            show_default=False,
            help=bilingual(
                "同时用几个进程，各检查一个标准（默认 1；0 或 auto：与处理器数目相同），每项的结果不变，例证可能不同",
                "so many processes, a ruleset each (default 1; 0 or auto: one a processor); the same "
                "answers, perhaps other evidence",
            ),
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="text, json")] = "text",
    lang: Language = None,
) -> None:
    """Prove a whole ruleset with a solver."""
    from evalrules.authoring.trial import find_rulesets
    from evalrules.loading import load_ruleset
    from evalrules.model.proof import REFUTED
    from evalrules.reporters.proof import render_proofs_json, render_proofs_text

    language = language_of(lang)
    if form not in ("text", "json"):
        usage("--format", form, "text, json", language)
    try:
        from evalrules.proving.kept_proofs import proof_of
        from evalrules.proving.prover import Bounds
    except ImportError:
        fail([error("ER701", None, what="prove", extra="prove")], language)
    paths, problems = find_rulesets(rulesets)
    count = min(jobs_of(jobs, language), len(paths))
    found = []
    for path in paths:
        loaded = load_ruleset(path)
        say([one for one in loaded.diagnostics if one.is_error], loaded.texts, language)
        problems += [one for one in loaded.diagnostics if one.is_error]
        if loaded.ruleset is not None:
            found.append(loaded.ruleset)
    bounds = Bounds(seconds, rows=rows)
    if count > 1:
        proofs = shared_out(found, partial(proof_of, bounds=bounds), count, lambda one: one.name, language)
    else:
        proofs = [proof_of(one, bounds, _progress(one.name)) for one in found]
    say([one for one in problems if one.place is None], {}, language)
    if witnesses is not None:
        _write(witnesses, proofs, language)
    text = render_proofs_json(proofs) if form == "json" else render_proofs_text(proofs, language, are_all=verbose)
    deliver(text, language, utf8=form == "json")
    is_refuted = any(proof.with_outcome(REFUTED) for proof in proofs)
    raise typer.Exit(WRONG_INPUT if has_errors(problems) else REFUTED_EXIT if is_refuted else 0)


def _progress(name: str) -> Progress | None:
    """A line that counts the claims where somebody watches."""
    if not sys.stderr.isatty():
        return None

    def show(number: int, kind: str) -> None:
        sys.stderr.write(f"\r{name} {number + 1} {kind}\x1b[K")
        sys.stderr.flush()

    return show


def _write(folder: str, proofs: list[Proof], language: str) -> None:
    """The evidence of every answer, in a folder for each ruleset; a file that exists is never replaced."""
    for proof in proofs:
        witnesses = [one for answer in proof.answers for one in answer.witnesses]
        write_witnesses(os.path.join(folder, proof.ruleset), witnesses, language)


def write_witnesses(home: str, witnesses: Iterable[Witness], language: str) -> None:
    """Evidence as files of a folder; ends the command where one is there already (ER034) or cannot be written."""
    try:
        os.makedirs(home, exist_ok=True)
    except OSError:
        usage("--witnesses", home, bilingual("文件夹", "a folder"), language)
    for one in witnesses:
        path = os.path.join(home, one.name)
        try:
            to_new_file(path, one.text.encode())
        except FileExistsError:
            fail([error("ER034", None, path=path)], language)
        except NotDelivered as failure:
            not_delivered(failure, language)
