"""Paths to values of evidence, as text and back."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from evalrules.model.evidence_paths import EvidencePath, evidence_path, evidence_path_from
from evalrules.model.refs import (
    AttributeRef,
    CellRef,
    DecisionRef,
    MembersRef,
    OptionRef,
    OwnRef,
    PlaceRef,
    PointsRef,
    RowRef,
    YearRef,
)

PARTS = st.one_of(
    st.sampled_from(("一小, 东校区", "a，b", "x]", "[", " a", "1.1", '"', "\\")),
    st.text(min_size=1, max_size=6),
    st.text('.:,，[]" a1"\\', min_size=1, max_size=6),
)
PATHS = st.one_of(
    st.builds(EvidencePath, st.sampled_from(("facts", "points", "members")), PARTS, st.just("") | PARTS, st.just(())),
    st.builds(
        EvidencePath, st.just("tables"), PARTS, st.just("") | PARTS, st.lists(PARTS, min_size=1, max_size=3).map(tuple)
    ),
)


@given(PATHS)
@example(EvidencePath("tables", "units", "books", ("一小", "primary")))
def test_a_path_is_read_back_as_it_was_written(path: EvidencePath) -> None:
    """Whatever names and keys hold, no two paths are one text."""
    assert evidence_path_from(path.text) == path


@pytest.mark.parametrize(
    ("ref", "text"),
    [
        (OwnRef("rate"), "facts.rate"),
        (OptionRef("retention", "primary"), "facts.retention.primary"),
        (YearRef("funds", 1), "facts.funds.2006"),
        (PointsRef("1.1.3"), 'points."1.1.3"'),
        (MembersRef("towns", "total"), "members.towns.total"),
        (CellRef("units", ("一小", "primary"), "books"), "tables.units[一小, primary].books"),
        (RowRef("units", ("一小", "primary")), "tables.units[一小, primary]"),
        (DecisionRef("9"), None),
        (AttributeRef("region"), None),
    ],
)
def test_a_path_leads_to_each_kind_of_figure(ref: PlaceRef, text: str | None) -> None:
    """Reports print the path of whatever is a figure, a series by its calendar year."""
    path = evidence_path(ref, 2007)
    assert (None if path is None else path.text) == text


@pytest.mark.parametrize(
    "typed",
    [
        "tables.units[一小,primary].books",
        "tables.units[ 一小 ， primary ].books",
        ' tables."units"[一小, primary].books ',
    ],
)
def test_what_people_type_is_the_same_path(typed: str) -> None:
    """Blanks, full-width commas and needless quotes change nothing."""
    assert evidence_path_from(typed).text == "tables.units[一小, primary].books"


@pytest.mark.parametrize(
    "typed", ["", "rate", "facts", "facts.", "facts.a.", "facts.a.b.c", "tables.units", "tables.units[]", "tables.units[a",
              "grade.9", "tables.units[a] x", 'facts."a', "facts.a[b]"]
)  # fmt: skip
def test_what_is_no_path_is_refused(typed: str) -> None:
    """A text that leads nowhere is a ValueError and never half a path."""
    with pytest.raises(ValueError, match=r"."):
        evidence_path_from(typed)
