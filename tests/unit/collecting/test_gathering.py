"""Rows of many files: each once, with its place; what is missing, doubled or foreign is named and never counted."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from school_files import SITES, UNITS, filled, unit, workbook

from evalrules.collecting.expected import Expected
from evalrules.collecting.files import Read
from evalrules.collecting.gathering import Gathered, gather
from evalrules.forms.schools import SchoolForms, SchoolRows
from evalrules.readers.handed_in import read_handed_in


@pytest.fixture
def gathered(ruleset, tables) -> Callable[..., Gathered]:
    """What is gathered from files: `gathered({"a.xlsx": data}, expected)`."""

    def run(files: dict[str, bytes], expected: Expected | None = None) -> Gathered:
        read = Read(tuple(read_handed_in(name, data) for name, data in files.items()), dict.fromkeys(files, "0"), ())
        return gather(read, ruleset, tables, expected)

    return run


@pytest.fixture
def form(ruleset, tables) -> Callable[..., bytes]:
    def make(name: str, **rows: Any) -> bytes:
        return filled(SchoolForms(ruleset, tables, "zh").form(SchoolRows(name, {})), rows)

    return make


def said(found: Gathered) -> list[tuple[str, str]]:
    return [(one.code, "" if one.place is None else str(one.place).rpartition("!")[2]) for one in found.problems]


def keys(found: Gathered) -> list[tuple[str, ...]]:
    return [row.key for rows in found.rows.values() for row in rows]


def own(*rows: list[object], sites: list[list[object]] | None = None) -> bytes:
    return workbook({"甲": [UNITS, *rows], **({"乙": [SITES, *sites]} if sites else {})})


def test_forms_and_files_of_ones_own_say_the_same(gathered, form):
    """The name on the first sheet is that of rows without one; each value knows its file and cell."""
    one = form("一小", units=[[None, "小学", 300, 1234567.89, "1950-01-05", "是"]], sites=[["一小", 10, 1]])
    found = gathered({"a.xlsx": one, "b.xlsx": own(unit("二小"), unit("二小", "初中", pupils=200)), "c.csv": "学校名称,占地面积,教室数\n二小,20,2\n".encode()})
    assert ([("一小", "primary"), ("二小", "junior"), ("二小", "primary"), ("一小",), ("二小",)], [], None, 2) == (keys(found), said(found), found.is_complete, found.schools)
    first, *_ = found.rows["units"]
    assert ("a.xlsx!学校!C6", "a.xlsx!学校填报表!B6") == (str(first.cells["units.pupils"].place), str(first.cells["units.school"].place))


def test_what_the_list_has_and_no_file_is_missing(gathered):
    """By whole keys where the list has them, else by schools; what it does not have is told and counts."""
    files = {"a.xlsx": own(unit("一小"), unit("三小"), sites=[["一小", 1, 1]])}
    found = gathered(files, Expected(("一小", "二小", "四小"), {"units": (("一小", "primary"), ("一小", "junior"), ("二小", "primary"))}))
    missing = [dict(one.args)["schools_zh"] for one in found.problems if one.code == "ER521"]
    assert (["一小 初中、二小 小学", "二小、四小"], False) == (missing, found.is_complete)
    in_english = [one.sentence("en") for one in found.problems if one.code == "ER521"]
    assert in_english == ["2 are missing in the table 'schools': 一小 junior, 二小 primary", "2 are missing in the table 'sites': 二小, 四小"]
    (unlisted,) = [one for one in found.problems if one.code == "ER528"]
    assert ("a.xlsx!甲!A3", "三小") == (str(unlisted.place), dict(unlisted.args)["school"])
    assert ("三小", "primary") in keys(found)
    assert gathered({"a.xlsx": own(unit("一小"))}, Expected(("一小",), {"sites": ()})).is_complete


def test_doubled_rows_count_once_or_not_at_all(gathered):
    """Equal ones once, with a warning; of those that differ neither, with both places and the figure."""
    same, other = own(unit("一小")), own(unit("一小", pupils="301"))
    assert ([("一小", "primary")], [("ER523", "A2")]) == (keys(twice := gathered({"a.xlsx": same, "b.xlsx": same})), said(twice))
    found = gathered({"a.xlsx": same, "b.xlsx": other, "c.xlsx": own(unit("二小"))})
    (problem,) = found.problems
    assert ([("二小", "primary")], "ER522", "b.xlsx!甲!A2") == (keys(found), problem.code, str(problem.place))
    assert {"key_zh": "一小 小学", "zh": "学生数", "one": "300", "other": "301"}.items() <= dict(problem.args).items()
    units = own(["一小", "小学", 300, 1234567.89, "1950年1月5日", "true"])
    assert ["ER523"] == [code for code, _ in said(gathered({"a.xlsx": same, "b.xlsx": units}))], "one value in another spelling"




def test_forms_of_another_ruleset_do_not_count(gathered, form, ruleset_from):
    """Of another revision of the same edition they do, with a warning."""
    from school_files import RULESET

    from evalrules.model.schools import school_tables

    def of(text: str) -> bytes:
        other = ruleset_from(text).data
        return filled(SchoolForms(other, school_tables(other), "zh").form(SchoolRows("一小", {})), {"units": [unit("一小")], "sites": [["一小", 1, 1]]})

    assert ([], ["ER524"]) == (keys(found := gathered({"a.xlsx": of(RULESET + 'edition: "2"\n')})), [code for code, _ in said(found)])
    assert (2, ["ER436"]) == (len(keys(found := gathered({"a.xlsx": of(RULESET.replace("100 *", "90 *"))}))), [code for code, _ in said(found)])


def test_what_is_wrong_in_a_file_is_told_there(gathered, form):
    """Errors of layout take the file out, wrong cells stay to be refused again; empty tables and strangers are named."""
    broken = gathered({"a.xlsx": workbook({"甲": [[*UNITS[:2], "学生教", *UNITS[3:]], unit("一小")]}), "b.xlsx": own(unit("二小", pupils="3百"))})
    assert ([("二小", "primary")], [("ER401", "C1"), ("ER420", "C2")], False) == (keys(broken), said(broken), broken.is_complete)
    assert "3百" == broken.rows["units"][0].cells["units.pupils"].written
    empty = gathered({"a.xlsx": form("一小", units=[["一小", "小学"]], sites=[[None, 1, 1]])})
    assert ([("一小",)], [("ER527", "学校")]) == (keys(empty), said(empty))
    stranger = gathered({"a.xlsx": form("一小", units=[unit("二小")], sites=[["一小", 1, 1]])})
    assert ([("一小",)], [("ER526", "A6")]) == (keys(stranger), said(stranger))
