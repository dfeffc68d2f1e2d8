"""The window for other programs."""

from __future__ import annotations

import datetime
import pickle
import re
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import evalrules

NINE_C = {"grades": {"9": "C"}}


def test_the_same_bytes_as_the_command_line(cli, examples):
    """to_json gives what `evalrules check --format json` prints."""
    path = examples / "jiangsu-16" / "county.yaml"
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")
    found = evalrules.assess(ruleset, evalrules.load_evidence(path, ruleset))
    assert cli("check", path, "-f", "json").out == found.to_json()


@pytest.mark.parametrize(
    "value",
    [98, Decimal("98.0"), Fraction(98), Decimal("9.8e1"), 98.0],
    ids=lambda value: type(value).__name__,
)
def test_every_exact_number_is_taken(value: object, ruleset_from):
    """int, Decimal, Fraction and the shortest text of a float are the same number, with the same digest."""
    ruleset = ruleset_from(
        'measures: {a: {type: number}}\nindicators: [{id: "1", source: s 1, met: a >= 98}]'
    )
    found = evalrules.evidence_from({"facts": {"a": value}}, ruleset)
    assert (98, 98) == tuple(found.data.facts["a"].value)
    assert evalrules.evidence_from({"facts": {"a": 98}}, ruleset).digest == found.digest


NUMBER = 'measures: {a: {type: number}}\nindicators: [{id: "1", source: s 1, met: a >= 98}]'


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (float("inf"), "ER461"),
        (Decimal("Infinity"), "ER461"),
        (Fraction(1, 3), "ER461"),
        (object(), "ER461"),
        (b"98", "ER461"),
        ({1, 2}, "ER461"),
        (1j, "ER461"),
        pytest.param(10**5000, "ER461", id="int of 5001 digits"),
        (10**100, "ER403"),
        ("98", "ER419"),
        (True, "ER402"),
        ([98], "ER402"),
        ({"valeu": 98}, "ER108"),
    ],
)
def test_what_is_no_number_is_an_error_at_its_path(value: object, code: str, ruleset_from):
    """Whatever stands where a number belongs is an EvalrulesError that names the fact; nothing else is raised."""
    with pytest.raises(evalrules.EvalrulesError) as refused:
        evalrules.evidence_from({"facts": {"a": value}}, ruleset_from(NUMBER))
    (found,) = [one for one in refused.value.diagnostics if one.is_error]
    assert code == found.code
    assert found.path.startswith("facts.a")
    assert str(found.place).startswith("<mapping>#facts.a")
    assert found.sentence("en") in str(refused.value)
    assert re.search("[\u4e00-\u9fff]", found.sentence("zh"))


@pytest.mark.parametrize("value", [None, float("nan"), Decimal("NaN")], ids=repr)
def test_no_value_is_null(value: object, ruleset_from):
    """None and NaN are not known, never 0, and NaN is told in a note."""
    ruleset = ruleset_from(NUMBER)
    evidence = evalrules.evidence_from({"facts": {"a": value}}, ruleset)
    found = evalrules.assess(ruleset, evidence)
    assert ("undetermined", "null") == (found.verdict.status, found.missing[0].cause)
    expected = [] if value is None else [("ER411", "<mapping>#facts.a")]
    assert expected == [(one.code, str(one.place)) for one in found.diagnostics]


def test_a_mapping_that_contains_itself_is_said(jiangsu):
    """No recursion error: ER462 at the path."""
    own: dict[str, object] = {}
    own["facts"] = own
    with pytest.raises(evalrules.EvalrulesError, match="ER462") as refused:
        evalrules.evidence_from(own, jiangsu)
    assert "facts" in {one.path for one in refused.value.diagnostics}


def test_votes_of_any_number_are_counted(jiangsu):
    """More votes than JSON keeps exactly (2^53) have their digest and their grade like any others."""
    many = {"grades": {"9": {"votes": {"A": 2**53, "B": 1}, "panel": 2**53 + 1}}}
    found = evalrules.evidence_from(many, jiangsu)
    assert "A" == evalrules.assess(jiangsu, found).indicators[8].grade
    more = {"grades": {"9": {"votes": {"A": 2**53 + 1, "B": 1}, "panel": 2**53 + 2}}}
    assert found.digest != evalrules.evidence_from(more, jiangsu).digest


@pytest.mark.parametrize(
    "mapping", [None, 5, "facts", [], [("facts", {})], object()], ids=["none", "number", "text", "list", "pairs", "object"]
)
def test_what_is_no_mapping_is_an_error(mapping: object, jiangsu):
    """Evidence is a mapping; anything else says so."""
    with pytest.raises(evalrules.EvalrulesError, match=r"ER103|ER461"):
        evalrules.evidence_from(mapping, jiangsu)


@pytest.mark.parametrize(
    "call",
    [
        lambda rules, facts: evalrules.load_ruleset(5),
        lambda rules, facts: evalrules.load_ruleset(b"jiangsu-16"),
        lambda rules, facts: evalrules.load_ruleset("jiangsu-16", as_of="2007"),
        lambda rules, facts: evalrules.load_evidence(None, rules),
        lambda rules, facts: evalrules.load_evidence("county.yaml", "jiangsu-16"),
        lambda rules, facts: evalrules.evidence_from({}, "jiangsu-16"),
        lambda rules, facts: evalrules.evidence_from({}, rules.data),
        lambda rules, facts: evalrules.evidence_from({}, rules, name=5),
        lambda rules, facts: evalrules.evidence_from({}, rules, as_of=datetime.datetime(2007, 1, 1)),
        lambda rules, facts: evalrules.assess("jiangsu-16", facts),
        lambda rules, facts: evalrules.assess(rules, facts.data),
        lambda rules, facts: evalrules.assess(rules, {"grades": {}}),
        lambda rules, facts: evalrules.assess(facts, rules),
        lambda rules, facts: evalrules.assess(rules, facts, require=5),
        lambda rules, facts: rules.compile().assess(facts.data),
    ],
)
def test_arguments_of_another_kind_are_said(call, jiangsu):
    """ER463 names the argument and what is expected; there is no AttributeError and no TypeError."""
    with pytest.raises(evalrules.EvalrulesError, match=r"ER463"):
        call(jiangsu, evalrules.evidence_from(NINE_C, jiangsu))


def test_evidence_bound_to_another_ruleset_is_refused(jiangsu, examples):
    """ER464 names both: an overlay is another ruleset."""
    overlay = evalrules.load_ruleset(examples / "jiangsu-16-office" / "ruleset.yaml")
    evidence = evalrules.evidence_from(NINE_C, jiangsu)
    for other in (overlay, evalrules.load_ruleset("guangxi-basic-balance@2012")):
        with pytest.raises(evalrules.EvalrulesError, match="ER464") as refused:
            evalrules.assess(other, evidence)
        assert ("jiangsu-16@2007", other.data.name) == tuple(dict(refused.value.diagnostics[0].args).values())
    assert evalrules.assess(evalrules.load_ruleset("jiangsu-16@2007"), evidence).verdict.level == "fail"


def test_dates_and_flags_are_taken(ruleset_from):
    """A date and a truth of Python bind to measures of their type."""
    ruleset = ruleset_from(
        "measures: {d: {type: date}, e: {type: date}, y: {type: yesno}}\n"
        'indicators: [{id: "1", source: s 1, met: d <= e and y}]'
    )
    day = datetime.date(2007, 9, 1)
    found = evalrules.assess(
        ruleset, evalrules.evidence_from({"facts": {"d": day, "e": day, "y": True}}, ruleset)
    )
    assert "pass" == found.verdict.level


@pytest.mark.parametrize(
    "make", [lambda: evalrules.load_ruleset("no-such"), lambda: evalrules.load_ruleset("/no/such.yaml")]
)
def test_errors_carry_every_problem(make):
    """EvalrulesError has diagnostics and says them in its text."""
    with pytest.raises(evalrules.EvalrulesError) as refused:
        make()
    assert refused.value.diagnostics[0].code in str(refused.value)


def test_wrong_evidence_gives_every_problem_with_its_place(write, jiangsu):
    """Several problems of one file come together."""
    with pytest.raises(evalrules.EvalrulesError) as refused:
        evalrules.load_evidence(write("a.yaml", "facts: {nine: 1}\ngrades: {'9': D, '1': E}\n"), jiangsu)
    errors = [one for one in refused.value.diagnostics if one.is_error]
    assert ["ER401", "ER407", "ER407"] == [one.code for one in errors]
    assert ["facts.nine", "grades.1", "grades.9"] == sorted(one.path for one in errors)
    assert ["a.yaml:1:9", "a.yaml:2:15", "a.yaml:2:23"] == sorted(str(one.place) for one in errors)


def test_an_unknown_level_to_require_is_an_error(jiangsu):
    """`require` must be a level of the ruleset."""
    with pytest.raises(evalrules.EvalrulesError, match="ER009"):
        evalrules.assess(jiangsu, evalrules.evidence_from(NINE_C, jiangsu), require="gold")


def test_things_show_themselves_shortly(jiangsu):
    """repr names the ruleset, the subject and the level."""
    evidence = evalrules.evidence_from({"subject": {"name": "甲县"}, **NINE_C}, jiangsu)
    shown = [repr(one) for one in (jiangsu, evidence, evalrules.assess(jiangsu, evidence))]
    assert ["<Ruleset jiangsu-16@2007>", "<Evidence 甲县>", "<Assessment fail>"] == shown


@pytest.fixture
def two_years(ruleset_from):
    """A ruleset of one fact, and evidence of two years, ten times as much in the second."""
    ruleset = ruleset_from('measures: {a: {type: number, zh: 面积, en: area, unit: m2}}\nindicators: [{id: "1", source: s 1, met: a >= 98}]')
    of = {
        year: evalrules.evidence_from({"subject": {"id": "1"}, "period": year, "facts": {"a": value}}, ruleset, name=str(year))
        for year, value in ((2006, 100), (2007, 1000))
    }
    return ruleset, of[2006], of[2007]


def test_last_year_is_held_against(two_years):
    """As by --last-year: what is far from it is asked about, and the result says what it was held against."""
    ruleset, before, now = two_years
    assert evalrules.assess(ruleset, now).diagnostics == ()
    found = evalrules.assess(ruleset, now, last_year=before)
    (asked,) = found.diagnostics
    assert (asked.code, asked.severity, asked.place.path) == ("ER512", "warning", "facts.a")
    assert '"last_year": "sha256:' in found.to_json()
    assert ruleset.compile().assess(now, last_year=before) == found


def test_what_is_far_from_last_year_is_confirmed_in_the_mapping(two_years):
    """`confirmed` is a part of evidence in a mapping as in any file."""
    ruleset, before, _ = two_years
    confirmed = [{"path": "facts.a", "by": "张三", "note": "新建校舍"}]
    now = evalrules.evidence_from({"subject": {"id": "1"}, "period": 2007, "facts": {"a": 1000}, "confirmed": confirmed}, ruleset)
    (answered,) = evalrules.assess(ruleset, now, last_year=before).diagnostics
    assert (answered.code, answered.severity, answered.confirmed.by) == ("ER512", "confirmed", "张三")


def test_last_year_is_read_from_a_file_as_by_the_command(tmp_path, cli, examples):
    """Evidence or a kept result by its path, with the same bytes as `check --last-year`."""
    path = examples / "jiangsu-16" / "passing.yaml"
    before = tmp_path / "2006.yaml"
    before.write_text(path.read_text("utf-8").replace("period: 2007", "period: 2006"), "utf-8")
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")
    found = evalrules.assess(ruleset, evalrules.load_evidence(path, ruleset), last_year=before)
    assert cli("check", path, "--last-year", before, "-f", "json").out == found.to_json()
    kept = tmp_path / "2006.json"
    kept.write_text(cli("check", before, "-f", "json").out, "utf-8")
    assert '"last_year"' in evalrules.assess(ruleset, evalrules.load_evidence(path, ruleset), last_year=kept).to_json()


@pytest.mark.parametrize(
    ("last_year", "code"), [("no-such.yaml", "ER001"), (7, "ER463"), ("itself", "ER052"), ("foreign", "ER464")]
)
def test_last_year_that_cannot_be_is_refused(last_year, code: str, two_years, ruleset_from):
    """What is not there, no path, not earlier, or bound to another ruleset."""
    ruleset, _, now = two_years
    foreign = ruleset_from('measures: {a: {type: number}}\nindicators: [{id: "1", source: s 1, met: a >= 97}]')
    of = {"itself": now, "foreign": evalrules.evidence_from({"period": 2006, "facts": {"a": 1}}, foreign)}
    with pytest.raises(evalrules.EvalrulesError) as refused:
        evalrules.assess(ruleset, now, last_year=of.get(last_year, last_year))
    assert [one.code for one in refused.value.diagnostics] == [code]


def test_an_evaluator_is_shared_by_threads(jiangsu):
    """Many threads judge with one evaluator and get what one gets."""
    evaluator = jiangsu.compile()
    grades = [{str(number): "ABC"[(seed * number) % 3] for number in range(1, 17)} for seed in range(60)]
    one = [evaluator.judge({}, each) for each in grades]
    with ThreadPoolExecutor(8) as pool:
        assert one == list(pool.map(lambda each: jiangsu.compile().judge({}, each), grades))
        assert one == list(pool.map(lambda each: evaluator.judge({}, each), grades))


DOOR = """\
grades: [A, B, C]
measures:
  girls: {type: count, zh: 女生, en: girls}
  pupils: {type: count, zh: 学生, en: pupils}
  rate: {type: percent, range: [0, 100], zh: 率, en: rate}
indicators:
  - {id: "1", source: s, bands: {A: rate >= 95, B: rate >= 90, C: otherwise}}
  - {id: "2", source: s, assessed: grade}
checks: [girls <= pupils]
verdict: [{level: pass, when: 'grade("1") == "A"'}, {level: fail}]
"""
BAD = [
    ({"girls": 200, "pupils": 100}, {}, "ER410"),
    ({"rate": 9600}, {}, "ER403"),
    ({"rtae": 96}, {}, "ER401"),
    ({"rate": "96"}, {}, "ER419"),
    ({"rate": float("inf")}, {}, "ER461"),
    ({"rate": True}, {}, "ER402"),
    ({"girls": 1.5}, {}, "ER403"),
    ({}, {"2": "Z"}, "ER407"),
    ({}, {"9": "A"}, "ER401"),
    ({1.5: 1}, {}, "ER103"),
    (7, {}, "ER103"),
]


@pytest.mark.parametrize(("facts", "grades", "code"), BAD)
def test_every_door_makes_the_same_checks(facts: object, grades: dict, code: str, ruleset_from):
    """What `assess` refuses, `judge`, `measure` and `assess` of the compiled ruleset refuse, in the same words."""
    ruleset = ruleset_from(DOOR)
    evaluator = ruleset.compile()

    def bound() -> evalrules.Evidence:
        return evalrules.evidence_from({"facts": facts, "grades": grades}, ruleset)

    said = set()
    for door in (
        lambda: evalrules.assess(ruleset, bound()),
        lambda: evaluator.assess(bound()),
        lambda: evaluator.judge(facts, grades),
        lambda: evaluator.measure(facts, grades),
    ):
        with pytest.raises(evalrules.EvalrulesError, match=code) as refused:
            door()
        said.add(str(refused.value))
    assert 1 == len(said)


@pytest.mark.parametrize(
    "facts",
    [
        {"rate": 95}, {"rate": 95.0}, {"rate": Decimal("95.00")}, {"rate": Fraction(95)}, {"率": 95}, {"rate": {"value": 95, "unit": "%"}},
        {"rate": {"between": [95, 96]}}, {"girls": 1, "pupils": 2, "rate": 95},
    ],
)  # fmt: skip
def test_every_door_takes_the_same_evidence(facts: dict, ruleset_from):
    """However a figure is written, by id or by label, each door gives the same level and grades."""
    ruleset = ruleset_from(DOOR)
    evaluator, evidence = ruleset.compile(), evalrules.evidence_from({"facts": facts, "grades": {"2": "B"}}, ruleset)
    whole = evalrules.assess(ruleset, evidence)
    assert whole == evaluator.assess(evidence)
    judged, measured = evaluator.judge(facts, {"2": "B"}), evaluator.measure(facts, {"2": "B"})
    assert ("pass", ("pass",)) == whole.verdict[:1] + whole.verdict[2:3] == judged[:2] == measured[:2]
    assert (("A", "B"), (("A",), ("B",))) == (judged.grades, measured.grades)
    if "between" not in str(facts):
        assert dict.fromkeys(("rate >= 95", "rate >= 90")).keys() == dict.fromkeys(evaluator.comparisons).keys()
        assert (0, 5) == measured.distances


def test_only_a_stated_number_beside_one_of_the_standard_has_a_distance(ruleset_from):
    """A sum has none, and is code all the same."""
    evaluator = ruleset_from(DOOR.replace("rate >= 95", "rate + rate >= 190")).compile()
    assert (True, ("rate >= 90",)) == (evaluator.is_generated, evaluator.comparisons)
    assert ("pass", ("pass",), (("A",), ("C",)), (5,)) == evaluator.measure({"rate": 95}, {"2": "C"})


def test_an_evaluator_can_be_pickled(ruleset_from):
    """It goes to other processes, and gives there what it gives here."""
    evaluator = ruleset_from(DOOR).compile()
    again = pickle.loads(pickle.dumps(evaluator))
    assert evaluator.judge({"rate": 94}, {"2": "A"}) == again.judge({"rate": 94}, {"2": "A"})
    assert "<Evaluator t@1>" == repr(again)
    error = pickle.loads(pickle.dumps(evalrules.EvalrulesError(())))
    assert () == error.diagnostics


# -- trying, rendering, keeping ----------------------------------------------------------------------------------------


def test_evidence_with_other_values_is_that_evidence(ruleset_from):
    """Equal in digest and verdict to evidence written so at once; the first stays as it was."""
    ruleset = ruleset_from(NUMBER)
    first = evalrules.evidence_from({"facts": {"a": 97}}, ruleset)
    found = first.replace(facts={"a": 98})
    assert evalrules.evidence_from({"facts": {"a": 98}}, ruleset).digest == found.digest
    assert ["fail", "pass"] == [evalrules.assess(ruleset, one).verdict.level for one in (first, found)]
    assert first.digest == found.replace(facts={"a": 97}).digest
    assert evalrules.assess(ruleset, found.replace(facts={"a": None})).verdict.level is None


def test_wrong_values_in_the_place_of_others_are_refused(ruleset_from):
    """As everywhere, with the path of what was given; warnings about what was replaced go with it."""
    ruleset = ruleset_from(NUMBER)
    first = evalrules.evidence_from({"facts": {"a": float("nan")}}, ruleset)
    assert ["ER411"] == [one.code for one in first.diagnostics]
    assert () == first.replace(facts={"a": 98}).diagnostics
    with pytest.raises(evalrules.EvalrulesError, match=r"ER419.*<replaced>#facts.a|<replaced>#facts.a.*ER419"):
        first.replace(facts={"a": "98"})
    with pytest.raises(evalrules.EvalrulesError, match=r"ER401"):
        first.replace(grades={"2": "A"})


def test_what_if_assesses_other_values(jiangsu, examples):
    """The level that was required and the steps that were asked for stay; the first assessment is as it was."""
    evidence = evalrules.load_evidence(examples / "jiangsu-16" / "failing.yaml", jiangsu)
    first = evalrules.assess(jiangsu, evidence, explain=True)
    grades = {own.id: "A" for own in jiangsu.data.indicators if own.grades}
    found = first.what_if(grades=grades)
    assert ("fail", "pass") == (first.verdict.level, found.verdict.level)
    assert found.options == first.options
    assert found.evidence.origin == evidence.origin


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("form", ["text", "markdown", "html", "junit"])
def test_an_assessment_renders_like_the_command(form: str, lang: str, cli, examples, jiangsu):
    """The same text as `evalrules check --format FORM --lang LANG` prints for one subject."""
    path = examples / "jiangsu-16" / "passing.yaml"
    found = evalrules.assess(jiangsu, evalrules.load_evidence(path, jiangsu))
    expected = cli("check", path, "-f", form, "--lang", lang).out
    if form == "html":  # in which the command draws the bars of steps, which are kept only where they are asked for
        assert found.render(form, lang).splitlines()[:3] == expected.splitlines()[:3]
    elif form == "junit":  # which leads to the file from where the command runs
        assert found.render(form, lang).count("<testcase") == expected.count("<testcase")
    else:
        assert expected == found.render(form, lang)


def test_a_report_can_be_a_file(jiangsu):
    """Word and workbooks are bytes; a notebook gets the page in a frame."""
    found = evalrules.assess(jiangsu, evalrules.evidence_from({"grades": {"9": "C"}}, jiangsu))
    assert found.render("docx", "zh").startswith(b"PK")
    assert found.render("xlsx").startswith(b"PK")
    assert found._repr_html_().startswith("<iframe srcdoc=")


def test_equal_things_hash_alike_and_can_be_pickled(jiangsu):
    """Rulesets by their digest, evidence and assessments by what they hold; each comes back from a pickle equal."""
    evidence = [evalrules.evidence_from({"grades": {"9": own}}, jiangsu) for own in ("C", "C", "A")]
    found = [evalrules.assess(jiangsu, one) for one in evidence]
    for first, same, other in (evidence, found):
        assert first == same != other
        assert hash(first) == hash(same)
        assert len({first, same, other}) == 2
        assert first == pickle.loads(pickle.dumps(first))
    assert hash(jiangsu) == hash(evalrules.load_ruleset("jiangsu-16@2007"))


def test_what_if_is_held_against_the_same_last_year(ruleset_from):
    """A figure far from last year's is asked about in the trial as in the first assessment."""
    ruleset = ruleset_from(NUMBER)
    before = evalrules.evidence_from({"period": 2006, "facts": {"a": 98}}, ruleset)
    now = evalrules.evidence_from({"period": 2007, "facts": {"a": 9800}}, ruleset)
    first = evalrules.assess(ruleset, now, last_year=before)
    assert ["ER512"] == [one.code for one in first.diagnostics]
    assert ["ER512"] == [one.code for one in first.what_if(facts={"a": 9}).diagnostics]
    assert [] == [one.code for one in first.what_if(facts={"a": 99}).diagnostics]


# -- plans, and what if of every value ---------------------------------------------------------------------------------

SCHOOLS_RULES = """
choices: {region: {south: 南, north: 北}}
values: {least: {by: region, south: 6, north: 4, source: s 1}}
measures: {rate: {type: percent, better: higher, zh: 比率, en: rate}, years: {type: number, series: 2, zh: 按年, en: years}}
members: {towns: {zh: 镇, en: towns, holds: [pass], source: s 1}}
tables: {t: {zh: 校, en: schools, key: [name, part], columns: {name: {type: text}, part: {type: text}, n: {type: count, better: higher, zh: 教师, en: teachers}}}}
indicators:
  - {id: "1", source: s 1, met: "every(t, n >= least) and rate >= 90 and share(towns, holding) >= 0.5 and previous(years, 0) >= 1"}
  - {id: "2", source: s 1, assessed: yesno}
"""
SCHOOLS_GIVEN = {
    "subject": {"kind": "county", "id": "c", "attributes": {"region": "south"}}, "period": 2024,
    "facts": {"rate": 80, "years": {2024: 0, 2023: 1}}, "grades": {"2": True},
    "members": {"towns": {"total": 4, "holding": 1}},
    "tables": {"t": [{"name": "一小", "part": "小学", "n": 5}, {"name": "二小", "part": "小学", "n": 7}]},
}  # fmt: skip
EVERYTHING = {
    "facts.rate": 95, "tables.t[一小, 小学].n": 6, "members.towns.holding": 2, "facts.years.2024": 3, "grades.2": True,
}  # fmt: skip


def test_what_if_takes_every_value_that_set_takes(ruleset_from):
    """Facts, years, cells by the key of their row, members, attributes; the evidence stays as it was."""
    ruleset = ruleset_from(SCHOOLS_RULES)
    evidence = evalrules.evidence_from(SCHOOLS_GIVEN, ruleset)
    first = evalrules.assess(ruleset, evidence)
    digest = evidence.digest
    assert "fail" == first.verdict.level
    assert "pass" == first.what_if(EVERYTHING).verdict.level
    for path in ("facts.rate", "tables.t[一小, 小学].n", "members.towns.holding", "facts.years.2024"):
        less = {own: value for own, value in EVERYTHING.items() if own != path}
        assert "fail" == first.what_if(less).verdict.level, path
    without_cell = {own: value for own, value in EVERYTHING.items() if not own.startswith("tables")}
    assert "pass" == first.what_if({**without_cell, "attributes.region": "north"}).verdict.level
    assert "fail" == first.what_if({**EVERYTHING, "grades.2": False}).verdict.level
    assert first.what_if({**EVERYTHING, "tables.t[二小, 小学].n": None}).verdict.level is None
    assert (digest, "fail") == (evidence.digest, evalrules.assess(ruleset, evidence).verdict.level)
    assert evidence.replace(EVERYTHING).digest != digest


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"tables.t[三小, 小学].n": 3}, "ER590"), ({"rate": 3}, "ER463"), ({"tables.t[一小, 小学]": 3}, "ER463"),
        ({"facts.ratte": 3}, "ER401"), ({"facts.rate": "many"}, "ER402"), ({"tables.t[一小, 小学].m": 3}, "ER401"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_values_of_paths_is_told(ruleset_from, values, code):
    """As for any other value."""
    evidence = evalrules.evidence_from(SCHOOLS_GIVEN, ruleset_from(SCHOOLS_RULES))
    with pytest.raises(evalrules.EvalrulesError) as caught:
        evidence.replace(values)
    assert code in [one.code for one in caught.value.diagnostics]


def test_a_plan_is_made_in_python_too(ruleset_from, write):
    """What the plan says, put in by its paths, reaches the level; prices come from a file; wrong ones are told."""
    ruleset = ruleset_from(SCHOOLS_RULES)
    evidence = evalrules.evidence_from(SCHOOLS_GIVEN, ruleset)
    first = evalrules.assess(ruleset, evidence)
    found = first.plan()
    assert ("found", True) == (found.outcome, found.is_least)
    values = {one.place: int(one.need) for one in found.actions}
    assert "pass" == first.what_if(values).verdict.level
    costs = write("costs.yaml", "costs:\n  tables.t.n: {each: 50000}\n")
    assert "50000" == evalrules.action_plan(ruleset, evidence, "pass", costs=costs).cost
    for call in (lambda: first.plan("gold"), lambda: first.plan(costs=write("bad.yaml", "costs: 3"))):
        with pytest.raises(evalrules.EvalrulesError):
            call()


@pytest.mark.parametrize("given", [None, 3, [1], {"fact": 1}, {1: 2}, {"facts": [1]}, {"facts": {"rate": object()}}, "circle"])
def test_no_place_is_told_in_a_text_that_nobody_wrote(given: Any) -> None:
    """A mapping has no lines and columns: its name, or the path of the key."""
    circle: dict[str, Any] = {}
    circle["facts"] = circle
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")
    with pytest.raises(evalrules.EvalrulesError) as refused:
        evalrules.evidence_from(circle if given == "circle" else given, ruleset)
    assert re.search(r"<mapping>(#\S+)?: ER", str(refused.value))
    assert not re.search(r":\d+:\d+", str(refused.value) + "".join(one.sentence("zh") for one in refused.value.diagnostics))
