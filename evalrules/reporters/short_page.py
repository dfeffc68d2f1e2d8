"""What a reader of many subjects needs of each: what is not met, and what is to be mended."""

from __future__ import annotations

from evalrules.reporters.page import Writer
from evalrules.reporters.remedies import remedies_of
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.tally import not_met_of

_TO_MEND = (11, 70, 37, 20, 18)
"""How the columns of what is to be mended share the paper."""

MOST_ROWS, MOST_LINES = 15, 10
"""So many rows of a table, and lines, are printed of each of many subjects."""


def short_id(own: str) -> str:
    """The id of an indicator without the option that it is of, which its title says."""
    return own.partition(":")[0]


def cut_short(section: Section, writer: Writer) -> Section:
    """A section of which so much is shown as two or three sheets of paper for each subject have room for."""
    table, lines = section.table, section.lines
    total = len(table.rows) if table is not None else len(lines)
    most = MOST_ROWS if table is not None else MOST_LINES
    if table is not None:
        section = section._replace(table=table._replace(rows=table.rows[:most], dense=True))
    elif total > most:
        section = section._replace(lines=lines[:most])
    if total <= most:
        return section
    return section._replace(lines=(*section.lines, writer.say("first_listed", most=str(most), total=str(total))))


def not_met_section(writer: Writer) -> Section | None:
    """Every indicator that is not met, with its figures: the reasons name the first of them only."""
    ids = set(not_met_of(writer.found))
    every = (row for own in writer.indicator_rows(full=False) if own.finding.id in ids for row in own.rows)
    rows = [(short_id(own), *cells) for own, *cells in every]
    if not rows:
        return None
    return Section(writer.say("not_met_indicators"), (), Table(writer.figure_headers(), tuple(rows)))


def to_mend_section(writer: Writer) -> Section | None:
    """What is to be mended, with room for the measure, who takes it, and until when."""
    rows = []
    for number, one in enumerate(remedies_of(writer), start=1):
        told = "" if one.change is None else writer.change(one.change._replace(row=None))
        own = "" if one.change is not None and one.change.grade is not None else one.indicator
        what = " ".join(filter(None, (own, one.where, told)))
        rows.append((str(number), what, "", "", ""))
    names = ("serial", "problem", "measure_to_take", "in_charge", "deadline")
    table = Table(tuple(map(writer.say, names)), tuple(rows), _TO_MEND)
    return Section(writer.say("problem_list"), (), table) if rows else None
