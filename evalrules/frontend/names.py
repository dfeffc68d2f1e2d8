"""What the names in a condition stand for: the declarations a condition is checked against."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from evalrules.model.ruleset import Choice

NUMBER = "number"
FLAG = "flag"
OPTION = "option"
DATE = "date"

KIND_OF_TYPE = {
    "percent": NUMBER, "count": NUMBER, "number": NUMBER, "ratio": NUMBER, "yesno": FLAG, "text": OPTION, "date": DATE,
    "grade": OPTION,
}  # fmt: skip
"""The kind of value behind each scalar measure type; a choice by its name is an option."""

GRADE_CHOICE = "grade"
GROUP_CHOICE = "group"
INDICATOR_CHOICE = "indicator"


class MeasureName(NamedTuple):
    """What a condition needs to know of a measure."""

    kind: str
    unit: str
    counted: bool
    choice: str


class Names(NamedTuple):
    """Everything a condition may name. `indicators` maps ids to their kind (graded or met)."""

    measures: Mapping[str, MeasureName]
    values: Mapping[str, str]
    choices: Mapping[str, Choice]
    grades: tuple[str, ...]
    groups: tuple[str, ...]
    indicators: Mapping[str, str]

    def options(self, choice: str) -> tuple[str, ...] | None:
        """The options of a choice, or None where any text may stand."""
        if choice == GRADE_CHOICE:
            return self.grades
        if choice == GROUP_CHOICE:
            return self.groups
        if choice == INDICATOR_CHOICE:
            return tuple(self.indicators)
        return tuple(self.choices[choice].options) if choice in self.choices else None
