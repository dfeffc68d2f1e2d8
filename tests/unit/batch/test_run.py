"""Tables with a subject in each row: whose rows they are, what their columns mean, what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

import evalrules
from evalrules.batch.run import Batch
from evalrules.readers.unreadable import Unreadable

RULESET = evalrules.load_ruleset("jiangsu-16@2007").data


def made(folder: Path, *lines: str, keep: tuple[str, ...] = ()) -> Batch:
    (folder / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Batch(RULESET, [str(folder / "t.csv")], keep)


def rows(batch: Batch) -> list[dict[str, str | None]]:
    return [dict(zip(batch.layout.names, row, strict=True)) for row in batch.rows()]


def test_every_row_stands_in_the_result_in_its_order(tmp_path: Path):
    """A row that is wrong is listed with its problem, and changes no other."""
    batch = made(tmp_path, "编号,名称,年份,grades.1", "b,乙,2007,A", "a,甲,2007,Z", "c,丙,2007,")
    found = rows(batch)
    assert [("b", "undetermined"), ("a", "refused"), ("c", "undetermined")] == [(one["id"], one["status"]) for one in found]
    assert "t.csv:3:10" in str(found[1]["diagnostics"]) and found[0]["diagnostics"] is None
    assert (3, 2, 1) == (batch.counts["rows"], batch.counts["undetermined"], batch.counts["refused"])


def test_two_rows_of_one_subject_and_period_refuse_each_other(tmp_path: Path):
    """Both are listed with the place of the other; the same subject in another year is none of them."""
    batch = made(tmp_path, "编号,年份,grades.1", "a,2007,A", "b,2007,A", "a,2007,B", "a,2006,A")
    found = rows(batch)
    assert ["refused", "undetermined", "refused", "undetermined"] == [one["status"] for one in found]
    assert "t.csv:4:1" in str(found[0]["diagnostics"]) and "t.csv:2:1" in str(found[2]["diagnostics"])


@pytest.mark.parametrize(
    ("heading", "code"),
    [("编号,grdes.1", "ER401"), ("年份,grades.1", "ER691"), ("编号,grades.1,grades.1", "ER448")],
)
def test_a_heading_that_is_wrong_refuses_the_table(tmp_path: Path, heading: str, code: str):
    """A column that is no measure, one that stands twice, and none that names the subject."""
    with pytest.raises(Unreadable) as refused:
        made(tmp_path, heading, "a,A")
    assert [code] == [one.code for one in refused.value.problems if one.is_error]


def test_a_column_that_is_kept_stands_in_the_result(tmp_path: Path):
    """What is no measure may be carried along as it is."""
    [found] = rows(made(tmp_path, "编号,地址,grades.1", "a,江边,A", keep=("地址",)))
    assert "江边" == found["kept.地址"]


def test_totals_and_notes_are_no_subjects(tmp_path: Path):
    """They are told of, and not assessed; a county whose name is like neither is."""
    batch = made(tmp_path, "编号,名称,grades.1", "a,甲,A", ",合计,B", "注：自评,,")
    assert ["a"] == [one["id"] for one in rows(batch)]
    assert {"ER491", "ER492"} == {one.code for one in batch.told.shown}


def test_a_row_of_nobody_is_refused(tmp_path: Path):
    """Without an id and a name there is nobody whose conclusion it could be."""
    found = rows(made(tmp_path, "编号,grades.1", ",A", "a,A"))
    assert ["refused", "undetermined"] == [one["status"] for one in found] and "ER691" in str(found[0]["diagnostics"])


def test_a_ruleset_with_rows_is_refused(tmp_path: Path):
    """The schools of a county fit into no row."""
    with pytest.raises(Unreadable) as refused:
        Batch(evalrules.load_ruleset("national-quality-balance").data, [str(tmp_path / "t.csv")])
    assert ["ER693"] == [one.code for one in refused.value.problems]
