"""`check --set`: the verdict with other values beside the one without."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from evalrules.base.diagnostics import WARNING
from evalrules.cli.comparing import hand_out_comparison
from evalrules.cli.saying import WRONG_INPUT, say, usage
from evalrules.frontend.set_values import SetValue
from evalrules.what_if import set_value_from

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from evalrules.base.diagnostics import Diagnostic
    from evalrules.cli.destinations import Destination
    from evalrules.model.report import Report
    from evalrules.model.what_if import WhatIf

_TAKEN = "--ruleset, --as-of, --require, --last-year, --sealed, --recursive, --format, -o, --lang, --quiet"
EXAMPLE = "facts.rate=95, grades.9=A, tables.units[一小,primary].teachers=12"


def refuse_reports(baseline: str | None, *, explain: bool, data_only: bool, strict: bool, language: str) -> None:
    """End the command where something is asked that two verdicts beside each other do not answer."""
    asked = {
        "--baseline": baseline is not None, "--explain": explain, "--data-only": data_only, "--fail-on-warning": strict,
    }  # fmt: skip
    for option in (one for one, is_given in asked.items() if is_given):
        usage("--set", option, _TAKEN, language)


def values_set(written: Sequence[str], language: str) -> tuple[SetValue, ...]:
    """The values of the option, each for a place of its own; ends the command where one is not written so."""
    found: dict[str, SetValue] = {}
    for one in written:
        try:
            value = set_value_from(one)
        except ValueError:
            usage("--set", one, EXAMPLE, language)
        if value.path.text in found:
            usage("--set", one, f"{value.path.text}=… (×1)", language)
        found[value.path.text] = value
    return tuple(found.values())


def hand_out_what_if(
    found: WhatIf, texts: Mapping[str, str], wanted: list[Destination], language: str, *, quiet: bool = False
) -> NoReturn:
    """Show both verdicts, and end the command with the exit code of the one with the values."""
    say(_problems(found), texts, language)
    if found.after.exit_code != WRONG_INPUT:
        from evalrules.reporters.comparison.compared import what_if_compared

        hand_out_comparison(what_if_compared(found), wanted, language, quiet=quiet)
    raise SystemExit(found.after.exit_code)


def _problems(found: WhatIf) -> list[Diagnostic]:
    """What is wrong without the values, and all that was met with them, each once."""
    wrong = (one for one in _of(found.before) if one.is_error)
    return list(dict.fromkeys((*wrong, *_of(found.after))))


def _of(report: Report) -> Iterator[Diagnostic]:
    yield from report.diagnostics
    for result in report.results:
        yield from result.diagnostics
        if result.assessment is not None:
            yield from (one for one in result.assessment.diagnostics if one.severity == WARNING)
