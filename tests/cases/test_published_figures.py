"""Every figure that was published stands in the report, in each format, read back with somebody else's parser.

A county's table of coefficients, the sums of a town's score, a school's form: what an office hands in without retyping.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from read_back import text_of
from selection import one_in

import evalrules
from evalrules.model.report import Options, Report, Result
from evalrules.pipeline import check
from evalrules.reporters.formats import View, rendered

ROOT = Path(__file__).resolve().parents[2]
STAGES = {"小学": "primary", "初中": "junior"}
FORMS = ("text", "markdown", "html", "docx", "self-report", "xlsx", "json")
with (Path(__file__).parent / "published.csv").open(encoding="utf-8", newline="") as file:
    ROWS = list(csv.DictReader(file))


def numbers_in(form: str, report: Report, language: str = "zh") -> list[Fraction]:
    """Every number in a report; in JSON one that does not end is a fraction."""
    text = text_of(form, rendered(form, report, View(language, 160, color=False)))
    found = re.findall(r"(?<![\w./])-?[0-9]+(?:\.[0-9]+|/[1-9][0-9]*)?(?![\w./])", text)
    return [Fraction(one) for one in found]


def report_on(evidence: dict[str, object], ruleset: str) -> Report:
    rules = evalrules.load_ruleset(ruleset)
    found = evalrules.assess(rules, evalrules.evidence_from(evidence, rules, name="a.yaml"), explain=True).data
    return Report(Options(explain=True), (Result("a.yaml", found, ()),), (), {})


def lacking(form: str, report: Report, published: list[str], language: str = "zh") -> list[str]:
    """The published figures that no number of the report is, to the digits in which they were published."""
    found = numbers_in(form, report, language)
    return [
        one for one in published
        if not any(abs(number - Fraction(one)) * 10 ** len(one.partition(".")[2]) <= Fraction(1, 2) for number in found)
    ]  # fmt: skip


@pytest.mark.parametrize("form", one_in(3, FORMS))
@pytest.mark.parametrize("row", one_in(2, [ROWS[2], ROWS[-1]]), ids=lambda row: f"{row['area']}-{row['stage']}")
def test_a_county_table_stands_in_every_report(row: dict[str, str], form: str):
    """Each coefficient of a stage, and the composite: of quality balance to the three decimals of form Ⅲ."""
    facts = {f"cv{at}": {STAGES[row["stage"]]: Fraction(row[f"cv{at}"])} for at in range(1, 9) if row[f"cv{at}"]}
    evidence = {"subject": {"kind": "county", "name": row["area"]}, "period": 2015, "facts": facts}
    published = [row[f"cv{at}"] for at in range(1, 9) if row[f"cv{at}"]]
    published += [row["composite"] if "basic" in row["ruleset"] else shown(Fraction(row["composite"]), 3)]
    if form == "self-report":  # it says what is compared, to the digits that are compared
        published = (
            [row["composite"]] if "basic" in row["ruleset"] else [str(round(float(one), 3)) for one in published]
        )
    assert lacking(form, report_on(evidence, row["ruleset"]), published) == []


# -- means, deviations and coefficients of a county, by rows that have them --------------------------------------------

with (Path(__file__).parent / "published_means.csv").open(encoding="utf-8", newline="") as file:
    MEANS = list(csv.DictReader(file))
PUPILS = 10**8
"""Of each of two schools: so many that a teacher more or less is beyond the published digits."""
COLUMNS = {
    "national-basic-balance@2012": ("schools", "county", {
        "rooms_area": 1, "sports_area": 1, "equipment": 1, "computers": 100, "books": 1, "teachers": 1, "above_degree": 1, "middle_rank": 1,
    }),
    "national-quality-balance@2017": ("units", "primary", {
        "above_degree": 100, "key_teachers": 100, "arts_teachers": 100, "teaching_area": 1, "field_area": 1, "equipment": 1, "multimedia_rooms": 100,
    }),
}  # fmt: skip
"""By standard: the table, the kind of its schools, and of each value the column and how many pupils it is for."""
NOTHING_ELSE = {"indoor_sports_area": 0, "hall_area": 0, "extra_sports_area": 0, "visiting_arts_teachers": 0, "rural_small": False, "dense_centre": False}


def published_coefficients(row: dict[str, str]) -> list[str]:
    (found,) = [one for one in ROWS if (one["area"], one["stage"]) == (row["area"], row["stage"])]
    return [found[f"cv{at}"] for at in range(1, 9) if found[f"cv{at}"]]


def two_schools(row: dict[str, str]) -> dict[str, object]:
    """Two schools of one size, one as far above the published means as the other is below: by the deviation."""
    table, kind, columns = COLUMNS[row["ruleset"]]
    rows = []
    for name, sign in (("甲校", 1), ("乙校", -1)):
        made: dict[str, object] = {"school": name, "stage": STAGES[row["stage"]], "kind": kind}
        made |= {"pupils": PUPILS} if table == "schools" else {"primary_pupils": PUPILS, "junior_pupils": 0, "senior_pupils": 0, **NOTHING_ELSE}
        values = zip(columns.items(), published_coefficients(row), strict=True)
        for at, ((column, of), coefficient) in enumerate(values, start=1):
            mean = Fraction(row[f"mean{at}"])
            deviation = Fraction(row[f"deviation{at}"]) if row.get(f"deviation{at}") else mean * Fraction(coefficient)
            made[column] = round((mean + sign * deviation) * PUPILS / of)
        rows.append(made)
    return {"subject": {"kind": "county", "name": row["area"]}, "period": 2015, "tables": {table: rows}}


@pytest.mark.real
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("row", MEANS, ids=lambda row: f"{row['area']}-{row['stage']}")
def test_means_deviations_and_coefficients_of_a_county_stand_in_every_report(row: dict[str, str], form: str):
    """Recomputed from two schools that have them, each to the three decimals of form Ⅲ, and the composite."""
    coefficients = published_coefficients(row)
    means = [row[f"mean{at}"] for at in range(1, len(coefficients) + 1)]
    deviations = [row[f"deviation{at}"] for at in range(1, 8) if row[f"deviation{at}"]]
    wanted = [shown(Fraction(one), 3) for one in (*means, *deviations, *coefficients)]
    wanted.append(shown(sum(map(Fraction, coefficients)) / len(coefficients), 3))
    assert lacking(form, report_on(two_schools(row), row["ruleset"]), wanted) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_town_score_stands_in_every_report(form: str):
    """The points of every item, the sums of the five blocks and the total."""
    path = ROOT / "examples/fushan-town/self-score.yaml"
    rules = evalrules.load_ruleset("guangdong-strong-town")
    found = evalrules.assess(rules, evalrules.load_evidence(path, rules), explain=True).data
    report = Report(Options(explain=True), (Result("self-score.yaml", found, ()),), (), {})
    items = [one.points.value for one in found.findings if one.points is not None]
    sums = ["17.8", "31.6", "17", "18.6", "11.8", "96.8"]
    lost = ["0.2", "1.4", "1", "0.4", "3.2"]
    assert len(items) == 27
    assert lacking(form, report, [*items, *sums, *lost]) == []


SCHOOL = """
measures:
  land: {type: number, unit: m2, zh: 生均占地面积, en: land a pupil, value: campus / pupils}
  campus: {type: number, unit: m2, zh: 占地面积, en: campus}
  pupils: {type: count, zh: 学生数, en: pupils}
  building: {type: number, unit: m2, zh: 生均建筑面积, en: floor area a pupil}
  equipment: {type: number, unit: 元, zh: 生均教学仪器设备值, en: equipment a pupil}
indicators:
  - {id: "1", zh: 占地, en: land, source: s, met: land >= 20}
  - {id: "2", zh: 建筑, en: building, source: s, met: building >= 5}
  - {id: "4", zh: 设备, en: equipment, source: s, met: equipment >= 400}
"""


@pytest.mark.parametrize("form", FORMS)
def test_the_figures_of_a_school_stand_in_every_report(form: str, assess):
    """Those of a town school's form, met: 20008 m2 for 477 pupils is 41.9455 (published cut, as 41.945)."""
    facts = {"campus": 20008, "pupils": 477, "building": Fraction("14.704"), "equipment": 430}
    found = assess(SCHOOL, {"facts": facts}, explain=True).data
    report = Report(Options(explain=True), (Result("a.yaml", found, ()),), (), {})
    assert lacking(form, report, ["20008", "477", "41.95", "14.704", "430"]) == []


@pytest.mark.parametrize("form", one_in(4, FORMS))
def test_a_figure_that_was_not_published_is_missed(form: str):
    """A report that says other points lacks those that were published."""
    path = ROOT / "examples/fushan-town/self-score.yaml"
    rules = evalrules.load_ruleset("guangdong-strong-town")
    found = evalrules.assess(rules, evalrules.load_evidence(path, rules), explain=True).data
    report = Report(Options(explain=True), (Result("self-score.yaml", found, ()),), (), {})
    assert lacking(form, report, ["96.8", "97.1", "31.7"]) == ["97.1", "31.7"]


# -- forms Ⅱ-2 and Ⅲ of both standards of balance ----------------------------------------------------------------------


class Annex(NamedTuple):
    """What a county publishes by school: the example, its rows, and how each value is computed from a row."""

    example: str
    table: str
    pupils: str
    values: dict[str, tuple[Callable[[dict[str, str]], Fraction], int]]


def each(column: str, pupils: str, times: int = 1) -> Callable[[dict[str, str]], Fraction]:
    return lambda row: Fraction(row[column]) * times / Fraction(row[pupils.format(**row)])


WEIGHTS = {"小学": Fraction(1), "初中": Fraction("1.1"), "高中": Fraction("1.32")}
"""What a pupil of each stage counts where the rooms of a school are shared out between its stages."""


def shared(times: int, *signed: tuple[int, str]) -> Callable[[dict[str, str]], Fraction]:
    """What the whole school has, shared out by weighted pupils, a pupil of the stage."""

    def value(row: dict[str, str]) -> Fraction:
        whole = sum(sign * Fraction(row[column]) for sign, column in signed)
        pupils = sum(weight * Fraction(row[f"全校{stage}生数"]) for stage, weight in WEIGHTS.items())
        return times * WEIGHTS[row["学段"]] * whole / pupils

    return value


STAGE = "全校{学段}生数"
ANNEXES = {
    "basic": Annex("basic-balance", "schools", "学生数", {
        "教学及辅助用房面积": (each("教学及辅助用房面积", "学生数"), 2),
        "体育运动场馆面积": (each("体育运动场馆面积", "学生数"), 2),
        "教学仪器设备值": (each("教学仪器设备值", "学生数"), 2),
        "计算机台数": (each("计算机台数", "学生数", 100), 2),
        "图书册数": (each("图书册数", "学生数"), 2),
        "专任教师数": (each("专任教师数", "学生数"), 3),
        "高于规定学历教师数": (each("高于规定学历教师数", "学生数"), 3),
        "中级及以上专业技术职务教师数": (each("中级及以上专业技术职务教师数", "学生数"), 3),
    }),
    "quality": Annex("quality-balance", "units", STAGE, {
        "高于规定学历教师": (each("本学段高于规定学历教师数", STAGE, 100), 2),
        "骨干教师": (each("本学段县级以上骨干教师数", STAGE, 100), 2),
        "体育、艺术专任教师": (each("本学段体育、音乐、美术专任教师数", STAGE, 100), 2),
        "教学及辅助用房面积": (shared(1, (1, "全校教学及辅助用房面积"), (-1, "其中室内体育用房面积")), 2),
        "体育运动场馆面积": (shared(1, (1, "体育馆面积"), (1, "校内运动场地面积")), 2),
        "教学仪器设备值": (shared(1, (1, "全校教学仪器设备值（账面原值）")), 2),
        "网络多媒体教室": (shared(100, (1, "全校网络多媒体教室数")), 2),
    }),
}  # fmt: skip


@cache
def annexed(name: str) -> Report:
    found = check([str(ROOT / "examples" / ANNEXES[name].example / "county.yaml")], Options(explain=True, record=True))
    assert found.results[0].assessment is not None
    return found


def by_school(name: str) -> Iterator[tuple[str, str, Fraction, Fraction, int]]:
    """School and stage, value, pupils and decimals, computed from the rows of the example and from nothing else."""
    annex = ANNEXES[name]
    with (ROOT / "examples" / annex.example / f"{annex.table}.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if name == "basic" and row["类别"] != "县（市、区）属公办学校":
                continue  # the standard leaves teaching points and private schools out
            for title, (value, digits) in annex.values.items():
                yield (
                    f"{row['学段']} {title}",
                    row["学校"],
                    value(row),
                    Fraction(row[annex.pupils.format(**row)]),
                    digits,
                )


def shown(number: float | Fraction, digits: int) -> str:
    return str(Decimal(float(number)).quantize(Decimal(1).scaleb(-digits)))


@pytest.mark.real
@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("name", ANNEXES)
def test_the_annexes_of_balance_stand_in_every_report(name: str, form: str, language: str):
    """Each school with its figures, of each figure mean, standard deviation, coefficient and schools, the composites."""
    figures: dict[str, list[tuple[Fraction, Fraction]]] = {}
    wanted, schools = [], set()
    for figure, school, value, pupils, digits in by_school(name):
        figures.setdefault(figure, []).append((value, pupils))
        wanted.append(shown(value, digits))
        schools.add(school)
    assert len(figures) == 2 * len(ANNEXES[name].values)
    coefficients: dict[str, list[float]] = {}
    for figure, listed in figures.items():
        pupils = sum(of for _, of in listed)
        mean = sum(value * of for value, of in listed) / pupils
        deviation = math.sqrt(sum(of * (value - mean) ** 2 for value, of in listed) / pupils)
        wanted += [shown(mean, 3), shown(deviation, 3), shown(deviation / mean, 3), str(len(listed))]
        coefficients.setdefault(figure.partition(" ")[0], []).append(deviation / mean)
    wanted += [shown(sum(listed) / len(listed), 3) for listed in coefficients.values()]
    report = annexed(name)
    text = text_of(form, rendered(form, report, View(language, 400, color=False)))
    assert [school for school in schools if school not in text] == []
    assert lacking(form, report, wanted, language) == []
