"""Differences in words and as data: what it was, what it is, in the language of the reader."""

from __future__ import annotations

import json

import pytest

from evalrules.authoring.differences import ruleset_changes
from evalrules.loading import load_ruleset
from evalrules.model.ruleset_changes import RulesetChanges
from evalrules.reporters.ruleset_changes import changes_page, render_changes_json


@pytest.fixture(scope="module")
def editions() -> RulesetChanges:
    """Both editions of the standard of Anhui."""
    before, after = (load_ruleset(f"anhui-standard-school@{year}").ruleset for year in (2007, 2018))
    assert before is not None
    assert after is not None
    return ruleset_changes(before, after)


def test_an_official_reads_what_it_was_and_what_it_is(editions):
    """The limit of each stage before and after, and which number made it so."""
    page = changes_page(editions, "zh")
    lines = [line for section in page.sections if section.title == "指标" for line in section.lines]
    at = lines.index("AH1 生均校舍建筑面积：改严（生均校舍建筑面积下限（不含宿舍））")
    assert ["- 原：生均校舍建筑面积 ≥ 小学 5 平方米/初中 6 平方米", "- 现：生均校舍建筑面积 ≥ 小学 8.5 平方米/初中 9.5 平方米"] == lines[at + 1 : at + 3]
    assert page.reasons[0].startswith("新增 23 项，改严 5 项，")


@pytest.mark.parametrize(("language", "word"), [("zh", "没有不同"), ("en", "nothing is different")])
def test_nothing_different_is_said(editions, language: str, word: str):
    """A ruleset beside itself."""
    page = changes_page(ruleset_changes(editions.before, editions.before), language)
    assert (page.reasons, page.sections) == ((word,), ())


def test_every_part_is_told_in_both_languages_as_data(editions):
    """No part without a name or a word of what it says; counts add up."""
    found = json.loads(render_changes_json(editions))
    assert sum(found["counts"].values()) == len(found["changes"]) == len(editions.changes)
    for one in found["changes"]:
        assert one["title"]["zh"] and one["title"]["en"]
        has_more = one["change"] != "removed" and one["part"] not in ("source", "standard")
        assert one["after"]["zh"] or not has_more, one


def test_each_kind_of_part_has_words():
    """All shipped overlays beside what they extend, and rulesets that have nothing in common."""
    pairs = [("national-quality-balance", "national-basic-balance"), ("ningxia-government-duty", "guangdong-strong-county")]
    kinds = set()
    for before, after in pairs:
        one, other = load_ruleset(before).ruleset, load_ruleset(after).ruleset
        assert one is not None
        assert other is not None
        found = ruleset_changes(one, other)
        kinds |= {change.part for change in found.changes}
        assert [changes_page(found, language).sections for language in ("zh", "en")]
        json.loads(render_changes_json(found))
    assert {"veto", "verdict", "indicator", "value", "measure", "table", "choice", "check", "level", "group"} <= kinds
