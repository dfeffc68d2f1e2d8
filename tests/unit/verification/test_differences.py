"""Two results held against each other: every part that differs, named as a reader knows it."""

from __future__ import annotations

import pytest

from evalrules.verification.differences import Difference, differences


def test_what_is_the_same_differs_in_nothing():
    """Whatever the order of keys: what is compared here is what they say."""
    assert [] == list(differences({"a": [1, {"id": "x"}], "b": None}, {"b": None, "a": [1, {"id": "x"}]}, "$"))


@pytest.mark.parametrize(
    ("stated", "found", "differing"),
    [
        ({"verdict": {"level": "a", "x": 1}}, {"verdict": {"level": "b", "x": 2}}, ("verdict", "", "$.verdict.level", '"a"', '"b"')),
        ({"gates": [{"id": "g", "holds": True}]}, {"gates": [{"id": "g", "holds": None}]}, ("gate", "g", "$.gates[0].holds", "true", "null")),
        ({"gaps": [{"to": "a"}]}, {"gaps": []}, ("gap", "", "$.gaps[0]", '{"to": "a"}', "—")),
        ({"vetoes": []}, {"vetoes": [{"id": "v"}]}, ("veto", "v", "$.vetoes[0]", "—", '{"id": "v"}')),
        ({"a": True}, {"a": 1}, ("part", "", "$.a", "true", "1")),
        ({"a": None}, {}, ("part", "", "$.a", "null", "—")),
        ({"period": "x" * 99}, {"period": "y"}, ("period", "", "$.period", '"' + "x" * 59 + "…", '"y"')),
        ({"beside": [{"possible": ["a", "b"]}]}, {"beside": [{"possible": ["a"]}]}, ("assessment beside", "", "$.beside[0].possible[1]", '"b"', "—")),
        ({"titles": {"levels": {"a": 1}}}, {"titles": {"levels": {"a": 2}}}, ("titles", "", "$.titles.levels.a", "1", "2")),
        ([], {}, ("part", "", "$", "[]", "{}")),
    ],
)  # fmt: skip
def test_a_part_that_differs_is_named(stated: object, found: object, differing: tuple[str, ...]):
    """What it is, its id, the first value in it that differs, and both of them."""
    assert [Difference(*differing)] == list(differences(stated, found, "$"))


def test_entries_are_told_apart_by_their_ids():
    """One that is gone moves no other; only the order itself is then a difference of its own."""
    three = [{"id": own} for own in "abc"]
    assert [("indicator", "b")] == [one[:2] for one in differences({"indicators": [three[0], three[2]]}, {"indicators": three}, "$")]
    assert [("indicator", "")] == [one[:2] for one in differences({"indicators": three[::-1]}, {"indicators": three}, "$")]
    twice = [*three, {"id": "a", "x": 1}]
    assert [("indicator", "")] == [one[:2] for one in differences({"indicators": twice}, {"indicators": three}, "$")]
