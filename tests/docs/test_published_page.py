"""docs/published.md lists each published figure beside the computed one, and they agree."""

from __future__ import annotations

from pathlib import Path

from official_words import assert_kept
from published_figures import figures, page

ROOT = Path(__file__).resolve().parents[2]


def test_each_published_figure_is_the_computed_one():
    """What was published of a real subject follows from its data; what contradicts itself is told as such."""
    found = list(figures())
    assert [one for one in found if not one.agrees] == []
    assert len(found) >= 40


def test_the_page_is_what_is_computed():
    """EVALRULES_UPDATE=1 writes docs/published.md anew."""
    assert_kept(ROOT / "docs" / "published.md", page())
