"""Rows of the evidence: every column known, every cell of its type, no row twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

import evalrules
from evalrules.base.source import Document
from evalrules.frontend.bind import bind_evidence
from evalrules.model.evidence import Bounds, Rows
from evalrules.readers import yaml_document

TEXT = """\
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
tables:
  units:
    zh: 学校
    en: schools
    key: [name, stage]
    columns:
      name: {type: text, zh: 名称, en: name}
      stage: {type: stage, zh: 学段, en: stage}
      pupils: {type: count, unit: 人, zh: 学生数, en: pupils}
      built: {type: date, zh: 建成, en: built}
      labs: {type: count, unit: 间, none_for: {stage: [primary]}, zh: 实验室, en: laboratories}
  towns: {zh: 乡镇, en: towns, key: [no], rows: 2, columns: {no: {type: number, zh: 号, en: number}}}
indicators: [{id: "1", source: s, met: 'every(units, pupils >= 1) and count(towns) >= 1'}]
"""


@pytest.fixture(scope="module")
def bound(ruleset_from: Callable[[str], Any]) -> Callable[[str], tuple[Any, list[str]]]:
    """The evidence with a section `tables`, or None, and the codes of everything said about it."""

    def of(tables: str) -> tuple[Any, list[str]]:
        root, problems = yaml_document.read("e.yaml", f"format: evidence/1\ntables: {tables}\n")
        assert problems == []
        evidence, found = bind_evidence(Document("e.yaml", "", "", root), ruleset_from(TEXT).data)
        return evidence, [one.code for one in found if one.is_error]

    return of


@pytest.fixture(scope="module")
def units(bound) -> Callable[[str], Rows]:
    def of(rows: str) -> Rows:
        evidence, codes = bound(f"{{units: {rows}}}")
        assert codes == []
        return evidence.tables["units"]

    return of


def keys(rows: Rows) -> list[tuple[str, ...]]:
    return [row.key for row in rows.rows]


def test_rows_stand_by_their_keys_in_natural_order(units):
    """The order in the document does not matter, and s2 comes before s10."""
    written = ["{name: s10, stage: junior}", "{name: s2, stage: primary}", "{name: s2, stage: junior}"]
    expected = [("s2", "junior"), ("s2", "primary"), ("s10", "junior")]
    assert keys(units(f"[{', '.join(written)}]")) == expected
    assert keys(units(f"[{', '.join(reversed(written))}]")) == expected


@pytest.mark.parametrize(
    ("cells", "labs"),
    [
        ("stage: primary", 0),
        ("stage: 小学, labs: null", 0),
        ("stage: primary, labs: 2", 2),
        ("stage: junior", None),
        ("stage: junior, labs: null", None),
    ],
)
def test_what_a_row_of_its_kind_has_none_of_is_0_where_it_is_left_empty(cells: str, labs: int | None, units):
    """A primary school need not say that it has no laboratory; what it says counts, and others have to say it."""
    found = units(f"[{{name: s, {cells}}}]").rows[0].cells.get("units.labs")
    assert (found.value if found is not None else None) == (None if labs is None else Bounds(labs, labs))


def test_cells_have_the_types_of_their_columns(units):
    """A count is a number, an option its id, a text a text; what is not given is absent."""
    row = units("[{name: 12, stage: 小学, pupils: 300}]").rows[0]
    assert row.key == ("12", "primary")
    assert row.cells["units.pupils"].value == Bounds(300, 300)
    assert row.cells["units.stage"].value == "primary"
    assert "units.built" not in row.cells


def test_tables_and_columns_go_by_their_chinese_names(bound):
    """学校 and 学生数 are the table and the column of these labels."""
    chinese, codes = bound("{学校: [{名称: 一小, 学段: 小学, 学生数: 3}]}")
    english, _ = bound("{units: [{name: 一小, stage: primary, pupils: 3}]}")
    assert codes == []
    assert chinese.digest == english.digest
    assert list(chinese.tables) == ["units"]


@pytest.mark.parametrize(
    ("rows", "count", "complete"),
    [
        ("[{name: a, stage: junior}]", 1, True),
        ("{rows: [{name: a, stage: junior}]}", 1, True),
        ("{rows: [{name: a, stage: junior}], complete: 是}", 1, True),
        ("{rows: [{name: a, stage: junior}], complete: 否}", 1, False),
        ("{rows: [{name: a, stage: junior}], complete: false}", 1, False),
        ("[]", 0, True),
        ("{rows: []}", 0, True),
        ("{rows: }", 0, False),
        ("{complete: 是}", 0, False),
        ("[{name: , stage: , pupils: }]", 0, False),
        ("[{name: , stage: }, {name: a, stage: junior}]", 1, True),
    ],
)
def test_a_table_is_complete_unless_it_says_nothing_or_no(rows: str, count: int, complete: bool, units):
    """A list is complete, also an empty one; a blank form and a missing list say nothing."""
    found = units(rows)
    assert (len(found.rows), found.complete) == (count, complete)


@pytest.mark.parametrize("tables", ["", "{units: }", "{}"])
def test_a_table_that_is_not_given_is_no_table(tables: str, bound):
    """An absent table is not a table without rows."""
    evidence, codes = bound(tables)
    assert codes == []
    assert dict(evidence.tables) == {}


@pytest.mark.parametrize(
    ("tables", "code"),
    [
        ("[]", "ER103"),
        ("{schools: []}", "ER401"),
        ("{units: 3}", "ER430"),
        ("{units: {rows: 3}}", "ER430"),
        ("{units: {rows: {a: 1}}}", "ER103"),
        ("{units: {rows: [], done: true}}", "ER108"),
        ("{units: {rows: [], complete: maybe}}", "ER103"),
        ("{units: [3]}", "ER103"),
        ("{units: [{name: a, stage: junior, books: 1}]}", "ER401"),
        ("{units: [{name: a, 名称: a, stage: junior}]}", "ER404"),
        ("{units: [{name: a, stage: senior}]}", "ER421"),
        ("{units: [{name: a, stage: junior, pupils: many}]}", "ER402"),
        ("{units: [{name: a, stage: junior, pupils: 1.5}]}", "ER403"),
        ("{units: [{name: a, stage: junior}, {name: a, stage: junior, pupils: 1}]}", "ER424"),
        ("{units: [{name: a, pupils: 1}]}", "ER425"),
        ("{units: [{name: a, stage: , pupils: 1}]}", "ER425"),
        ("{towns: [{no: 1}, {no: 2}, {no: 3}]}", "ER426"),
        ("{towns: [{no: 1}, {no: 1.0}]}", "ER424"),
    ],
)
def test_what_is_no_table_of_these_columns_is_refused(tables: str, code: str, bound):
    """Each mistake has its own code, and none makes evidence."""
    evidence, codes = bound(tables)
    assert codes == [code]
    assert evidence is None


def test_a_second_row_names_the_first(ruleset_from):
    """The refusal says where the first row of that key stands."""
    rows = [{"name": "a", "stage": "junior"}, {"name": "a", "stage": "初中"}]
    with pytest.raises(evalrules.EvalrulesError) as refused:
        evalrules.evidence_from({"tables": {"units": rows}}, ruleset_from(TEXT))
    found = refused.value.diagnostics[0]
    assert found.code == "ER424"
    assert found.related[0].place.column < found.place.column
    assert found.sentence("zh") == f"表“学校”中“a 初中”有两行（首次在 {found.related[0].place}），各栏都相同"


def test_two_rows_of_one_name_that_differ_are_told_apart(ruleset_from):
    """What they say differently stands beside their name, and nobody is told just to delete one."""
    rows = [{"name": "a", "stage": "junior", "pupils": 300}, {"name": "a", "stage": "junior", "pupils": 310}]
    with pytest.raises(evalrules.EvalrulesError) as refused:
        evalrules.evidence_from({"tables": {"units": rows}}, ruleset_from(TEXT))
    found = refused.value.diagnostics[0]
    assert found.sentence("zh").endswith("有 1 栏不同，如“学生数”为“300”和“310”")
    assert "把名称写得能够区分" in found.hint("zh") and "told apart" in found.hint("en")


def test_a_row_whose_key_is_spelled_null_is_not_dropped(bound):
    """A key of 无数据 is a row without a key, as an empty one is: else a complete table loses a row in silence."""
    assert bound("{units: [{name: a, stage: junior}, {name: 无数据, stage: junior, pupils: 0}]}")[1] == ["ER425"]
