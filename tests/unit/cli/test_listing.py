"""The list of rulesets for people and for programs."""

from __future__ import annotations

import json

import pytest

from evalrules.base.diagnostics import Diagnostic
from evalrules.catalog import Entry, Owner
from evalrules.cli.listing import listing_text
from evalrules.loading import Listed, list_rulesets

BROKEN = Listed(Entry("x", "1", "/nowhere/ruleset.yaml", Owner("pack", "2.0", "/nowhere")), None)


def jiangsu() -> tuple[tuple[Listed, ...], tuple[Diagnostic, ...]]:
    """The list without the other shipped rulesets."""
    listed, problems = list_rulesets()
    return tuple(one for one in listed if one.entry.id == "jiangsu-16"), problems


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_ruleset_has_one_line(language: str):
    """Two header lines, then a line a ruleset with its title in the language."""
    listed, problems = jiangsu()
    lines = listing_text(listed, "table", language).splitlines()
    assert () == problems
    assert 2 + len(listed) == len(lines)
    assert listed[0].ruleset is not None
    assert listed[0].ruleset.title.in_language(language) in lines[2]
    assert "2007-05" in lines[2]


def test_a_ruleset_that_does_not_load_is_still_listed():
    """A broken ruleset shows its name and owner, with dashes for the rest."""
    line = listing_text((BROKEN,), "table", "en").splitlines()[2]
    assert ["x@1", "—", "—", "pack", "2.0"] == line.split()


def test_json_has_everything_of_the_table():
    """The JSON list is valid, and null stands where a ruleset does not load."""
    listed, _ = jiangsu()
    first, broken = json.loads(listing_text((listed[0], BROKEN), "json", "en"))
    assert ("jiangsu-16", "2007", "2007-05-01", None) == (
        first["id"], first["edition"], first["in_force"]["from"], first["in_force"]["until"],
    )  # fmt: skip
    assert first["digest"].startswith("sha256:")
    assert (None, None, {"name": "pack", "version": "2.0"}) == (
        broken["title"],
        broken["digest"],
        broken["owner"],
    )
