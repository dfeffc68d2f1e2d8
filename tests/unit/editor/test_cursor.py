"""Where somebody types, told by the lines alone."""

from __future__ import annotations

import pytest

from evalrules.editor.cursor import Cursor, cursor_at

PLACES = {
    "an empty file": ("|", (), None, ""),
    "a key at the top": ("format: x\nmeas|", (), None, "meas"),
    "a value at the top": ("subject: cou|", (), "subject", "cou"),
    "a key in a section": ("measures:\n  ra|", ("measures",), None, "ra"),
    "a key in braces": ("measures:\n  rate: {ty|", ("measures", "rate"), None, "ty"),
    "a second key in braces": ("measures:\n  rate: {type: percent, be|", ("measures", "rate"), None, "be"),
    "a value in braces": ("measures:\n  rate: {type: per|", ("measures", "rate"), "type", "per"),
    "a key below a key": ("measures:\n  rate:\n    type: percent\n    be|", ("measures", "rate"), None, "be"),
    "a value below a key": ("measures:\n  rate:\n    type: per|", ("measures", "rate"), "type", "per"),
    "an item": ("indicators:\n  - {id: a, met: x >= li|", ("indicators", ""), "met", "li"),
    "a key of an item": ("indicators:\n  - {id: a, me|", ("indicators", ""), None, "me"),
    "a first key of an item": ("indicators:\n  - i|", ("indicators", ""), None, "i"),
    "a value behind a dash": ("indicators:\n  - id: 3|", ("indicators", ""), "id", "3"),
    "a key below a dash": ("indicators:\n  - id: a\n    me|", ("indicators", ""), None, "me"),
    "a value below a dash": ("indicators:\n  - id: a\n    met: ra|", ("indicators", ""), "met", "ra"),
    "bands below a dash": ("indicators:\n  - id: a\n    bands:\n      A: ra|", ("indicators", "", "bands"), "A", "ra"),
    "bands in braces": ("indicators:\n  - {id: a, bands: {A: x >= 1, B: ra|", ("indicators", "", "bands"), "B", "ra"),
    "behind a comma of a call": ("vetoes:\n  - {id: v, when: 'every(schools, bo|", ("vetoes", ""), "when", "bo"),
    "behind braces that are closed": ("measures:\n  a: {type: count}\n  b: {|", ("measures", "b"), None, ""),
    "items that are not indented": ("levels:\n- id: a\n- i|", ("levels", ""), None, "i"),
    "below a comment": ("measures:\n  # so\n  ra|", ("measures",), None, "ra"),
    "in a list": ("tables:\n  t:\n    key: [sch|", ("tables", "t", "key"), "", "sch"),
    "a row": ("tables:\n  t:\n    rows:\n      - {school: a, ki|", ("tables", "t", "rows", ""), None, "ki"),
    "rows in braces": ("tables: {t: {rows: [{school: a, ki|", ("tables", "t", "rows", ""), None, "ki"),
    "a check": ("tables:\n  t:\n    checks:\n      - bo|", ("tables", "t", "checks", ""), None, "bo"),
}


@pytest.mark.parametrize(("text", "path", "key", "typed"), PLACES.values(), ids=PLACES)
def test_the_keys_that_lead_there_are_told(text: str, path: tuple[str, ...], key: str | None, typed: str):
    """Also in braces that are not closed, which no reader of YAML would take."""
    found = cursor_at(text.replace("|", "").split("\n"), text.count("\n") + 1, len(text.partition("|")[0].split("\n")[-1]) + 1)
    assert (path, key, typed) == (found.path, found.key, found.typed)


@pytest.mark.parametrize(
    ("text", "is_text", "before"),
    [
        ('met: kind == "hi', True, 'kind == "'), ("met: 'met(\"", True, 'met("'), ("met: 'met(\"1\") and ra", False, 'met("1") and '),
        ("met: '", False, ""), ('met: "', False, ""), ("met: \"kind == 'hi", True, "kind == '"), ("met: every(a, ", False, "every(a, "),
    ],
)  # fmt: skip
def test_a_text_of_a_condition_is_told_from_a_text_of_yaml(text: str, is_text: bool, before: str):
    """The quotes around a whole value belong to YAML."""
    found = cursor_at([text], 1, len(text) + 1)
    assert (is_text, before, "met") == (found.is_text, found.before, found.key)


def test_behind_the_end_nothing_is_there():
    """An editor may ask about a line that is no more."""
    assert Cursor((), None, "") == cursor_at([], 3, 1)
