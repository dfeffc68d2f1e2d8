"""What is to be mended, line by line: each row and each figure that is not as it has to be, once."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Change
from evalrules.reporters.page import Writer


class Remedy(NamedTuple):
    """Something to be mended: of an indicator ("" where only the level asks for it), in a row ("" for none).

    `change` is None where no number of the row mends it.
    """

    indicator: str
    where: str
    change: Change | None


def remedies_of(writer: Writer) -> Iterator[Remedy]:
    """Every row that fails and every change of a gap, each once, in the order of the indicators, then of the level."""
    found = writer.found
    gaps = {one.id: one for one in found.gaps if one.kind != "level"}
    told: set[Change] = set()
    for finding in found.findings:
        for row in finding.failing_rows:
            name = writer.row(row.table, row.key)
            if not row.gaps:
                yield Remedy(finding.id, name, None)
            yield from _once(finding.id, name, row.gaps, told)
        if finding.id in gaps:
            yield from _once(finding.id, "", gaps[finding.id].changes, told, writer)
    for gap in found.gaps:
        if gap.kind == "level":
            yield from _once("", "", gap.changes, told, writer)


def _once(
    indicator: str, where: str, changes: tuple[Change, ...], told: set[Change], writer: Writer | None = None
) -> Iterator[Remedy]:
    for change in changes:
        if change not in told:
            told.add(change)
            is_of_row = writer is not None and change.row is not None
            name = writer.row_of(change.measure, change.row) if writer is not None and change.row is not None else where
            yield Remedy(indicator or change.grade or "", name if is_of_row else where, change)
