"""What an indicator can come to: a grade, met, not met, points, or not applicable; as text, and back from it.

An outcome is never a bare text, for the id of a grade may be any word: also `not_applicable`, or `met`. As text a grade
is its id, behind `grade:` where that id is a word with a meaning of its own, so that no two outcomes are one text.
"""

from __future__ import annotations

from functools import lru_cache

from evalrules.base.records import NamedTuple

GRADED = "graded"
GRADE_PREFIX = "grade:"


class Outcome(NamedTuple):
    """What an indicator can be: `kind` is graded (then `grade` is the id), met, not_met, scored or not_applicable."""

    kind: str
    grade: str = ""

    @property
    def text(self) -> str:
        """The outcome as a result writes it; no other outcome has the same text."""
        if self.kind != GRADED:
            return self.kind
        is_taken = self.grade in RESERVED or self.grade.startswith(GRADE_PREFIX)
        return f"{GRADE_PREFIX}{self.grade}" if is_taken else self.grade

    def __str__(self) -> str:
        """Its text."""
        return self.text


MET = Outcome("met")
NOT_MET = Outcome("not_met")
SCORED = Outcome("scored")
NOT_APPLICABLE = Outcome("not_applicable")

_PLAIN = {one.kind: one for one in (MET, NOT_MET, SCORED, NOT_APPLICABLE)}
RESERVED = frozenset((*_PLAIN, GRADED, "unknown"))
"""The words that mean something else than a grade of that name where an outcome stands."""


@lru_cache(maxsize=1024)
def graded(grade: str) -> Outcome:
    """The outcome of getting a grade, by its id."""
    return Outcome(GRADED, grade)


@lru_cache(maxsize=256)
def outcomes_graded(grades: tuple[str, ...]) -> tuple[Outcome, ...]:
    """The outcomes of getting each of the grades, in their order."""
    return tuple(graded(grade) for grade in grades)


def outcome_from(text: str) -> Outcome:
    """The outcome that was written as a text; ValueError where no outcome is written so."""
    found = _PLAIN.get(text) or graded(text.removeprefix(GRADE_PREFIX))
    if found.text != text:
        raise ValueError(f"no outcome is written {text!r}")
    return found


def texts_of(outcomes: tuple[Outcome, ...]) -> tuple[str, ...]:
    """Outcomes as a result writes them."""
    return tuple(one.text for one in outcomes)
