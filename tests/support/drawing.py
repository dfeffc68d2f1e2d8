"""How many examples the properties draw: few in the gate, the same each time; many new ones with EVALRULES_SOAK=1."""

from __future__ import annotations

import os

from hypothesis import settings

SOAK = bool(os.environ.get("EVALRULES_SOAK"))
TIMES = 20 if SOAK else 1


def draws(count: int) -> settings:
    """The settings of a property that tries `count` examples in the gate, and twenty times as many in a soak."""
    return settings(max_examples=count * TIMES, deadline=None)


def load_profile() -> None:
    """What holds for every property that states nothing itself."""
    settings.register_profile("drawn", derandomize=not SOAK, deadline=None, max_examples=40 * TIMES)
    settings.load_profile("drawn")
