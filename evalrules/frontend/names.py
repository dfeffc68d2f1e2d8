"""What the names in a condition stand for: the declarations a condition is checked against."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.numbers import Rounding
from evalrules.base.records import NamedTuple
from evalrules.model.ruleset import GRADES, Choice
from evalrules.tree.nodes import Expression

NUMBER = "number"
FLAG = "flag"
OPTION = "option"
DATE = "date"

KIND_OF_TYPE = {
    "percent": NUMBER, "count": NUMBER, "number": NUMBER, "ratio": NUMBER, "yesno": FLAG, "text": OPTION, "date": DATE,
    "grade": OPTION,
}  # fmt: skip
"""The kind of value behind each scalar measure type; a choice by its name is an option."""

GRADE_CHOICE = GRADES
GROUP_CHOICE = "group"
INDICATOR_CHOICE = "indicator"


class MeasureName(NamedTuple):
    """What a condition needs to know of a measure or a column.

    `series` is how many years it is kept for; `each` is the choice that it has a value for each option of.
    """

    kind: str
    unit: str
    counted: bool
    choice: str
    rounding: Rounding | None = None
    series: int = 0
    each: str = ""


class ValueName(NamedTuple):
    """What a condition needs to know of a number of the standard; `is_curve` where it is a table of numbers."""

    unit: str
    by: str
    is_curve: bool


class ScoreName(NamedTuple):
    """The points of one indicator: the expression that gives them, the full points, and when it applies."""

    group: str
    awarded: Expression
    full: Expression
    applies: Expression | None


class Each(NamedTuple):
    """What one of several indicators made from one entry is for: an option of a choice."""

    choice: str
    option: str


class Names(NamedTuple):
    """Everything a condition may name. `indicators` maps ids to how they count: graded, met, or scored (nowhere).

    `tables` maps ids to their columns; `each` is the option that the indicator at hand stands for; `row_by` is the
    column (`table.column`) whose values make the indicators at hand; `labels` are the ids of measures and values by
    what they are called.
    """

    measures: Mapping[str, MeasureName]
    values: Mapping[str, ValueName]
    choices: Mapping[str, Choice]
    grades: tuple[str, ...]
    groups: tuple[str, ...]
    indicators: Mapping[str, str]
    tables: Mapping[str, Mapping[str, MeasureName]] = {}
    members: tuple[str, ...] = ()
    scores: Mapping[str, ScoreName] = {}
    not_applicable: str = ""
    each: Each | None = None
    row_by: str = ""
    labels: Mapping[str, str] = {}

    def options(self, choice: str) -> tuple[str, ...] | None:
        """The options of a choice, or None where any text may stand."""
        if choice == GRADE_CHOICE:
            return self.grades
        if choice == GROUP_CHOICE:
            return self.groups
        if choice == INDICATOR_CHOICE:
            return tuple(self.indicators)
        return tuple(self.choices[choice].options) if choice in self.choices else None
