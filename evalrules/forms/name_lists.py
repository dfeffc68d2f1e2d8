"""Names that several tables of a form share, such as those of schools: one table lists them, the others choose."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.records import NamedTuple
from evalrules.model.ruleset import Label, Ruleset, Table


class NameList(NamedTuple):
    """The table that lists the names, and the column of another table that takes them from it."""

    table: str
    column: str


def name_lists(ruleset: Ruleset) -> Mapping[str, NameList]:
    """By column, the list that its names are taken from: those of the first table that is told apart by them alone.

    Names are the same thing where their columns are called the same.
    """
    lists: dict[Label, NameList] = {}
    for table in ruleset.tables.values():
        if len(table.key) == 1 and ruleset.measures[table.key[0]].type == "text":
            lists.setdefault(ruleset.measures[table.key[0]].label, NameList(table.id, table.key[0]))
    found: dict[str, NameList] = {}
    for table in ruleset.tables.values():
        for column in table.key:
            listed = lists.get(ruleset.measures[column].label)
            if listed is not None and listed.table != table.id:
                found[column] = listed
    return found


def tables_in_form(ruleset: Ruleset) -> list[Table]:
    """The tables in the order in which they are filled in: one that lists names before those that choose from it."""
    lists = {listed.table for listed in name_lists(ruleset).values()}
    tables = ruleset.tables.values()
    return [*(one for one in tables if one.id in lists), *(one for one in tables if one.id not in lists)]
