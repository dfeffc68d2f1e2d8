"""Many subjects at once: a row of conclusions for each row of a frame, or for each of a stream of records."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

import evalrules
from evalrules.frames import assess_frame, assess_records

RULES = """choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
measures:
  rate: {type: percent, range: [0, 100], better: higher, zh: 升学率, en: enrolment}
  near: {type: count, each: stage, zh: 就近入学, en: near}
  gdp: {type: number, series: 2, zh: 产值, en: product}
indicators:
  - {id: "1", zh: 升学率达标, source: s 1, met: rate >= 95}
  - {id: "2", zh: 管理, source: s 2, assessed: yesno}
verdict: [{level: pass, when: "every(indicators, met)"}, {level: fail}]
"""


@pytest.fixture
def rules(ruleset_from: Any) -> Any:
    """A ruleset with facts of every kind and a grade of assessors."""
    return ruleset_from(RULES)


@pytest.fixture
def counties() -> pd.DataFrame:
    """One that passes, one that does not, one of which a figure is not known, one that cannot be."""
    return pd.DataFrame(
        {"county": ["甲", "乙", "丙", "丁"], "rate": [95, 94.5, float("nan"), 120], "2": ["是", "是", "是", "否"]},
        index=[4, 5, 6, 7],
    )


def test_each_row_has_its_conclusion(rules: Any, counties: pd.DataFrame):
    """Level, status, what is possible, grades, gaps and problems, under the index that was there."""
    found = assess_frame(counties, rules, keep=["county"])
    assert list(found.index) == [4, 5, 6, 7]
    assert list(found.columns) == ["county", "level", "status", "possible", "grade.1", "grade.2", "gaps", "problems"]
    assert list(found["county"]) == ["甲", "乙", "丙", "丁"]
    assert list(found["status"]) == ["decided", "decided", "undetermined", "refused"]
    assert list(found["possible"]) == ["pass", "fail", "pass, fail", ""]
    assert list(found["level"])[:2] == ["pass", "fail"]
    assert found["level"].isna().tolist() == [False, False, True, True]
    assert "rate >= 95" in found["gaps"][5]
    assert found["problems"][7].startswith("facts.rate: ")


def test_it_is_the_answer_of_assess(rules: Any, counties: pd.DataFrame):
    """Row by row the level that evidence with the same facts and grades has."""
    found = assess_frame(counties, rules, keep=["county"])
    for at in (4, 5, 6):
        value = None if counties["rate"].isna()[at] else Decimal(str(counties["rate"][at]))
        evidence = evalrules.evidence_from({"facts": {"rate": value}, "grades": {"2": "是"}}, rules)
        level = evalrules.assess(rules, evidence).verdict.level
        assert level == (None if pd.isna(found["level"][at]) else found["level"][at])


@pytest.mark.parametrize(
    "names", [("rate", "2"), ("facts.rate", "grades.2"), ("升学率", "管理"), ("enrolment", "管理")]
)
def test_a_column_is_named_by_id_or_by_name(names: tuple[str, str], rules: Any):
    """The id, the name in either language, or the place in evidence."""
    (found,) = assess_records([dict(zip(names, (95, True), strict=True))], rules)
    assert found["level"] == "pass"


def test_options_have_columns_of_their_own(rules: Any):
    """`near.primary`; a year, for which a row has no period, and an option that is not there are unknown columns."""
    (found,) = assess_records([{"rate": 95, "2": "是", "near.primary": 5}], rules)
    assert (found["level"], found["problems"]) == ("pass", "")
    with pytest.raises(evalrules.EvalrulesError) as refused:
        list(assess_records([{"near.senior": 5, "gdp": 1, "rate.2007": 1}], rules))
    assert ["ER401"] * 3 == [one.code for one in refused.value.diagnostics]


def test_a_column_that_means_nothing_is_no_fact_left_out(rules: Any, counties: pd.DataFrame):
    """A misspelt name is told with the nearest one, and nothing is judged."""
    with pytest.raises(evalrules.EvalrulesError, match=r"unknown column 'rat'.*rate"):
        assess_frame(counties.rename(columns={"rate": "rat"}), rules, keep=["county"])
    with pytest.raises(evalrules.EvalrulesError, match=r"ER401.*'county'"):
        assess_frame(counties, rules)


def test_a_stream_without_end_is_assessed_as_it_comes(rules: Any):
    """Nothing is read ahead, and nothing is kept."""
    taken: list[int] = []

    def records() -> Iterator[dict[str, Any]]:
        for number in itertools.count():
            taken.append(number)
            yield {"rate": number % 100, "2": "是"}

    found = assess_records(records(), rules)
    assert [next(found)["level"] for _ in range(3)] == ["fail"] * 3
    assert taken == [0, 1, 2]


def test_a_wrong_record_is_told_and_the_next_is_assessed(rules: Any):
    """In Chinese where that is asked for."""
    found = list(assess_records([{"rate": "九十", "2": "是"}, {"rate": 95, "2": "是"}], rules, lang="zh"))
    assert [("refused", True), ("decided", False)] == [(one["status"], bool(one["problems"])) for one in found]
    assert found[0]["problems"].startswith("facts.rate: “升学率”填的是“九十”")
    assert [one.keys() for one in found] == [found[0].keys()] * 2


def test_what_is_no_frame_is_said():
    """Also what stands in the place of the rows of a table."""
    rules = evalrules.load_ruleset("jiangsu-16@2007")
    with pytest.raises(evalrules.EvalrulesError, match=r"ER463.*pandas or polars"):
        assess_frame([{"rate": 95}], rules)
    with pytest.raises(evalrules.EvalrulesError, match=r"ER463.*rows.units.*pandas or polars"):
        assess_frame(pd.DataFrame({"county": ["甲"]}), rules, by="county", rows={"units": []})


def test_frames_of_polars_are_answered_in_polars(rules: Any):
    """The same columns and values."""
    pl = pytest.importorskip("polars", reason="polars is not installed; pandas stands for both here")
    found = assess_frame(pl.DataFrame({"rate": [95.0, None], "2": ["是", "否"]}), rules)
    assert isinstance(found, pl.DataFrame)
    assert found["level"].to_list() == ["pass", "fail"]


SINGLE = """
measures: {rate: {type: percent, zh: 升学率, en: rate}}
indicators: [{id: "1", source: s 1, met: rate <= 95.3}]
"""


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_numbers_of_single_precision_mean_what_was_written(library: str, ruleset_from: Any):
    """95.3 is 95.30000305… in such a column, and at the limit all the same."""
    pytest.importorskip(library, reason=f"{library} is not installed")
    rates = pd.Series([95.3, None], dtype="float32")
    if library == "polars":
        import polars as pl

        frame = pl.DataFrame({"rate": pl.Series([95.3, None], dtype=pl.Float32)})
    else:
        frame = pd.DataFrame({"rate": rates})
    found = assess_frame(frame, ruleset_from(SINGLE))
    assert list(found["status"]) == ["decided", "undetermined"] and next(iter(found["level"])) == "pass"


def test_yes_and_no_may_be_written_or_truths(rules: Any):
    """是 and 否 are what True and False are, and another word is refused as in evidence."""
    records = [{"rate": 95, "2": said} for said in ("是", True, "否", False, "有")]
    yes, true, no, false, other = assess_records(records, rules)
    assert yes == true
    assert no == false
    assert [yes["level"], no["level"], other["status"]] == ["pass", "fail", "refused"]


SCHOOLS = """measures:
  rate: {type: percent, range: [0, 100], zh: 升学率, en: enrolment}
  paid: {type: number, series: 2, zh: 经费, en: funds}
choices: {place: {town: {zh: 城镇, en: town}, village: {zh: 乡村, en: village}}}
values: {least: {by: place, town: 90, village: 80, source: s 1, zh: 下限, en: least}}
tables:
  schools:
    {zh: 学校, en: schools, key: [name], columns: {
      name: {type: text, zh: 校名, en: name}, pupils: {type: count, zh: 学生数, en: pupils},
      full: {type: yesno, zh: 达标, en: reached}}}
indicators:
  - {id: "1", zh: 升学率达标, source: s 1, met: rate >= least}
  - {id: "2", zh: 学校达标, source: s 2, met: "every(schools, full)"}
  - {id: "3", zh: 经费增长, source: s 3, met: "previous(paid, 0) >= previous(paid, 1)"}
verdict: [{level: pass, when: "every(indicators, met)"}, {level: fail}]
"""


@pytest.fixture
def of_schools(ruleset_from: Any) -> Any:
    """A ruleset with a table of schools, a fact of two years, and a limit by the place of the subject."""
    return ruleset_from(SCHOOLS)


COUNTIES = {
    "county": ["甲", "乙", "丙"], "rate": [85, 85, 85], "attributes.place": ["village", "village", "town"],
    "period": [2007, 2007, 2007], "paid.2006": [5, 5, 5], "paid.2007": [6, 6, 6],
}  # fmt: skip
ROWS = {
    "county": ["乙", "甲", "甲", "丙"], "校名": ["三小", "一小", "二小", "四小"], "pupils": [9.0, 8, float("nan"), 7],
    "达标": ["否", "是", "是", "是"],
}  # fmt: skip
LONG = [
    ("甲", "fact", "rate", None, 85), ("甲", "attribute", "place", None, "village"), ("甲", None, "period", None, 2007),
    ("甲", "fact", "paid", 2006, 5), ("乙", "fact", "rate", None, 70), ("甲", "fact", "paid", 2007, 6),
    ("乙", "attribute", "place", None, "village"),
]  # fmt: skip


@pytest.fixture(params=["pandas", "polars"])
def frame(request: pytest.FixtureRequest) -> Any:
    """The frames of each library."""
    reason = f"NOT CHECKED: {request.param} (PyPI) is not installed"
    return pytest.importorskip(request.param, reason=reason).DataFrame


def test_rows_of_schools_are_grouped_by_county(frame: Any, of_schools: Any):
    """With the years and the attributes of the county; it is the answer of assess, and the frame is of its library."""
    found = assess_frame(frame(COUNTIES), of_schools, by="county", rows={"学校": frame(ROWS)})
    assert type(found) is frame
    assert list(found["problems"]) == ["", "", ""]
    assert list(found["county"]) == ["甲", "乙", "丙"]
    assert list(found["level"]) == ["pass", "fail", "fail"]
    assert list(found["grade.1"]) == ["met", "met", "not_met"]
    schools = [{"name": "三小", "pupils": 9, "full": False}]
    stated = {"facts": {"rate": 85, "paid": {2006: 5, 2007: 6}}, "tables": {"schools": schools}, "period": 2007}
    evidence = evalrules.evidence_from({"subject": {"attributes": {"place": "village"}}, **stated}, of_schools)
    assert evalrules.assess(of_schools, evidence).verdict.level == found["level"][1]
    assert of_schools.compile().judge_evidence(evidence).level == "fail"


def test_a_long_frame_has_one_value_a_row(frame: Any, of_schools: Any):
    """One row of conclusions for each county, whatever the order; its schools beside it as before."""
    columns = dict(zip(("county", "section", "id", "year", "value"), map(list, zip(*LONG, strict=True)), strict=True))
    own = frame(columns | {"value": [str(one) for one in columns["value"]]})
    found = assess_frame(
        own, of_schools, by="county", rows={"schools": frame({k: v[:3] for k, v in ROWS.items()})}, long=True
    )
    assert list(found["county"]) == ["甲", "乙"]
    assert list(found["problems"]) == ["", ""]
    assert list(found["level"]) == ["pass", "fail"]


def test_a_county_without_rows_is_open(of_schools: Any):
    """Its schools are not known, and none is nobody's."""
    (found,) = assess_records([{"rate": 95, "attributes.place": "town", "schools": None}], of_schools)
    assert (found["status"], found["grade.1"], found["grade.2"]) == ("undetermined", "met", None)


@pytest.mark.parametrize(
    ("county", "rows", "said"),
    [
        ({"county": ["甲"]}, {"county": ["乙"], "name": ["一小"]}, "rows.schools is 乙"),
        ({"county": ["甲", "甲"]}, {"county": ["甲"], "name": ["一小"]}, "county is 甲"),
        ({"county": ["甲"]}, {"name": ["一小"]}, "a column 'county'"),
        ({"rate": [1]}, {"county": ["甲"], "name": ["一小"]}, "a column 'county'"),
    ],
)
def test_rows_that_are_nobodys_are_refused(county: dict, rows: dict, said: str, of_schools: Any):
    """None is left out in silence, or counted for two."""
    with pytest.raises(evalrules.EvalrulesError, match=f"ER463.*{said}"):
        assess_frame(pd.DataFrame(county), of_schools, by="county", rows={"schools": pd.DataFrame(rows)})


def test_a_long_frame_says_each_thing_once(of_schools: Any):
    """A value that stands twice is refused, an unknown name too, and who is meant must be said."""
    twice = pd.DataFrame({"county": ["甲", "甲"], "id": ["rate", "rate"], "value": [1, 2]})
    with pytest.raises(evalrules.EvalrulesError, match=r"ER463.*county=甲 is rate"):
        assess_frame(twice, of_schools, by="county", long=True)
    with pytest.raises(evalrules.EvalrulesError, match=r"ER463.*by is"):
        assess_frame(twice, of_schools, long=True)
    with pytest.raises(evalrules.EvalrulesError, match=r"ER401.*'rat'"):
        assess_frame(twice.assign(id=["rat", "rate"]), of_schools, by="county", long=True)


def test_what_is_wrong_with_a_row_of_a_table_has_its_place(of_schools: Any):
    """The path within the record, and the next county is assessed."""
    records = [{"schools": [{"name": "一小", "pupils": -1}]}, {"schools": [{"name": "一小", "full": True}]}]
    wrong, right = assess_records(records, of_schools)
    assert (wrong["status"], right["status"], right["grade.2"]) == ("refused", "undetermined", "met")
    assert wrong["problems"].startswith("tables.schools")


@pytest.mark.real  # seconds
def test_five_thousand_counties_take_less_than_three_seconds(rules: Any):
    """CPU time, with a ruleset without rows; the same answers as one by one."""
    import time

    frame = pd.DataFrame({"rate": [at % 101 for at in range(5000)], "2": ["是", "否"] * 2500})
    started = time.process_time()
    found = assess_frame(frame, rules)
    assert time.process_time() - started < 3
    for at in range(0, 5000, 500):
        evidence = evalrules.evidence_from({"facts": {"rate": at % 101}, "grades": {"2": "是"}}, rules)
        assert evalrules.assess(rules, evidence).verdict.level == found["level"][at]


@pytest.mark.real  # seconds
def test_a_stream_takes_as_much_memory_as_its_longest_record(rules: Any):
    """Ten times as many records, no more memory."""
    import tracemalloc

    def most(count: int) -> int:
        tracemalloc.start()
        for _ in assess_records(({"rate": at % 101, "2": "是"} for at in range(count)), rules):
            pass
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    most(10)
    assert most(5000) < most(500) + 100_000


CITIES = {"members.districts.total": 3, "members.towns.total": 10, "members.towns.holding": 8, "grades.rest": True}
DISTRICTS = [
    ("甲", "一", "pass"),
    ("甲", "二", "pass"),
    ("甲", "三", "pass"),
    ("乙", "一", "pass"),
    ("乙", "二", None),
    ("丙", "一", "fail"),
    ("丙", "二", "fail"),
    ("丙", "三", None),
]


@pytest.mark.parametrize("form", ["wide", "long", "records"])
def test_members_are_given_as_rows_are(form: str):
    """The level of `assess` for evidence that cites the same verdicts; who is not listed may hold the title or not."""
    rules = evalrules.load_ruleset("guangdong-strong-city@2004")
    names = ["甲", "乙", "丙"]
    rows = pd.DataFrame(
        [
            {"city": city, "name": name, "level": level, "ruleset": "guangdong-strong-district"}
            for city, name, level in DISTRICTS
        ]
    )
    if form == "wide":
        found = list(
            assess_frame(
                pd.DataFrame([{"city": one, **CITIES} for one in names]), rules, by="city", rows={"districts": rows}
            )["level"]
        )
    elif form == "long":
        sections = [
            ("member", "districts", "total", 3),
            ("member", "towns", "total", 10),
            ("member", "towns", "holding", 8),
            ("grade", "rest", None, True),
        ]
        long = pd.DataFrame(
            [
                {"city": one, "section": section, "id": own, "year": part, "value": value}
                for one in names
                for section, own, part, value in sections
            ]
        )
        found = list(assess_frame(long, rules, by="city", long=True, rows={"districts": rows})["level"])
    else:
        lists = {
            one: [{"name": name, "level": level} for city, name, level in DISTRICTS if city == one] for one in names
        }
        found = [one["level"] for one in assess_records([{**CITIES, "districts": lists[one]} for one in names], rules)]
    expected = []
    for one in names:
        listed = [
            {"name": name, **({"verdict": {"ruleset": "guangdong-strong-district", "level": level}} if level else {})}
            for city, name, level in DISTRICTS
            if city == one
        ]
        members = {"districts": {"total": 3, "list": listed}, "towns": {"total": 10, "holding": 8}}
        evidence = evalrules.evidence_from(
            {"subject": {"kind": "city"}, "members": members, "grades": {"rest": True}}, rules
        )
        expected.append(evalrules.assess(rules, evidence).verdict.level)
    assert expected == [None if pd.isna(one) else one for one in found]
    assert ["pass", None, "fail"] == expected


def test_a_member_that_is_wrong_is_told_in_its_row():
    """More than there are, twice the same, a column that means nothing; the next row is assessed."""
    rules = evalrules.load_ruleset("guangdong-strong-city@2004")
    lists: list[list[dict[str, Any]]] = [
        [{"name": str(at), "level": "pass"} for at in range(4)],
        [{"name": "一"}, {"name": "一"}],
        [{"name": "一", "lvl": "pass"}],
        [],
    ]
    found = list(assess_records([{**CITIES, "districts": one} for one in lists], rules))
    assert ["refused", "refused", "refused", "undetermined"] == [one["status"] for one in found]
    assert ["members.districts", "members.districts.list[1]", "members.districts.list[0].lvl"] == [
        one["problems"].partition(": ")[0] for one in found[:3]
    ]
    with pytest.raises(evalrules.EvalrulesError, match=r"ER401.*'district'.*districts"):
        list(assess_records([{"district": []}], rules))


FOUND = {
    "two columns of one meaning": (lambda: pd.DataFrame([[95, 94]], columns=["rate", "facts.rate"]), {}, "ER404", "facts.rate"),
    "two columns of one name": (lambda: pd.DataFrame([[95, 94]], columns=["rate", "rate"]), {}, "ER463", "frame"),
    "a column that an answer has": (lambda: pd.DataFrame({"level": ["x"], "rate": [95]}), {"keep": ["level"]}, "ER463", "level"),
    "a column to keep that is not there": (lambda: pd.DataFrame({"rate": [95]}), {"keep": ["town"]}, "ER463", "town"),
    "a text for a list": (lambda: pd.DataFrame({"rate": [95]}), {"keep": "rate"}, "ER463", "keep"),
    "a language that nobody speaks": (lambda: pd.DataFrame({"rate": [95]}), {"lang": "fr"}, "ER463", "lang"),
    "no language": (lambda: pd.DataFrame({"rate": [95]}), {"lang": None}, "ER463", "lang"),
    "a list for frames": (lambda: pd.DataFrame({"by": [1]}), {"by": "by", "rows": [1]}, "ER463", "rows"),
    "one subject twice": (lambda: pd.DataFrame({"by": ["甲", "甲"], "rate": [95, 1]}), {"by": "by"}, "ER463", "by"),
    "a subject without a name": (lambda: pd.DataFrame({"by": ["甲", None], "rate": [95, 1]}), {"by": "by"}, "ER463", "by"),
}  # fmt: skip


@pytest.mark.parametrize("name", FOUND)
def test_what_would_be_lost_in_silence_is_refused(name: str, rules: Any):
    """Before anything is judged, in a sentence of each language that is that language alone."""
    frame, words, code, said = FOUND[name]
    with pytest.raises(evalrules.EvalrulesError, match=code) as wrong:
        assess_frame(frame(), rules, **words)
    (found,) = wrong.value.diagnostics
    assert said in found.sentence("zh")
    assert not {"a", "of", "the", "column", "columns", "one"} & set(found.sentence("zh").replace("，", " ").split())


def test_the_same_frame_without_these_mistakes_is_judged(rules: Any):
    """One column of one meaning, kept or not, and every subject once."""
    found = assess_frame(
        pd.DataFrame({"by": ["甲", "乙"], "rate": [95, 1], "town": [1, 2]}), rules, by="by", keep=["rate", "town"]
    )
    assert list(found.columns[:3]) == ["by", "rate", "town"]
    assert list(found["grade.1"]) == ["met", "not_met"]


def test_a_query_of_polars_is_no_frame_yet(rules: Any):
    """It is refused in a sentence, and collected it is taken."""
    polars = pytest.importorskip("polars", reason="NOT CHECKED: polars (PyPI) is not installed")
    query = polars.LazyFrame({"rate": [95]})
    with pytest.raises(evalrules.EvalrulesError, match=r"ER463.*LazyFrame"):
        assess_frame(query, rules)
    assert list(assess_frame(query.collect(), rules)["grade.1"]) == ["met"]


def test_answers_have_one_type_whatever_stands_in_them(frame: Any, rules: Any):
    """Frames of two runs can be put together, and a column that is kept has the type that it had."""
    some = [assess_frame(frame({"rate": [rate], "at": [1]}), rules, keep=["at"]) for rate in (95, None)]
    assert [list(map(str, one.dtypes)) for one in some[:1]] == [list(map(str, one.dtypes)) for one in some[1:]]
    assert str(some[0]["at"].dtype).lower() == "int64"
    assert [one["level"][0] for one in some] == [None, None]
    assert [one["grade.1"][0] for one in some] == ["met", None]


def test_figures_of_a_long_frame_may_be_texts(frame: Any, rules: Any):
    """A column has one type, so figures stand as texts where grades do; what is no number stays wrong."""
    long = {"county": ["甲", "甲", "乙", "乙"], "id": ["rate", "2", "rate", "2"], "value": ["95", "是", "95%", "是"]}
    found = assess_frame(frame(long), rules, by="county", long=True)
    assert list(found["status"]) == ["decided", "refused"]
    assert found["level"][0] == "pass"
    assert found["problems"][1].startswith("facts.rate: ")


def test_a_record_that_is_none_changes_no_other(rules: Any):
    """It is refused in its own place, as one with an unknown column is; keys may be numbers."""
    found = list(
        assess_records(
            [{"rate": 95, 2: True}, 7, {"rat": 95}, {"rate": 95, "升学率": 1}, {"rate": 95, "2": True}], rules
        )
    )
    assert [one["status"] for one in found] == ["decided", "refused", "refused", "refused", "decided"]
    assert "ER" not in found[1]["problems"]
    assert "'rat'" in found[2]["problems"]
    assert found[0] == found[4]


@pytest.mark.parametrize("given", [None, 7, "rate", {"rate": 95}, pd.DataFrame({"rate": [95]})])
def test_what_is_no_stream_of_records_is_said(given: Any, rules: Any):
    """At once, not when the first is asked for."""
    with pytest.raises(evalrules.EvalrulesError, match=r"ER463.*records"):
        assess_records(given, rules)


def test_an_empty_cell_of_a_grade_is_no_grade(rules: Any) -> None:
    """None and NaN leave it open, as a column that is not there does."""
    without, empty, nothing = assess_records([{"rate": 95}, {"rate": 95, "2": None}, {"rate": 95, "2": float("nan")}], rules)
    assert without == empty == nothing
    assert without["possible"] == "pass, fail"
