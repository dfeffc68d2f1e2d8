"""A declared record is read back as it was written; what is of another kind is refused where it stands."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalrules.model.assessment import NOT_SAID
from evalrules.model.result_shapes import FACT, MEMBER, STEP
from evalrules.reporters.shaped import document
from evalrules.results import assessed, figures
from evalrules.results.plain_values import At, Refused
from evalrules.results.shaped import Reading
from tests.support.drawn_records import SHAPES, records_of

_IN_TWO_KEYS = ("FINDING", "ROW_FIGURES")
"""Points stand in two keys, one of which is null without the other; a figure of which nothing is asked is only that."""

READING = Reading({**assessed._READING._own, **figures._READING._own}, {})


def _at(value: Any) -> At:
    """A value as it comes out of JSON."""
    return At(json.loads(json.dumps(value)), "$")


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=6)
@given(data=st.data())
def test_what_was_written_is_read_back(name: str, data: st.DataObject) -> None:
    """Every record, whatever stands in it, with what may be left out and without."""
    one = data.draw(records_of(SHAPES[name]))
    told = document(SHAPES[name], one)
    found = READING.record(SHAPES[name])(_at(told))
    assert document(SHAPES[name], found) == told
    if name not in _IN_TWO_KEYS:
        assert found == one


@pytest.mark.parametrize(
    ("key", "value", "where"),
    [("name", 3, "$.name"), ("level", 3, "$.level"), ("basis", "guessed", "$.basis"), ("group", "\x00", "$.group")],
)
def test_what_is_of_another_kind_is_refused_where_it_stands(key: str, value: object, where: str):
    """A number for a text, a word that may not stand there, a character that no text may hold."""
    good = {"group": "towns", "name": "一镇", "level": None, "basis": "cited", "ruleset": "t@1"}
    assert READING.record(MEMBER)(_at(good)).level is None
    with pytest.raises(Refused) as refused:
        READING.record(MEMBER)(_at({**good, key: value}))
    assert refused.value.arguments["at"] == where


def test_what_must_be_there_is_missed_and_what_may_be_absent_is_not():
    """A unit is always written, a paper only where there is one; the words of a step are younger than the format."""
    fact = {"measure": "rate", "value": "98", "unit": "%", "place": ""}
    assert READING.record(FACT)(_at(fact)).attachment == ""
    with pytest.raises(Refused):
        READING.record(FACT)(_at({key: value for key, value in fact.items() if key != "unit"}))
    step = {"purpose": "met", "condition": "a >= 1", "left": "1", "op": ">=", "right": "1", "unit": "", "result": True}
    assert READING.record(STEP)(_at({**step, "choice": ""})).said == NOT_SAID
