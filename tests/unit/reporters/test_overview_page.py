"""The overview in words, before it is laid out in any format."""

from __future__ import annotations

import pytest

import evalrules
from evalrules.model.report import Options, Report, Result
from evalrules.reporters.overview_page import MOST_LISTED, overview_sections, whole_in_words

TITLES = {
    "zh": ["各评估对象", "未达标最多的指标", "离达标最近的对象"],
    "en": ["Subjects", "Indicators that fail most", "Nearest to reaching the level"],
}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_input_has_a_line_below_the_count(several, language: str):
    """One that could not be evaluated too; each row has a cell for each heading."""
    first, *others = overview_sections(whole_in_words(several, language), language)
    assert [row[0] for row in first.table.rows] == ["county.yaml", "county.yaml", "bad.yaml"]
    assert len(first.lines) == 2
    assert "3" in first.lines[0]
    assert "t@1" in first.lines[1]
    assert TITLES[language] == [section.title for section in (first, *others)]
    for section in (first, *others):
        assert {len(section.table.headers)} == {len(row) for row in section.table.rows}


def test_a_ruleset_stands_in_a_column_only_where_there_are_several(decided, assess):
    """One that all share is named above; two are told apart row by row. Each row ends with the reason."""
    alone = overview_sections(whole_in_words(decided, "en"), "en")[0]
    assert alone.table.headers == ("file", "subject", "level", "reached", "Why")
    assert alone.table.rows[0][-1].startswith("veto “a C”: ")
    other = assess("indicators: [{id: '1', zh: 项, en: item, source: s, assessed: yesno}]\nid: u", {}).data
    both = Report(Options(), (*decided.results, Result("b.yaml", other, ())), (), {})
    mixed = overview_sections(whole_in_words(both, "en"), "en")[0]
    assert [row[2] for row in mixed.table.rows] == ["t@1", "u@1"]
    assert len(mixed.lines) == 1


def test_regions_have_a_row_each_with_their_share(decided):
    """Where folders or codes put subjects together; the share to one decimal."""
    paths = ("a/1.yaml", "a/2.yaml", "b/1.yaml")
    report = decided._replace(results=tuple(decided.results[0]._replace(path=path) for path in paths))
    regions = overview_sections(whole_in_words(report, "zh"), "zh")[1]
    assert regions.title == "按地区"
    assert regions.table.rows == (("a", "2", "0", "2", "0", "0", "0%"), ("b", "1", "0", "1", "0", "0", "0%"))


def test_both_languages_have_the_same_figures(several):
    """The numbers of every table are those of the other language."""
    figures = [
        [
            [cell for cell in row if cell.isdigit()]
            for section in overview_sections(whole_in_words(several, language), language)
            for row in section.table.rows
        ]
        for language in ("zh", "en")
    ]
    assert figures[0] == figures[1]
    assert any(any(row) for row in figures[0])


def test_the_nearest_subject_says_what_to_change(decided):
    """Its title, how many changes, and each of them with the distance in its unit."""
    near = overview_sections(whole_in_words(decided, "en"), "en")[2].table.rows
    assert [row[0] for row in near] == ["某县 (1)  period 2007"]
    assert int(near[0][1]) == len(near[0][2].split("; "))
    assert "enrolment: 62%, needs ≥ 90%, short by 28 percentage points" in near[0][2]


def test_what_nobody_lacks_has_no_section(report_on, broken):
    """A passing county has nothing weak and is not near but there; of a broken input nothing is known."""
    facts = {"rate": 99, "ok": 9, "total": 9, "exam": False}
    passing = report_on(facts, {"3": "A", "4": True}, subject={"attributes": {"region": "苏南"}})
    assert "yes" in overview_sections(whole_in_words(passing, "en"), "en")[0].table.rows[0]
    assert TITLES["en"][2] not in [section.title for section in overview_sections(whole_in_words(passing, "en"), "en")]
    assert [section.title for section in overview_sections(whole_in_words(broken, "en"), "en")] == TITLES["en"][:1]


@pytest.mark.parametrize(
    ("count", "said"), [(MOST_LISTED, ()), (MOST_LISTED + 1, (f"the first {MOST_LISTED} of {MOST_LISTED + 1}",))]
)
def test_a_long_list_is_cut_and_says_so(ruleset_from, count: int, said: tuple[str, ...]):
    """Of the weakest indicators and of the nearest subjects the first are listed, of the subjects themselves all."""
    lines = "".join(f'\n  - {{id: "{at}", zh: 项, en: item, source: s, assessed: yesno}}' for at in range(count))
    rules = ruleset_from(f"indicators:{lines}")
    grades = {str(at): False for at in range(count)}
    found = evalrules.assess(rules, evalrules.evidence_from({"grades": grades}, rules)).data
    results = tuple(Result(f"{at}.yaml", found, ()) for at in range(count))
    subjects, weakest, nearest = overview_sections(whole_in_words(Report(Options(), results, (), {}), "en"), "en")
    assert (count, MOST_LISTED, MOST_LISTED) == tuple(len(one.table.rows) for one in (subjects, weakest, nearest))
    assert (said, said) == (weakest.lines, nearest.lines)
