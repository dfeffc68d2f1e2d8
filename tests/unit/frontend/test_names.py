"""What the names of a condition stand for."""

from __future__ import annotations

import pytest

from evalrules.base.diagnostics import EvalrulesError
from evalrules.frontend.names import (
    DATE,
    FLAG,
    GRADE_CHOICE,
    GROUP_CHOICE,
    INDICATOR_CHOICE,
    KIND_OF_TYPE,
    NUMBER,
    OPTION,
    Names,
)
from evalrules.model.ruleset import Choice, Label

NAMES = Names(
    measures={},
    values={},
    choices={"region": Choice("region", Label("region", "region"), {"south": Label("苏南", "south"), "north": Label("苏北", "north")})},
    grades=("A", "B"),
    groups=("g", "h"),
    indicators={"1": "graded", "2": "met"},
)


@pytest.mark.parametrize(
    ("choice", "options"),
    [
        ("region", ("south", "north")),
        (GRADE_CHOICE, ("A", "B")),
        (GROUP_CHOICE, ("g", "h")),
        (INDICATOR_CHOICE, ("1", "2")),
        ("", None),
        ("colour", None),
    ],
)
def test_a_choice_has_its_options_and_anything_else_is_free(choice: str, options: tuple[str, ...] | None):
    """Options keep their order; where none are declared any text may stand (None), which is not the same as no option."""
    assert NAMES.options(choice) == options


@pytest.mark.parametrize(
    ("type_", "condition"),
    [
        ("percent", "m >= 95"), ("count", "m >= 1"), ("number", "m > 0.5"), ("ratio", "m <= 19"), ("yesno", "not m"),
        ("text", 'm == "甲"'), ("date", "years_since(m) >= 3"), ("grade", 'm == "A"'),
    ],
)  # fmt: skip
def test_a_measure_of_each_type_has_one_kind_and_the_conditions_of_that_kind(type_: str, condition: str, ruleset_from):
    """Every type can be used as its kind, and as no other: that is an error and never another reading."""
    text = "grades: [A, B]\nmeasures: {m: {type: %s}}\nindicators: [{id: '1', source: s, met: '%s'}]"
    kinds = {NUMBER: "m + 1 >= 2", FLAG: "m and m", OPTION: 'm in ("A", "B")', DATE: "years_since(m) >= 1"}
    assert ruleset_from(text % (type_, condition)) is not None
    own = KIND_OF_TYPE[type_]
    assert ruleset_from(text % (type_, kinds.pop(own).replace("'", ""))) is not None
    for other in kinds.values():
        with pytest.raises(EvalrulesError) as refused:
            ruleset_from(text % (type_, other))
        assert {one.code for one in refused.value.diagnostics} <= {"ER203", "ER204", "ER208"}
