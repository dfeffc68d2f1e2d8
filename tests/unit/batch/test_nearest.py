"""Who of many rows is nearest to the level, and what bars how many: as `check` has it of the same subjects."""

from __future__ import annotations

import io
from importlib.util import find_spec
from pathlib import Path

import pytest

import evalrules
from evalrules.batch import nearest
from evalrules.batch.run import Batch
from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.reporters.overview import overview_of

RULESET = evalrules.load_ruleset("jiangsu-16@2007").data
GRADES = [one.id for one in RULESET.indicators]
HEADING = ",".join(["编号", "年份", *(f"grades.{own}" for own in GRADES)])
COUNTIES = {
    "a": "AAAAAAABAAABAAAA", "b": "AAAAAAAAAAAAAAAA", "c": "AAAAAAABBABAAAAA", "d": "AAAAAAAAACAAAAAA",
    "e": "AAAAAAAAACAAAA-A", "f": "AAAAAAAAAZAAAAAA",
}  # fmt: skip
"""Grades of counties under sixteen indicators: two B, none, three B, a C, a C beside what is open, one that is none."""


def made(folder: Path, engine: str = "python", most: int | None = None) -> Batch:
    lines = [f"{own},2007,{','.join(grades).replace('-', '')}" for own, grades in COUNTIES.items()]
    (folder / "t.csv").write_text("\n".join([HEADING, *lines]) + "\n", encoding="utf-8")
    if engine == "python":
        batch = Batch(RULESET, [str(folder / "t.csv")], nearest=most)
    else:
        from evalrules.batch.duckdb_run import ColumnsBatch

        batch = ColumnsBatch(RULESET, [str(folder / "t.csv")], (), str(folder), nearest=most)
    batch.write(io.BytesIO(), ".csv")
    return batch


def listed(batch: Batch) -> list[tuple[str, int]]:
    return [(one.assessment.subject.id, one.changes) for one in batch.below.nearest().rows]


@pytest.mark.parametrize("engine", ["python", "duckdb"])
def test_the_nearest_are_those_of_check(tmp_path: Path, engine: str):
    """The same subjects in the same order with the same number of changes; who reaches the level is none of them."""
    if engine == "duckdb" and not (find_spec("duckdb") and find_spec("sqlglot")):
        pytest.skip("NOT CHECKED: the extra `batch` is not installed")
    found = made(tmp_path, engine)
    expected = overview_of(check([str(written(tmp_path, own)) for own in COUNTIES], Options()))
    assert [(list(COUNTIES)[one.at], one.changes) for one in expected.nearest] == listed(found)
    assert [("a", 1), ("d", 1), ("c", 2), ("e", 2)] == listed(found)
    totals = expected.totals
    stand = tuple(found.standings[key] for key in (True, False, None))
    assert (1, 4, 0) == (totals.reached, totals.not_reached, totals.undetermined) == stand
    assert {"veto any-c": 2, "veto two-b": 2} == found.barred


def written(folder: Path, own: str) -> Path:
    """A county as a file of its own."""
    stated = "".join(f"  '{at}': {grade}\n" for at, grade in zip(GRADES, COUNTIES[own], strict=True) if grade != "-")
    path = folder / f"{own}.yaml"
    path.write_text(
        f"format: evidence/1\nruleset: jiangsu-16\nsubject: {{kind: county, id: {own}}}\nperiod: 2007\ngrades:\n{stated}",
        encoding="utf-8",
    )
    return path


def test_as_many_are_listed_as_are_asked_for(tmp_path: Path):
    """The first of them, with how many there are; none where nobody wants any."""
    found = made(tmp_path, most=2).below.nearest()
    assert (["a", "d"], 4) == ([one.assessment.subject.id for one in found.rows], found.total)
    assert ((), 0, True) == made(tmp_path, most=0).below.nearest()


@pytest.mark.parametrize(("most", "is_searched"), [(None, False), (1, True)])
def test_among_many_rows_nobody_is_looked_for_unasked(tmp_path: Path, monkeypatch, most: int | None, is_searched: bool):
    """Where more are below than are searched unasked none is listed, and it is known that none was searched."""
    monkeypatch.setattr(nearest, "MOST_SEARCHED", 3)
    found = made(tmp_path, most=most).below.nearest()
    assert (is_searched, is_searched) == (found.is_searched, bool(found.rows))
