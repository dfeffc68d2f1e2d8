"""A number of half or single precision means what somebody wrote before it was stored."""

from __future__ import annotations

import math
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.short_floats import as_meant, is_short


@given(st.integers(-(10**6), 10**6), st.integers(0, 4))
def test_a_decimal_of_six_digits_comes_back_from_single_precision(number: int, places: int):
    """Whatever has no more digits than the type can hold."""
    written = number / 10**places
    (stored,) = struct.unpack("f", struct.pack("f", written))
    assert as_meant(stored, "float32") == written


@given(st.integers(-999, 999), st.integers(0, 3))
def test_a_decimal_of_three_digits_comes_back_from_half_precision(number: int, places: int):
    """The same with a third of the digits."""
    written = number / 10**places
    (stored,) = struct.unpack("e", struct.pack("e", written))
    assert as_meant(stored, "halffloat") == written


@given(st.floats(width=32))
def test_it_is_stored_as_the_same_number(value: float):
    """Nothing but the digits that nobody wrote is left out; no kind of value is lost."""
    meant = as_meant(value, "float")
    assert math.isnan(meant) if math.isnan(value) else struct.pack("f", meant) == struct.pack("f", value)


@pytest.mark.parametrize(("kind", "short"), [("FLOAT", True), ("Float32", True), ("halffloat", True), ("DOUBLE", False), ("float64", False)])
def test_short_types_are_known_by_their_names(kind: str, short: bool):
    """Those of pyarrow, DuckDB, pandas and polars."""
    assert is_short(kind) is short


@pytest.mark.parametrize("value", [None, True, 5, "0.1"])
def test_what_is_no_such_number_stays_what_it_is(value: object):
    """A blank, a truth, a whole number, a text."""
    assert as_meant(value, "float32") is value
