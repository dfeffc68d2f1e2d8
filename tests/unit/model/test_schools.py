"""Which tables schools fill in, and what their rows are called."""

from __future__ import annotations

from school_files import RULESET

from evalrules.loading import load_ruleset
from evalrules.model.schools import school_tables, shown_key


def test_tables_of_schools_have_one_first_column(ruleset_from):
    """A table of another kind, or with as many rows as the standard says, is the county's; there may be none at all."""
    assert ["units", "sites"] == [table.id for table in school_tables(ruleset_from(RULESET).data)]
    wanted = {"national-quality-balance": ["units", "sites"], "national-basic-balance": ["schools"], "jiangsu-16": []}
    assert wanted == {name: [table.id for table in school_tables(load_ruleset(name).ruleset)] for name in wanted}


def test_a_key_is_shown_by_labels(ruleset_from):
    """An option has one, a name is its own."""
    ruleset = ruleset_from(RULESET).data
    shown = [shown_key(("junior", "junior"), ruleset.tables["units"], ruleset, language) for language in ("zh", "en")]
    assert [("junior", "初中"), ("junior", "junior")] == shown
