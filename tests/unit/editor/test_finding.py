"""What is wrong with a document, as one types: with its place, before anything is saved."""

from __future__ import annotations

import pytest

from evalrules.editor.finding import findings
from evalrules.editor.mending import mends
from evalrules.editor.renaming import edited

WRONG = {
    "a name": ("ruleset", "met: rate >= line", "met: rat >= line", "ER203", "rat"),
    "a sign": ("ruleset", "met: rate >= line", "met: rate ≥ line", "ER206", "≥"),
    "no YAML": ("ruleset", "revision: 1", "revision: [", "ER101", None),
    "a key": ("ruleset", "better: higher", "beter: higher", "ER108", "beter"),
    "what lint finds": ("ruleset", "books_least or", "20 or", "ER651", "books_least"),
    "a fact": ("evidence", "{rate: 94", "{rat: 94", "ER401", "rat"),
    "a figure": ("evidence", "rate: 94", "rate: 940", "ER403", "940"),
    "a key of a case": ("case", "expect:", "expects:", "ER108", "expects"),
    "a case that does not hold": ("case", "level: pass", "level: fail", "", "level"),
    "an outcome that does not hold": ("case", '"2": met}', '"2": not_met}', "", '"2"'),
}


def test_what_is_right_has_no_findings(opened):
    """A ruleset, a case and evidence in order; that the papers of the ruleset lack is a note."""
    assert ["ER660"] == [one.code for one in findings(opened.desk, opened.paths["ruleset"], "en")]
    assert [[], []] == [[one.code for one in findings(opened.desk, opened.paths[what], "en")] for what in ("case", "evidence")]


@pytest.mark.parametrize(("what", "before", "after", "code", "marked"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_told_where_it_stands(what: str, before: str, after: str, code: str, marked: str | None, opened):
    """With the code of the command line, unsaved."""
    path = opened.change(what, before, after)
    found = [one for one in findings(opened.desk, path, "en") if one.code == code]
    assert found, findings(opened.desk, path, "en")
    span = found[0].span
    assert marked is None or marked == opened.texts[path].split("\n")[span.line - 1][span.column - 1 : span.end_column - 1]


def test_a_case_is_held_to_the_ruleset_as_it_is_typed(opened):
    """A change of the ruleset that nobody has saved makes its case fail at once."""
    opened.change("ruleset", "hills: 90", "hills: 91")
    assert [True] == ["level should be pass, is fail" in one.message for one in findings(opened.desk, opened.paths["case"], "en") if "level" in one.message]


@pytest.mark.parametrize(("language", "word"), [("zh", "案例不符"), ("en", "does not hold")])
def test_findings_speak_the_language_of_the_reader(language: str, word: str, opened):
    """Those of cases and those with a code."""
    assert any(word in one.message for one in findings(opened.desk, opened.change("case", "level: pass", "level: fail"), language))


def test_evidence_that_is_in_no_file_is_checked_too(opened):
    """An editor may show what was never saved."""
    opened.texts["untitled:1.yaml"] = "format: evidence/1\nruleset: r@1\nfacts: {rat: 3}\n"
    assert "ER401" in [one.code for one in findings(opened.desk, "untitled:1.yaml", "en")]


@pytest.mark.parametrize("text", ["", "- a\n", "services: {web: {}}\n"])
def test_what_is_none_of_ours_is_left_alone(text: str, opened):
    """An editor shows other YAML as well."""
    opened.texts["/x/compose.yaml"] = text
    assert () == findings(opened.desk, "/x/compose.yaml", "en")


@pytest.mark.parametrize(
    ("what", "before", "after", "title"),
    [
        ("ruleset", "met: rate >= line", "met: rate ≥ line", "Change '≥' to '>='"), ("ruleset", "met: rate >= line", "met: rat >= line", "Change 'rat' to 'rate'"),
        ("evidence", "cheated: false", "cheatd: false", "Change 'cheatd' to 'cheated'"),
    ],
)  # fmt: skip
def test_what_is_offered_mends_it(what: str, before: str, after: str, title: str, opened):
    """The sign that `lint --fix` would mend, and the name that was probably meant: the text is as it was."""
    path = opened.paths[what]
    whole = opened.desk.page(path).text
    opened.change(what, before, after)
    offer = next(one for one in mends(opened.desk, path, "en") if one.title == title)
    assert whole == edited(opened.texts[path], list(offer.edits))


def test_where_nothing_is_sure_nothing_is_offered(opened):
    """A figure out of its range could be anything."""
    assert [] == list(mends(opened.desk, opened.change("evidence", "rate: 94", "rate: 940"), "en"))
