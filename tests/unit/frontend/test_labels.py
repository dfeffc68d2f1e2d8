"""A name stands for one thing: where evidence could mean two, the ruleset is refused and both places are named."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalrules.frontend.labels import check_labels
from evalrules.readers.yaml_document import read

Built = Callable[[str], Any]

END = """
indicators: [{id: "1", source: s, assessed: yesno}]
verdict: [{level: ok, when: 'met("1")'}, {level: "no"}]
"""


def refused(text: str) -> list[tuple[int, str, str, str]]:
    """Of each problem its line, the line of the first place, and the two things."""
    root, problems = read("r.yaml", text)
    assert problems == []
    found = []
    for one in check_labels(root):
        args = dict(one.args)
        assert (one.code, [str(place.place) for place in one.related]) == ("ER319", [args["first"]])
        found.append((one.place.line, args["first"], args["one"], args["other"]))
    return found


TWO = {
    "measures": "measures:\n  a: {type: percent, zh: 率A}\n  b: {type: percent, zh: 率B}\n",
    "tables": "tables:\n  a: {zh: 率A, key: [k], columns: {k: {type: text}}}\n  b: {zh: 率B, key: [k], columns: {k: {type: text}}}\n",
    "columns": "tables: {t: {key: [a], columns:\n  {a: {type: text, zh: 率A},\n  b: {type: text, zh: 率B}}}}\n",
    "options": "choices: {c: {\n  a: {zh: 率A, en: one},\n  b: {zh: 率B, en: two}}}\n",
    "options by name": "choices: {c: {\n  a: 率A,\n  b: 率B}}\n",
    "levels": "levels:\n  - {id: a, zh: 率A}\n  - {id: b, zh: 率B}\n",
    "grades": "grades:\n  - {id: a, zh: 率A}\n  - {id: b, zh: 率B}\n",
    "members": "members:\n  a: {zh: 率A, holds: [ok]}\n  b: {zh: 率B, holds: [ok]}\n",
}


@pytest.mark.parametrize("kind", TWO)
def test_two_things_of_one_name_are_refused(kind: str):
    """Of measures, tables, columns, options, levels, grades and groups of members, with the places of both."""
    assert refused(TWO[kind]) == []
    ((line, first, one, other),) = refused(TWO[kind].replace("率B", "率A"))
    assert (line, first.split(":")[1], one, other) == (3, "2", "a", "b")


@pytest.mark.parametrize("kind", TWO)
@pytest.mark.parametrize("same", ["' 率A '", "率Ａ", "' 率Ａ'"])
def test_width_and_blanks_make_no_other_name(kind: str, same: str):
    """What people read as one name is one."""
    assert [found[2:] for found in refused(TWO[kind].replace("率B", same))] == [("a", "b")]


@pytest.mark.parametrize("kind", TWO)
@pytest.mark.parametrize(("written", "expected"), [("率A", ("b", "a")), ("率B", ("a", "b"))])
def test_a_name_that_is_the_id_of_another_is_refused(kind: str, written: str, expected: tuple[str, str]):
    """The evidence that writes it could mean either; the id of the thing itself is no other."""
    other = "b" if written == "率A" else "a"
    assert [found[2:] for found in refused(TWO[kind].replace(written, other))] == [expected]
    assert refused(TWO[kind].replace("率A", "a").replace("率B", "b")) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("choices: {c: {a: {zh: 甲, en: same}, b: {zh: 乙, en: same}}}", [("a", "b")]),
        ("choices: {c: {a: {zh: 甲, en: 乙}, b: {zh: 乙, en: two}}}", [("a", "b")]),
        ("choices: {c: {a: {zh: 甲, en: 甲}, b: {zh: 乙, en: 乙}}}", []),
        ("choices: {c: {a: 甲}, d: {b: 甲}}", []),
        ("grades: [{id: a, zh: 甲, en: same}, {id: b, zh: 乙, en: same}]", [("a", "b")]),
        ("grades: [A, {id: B, zh: A}]", [("A", "B")]),
        ("grades: [a, {id: ａ, zh: 乙}]", [("a", "ａ")]),
        ("measures: {a: {type: count, zh: 甲, en: same}, b: {type: count, zh: 乙, en: same}}", []),
        ("measures: {a: {type: count, zh: 甲}}\ntables: {t: {zh: 甲, key: [k], columns: {k: {type: text, zh: 甲}}}}", []),
        ("measures: {a: {type: count}, b: {type: count}}", []),
        ("tables: {t: {columns: {k: {type: text, zh: 甲, en: Fee}, l: {type: text, zh: 乙, en: fee}}}}", [("k", "l")]),
        ("tables: {t: {columns: {k: {type: text, zh: 学生 数}, l: {type: text, zh: 学生数}}}}", [("k", "l")]),
        ("tables: {t: {columns: {k: {type: text, zh: 甲}, K: {type: text, zh: 乙}}}}", [("k", "K")]),
        ("tables: {t: {columns: {k: {type: text, zh: 甲, en: l}, l: {type: text, zh: 乙}}}}", [("l", "k")]),
        ("tables: {t: {columns: {k: {type: text, zh: 数（小学）}, l: {type: text, zh: 数（初中）}}}}", []),
    ],
)
def test_a_name_binds_where_evidence_may_write_it(text: str, expected: list[tuple[str, str]]):
    """English names of options, grades and columns bind, those of facts do not; kinds of things do not meet."""
    assert [found[2:] for found in refused(text)] == expected


def test_such_a_ruleset_does_not_load(built: Built):
    """It is an error when the ruleset is loaded, whatever else is right with it."""
    ruleset, problems = built(TWO["measures"].replace("率B", "率A") + END)
    assert (ruleset, [one.code for one in problems]) == (None, ["ER319"])
    assert built(TWO["measures"] + END)[0] is not None


def test_an_overlay_that_takes_the_name_of_its_parent_names_both_files(editions, tmp_path, write):
    """The places are those in the two files."""
    from evalrules.loading import load_ruleset

    editions(e1="")
    parent = tmp_path / "r" / "1" / "ruleset.yaml"
    parent.write_text(parent.read_text("utf-8") + "measures: {a: {type: count, zh: 数, source: s 1}}\n", "utf-8")
    path = write("o.yaml", 'format: ruleset/1\nid: o\nedition: "1"\nrevision: 1\nextends: r@1\n'
                 "title: {zh: 例, en: sample}\nmeasures: {b: {type: count, zh: 数, source: s 1}}\n")  # fmt: skip
    loaded = load_ruleset(str(path))
    (problem,) = loaded.diagnostics
    assert (problem.code, problem.place.file.endswith("o.yaml"), problem.place.line) == ("ER319", True, 7)
    assert problem.related[0].place.file != problem.place.file
