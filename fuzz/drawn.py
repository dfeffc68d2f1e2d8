"""Evidence for the ruleset of everything, drawn so that its bounds are met, missed and divided by."""

from __future__ import annotations

import random
from fractions import Fraction
from typing import Any

NUMBERS = (0, 1, 2, 3, 5, 10, 50, 90, 95, 98, 100, Fraction(1, 2), 1000)
REGIONS = ("south", "north")
DAYS = ("2003-05-01", "2004-12-31", "2005-01-01")


def evidence_for_everything(draw: random.Random) -> dict[str, Any]:
    """Evidence with every fact, a grade, rows and members."""
    return {
        "subject": {"attributes": {"region": draw.choice(REGIONS)}},
        "period": 2007,
        "facts": _facts(draw),
        "grades": {"1": draw.choice("ABC")},
        "tables": {"units": [_row(name, draw) for name in draw.choice(("", "a", "ab", "abc"))]},
        "members": {"districts": {"total": 3, "holding": draw.randrange(4)}},
    }


def _facts(draw: random.Random) -> dict[str, Any]:
    return {
        "rate": min(draw.choice(NUMBERS), 100),
        "x": draw.choice((-1, 1)) * draw.choice(NUMBERS),
        "z": draw.choice(NUMBERS),
        "a": draw.randrange(4),
        "b": draw.randrange(4),
        "fund": draw.choice(NUMBERS),
        "has": draw.random() < 0.5,
        "place": draw.choice(REGIONS),
        "label": draw.choice(("a b", "c")),
        "recognised_on": draw.choice(DAYS),
        "funds": {year: draw.choice(NUMBERS) for year in range(2004, 2008)},
    }


def _row(name: str, draw: random.Random) -> dict[str, Any]:
    whole = [number for number in NUMBERS if isinstance(number, int)]
    return {"school": name, "pupils": draw.choice(whole), "books": draw.choice(whole), "mark": draw.choice("ABC")}
