"""Plain values with the path that leads to them."""

from __future__ import annotations

import datetime

import pytest

from evalrules.model.assessment import Irrational
from evalrules.results.plain_values import At, Refused, is_number, parsed

READINGS = {
    "text": (At.text, ["", "甲", "a\n"], [1, None, True, [], "\x00", "\ud800"]),
    "texts": (At.texts, [["a"], []], ["a", [1], {}, None]),
    "flag": (At.flag, [True, False], [1, 0, "true", None]),
    "whole": (At.whole, [0, -3], [True, "1", None, []]),
    "number": (At.number, ["1", "-0.5", "1/3"], [1, "1/0", "1e9", "", "１", ".5", "1.", "0x1", None, "1\n"]),
    "day": (At.day, ["2007-12-31"], ["2007-13-01", "2007", "", None]),
    "written": (At.written, [None, True, "a", "1/0", {"square": None, "shown": "1"}], [1, [], {}, {"square": "a"}]),
    "word": (lambda at: at.word("a", "b"), ["a", "b"], ["c", None, ["a"], {}]),
    "maybe": (lambda at: at.maybe(At.flag), [None, True], [1, "x"]),
    "each": (lambda at: at.each(At.flag), [[True], []], [[1], {}, None]),
    "pairs": (lambda at: list(at.pairs()), [{}, {"a": 1}], [[], None, {"\ud800": 1}]),
}


@pytest.mark.parametrize("name", READINGS)
def test_a_reading_takes_its_type_and_no_other(name: str):
    """Each good value is read, each bad one is refused with ER111 and its path."""
    read, good, bad = READINGS[name]
    for value in good:
        read(At(value, "$"))
    for value in bad:
        with pytest.raises(Refused) as refused:
            read(At(value, "$.x"))
        assert "ER111" == refused.value.code
        assert refused.value.arguments["at"].startswith("$.x")
        refused.value.arguments["at"].encode()


def test_values_come_back_as_what_they_were():
    """Days and numbers with roots are values of the model."""
    assert datetime.date(2007, 12, 31) == At("2007-12-31", "$").day()
    assert Irrational("1/3", "0.57") == At({"square": "1/3", "shown": "0.57"}, "$").written()
    assert Irrational("", "1.2") == At({"square": None, "shown": "1.2"}, "$").written()


def test_paths_are_jsonpath():
    """`$.a.b[1]`: what is missing is named too."""
    at = At({"a": {"b": ["x", 1]}}, "$")
    assert at.has("a")
    assert not at.key("a").has("c")
    with pytest.raises(Refused) as refused:
        at.key("a").key("b").texts()
    assert "$.a.b[1]" == refused.value.arguments["at"]
    with pytest.raises(Refused) as refused:
        at.key("a").key("c")
    assert ("$.a.c", "it is missing") == (refused.value.arguments["at"], refused.value.arguments["reason"])


def test_json_is_read_with_its_problems():
    """A syntax error has its place, a duplicate key its name."""
    assert {"a": [1, "1.5", None]} == parsed(b'{"a": [1, "1.5", null]}').value
    with pytest.raises(Refused) as refused:
        parsed(b'{\n "a": x}')
    assert ("ER101", (2, 7)) == (refused.value.code, refused.value.position)
    with pytest.raises(Refused) as refused:
        parsed(b'{"b": {"a": 1, "a": 2}}')
    assert "a" == refused.value.arguments["at"]


def test_a_number_is_what_results_write():
    """Plain decimals and fractions, of bounded length."""
    assert is_number("12.50")
    assert not is_number("9" * 5000)
    assert not is_number(12)
