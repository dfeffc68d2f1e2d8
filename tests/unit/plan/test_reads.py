"""What a condition reads, also through the measures that are derived."""

from __future__ import annotations

import pytest

from evalrules.model.ruleset import Ruleset
from evalrules.plan.reads import measures_in, reads_of, tables_behind

TEXT = """\
choices: {stage: {primary: 小学, junior: 初中}}
values:
  line: {by: stage, primary: 80, junior: 85, source: s}
tables:
  schools: {key: [school], columns: {school: {type: text}, stage: {type: stage}, n: {type: count}}}
measures:
  a: {type: number}
  all_pupils: {type: number, value: "sum(schools, n)"}
  half: {type: number, value: "all_pupils / 2"}
indicators:
  - {id: plain, source: s, met: "a >= 1 and a <= 5"}
  - {id: derived, source: s, met: "half >= a"}
  - {id: rows, source: s, met: "every(schools, n >= line)"}
  - {id: attribute, source: s, met: "a >= line"}
"""


@pytest.fixture(scope="module")
def ruleset(ruleset_from) -> Ruleset:
    return ruleset_from(TEXT).data


def met(ruleset: Ruleset, own: str):
    condition = ruleset.indicator(own).met
    assert condition is not None
    return condition


def test_each_measure_stands_once(ruleset):
    """In reading order."""
    assert reads_of(met(ruleset, "plain"), ruleset).measures == ("a",)


def test_derived_measures_stand_before_their_inputs(ruleset):
    """Down to the columns of rows, whose table is looked at through them only."""
    reads = reads_of(met(ruleset, "derived"), ruleset)
    assert reads.measures == measures_in(met(ruleset, "derived"), ruleset) == ("half", "all_pupils", "schools.n", "a")
    assert reads.tables == tables_behind(met(ruleset, "derived"), ruleset) == ("schools",)
    assert reads.own_tables == ()
    assert reads.facts == ("half", "all_pupils", "a")


def test_a_number_by_option_names_what_picks_it(ruleset):
    """An attribute of the subject is read; a column is a column, and every option may be needed."""
    by_attribute, by_column = (reads_of(met(ruleset, own), ruleset) for own in ("attribute", "rows"))
    assert by_attribute.names == ("a", "stage")
    assert [(use.key, use.is_of_rows) for use in by_attribute.numbers] == [(None, False)]
    assert "stage" not in by_column.names
    assert [use.is_of_rows for use in by_column.numbers] == [True]
