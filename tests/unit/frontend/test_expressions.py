"""Names, operators and comparisons: what a name stands for where it is written. test_lower.py has every node."""

from __future__ import annotations

import pytest

from evalrules.base.numbers import Rounding
from evalrules.base.source import Span
from evalrules.frontend.expressions import joined
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition, lower_number
from evalrules.frontend.names import Each, MeasureName
from evalrules.tree.nodes import Parameter, Rounded, Text
from evalrules.tree.walk import facts_in, walk

TO_TENTHS = Rounding(1, "half_up")


@pytest.fixture(scope="module")
def read(names, written):
    """A condition under changed names, as a tree with the codes of its problems."""

    def of(text: str, *, wanted: str = "", unit: str | None = None, table: str = "", rounding=None, **changed):
        parsed, problems = parse_condition(written(text))
        assert problems == []
        own = names._replace(**changed)
        if unit is not None:
            found, problems = lower_number(parsed, own, unit, table=table)
        else:
            found, problems = lower_condition(parsed, own, table=table, rounding=rounding)
        return found, [one.code for one in problems]

    return of


@pytest.fixture(scope="module")
def measures(names):
    return {
        **names.measures,
        "kept": MeasureName("number", "%", False, "", each="kind"),
        "fine": MeasureName("number", "", False, "", TO_TENTHS),
    }


def rounded(found) -> list[str]:
    return [part.item.measure for part in walk(found.root) if isinstance(part, Rounded)]


def test_the_name_of_the_choice_is_the_option_at_hand(read):
    """Inside `each: region` the name region is that option, and a value by it has its number."""
    found, codes = read('region == "south"', each=Each("region", "south"))
    assert codes == []
    assert isinstance(found.root.left, Text)
    assert found.root.left.value == "south"
    found, _ = read("limit >= n", each=Each("region", "south"))
    assert next(part for part in walk(found.root) if isinstance(part, Parameter)).key.value == "south"


def test_a_measure_for_each_option_has_a_plain_name_only_inside_it(read, measures):
    """Inside it is the value of that option, elsewhere it is refused and `of` names the option."""
    inside, codes = read("kept >= 95", measures=measures, each=Each("kind", "city"))
    assert (facts_in(inside.root), codes) == (("kept:city",), [])
    assert read("kept >= 95", measures=measures)[1] == ["ER204"]
    assert read("kept >= 95", measures=measures, each=Each("region", "south"))[1] == ["ER204"]
    outside, codes = read('of(kept, "city") >= 95', measures=measures)
    assert (facts_in(outside.root), codes) == (("kept:city",), [])


def test_a_column_comes_before_a_measure_of_the_same_name(read):
    """Inside a row `pupils` is the column, outside the measure."""
    assert facts_in(read("pupils >= 1", table="units")[0].root) == ("units.pupils",)
    assert facts_in(read("pupils >= 1")[0].root) == ("pupils",)


def test_a_rounded_measure_is_rounded_where_it_is_compared(read, measures):
    """A formula takes the full value of what goes into it."""
    assert rounded(read("fine >= 1", measures=measures)[0]) == ["fine"]
    assert rounded(read("fine * 2", unit="", measures=measures)[0]) == []


def test_an_indicator_rounds_what_is_computed_and_no_limit(read):
    """Of `n >= plain` only the measured side is rounded, on whichever side it stands."""
    for text in ("n >= plain", "plain <= n", "n >= 3"):
        found, _ = read(text, rounding=TO_TENTHS)
        assert rounded(found) == ["n"]
    assert rounded(read("n >= plain")[0]) == []


def test_a_place_goes_from_the_start_of_one_to_the_end_of_the_other():
    """Two places joined are the text between."""
    assert joined(Span("f", 1, 2, 1, 5), Span("f", 3, 1, 3, 9)) == Span("f", 1, 2, 3, 9)
