"""Names, types and units are settled when a ruleset is loaded; divisions are pulled outwards."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from evalrules.base.source import Scalar
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition, lower_number
from evalrules.frontend.names import OPTION, MeasureName, Names
from evalrules.semantics.prose import expression_text
from evalrules.tree.functions import FUNCTIONS
from evalrules.tree.nodes import (
    AllOf,
    Among,
    AnyOf,
    Arithmetic,
    AtLeast,
    Attribute,
    Choose,
    Compare,
    Extreme,
    Fact,
    Flag,
    GradeOf,
    MetOf,
    Not,
    Number,
    Own,
    Parameter,
    Tally,
    Text,
)

Lower = Callable[[str], Any]


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("rate >= 95", Compare),
        ("has", Fact),
        ("not has", Not),
        ("has and rate > 1", AllOf),
        ("has or rate > 1", AnyOf),
        ("1 < rate < 2", AllOf),
        ('kind in ("town", "city")', Among),
        ('kind not in ("town",)', Not),
        ('met("2")', MetOf),
        ("at_least(1, has, has)", AtLeast),
        ("has if rate > 1 else has", Choose),
        ("every(indicators, met)", Tally),
    ],
)
def test_each_condition_has_its_node(text: str, node: type, lowered: Lower):
    """Each construct that holds or does not becomes its own kind of node."""
    found = lowered(text)
    assert found.codes == []
    assert type(found.condition.root) is node
    assert found.condition.text == text


@pytest.mark.parametrize(
    ("text", "node"),
    [
        ("rate", Fact),
        ("least", Parameter),
        ("95", Number),
        ("-95", Number),
        ("rate + 1", Arithmetic),
        ("min(rate, 1)", Extreme),
        ("(1 if has else 2)", Choose),
        ("count(indicators, met)", Tally),
        ("share(indicators, met)", Arithmetic),
        ("percent(pupils, computers)", Arithmetic),
    ],
)
def test_each_number_has_its_node(text: str, node: type, lowered: Lower):
    """Each expression with a number becomes its own kind of node."""
    found = lowered(f"{text} >= 1")
    assert found.codes == []
    assert type(found.condition.root.left) is node


@pytest.mark.parametrize(
    ("text", "node"),
    [("kind", Fact), ("region", Attribute), ('grade("1")', GradeOf), ('("town" if has else "city")', Choose)],
)
def test_each_option_has_its_node(text: str, node: type, lowered: Lower):
    """Each expression with an option becomes its own kind of node."""
    left = lowered(f"{text} == {text}").condition.root.left
    assert type(left) is node


def test_inside_a_tally_the_names_are_those_of_the_indicator(lowered: Lower):
    """grade, met, group, id and must are known inside a tally, each with its type, and only there."""
    text = 'every(indicators, grade == "A" or met or group == "g1" or id == "1" or must)'
    body = lowered(text).condition.root.body
    found = [item.left if isinstance(item, Compare) else item for item in body.items]
    assert [
        ("grade", "option"),
        ("met", "flag"),
        ("group", "option"),
        ("id", "option"),
        ("must", "flag"),
    ] == [(one.name, one.kind) for one in found if isinstance(one, Own)]
    assert lowered("must").codes == ["ER203"]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_function_has_an_example_that_loads(name: str, written: Callable[..., Scalar], names: Names):
    """The example of each function in the table loads as it is documented."""
    function = FUNCTIONS[name]
    measure = names.measures["n"]
    built = dict.fromkeys(("recognised_on",), names.measures["built"])
    values = {**names.values, "area": names.values["curve"]}
    text = {own: MeasureName(OPTION, "", False, "") for own in ("school", "kind")}
    tables = {**names.tables, "units": {**names.tables["units"], **text}}
    known = names._replace(
        measures={**names.measures, "a": measure, "b": measure, **built}, values=values, tables=tables,
        indicators={**names.indicators, "3": "scored"},
    )
    parsed, _ = parse_condition(written(function.example))
    table = "units" if function.in_checks else ""
    assert lower_condition(parsed, known, table=table, is_check=function.in_checks)[1] == []
    assert function.example.split("(")[0] == name


@pytest.mark.parametrize(
    ("text", "code", "args"),
    [
        ("rat >= 1", "ER203", {"name": "rat", "suggestion": "rate"}),
        ("Rate >= 1", "ER203", {"name": "Rate", "suggestion": "rate"}),
        ("percnt(rate, 1) >= 1", "ER203", {"name": "percnt", "suggestion": "percent"}),
        ('region == "suoth"', "ER203", {"name": "suoth", "suggestion": "south"}),
        ('grade("3") == "A"', "ER203", {"name": "3", "suggestion": ""}),
        ('grade("1") == "D"', "ER203", {"name": "D", "suggestion": ""}),
        ("rate", "ER204", {"expected": "flag", "found": "number"}),
        ("rate == has", "ER204", {"expected": "number", "found": "flag"}),
        ('rate >= "95"', "ER204", {"expected": "number", "found": "option"}),
        ("has < has", "ER204", {"expected": "number or date", "found": "flag"}),
        ("region < kind", "ER204", {"expected": "number or date", "found": "option"}),
        ("region == kind", "ER204", {"expected": "region", "found": "kind"}),
        ("rate in (1, 2)", "ER204", {"expected": "option", "found": "number"}),
        ("built >= 2007", "ER204", {"expected": "date", "found": "number"}),
        ("min(rate, has) >= 1", "ER204", {"expected": "number", "found": "flag"}),
        ("all_of(has, rate)", "ER204", {"expected": "flag", "found": "number"}),
        (
            "every(indicators, rate >= 1)",
            "ER204",
            {"expected": "grade, met, group, id, must", "found": "measure rate"},
        ),
        ('met("1")', "ER204", {"expected": "met", "found": "graded"}),
        ("rate >= pupils", "ER205", {"left": "%", "right": "人"}),
        ("fund + area >= 1", "ER205", {"left": "亿元", "right": "m2"}),
        ("(fund if has else area) >= 1", "ER205", {"left": "亿元", "right": "m2"}),
        ("max(fund, area) >= 1", "ER205", {"left": "亿元", "right": "m2"}),
        ("pupils / computers >= least", "ER205", {"left": "(none)", "right": "%"}),
        ("rate >= fund / grant", "ER205", None),
        ("at_least(3, has, has)", "ER208", {"name": "at_least", "signature": "at_least(k, condition, …)"}),
        ("met(rate)", "ER208", {"name": "met", "signature": "met(indicator)"}),
    ],
)
def test_what_cannot_be_meant_is_refused(text: str, code: str, args: dict[str, str] | None, lowered: Lower):
    """A wrong name, type, unit or argument is refused at load time, with what it should be."""
    found = lowered(text)
    assert found.codes == [code]
    assert found.condition is None
    if args is not None:
        assert dict(found.problems[0].args) == args


def test_a_quotient_held_against_a_unit_is_told_to_have_none(lowered: Lower):
    """Books a pupil against 20 册: the hint says which side is to be mended, not only that the two differ."""
    (found,) = lowered("pupils / computers >= least").problems
    assert "与它相比的标准值不写 unit" in found.hint("zh") and "nor has the value it is held against" in found.hint("en")


def test_every_problem_of_a_condition_is_found(lowered: Lower):
    """Three unknown names are three problems, each at its own place."""
    found = lowered("x >= 1 and y >= 1 or z")
    assert [("ER203", 5), ("ER203", 16), ("ER203", 26)] == [(one.code, one.place.column) for one in found.problems]


def test_an_unknown_name_after_chinese_stands_at_its_character(lowered: Lower):
    """Places count characters also behind Chinese text."""
    assert lowered('region == "苏南" and x').problems[0].place.column == 24


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("pupils / computers * 100 >= 1", "pupils * 100 / computers >= 1"),
        ("pupils / computers / n >= 1", "pupils / (computers * n) >= 1"),
        ("(1 / 3) * 3 >= 1", "1 * 3 / 3 >= 1"),
        ("-(pupils / computers) >= -1", "-1 * pupils / computers >= -1"),
        ("percent(pupils, computers) >= 50", "100 * pupils / computers >= 50"),
        ("rate + 1 >= 2", "rate + 1 >= 2"),
    ],
)
def test_divisions_are_pulled_outwards(text: str, printed: str, lowered: Lower):
    """A product with a ratio is one ratio, so that its limit can be cross-multiplied."""
    assert expression_text(lowered(text).condition.root) == printed


@pytest.mark.parametrize(
    ("text", "factor"),
    [
        ("fund >= grant", Fraction(1, 10_000)),
        ("grant >= fund", Fraction(10_000)),
        ("fund + grant >= 1", Fraction(1, 10_000)),
    ],
)
def test_units_of_one_dimension_are_converted_exactly(text: str, factor: Fraction, lowered: Lower):
    """The right side is converted to the unit of the left by an exact factor."""
    root = lowered(text).condition.root
    scaled = root.left.right if isinstance(root.left, Arithmetic) else root.right
    assert scaled.factor == factor


def test_a_written_number_takes_the_unit_it_stands_beside(lowered: Lower):
    """95 beside a percentage is 95 %, beside money it is money."""
    for text in ("rate >= 95", "fund >= 0.5", "pupils >= 12 * computers", "area / pupils >= 4"):
        assert lowered(text).codes == []


def test_an_option_is_known_by_id_and_by_both_labels(lowered: Lower):
    """苏南, South and south are one option; the tree keeps its id."""
    for option in ("south", "苏南", "South"):
        assert lowered(f'region == "{option}"').condition.root.right.value == "south"
        assert lowered(f'region in ("{option}",)').condition.root.options == ("south",)


def test_an_option_is_known_also_inside_a_choice_of_two(lowered: Lower):
    """A misspelt option is refused, and a label resolved, also where `if` chooses between options."""
    assert lowered('region == ("suoth" if has else "north")').codes == ["ER203"]
    assert lowered('region == ("苏南" if has else "north")').condition.root.right.yes.value == "south"


def test_both_branches_of_an_if_are_options_of_one_choice(lowered: Lower):
    """`region if … else kind` is neither a region nor a kind."""
    assert lowered('(region if has else kind) == "south"').codes == ["ER204"]


@pytest.mark.parametrize(
    "text",
    [
        "kind == name", "name == region", '(kind if has else name) == "town"', 'kind in ("town", region)',
        'kind in ("town", name)', "kind in (kind,)", 'name in ("a", region)',
    ],
)  # fmt: skip
def test_an_option_is_no_text_and_no_option_of_another_choice(text: str, lowered: Lower):
    """Only what is written out takes the choice that it stands beside; nothing in a list is passed over."""
    assert lowered(text).codes == ["ER204"]


def test_an_option_says_of_which_choice_it_is(lowered: Lower):
    """Two choices may have options of one id, and a text may be spelt like either."""
    sides = [lowered(f'{name} == "{option}"').condition.root.right.choice for name, option in (("region", "south"), ("kind", "town"), ("name", "town"))]
    assert ["region", "kind", ""] == sides
    assert lowered('kind in ("town",)').condition.root.choice == "kind"


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ('"A" if rate >= 1 else "C"', []), ("worst(units, mark)", []), ('"Z" if rate >= 1 else "C"', ["ER203"]),
        ("name", ["ER204"]), ("kind", ["ER204"]), ('"A" if has else name', ["ER204"]), ('"A" if has else kind', ["ER204"]),
    ],
)  # fmt: skip
def test_a_grade_is_one_of_the_grades(text: str, codes: list[str], written: Callable[..., Scalar], names: Names):
    """No text, no unknown grade, and no option of a choice that is called like a grade."""
    parsed, _ = parse_condition(written(text))
    assert codes == [found.code for found in lower_condition(parsed, names, wanted=OPTION)[1]]


def test_a_text_without_a_choice_takes_any_text(lowered: Lower):
    """A measure of type text may be compared with any text."""
    assert isinstance(lowered('name == "anything"').condition.root.right, Text)


def test_a_chain_is_all_of_its_comparisons(lowered: Lower):
    """`a <= b < c` is a <= b and b < c, and says that it was a chain (P77)."""
    root = lowered("90 <= rate < 95").condition.root
    assert root.chained
    assert ["<=", "<"] == [item.op for item in root.items]
    assert not lowered("90 <= rate and rate < 95").condition.root.chained


def test_not_binds_weaker_than_a_comparison(lowered: Lower):
    """`not a == b` is not (a == b) (P77)."""
    root = lowered("not rate == 95").condition.root
    assert isinstance(root, Not)
    assert isinstance(root.item, Compare)


def test_a_share_is_a_ratio_of_two_counts(lowered: Lower):
    """share(x, c) is count(x, c) over count(x, everything), so no rounding can arise."""
    ratio = lowered("share(indicators, met) >= 0.9").condition.root.left
    assert (ratio.op, ratio.left.op, ratio.right.op) == ("/", "count", "count")
    assert isinstance(ratio.right.body, Flag)


def test_negative_numbers_are_numbers(lowered: Lower):
    """-5 is one number, -0 is 0 and --5 is 5 (P15)."""
    assert [Fraction(-5), Fraction(0), Fraction(5)] == [
        lowered(f"n >= {text}").condition.root.right.value for text in ("-5", "-0", "--5")
    ]


def test_a_derived_measure_is_converted_to_its_unit(written: Callable[..., Scalar], names: Names):
    """A derived measure in 万元 computed from 亿元 is multiplied by 10 000; another dimension is refused."""
    parsed, _ = parse_condition(written("fund"))
    condition, problems = lower_number(parsed, names, "万元")
    assert problems == []
    assert condition.root.factor == 10_000
    assert ["ER205"] == [found.code for found in lower_number(parsed, names, "m2")[1]]
    flag, _ = parse_condition(written("has"))
    assert ["ER204"] == [found.code for found in lower_number(flag, names, "m2")[1]]


def test_a_tally_inside_a_tally_is_refused_as_such(lowered: Lower):
    """A nested tally is refused for what it is, not as an unknown name."""
    assert lowered("every(indicators, any(indicators, met))").codes == ["ER202"]
