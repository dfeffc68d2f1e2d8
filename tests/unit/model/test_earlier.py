"""Whose data of an earlier period they are."""

from __future__ import annotations

import pytest

from evalrules.model.earlier import Earlier
from evalrules.model.evidence import Subject


@pytest.mark.parametrize(
    ("then", "now", "is_same"),
    [
        (("county", "1", "甲"), ("county", "1", "甲县"), True),
        (("county", "1", "甲"), ("county", "2", "甲"), False),
        (("county", "", "甲"), ("county", "2", "甲"), True),
        (("county", "1", "甲"), ("county", "", "乙"), False),
        (("school", "1", "甲"), ("county", "1", "甲"), False),
        (("county", "", ""), ("county", "", ""), True),
    ],
)
def test_a_subject_is_known_by_its_id_else_by_its_name(
    then: tuple[str, str, str], now: tuple[str, str, str], is_same: bool
) -> None:
    """As results of several years are matched."""
    earlier = Earlier("", "t", "t@1", Subject(*then, {}), None, {}, None, "")
    assert earlier.is_of(Subject(*now, {})) is is_same
