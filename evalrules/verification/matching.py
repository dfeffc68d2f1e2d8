"""Which evidence a result is about: by its path, or as the only one that is left, or by its subject."""

from __future__ import annotations

from collections.abc import Sequence

from evalrules.base.records import NamedTuple
from evalrules.bundles.discovery import Input, parts_of
from evalrules.model.assessment import Assessment
from evalrules.pipeline import Run, check_inputs
from evalrules.verification.statements import Statement


class Matches(NamedTuple):
    """For each statement its input under the name that the result gives it (None: there is none); inputs left over."""

    inputs: tuple[Input | None, ...]
    others: tuple[Input, ...]


def matched(statements: Sequence[Statement], inputs: Sequence[Input], run: Run) -> Matches:
    """Each statement with its input; `run` evaluates those that no path tells, for their subjects."""
    found: dict[int, int] = {}
    for at, statement in enumerate(statements):
        fitting = [number for number, one in enumerate(inputs) if _ends_with(one, statement.path)]
        if len(fitting) == 1 and fitting[0] not in found.values():
            found[at] = fitting[0]
    unmatched, left = _left(statements, inputs, found)
    if len(unmatched) == len(left) == 1:
        found[unmatched[0]] = left[0]
    elif unmatched and left:
        found |= _by_subject([(at, statements[at]) for at in unmatched], [(at, inputs[at]) for at in left], run)
    _, left = _left(statements, inputs, found)
    named = (
        inputs[found[at]]._replace(shown=statement.path) if at in found else None
        for at, statement in enumerate(statements)
    )
    return Matches(tuple(named), tuple(inputs[at] for at in left))


def _left(
    statements: Sequence[Statement], inputs: Sequence[Input], found: dict[int, int]
) -> tuple[list[int], list[int]]:
    unmatched = [at for at in range(len(statements)) if at not in found]
    return unmatched, [at for at in range(len(inputs)) if at not in found.values()]


def _ends_with(one: Input, path: str) -> bool:
    """Whether the path that a result gives is the end of the full path of an input."""
    return f"/{'/'.join(parts_of(one))}".endswith(f"/{path}")


def _by_subject(
    statements: Sequence[tuple[int, Statement]], inputs: Sequence[tuple[int, Input]], run: Run
) -> dict[int, int]:
    found: dict[int, int] = {}
    subjects = {at: _subject_of(one, run) for at, one in inputs}
    for at, statement in statements:
        fitting = [number for number, subject in subjects.items() if subject == statement.subject and any(subject)]
        if len(fitting) == 1 and fitting[0] not in found.values():
            found[at] = fitting[0]
    return found


def _subject_of(one: Input, run: Run) -> tuple[str, str, str]:
    assessed: Assessment | None = check_inputs((one,), [], run).results[0].assessment
    if assessed is None:
        return ("", "", "")
    who = assessed.subject
    return (who.kind, who.id or who.name, assessed.period or "")
