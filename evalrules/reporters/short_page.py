"""What a reader of many subjects needs of each: what is not met, and what is to be mended."""

from __future__ import annotations

from evalrules.reporters.numbered import number_of_indicator
from evalrules.reporters.page import Writer
from evalrules.reporters.phrases import say
from evalrules.reporters.remedies import remedies_of
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.tally import not_met_of

_TO_MEND = (11, 70, 37, 20, 18)
"""How the columns of what is to be mended share the paper."""

MOST_ROWS, MOST_LINES = 15, 10
"""So many rows of a table, and lines, are printed of each of many subjects."""


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
    rows = [row for own in writer.indicator_rows(full=False) if own.finding.id in ids for row in own.rows]
    if not rows:
        return None
    table = by_numbers(Table(writer.figure_headers(), tuple(rows)), writer.language)
    return Section(writer.say("not_met_indicators"), (), table)


def banded(table: Table, language: str) -> Table:
    """A table whose first column names groups, with these as bands; any other as it is."""
    if table.headers[0] != say("group", language):
        return table
    rows: list[tuple[str, ...]] = []
    for group, *cells in table.rows:
        rows += [(group,)] if group else []
        rows.append(tuple(cells))
    return Table(table.headers[1:], tuple(rows))


def by_numbers(table: Table, language: str) -> Table:
    """A table of indicators with their numbers for their ids; without the column where the standard has no numbers."""
    width, header = len(table.headers), say("number", language)
    if not {header, say("indicator", language)} <= set(table.headers):
        return table
    at = table.headers.index(header)
    rows = tuple(
        (*row[:at], number_of_indicator(row[at]), *row[at + 1 :]) if len(row) == width else row for row in table.rows
    )
    if any(row[at] for row in rows if len(row) == width):
        return table._replace(rows=rows)
    less = tuple((*row[:at], *row[at + 1 :]) if len(row) == width else row for row in rows)
    shares = (*table.shares[:at], *table.shares[at + 1 :])
    return table._replace(headers=(*table.headers[:at], *table.headers[at + 1 :]), rows=less, shares=shares)


def to_mend_section(writer: Writer) -> Section | None:
    """What is to be mended, with room for the measure, who takes it, and until when."""
    rows = []
    for number, one in enumerate(remedies_of(writer), start=1):
        told = "" if one.change is None else writer.change(one.change._replace(row=None))
        own = number_of_indicator(one.indicator)
        own = own if own or not one.indicator else writer.label(writer.by_id[one.indicator].title)
        own = "" if one.change is not None and one.change.grade is not None else own
        what = " ".join(filter(None, (own, one.where, told)))
        rows.append((str(number), what, "", "", ""))
    names = ("serial", "problem", "measure_to_take", "in_charge", "deadline")
    table = Table(tuple(map(writer.say, names)), tuple(rows), _TO_MEND)
    return Section(writer.say("problem_list"), (), table) if rows else None
