"""Rows that are missing, empty or open: three values, never a silent pass. P27, P28, P42, P43."""

from __future__ import annotations

from fractions import Fraction

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.base.numbers import number_text

RULESET = """
values: {soft: {value: 0.85, source: s 1}}
measures: {standard: {type: number}}
tables:
  units:
    key: [name]
    columns:
      name: {type: text}
      x: {type: number, range: [0, null]}
      fine: {type: yesno}
      r1: {type: number}
      r2: {type: number}
      r3: {type: number}
      r4: {type: number}
      r5: {type: number}
      r6: {type: number}
      r7: {type: number}
indicators: [{id: "1", source: s 1, met: '%s'}]
"""


def written(value: object) -> str:
    """A value as evidence in YAML writes it, numbers with all their digits."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Fraction():
            return number_text(value)
        case dict():
            return "{" + ", ".join(f"{key}: {written(item)}" for key, item in value.items()) + "}"
        case _:
            return str(value)


TRUTHS = {"met": True, "not_met": False, "unknown": None}


@pytest.fixture(scope="module")
def over(desk):
    """`over(condition, rows)`: whether a condition over rows holds; `complete` says that no row is missing."""

    def of(condition: str, rows: list[dict] | None, *, complete: bool = True, facts: str = "{}") -> bool | None:
        lines = ["format: evidence/1", f"facts: {facts}", "tables:"]
        if rows is not None:
            lines += [f"  units:\n    complete: {written(complete)}\n    rows:{'' if rows else ' []'}"]
            lines += [f"      - {written({'name': f's{at}', **row})}" for at, row in enumerate(rows)]
        return TRUTHS[desk.judge(RULESET % condition, document="\n".join(lines) + "\n").findings[0].outcome]

    return of


def xs(*numbers) -> list[dict]:
    return [{"x": number} for number in numbers]


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("any(units, x <= 5)", True),
        ("every(units, x > 5)", False),
        ("sum(units, x) >= 3", True),
        ("sum(units, x) <= 100", None),
        ("mean(units, x) >= 0", None),
        ("mean(units, x) == 3", None),
        ("median(units, x) == 3", None),
        ("greatest(units, x) == 3", None),
        ("cv(units, x) <= 0.5", None),
        ("stdev(units, x) == 0", None),
        ("count(units, x >= 1) >= 1", True),
        ("count(units, x >= 1) >= 2", None),
    ],
)
@pytest.mark.parametrize("rows", [xs(3, None), xs(None, 3)])
def test_an_aggregate_over_unknown_is_never_that_of_the_rest(over, condition, expected, rows):
    """P27: what one known number decides is decided; a mean or a spread of 3 and unknown is not that of 3."""
    assert over(condition, rows) is expected


@pytest.mark.parametrize(
    "condition", ["mean(units, x) == 3", "cv(units, x) == 0", "sum(units, x) == 3", "every(units, x == 3)"]
)
def test_an_incomplete_table_is_not_its_rows(over, condition):
    """P27: where rows may be missing nothing that takes all of them is decided."""
    assert over(condition, xs(3)) is True
    assert over(condition, xs(3), complete=False) is None
    assert over(condition, None) is None


@pytest.mark.parametrize(
    "condition",
    ["every(units, fine)", "not every(units, fine)", "any(units, fine)", "not any(units, fine)",
     "share(units, fine) >= 0", "share(units, fine) < 0", "mean(units, x) >= 0", "mean(units, x) < 0",
     "median(units, x) >= 0", "least(units, x) >= 0", "cv(units, x) >= 0.5", "cv(units, x) < 0.5"],
)  # fmt: skip
def test_over_no_rows_nothing_is_said(over, condition):
    """P28: every, any, share and each statistic over an empty table are neither true nor false."""
    assert over(condition, []) is None


def test_no_rows_are_counted_and_add_up(over):
    """P28: a count and a sum over nothing are 0, numbers like any other."""
    assert over("count(units) == 0", []) is True
    assert over("count(units, fine) >= 1", []) is False
    assert over("sum(units, x) == 0", []) is True


MARGIN = "every(units, at_least(6, {ok}) and {floor})".format(
    ok=", ".join(f"r{at} >= standard" for at in range(1, 8)),
    floor=" and ".join(f"r{at} >= soft * standard" for at in range(1, 8)),
)


def schools(*values: str) -> list[dict]:
    return [{f"r{at}": Fraction(value) for at, value in enumerate(values, start=1)}]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["4.2"] * 6 + ["3.57"], True),
        (["4.2"] * 6 + ["3.5699"], False),
        (["4.2"] * 5 + ["4.19"] * 2, False),
        (["4.2"] * 7, True),
        (["3.57"] + ["4.2"] * 6, True),
    ],
)
def test_at_least_six_of_seven_and_none_far_below(over, values, expected):
    """P42: six of seven reach 4.2, the seventh at least 85 % of it, exactly 3.57."""
    assert over(MARGIN, schools(*values), facts="{standard: 4.2}") is expected


@pytest.mark.parametrize(
    ("standard", "floor", "below"),
    [("4.2", "3.57", "3.5699999999999999999"), ("5.3", "4.505", "4.504"), ("0.9", "0.765", "0.764"),
     ("2.3", "1.955", "1.954"), ("10.2", "8.67", "8.66")],
)  # fmt: skip
def test_the_floor_of_85_percent_is_exact(over, standard, floor, below):
    """P42: 85 % of 5.3, 0.9, 2.3 and 10.2 are exact numbers, which binary products miss."""
    facts = f"{{standard: {standard}}}"
    assert over(MARGIN, schools(*[standard] * 6, floor), facts=facts) is True
    assert over(MARGIN, schools(*[standard] * 6, below), facts=facts) is False


@pytest.mark.parametrize(
    ("good", "bad", "open_ones", "expected"),
    [(99, 0, 1, None), (98, 1, 1, False), (100, 0, 0, True), (99, 1, 0, False), (0, 0, 1, None)],
)
def test_every_school_must_pass(over, good, bad, open_ones, expected):
    """P43: 99 that pass and one unknown are unknown; one that fails decides whatever else is open."""
    rows = [{"fine": True}] * good + [{"fine": False}] * bad + [{"fine": None}] * open_ones
    assert over("every(units, fine)", rows) is expected
    assert over("count(units, not fine) == 0", rows) is expected
    assert over("share(units, fine) == 1", rows) is expected


@given(st.lists(st.sampled_from((True, False, None)), min_size=1, max_size=6), st.booleans())
@draws(24)
@example([True, None], True)
@example([True], False)
def test_every_and_any_are_those_of_kleene(over, truths, complete):
    """P43: over rows `every` is a long `and`, `any` a long `or`; a row that may come is one more unknown."""
    operands = truths if complete else [*truths, None]
    every = False if False in operands else None if None in operands else True
    any_one = True if True in operands else None if None in operands else False
    rows = [{"fine": one} for one in truths]
    assert over("every(units, fine)", rows, complete=complete) is every
    assert over("any(units, fine)", rows, complete=complete) is any_one


MEMBERS = """
members: {districts: {zh: 区, en: districts, holds: [pass]}}
indicators: [{id: "1", source: s 1, met: '%s'}]
"""


@pytest.fixture(scope="module")
def members(desk):
    """`members(condition, group)`: whether a condition over members holds."""

    def of(condition: str, group: str) -> bool | None:
        document = f"format: evidence/1\nmembers: {{districts: {group}}}\n"
        return TRUTHS[desk.judge(MEMBERS % condition, document=document).findings[0].outcome]

    return of


@pytest.mark.parametrize(
    ("group", "every", "share", "any_one"),
    [
        ("{total: 5, holding: 5}", True, True, True),
        ("{total: 5, holding: 4}", False, True, True),
        ("{total: 5, holding: 3}", False, False, True),
        ("{total: 5, holding: {between: [3, 4]}}", False, None, True),
        ("{total: 5, holding: {between: [0, 5]}}", None, None, None),
        ("{total: 5, holding: 0}", False, False, False),
        ("{holding: 3}", None, None, True),
        ("{total: 5}", None, None, None),
    ],
)
def test_members_hold_or_may_hold(members, group, every, share, any_one):
    """P43: every district must hold the title; without a total, or within bounds, nothing is presumed."""
    assert members("every(districts, holding)", group) is every
    assert members("share(districts, holding) >= 0.8", group) is share
    assert members("any(districts, holding)", group) is any_one


def test_over_no_members_every_and_share_are_unknown(members):
    """P28: where there are none, neither `every` nor `share` is true or false."""
    assert members("every(districts, holding)", "{total: 0, holding: 0}") is None
    assert members("share(districts, holding) >= 0", "{total: 0, holding: 0}") is None


def test_over_no_members_any_is_unknown(members):
    """P28: where there are none, `any` is neither true nor false, as over rows and indicators."""
    assert members("any(districts, holding)", "{total: 0, holding: 0}") is None


def test_no_more_members_hold_than_there_are(members):
    """P40: of two districts at most two hold the title, whether or not a list is given."""
    assert members("count(districts, holding) <= 2", "{total: 2, list: []}") is True
    assert members("count(districts, holding) <= 2", "{total: 2}") is True
