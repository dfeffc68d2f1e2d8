"""Days as options of a command."""

from __future__ import annotations

import datetime

from evalrules.cli.saying import usage


def date_of(written: str | None, language: str) -> datetime.date | None:
    """The day of --as-of; ends the command where it is none."""
    if written is None:
        return None
    from evalrules.frontend.fields import first_day

    day = first_day(written) if len(written) == len("2007-12-31") else None
    if day is None:
        usage("--as-of", written, "2007-12-31", language)
    return day
