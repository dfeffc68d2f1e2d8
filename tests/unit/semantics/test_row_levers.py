"""What moves a row moves those that must say the same: one figure of a school stands in both its stages."""

from __future__ import annotations

RULES = """
choices: {stage: {primary: 小学, junior: 初中}}
tables:
  units:
    zh: 学校
    en: schools
    key: [school, stage]
    columns:
      school: {type: text}
      stage: {type: stage}
      area: {type: number, better: higher, range: [0, 100], zh: 面积, en: area}
    checks: CHECKS
indicators: [{id: "1", source: s, met: 'every(units, area >= 10 or stage == "junior")'}]
"""
ROWS = [("甲", "primary"), ("甲", "junior"), ("乙", "junior")]


def moved(assess, checks: str) -> set[tuple[str, ...]]:
    rows = [{"school": school, "stage": stage, "area": 8} for school, stage in ROWS]
    found = assess(RULES.replace("CHECKS", checks), {"tables": {"units": rows}})
    return {one.row for gap in found.gaps for one in gap.changes}


def test_the_row_that_must_say_the_same_is_moved_as_well(assess):
    """The primary stage lacks area; the junior stage of the same school states the same area, that of another does not."""
    assert moved(assess, '["agrees(units, area, same=school)"]') == {ROWS[0], ROWS[1]}


def test_a_row_that_need_not_say_the_same_stays(assess):
    """Without the check the junior stage has an area of its own."""
    assert moved(assess, "[]") == {ROWS[0]}
