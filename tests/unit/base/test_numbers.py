"""Exact numbers: from text and back, without a binary float anywhere."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.base.numbers import (
    HALF_EVEN,
    HALF_UP,
    Rounding,
    coprime,
    decimal_places,
    is_oversized,
    is_rounded_from,
    looks_numeric,
    number_text,
    parse_number,
    plainer_spelling,
    rounded,
    shown_number,
    unrounded,
)
from evalrules.base.surds import Surd, root

FRACTIONS = st.fractions(min_value=-(10**12), max_value=10**12, max_denominator=10**6)
DECIMALS = st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**12), max_value=10**12)


@pytest.mark.parametrize(
    ("written", "exact", "holds"),
    [
        ("0.50", root(Fraction(1, 4) + Fraction(1, 1000)), True), ("0.50", root(Fraction(26, 100)), False), ("94.96", Fraction(11300, 119), True),
        ("95", Fraction(11300, 119), True), ("94.95", Fraction(11300, 119), False), ("-0.5", Fraction(-45, 100), True),
    ],
)  # fmt: skip
def test_a_stated_figure_may_be_rounded_from_a_fraction_or_a_root(written: str, exact: Fraction | Surd, holds: bool):
    """Rounded either way to the digits it is written with."""
    assert is_rounded_from(Fraction(written), exact, written) is holds


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", Fraction(0)),
        ("-0", Fraction(0)),
        ("+5", Fraction(5)),
        ("0.1", Fraction(1, 10)),
        ("9.5e1", Fraction(95)),
        ("1E-2", Fraction(1, 100)),
        ("1.10", Fraction(11, 10)),
        ("-98.50", Fraction(-197, 2)),
        ("1e100", Fraction(10**100)),
        ("1e-100", Fraction(1, 10**100)),
        ("9" * 100, Fraction(10**100 - 1)),
        ("0.0", Fraction(0)),
    ],
)
def test_plain_decimal_text_is_its_exact_value(text: str, value: Fraction):
    """0.1 is one tenth, -0 is 0, and the limits themselves are read (P15)."""
    assert parse_number(text) == value


@pytest.mark.parametrize(
    "text",
    [
        "",
        " 1",
        "1 ",
        "1.",
        ".5",
        "01",
        "-01",
        "1_000",
        "1,000",
        "0x1F",
        "0o7",
        "0b1",
        "1e",
        "e1",
        "--1",
        "NaN",
        "nan",
        "inf",
        "-Infinity",
        ".inf",
        "1e101",
        "1e-101",
        "9" * 101,
        "1." + "0" * 100,
        "1e9999999999",
        "98%",
        "９８",
        "٣",
        "1/3",
        "1e+-2",
        "½",
        "1\n",
    ],
)
def test_everything_else_is_no_number(text: str):
    """NaN, infinities, other scripts, other bases and numbers beyond the limits are no numbers (P16)."""
    assert parse_number(text) is None


@pytest.mark.parametrize(
    ("text", "over"), [("1e101", True), ("9" * 101, True), ("1e100", False), ("x", False), ("0x1", False)]
)
def test_only_a_decimal_beyond_the_limits_is_oversized(text: str, over: bool):
    """Too large is told apart from no number at all."""
    assert is_oversized(text) is over


@pytest.mark.parametrize(
    ("text", "looks"),
    [("1_000", True), ("1.2.3", True), ("0123", True), ("abc", False), ("", False), ("-", False)],
)
def test_what_was_meant_as_a_number_is_recognised(text: str, looks: bool):
    """A hint is given where somebody meant a number."""
    assert looks_numeric(text) is looks


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("９８．５％", "98.5"),
        ("1,234", "1234"),
        ("12,34", ""),
        ("98%", "98"),
        ("98", ""),
        ("1,234,567.5", "1234567.5"),
        ("约98", ""),
        (" 98 ", "98"),
        ("1，234", "1234"),
        ("", ""),
        ("%", ""),
        ("-５", "-5"),
    ],
)
def test_a_plainer_spelling_is_suggested_only_where_it_is_certain(text: str, plain: str):
    """Full-width digits, thousands and percent signs have a plain spelling; anything doubtful has none."""
    assert plainer_spelling(text) == plain


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Fraction(1, 8), "0.125"),
        (Fraction(2500, 413), "2500/413"),
        (Fraction(-1, 8), "-0.125"),
        (Fraction(5), "5"),
        (7, "7"),
        (Fraction(0), "0"),
        (Fraction(-0), "0"),
        (Fraction(1, 1000), "0.001"),
        (Fraction(-1, 3), "-1/3"),
        (Fraction(10**30), "1" + "0" * 30),
    ],
)
def test_a_number_is_printed_exactly(value: Fraction, text: str):
    """A decimal that ends is printed whole, any other as a fraction; -0 prints 0 (P15)."""
    assert number_text(value) == text


@given(DECIMALS)
def test_a_decimal_comes_back(value: object):
    """Every decimal reads as its exact value and prints back to it."""
    text = f"{value:f}"
    assert parse_number(text) == Fraction(text)
    assert parse_number(number_text(Fraction(text))) == Fraction(text)


@given(FRACTIONS)
def test_the_text_of_a_number_is_the_number(value: Fraction):
    """Whatever is printed exactly is the number itself."""
    assert Fraction(number_text(value)) == value


@given(FRACTIONS)
def test_decimal_places_are_the_fewest_that_hold_it(value: Fraction):
    """With that many decimals the number is whole, with fewer it is not."""
    places = decimal_places(value)
    if places is None:
        assert (value * 10**60).denominator != 1
    else:
        assert (value * 10**places).denominator == 1
        assert places == 0 or (value * 10 ** (places - 1)).denominator != 1


@pytest.mark.parametrize(
    ("value", "other", "text"),
    [
        (Fraction(100 * 113, 119), 95, "94.96"),
        (Fraction(95), 95, "95"),
        (Fraction(1, 3), None, "0.333"),
        (Fraction(-1, 3), None, "-0.333"),
        (Fraction(7, 3), None, "2.33"),
        (Fraction(9499999, 100000), 95, "94.99999"),
        (Fraction(28499999, 300000), 95, "94.999997"),
        (Fraction(5049, 10000), Fraction(1, 2), "0.5049"),
        (Fraction(94_999_999, 10**6) + Fraction(1, 3 * 10**9), Fraction(94_999_999, 10**6), "94.9999990003"),
        (95 + Fraction(1, 3000), 95, "95.0003"),
        (Fraction(1, 3 * 10**5), None, "0.000003"),
    ],
)
def test_what_is_shown_never_contradicts_the_comparison(value: Fraction, other: int | Fraction | None, text: str):
    """A number below its limit is never shown as the limit: 94.9999… is not 95.00 (P07, P09, P64)."""
    assert shown_number(value, *(() if other is None else (Fraction(other),))) == text


@given(st.lists(FRACTIONS, min_size=1, max_size=5), FRACTIONS)
@example([Fraction(1, 128)], Fraction(1, 128))
@example([Fraction(1, 128)], Fraction(1, 128) + Fraction(1, 10**12))
@example([Fraction(1006, 1000) + Fraction(1, 10**9)], Fraction(1014, 1000) + Fraction(1, 10**9))
def test_numbers_that_are_told_apart_are_shown_in_their_order(others: list[Fraction], value: Fraction):
    """Each is rounded by less than the last digit an office prints, and of two the smaller one looks smaller."""
    shown = Fraction(shown_number(value, *others))
    assert abs(value - shown) <= Fraction(1, 200)
    for other in others:
        beside = Fraction(shown_number(other, value))
        if value == other:
            assert shown == Fraction(shown_number(other, *others))
        elif abs(value - other) > Fraction(1, 10**30):
            assert (shown < beside) == (value < other)
            assert shown != beside


@pytest.mark.parametrize("limit", range(0, 101, 5))
def test_whole_percentages_are_exact(limit: int):
    """For every 0 ≤ a ≤ b ≤ 60, a/b as percent ≥ t exactly where 100·a ≥ t·b (P05)."""
    wrong = [
        (a, b)
        for b in range(1, 61)
        for a in range(b + 1)
        if (Fraction(a, b) * 100 >= limit) != (100 * a >= limit * b)
    ]
    assert wrong == []


def test_beside_itself_a_number_needs_no_more_digits():
    """A third beside a third is shown as 0.333, not with forty digits."""
    assert shown_number(Fraction(1, 3), Fraction(1, 3)) == "0.333"


@pytest.mark.parametrize(
    ("text", "digits", "half_even", "half_up"),
    [
        ("1.050", 1, "1.0", "1.1"),
        ("0.35", 1, "0.4", "0.4"),
        ("0.25", 1, "0.2", "0.3"),
        ("2.5", 0, "2", "3"),
        ("3.5", 0, "4", "4"),
        ("94.5", 0, "94", "95"),
        ("95.5", 0, "96", "96"),
        ("10.5002", 0, "11", "11"),
        ("12.1498", 1, "12.1", "12.1"),
        ("-0.0365", 3, "-0.036", "-0.037"),
        ("-2.5", 0, "-2", "-3"),
        ("-3.5", 0, "-4", "-4"),
        ("-0.4", 0, "0", "0"),
        ("-0.5", 0, "0", "-1"),
        ("0", 2, "0", "0"),
    ],
)
def test_a_tie_is_broken_as_the_rule_says(text: str, digits: int, half_even: str, half_up: str):
    """GB/T 8170 takes a tie to the even digit, 四舍五入 away from zero (P10)."""
    assert rounded(Fraction(text), Rounding(digits, HALF_EVEN)) == Fraction(half_even)
    assert rounded(Fraction(text), Rounding(digits, HALF_UP)) == Fraction(half_up)


@pytest.mark.parametrize("mode", [HALF_UP, HALF_EVEN])
@pytest.mark.parametrize(
    ("text", "digits", "once"), [("8.53459", 2, "8.53"), ("94.445", 0, "94"), ("-94.445", 0, "-94")]
)
def test_a_number_is_rounded_once(text: str, digits: int, once: str, mode: str):
    """The full value is rounded, never what an earlier rounding left of it (P11)."""
    stepwise = Fraction(text)
    for places in range(4, digits - 1, -1):
        stepwise = rounded(stepwise, Rounding(places, HALF_UP))

    assert rounded(Fraction(text), Rounding(digits, mode)) == Fraction(once)
    assert stepwise != Fraction(once)


@pytest.mark.parametrize(("mode", "decimal_mode"), [(HALF_UP, ROUND_HALF_UP), (HALF_EVEN, ROUND_HALF_EVEN)])
@given(units=st.integers(-(10**9), 10**9), places=st.integers(0, 6), digits=st.integers(0, 5))
@example(units=-25, places=1, digits=0)
@example(units=15, places=1, digits=0)
def test_rounding_is_that_of_decimal_arithmetic(mode: str, decimal_mode: str, units: int, places: int, digits: int):
    """Both modes agree with an independent decimal library, below zero too."""
    with localcontext() as context:
        context.prec = 40
        expected = Decimal(units).scaleb(-places).quantize(Decimal(1).scaleb(-digits), rounding=decimal_mode)
    assert rounded(Fraction(units, 10**places), Rounding(digits, mode)) == Fraction(expected)


@pytest.mark.parametrize("mode", [HALF_UP, HALF_EVEN])
@given(value=FRACTIONS, digits=st.integers(0, 4))
def test_a_rounded_number_is_a_nearest_one(mode: str, value: Fraction, digits: int):
    """No number of so many digits is nearer, and rounding again changes nothing."""
    found = rounded(value, Rounding(digits, mode))
    assert (found * 10**digits).denominator == 1
    assert abs(found - value) <= Fraction(1, 2 * 10**digits)
    assert rounded(found, Rounding(digits, mode)) == found


@pytest.mark.parametrize(
    ("limit", "op", "digits", "mode", "bound"),
    [
        ("4.2", ">=", 2, HALF_UP, ("4.195", ">=")),
        ("4.2", ">", 2, HALF_UP, ("4.205", ">=")),
        ("0.5", "<=", 3, HALF_UP, ("0.5005", "<")),
        ("0.5", "<=", 3, HALF_EVEN, ("0.5005", "<=")),
        ("0.501", "<=", 3, HALF_EVEN, ("0.5015", "<")),
        ("0.5", "<", 3, HALF_UP, ("0.4995", "<")),
        ("20.001", ">=", 2, HALF_UP, ("20.005", ">=")),
        ("20.001", ">=", 2, HALF_EVEN, ("20.005", ">")),
        ("-2", ">=", 0, HALF_UP, ("-2.5", ">")),
        ("-2", ">=", 0, HALF_EVEN, ("-2.5", ">=")),
    ],
)
def test_the_bound_behind_a_rounded_limit(limit: str, op: str, digits: int, mode: str, bound: tuple[str, str]):
    """`>= 4.2` on two digits asks for 4.195 in full, and says whether the tie itself is enough."""
    assert unrounded(Fraction(limit), op, Rounding(digits, mode)) == (Fraction(bound[0]), bound[1])


HOLDS = {
    ">=": lambda left, right: left >= right,
    ">": lambda left, right: left > right,
    "<=": lambda left, right: left <= right,
    "<": lambda left, right: left < right,
}
NEAR_LIMITS = st.integers(-3000, 3000).map(lambda units: Fraction(units, 1000))


@pytest.mark.parametrize("mode", [HALF_UP, HALF_EVEN])
@pytest.mark.parametrize("op", HOLDS)
@given(value=NEAR_LIMITS, limit=NEAR_LIMITS, digits=st.integers(0, 2))
@example(value=Fraction("-1.5"), limit=Fraction(-1), digits=0)
@example(value=Fraction("0.5"), limit=Fraction(0), digits=0)
@example(value=Fraction("0.005"), limit=Fraction(0), digits=2)
def test_the_full_value_passes_the_bound_just_where_the_rounded_one_passes(
    op: str, mode: str, value: Fraction, limit: Fraction, digits: int
):
    """A number beyond the bound of `unrounded` holds rounded, and one before it does not."""
    bound, bound_op = unrounded(limit, op, Rounding(digits, mode))
    assert HOLDS[bound_op](value, bound) is HOLDS[op](rounded(value, Rounding(digits, mode)), limit)


@pytest.mark.parametrize(
    ("value", "digits", "other", "padded", "expected"),
    [
        (Fraction(1, 3), 2, None, False, "0.33"), (Fraction(2, 3), 2, None, False, "0.67"), (Fraction(5), 2, None, False, "5"),
        (Fraction(5), 2, None, True, "5.00"), (Fraction(31, 5), 2, None, True, "6.20"), (Fraction(7, 2), 0, None, False, "4"),
        (Fraction(94997, 1000), 2, Fraction(95), False, "94.997"), (Fraction(95003, 1000), 2, Fraction(95), False, "95.003"),
        (Fraction(-1, 300), 2, Fraction(0), False, "-0.003"), (Fraction(999, 1000), 2, None, False, "1.00"),
    ],
)  # fmt: skip
def test_a_number_of_a_column_compares_as_the_exact_one(value, digits, other, padded, expected):
    """Rounded half up to the digits of its column, unless that would say something else than the comparison."""
    assert expected == shown_number(value, *(() if other is None else (other,)), digits=digits, padded=padded)


@given(st.fractions())
def test_a_fraction_of_coprime_parts_is_that_fraction(value: Fraction):
    """It counts, compares and is found like any other."""
    made = coprime(*value.as_integer_ratio())
    assert (made, hash(made), made + 1, type(made)) == (value, hash(value), value + 1, Fraction)
