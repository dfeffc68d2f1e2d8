"""A name changed in a ruleset and its cases at once: it loads and its cases hold as before, or nothing is changed."""

from __future__ import annotations

import os
import re
from collections import Counter

import pytest

from evalrules.authoring.trial import try_ruleset
from evalrules.editor.names import at
from evalrules.editor.renaming import NotRenamed, edited, references, renamed

NAMES = {
    "a measure": ("met: |rate >= line", {"ruleset.yaml": 2, "one.yaml": 1}), "a number": ("rate >= li|ne,", {"ruleset.yaml": 2}),
    "a column": ("every(schools, boo|ks", {"ruleset.yaml": 3, "one.yaml": 1}), "a table": ("every(scho|ols,", {"ruleset.yaml": 2, "one.yaml": 1}),
    "an option": ('== "hil|ls"', {"ruleset.yaml": 3, "one.yaml": 1}), "an indicator": ('met("|1")', {"ruleset.yaml": 2, "one.yaml": 1}),
    "a level": ("when: cheated, level: fa|il", {"ruleset.yaml": 3}), "a veto": ("{id: fra|ud", {"ruleset.yaml": 1, "one.yaml": 1}),
    "a group": ('"1", group: ma|in', {"ruleset.yaml": 3}), "a choice": ("by: ar|ea", {"ruleset.yaml": 3, "one.yaml": 1}),
    "a source": ("source: |s 2", {"ruleset.yaml": 9}),
}  # fmt: skip


@pytest.mark.parametrize(("marked", "counts"), NAMES.values(), ids=NAMES)
def test_a_name_is_changed_everywhere(marked: str, counts: dict[str, int], opened):
    """Every place is found, the ruleset loads and its case holds with the new name."""
    place = opened.place("ruleset", marked)
    assert counts == Counter(os.path.basename(one.path) for one in references(opened.desk, *place))
    edits = renamed(opened.desk, *place, "new_name")
    for path in {one.path for one in edits}:
        text = edited(opened.desk.page(path).text, [one for one in edits if one.path == path])
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
    trial = try_ruleset(opened.paths["ruleset"], with_mutants=False)
    assert ((), 1, []) == (trial.failed, trial.cases, [one for one in trial.diagnostics if one.is_error])


RARE = {
    "an option of rows that have none": ("none_for: {kind: [hi|lls]}", "option"),
    "the column that says which rows have none": ("none_for: {ki|nd: [hills]}", "column"),
    "the column that is counted": ("of: sch|ool}", "column"),
}


@pytest.mark.parametrize(("marked", "kind"), RARE.values(), ids=RARE)
def test_a_name_is_found_wherever_the_language_has_one(marked: str, kind: str, opened):
    """Also under keys that are seldom written: a name that is changed is changed there too, and the ruleset loads."""
    opened.change("ruleset", "books: {type: count,", "books: {type: count, none_for: {kind: [hills]},")
    opened.change("ruleset", "    key: [school]\n", "    key: [school]\n    rows: {at_least: 1, of: school}\n")
    place = opened.place("ruleset", marked)
    path = place[0]
    edits = [one for one in renamed(opened.desk, *place, "new_name") if one.path == path]
    found = edited(opened.desk.page(path).text, edits)
    before, _, after = marked.partition("|")
    old = (re.findall(r"\w+$", before) or [""])[0] + re.findall(r"^\w+", after)[0]
    assert kind == at(opened.desk.uses(opened.desk.page(path)), *place[1:]).name.kind
    assert (before + after).replace(old, "new_name") in found


def test_a_name_is_changed_from_a_case_too(opened):
    """A case and its ruleset are one."""
    assert 3 == len(renamed(opened.desk, *opened.place("case", "{ra|te: 90"), "share"))


REFUSED = {
    "taken": ("ruleset", "met: |rate >= line", "cheated", "there already"), "no name": ("ruleset", "met: |rate >= line", "a b", "cannot be a name"),
    "a word of the language": ("ruleset", "met: |rate >= line", "and", "cannot be a name"),
    "taken by another kind": ("ruleset", "met: |rate >= line", "line", "would not load"), "elsewhere": ("evidence", "{ra|te: 94", "share", "rename it there"),
    "nothing there": ("ruleset", "re|vision: 1", "x", "no name here"),
}  # fmt: skip


@pytest.mark.parametrize(("what", "marked", "new", "why"), REFUSED.values(), ids=REFUSED)
def test_what_would_not_be_the_same_is_refused(what: str, marked: str, new: str, why: str, opened):
    """With the reason in both languages; nothing is changed."""
    with pytest.raises(NotRenamed) as refused:
        renamed(opened.desk, *opened.place(what, marked), new)
    assert why in refused.value.en
    assert any("\u4e00" <= one for one in refused.value.zh)


def test_while_a_file_cannot_be_read_nothing_is_renamed(opened):
    """Where its names stand is not known: neither from it nor from the other file."""
    opened.desk.page(opened.paths["case"])
    opened.change("case", "expect:", "expect: [")
    with pytest.raises(NotRenamed, match="mend it first"):
        renamed(opened.desk, *opened.place("ruleset", "met: |rate >= line"), "share")
