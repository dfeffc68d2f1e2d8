"""Problems with an input: values with a code and a place, never exceptions.

A `Diagnostic` says that a *file* is wrong. What is concluded about a *subject* is a
finding (evalrules.model.assessment); the two never share a type. The sentence, the
hint and the documentation of a code stand in evalrules.base.codes; only the arguments
travel, so that nothing in a result depends on the language it is shown in.
"""

from __future__ import annotations

from collections.abc import Iterable

from evalrules.base.ordering import natural_key
from evalrules.base.questions import QUESTIONS, Confirmation
from evalrules.base.records import NamedTuple
from evalrules.base.source import Node, Span, paths_in

ERROR = "error"
WARNING = "warning"
NOTE = "note"
CONFIRMED = "confirmed"
"""A question about the data that the evidence answers: the value is as it was written."""

HANDED_IN = "handed_in"
"""The role of the place, in the file of a school, from which a value of a collected form came."""

_WHOLE = (1, 1, 1, 1, "", "")
"""The place of a whole file or mapping, without its name."""


class Related(NamedTuple):
    """Another place that explains a problem, such as the first of two duplicate keys."""

    role: str
    place: Span


class Diagnostic(NamedTuple):
    """One problem: its code, how grave it is, where it is and what the sentence needs to know.

    `confirmed` is the answer to a question about the data (severity `CONFIRMED`), None for every other problem.
    """

    code: str
    severity: str
    place: Span | None
    args: tuple[tuple[str, str], ...] = ()
    related: tuple[Related, ...] = ()
    confirmed: Confirmation | None = None

    def as_error(self) -> Diagnostic:
        """The same as an error where it is a warning."""
        return self._replace(severity=ERROR) if self.severity == WARNING else self

    @property
    def is_error(self) -> bool:
        """Whether the input cannot be used because of it."""
        return self.severity == ERROR

    @property
    def is_question(self) -> bool:
        """Whether it asks for a value to be corrected or confirmed, and nobody has answered yet."""
        return self.severity == WARNING and self.code in QUESTIONS

    @property
    def path(self) -> str:
        """The keys that lead to the place, such as `facts.rate`; "" where they are not known."""
        return self.place.path if self.place is not None else ""

    def sentence(self, language: str = "en") -> str:
        """What is wrong, in "zh" or "en"."""
        from evalrules.base.sentences import sentence  # the table of all codes is loaded only where something is said

        return sentence(self, language)

    def hint(self, language: str = "en") -> str:
        """What to do about it, in "zh" or "en"."""
        from evalrules.base.sentences import hint

        return hint(self, language)

    def __str__(self) -> str:
        """`county.yaml:12:5: ER402 error: … (write …)`, in English; of a whole file or mapping its name alone."""
        whole = self.place is not None and tuple(self.place)[1:] == _WHOLE
        place = "" if self.place is None else f"{self.place.file if whole else self.place}: "
        advice = self.hint()
        return f"{place}{self.code} {self.severity}: {self.sentence()}" + (f" ({advice})" if advice else "")


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


def with_paths(problems: Iterable[Diagnostic], root: Node | None) -> tuple[Diagnostic, ...]:
    """The problems of a document, each with the keys that lead to its place."""
    paths = paths_in(root) if root is not None else {}

    def known(place: Span | None) -> Span | None:
        return place._replace(path=paths[place]) if place in paths and not place.path else place

    return tuple(one._replace(place=known(one.place)) for one in problems)


def _position(found: Diagnostic) -> tuple[object, ...]:
    """What is written of the place decides, so that a kept result has the order of the run: in a mapping its keys."""
    place = found.place
    if place is None:
        return ("", "", 0, 0, (), found.code, found.args)
    is_keys = place.line == 0 and not place.sheet
    column, keys = (0, natural_key(place.path)) if is_keys else (place.column, ())
    return (place.file, place.sheet, place.line, column, keys, found.code, found.args)


class EvalrulesError(Exception):
    """Raised only at the public doors; `diagnostics` carries every problem with its place.

    Its text says them in English, errors first, one a line; `Diagnostic.sentence("zh")` says each in Chinese.
    """

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(diagnostics)

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        """Every problem, in the order of the places."""
        given: tuple[Diagnostic, ...] = self.args[0]
        return given

    def __str__(self) -> str:
        return "\n".join(str(found) for found in sorted(self.diagnostics, key=lambda one: not one.is_error))
