"""Looks at the rows of the same school: what they become, and how they are printed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalrules.base.source import Scalar
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition
from evalrules.frontend.names import NUMBER, OPTION, MeasureName, Names
from evalrules.semantics.prose import expression_text
from evalrules.tree.nodes import Agrees, Listed, Matched, RowStatistic, RowTally
from evalrules.tree.walk import tables_in, walk

TEXT, COUNT = MeasureName(OPTION, "", False, ""), MeasureName(NUMBER, "人", True, "")
TABLES = {
    "sites": {"school": TEXT, "kind": TEXT, "pupils": COUNT},
    "units": {"school": TEXT, "kind": TEXT, "pupils": COUNT, "books": MeasureName(NUMBER, "册", True, "")},
}


@pytest.mark.parametrize(
    ("text", "node", "inside"),
    [
        ("pupils == sum(units, pupils, same=school)", Matched, RowStatistic),
        ("pupils >= greatest(units, pupils + 1, same=school)", Matched, RowStatistic),
        ("count(units, same=school) >= 1", Matched, RowTally),
        ("count(units, pupils > 2, same=kind) <= 2", Matched, RowTally),
        ("any(sites, pupils > 1, same=kind)", Matched, RowTally),
        ("listed(units, school)", Listed, None),
        ("agrees(units, kind, same=school)", Agrees, None),
    ],
)
def test_a_look_at_the_same_school_is_a_node(
    text: str, node: type, inside: type | None, names: Names, written: Callable[..., Scalar]
):
    """It knows the columns of both tables, and is printed as it was written."""
    parsed, _ = parse_condition(written(text))
    assert parsed is not None
    condition, problems = lower_condition(parsed, names._replace(tables=TABLES), table="sites", is_check=True)
    assert problems == []
    assert condition is not None
    assert expression_text(condition.root) == text
    found = next(part for part in walk(condition.root) if isinstance(part, node))
    assert inside is None or isinstance(found.item, inside)
    assert set(tables_in(condition.root)) <= set(TABLES)


@pytest.mark.parametrize("text", ["pupils >= sum(units, sum(units, pupils, same=school), same=school)", "books >= 1"])
def test_rows_inside_rows_remain_refused(text: str, names: Names, written: Callable[..., Scalar]):
    """Inside a look there is no row of the check, and no second look."""
    parsed, _ = parse_condition(written(text))
    assert parsed is not None
    assert lower_condition(parsed, names._replace(tables=TABLES), table="sites", is_check=True)[1] != []
