"""A ruleset while it is built: what its names stand for, and every problem so far."""

from __future__ import annotations

import pytest

from evalrules.base.numbers import Rounding
from evalrules.frontend.draft import GRADED, MET, SCORED, Draft, kind_of

TEXT = """\
sources: {s: {zh: 文, en: text, confidence: read}}
levels: [{id: ok, required: true}]
grades: [good, {id: poor, zh: 差, en: poor}]
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}}}
groups: [{id: g}]
values: {bar: {value: 1, source: s}, curve: {points: [[1, 2]], source: s}, line: {by: stage, primary: 1, junior: 2, source: s}}
measures:
  rate: {type: percent, round: {digits: 1, mode: half_up}}
  funds: {type: number, unit: 万元, series: 3}
  kept: {type: percent, each: stage}
tables: {units: {key: [name], columns: {name: {type: text}, stage: {type: stage}, pupils: {type: count, unit: 人}, mark: {type: grade}}}}
members: {districts: {holds: [ok]}}
indicators:
  - {id: a, assessed: grade}
  - {id: b, each: stage, met: kept >= 1}
  - {id: c, points: 2, awarded: assessor}
  - {id: d, each: units by name, grade: 'worst(units, mark)'}
"""


@pytest.fixture(scope="module")
def draft(document) -> Draft:
    return Draft(document(TEXT))


@pytest.mark.parametrize(
    "options",
    [
        "a: {zh: 甲, from: 2015}",
        "a: {zh: 甲, from: 2015}, b: {zh: 乙, from: 2016}, c: 丙",
        "a: {zh: 甲, from: 2015, until: 2016}, b: 乙, c: 丙",
        "a: {zh: 甲, from: 2016, until: 2015}, b: 乙",
        "a: {zh: 甲, from: 20x5}, b: 乙",
    ],
)
def test_dated_options_leave_no_day_and_no_doubt(options: str, built):
    """Every day has just one option: dates do not overlap, and one option has none."""
    _, problems = built(f"choices: {{c: {{{options}}}}}\nindicators: [{{id: '1', source: s, assessed: yesno}}]\n")
    assert {one.code for one in problems} <= {"ER103", "ER322"} and problems
    good = "a: {zh: 甲, from: 2015, until: 2016}, b: {zh: 乙, from: 2016}, c: 丙"
    ruleset, problems = built(f"choices: {{c: {{{good}}}}}\nindicators: [{{id: '1', source: s, assessed: yesno}}]\n")
    assert (problems, [*ruleset.choices["c"].dates]) == ([], ["a", "b"])


def test_grades_are_ids_or_ids_with_names(draft):
    """A grade without names is called by its id."""
    assert draft.grades == ("good", "poor")
    assert draft.grade_labels["good"] == ("good", "good")
    assert draft.grade_labels["poor"] == ("差", "poor")


def test_indicators_for_each_option_are_known_before_they_are_built(draft):
    """`each: stage` makes two ids; indicators from rows have none before the rows are there."""
    assert draft.names.indicators == {"a": GRADED, "b:primary": MET, "b:junior": MET, "c": SCORED}


def test_measures_and_columns_are_known_by_what_conditions_need(draft):
    """Kind, unit, whether it counts things, its choice, its rounding, its years, its options."""
    rate, funds = draft.names.measures["rate"], draft.names.measures["funds"]
    assert (rate.kind, rate.unit, rate.rounding) == ("number", "%", Rounding(1, "half_up"))
    assert (funds.unit, funds.series, funds.counted) == ("万元", 3, False)
    assert draft.names.measures["kept"].each == "stage"
    columns = draft.names.tables["units"]
    assert (columns["stage"].choice, columns["mark"].choice, columns["name"].choice) == ("stage", "grade", "")
    assert (columns["pupils"].counted, columns["pupils"].kind) == (True, "number")


def test_values_say_whether_they_are_tables_of_numbers(draft):
    """A value is one number, one for each option, or a table."""
    values = draft.names.values
    assert (values["bar"].by, values["bar"].is_curve) == ("", False)
    assert (values["line"].by, values["line"].is_curve) == ("stage", False)
    assert values["curve"].is_curve is True


@pytest.mark.parametrize(
    ("text", "kind"),
    [("{met: a}", MET), ("{assessed: yesno}", MET), ("{assessed: grade}", GRADED), ("{bands: {}}", GRADED),
     ("{points: 1, awarded: assessor}", SCORED), ("{points: 1, assessed: yesno}", SCORED), ("{grade: worst(t, m)}", GRADED)],
)  # fmt: skip
def test_the_kind_of_an_indicator_follows_from_its_keys(text: str, kind: str, document):
    """Points make it scored, `met` or a yes/no assessment met, the rest graded."""
    assert kind_of(document(f"x: {text}\n").get("x")) == kind


def test_an_unknown_reference_is_a_problem_with_a_suggestion(document):
    """A level that is not there names the one that was probably meant."""
    draft = Draft(document(TEXT))
    record = document("level: okk\n")
    assert draft.level(record, "level") == "okk"
    assert [(one.code, dict(one.args)["suggestion"]) for one in draft.problems] == [("ER304", "ok")]


def test_a_source_is_asked_for_where_a_number_needs_one(document):
    """Without a source there is a warning, with an unknown one an error, with a known one nothing."""
    for text, codes in (("{}", ["ER305"]), ("{source: t 1}", ["ER304"]), ("{source: s 1}", [])):
        draft = Draft(document(TEXT))
        draft.source_of(document(f"x: {text}\n").get("x"), "x")
        assert [one.code for one in draft.problems] == codes


def test_a_number_in_quotes_is_no_number(document):
    """`"95"` is text (ER209), null is no problem."""
    draft = Draft(document(TEXT))
    record = document('a: 95\nb: null\nc: "95"\nd: 9,5\n')
    assert [draft.number(record.get(key)) for key in "abcd"] == [95, None, None, None]
    assert [one.code for one in draft.problems] == ["ER209", "ER209"]
