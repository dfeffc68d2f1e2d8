"""What the criteria of an indicator ask for, beside what there is."""

from __future__ import annotations

from evalrules.reporters.figures import compared

RULES = """
grades: [A, B, C]
choices: {region: {south: {zh: 苏南, en: south}, north: {zh: 苏北, en: north}}}
values: {line: {by: region, south: 98, north: 96, unit: "%", zh: 线, en: line, source: s}, most: {value: 12, zh: 上限, en: most, source: s},
  unset: {value: null, zh: 未定, en: unset, source: s}}
measures:
  rate: {type: percent, range: [0, 100], zh: 率, en: rate}
  pupils: {type: count, zh: 学生, en: pupils}
  computers: {type: count, zh: 计算机, en: computers}
  pay: {type: number, unit: 元, zh: 工资, en: pay}
  others: {type: number, unit: 元, zh: 公务员工资, en: "others' pay"}
  share: {type: number, zh: 均值, en: share, value: pupils / computers, round: {digits: 1, mode: half_up}}
  exam: {type: yesno, zh: 考试, en: exam}
  ground: {type: yesno, zh: 操场, en: ground}
tables:
  schools: {zh: 学校, en: schools, key: [name], columns: {name: {type: text, zh: 校名, en: name}, size: {type: count, zh: 规模, en: size}}}
indicators:
  - {id: "1", zh: 甲, en: a, source: s, bands: {A: rate >= line, B: rate >= 90, C: otherwise}}
  - {id: "2", zh: 乙, en: b, source: s, met: 12 >= share and not exam}
  - {id: "3", zh: 丙, en: c, source: s, met: pupils / computers <= most}
  - {id: "4", zh: 丁, en: d, source: s, met: pay >= others}
  - {id: "5", zh: 戊, en: e, source: s, met: "every(schools, size <= 500)"}
  - {id: "6", zh: 己, en: f, source: s, met: exam or ground}
  - {id: "7", zh: 庚, en: g, source: s, met: rate >= unset}
  - {id: "8", zh: 辛, en: h, source: s, assessed: grade, ceiling: {A: not exam}}
  - {id: "9", zh: 壬, en: i, source: s, met: rate >= 50, applies: exam}
"""
FACTS = {"rate": 97, "pupils": 1205, "computers": 100, "pay": 5, "others": 4, "exam": False, "ground": True}
ROWS = {"schools": [{"name": "a", "size": 500}, {"name": "b", "size": 501}]}


def asked(found, own):
    """What an indicator asks for, as `have op need` with whether it holds."""
    finding = next(one for one in found.findings if one.id == own)
    return [(one.requirement.title.en, one.have, one.requirement.op, one.need, one.holds) for one in compared(finding, found.titles)]


def result(assess, **changed):
    document = {"facts": {**FACTS, **changed}, "tables": ROWS, "subject": {"attributes": {"region": "north"}}}
    return assess(RULES, document).data


def test_each_limit_is_that_of_the_standard_beside_the_figure(assess):
    """By the option at hand, also where it is met; what has to hold for no grade is what holds for none."""
    found = result(assess)
    assert [("rate", "97", ">=", "96", True), ("rate", "97", ">=", "90", True)] == asked(found, "1")
    assert ["A", "B"] == [one.purpose for one in found.findings[0].requirements]


def test_a_figure_is_rounded_where_the_standard_rounds_it_and_stands_first(assess):
    """A limit that is written first is turned round; what must not be is asked to be no."""
    assert [("share", "12.1", "<=", "12", False), ("exam", False, "==", False, True)] == asked(result(assess), "2")
    assert ("share", "12", "<=", "12", True) == asked(result(assess, pupils=1204), "2")[0]


def test_what_is_worked_out_is_named_by_its_parts(assess):
    """No measure is the value of it, so the result says it."""
    assert [("“pupils” ÷ “computers”", "12.05", "<=", "12", False)] == asked(result(assess), "3")
    assert [(None, None)] == [(have, holds) for _, have, _, _, holds in asked(result(assess, computers=0), "3")]


def test_a_limit_can_be_a_measure_too(assess):
    """What the figure is held against is named."""
    found = result(assess)
    assert [("pay", "5", ">=", "4", True)] == asked(found, "4")
    assert "others" == found.findings[3].requirements[0].beside


def test_of_rows_it_is_how_many_hold(assess):
    """Of all rows that count; where that is open there is no number."""
    assert [("schools", "1", "==", "2", False)] == asked(result(assess), "5")
    document = {"facts": FACTS, "tables": {"schools": {"rows": ROWS["schools"], "complete": False}}}
    assert [None] == [have for _, have, *_ in asked(assess(RULES, document).data, "5")]


def test_one_of_several_can_take_the_place_of_another(assess):
    """Both are listed, and say so."""
    found = result(assess)
    assert [("exam", False, "==", True, False), ("ground", True, "==", True, True)] == asked(found, "6")
    assert {True} == {one.is_alternative for one in found.findings[5].requirements}


def test_what_a_panel_decides_asks_only_for_its_ceilings(assess):
    """A limit that no text gives leaves the criterion to the panel, and what does not apply asks for nothing."""
    found = result(assess)
    assert [] == asked(found, "7") == asked(found, "9")
    assert [("exam", False, "==", False, True)] == asked(found, "8")
    assert ["ceiling:A"] == [one.purpose for one in found.findings[7].requirements]


def test_what_is_not_known_has_no_figure(assess):
    """Nor does it hold, or not."""
    found = assess(RULES, {"facts": {}}).data
    assert {None} == {holds for own in ("1", "2", "3", "4") for *_, holds in asked(found, own)}
