"""What an expression names: each name once, in reading order, and the columns by whose options it chooses rows."""

from __future__ import annotations

from fractions import Fraction

from evalrules.base.source import Span
from evalrules.tree.named import Named, named_in
from evalrules.tree.nodes import AllOf, Attribute, Compare, Fact, Number, Parameter, RowStatistic, Text

S = Span("t", 1, 1, 1, 2)
RATE = Fact("rate", "number", "", S)


def test_every_name_stands_once_in_reading_order():
    """Measures, attributes, numbers of the standard; one that an option picks says itself by which."""
    picked = Parameter("line", Text("north", "region", S), "", S)
    parts = (
        Compare(">=", RATE, Parameter("limit", None, "", S), S),
        Compare(">=", RATE, picked, S),
        Compare("==", Attribute("region", S), Text("north", "region", S), S),
    )
    assert named_in(AllOf(parts, False, S)) == Named(("rate",), ("region",), ("limit",))


def test_a_column_by_which_rows_are_chosen_is_named_too():
    """A row of which that is not known may be among them."""
    over = RowStatistic("mean", "units", Fact("units.books", "number", "", S), None, None, (("units.stage", "low"),), None, "", S)
    assert named_in(over).measures == ("units.books", "units.stage")
    assert named_in(over._replace(only=())).measures == ("units.books",)


def test_an_expression_without_names_has_none():
    """A number alone."""
    assert named_in(Number(Fraction(1), "", S)) == Named((), (), ())
