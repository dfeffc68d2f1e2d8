"""What a Word report says of one subject, before it is laid out."""

from __future__ import annotations

import pytest

from evalrules.model.ruleset import Label
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section, Table
from evalrules.reporters.tally import counts_of
from evalrules.reporters.word.page import chapters_of, cover_fields, side_by_side, together

UNNUMBERED = (('"1"', "规划", "plan"), ("own-words", "投入", "funding"))


def found_in(report):
    return report.results[0].assessment


def _without_grounds(found):
    return found._replace(gates=tuple(one._replace(because=(), facts=()) for one in found.gates))


def lines_of(chapter):
    return [line for section in chapter.sections for line in section.lines]


@pytest.mark.parametrize(
    ("language", "expected"),
    [("zh", ["一、评估结论", "二、各项指标评定", "三、差距与整改", "四、缺少的材料", "五、一票否决与申报条件", "六、数据核对", "七、逐步推算", "八、所用数据", "九、各项依据", "十、依据文件", "附：数据来源"]),
     ("en", ["1. Conclusion", "2. The indicators", "3. Gaps and what closes them", "4. Missing", "5. Vetoes and gates", "6. Checks of the data", "7. Steps", "8. Figures that it rests on", "9. Where the standard says so", "10. Sources", "Annex: where the data come from"])],
)  # fmt: skip
def test_chapters_are_numbered_in_their_order(language, expected, decided):
    """The five that are always there, then those that have something to say, without a number left out."""
    assert expected == [chapter.title for chapter in chapters_of(found_in(decided), language, explain=True)]


def test_a_chapter_that_has_nothing_to_say_says_so(assess):
    """No gap, nothing missing and no rule besides: three times “none”, and no chapter that nobody expects."""
    found = assess('indicators: [{id: "1", zh: 甲, en: a, source: s 1, assessed: yesno}]', {"grades": {"1": True}}).data
    said = {chapter.title: lines_of(chapter) for chapter in chapters_of(found, "zh")}
    assert ["无"] == said["三、差距与整改"] == said["四、缺少的材料"] == said["五、一票否决与申报条件"]
    assert ["六、各项依据", "七、依据文件", "附：数据来源"] == list(said)[5:]


def test_the_conclusion_tells_level_reason_and_counts(decided):
    """The verdict with its tone, whether the level is reached, why, and the counts of tally."""
    conclusion = chapters_of(found_in(decided), "zh")[0]
    assert ("结论：不通过", "bad") == conclusion.verdict
    assert "未达到所要求的结论" == lines_of(conclusion)[0]
    assert lines_of(conclusion)[1].startswith("原因：一票否决")
    table = conclusion.sections[1].table
    counted = counts_of(found_in(decided))
    assert tuple(say(word, "zh") for word, _ in counted) == table.headers
    assert tuple(str(count) for _, count in counted) == table.rows[0]


def test_every_indicator_stands_once_under_its_group(decided):
    """A band names the group; each indicator has its result, what there is, what is asked for, and the distance."""
    found = found_in(decided)
    table = chapters_of(found, "zh")[1].sections[0].table
    assert ("编号", "指标", "结果", "实际值", "达标要求", "差距") == table.headers
    assert [("甲组",)] == [row for row in table.rows if len(row) == 1]
    rows = [row for row in table.rows if len(row) > 1 and row[0]]
    assert [one.id for one in found.findings] == [row[0] for row in rows]
    assert ("1", "入学", "C", "62%", "A：≥ 98%；B：≥ 90%", "差 28 个百分点") == rows[0]
    assert ("2", "达标", "B", "94.44%", "A：≥ 95%；B：≥ 80%", "差 0.556 个百分点") == rows[1]


def test_vetoes_and_gates_tell_what_came_of_them(decided):
    """A veto that fires names its indicators, a gate its facts and whether it holds; both have their clause."""
    vetoes, gates = chapters_of(found_in(decided), "zh")[4].sections
    assert [("有C", "触发", "1 入学（C）", "例文 6（见公开副本）")] == list(vetoes.table.rows)
    assert [("有学校", "满足", "学校：18 所", "例文 5（见公开副本）")] == list(gates.table.rows)
    assert ("—",) == tuple(row[2] for row in chapters_of(_without_grounds(found_in(decided)), "zh")[4].sections[1].table.rows)


def test_a_rule_that_is_open_is_not_called_either(opened):
    """Neither fires nor not, neither holds nor does not."""
    vetoes, gates = chapters_of(found_in(opened), "zh")[4].sections
    assert ["待定", "待定"] == [vetoes.table.rows[0][1], gates.table.rows[0][1]]


def test_the_annex_names_every_file_by_its_digest(decided):
    """Files, the evidence and the ruleset, each with 64 hexadecimal digits."""
    found = found_in(decided)._replace(evidence_files=(("a.yaml", "0" * 64),))
    rows = chapters_of(found, "en")[-1].sections[0].table.rows
    assert ["a.yaml", "evidence digest", "ruleset digest"] == [name for name, _ in rows]
    assert {64} == {len(digest) for _, digest in rows}


def test_the_cover_names_what_there_is(decided, opened):
    """Subject, period, standard with its edition and revision on a line of their own, required level; nothing empty."""
    assert [("评估对象", "某县（1）"), ("评估时段", "2007"), ("评估标准", "例 （t@1，编码第1版）"), ("达标要求", "通过")] == list(
        cover_fields(found_in(decided), "zh")
    )
    standard = dict(cover_fields(found_in(decided), "en"))["Standard"]
    assert ("sample", "(t@1, revision 1)") == standard.parts
    assert ["Subject", "Standard", "Required level"] == [name for name, _ in cover_fields(found_in(opened), "en")]
    assert ("Assessment", "onsite") in cover_fields(found_in(decided)._replace(name="onsite"), "en")


@pytest.mark.parametrize(
    ("rows", "shown"),
    [
        (12, [("0", "a"), ("11", "a")]),
        (13, [("0", "a", "7", "a"), ("6", "a", "", "")]),
        (14, [("0", "a", "7", "a"), ("6", "a", "13", "a")]),
    ],
)
def test_a_long_narrow_table_stands_as_two_side_by_side(rows: int, shown: list[tuple[str, ...]]):
    """Nothing is left out and the left one is read first; a short one, and one of four columns, stay as they are."""
    section = Section("t", (), Table(("x", "y"), tuple((str(at), "a") for at in range(rows))))
    found = side_by_side(section).table
    assert [found.rows[0], found.rows[-1]] == shown
    wide = section._replace(table=Table(("x", "y", "z", "u"), (("1", "2", "3", "4"),) * rows))
    assert side_by_side(wide) is wide


def test_neighbours_with_one_basis_stand_in_one_row():
    """`a～c` where three follow one another; what comes again later has a row of its own."""
    table = Table(("no", "basis"), (("a", "s"), ("b", "s"), ("c", "s"), ("d", "t"), ("e", "s")))
    assert together(Section("t", (), table)).table.rows == (("a～c", "s"), ("d", "t"), ("e", "s"))


def test_an_indicator_without_a_number_is_named_where_its_clause_is(assess):
    """By its title, and its options by what they share; ids of the standard's author stand nowhere."""
    one, other = (f"{{id: {own}, zh: {zh}, en: {en}, source: s 1, assessed: yesno}}" for own, zh, en in UNNUMBERED)
    found = assess(f"indicators: [{one}, {other}]", {"grades": {}}).data
    (section,) = next(one for one in chapters_of(found, "zh") if "各项依据" in one.title).sections
    assert ("指标", "方式", "依据") == section.table.headers
    assert ["1", "投入"] == [row[0] for row in section.table.rows]
    optional = found.findings[1]._replace(id="own-words:primary", title=Label("投入（小学）", "funding (primary)"))
    other = optional._replace(id="own-words:junior", title=Label("投入（初中）", "funding (junior)"))
    split = found._replace(findings=(found.findings[0], optional, other), missing=(), gaps=())
    for language, name in (("zh", "投入"), ("en", "funding")):
        (section,) = next(one for one in chapters_of(split, language) if one.title.startswith(("六", "6"))).sections
        assert ["1", name] == [row[0] for row in section.table.rows]


def test_what_changes_nothing_is_no_chapter_of_one_of_many(decided, opened):
    """A count of what is missing without effect would begin a page of its own; what decides is told."""
    for found, is_told in ((found_in(decided), False), (found_in(opened), True)):
        titles = [one.title for one in chapters_of(found, "zh", short=True)]
        assert is_told is any("缺少的材料" in one for one in titles)
