"""In which order many subjects stand, and to which region each belongs."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.model.brief import Brief
from evalrules.reporters.ranking import order_of, regions_of, sorted_report

PASS = Brief("r@1", meets_required=True, path="a.yaml", code="320102")
OPEN = Brief("r@1", path="b.yaml", code="320101")
FAIL = Brief("r@1", meets_required=False, path="c.yaml", code="320111", changes=2)
BROKEN = Brief(path="d.yaml")


def test_the_best_come_first() -> None:
    """Reached, open, not reached, not evaluated."""
    assert order_of([BROKEN, FAIL, OPEN, PASS], "result") == [3, 2, 1, 0]


def test_among_equals_points_then_changes_then_failing_indicators_tell() -> None:
    """More points, fewer changes (of which none is known last), fewer that are not met, then the code."""
    listed = [
        FAIL._replace(changes=0),
        FAIL._replace(words=("not_met", "not_met")),
        FAIL._replace(code="320109"),
        FAIL._replace(points=Fraction(3), changes=9),
        FAIL._replace(points=Fraction(7, 2), changes=9),
    ]
    assert order_of(listed, "result") == [4, 3, 2, 1, 0]


def test_codes_stand_by_their_numbers() -> None:
    """9 before 10, those without a code last and by their files."""
    codes = ["10", "9", "", "320101", "A2"]
    briefs = [BROKEN._replace(code=code, path=f"county-{12 - at}.yaml") for at, code in enumerate(codes)]
    assert [codes[at] for at in order_of(briefs, "code")] == ["A2", "9", "10", "320101", ""]
    nameless = [BROKEN._replace(path=f"{at}.yaml") for at in (10, 9)]
    assert order_of(nameless, "code") == [1, 0]


def test_without_an_order_subjects_stay_where_they_are(several) -> None:
    """The order in which they were found; a report follows the order that is asked for."""
    assert order_of([FAIL, PASS], "") == [0, 1]
    assert [one.path for one in sorted_report(several, "result").results] == ["county.yaml", "county.yaml", "bad.yaml"]
    first, second, _ = several.results
    assert sorted_report(several, "result").results[:2] == (second, first)


def test_folders_of_an_office_are_its_regions() -> None:
    """A folder for each city puts its counties together, those that could not be evaluated too."""
    paths = ["南京/1.yaml", "南京/2.yaml", "苏州/1.yaml", "苏州/2.yaml"]
    found = regions_of([one._replace(path=path) for one, path in zip([PASS, BROKEN, FAIL, OPEN], paths, strict=True)])
    assert found.by == "region_of_folder"
    assert [(one.name, *one.totals[:5]) for one in found.regions] == [("南京", 2, 1, 0, 0, 1), ("苏州", 2, 0, 1, 1, 0)]


def test_bundles_are_told_apart_by_code() -> None:
    """Each bundle is a folder of its own; the first four digits of a code are the city."""
    codes = ["320102", "320111", "320583", "320505"]
    briefs = [PASS._replace(path=f"{code}/evidence.yaml", code=code) for code in codes]
    found = regions_of([*briefs, BROKEN._replace(path="x/evidence.yaml")])
    assert found.by == "region_of_code"
    assert [(one.name, one.totals.total) for one in found.regions] == [("3201", 2), ("3205", 2)]


@pytest.mark.parametrize(
    "codes", [["320102", "320111"], ["320102", "330111"], ["320102", "", "320505", "320506"], ["1", "2", "1", "2"]]
)
def test_what_puts_nobody_together_is_no_region(codes: list[str]) -> None:
    """One city only, a city for each, a subject without a code, ids that are no code of a division."""
    assert regions_of([PASS._replace(path=f"{at}/evidence.yaml", code=code) for at, code in enumerate(codes)]) is None
