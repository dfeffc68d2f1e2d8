"""Functions over the rows of a table: what they look at, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalrules.base.numbers import Rounding
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition
from evalrules.frontend.names import Each, MeasureName
from evalrules.frontend.row_calls import BY_ROW, whole_table
from evalrules.semantics.prose import expression_text
from evalrules.tree.nodes import Flag, Rounded, RowStatistic, RowTally
from evalrules.tree.walk import walk

Lower = Callable[[str], object]
LOOKS = (RowTally, RowStatistic)


def look(root):
    return next(part for part in walk(root) if isinstance(part, LOOKS))


@pytest.mark.parametrize(
    ("text", "op"),
    [
        ("count(units) >= 1", "count"),
        ("count(units, pupils >= 1) >= 1", "count"),
        ("every(units, pupils >= 1)", "every"),
        ("any(units, pupils >= n)", "any"),
        ("sum(units, pupils) >= 1", "sum"),
        ("mean(units, books) >= 1", "mean"),
        ("median(units, books) >= 1", "median"),
        ("least(units, books) >= 1", "least"),
        ("greatest(units, books) >= 1", "greatest"),
        ("cv(units, books / pupils, weight=pupils) <= 0.5", "cv"),
        ("cv_sample(units, books) <= 0.5", "cv_sample"),
        ("stdev(units, books, about=n) <= 3", "stdev"),
        ("stdev_sample(units, books) <= 3", "stdev_sample"),
    ],
)
def test_each_function_looks_at_the_rows_of_its_table(text: str, op: str, lowered: Lower):
    """Names inside are columns first, then what the subject knows."""
    found = lowered(text)
    assert found.codes == []
    node = look(found.condition.root)
    assert (node.op, node.table, node.only) == (op, "units", ())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("every(units)", "ER208"),
        ("share(units) >= 0.5", "ER208"),
        ("count(units, pupils) >= 1", "ER204"),
        ("count(schools, pupils >= 1) >= 1", "ER203"),
        ("mean(units) >= 1", "ER208"),
        ("mean(schools, pupils) >= 1", "ER208"),
        ("mean(units, mark) >= 1", "ER204"),
        ("mean(units, pupils, weight=books) >= 1", "ER208"),
        ("cv_sample(units, pupils, weight=books) >= 1", "ER208"),
        ("cv(units, books, weight=mark) <= 1", "ER204"),
        ("cv(units, pupils, about=books) <= 1", "ER203"),
        ("cv(units, books, by=pupils) <= 1", "ER208"),
        ("count(units, count(units) >= 1) >= 1", "ER202"),
        ("count(units, mean(units, pupils) >= 1) >= 1", "ER202"),
        ("mean(units, sum(units, pupils)) >= 1", "ER202"),
        ('worst(units, pupils) == "A"', "ER204"),
        ('worst(units, name) == "A"', "ER204"),
        ('worst(units) == "A"', "ER208"),
        ("pupils >= books", "ER203"),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, code: str, lowered: Lower):
    """Rows inside rows, other keywords, columns outside their table: each has its code."""
    assert code in lowered(text).codes


def read(text: str, names, written):
    parsed, problems = parse_condition(written(text))
    assert problems == []
    found, problems = lower_condition(parsed, names)
    assert problems == []
    return found.root


@pytest.fixture(scope="module")
def stages(names):
    """Names with a table that has a column of a choice and a rounded column."""
    columns = {
        "of": MeasureName("option", "", False, "kind"),
        "per": MeasureName("number", "", False, "", Rounding(2, "half_up")),
    }
    return names._replace(tables={"rows": columns, **names.tables})


def test_inside_an_option_only_its_rows_are_seen(stages, written):
    """Tables with a column of the choice are restricted, others are not."""
    inside = stages._replace(each=Each("kind", "town"))
    assert look(read("count(rows) >= 1", inside, written)).only == (("rows.of", "town"),)
    assert look(read("count(units) >= 1", inside, written)).only == ()
    assert look(read("count(rows) >= 1", stages, written)).only == ()


def test_inside_a_pattern_only_the_rows_of_its_value_are_seen(stages, written):
    """The value stands open until the rows are there."""
    inside = stages._replace(row_by="rows.of")
    assert look(read("count(rows) >= 1", inside, written)).only == (("rows.of", BY_ROW),)
    assert look(read("count(units) >= 1", inside, written)).only == ()


@pytest.mark.parametrize(
    "text",
    [
        'mean(rows, per, where=of == "town") >= 1',
        'cv(rows, per, weight=per, where="town" == of) <= 1',
        'count(rows, per >= 1, where=of == "town") >= 1',
        'every(rows, per >= 1, where=of == "town")',
        'share(rows, per >= 1, where=of == "town") >= 0.5',
        'sum(rows, per, where=of == "town" and of == "town") >= 1',
    ],
)
def test_where_keeps_a_look_to_rows_with_an_option(text: str, stages, written):
    """Of statistics and of counts, and of the whole that a share is of; printed it can be read again."""
    root = read(text, stages, written)
    looks = [part for part in walk(root) if isinstance(part, LOOKS)]
    assert {part.only for part in looks} == {(("rows.of", "town"),)}
    printed = expression_text(root)
    assert 'where=of == "town")' in printed
    assert expression_text(read(printed, stages, written)) == printed


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("mean(rows, per, where=per >= 1) >= 1", "where=per >= 1)"),
        ('cv(rows, per, weight=per, where=of != "town") <= 1', 'where=of != "town")'),
        ('count(rows, per >= 1, where=of == "town" or per > 2) >= 1', 'where=of == "town" or per > 2)'),
        ("share(rows, per >= 1, where=not 1 <= per <= 2) >= 0.5", "where=not 1 <= per <= 2)"),
        ('sum(rows, per, where=per >= 1 and of == "town") >= 1', 'where=of == "town" and per >= 1)'),
        ('least(rows, per, where=of == "town" and (per > 2 or per < 1)) >= 1', 'where=of == "town" and (per > 2 or per < 1))'),
    ],
)
def test_where_takes_any_condition_on_a_row(text: str, said: str, stages, written):
    """Options that a column has to have stand apart from what else is asked; printed it can be read again."""
    root = read(text, stages, written)
    looks = [part for part in walk(root) if isinstance(part, LOOKS)]
    assert all(part.where is not None for part in looks)
    assert len({(part.only, expression_text(part.where)) for part in looks}) == 1
    printed = expression_text(root)
    assert said in printed
    assert expression_text(read(printed, stages, written)) == printed


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("mean(rows, per, where=per) >= 1", "ER204"),
        ('mean(rows, per, where=of == "moon") >= 1', "ER203"),
        ('count(indicators, grade == "A", where=grade == "B") >= 1', "ER208"),
        ('count(indicators, grade == "A", same=of) >= 1', "ER208"),
        ("sum(indicators, points, where=points) >= 1", "ER208"),
    ],
)
def test_where_asks_for_a_condition_on_a_row(text: str, code: str, stages, written):
    """No number, no option that is none; and no such word where no rows are looked at."""
    parsed, problems = parse_condition(written(text))
    assert problems == []
    _, problems = lower_condition(parsed, stages)
    assert code in [one.code for one in problems]


def test_a_statistic_takes_the_full_value_of_a_rounded_column(stages, written):
    """Rounding is for where a column is compared; a mean adds what is there."""
    assert [part for part in walk(read("mean(rows, per) >= 1", stages, written)) if isinstance(part, Rounded)] == []
    assert (
        len([part for part in walk(read("every(rows, per >= 1)", stages, written)) if isinstance(part, Rounded)]) == 1
    )


def test_a_whole_table_counts_every_row(names, written):
    """The number of rows is a count without a condition."""
    counted = read("count(units) >= 1", names, written).left
    assert whole_table("units", counted.span) == counted
    assert counted.body == Flag(True, counted.span)
