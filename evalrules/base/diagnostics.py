"""Problems with an input: values with a code and a place, never exceptions.

A `Diagnostic` says that a *file* is wrong. What is concluded about a *subject* is a
finding (evalrules.model.assessment); the two never share a type. The sentence, the
hint and the documentation of a code stand in evalrules.base.codes; only the arguments
travel, so that nothing in a result depends on the language it is shown in.
"""

from __future__ import annotations

from typing import NamedTuple

from evalrules.base.source import Span

ERROR = "error"
WARNING = "warning"
NOTE = "note"


class Related(NamedTuple):
    """Another place that explains a problem, such as the first of two duplicate keys."""

    role: str
    place: Span


class Diagnostic(NamedTuple):
    """One problem: its code, how grave it is, where it is and what the sentence needs to know."""

    code: str
    severity: str
    place: Span | None
    args: tuple[tuple[str, str], ...] = ()
    related: tuple[Related, ...] = ()

    @property
    def is_error(self) -> bool:
        """Whether the input cannot be used because of it."""
        return self.severity == ERROR


def error(code: str, place: Span | None, *related: Related, **args: str) -> Diagnostic:
    """A problem that makes the input unusable."""
    return Diagnostic(code, ERROR, place, tuple(args.items()), related)


def warning(code: str, place: Span | None, *related: Related, **args: str) -> Diagnostic:
    """Something that was read, is reported, and probably is not meant so."""
    return Diagnostic(code, WARNING, place, tuple(args.items()), related)


def note(code: str, place: Span | None, *related: Related, **args: str) -> Diagnostic:
    """Something worth saying that needs no action."""
    return Diagnostic(code, NOTE, place, tuple(args.items()), related)


def has_errors(diagnostics: tuple[Diagnostic, ...] | list[Diagnostic]) -> bool:
    """Whether any of them makes the input unusable."""
    return any(found.is_error for found in diagnostics)


def in_order(diagnostics: list[Diagnostic] | tuple[Diagnostic, ...]) -> tuple[Diagnostic, ...]:
    """Each problem once, sorted by place; those without a place come first."""
    return tuple(sorted(dict.fromkeys(diagnostics), key=_position))


def _position(found: Diagnostic) -> tuple[str, str, int, int, str, tuple[tuple[str, str], ...]]:
    place = found.place
    if place is None:
        return ("", "", 0, 0, found.code, found.args)
    return (place.file, place.sheet, place.line, place.column, found.code, found.args)


class EvalrulesError(Exception):
    """Raised only at the public doors; `diagnostics` carries every problem with its place."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__(diagnostics)

    def __str__(self) -> str:
        return "\n".join(
            f"{found.place or '-'}: {found.code} {found.severity}: "
            + ", ".join(f"{name}={value!r}" for name, value in found.args)
            for found in self.diagnostics
        )
