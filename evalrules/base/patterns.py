"""Regular expressions that are compiled when they are first used: most runs need few of them."""

from __future__ import annotations

import re
from typing import Any, cast


class _Late:
    """Stands for a compiled pattern; what is asked of it is found at once from then on."""

    def __init__(self, written: str, flags: int) -> None:
        self._arguments = written, flags

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 - whatever a pattern has
        found = getattr(re.compile(*self._arguments), name)
        setattr(self, name, found)
        return found


def pattern(written: str, flags: int = 0) -> re.Pattern[str]:
    """What `re.compile` gives, compiled when it is first used; a pattern that is wrong is told only then."""
    return cast("re.Pattern[str]", _Late(written, flags))
