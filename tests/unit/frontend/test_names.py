"""What the names of a condition stand for."""

from __future__ import annotations

import pytest

from evalrules.frontend.names import FLAG, KIND_OF_TYPE, NUMBER, OPTION, Names
from evalrules.model.ruleset import Choice, Label
from evalrules.schemas import schema_text

NAMES = Names(
    measures={},
    values={},
    choices={"region": Choice("region", {"south": Label("苏南", "south"), "north": Label("苏北", "north")})},
    grades=("A", "B"),
    groups=("g", "h"),
    indicators={"1": "graded", "2": "met"},
)


@pytest.mark.parametrize(
    ("choice", "options"),
    [("region", ("south", "north")), ("", None), ("colour", None)],
)
def test_a_declared_choice_has_its_options_and_anything_else_is_free(choice: str, options: tuple[str, ...] | None):
    """Options keep their order; where none are declared any text may stand (None), which is not the same as no option."""
    assert NAMES.options(choice) == options
