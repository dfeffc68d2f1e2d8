"""More of a figure is said as what an office does for it."""

from __future__ import annotations

import pytest

from evalrules.model.ruleset import Label
from evalrules.reporters.efforts import BUILD, MORE, PAY, RAISE, effort_of


@pytest.mark.parametrize(
    ("unit", "zh", "kind"),
    [
        ("m2", "教学及辅助用房面积", BUILD), ("m2", "校园占地面积", MORE), ("m2", "绿地面积", MORE), ("m2", "生均校舍面积", RAISE),
        ("元", "公用经费总额", PAY), ("万元", "教师培训经费", PAY), ("元", "教师平均工资", RAISE), ("%", "满意度", RAISE), ("名", "教师数", MORE),
        ("亩", "校园面积", MORE),
    ],
)  # fmt: skip
def test_an_effort_fits_what_there_is_to_be_more_of(unit: str, zh: str, kind: str):
    """Rooms are built, sums allotted, rates and what there is to each head raised; ground and people are just more."""
    assert effort_of(unit, Label(zh, "")) == kind


def test_what_has_no_title_goes_by_its_unit():
    """As in a kept result without titles."""
    assert effort_of("m2", None) == BUILD
