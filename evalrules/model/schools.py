"""The tables of a ruleset that are filled in school by school, and what a school is called in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from evalrules.model.refs import column_from
from evalrules.model.ruleset import Label, Ruleset, Table


def school_tables(ruleset: Ruleset) -> tuple[Table, ...]:
    """The tables whose rows belong to one school each: those whose keys begin with the column that most begin with.

    Tables of which the standard says how many rows there are belong to the county. None where there is no such table.
    """
    open_ended = [table for table in ruleset.tables.values() if table.expected is None and table.key]
    firsts = Counter(_first(table, ruleset) for table in open_ended)
    if not firsts:
        return ()
    wanted = max(firsts, key=lambda one: firsts[one])  # of equal ones the first in the ruleset
    return tuple(table for table in open_ended if _first(table, ruleset) == wanted)


def _first(table: Table, ruleset: Ruleset) -> tuple[str, str]:
    """The first column of the key, by its id and its type."""
    own = table.key[0]
    return column_from(own).column, ruleset.measures[own].type


def row_label(key: Sequence[str], table: Table, ruleset: Ruleset) -> Label:
    """A row by its key as people read it, in both languages: 北关小学 小学."""
    return Label(*(" ".join(shown_key(key, table, ruleset, language)) for language in ("zh", "en")))


def shown_key(key: Sequence[str], table: Table, ruleset: Ruleset, language: str) -> tuple[str, ...]:
    """The key of a row as people read it: an option by its label in the language."""
    shown = []
    for part, own in zip(key, table.key, strict=False):
        choice = ruleset.choices.get(ruleset.measures[own].type)
        option = choice.options.get(part) if choice is not None else None
        shown.append(part if option is None else option.in_language(language))
    return tuple(shown)
