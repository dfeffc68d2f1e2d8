"""docs/python.md is true: every example of it runs and gives what the page says."""

from __future__ import annotations

import doctest
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_example_of_the_page_gives_what_it_says(monkeypatch):
    """From the top of the checkout, as the page names its files."""
    monkeypatch.chdir(ROOT)
    failed, tried = doctest.testfile(str(ROOT / "docs" / "python.md"), module_relative=False)
    assert (failed, tried > 12) == (0, True)
