"""The command `check`, when what it was asked is known: evaluate, hand out the report, end with the exit code."""

from __future__ import annotations

import sys
from functools import partial
from typing import TYPE_CHECKING, NoReturn

from evalrules.base.diagnostics import error, has_errors
from evalrules.bundles.discovery import discover, paths_from_here
from evalrules.cli.outputs import PLAIN_WIDTH, destinations, forms_of, hand_out, say_problems
from evalrules.cli.overwriting import STANDARD_OUTPUT, Reads, reads_of, refuse_overwriting
from evalrules.cli.saying import fail, language_of, usage
from evalrules.model.report import ORDERS, Options
from evalrules.pipeline import check_inputs, new_run
from evalrules.reporters.formats import DRAWING, FORMATS, View

if TYPE_CHECKING:
    import datetime
    from collections.abc import Sequence

    from evalrules.base.diagnostics import Diagnostic
    from evalrules.bundles.discovery import Input
    from evalrules.cli.check_call import CheckCall
    from evalrules.cli.destinations import Destination
    from evalrules.earlier import LastYear
    from evalrules.frontend.set_values import SetValue
    from evalrules.model.report import Report
    from evalrules.pipeline import Progress, Run


def run_check(call: CheckCall) -> NoReturn:
    """Do what a call of `check` asks for, and end the command with its exit code."""
    language = language_of(call.lang)
    if call.jobs is not None:
        from evalrules.cli.jobs import jobs_of

        jobs_of(call.jobs, language)  # what is no number is refused, however few inputs there are
    values, wanted = _asked(call, language)
    places = [target.path for target in wanted]
    named = (*call.evidence, call.baseline, call.last_year, call.config)
    sure = frozenset(path for path in named if path is not None)
    refuse_overwriting(places, Reads(sure), language)  # at once, and not after a long run
    draws_rows = not DRAWING.isdisjoint({call.form, *(target.format for target in wanted)})
    options = Options(
        call.ruleset, _day(call, language), call.require, call.explain, record=draws_rows, sealed=call.sealed
    )
    old = None
    if call.baseline is not None:
        from evalrules.cli.keeping import older_report

        old = older_report(call.baseline, language)
    before = _last_year(call.last_year, options, call.evidence, language) if call.last_year is not None else None
    options = options if before is None else options._replace(last_year=before.digest)
    run = new_run(options)._replace(earlier=() if before is None else before.found)
    inputs, problems = discover(list(call.evidence), is_deep=call.recursive)
    if values:
        from evalrules.cli.what_if import hand_out_what_if
        from evalrules.what_if import what_if

        pair = what_if(inputs, problems, run, values, _progress(language))
        _refuse_what_was_read(places, inputs, run, before, language)
        pair = pair._replace(after=_sorted(pair.after, call.sort))
        hand_out_what_if(pair, run.texts, wanted, language, quiet=call.quiet)
    if call.data_only:
        from evalrules.cli.examining import hand_out_examination
        from evalrules.examining import examine_inputs

        found = examine_inputs(inputs, problems, run, _progress(language))
        _refuse_what_was_read(places, inputs, run, before, language)
        hand_out_examination(found, wanted, run.texts, language, quiet=call.quiet)
    many = old is None and len(inputs) > 1 and _streams(wanted)
    if many:
        from evalrules.cli.streaming import check_many

        refuse = partial(_refuse_what_was_read, places, inputs, run, before, language)
        check_many(call, (inputs, problems), run, wanted, _view(wanted, inputs, language), refuse)
    report = _report(call, (inputs, problems), run, language)
    report = _sorted(report.with_warnings_as_errors() if call.strict else report, call.sort)
    if old is not None:
        from evalrules.baseline import held_against

        report = held_against(report, *old)
    say_problems(report, wanted, language, quiet=call.quiet)
    _refuse_what_was_read(places, inputs, run, before, language)
    view = _view(wanted, inputs, language)._replace(as_form=call.lang is None)
    hand_out(report, wanted, view, quiet=call.quiet)
    raise SystemExit(report.exit_code)


def _day(call: CheckCall, language: str) -> datetime.date | None:
    if call.as_of is None:
        return None
    from evalrules.cli.dates import date_of

    return date_of(call.as_of, language)


def _progress(language: str) -> Progress | None:
    """The line that counts inputs; None where nobody watches."""
    if sys.stderr is None or not sys.stderr.isatty():
        return None
    from evalrules.cli.progress import counting_on

    return counting_on(sys.stderr, language)


def _asked(call: CheckCall, language: str) -> tuple[tuple[SetValue, ...], list[Destination]]:
    """The values of --set and where the answer goes; ends the command where options do not go together."""
    outputs, form, quiet = list(call.output), call.form, call.quiet
    if call.sort is not None and call.sort not in ORDERS:
        usage("--sort", call.sort, ", ".join(ORDERS), language)
    if call.set_values:
        from evalrules.cli.comparing import comparison_places
        from evalrules.cli.what_if import refuse_reports, values_set

        refuse_reports(
            call.baseline, explain=call.explain, data_only=call.data_only, strict=call.strict, language=language
        )
        values = values_set(call.set_values, language)
        return values, comparison_places(outputs, form, language, quiet=quiet, asked="--set")
    if call.data_only:
        from evalrules.cli.examining import examination_places, refuse_judging

        refuse_judging(
            call.baseline, call.require, call.sort, explain=call.explain, strict=call.strict, language=language
        )
        return (), examination_places(outputs, form, language, quiet=quiet)
    return (), destinations(outputs, form, language, quiet=quiet)


def _report(call: CheckCall, found: tuple[Sequence[Input], list[Diagnostic]], run: Run, language: str) -> Report:
    """The report on the inputs that were found, all of whose results are at hand."""
    if call.jobs is not None and len(found[0]) > 1:
        from evalrules.cli.streaming import checked_by_several

        return checked_by_several(call, found, run, language)
    return check_inputs(*found, run, _progress(language))


def _sorted(report: Report, by: str | None) -> Report:
    """The report with its results in the order that was asked for."""
    if by is None or len(report.results) < 2:
        return report
    from evalrules.reporters.ranking import sorted_report

    return sorted_report(report, by)


def _streams(wanted: list[Destination]) -> bool:
    """Whether every format can be written without all results at hand, and nothing else asks for them."""
    from evalrules.reporters.streamed import STREAMED  # only where there are many

    return all(target.format in STREAMED for target in wanted)


def _view(wanted: list[Destination], inputs: Sequence[Input], language: str) -> View:
    """How files are written: with the paths of the inputs where a format leads a machine to them."""
    view = View(language, PLAIN_WIDTH, color=False)
    if any(FORMATS[form].is_placed for form in forms_of(wanted)):
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


def _last_year(path: str, options: Options, evidence: Sequence[str], language: str) -> LastYear:
    """What values are held against; ends the command where it cannot be read."""
    from evalrules.earlier import read_last_year

    found = read_last_year(path, options, list(evidence))
    if has_errors(found.diagnostics) or not found.found:
        fail(found.diagnostics or [error("ER004", None, where=path)], language)
    return found
