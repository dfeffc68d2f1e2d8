"""What is declared is written as its plain data, by the way that all values go and by a function of its own."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalrules.model.assessment import Irrational
from evalrules.model.result_shapes import FACT, GATE
from evalrules.model.ruleset import Label
from evalrules.reporters.inert import inert_json
from evalrules.reporters.json_text import Acting, json_text
from evalrules.reporters.shaped import WORTH_WRITING, Part, document, plain, record_text, written
from tests.support.drawn_records import KINDS, SHAPES, records_of, values_of

MARGINS = ("\n", "\n   ")


def indented(value: object, margin: str) -> str:
    """What the standard library writes, moved to where it stands."""
    return json.dumps(value, ensure_ascii=False, indent=1).replace("\n", margin)


def plain_or_refused(value: object, margin: str) -> str | None:
    """The same; None where a text in it acts or cannot be written."""
    text = indented(value, margin)
    return text if inert_json(text) == text and r"\u0000" not in text else None


def told(write: Callable[[], str]) -> str | None:
    """A text, or None where it is refused."""
    try:
        return write()
    except Acting:
        return None


@pytest.mark.parametrize("name", SHAPES)
@settings(max_examples=6)
@given(data=st.data())
def test_a_record_as_text_is_its_plain_data(name: str, data: st.DataObject) -> None:
    """As often as it takes for it to get a function of its own, and once more; what is not plain is refused."""
    shape = SHAPES[name]
    one = data.draw(records_of(shape))
    for margin in MARGINS:
        expected = plain_or_refused(document(shape, one), margin)
        assert {told(lambda: record_text(shape, one, margin)) for _ in range(WORTH_WRITING + 1)} == {expected}  # noqa: B023


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=5)
@given(data=st.data())
def test_a_part_as_text_is_its_plain_data(name: str, data: st.DataObject) -> None:
    """Lists of records, empty ones too; what is not plain is refused."""
    kind = KINDS[name]
    value = data.draw(values_of(kind))
    expected = plain_or_refused(plain(kind, value), "\n ")
    assert {told(lambda: Part(kind, value).text("\n ")) for _ in range(WORTH_WRITING + 1)} == {expected}
    assert told(lambda: json_text([Part(kind, value)])) == plain_or_refused([plain(kind, value)], "\n")


def test_keys_stand_in_the_published_order_and_what_says_nothing_is_left_out():
    """A fact with a paper and without; a gate under the key that the format has for it."""
    with_paper = FACT.type("rate", "98", "%", "a.yaml:1:1", "总表.pdf", "")
    assert list(document(FACT, with_paper)) == ["measure", "value", "unit", "place", "attachment"]
    gate = GATE.type("g", Label("甲", "a"), True, (), (), None, (), "fail")
    assert document(GATE, gate)["else"] == "fail"
    assert "else" not in document(GATE, gate._replace(otherwise=""))


def test_a_number_with_roots_is_its_square_and_its_first_digits():
    """Without a square where it has none; every other value is itself."""
    assert written(Irrational("2", "1.41…")) == {"square": "2", "shown": "1.41…"}
    assert written(Irrational("", "3.1…")) == {"square": None, "shown": "3.1…"}
    assert [written(one) for one in ("98", True, None)] == ["98", True, None]
