"""Evidence assessed under two rulesets, whatever ruleset it names: for whom a change of a standard changes what."""

from __future__ import annotations

from collections.abc import Sequence

from evalrules.base.diagnostics import Diagnostic, has_errors, in_order
from evalrules.bundles.discovery import Input
from evalrules.bundles.opening import opened
from evalrules.frontend.opening import unnamed
from evalrules.model.report import Options, Report, Result
from evalrules.pipeline import Progress, bind, conclude, evaluate_below, new_run, read_file


def assessed_under(
    inputs: Sequence[Input], problems: Sequence[Diagnostic], rulesets: Sequence[str], progress: Progress | None = None
) -> tuple[Report, ...]:
    """A report for each ruleset, by its reference: every input assessed under it.

    `problems` were met while the inputs were looked for. An input that cannot be assessed under one of the rulesets
    has its problems in the report of that one.
    """
    return tuple(_report(inputs, problems, ruleset, progress) for ruleset in rulesets)


def _report(inputs: Sequence[Input], problems: Sequence[Diagnostic], ruleset: str, progress: Progress | None) -> Report:
    run = new_run(Options(ruleset=ruleset))
    results: list[Result] = []
    for at, one in enumerate(inputs):
        if progress is not None:
            progress(at, len(inputs))
        with opened(one, sealed=False) as (file, found):
            if file is None or has_errors(found):
                results.append(Result(one.shown, None, in_order(found)))
                continue
            document, more = read_file(file, run)
            document = unnamed(document)
            if document.root is None or has_errors(more):
                results.append(Result(file.shown, None, in_order([*found, *more])))
                continue
            below = evaluate_below(file, document, run)
            bound = bind(document, run, file, below)
            results.append(
                conclude(file.shown, bound._replace(diagnostics=(*found, *more, *bound.diagnostics)), run, file, below)
            )
    return Report(run.options, tuple(results), in_order(tuple(problems)), run.texts)
