"""What checks of a table tie to a column that is moved follows, and only the way that keeps them."""

from __future__ import annotations

import pytest

from evalrules.planning.tied import EITHER, tied_to

RULES = """
measures: {{a: {{type: count}}}}
tables:
  t:
    key: [k]
    columns:
      k: {{type: text}}
      largest: {{type: count, better: lower}}
      rooms: {{type: count, better: higher}}
      pupils: {{type: count}}
      classes: {{type: count}}
      net: {{type: number}}
    checks: ["{check}"]
indicators: [{{id: "1", source: s 1, met: "every(t, largest <= 45 and rooms >= 2 and classes >= 1 and net >= 0 and pupils >= 1)"}}]
"""


@pytest.mark.parametrize(
    ("check", "ways"),
    [
        ("pupils / classes / largest <= 1", {"t.pupils": {-1}, "t.classes": {1}}),
        ("pupils <= largest * classes", {"t.pupils": {-1}, "t.classes": {1}}),
        ("max(largest, 20) + classes >= pupils", {"t.pupils": {-1}, "t.classes": {1}}),
        ("largest <= pupils", {}),
        ("rooms <= classes + pupils", {"t.pupils": {1}, "t.classes": {1}}),
        ("rooms - classes <= 2", {"t.classes": {1}}),
        ("rooms == classes", {"t.classes": EITHER}),
        ("rooms <= net * classes", {"t.classes": EITHER, "t.net": {1}}),
        ("rooms <= classes - classes / 2", {"t.classes": EITHER}),
        ("classes <= pupils", {}),
    ],
)
def test_what_follows_goes_where_it_keeps_the_check(ruleset_from, check: str, ways: dict[str, set[int]]):
    """A smaller largest class asks for more classes or fewer pupils; what is not plain may go either way."""
    ruleset = ruleset_from(RULES.format(check=check)).data
    assert tied_to(["t.largest", "t.rooms"], ruleset) == ways
