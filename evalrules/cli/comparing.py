"""Where two results held against each other go, of `compare` and of `check --set`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalrules.base.diagnostics import error
from evalrules.cli.delivery import NotDelivered, bytes_to_stdout, to_file, to_stdout
from evalrules.cli.destinations import Destination, destination
from evalrules.cli.outputs import PLAIN_WIDTH, are_for_people, console_of_stdout, refuse_terminal, say_written
from evalrules.cli.overwriting import STANDARD_OUTPUT, refuse_places
from evalrules.cli.saying import fail, not_delivered, usage
from evalrules.reporters.comparison.formats import COMPARISON_FORMATS, rendered_comparison, rendered_trend
from evalrules.reporters.formats import BINARY, FORMATS, View

if TYPE_CHECKING:
    from evalrules.reporters.comparison.compared import Comparison
    from evalrules.reporters.comparison.trend import Trend


def comparison_places(
    outputs: list[str],
    form: str | None,
    language: str,
    *,
    quiet: bool = False,
    asked: str = "",
    forms: tuple[str, ...] = COMPARISON_FORMATS,
) -> list[Destination]:
    """Where a comparison goes: to the places of -o, else to standard output. It has fewer formats than a report.

    `asked` is the option that asked for a comparison, where the command has reports besides; `forms` are known.
    """
    known = ", ".join(forms)
    of_option = f"; {asked}" if asked else ""
    if form is not None and form not in forms:
        usage("--format", form, f"{known} ({asked})" if asked else known, language)
    found = []
    for written in outputs:
        target = destination(written)
        chosen = target.format or form or ""
        if not target.path or chosen not in forms:
            usage("-o", written, f"FORMAT=FILE ({known}{of_option})", language)
        found.append(Destination(target.path, chosen))
    if form in BINARY and not outputs:
        usage("--format", f"{form}", f"-o FILE.{form}", language)
    refuse_places([target.path for target in found], language)
    refuse_terminal(found, language)
    return found or ([] if quiet else [Destination(STANDARD_OUTPUT, form or "text")])


def hand_out_comparison(found: Comparison, wanted: list[Destination], language: str, *, quiet: bool = False) -> None:
    """Write a comparison to every place; ends the command where that fails.

    Where all of it goes to files that people read, standard output says which and what changed, unless it is `quiet`.
    """
    try:
        for target in wanted:
            if target.path == STANDARD_OUTPUT:
                shown = rendered_comparison(found, target.format, View(language, *console_of_stdout()))
                to_stdout(shown, utf8=target.format == "json")
            else:
                shown = rendered_comparison(found, target.format, View(language, PLAIN_WIDTH, color=False))
                to_file(target.path, shown.encode())
        if not quiet and are_for_people(wanted):
            from evalrules.reporters.comparison.words import headline

            say_written(headline(found, language), wanted, language)
    except NotDelivered as failure:
        not_delivered(failure, language)


def hand_out_trend(found: Trend, wanted: list[Destination], language: str) -> None:
    """Write results over time to every place; ends the command where that fails."""
    try:
        for target in wanted:
            _hand_out(found, target, language)
        if are_for_people(wanted):
            from evalrules.reporters.comparison.trend_words import summary

            say_written(summary(found, language), wanted, language)
    except NotDelivered as failure:
        not_delivered(failure, language)


def _hand_out(found: Trend, target: Destination, language: str) -> None:
    is_shown = target.path == STANDARD_OUTPUT
    view = View(language, *console_of_stdout()) if is_shown else View(language, PLAIN_WIDTH, color=False)
    try:
        data = rendered_trend(found, target.format, view)
    except ImportError:
        fail([error("ER701", None, what=target.format, extra=FORMATS[target.format].extra)], language)
    if not is_shown:
        to_file(target.path, data)
    elif target.format in BINARY:
        bytes_to_stdout(data)
    else:
        to_stdout(data.decode(), utf8=FORMATS[target.format].is_utf8)
