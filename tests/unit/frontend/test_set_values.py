"""Values that stand in a document of evidence in the place of its own."""

from __future__ import annotations

import pytest

from evalrules.base.source import Listing, Record, Scalar
from evalrules.frontend.set_values import in_rows, with_set, written_of
from evalrules.readers import yaml_document
from evalrules.what_if import set_value_from

RULES = """
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
members: {towns: {zh: 镇, en: towns, holds: [pass], source: s 2}}
measures:
  rate: {type: percent, zh: 入学率, en: enrolment}
  funds: {type: number, series: 2, zh: 经费, en: funds}
  keep: {type: percent, each: stage, zh: 巩固率, en: retention}
tables:
  units:
    {zh: 学校, en: schools, key: [school, stage], columns: {school: {type: text, zh: 校名, en: school}, stage: {type: stage, zh: 学段, en: stage}, pupils: {type: count, zh: 学生数, en: pupils}}}
  rooms: {zh: 教室, en: rooms, key: [number], columns: {number: {type: count, zh: 号, en: number}, area: {type: number, zh: 面积, en: area}}}
indicators:
  - {id: "1", zh: 入学, en: enrolment, source: s 1, met: "rate >= 90 and previous(funds, 0) >= previous(funds, 1)"}
  - {id: "2", zh: 管理, en: management, source: s 2, assessed: yesno}
  - {id: "3", zh: 给分, en: points, source: s 5, points: 4, awarded: assessor}
  - {id: "4", zh: 规模, en: size, source: s 4, met: "every(units, pupils <= 2000) and every(rooms, area >= 50)"}
"""
EVIDENCE = """
subject: {attributes: {region: 苏北}}
facts: {入学率: {value: 88, source: 年报}, funds: {2006: 5, 2007: 6}, keep: {小学: 91}}
grades: {"2": 否}
members: {towns: {total: 5, holding: 3}}
tables: {学校: {rows: [{校名: 一小, 学段: 小学, pupils: 2400}, {school: 一中, stage: junior, pupils: 900}]}, rooms: rooms.csv}
"""


@pytest.fixture(scope="module")
def rules(ruleset_from):
    return ruleset_from(RULES).data


def plain(node):
    """A tree as plain values."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Listing):
        return [plain(item) for item in node.items]
    return {pair.key.text: plain(pair.value) for pair in node.pairs}


def changed(rules, *written: str, evidence: str = EVIDENCE):
    root, problems = yaml_document.read("e", evidence)
    assert problems == [] and isinstance(root, Record)
    return with_set(root, [set_value_from(one) for one in written], rules)


@pytest.mark.parametrize(
    ("written", "keys", "before", "after"),
    [
        ("facts.rate=95", ("facts", "入学率"), "88", "95"),
        ("facts.入学率 = 95", ("facts", "入学率"), "88", "95"),
        ("facts.enrolment=95", ("facts", "入学率"), "88", "95"),
        ("facts.funds.2007=7", ("facts", "funds", "2007"), "6", "7"),
        ("facts.funds.2005=4", ("facts", "funds", "2005"), "", "4"),
        ("facts.keep.primary=99", ("facts", "keep", "小学"), "91", "99"),
        ("facts.巩固率.初中=99", ("facts", "keep", "junior"), "", "99"),
        ("grades.2=是", ("grades", "2"), "否", "是"),
        ("grades.管理=是", ("grades", "2"), "否", "是"),
        ('points."3"=3.5', ("points", "3"), "", "3.5"),
        ("members.towns.holding=4", ("members", "towns", "holding"), "3", "4"),
        ("attributes.region=苏南", ("subject", "attributes", "region"), "苏北", "苏南"),
        ("tables.units[一小, 小学].pupils=1900", ("tables", "学校", "rows", 0, "pupils"), "2400", "1900"),
        ("tables.学校[一小，primary].学生数=1900", ("tables", "学校", "rows", 0, "pupils"), "2400", "1900"),
        ("tables.schools[一中,初中].pupils=", ("tables", "学校", "rows", 1, "pupils"), "900", ""),
    ],
)  # fmt: skip
def test_a_value_stands_where_its_path_leads(rules, written, keys, before, after):
    """Under the id or the label that the evidence uses, else under the id; everything else stays."""
    found = changed(rules, written)
    assert [(before, after)] == [(one.before, one.after) for one in found.replaced]
    assert () == found.problems
    whole, was = plain(found.node), plain(yaml_document.read("e", EVIDENCE)[0])
    at, old = whole, was
    for key in keys[:-1]:
        at, old = at[key], old.setdefault(key, {}) if isinstance(old, dict) else old[key]
    assert after == at.pop(keys[-1])
    old.pop(keys[-1], None)
    assert whole == was


def test_a_value_has_the_unit_in_which_it_stands(rules):
    """That of the measure; stated beside the value, that one; and a row is called by the names of its key."""
    evidence = EVIDENCE.replace("{value: 88, source: 年报}", "{value: 0.88, unit: '1'}")
    percent, cell = changed(rules, "facts.rate=95", "tables.units[一小,primary].pupils=2000", evidence=evidence).replaced
    assert (("1", "%"), ("0.88", "95")) == (percent.units, (percent.before, percent.after))
    assert ("一小、小学的学生数", "pupils of 一小, primary") == tuple(cell.title)


def test_a_section_that_is_missing_comes_with_its_value(rules):
    """Evidence that says nothing is enough."""
    found = changed(rules, "facts.rate=95", "grades.2=是", evidence="format: evidence/1")
    assert {"format": "evidence/1", "facts": {"rate": "95"}, "grades": {"2": "是"}} == plain(found.node)


@pytest.mark.parametrize(
    "written", ["tables.units[二小, 小学].pupils=1", "tables.units[一小].pupils=1", "tables.units[一小, 初中].pupils=1"]
)
def test_a_row_that_is_not_there_is_told(rules, written):
    """ER590, at the path; nothing is changed."""
    found = changed(rules, written)
    assert [("ER590", f"--set#{set_value_from(written).path.text}")] == [(one.code, str(one.place)) for one in found.problems]
    assert () == found.replaced


def test_rows_of_a_file_are_changed_where_they_are_had(rules):
    """The document leaves them alone; a number of a key is the same number however it is written."""
    values = [set_value_from("tables.rooms[2].area=60"), set_value_from("tables.units[一小, 小学].pupils=1")]
    rows, _ = yaml_document.read("e", "[{号: '1', 面积: 40}, {号: 2.0, 面积: 40}]")
    found = in_rows(rows, values, "rooms", rules)
    assert [{"号": "1", "面积": "40"}, {"号": "2.0", "面积": "60"}] == plain(found.node)
    assert () == changed(rules, "tables.rooms[2].area=60").replaced


def test_a_name_that_is_not_there_is_left_to_be_told_by_what_binds(rules):
    """It stands in the document at its own place."""
    found = changed(rules, "facts.rat=95", "tables.unit[一小].pupils=1", "tables.units[一小, 小学].pupil=1")
    facts, tables = found.node.get("facts"), found.node.get("tables")
    assert "--set#facts.rat" == str(facts.key("rat").span)
    assert "unit" in plain(tables)
    assert "pupil" in plain(tables)["学校"]["rows"][0]


def test_a_value_is_written_as_a_line_shows_it():
    """Several parts as YAML has them, and of a value with its source the value."""
    root, _ = yaml_document.read("e", "{a: {between: [1, 2]}, b: {value: 3, source: x}}")
    assert ["{between: [1, 2]}", "3"] == [written_of(root.get(name)) for name in ("a", "b")]
