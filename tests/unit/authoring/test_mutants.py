"""Every ruleset that differs by a single token."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalrules.authoring.mutants import mutants_of
from evalrules.base.source import Record
from evalrules.readers.yaml_document import read


@pytest.fixture
def names() -> Callable[[str], list[str]]:
    """The names of the mutants of a document."""

    def of(text: str) -> list[str]:
        root, problems = read("r.yaml", text)
        assert problems == []
        assert isinstance(root, Record)
        return [mutant.name for mutant in mutants_of(root)]

    return of


def changes(found: list[str]) -> list[str]:
    return [name.partition(" -> ")[2] for name in found]


@pytest.mark.parametrize(
    ("condition", "changed"),
    [
        ("a >= b", ["a > b"]),
        ("a > b", ["a >= b"]),
        ("a <= b", ["a < b"]),
        ("a < b", ["a <= b"]),
        ("a == b", ["a != b"]),
        ("a != b", ["a == b"]),
        ("a and b", ["a or b"]),
        ("a or b", ["a and b"]),
        ("not a", ["a"]),
        ("a + b - c * d / e", ["a - b - c * d / e", "a + b + c * d / e", "a + b - c / d / e", "a + b - c * d * e"]),
        ("every(t, a)", ["any(t, a)"]),
        ("any(t, a)", ["every(t, a)"]),
        ("all_of(a, b)", ["any_of(a, b)"]),
        ("at_least(2, a, b)", ["at_least(1, a, b)", "at_least(3, a, b)"]),
        ("rising(a, 3)", ["not_falling(a, 3)", "rising(a, 2)", "rising(a, 4)"]),
        ("min(a, b)", ["max(a, b)"]),
        ("step(v, a)", ["interpolate(v, a)"]),
        ("a2 == half_up2", ["a2 != half_up2"]),
        ("a == 0.50", ["a != 0.50", "a == 0.49", "a == 0.51"]),
        ("a == 0", ["a != 0", "a == 1"]),
        ('a == "x"', ['a != "x"', 'a == "y"']),
        ("a == 'z'", ["a != 'z'"]),
        ('grade == "C"', ['grade != "C"', 'grade == "A"']),
    ],
)
def test_every_token_of_a_condition_is_changed(condition: str, changed: list[str], names):
    """Operators, words, numbers by one unit of their last digit, grades and options; nothing else."""
    text = f"""\
grades: [A, B, C]
choices: {{region: {{x: {{zh: 甲}}, y: {{zh: 乙}}}}}}
indicators: [{{id: i, met: '{condition.replace("'", "''")}'}}]
"""
    found = names(text)
    assert changes(found) == changed
    assert all(name.startswith(f"indicators.i.met: {condition} -> ") for name in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("values: {v: {value: 9.5, source: s 1}}", ["values.v.value: 9.5 -> 9.4", "values.v.value: 9.5 -> 9.6"]),
        ("values: {v: {value: 0}}", ["values.v.value: 0 -> 1"]),
        ("values: {v: {value: null}}", []),
        ("values: {v: {by: r, x: 1, y: 2}}", ["values.v.x: 1 -> 0", "values.v.x: 1 -> 2", "values.v.y: 2 -> 1", "values.v.y: 2 -> 3"]),
        ("indicators: [{id: i, points: 4, awarded: assessor}]", ["indicators.i.points: 4 -> 3", "indicators.i.points: 4 -> 5"]),
        ("indicators: [{id: i, round: {digits: 0, mode: half_up}}]", [
            "indicators.i.round.digits: 0 -> 1", "indicators.i.round.mode: half_up -> half_even"]),
        ("indicators: [{id: i, applies: a}]", ["indicators.i.applies: left out"]),
        ("tables: {t: {rows: 3, leave_out: a}}", [
            "tables.t.rows: 3 -> 2", "tables.t.rows: 3 -> 4", "tables.t.leave_out: left out"]),
        ("measures: {m: {value: a + b, range: [0, 100]}}", ["measures.m.value: a + b -> a - b"]),
        ("tables: {t: {columns: {c: {value: a / b}}}}", ["tables.t.columns.c.value: a / b -> a * b"]),
        ("panel: {decides: plurality}", ["panel.decides: plurality -> majority"]),
        ("not_applicable: left_out", ["not_applicable: left_out -> full"]),
        ("not_applicable: full", ["not_applicable: full -> left_out"]),
        ("checks: [a <= b]", []),
        ("indicators: [{id: i, zh: 第1条, note: {zh: 95以上}, source: s 14}]", []),
        ("levels: [{id: a}, {id: b}]\ngates: [{id: g, need: x, else: b}]", ["gates.g: left out", "gates.g.else: b -> a"]),
        ("levels: [{id: a}, {id: b}]\nvetoes: [{id: v, when: x, level: b}]", ["vetoes.v: left out", "vetoes.v.level: b -> a"]),
        ("levels: [{id: a}, {id: b}]\nverdict: [{level: a, when: x}, {level: b}]", [
            "verdict.0: left out", "verdict.0.level: a -> b", "verdict.1.level: b -> a"]),
        ("levels: [{id: a}]\nconditions: [{id: c, when: x, within: 2, level: a}]", [
            "conditions.c: left out", "conditions.c.within: 2 -> 1", "conditions.c.within: 2 -> 3"]),
    ],
)  # fmt: skip
def test_every_part_that_decides_is_changed(text: str, found: list[str], names):
    """Numbers, levels and whole rules; labels, citations, ranges and checks stay as they are."""
    assert names(text + "\n") == found


def test_a_mutant_is_the_document_with_one_change():
    """Nothing but the one token differs, and the original is left alone."""
    text = "values: {v: {value: 95}, w: {value: 3}}\nindicators: [{id: i, met: a >= v}, {id: j, met: b > w}]\n"
    root, _ = read("r.yaml", text)
    before = repr(root)
    made = {mutant.name: mutant.root for mutant in mutants_of(root)}
    assert repr(root) == before
    assert len({repr(one) for one in made.values()} | {before}) == len(made) + 1
    changed = made["indicators.j.met: b > w -> b >= w"]
    assert changed.get("values") == root.get("values")
    first, second = changed.get("indicators").items
    assert first == root.get("indicators").items[0]
    assert second.get("met").text == "b >= w"


def test_a_rule_left_out_is_gone():
    """The list is shorter by the one rule, the others keep their order."""
    root, _ = read("r.yaml", "vetoes: [{id: a, when: x}, {id: b, when: y}, {id: c, when: z}]\n")
    made = {mutant.name: mutant.root for mutant in mutants_of(root)}
    assert [item.get("id").text for item in made["vetoes.b: left out"].get("vetoes").items] == ["a", "c"]


def test_two_ways_to_the_same_change_are_one_mutant(names):
    """No name comes twice."""
    found = names("indicators: [{id: i, met: a >= 1 and b >= 1 and c == 1}]\n")
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("written", "token", "after"),
    [
        ("{id: i, met: a >= b}", ">=", ">"), ("{id: i, met: 'a >= b'}", ">=", ">"), ("{id: i, applies: a}", "a", ""),
        ("{id: i, points: 12}", "12", "11"), ("{id: i, met: not a}", "not", ""),
    ],
)  # fmt: skip
def test_the_changed_token_is_marked(written: str, token: str, after: str):
    """Its first and last column in the line as it is written, within quotes, too; and what stands there then."""
    line = f"indicators: [{written}]"
    root, _ = read("r.yaml", line)
    assert isinstance(root, Record)
    mutant = next(iter(mutants_of(root)))
    assert (1, token, after) == (mutant.place.line, line[mutant.place.column - 1 : mutant.place.end_column - 1], mutant.after)


@pytest.mark.parametrize("written", ['"a\\u0020>= b"', "|\n      a >= b", "a\n      >= b"], ids=["escaped", "block", "folded"])
def test_a_text_not_written_as_it_is_read_is_marked_as_a_whole(written: str):
    """No column is guessed."""
    root, _ = read("r.yaml", f"indicators:\n  - id: i\n    met: {written}\n")
    assert isinstance(root, Record)
    (indicators,) = root.pairs
    assert [indicators.value.items[0].get("met").span] == [one.place for one in mutants_of(root)]
