"""The published shape: every place where a document is not of it, with a suggestion where one is near."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalrules.base.source import Record
from evalrules.frontend.shape import check_shape, plain
from evalrules.schemas import schema_text

Document = Callable[[str], Record]

GOOD = """\
format: ruleset/1
id: t
edition: "1"
revision: 1
title: {zh: 例}
subject: school
levels: [{id: ok, required: true}]
indicators: [{id: "1", met: rate >= 1}]
verdict: [{level: ok}]
"""


@pytest.fixture(scope="module")
def shape(document: Document) -> Callable[[str], Any]:
    return lambda text: check_shape(document(text), schema_text("ruleset"))


def test_the_smallest_ruleset_has_the_published_shape(shape: Callable[[str], Any]):
    """A ruleset with just the required keys is of the right shape."""
    assert shape(GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "code", "place", "args"),
    [
        ("ruleset/1", "ruleset/2", "ER104", (1, 9), {"found": "ruleset/2", "expected": "ruleset/1"}),
        ("subject: school\n", "", "ER109", (1, 1), {"key": "subject"}),
        ("verdict: [{level: ok}]\n", "", "ER109", (1, 1), {"key": "verdict"}),
        ("subject", "sbuject: x\nsubject", "ER108", (6, 1), {"key": "sbuject", "suggestion": "subject"}),
        ("verdict", "veto: []\nverdict", "ER108", (9, 1), {"key": "veto", "suggestion": "vetoes"}),
        ("met:", "mett: x, met:", "ER108", (8, 24), {"key": "mett", "suggestion": "met"}),
        ("required: true", "required: 1", "ER103", (7, 29), {"found": "1"}),
        ("revision: 1", "revision: '1'", "ER103", (4, 11), {"found": '"1"'}),
        ("revision: 1", "revision: 1.5", "ER103", (4, 11), {"found": "1.5"}),
        ("[{level: ok}]", "{level: ok}", "ER103", (9, 10), {"found": "a mapping", "expected": "a list"}),
        ("[{level: ok}]", "[]", "ER103", (9, 10), {"found": "a list"}),
        ("title: {zh: 例}", "title: 例", "ER103", (5, 8), {"found": "例", "expected": "a mapping"}),
        ("verdict", "extends: a/b@1\nverdict", "ER103", (9, 10), {"found": "a/b@1"}),
        (
            "verdict",
            "measures: {r: {type: count, better: up}}\nverdict",
            "ER103",
            (9, 37),
            {"expected": "higher or lower"},
        ),
    ],
)
def test_a_wrong_shape_is_found_at_its_place(
    old: str, new: str, code: str, place: tuple[int, int], args: dict[str, str], shape: Any
):
    """Each deviation from the shape is one problem at the key or value that is wrong."""
    assert old in GOOD
    found = shape(GOOD.replace(old, new, 1))
    assert [(one.code, (one.place.line, one.place.column)) for one in found] == [(code, place)]
    assert args.items() <= dict(found[0].args).items()


def test_every_deviation_is_found(shape: Callable[[str], Any]):
    """Three things wrong are three problems."""
    found = shape(
        GOOD.replace("ruleset/1", "x").replace("revision: 1", "revision: x").replace("subject:", "sub:")
    )
    assert sorted(one.code for one in found) == ["ER103", "ER104", "ER108", "ER109"]


def test_an_overlay_needs_no_levels(shape: Callable[[str], Any]):
    """Only a ruleset without a parent must have subject, levels, indicators and a verdict."""
    head = "".join(GOOD.splitlines(keepends=True)[:5])
    assert shape(head + "extends: p@1\n") == []
    assert sorted({dict(one.args)["key"] for one in shape(head)}) == [
        "indicators",
        "levels",
        "subject",
        "verdict",
    ]


def test_a_long_text_is_cut_in_the_message(shape: Callable[[str], Any]):
    """At most 60 characters of what was found are shown."""
    found = shape(GOOD.replace("title: {zh: 例}", "title: " + "长" * 500))
    assert dict(found[0].args)["found"] == "长" * 60 + "…"


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("1", 1),
        ("1.5", 1.5),
        ("'1'", "1"),
        ("true", True),
        ("'true'", "true"),
        ("null", None),
        ("~", None),
        ("''", ""),
        ("1.10", 1.1),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("yes", "yes"),
        ("2007-05-01", "2007-05-01"),
        ("[1, {a: b}]", [1, {"a": "b"}]),
        ("1e3", 1000),
        ("012", "012"),
    ],
)
def test_a_scalar_is_a_number_only_in_plain_decimal_notation(text: str, value: object, document: Document):
    """Shape checks see JSON values: hexadecimal, yes, dates and .inf are text."""
    found = plain(document(f"a: {text}").get("a"))
    assert (type(found), found) == (type(value), value)


def test_nothing_outside_is_read(shape: Callable[[str], Any]):
    """A $ref in a document is an unknown key: nothing is fetched."""
    assert ["ER108"] == [one.code for one in shape(GOOD + "$ref: http://127.0.0.1:9/x.json\n")]
