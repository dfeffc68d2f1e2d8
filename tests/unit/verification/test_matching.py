"""Which evidence a result is about."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalrules.bundles.discovery import discover
from evalrules.model.report import Options
from evalrules.pipeline import check, new_run
from evalrules.reporters.machine import render_json
from evalrules.verification.matching import matched
from evalrules.verification.statements import Statement, statements_in

COUNTY = (Path(__file__).resolve().parents[3] / "examples" / "jiangsu-16" / "passing.yaml").read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three counties: two of them files of one name."""
    for at, name in enumerate(("a/county.yaml", "b/county.yaml", "c.yaml")):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(COUNTY.replace('id: "', f'id: "{at}'), "utf-8")
    return tmp_path


def statements(folder: Path) -> tuple[Statement, ...]:
    paths = [str(folder / name) for name in ("a/county.yaml", "b/county.yaml", "c.yaml")]
    return statements_in(render_json(check(paths, Options())).encode()).results


def found(folder: Path, asked: tuple[Statement, ...], *names: str) -> tuple[list[str | None], list[str]]:
    """The files that are taken for the statements, and those that are left over."""
    inputs, _ = discover([str(folder / name) for name in names])
    matches = matched(asked, inputs, new_run(Options()))
    taken = [None if one is None else str(Path(one.path).relative_to(folder)) for one in matches.inputs]
    return taken, [str(Path(one.path).relative_to(folder)) for one in matches.others]


def test_a_path_tells_the_evidence(folder: Path):
    """In whatever order it is given, also where two files have one name; under the name that the result gives it."""
    asked = statements(folder)
    assert ["a/county.yaml", "b/county.yaml", "c.yaml"] == [one.path for one in asked]
    assert (["a/county.yaml", "b/county.yaml", "c.yaml"], []) == found(folder, asked, "c.yaml", "b/county.yaml", "a/county.yaml")
    inputs, _ = discover([str(folder / "b" / "county.yaml")])
    assert ("county.yaml", "b/county.yaml") == (
        inputs[0].shown, next(one.shown for one in matched(asked, inputs, new_run(Options())).inputs if one is not None),
    )  # fmt: skip


def test_the_only_one_left_needs_no_name(folder: Path):
    """One result and one file: they are held against each other, whatever they are called."""
    asked = statements(folder)[2:]
    (folder / "c.yaml").rename(folder / "other.yaml")
    assert (["other.yaml"], []) == found(folder, asked, "other.yaml")


def test_a_subject_tells_the_evidence_where_its_name_does_not(folder: Path):
    """Renamed files are known by kind, id and period."""
    asked = statements(folder)
    (folder / "a" / "county.yaml").rename(folder / "x.yaml")
    (folder / "b" / "county.yaml").rename(folder / "y.yaml")
    assert (["x.yaml", "y.yaml", "c.yaml"], []) == found(folder, asked, "y.yaml", "x.yaml", "c.yaml")


def test_what_belongs_to_no_result_is_left_over(folder: Path):
    """And a result without evidence has none."""
    asked = statements(folder)
    (folder / "d.yaml").write_text("a: 1\n", "utf-8")
    (folder / "e.yaml").write_text(COUNTY, "utf-8")
    assert ([None, None, "c.yaml"], ["d.yaml", "e.yaml"]) == found(folder, asked, "c.yaml", "d.yaml", "e.yaml")
