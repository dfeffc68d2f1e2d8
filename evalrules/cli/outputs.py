"""A report to where it was asked for: files and formats by the options -o and --format, else standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from evalrules.base.diagnostics import Diagnostic, error, warning
from evalrules.base.languages import punctuation
from evalrules.cli.delivery import NotDelivered, bytes_to_stdout, to_file, to_stdout
from evalrules.cli.destinations import Destination, destination
from evalrules.cli.language import terminal_width, wants_color
from evalrules.cli.overwriting import STANDARD_OUTPUT, refuse_places
from evalrules.cli.saying import fail, not_delivered, say, usage
from evalrules.model.report import Report
from evalrules.reporters.formats import BINARY, FORMATS, NotCopied, View, rendered

if TYPE_CHECKING:
    from evalrules.reporters.overview import Overview
    from evalrules.streaming import Stream

PLAIN_WIDTH = 100
_LOT = 1 << 16
"""Characters that are written in one go."""
FOR_MACHINES = frozenset(("json", "junit", "sarif", "code-scanning", "github", "gitlab", "tap"))
"""The formats that no person reads: where one of them is written a program called, and nothing is said of it."""


def destinations(outputs: list[str], form: str | None, language: str, *, quiet: bool = False) -> list[Destination]:
    """Where a report goes and in which formats: to the places of -o, else to standard output unless it is `quiet`.

    Ends the command where a place has no format, --format is unknown, or what is no text would go to a terminal
    (ER011), and where a place cannot be written to (`refuse_places`).
    """
    if form is not None and form not in FORMATS:
        usage("--format", form, ", ".join(FORMATS), language)
    found = []
    for written in outputs:
        target = destination(written, form or "")
        if not target.path or (not target.format and form is None):
            usage("-o", written, "FORMAT=FILE (" + ", ".join(FORMATS) + ")", language)
        found.append(Destination(target.path, target.format or form or ""))
    if form in BINARY and not outputs:
        usage("--format", f"{form}", f"-o FILE.{FORMATS[form].kind_of or form}", language)
    refuse_places([target.path for target in found], language)
    refuse_terminal(found, language)
    return found or ([] if quiet else [Destination(STANDARD_OUTPUT, form or "text")])


def refuse_terminal(wanted: list[Destination], language: str) -> None:
    """What is no text goes into a file or a pipe, never to a terminal."""
    shown = [target.format for target in wanted if target.path == STANDARD_OUTPUT and target.format in BINARY]
    if shown and sys.stdout is not None and sys.stdout.isatty():
        usage("-o", f"{shown[0]}={STANDARD_OUTPUT}", f"-o FILE.{shown[0]}", language)


def forms_of(wanted: list[Destination]) -> set[str]:
    """The formats that a report is given in."""
    return {target.format for target in wanted}


def hand_out(report: Report, wanted: list[Destination], view: View, *, quiet: bool = False) -> None:
    """Write a report to every place; ends the command where that fails.

    Where all of it goes to files that people read, standard output says which and what the verdict is,
    unless it is to be `quiet`.
    """
    try:
        for target in wanted:
            if target.path == STANDARD_OUTPUT:
                _print_report(report, target.format, view)
            else:
                to_file(target.path, _rendered(target.format, report, view))
        if "github" in forms_of(wanted):
            from evalrules.cli.github_step import append_summary  # only its readers pay for it

            append_summary(report, view.language)
        if not quiet and are_for_people(wanted):
            say_written(_concluded(report, view.language), wanted, view.language)
    except NotDelivered as failure:
        not_delivered(failure, view.language)


def view_of(target: Destination, view: View) -> View:
    """How a report is read at a destination: standard output has a width, and colours in text."""
    if target.path != STANDARD_OUTPUT:
        return view
    width, color = console_of_stdout()
    return view._replace(width=width, color=color and target.format == "text")


def hand_out_stream(found: Stream, wanted: list[Destination], view: View, *, quiet: bool = False) -> None:
    """Write a report to every place, piece by piece; ends the command where that fails."""
    try:
        for at, target in enumerate(wanted):
            if target.path == STANDARD_OUTPUT:
                for piece in _lots(found.text(at)):
                    to_stdout(piece, utf8=FORMATS[target.format].is_utf8)
            else:
                to_file(target.path, (piece.encode() for piece in _lots(found.text(at))))
        if not quiet and are_for_people(wanted):
            from evalrules.reporters.overview import overview_from

            say_written(_counted(overview_from(found.whole.briefs), view.language), wanted, view.language)
    except NotDelivered as failure:
        not_delivered(failure, view.language)


def _lots(pieces: Iterator[str]) -> Iterator[str]:
    """Pieces of text in lots that are worth a call of the system."""
    lot: list[str] = []
    size = 0
    for piece in pieces:
        lot.append(piece)
        size += len(piece)
        if size > _LOT:
            yield "".join(lot)
            lot, size = [], 0
    yield "".join(lot)


def are_for_people(wanted: list[Destination]) -> bool:
    """Whether all of it goes to files, and people read every one of them."""
    return bool(wanted) and all(
        target.format not in FOR_MACHINES and target.path != STANDARD_OUTPUT for target in wanted
    )


def say_written(told: str, wanted: list[Destination], language: str) -> None:
    """Says on standard output which files were written, and what is `told` of what stands in them."""
    from evalrules.reporters.inert import inert
    from evalrules.reporters.phrases import say as phrase

    paths = punctuation(language).pause.join(inert(target.path) for target in wanted)
    to_stdout(phrase("written", language, paths=paths, told=told) + "\n")


def _concluded(report: Report, language: str) -> str:
    """The verdict on a single subject, the counts of several."""
    from evalrules.reporters.inert import inert
    from evalrules.reporters.overview import overview_of
    from evalrules.reporters.phrases import say as phrase

    found = report.results[0].assessment if len(report.results) == 1 else None
    if found is not None:
        label = found.titles.levels.get(found.verdict.level or "")
        verdict = phrase("undetermined", language) if label is None else label.in_language(language)
        name = inert(found.subject.name or found.subject.id or report.results[0].path)
        return phrase("written_one", language, subject=name, level=inert(verdict))
    return _counted(overview_of(report), language)


def _counted(found: Overview, language: str) -> str:
    from evalrules.reporters.phrases import say as phrase

    sums = found.totals
    return phrase(
        "summary", language, total=str(sums.total), yes=str(sums.reached), no=str(sums.not_reached),
        open=str(sums.undetermined), bad=str(sums.not_evaluated),
    )  # fmt: skip


def _rendered(form: str, report: Report, view: View) -> bytes:
    try:
        return rendered(form, report, view)
    except NotCopied as problem:
        path = report.results[0].path
        say([warning("ER037", None, path=path, reason=str(problem))], report.texts, view.language)
        return rendered(form, report._replace(origin=None), view)
    except ImportError:
        fail([error("ER701", None, what=form, extra=FORMATS[form].extra)], view.language)


def _print_report(report: Report, form: str, view: View) -> None:
    if form in BINARY:
        bytes_to_stdout(_rendered(form, report, view))
        return
    shown = view_of(Destination(STANDARD_OUTPUT, form), view)
    to_stdout(rendered(form, report, shown).decode(), utf8=FORMATS[form].is_utf8)


def console_of_stdout() -> tuple[int, bool]:
    """The width of standard output in columns, and whether it takes colour."""
    out = sys.stdout
    if out is None:
        return PLAIN_WIDTH, False
    return terminal_width(out, PLAIN_WIDTH), wants_color(out)


def says_warnings(wanted: list[Destination], *, quiet: bool) -> bool:
    """Whether warnings beside a verdict go to standard error: not where the report on standard output shows them."""
    return not quiet and not any(one.path == STANDARD_OUTPUT and one.format in ("text", "markdown") for one in wanted)


def say_problems(report: Report, wanted: list[Destination], language: str, *, quiet: bool = False) -> None:
    """Problems go to standard error; warnings beside a verdict only where the report does not show them itself."""
    warnings_too = says_warnings(wanted, quiet=quiet)
    found: list[Diagnostic] = list(report.diagnostics)
    for result in report.results:
        found.extend(result.diagnostics)
        if result.assessment is not None and warnings_too:
            found.extend(one for one in result.assessment.diagnostics if one.severity == "warning")
    say(found, report.texts, language)
