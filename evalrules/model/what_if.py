"""What a report of a question "what if" is made of: both reports, and which values stood for which."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.records import NamedTuple
from evalrules.model.report import Report
from evalrules.model.ruleset import Label


class Replaced(NamedTuple):
    """A value that was put into evidence: where, what that is called, what stood there ("" for nothing) and does.

    `units` are those in which the two stand, "" for what has none.
    """

    path: str
    title: Label
    before: str
    after: str
    units: tuple[str, str] = ("", "")


class WhatIf(NamedTuple):
    """Inputs assessed as they are and with other values; `replaced` by how results name the evidence."""

    before: Report
    after: Report
    replaced: Mapping[str, tuple[Replaced, ...]]
