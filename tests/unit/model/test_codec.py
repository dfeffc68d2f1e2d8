"""Rulesets as JSON and back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evalrules.loading import load_ruleset
from evalrules.model.codec import ruleset_from_json, ruleset_to_json

GOOD = sorted((Path(__file__).parents[2] / "cases" / "ruleset" / "good").glob("*.yaml"))


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_every_good_ruleset_comes_back_equal(path: Path, monkeypatch):
    """Encoded and decoded a ruleset is equal, node by node and type by type."""
    monkeypatch.setenv("EVALRULES_CACHE", "")
    monkeypatch.setenv("EVALRULES_PATH", str(path.parents[1] / "parents"))
    ruleset = load_ruleset(str(path)).ruleset
    assert ruleset is not None
    back = ruleset_from_json(ruleset_to_json(ruleset))
    assert repr(ruleset) == repr(back)
    assert ruleset == back


def test_the_shipped_ruleset_comes_back_equal(jiangsu):
    """The same for jiangsu-16, whose text stays readable Chinese."""
    text = ruleset_to_json(jiangsu.data)
    assert jiangsu.data == ruleset_from_json(text)
    assert "素质教育" in text


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", "null", '"x"', '["Label","a"]', '["Nothing"]', '["Label","a","b"]', "[1]", '["()"]'],
)
def test_other_text_is_refused(text: str):
    """ValueError, KeyError, TypeError or IndexError for text that is no ruleset; nothing is ever run."""
    with pytest.raises((ValueError, KeyError, TypeError, IndexError)):
        ruleset_from_json(text)


def test_only_data_is_written(jiangsu):
    """What is written is plain JSON."""
    assert isinstance(json.loads(ruleset_to_json(jiangsu.data)), list)
