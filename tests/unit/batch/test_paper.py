"""The result of a batch for people: the same rows in names and sentences, beside the columns for programs."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

import evalrules
from evalrules.batch import paper
from evalrules.batch.paper import Paper
from evalrules.batch.run import Batch
from evalrules.readers.unreadable import Unreadable

RULESET = evalrules.load_ruleset("jiangsu-16@2007").data
GRADES = ",".join(f"grades.{one.id}" for one in RULESET.indicators)


def made(folder: Path, language: str, suffix: str = ".csv", words: bool = True) -> bytes:
    rows = [f"a,甲县,2007,C{',A' * 15}", f"b,乙县,2007,A{',A' * 15}", f"c,丙县,2007,Z{',A' * 15}"]
    (folder / "t.csv").write_text("\n".join([f"编号,名称,年份,{GRADES}", *rows]) + "\n", encoding="utf-8")
    batch, out = Batch(RULESET, [str(folder / "t.csv")]), io.BytesIO()
    batch.write(out, suffix, None, Paper(batch.layout.names, RULESET, batch.below, language) if words else None)
    return out.getvalue()


def test_a_table_in_words_has_no_id_of_the_ruleset(tmp_path: Path):
    """Headings are names, levels and reasons sentences, a refused row says what is wrong with it."""
    rows = list(csv.DictReader(io.StringIO(made(tmp_path, "zh").decode("utf-8-sig"))))
    assert ["不通过", "通过", ""] == [one["结论"] for one in rows]
    assert ["否", "是", "未能评估"] == [one["达标"] for one in rows]
    assert "一票否决“有一项评为C”；1 项未达标：事业发展水平第1条" == rows[0]["原因"]
    assert "指标 1 的等级“Z”不存在，可用：A、B、C" in rows[2]["数据问题"]
    assert "C" == rows[0]["1 事业发展水平第1条"]
    english = next(csv.DictReader(io.StringIO(made(tmp_path, "en").decode("utf-8-sig"))))
    assert ("not passed", "no") == (english["Level"], english["Reached"])


def test_the_columns_for_programs_are_the_same_in_every_language(tmp_path: Path):
    """Without a paper the names of columns and their values are those of the contract."""
    head, first, *_ = csv.reader(io.StringIO(made(tmp_path, "zh", words=False).decode("utf-8-sig")))
    assert ["id", "name", "period", "status", "level", "possible", "reason", "grade.1"] == head[:8]
    assert ["decided", "fail", "fail", "veto any-c", "C"] == first[3:8]


def test_a_workbook_has_the_rows_and_who_is_nearest(tmp_path: Path):
    """Somebody else's reader finds two tables, each with its heading first."""
    openpyxl = pytest.importorskip("openpyxl", reason="NOT CHECKED: the extra `excel` is not installed")
    book = openpyxl.load_workbook(io.BytesIO(made(tmp_path, "zh", ".xlsx")))
    assert ["汇总", "离达标最近的对象"] == book.sheetnames
    assert ("代码", "评估对象", "评估时段", "结论", "达标", "原因") == tuple(cell.value for cell in book["汇总"][1][:6])
    assert ("甲县（a）  时段 2007", 1) == tuple(cell.value for cell in book["离达标最近的对象"][2][:2])


def test_more_rows_than_a_workbook_takes_are_refused(tmp_path: Path, monkeypatch):
    """Nothing is cut off silently: CSV and Parquet take any number."""
    monkeypatch.setattr(paper, "MOST_ROWS", 2)
    with pytest.raises(Unreadable) as refused:
        made(tmp_path, "zh", ".xlsx")
    assert ["ER011"] == [one.code for one in refused.value.problems]
    assert made(tmp_path, "zh")
