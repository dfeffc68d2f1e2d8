"""Grades of many subjects at once."""

from __future__ import annotations

import re
from html import unescape

import pytest

from evalrules.reporters.html.heat import MOST_ACROSS, MOST_SUBJECTS, heat_tables
from evalrules.reporters.page import Writer
from evalrules.reporters.tally import standings_of


def plain(markup: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))).strip()


def heat(report, language: str = "en") -> str:
    return heat_tables(report, language, lambda at: f"s{at + 1}")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_cell_is_the_standing_of_an_indicator(language: str, several):
    """A row for each indicator by its name, a column for each subject; the grade or sign, and the word for who hears it."""
    markup = heat(several, language)
    assessed = [one.assessment for one in several.results if one.assessment is not None]
    assert re.findall(r'<a href="#(\w+)">', markup) == ["s1", "s2"]
    rows = re.findall(r'<tr><th scope="row">(.*?)</th>(.*?)</tr>', markup)
    assert [name for name, _ in rows] == [one.title.in_language(language) for one in assessed[0].findings]
    for (_, cells), finding in zip(rows, assessed[0].findings, strict=True):
        first, second = re.findall(r'<td class="(\w+)">(.*?)</td>', cells)
        assert (first[0], second[0]) == tuple(standings_of(one)[finding.id].look.tone for one in assessed)
        if finding.grade is not None:
            assert plain(first[1]).startswith(Writer(assessed[0], language).outcome(finding))


def test_a_single_subject_has_no_heat(decided, opened):
    """Nor have two of which nothing is shared."""
    assert heat(decided) == ""
    other = opened.results[0].assessment
    alone = other._replace(ruleset=other.ruleset._replace(id="another"))
    assert heat(decided._replace(results=(*decided.results, opened.results[0]._replace(assessment=alone)))) == ""


def test_what_paper_has_no_room_for_stands_in_the_next_table(decided):
    """Thirty beside one another; beyond the most a line says how many there are."""
    several = heat(decided._replace(results=decided.results * (MOST_ACROSS + 1)))
    assert [one.count('scope="col"') - 1 for one in several.split("</table>")[:-1]] == [MOST_ACROSS, 1]
    assert str(MOST_SUBJECTS) not in plain(several)
    cut = heat(decided._replace(results=decided.results * (MOST_SUBJECTS + 2)))
    assert f"the first {MOST_SUBJECTS} of {MOST_SUBJECTS + 2} subjects" in plain(cut)
    assert cut.count("<table") == MOST_SUBJECTS // MOST_ACROSS


@pytest.mark.parametrize(("name", "is_upright"), [("示例县", True), ("样本县12（试点）", True), ("Sample county", False), ("Sample县", False)])
def test_a_chinese_name_stands_above_its_column(name: str, is_upright: bool, decided):
    """Sign below sign in lines as any font has them; letters lie on their side."""
    one = decided.results[0]
    found = one.assessment._replace(subject=one.assessment.subject._replace(name=name))
    markup = heat(decided._replace(results=(one._replace(assessment=found), one)), "zh")
    assert is_upright == (f'class="upright"><a href="#s1">{name}</a>' in markup)
