"""Where two results held against each other go, of `compare` and of `check --set`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalrules.cli.delivery import NotDelivered, to_file, to_stdout
from evalrules.cli.destinations import Destination, destination
from evalrules.cli.outputs import PLAIN_WIDTH, console_of_stdout
from evalrules.cli.overwriting import STANDARD_OUTPUT, refuse_places
from evalrules.cli.saying import not_delivered, usage
from evalrules.reporters.comparison_formats import COMPARISON_FORMATS, rendered_comparison
from evalrules.reporters.formats import View

if TYPE_CHECKING:
    from evalrules.reporters.comparison import Comparison


def comparison_places(
    outputs: list[str], form: str | None, language: str, *, quiet: bool = False, asked: str = ""
) -> list[Destination]:
    """Where a comparison goes: to the places of -o, else to standard output. It has fewer formats than a report.

    `asked` is the option that asked for a comparison, where the command has reports besides.
    """
    known = ", ".join(COMPARISON_FORMATS)
    of_option = f"; {asked}" if asked else ""
    if form is not None and form not in COMPARISON_FORMATS:
        usage("--format", form, f"{known} ({asked})" if asked else known, language)
    found = []
    for written in outputs:
        target = destination(written)
        chosen = target.format or form or ""
        if not target.path or chosen not in COMPARISON_FORMATS:
            usage("-o", written, f"FORMAT=FILE ({known}{of_option})", language)
        found.append(Destination(target.path, chosen))
    refuse_places([target.path for target in found], language)
    return found or ([] if quiet else [Destination(STANDARD_OUTPUT, form or "text")])


def hand_out_comparison(found: Comparison, wanted: list[Destination], language: str) -> None:
    """Write a comparison to every place; ends the command where that fails."""
    try:
        for target in wanted:
            if target.path == STANDARD_OUTPUT:
                shown = rendered_comparison(found, target.format, View(language, *console_of_stdout()))
                to_stdout(shown, utf8=target.format == "json")
            else:
                shown = rendered_comparison(found, target.format, View(language, PLAIN_WIDTH, color=False))
                to_file(target.path, shown.encode())
    except NotDelivered as failure:
        not_delivered(failure, language)
