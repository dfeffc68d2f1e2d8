"""A verdict that is open names its cause, one that is not reached what would change it: as an official reads it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from selection import one_in

import evalrules

ROOT = Path(__file__).resolve().parents[2] / "rulesets"
LIMITS = "national-quality-balance/2017/cases/at-the-limits.yaml"
DAY = datetime.date(2023, 6, 1)


def report_of(case: str, lang: str, change: Callable[[dict[str, Any]], object]) -> str:
    """The text report of a shipped case with something in its evidence changed, its lines joined."""
    evidence = YAML(typ="safe").load((ROOT / case).read_text(encoding="utf-8"))["evidence"]
    change(evidence)
    ruleset = evalrules.load_ruleset(evidence["ruleset"])
    found = evalrules.assess(ruleset, evalrules.evidence_from({"format": "evidence/1", **evidence}, ruleset, as_of=DAY))
    text = found.render("text", lang=lang)
    return re.sub(r"\s+", "" if lang == "zh" else " ", str(text))


def of_school(evidence: dict[str, Any], school: str, **cells: Any) -> None:
    """Cells of a school, wherever a table has that column."""
    for rows in evidence["tables"].values():
        for row in rows:
            if row.get("school") == school:
                row.update({own: value for own, value in cells.items() if own in row})


def poor_and_small(evidence: dict[str, Any]) -> None:
    of_school(evidence, "村小", compulsory_pupils=50, primary_pupils=50, public_funds=60000, public_funds_budget=60000)


def too_large(evidence: dict[str, Any]) -> None:
    of_school(evidence, "城关小学", compulsory_pupils=2001, primary_pupils=2001)


def without_pupils(evidence: dict[str, Any]) -> None:
    of_school(evidence, "城关小学", compulsory_pupils=0, primary_pupils=0, largest_primary_class=0, classes=0)


def without_equipment(evidence: dict[str, Any]) -> None:
    for row in evidence["tables"]["units"]:
        row.update(equipment=0) if "equipment" in row else None


def without_towns(evidence: dict[str, Any]) -> None:
    evidence["members"]["towns"] = {"total": 0, "holding": 0}


def one_b(evidence: dict[str, Any]) -> None:
    evidence["tables"]["elements"] = [row for row in evidence["tables"]["elements"] if int(row["indicator"]) <= 34]


def empty_beside_a_key_school(evidence: dict[str, Any]) -> None:
    """One school has no pupils, and something else fails that can be mended."""
    without_pupils(evidence)
    evidence["facts"]["key_schools"] = True


TOWNS = "guangdong-strong-city/2004/cases/at-seventy.yaml"
CITY = "guangdong-modernization/2016/cases/foshan-33-a.yaml"

UNDEFINED = "按所填数据无法计算（除数为零等），不影响结论", "cannot be computed from these figures"
READ = {
    "a small school is to get money, not pupils": (
        (LIMITS, poor_and_small),
        ("村小：核定的公用经费：现为60000元，需≥100000元，须再拨40000元", "达到“通过认定”还需上列各行补足所缺"),
        ("村小: public funds allotted: 60000 yuan, needs ≥ 100000 yuan, 40000 yuan more to be allotted",),
    ),
    "a school above its size can do nothing this year": (
        (LIMITS, too_large),
        ("没有可行的改变：只有“义务教育阶段学生数”与现在不同，才能达到更好的结论，而这是无人能够改变的",),
        ("nothing can be changed: only other values of pupils of the compulsory stages would lead to a better level",),
    ),
    "a unit without pupils has no figures a pupil: each is named": (
        (LIMITS, without_pupils),
        (
            "尚不能确定（仍可能：通过认定/未通过认定）",
            "“生均教学仪器设备值”（城关小学,小学，除数为零）",
            "有1行权重（本学段学生数）为0，不计入加权统计：城关小学",
        ),
        (
            "undetermined (still possible: recognised / not recognised)",
            "teaching equipment per pupil (城关小学, primary, division by zero)",
            "rows of weight 0 (pupils of this stage) are left out of weighted statistics, 1 in all: 城关小学",
        ),
    ),
    "of what has no figures nobody is told to supply them": (
        (LIMITS, empty_beside_a_key_school),
        ("按所填数据有无法计算的项（除数为零等），订正后才能算出达到更好的结论还差什么", UNDEFINED[0]),
        ("some figures cannot be computed from what was given", UNDEFINED[1]),
    ),
    "with all resources at 0 the schools and their amounts are named": (
        (LIMITS, without_equipment),
        ("达到“通过认定”还需", "再拨33999900元", "另有2项" + UNDEFINED[0]),
        ("to reach “recognised”", "that is 33999900 yuan more to be allotted", "2 more " + UNDEFINED[1]),
    ),
    "of no town at all there is no share": (
        (TOWNS, without_towns),
        ("尚不能确定（仍可能：通过/不通过）", "已达标的镇（乡、街道）÷镇（乡、街道）总数（除数为零）"),
        ("undetermined (still possible: passed / not passed)", "towns that hold the title ÷ towns in all (division by zero)"),
    ),
    "one element more at A is asked for": (
        (CITY, one_b),
        ("结论：不通过", "差距达到“通过”还需34一要素等级：B→A"),
        ("Verdict: not passed", "Gaps to reach “passed” 34 一 grade of the element: B → A"),
    ),
}


@pytest.mark.parametrize(("lang", "at"), [("zh", 1), ("en", 2)])
@pytest.mark.parametrize("told", one_in(2, READ))
def test_an_official_reads_what_to_do(told: str, lang: str, at: int):
    """The sentences, with figures and names, in both languages."""
    (case, change), *sentences = READ[told]
    text = report_of(case, lang, change)
    assert [one for one in sentences[at - 1] if one not in text] == [], text
