"""The schools that are expected, from a list of names or of whole keys, or from evidence."""

from __future__ import annotations

from pathlib import Path

import pytest
from school_files import UNITS, unit, workbook

from evalrules.collecting.expected import read_expected

EVIDENCE = "format: evidence/1\nruleset: {}\ntables:\n  units: [{{school: 一小, stage: 小学, pupils: 1}}, {{school: 二小, stage: primary}}]\n  sites: [{{school: 一小}}]\n"
PRIMARY = {"units": (("一小", "primary"), ("二小", "primary")), "sites": (("一小",), ("二小",))}
LISTS = {
    "names.csv": ("序号,学校名称,地址\n1,一小,东街\n2,二小,\n", {"sites": PRIMARY["sites"]}),
    "keys.csv": ("某县学校名单\n学校名称,学段\n一小,小学\n二小,小学\n合计,2\n", PRIMARY),
    "names.xlsx": (workbook({"名单": [["学校名称"], ["一小"], ["二小"]]}), {"sites": PRIMARY["sites"]}),
    "rows.xlsx": (workbook({"去年": [UNITS, unit("一小"), unit("二小")]}), PRIMARY),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_a_list_says_as_much_as_its_columns_do(name: str, ruleset, tables, write):
    """Further columns, titles and totals are no schools; keys are known where all their columns are there."""
    content, keys = LISTS[name]
    found = read_expected(str(write(name, content)), ruleset, tables)
    assert (("一小", "二小"), keys) == (found.expected.schools, dict(found.expected.keys)), found.problems
    assert keys.get("units", ())[:1] == found.expected.keys_of("units", "一小")


def test_evidence_is_a_list_too(ruleset, tables, write, tmp_path: Path):
    """The rows that it has in each table; of another ruleset it is none."""
    rules = write("t.yaml", "x").parent
    found = read_expected(str(write("e.yaml", EVIDENCE.format("t"))), ruleset, tables)
    assert found.expected is None and {one.code for one in found.problems} == {"ER501"}, "t is no ruleset that can be named"
    other = read_expected(str(write("o.yaml", "format: evidence/1\nruleset: national-basic-balance@2012\n")), ruleset, tables)
    assert ["ER524"] == [one.code for one in other.problems]
    assert rules == tmp_path


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [("a.csv", "学校\n一小\n", "ER401"), ("a.csv", "学校名称\n", "ER004"), ("a.xlsx", b"x", "ER017"), ("a.docx", b"x", "ER005"), ("b.csv", "学校名称,学段\n一小,大学\n", "ER421")],
)
def test_what_is_no_list_is_told(name: str, content: str | bytes, code: str, ruleset, tables, write):
    """As for any table; a list of nobody is none."""
    found = read_expected(str(write(name, content)), ruleset, tables)
    assert (None, code) == (found.expected, found.problems[0].code)
