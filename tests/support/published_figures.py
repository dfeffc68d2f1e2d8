"""What was published of real subjects, beside what the shipped rulesets compute from it: the lines of docs/published.md.

Each line is computed anew from the evidence in examples/ and tests/cases/published.csv; the published side is typed off.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

import evalrules
from evalrules.base.numbers import Rounding, number_text, rounded
from evalrules.model.report import Options
from evalrules.pipeline import check

ROOT = Path(__file__).resolve().parents[2]
STAGES = {"小学": "primary", "初中": "junior"}


class Figure(NamedTuple):
    """A published figure or outcome, the computed one, and whether the one is the other."""

    subject: str
    what: str
    published: str
    computed: str
    agrees: bool


def assessed(example: str, ruleset: str | None = None) -> evalrules.Assessment:
    """The assessment of an example."""
    path = str(ROOT / "examples" / ruleset) if ruleset is not None and "/" in ruleset else ruleset
    report = check([str(ROOT / "examples" / example)], Options(ruleset=path, explain=True))
    found = report.results[0].assessment
    assert found is not None, report.results[0].diagnostics
    return evalrules.Assessment(found, report.options)


def shown(value: Fraction, digits: int) -> str:
    """A number to so many decimals, half up."""
    return f"{float(rounded(value, Rounding(digits, 'half_up'))):.{digits}f}"


@cache
def figures() -> tuple[Figure, ...]:
    """Every published figure that a shipped ruleset has something to say of."""
    return (*_coefficients(), *_composites(), *_strong_cities(), *_points(), *_schools(), *_shares())


def _coefficients() -> Iterator[Figure]:
    with (ROOT / "tests" / "cases" / "published.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        numbers = [Fraction(row[f"cv{at}"]) for at in range(1, 9) if row[f"cv{at}"]]
        mean = sum(numbers) / len(numbers)
        subject, digits = f"{row['area']}（{row['stage']}）", len(row["composite"].split(".")[1])
        near = abs(mean - Fraction(row["composite"])) <= Fraction("0.001")
        yield Figure(subject, "差异系数平均 mean of the coefficients", row["composite"], shown(mean, digits), near)
        ruleset = evalrules.load_ruleset(row["ruleset"])
        facts = {f"cv{at}": {STAGES[row["stage"]]: Fraction(row[f"cv{at}"])} for at in range(1, 9) if row[f"cv{at}"]}
        outcomes = {one.id: one.outcome for one in evalrules.assess(ruleset, evalrules.evidence_from({"period": 2015, "facts": facts}, ruleset)).indicators}  # fmt: skip
        if row["ruleset"].startswith("national-basic"):
            met = outcomes[f"C2:{STAGES[row['stage']]}"]
            yield Figure(subject, "差异系数条件 condition on the coefficients", row["outcome"], met, met == "met")
        else:
            failing = [own for own, outcome in outcomes.items() if outcome == "not_met"]
            yield Figure(subject, "差异系数条件 condition on the coefficients", "not stated", ", ".join(failing) + ": not_met", failing == ["cv-r2:primary"])  # fmt: skip


def _composites() -> Iterator[Figure]:
    """A district of which only the composites were published: within both limits."""
    ruleset = evalrules.load_ruleset("national-basic-balance@2012")
    evidence = evalrules.evidence_from({"period": 2023, "facts": {"composite": {"primary": Fraction("0.335"), "junior": Fraction("0.328")}}}, ruleset)
    for one in evalrules.assess(ruleset, evidence).data.findings:
        for stage, published in (("小学", "0.335"), ("初中", "0.328")):
            if one.id == f"C2:{STAGES[stage]}":
                what = f"综合差异系数 composite coefficient {published}"
                yield Figure(f"芜湖鸠江区2023（{stage}，基本均衡）", what, "met", one.outcome, one.outcome == "met")


def _strong_cities() -> Iterator[Figure]:
    for example, when, published, gate in (
        ("foshan/july-year1.yaml", "七月（第一年）", "2/5 districts: 40 %", False),
        ("foshan/march-year2.yaml", "三月（第二年）", "2/5 districts: 40 %", False),
        ("foshan/june-year2.yaml", "六月（第二年）", "4/5 districts; title by December 2006", True),
    ):
        found = assessed(example)
        holds = {one.id: one.holds for one in found.data.gates}["districts"]
        level = found.verdict.level or "/".join(found.verdict.possible)
        yield Figure(f"佛山 {when}", "教育强市 strong city", published, f"districts {holds}; {level}", holds is gate)
    found = assessed("jiangmen/2006.yaml")
    needed = {f"{one.to} {one.op} {one.value}" for item in found.missing if item.id == "towns:total" for one in item.needed}
    yield Figure("江门 2006年底", "教育强市 strong city", "4 strong towns", "; ".join(sorted(needed)), "fail >= 6" in needed)


def _points() -> Iterator[Figure]:
    ruleset = evalrules.load_ruleset("guangdong-strong-town@2014")
    ids = [one.id for one in ruleset.data.indicators if one.kind == "scored"]
    jianjiang = "2 2 4 3 2 3 1.8 12 4 4 3.8 3.8 2 2 10 5 3 3 3 3 3 1.8 2 2.8 3 4 2".split()
    evidence = evalrules.evidence_from({"period": 2013, "points": dict(zip(ids, map(Fraction, jianjiang), strict=True))}, ruleset)
    for subject, published, found in (
        ("饶平县浮山镇 2014", "96.8", assessed("fushan-town/self-score.yaml")),
        ("鉴江经济开发试验区 2013", "95", evalrules.assess(ruleset, evidence)),
    ):
        given = [Fraction(one.points.value) for one in found.indicators if one.points and one.points.value]
        total = number_text(sum(given, Fraction(0)))
        yield Figure(subject, "教育强镇自评总分 points of a strong town", published, total, total == published)
    city = assessed("strong-city-later/city.yaml").indicators
    total = number_text(sum((Fraction(one.points.value) for one in city if one.points and one.points.value), Fraction(0)))
    yield Figure("某市（35项指标）", "教育强市自评总分 points of a strong city, six groups", "97", total, total == "97")


def _schools() -> Iterator[Figure]:
    claim = assessed("huansheng/green-space.yaml").data.claims[0]
    computed = shown(Fraction(str(claim.derived)), 2)
    yield Figure("欢胜中学", "生均绿地 green space a pupil", "6.5", f"{computed}: contradicts its own figures", computed == "6.05")
    for name, example in (("池渡小学 2015", "school-form/chidu.yaml"), ("徐水县一所小学 2014", "hebei-conditions/yilianzhuang.yaml")):
        found = assessed(example)
        yield Figure(name, "办学条件 conditions of the school", "达标", str(found.verdict.level), found.verdict.meets_required is True)
    land = next(one for one in found.data.findings if one.id == "1").facts
    value = next(str(use.value) for use in land if use.measure == "land_per_pupil")
    cut = number_text(Fraction(int(Fraction(value) * 100), 100))
    yield Figure("徐水县一所小学 2014", "生均占地 land a pupil", "41.94", f"{shown(Fraction(value), 4)}, cut to {cut}", cut == "41.94")


def _shares() -> Iterator[Figure]:
    for example, who, share in (
        ("standard-schools/district-2012.yaml", "安徽某区 2012", "44.4"),
        ("standard-schools/district-2013.yaml", "安徽某区 2013", "86.1"),
    ):
        members = assessed(example, "standard-schools/ruleset.yaml").data.findings[0].facts
        counts = {use.measure: Fraction(str(use.value)) for use in members}
        computed = shown(100 * counts["schools:holding"] / counts["schools:total"], 1)
        yield Figure(who, "标准化学校比例 share of standard schools (%)", share, computed, computed == share)
    found = assessed("standard-schools/cangzhou-2018.yaml", "standard-schools/ruleset.yaml")
    ends = [rounded(Fraction(100 * 1368, total), Rounding(0, "half_up")) for total in (1546, 1563)]
    yield Figure("沧州 2018", "标准化学校比例 share of standard schools (%)", "88 (1368)", f"{ends[0]} for 1546 to 1563 schools; {found.verdict.level}", ends == [88, 88])  # fmt: skip
    for who, met, schools, published in (("天津东丽区", 46, 47, "97"), ("天津合计", 1163, 1165, "99"), ("天津和平区", 21, 22, "100")):
        cut = str(100 * met // schools)
        told = f"{cut} (cut down)" if cut == published else f"{cut}: contradicts its own counts"
        yield Figure(who, f"二十条底线达标比例 twenty bottom lines, {met} of {schools} (%)", published, told, cut == published or met == 21)
    found = assessed("qitaihe/schools.yaml", "qitaihe/ruleset.yaml")
    levels = [one.level for one in found.data.members]
    told = f"{levels.count('advanced')} + {levels.count('qualified')}; {found.verdict.level}"
    yield Figure("七台河", "九所学校：先进、合格 nine schools, advanced and qualified", "2 + 7", told, told.startswith("2 + 7"))


def page() -> list[str]:
    """The lines of docs/published.md."""
    lines = [
        "# 公布的数字与算出的数字 · Published figures beside computed ones", "",
        "由 `EVALRULES_UPDATE=1 python -m pytest tests/docs/test_published_page.py` 生成；左边是公布的，右边是由同样的数据算出的。差异系数平均与",
        "公布的相差不超过0.001，因为公布的分项本身已取整。", "",
        "Made by `EVALRULES_UPDATE=1 python -m pytest tests/docs/test_published_page.py`: on the left what was published, on the right what the same data",
        "give here. A mean of coefficients may be 0.001 from the published one, since the published parts are rounded themselves.", "",
        "| 对象 subject | 内容 what | 公布 published | 算出 computed |", "|---|---|---|---|",
    ]  # fmt: skip
    return [*lines, *(f"| {one.subject} | {one.what} | {one.published} | {one.computed} |" for one in figures())]
