"""Evidence as a table: what each section becomes, and every line that does not fit."""

from __future__ import annotations

from typing import Any

import pytest

from evalrules.base.source import Listing, Node, Record, Scalar, cell_at
from evalrules.readers.delimited import read_csv
from evalrules.readers.evidence_table import evidence_of, is_evidence, missing_columns
from evalrules.readers.grid import Grid, Line

HEAD = "section,id,year,value,unit,source,page,note\n"


def plain(node: Node) -> Any:
    if isinstance(node, Record):
        return {pair.key.text: plain(pair.value) for pair in node.pairs}
    return [plain(item) for item in node.items] if isinstance(node, Listing) else node.text


def read(lines: str, head: str = HEAD) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    grid, _, problems = read_csv("e.csv", (head + lines).encode())
    assert grid is not None, problems
    assert is_evidence(grid)
    root, found = evidence_of([grid], [], grid.place)
    return plain(root), [(one.code, str(one.place)) for one in found]


@pytest.mark.parametrize(
    ("lines", "key", "expected"),
    [
        ("ruleset,,,jiangsu-16@2007\n", "ruleset", "jiangsu-16@2007"),
        ("form,,,sha256:0\n", "form", "sha256:0"),
        ("subject,id,,1\nsubject,name,,甲县\nsubject,region,,苏南\n", "subject",
         {"id": "1", "name": "甲县", "attributes": {"region": "苏南"}}),
        ("period,,,2007\n", "period", "2007"),
        ("period,from,,2006-09-01\nperiod,to,,2007-08-31\n", "period", {"from": "2006-09-01", "to": "2007-08-31"}),
        ("period,,,2007\nperiod,from,,\nperiod,to,,\n", "period", "2007"),
        ("fact,rate,,98.5\n", "facts", {"rate": "98.5"}),
        ("fact,rate,,98.5,%,a.pdf,3,自评\n", "facts",
         {"rate": {"value": "98.5", "unit": "%", "source": "a.pdf", "page": "3", "note": "自评"}}),
        ("fact,rate,,25..29\n", "facts", {"rate": {"between": ["25", "29"]}}),
        ("fact,rate,,25..29,%\n", "facts", {"rate": {"between": ["25", "29"], "unit": "%"}}),
        ("fact,rate,,2..x\n", "facts", {"rate": "2..x"}),
        ("fact,funds,2006,480\nfact,funds,2007,\n", "facts", {"funds": {"2006": "480", "2007": ""}}),
        ("fact,funds,,\nfact,funds,,\n", "facts", {"funds": ""}),
        ("fact,pass:primary,,99\nfact,pass:junior,,95,%\n", "facts",
         {"pass": {"primary": "99", "junior": {"value": "95", "unit": "%"}}}),
        ("grade,9,,A\n", "grades", {"9": "A"}),
        ("grade,9,,A,,a.pdf,2\n", "grades", {"9": {"grade": "A", "source": "a.pdf", "page": "2"}}),
        ("grade,9,,\nvote,9:A,,6\nvote,9:B,,\nvote,9:panel,,9\n", "grades",
         {"9": {"grade": "", "panel": "9", "votes": {"A": "6"}}}),
        ("grade,9,,\nvote,9:A,,\nvote,9:panel,,\n", "grades", {"9": ""}),
        ("vote,cv:r1:A,,3\n", "grades", {"cv:r1": {"votes": {"A": "3"}}}),
        ("point,1.1.3,,3.8\n", "points", {"1.1.3": "3.8"}),
        ("table,units,,units.csv\ntable,units:complete,,否\n", "tables",
         {"units": {"rows": "units.csv", "complete": "否"}}),
        ("member,towns:total,,30\nmember,towns:holding,,25..29\n", "members",
         {"towns": {"total": "30", "holding": {"between": ["25", "29"]}}}),
        ("member,towns:东镇,,pass,,公告.pdf\n", "members",
         {"towns": {"list": [{"name": "东镇", "verdict": {"level": "pass", "source": "公告.pdf"}}]}}),
        ("assessment,self,,self.yaml\n", "assessments", {"self": "self.yaml"}),
    ],
)  # fmt: skip
def test_lines_become_the_sections_that_yaml_has(lines: str, key: str, expected: object):
    """The document is the one that somebody would write in YAML."""
    found, problems = read(lines)
    assert problems == []
    assert found == {"format": "evidence/1", key: expected}


def test_headings_may_be_chinese_and_stand_in_any_order():
    """Columns are found by their names, under titles, and others beside them are left alone."""
    head = "某县自评表\n项目,填报值,编号,类别\n"
    assert read("巩固率,98.5,rate,fact\n", head) == ({"format": "evidence/1", "facts": {"rate": "98.5"}}, [])


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("facts,rate,,1\n", [("ER401", "e.csv:2:1")]),
        (",rate,,1\n", [("ER401", "e.csv:2:2")]),
        ("fact,rate,,1\nfact,rate,,1\n", [("ER404", "e.csv:3:12")]),
        ("fact,rate,2007,1\nfact,rate,2007,2\n", [("ER404", "e.csv:3:16")]),
        ("grade,9,,A\ngrade,9,,A\n", [("ER404", "e.csv:3:10")]),
        ("period,,,2007\nperiod,from,,2006\n", [("ER404", "e.csv:3:14")]),
        ("fact,rate,,1,,,,,x\n", [("ER449", "e.csv:2:18")]),
        ("facts,a,,1\nfact,rate,,1,,,,,x\n", [("ER401", "e.csv:2:1"), ("ER449", "e.csv:3:18")]),
    ],
)
def test_every_line_that_does_not_fit_is_said(lines: str, expected: list[tuple[str, str]]):
    """Unknown sections, lines for one thing twice, cells under no heading: all of them in one run."""
    assert read(lines)[1] == expected


def test_a_value_keeps_the_place_of_its_cell():
    """An empty cell has the place of its line, a filled one its own."""
    grid, _, _ = read_csv("e.csv", (HEAD + "fact,rate,,98.5\nfact,other,,\n").encode())
    assert grid is not None
    root, _ = evidence_of([grid], [], grid.place)
    facts = root.get("facts")
    assert isinstance(facts, Record)
    assert [str(pair.value.span) for pair in facts.pairs] == ["e.csv:2:12", "e.csv:3:1"]
    assert [str(pair.key.span) for pair in facts.pairs] == ["e.csv:2:6", "e.csv:3:6"]
    assert isinstance(facts.pairs[1].value, Scalar)


def test_a_table_without_the_columns_is_no_evidence():
    """What is lacking is named."""
    for text, lacking in (("school,pupils\na,3\n", "section, id, value"), ("id,value\n", "section"), ("\n", "section, id, value")):
        grid, _, _ = read_csv("e.csv", text.encode())
        assert grid is not None
        assert (is_evidence(grid), missing_columns(grid)) == (False, lacking)


@pytest.mark.parametrize("head", ["section,id,value,value\n", "section,id,value,填报值\n", "类别,section,id,value\n"])
def test_a_column_under_two_names_is_said_once(head: str):
    """The first one is read, the second is the only problem: a heading in another language is the same column."""
    line = {"类别,section,id,value\n": "fact,fact,rate,1\n"}.get(head, "fact,rate,1,2\n")
    found, problems = read(line, head)
    assert found == {"format": "evidence/1", "facts": {"rate": "1"}}
    assert [code for code, _ in problems] == ["ER448"]


# -- as people make it -------------------------------------------------------------------------------------------------


def grid_of(*rows: tuple[str, ...]) -> Grid:
    """Rows of texts; "" is no cell."""
    lines = [
        Line({at: Scalar(text, False, cell_at("a.xlsx", "表", number, at)) for at, text in enumerate(row, 1) if text}, cell_at("a.xlsx", "表", number, 1))
        for number, row in enumerate(rows, 1)
    ]
    return Grid("表", tuple(line for line in lines if line.cells), cell_at("a.xlsx", "表", 0, 0))


HEADINGS = {
    "titles": (("自评表",), ("填报单位", "某县"), ("类别", "编号", "填报值")),
    "in-english": (("SECTION", " id ", "Value"),),
    "marks": (("类别 *", "编号*", "填报值（自评）"),),
    "as-far-down-as-may-be": (*[("标题", "x")] * 19, ("类别", "编号", "填报值")),
}
NO_HEADINGS = {
    "one-name-only": (("标题", "填报值"), ("fact", "1")),
    "too-far-down": (*[("标题", "x")] * 20, ("类别", "编号", "填报值")),
    "nothing": (),
}


@pytest.mark.parametrize("rows", HEADINGS.values(), ids=HEADINGS)
def test_the_heading_stands_below_titles(rows: tuple[tuple[str, ...], ...]):
    """With brackets and marks of the form, in either language; the lines below it are read."""
    root, problems = evidence_of([grid_of(*rows, ("fact", "rate", "98"))], [], cell_at("a.xlsx", "表", 0, 0))
    assert ("98", []) == (root.get("facts").get("rate").text, problems)


@pytest.mark.parametrize("rows", NO_HEADINGS.values(), ids=NO_HEADINGS)
def test_what_has_no_heading_is_no_evidence(rows: tuple[tuple[str, ...], ...]):
    """One known word among others is chance."""
    assert not is_evidence(grid_of(*rows))


BESIDE = {
    "a note": ("注：数据截至年底",), "a signature": ("填表人：张三", "", "2024年1月5日"), "a seal": ("（盖章）",), "a title": ("一、办学条件",),
    "the heading again": ("类别", "编号", "填报值"), "the end": ("以下空白",), "a page": ("第1页 共2页",),
}  # fmt: skip


@pytest.mark.parametrize("line", BESIDE.values(), ids=BESIDE)
def test_what_people_put_beside_the_values_is_passed_over_with_a_note(line: tuple[str, ...]):
    """The lines around it are read; what is no such line, and no section, is an error as before."""
    head, fact = ("类别", "编号", "填报值"), ("fact", "rate", "98")
    root, (problem,) = evidence_of([grid_of(head, line, fact)], [], cell_at("a.xlsx", "表", 0, 0))
    assert ("98", "ER491", "a.xlsx!表!A2") == (root.get("facts").get("rate").text, problem.code, str(problem.place))
    for other in (("事实", "day", "1"), ("合计", "", "98"), ("facts", "注：x", "")):
        assert ["ER401"] == [one.code for one in evidence_of([grid_of(head, other, fact)], [], cell_at("a.xlsx", "表", 0, 0))[1]]


def test_the_unit_in_the_heading_is_that_of_the_figures():
    """Of the figures that have none of their own; it is read and never ignored."""
    rows = (("类别", "编号", "填报值（万元）", "单位"), ("fact", "funds", "5", ""), ("fact", "area", "7", "亩"), ("period", "", "2020", ""))
    root, problems = evidence_of([grid_of(*rows)], [], cell_at("a.xlsx", "表", 0, 0))
    assert (["万元", "亩"], []) == ([root.get("facts").get(name).get("unit").text for name in ("funds", "area")], problems)
    assert "2020" == root.get("period").text
