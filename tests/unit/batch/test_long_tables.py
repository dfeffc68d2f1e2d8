"""Tables with a value in each row: which they are, and what cannot be turned."""

from __future__ import annotations

from pathlib import Path

import pytest

import evalrules
from evalrules.batch.run import Batch
from evalrules.readers.unreadable import Unreadable

RULESET = evalrules.load_ruleset("guangxi-basic-balance@2012").data
SHARE = next(one for one in RULESET.facts if one.unit == "%" or one.type == "percent")
PANEL = next(one for one in RULESET.indicators if one.assessed)


def made(folder: Path, *lines: str, keep: tuple[str, ...] = ()) -> Batch:
    (folder / "t.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Batch(RULESET, [str(folder / "t.csv")], keep)


def rows(batch: Batch) -> list[dict[str, str | None]]:
    return [dict(zip(batch.layout.names, row, strict=True)) for row in batch.rows()]


def test_a_subject_and_a_period_are_one_row_in_the_order_of_their_first_values(tmp_path: Path):
    """By labels or ids, two names of one measure are one; the quick way is open where all is plain."""
    batch = made(tmp_path, "编号,名称,年份,指标,数值", f"b,乙,2015,{SHARE.id},99", f"a,甲,2015,facts.{SHARE.id},99",
                 f"b,乙,2016,{SHARE.id},98", f"a,甲,2015,{PANEL.label.zh},是")  # fmt: skip
    found = rows(batch)
    assert [("b", "2015"), ("a", "2015"), ("b", "2016")] == [(one["id"], one["period"]) for one in found]
    assert [None, "met", None] == [one[f"grade.{PANEL.id}"] if "," not in str(one[f"grade.{PANEL.id}"]) else None for one in found]
    assert 3 == batch.counts["quick"] and {"id", "name", "period"} <= set(batch.layout.names)


def test_the_unit_of_a_value_is_read(tmp_path: Path):
    """A column of units says for each value in which it is; a unit that is none of the measure is refused there."""
    found = rows(made(tmp_path, "编号,年份,指标,数值,计量单位", f"a,2015,{SHARE.id},99,%", f"b,2015,{SHARE.id},99,km"))
    assert ["undetermined", "refused"] == [one["status"] for one in found]
    assert "t.csv:3:" in str(found[1]["diagnostics"])


def test_a_value_that_is_given_twice_refuses_its_subject_alone(tmp_path: Path):
    """Also where both say the same: which of them is meant cannot be known. The place is that of the second."""
    found = rows(made(tmp_path, "编号,年份,指标,数值", f"a,2015,{SHARE.id},99", f"b,2015,{SHARE.id},99", f"a,2015,{SHARE.id},99"))
    assert ["refused", "undetermined"] == [one["status"] for one in found]
    assert '"ER404"' in str(found[0]["diagnostics"]) and '"t.csv:4:' in str(found[0]["diagnostics"])


def test_a_measure_that_is_none_refuses_the_table(tmp_path: Path):
    """As a column that is no measure does; one that is kept is carried along."""
    with pytest.raises(Unreadable) as refused:
        made(tmp_path, "编号,年份,指标,数值", f"a,2015,{SHARE.id},99", "a,2015,电话,1")
    [one] = [one for one in refused.value.problems if one.is_error]
    assert ("ER401", "t.csv:3:8") == (one.code, str(one.place))
    [found] = rows(made(tmp_path, "编号,年份,指标,数值", f"a,2015,{SHARE.id},99", "a,2015,电话,1", keep=("电话",)))
    assert "1" == found["kept.电话"]


def test_a_value_of_no_measure_refuses_the_table(tmp_path: Path):
    """Nothing is dropped; a note and a total are told of."""
    with pytest.raises(Unreadable) as refused:
        made(tmp_path, "编号,年份,指标,数值", "a,2015,,99")
    assert ["ER401"] == [one.code for one in refused.value.problems]
    batch = made(tmp_path, "编号,年份,指标,数值", f"a,2015,{SHARE.id},99", "注：自评,,,", "合计,,,99")
    assert ["a"] == [one["id"] for one in rows(batch)] and {"ER491", "ER492"} == {one.code for one in batch.told.shown}


def test_a_value_of_nobody_is_refused(tmp_path: Path):
    """It is listed, as a row of nobody is."""
    found = rows(made(tmp_path, "编号,年份,指标,数值", f",2015,{SHARE.id},99", f"a,2015,{SHARE.id},99"))
    assert ["refused", "undetermined"] == [one["status"] for one in found]


def test_measure_without_value_is_no_long_table(tmp_path: Path):
    """One of the two columns alone is an unknown one."""
    with pytest.raises(Unreadable) as refused:
        made(tmp_path, f"编号,年份,指标,{SHARE.id}", "a,2015,x,99")
    assert ["ER401"] == [one.code for one in refused.value.problems if one.is_error]
