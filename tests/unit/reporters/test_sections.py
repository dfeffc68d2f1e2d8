"""What a page of a report is made of."""

from __future__ import annotations

from evalrules.reporters.sections import Table


def test_a_band_stands_in_the_widest_column():
    """Where it cannot reach over all of them; without rows in the first."""
    assert 1 == Table(("a", "b"), (("band",), ("1", "long text"), ("22", "x"))).widest()
    assert 0 == Table(("a", "b"), ()).widest()
