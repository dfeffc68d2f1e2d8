"""`test`: whether the cases of rulesets hold and notice every change, and cases proposed for those that they miss."""

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
    from evalrules.authoring.trial import Progress, Proposal, Trial

trying = typer.Typer(rich_markup_mode=None)


@trying.command(
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
        bool,
        typer.Option(
            "--mutants/--no-mutants",
            show_default=bilingual("检查", "mutants"),
            help=bilingual("是否检查改动", "whether to try mutants"),
        ),
    ] = True,
    coverage: Annotated[
        bool,
        typer.Option(
            "--coverage",
            help=bilingual(
                "列出没有案例涉及的情形：每处比较成立、不成立、不确定，每种等级、门槛、否决、结论",
                "list what no case shows: every comparison true, false, unknown, every outcome, gate, veto and level",
            ),
        ),
    ] = False,
    least_coverage: Annotated[
        float | None,
        typer.Option(
            "--least-coverage",
            show_default=False,
            help=bilingual("覆盖低于百分之几时退出码为 1", "exit code 1 below so many percent"),
        ),
    ] = None,
    write_cases: Annotated[
        bool,
        typer.Option(
            "--write-cases",
            help=bilingual(
                "为未被发现的改动各写一个建议的案例到 cases/proposed，待确认后移入 cases（需要 evalrules[prove]）",
                "write, for each survivor, a case that would notice it to cases/proposed, to be confirmed and moved to "
                "cases (needs evalrules[prove])",
            ),
        ),
    ] = False,
    jobs: Annotated[
        str | None,
        typer.Option(
            "--jobs",
            "-j",
            show_default=False,
            help=bilingual(
                "同时用几个进程，各运行一个标准（默认 1；0 或 auto：与处理器数目相同），结果不变",
                "so many processes, a ruleset each (default 1; 0 or auto: one a processor), with the same results",
            ),
        ),
    ] = None,
    form: Annotated[str, typer.Option("--format", "-f", help="text, json, junit, tap, sarif, gitlab, github")] = "text",
    lang: Language = None,
) -> None:
    """Run the cases beside rulesets, and show them every single-token mutant."""
    from evalrules.authoring.trial import find_rulesets, try_ruleset
    from evalrules.cli.progress import named_counting_on
    from evalrules.cli.trials import FORMS, trials_text

    language = language_of(lang)
    if form not in FORMS:
        usage("--format", form, ", ".join(FORMS), language)
    paths, problems = find_rulesets(rulesets)
    if least_coverage is not None and not 0 <= least_coverage <= 100:
        usage("--least-coverage", f"{least_coverage:g}", "0-100", language)
    shows = coverage or least_coverage is not None
    least = 0.0 if least_coverage is None else least_coverage
    counting = named_counting_on(sys.stderr)
    if write_cases:
        refuse_without_prover(language)
    count = min(jobs_of(jobs, language), len(paths))
    trial_of = partial(try_ruleset, with_mutants=mutants, with_coverage=shows)
    if count > 1:
        trials = shared_out(paths, trial_of, count, str, language)
    else:
        trials = [trial_of(path, progress=counting) for path in paths]
    if write_cases:
        trials = [_with_cases(path, one, counting, language) for path, one in zip(paths, trials, strict=True)]
    problems += [found for trial in trials for found in trial.diagnostics if found.is_error]
    say(problems, {}, language)
    deliver(trials_text(trials, form, language, least, problems, paths), language, utf8=form != "text")
    clean = all(trial.is_clean and (trial.coverage is None or trial.coverage.percent >= least) for trial in trials)
    raise typer.Exit(WRONG_INPUT if has_errors(problems) else 0 if clean else 1)


def refuse_without_prover(language: str) -> None:
    """Ends the command (ER701) where the solver that finds cases is not installed."""
    try:
        import evalrules.authoring.proposals  # noqa: F401 - whether it can be
    except ImportError:
        fail([error("ER701", None, what="test --write-cases", extra="prove")], language)


def _with_cases(path: str, trial: Trial, progress: Progress | None, language: str) -> Trial:
    """The trial with what was found for its survivors; each case is a new file, and none is written over."""
    from evalrules.authoring.proposals import proposals
    from evalrules.loading import load_ruleset

    ruleset = load_ruleset(path).ruleset
    if ruleset is None or not trial.surviving:
        return trial
    found: list[Proposal] = []
    for proposal in proposals(path, ruleset, trial.surviving):
        if progress is not None:
            progress(trial.ruleset, len(found), len(trial.surviving))
        if proposal.text:
            _write(os.path.join(os.path.dirname(path), *proposal.file.split("/")), proposal.text, language)
        found.append(proposal)
    files = (*trial.proposed, *(one.file for one in found if one.text))
    return trial._replace(proposals=tuple(found), proposed=tuple(dict.fromkeys(files)))


def _write(path: str, text: str, language: str) -> None:
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)
        to_new_file(path, text.encode())
    except FileExistsError:
        fail([error("ER034", None, path=path)], language)
    except OSError as problem:
        not_delivered(NotDelivered(path, problem.strerror or str(problem)), language)
    except NotDelivered as failure:
        not_delivered(failure, language)
