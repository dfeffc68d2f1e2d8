"""Rows of many subjects in one table: whose each is, and what is refused before anything is concluded."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import evalrules
from evalrules.batch.run import Batch
from evalrules.readers.unreadable import Unreadable

RULESET = evalrules.load_ruleset("national-basic-balance@2012").data
COUNTIES = ("编号,名称,年份", "c1,甲县,2015", "c2,乙县,2015")


def made(folder: Path, schools: tuple[str, ...], counties: tuple[str, ...] = COUNTIES, table: str = "schools") -> Batch:
    for name, lines in (("counties.csv", counties), ("schools.csv", schools)):
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Batch(RULESET, [str(folder / "counties.csv")], rows={table: str(folder / "schools.csv")})


def refused(folder: Path, *given: tuple[str, ...], **how: str) -> list[tuple[str, str]]:
    with pytest.raises(Unreadable) as found:
        made(folder, *given, **how)
    return [(one.code, str(one.place)) for one in found.value.problems if one.is_error]


def rows(batch: Batch) -> list[dict[str, str | None]]:
    return [dict(zip(batch.layout.names, row, strict=True)) for row in batch.rows()]


KEYS = [one.partition(".")[2] for one in RULESET.tables["schools"].key]
HEAD, CELLS = ",".join(KEYS), ["一小" if RULESET.measures[f"schools.{key}"].type == "text" else "primary" for key in KEYS]


def school(name: str) -> str:
    return ",".join([name, *CELLS[1:]])


def test_rows_stand_by_id_where_both_tables_have_it_else_by_name(tmp_path: Path):
    """Called as there, or as is usual. Two schools of one name in two counties are two; one twice in a county refuses that county alone."""
    for head, first, second in (("编号", "c1", "c2"), ("县代码", "c1", "c2"), ("名称", "甲县", "乙县"), ("县名", "甲县", "乙县")):
        table = (f"{head},{HEAD}", f"{first},{school('一小')}", f"{second},{school('一小')}", f"{second},{school('一小')}")
        batch = made(tmp_path, table)
        found = rows(batch)
        assert ["undetermined", "refused"] == [one["status"] for one in found]
        [twice] = [one for one in json.loads(str(found[1]["diagnostics"])) if one["severity"] == "error"]
        assert ("ER424", "schools.csv:4:1") == (twice["code"], twice["place"])
        assert 3 == batch.row_inputs[0].input.rows


def test_rows_of_a_period_belong_to_that_period(tmp_path: Path):
    """Of a county in two years; without a column of periods nobody could tell, and they are refused."""
    counties = (*COUNTIES, "c1,甲县,2016")
    table = (f"县代码,年份,{HEAD}", f"c1,2016,{school('一小')}", f"c1,2016,{school('一小')}")
    assert [("c1", "2015", "undetermined"), ("c2", "2015", "undetermined"), ("c1", "2016", "refused")] == [
        (one["id"], one["period"], one["status"]) for one in rows(made(tmp_path, table, counties))
    ]
    assert [("ER695", "None")] == refused(tmp_path, (f"县代码,{HEAD}", f"c1,{school('一小')}"), counties)


def test_rows_of_no_subject_are_refused_with_their_number_and_first_place(tmp_path: Path):
    """A county whose name is misspelt would else be judged without its schools."""
    table = (f"县名,{HEAD}", f"甲县,{school('一小')}", f"丙县,{school('一小')}", f"丙县,{school('二小')}")
    assert [("ER694", "schools.csv:3:1")] == refused(tmp_path, table)


def test_a_row_of_nobody_refuses_the_table_and_a_total_does_not(tmp_path: Path):
    """Notes and totals are told of; a total of a county, too."""
    head = f"县名,{HEAD}"
    assert [("ER691", "schools.csv:3:1")] == refused(tmp_path, (head, f"甲县,{school('一小')}", f",{school('一小')}"))
    batch = made(tmp_path, (head, f"甲县,{school('一小')}", f"甲县,{school('小计')}", f"合计,{',' * (len(KEYS) - 1)}", "注：以上为自评"))
    assert ["undetermined", "undetermined"] == [one["status"] for one in rows(batch)]
    assert ["ER491", "ER492", "ER492"] == sorted(one.code for one in batch.told.shown if one.code.startswith("ER49"))


@pytest.mark.parametrize(
    ("head", "code"), [(HEAD, "ER691"), (f"县名,县名,{HEAD}", "ER448"), (f"县名,{KEYS[0]}x", "ER401")]
)
def test_a_heading_of_rows_that_is_wrong_is_refused(tmp_path: Path, head: str, code: str):
    """One that names no subject, a column that stands twice, one that is nearly a column of the table."""
    assert code in {one for one, _ in refused(tmp_path, (head, "甲县" + ",一小" * head.count(",")))}


def test_a_table_that_the_ruleset_does_not_have_is_refused(tmp_path: Path):
    """With the name that is meant."""
    assert [("ER401", "None")] == refused(tmp_path, (f"县名,{HEAD}", f"甲县,{school('一小')}"), table="school")


def test_a_subject_without_rows_does_not_know_them(tmp_path: Path):
    """No rows are not given; what others have changes nothing."""
    found = rows(made(tmp_path, (f"县名,{HEAD}", f"甲县,{school('一小')}")))
    assert "undetermined" == found[1]["status"] and found[1]["possible"] != found[1]["level"]
