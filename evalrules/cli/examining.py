"""`check --data-only`: data are read, checked and questioned, and nothing is judged."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NoReturn

from evalrules.base.diagnostics import error
from evalrules.cli.delivery import NotDelivered, bytes_to_stdout, to_file, to_stdout
from evalrules.cli.destinations import Destination, destination
from evalrules.cli.outputs import PLAIN_WIDTH, are_for_people, console_of_stdout, refuse_terminal, say_written
from evalrules.cli.overwriting import STANDARD_OUTPUT, refuse_places
from evalrules.cli.saying import fail, not_delivered, say, usage
from evalrules.model.examination import Examination
from evalrules.reporters.formats import BINARY, FORMATS

FORMS = ("text", "json", "markdown", "table", "xlsx")
"""The formats of an examination."""

_TAKEN = "--ruleset, --as-of, --last-year, --sealed, --recursive, --format, -o, --lang, --quiet"


def examination_places(outputs: list[str], form: str | None, language: str, *, quiet: bool) -> list[Destination]:
    """Where an examination goes: to the places of -o, else to standard output. It has fewer formats than a report."""
    known = ", ".join(FORMS)
    if form is not None and form not in FORMS:
        usage("--format", form, f"{known} (--data-only)", language)
    found = []
    for written in outputs:
        target = destination(written)
        chosen = target.format or form or ""
        if not target.path or chosen not in FORMS:
            usage("-o", written, f"FORMAT=FILE ({known}; --data-only)", language)
        found.append(Destination(target.path, chosen))
    if form in BINARY and not outputs:
        usage("--format", form, f"-o FILE.{form}", language)
    refuse_places([target.path for target in found], language)
    refuse_terminal(found, language)
    return found or ([] if quiet else [Destination(STANDARD_OUTPUT, form or "text")])


def refuse_judging(
    baseline: str | None, require: str | None, sort: str | None, *, explain: bool, strict: bool, language: str
) -> None:
    """End the command where something is asked that only a verdict could answer."""
    asked = {
        "--baseline": baseline is not None, "--require": require is not None, "--explain": explain,
        "--fail-on-warning": strict, "--sort": sort is not None,
    }  # fmt: skip
    for option in (one for one, is_given in asked.items() if is_given):
        usage("--data-only", option, _TAKEN, language)


def hand_out_examination(
    found: Examination, wanted: list[Destination], texts: Mapping[str, str], language: str, *, quiet: bool = False
) -> NoReturn:
    """Write an examination to every place, say so where only files are written, and end with its exit code."""
    say(found.diagnostics, texts, language)
    try:
        for target in wanted:
            _hand_out(found, target, language)
        if not quiet and are_for_people(wanted):
            from evalrules.reporters.examination import total_line

            say_written(total_line(found, language), wanted, language)
    except NotDelivered as failure:
        not_delivered(failure, language)
    raise SystemExit(found.exit_code)


def _hand_out(found: Examination, target: Destination, language: str) -> None:
    if target.path != STANDARD_OUTPUT:
        to_file(target.path, _rendered(found, target.format, language, PLAIN_WIDTH, color=False))
        return
    width, color = console_of_stdout()
    data = _rendered(found, target.format, language, width, color=color)
    if target.format in BINARY:
        bytes_to_stdout(data)
    else:
        to_stdout(data.decode(), utf8=target.format == "json")


def _rendered(found: Examination, form: str, language: str, width: int, *, color: bool) -> bytes:
    from evalrules.reporters import examination

    if form == "xlsx":
        from evalrules.reporters.examination_sheet import examination_workbook

        try:
            return examination_workbook(found, language)
        except ImportError:
            fail([error("ER701", None, what=form, extra=FORMATS[form].extra)], language)
    if form == "text":
        return examination.render_text(found, language, width=width, color=color).encode()
    if form == "json":
        return examination.render_json(found).encode()
    render = examination.render_table if form == "table" else examination.render_markdown
    return render(found, language).encode()
