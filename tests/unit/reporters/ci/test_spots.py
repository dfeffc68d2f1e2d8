"""Places for machines: file, line and column, or the cell of a workbook."""

from __future__ import annotations

import pytest

from evalrules.base.source import Span, cell_at
from evalrules.reporters.ci.spots import Spot, path_from_here, spot_of


@pytest.mark.parametrize(
    ("place", "expected"),
    [
        (Span("a.yaml", 12, 5, 12, 9), Spot("a.yaml", 12, 5, 12, 9)),
        ("a.yaml:12:5", Spot("a.yaml", 12, 5)),
        ("C:x/a:b.yaml:12:5", Spot("C:x/a:b.yaml", 12, 5)),
        (cell_at("自评表.xlsx", "自评表", 4, 3), Spot("自评表.xlsx", cell="自评表!C4")),
        ("自评表.xlsx!自评表!C4", Spot("自评表.xlsx", cell="自评表!C4")),
        ("a.xlsx!b!c!C4", Spot("a.xlsx", cell="b!c!C4")),
        (cell_at("a.xlsx", "表", 0, 0), Spot("a.xlsx", cell="表")),
        ("a.xlsx!b.yaml:1:1", Spot("a.xlsx!b.yaml", 1, 1)),
        ("county.yaml", Spot("county.yaml")),
        (Span("<mapping>", 0, 3, 0, 3, "", "facts.rate"), Spot("<mapping>")),
        ("<mapping>#facts.rate", Spot("<mapping>")),
    ],
)  # fmt: skip
def test_a_place_is_read_from_its_end(place, expected):
    """Line and column are the last two numbers, a cell is what follows the workbook; names may hold any sign."""
    assert spot_of(place) == expected


PATHS = {"county.yaml": "data/2007/county.yaml", "a/evidence.yaml": "x/a/evidence.yaml", "b.zip": "in/b.zip"}


@pytest.mark.parametrize(
    ("file", "evidence", "others", "expected"),
    [
        ("county.yaml", "county.yaml", (), "data/2007/county.yaml"),
        ("tables/schools.csv", "county.yaml", ("tables/schools.csv",), "data/2007/tables/schools.csv"),
        ("a/schools.csv", "a/evidence.yaml", ("a/schools.csv",), "x/a/schools.csv"),
        ("ruleset.yaml", "county.yaml", (), "ruleset.yaml"),
        ("evidence.yaml", "evidence.yaml", (), "evidence.yaml"),
        ("b.zip", "b.zip", (), "in/b.zip"),
        ("rows.csv", "b.zip", ("rows.csv",), "in/b.zip"),
    ],
)
def test_files_are_found_from_the_working_directory(file, evidence, others, expected):
    """The evidence and what it names get the path of the input; other files keep the name that results give them."""
    assert path_from_here(file, evidence, others, PATHS) == expected
