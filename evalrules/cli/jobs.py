"""How many processes a command may use: the option --jobs."""

from __future__ import annotations

from evalrules.cli.configuration import AUTO
from evalrules.cli.saying import usage

MOST = 256


def jobs_of(written: str | None, language: str) -> int:
    """The number that --jobs asks for, 1 without it; ends the command (ER011) where it is none."""
    if written is None:
        return 1
    if written in ("0", AUTO):
        from evalrules.processes import processors

        return processors()
    if not (written.isascii() and written.isdigit() and len(written) <= len(str(MOST)) and 0 < int(written) <= MOST):
        usage("--jobs", written, f"1 – {MOST}, 0, {AUTO}", language)
    return int(written)
