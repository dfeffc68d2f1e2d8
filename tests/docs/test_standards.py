"""docs/standards.md names every shipped ruleset, its examples, and a Chinese name that finds it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from evalrules.listing import with_words
from evalrules.loading import Listed, list_rulesets

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs" / "standards.md").read_text(encoding="utf-8")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.splitlines()
    if line.startswith("| ") and line.count("|") == 7 and "系统 system" not in line
]
STATES = ("完整 whole", "规则完整 rule", "部分 part")


@pytest.fixture(scope="module")
def listed() -> tuple[Listed, ...]:
    return list_rulesets()[0]


def test_the_page_names_what_is_shipped(listed: tuple[Listed, ...]):
    """Every shipped ruleset stands in one line of the page, and no other does."""
    named = [name for row in ROWS for name in re.findall(r"`([^`]+@[^`]+)`", row[2])]
    assert sorted(named) == sorted(one.entry.name for one in listed if one.entry.is_shipped)


@pytest.mark.parametrize("row", ROWS, ids=[row[1] for row in ROWS])
def test_a_system_is_found_by_its_chinese_name(row: list[str], listed: tuple[Listed, ...]):
    """`evalrules rulesets NAME` lists the rulesets of the line; the state is one of three, and an example uses them."""
    found = {one.entry.name for one in with_words(listed, [row[1]])}
    named = set(re.findall(r"`([^`]+@[^`]+)`", row[2]))
    assert named <= found
    assert row[4] in STATES
    examples = re.findall(r"\]\(\.\./([^)]+)\)", row[3])
    assert examples
    for example in examples:
        texts = [path.read_text(encoding="utf-8") for path in (ROOT / example).parent.glob("*.yaml")]
        assert (ROOT / example).is_file()
        assert any(name.split("@")[0] in text for name in named for text in texts)


def test_the_words_are_asked_for_all_together(listed: tuple[Listed, ...]):
    """Width, blanks and capital letters make no difference; of two words both are needed."""
    assert {one.entry.id for one in with_words(listed, ["KINDERGARTEN", "福建"])} == {"fujian-model-kindergarten"}


def test_a_word_that_no_standard_has_finds_nothing(listed: tuple[Listed, ...]):
    """三A学校 has no ruleset, and the page says why."""
    assert with_words(listed, ["三A学校"]) == ()
    assert "| 三A学校" in PAGE
    assert "| 发展性督导" in PAGE
