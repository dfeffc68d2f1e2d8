"""Places and diagnostics come back as what was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.diagnostics import Related, warning
from evalrules.base.source import Span, cell_at
from evalrules.results.plain_values import At, Refused
from evalrules.results.problems import diagnostic_from, place_from


@pytest.mark.parametrize(
    "place",
    [
        Span("county.yaml", 12, 5, 12, 6),
        Span("昆山市/a:b.yaml", 1, 1, 1, 2),
        Span("C!.csv", 3, 4, 3, 5),
        cell_at("自评表.xlsx", "自评表", 4, 3),
        cell_at("x.xlsx", "a b", 1048576, 16384),
        cell_at("x.xlsx", "表", 0, 0),
        Span("<mapping>", 0, 0, 0, 0, "", "facts.rate"),
        Span("甲县", 0, 0, 0, 0, "", 'tables.units[3]["a!b#c:1:2"]'),
        cell_at("a#b.xlsx", "c", 1, 1),
    ],
    ids=str,
)
def test_a_place_comes_back(place: Span):
    """File, sheet, line and column; where it ends is not kept, so one character is taken."""
    assert place == place_from(At(str(place), "$"))


@pytest.mark.parametrize("written", ["", "county.yaml", "county.yaml:12", "a:b:c", ":", "!", "x.xlsx!", "a:1:99999999999", "a#", "#a", "a#b c", "a#b..c"])
def test_what_is_no_place_is_refused(written: str):
    """ER111, never a guess."""
    with pytest.raises(Refused):
        place_from(At(written, "$"))


@given(st.text("ab!:#.01[]C\n", max_size=20))
def test_a_place_is_written_as_it_was_read(written: str):
    """Whatever is taken as a place is the same text again."""
    try:
        place = place_from(At(written, "$"))
    except Refused:
        return
    assert written == str(place)


def test_a_diagnostic_comes_back():
    """With its arguments in their order and the other places that explain it."""
    found = {
        "code": "ER414", "severity": "warning", "place": "a.yaml:1:2", "args": {"grade": "A", "capped": "B"},
        "related": [{"role": "fact", "place": "b.yaml:3:4"}],
    }  # fmt: skip
    expected = warning(
        "ER414", Span("a.yaml", 1, 2, 1, 3), Related("fact", Span("b.yaml", 3, 4, 3, 5)), grade="A", capped="B"
    )
    assert expected == diagnostic_from(At(found, "$"))
    with pytest.raises(Refused):
        diagnostic_from(At({**found, "code": "ER999"}, "$"))


def test_a_diagnostic_that_lost_what_it_tells_of_is_refused():
    """A sentence about a file that is not named would show the name of its gap."""
    written = {"code": "ER024", "severity": "error", "place": "a.yaml:1:1", "args": {"path": "a", "manifest": "m"}}
    assert ("path", "a") in diagnostic_from(At(written, "$")).args
    with pytest.raises(Refused):
        diagnostic_from(At(written | {"args": {}}, "$"))
