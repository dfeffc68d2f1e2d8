"""The overview of the HTML report over many subjects."""

from __future__ import annotations

import re
from html import unescape

import pytest

from evalrules.model.report import Options, Report
from evalrules.reporters.html.overview import overview_parts
from evalrules.reporters.overview import overview_of
from evalrules.reporters.page import summary_line
from evalrules.reporters.tally import tally_of


def parts_of(report, language="en"):
    return {part.id: part.content for part in overview_parts(report, language, lambda at: f"s{at + 1}")}


def plain(markup: str) -> str:
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", markup))).strip()


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_totals_are_those_of_the_overview(language, several):
    """Five counts in their order, and the summary line of every format as the caption."""
    subjects = parts_of(several, language)["subjects"]
    totals = overview_of(several).totals
    assert [str(count) for count in totals[:5]] == re.findall(r"<b>(\d+)</b>", subjects)
    assert summary_line(several, language) in plain(subjects)


def test_each_subject_has_a_row_that_leads_to_it(several):
    """A link, the verdict, and the counts of its tally; for one that was not evaluated only its errors."""
    rows = re.findall(r"<tr>(.*?)</tr>", parts_of(several)["subjects"])[1:]
    assert [f'href="#s{at}"' in row for at, row in enumerate(rows, 1)] == [True] * 3
    for row, result in zip(rows[:2], several.results, strict=False):
        counts = re.findall(r"<td>(\d+)</td>", row)
        tally = tally_of(result.assessment)
        assert tuple(map(int, counts)) == (tally.met, tally.not_met, tally.unknown)
    assert "not evaluated" in plain(rows[2]) and "1 error(s)" in plain(rows[2])


def test_the_weakest_indicators_are_bars_on_the_scale_of_the_subjects(several):
    """The worst first, with its counts in words, and the number of subjects at the end of the scale."""
    weakest = parts_of(several)["weakest"]
    worst = overview_of(several).weakest[0]
    told = f"{worst.not_met} not met, {worst.unknown} unknown, of 2 subjects"
    assert plain(weakest).split(told)[0].count("of 2 subjects") == 0
    assert weakest.count("<svg") == len(overview_of(several).weakest)
    assert ">2</text></svg>" in weakest


def test_the_nearest_subjects_have_what_they_must_change(jiangsu, examples):
    """A subject that does not reach the level, with the changes that lead there; without one there is no section."""
    from evalrules.pipeline import check

    folder = examples / "jiangsu-16"
    report = check([str(folder / "failing.yaml"), str(folder / "county.yaml")], Options())
    nearest = parts_of(report)["nearest"]
    assert 'href="#s1"' in nearest and 'href="#s2"' not in nearest
    assert "balanced development: open, has to be A" in plain(nearest)
    assert "nearest" not in parts_of(report._replace(results=report.results[1:]))


def test_accepted_subjects_are_counted_where_there_are_any(several):
    """A subject that waivers make acceptable is named beside the totals, and only then."""
    assert "accepted" not in parts_of(several)["subjects"]
    first = several.results[0]
    accepted = first._replace(assessment=first.assessment._replace(accepted=True))
    report = several._replace(results=(accepted, *several.results[1:]))
    told = plain(parts_of(report)["subjects"])
    assert "accepted with their waivers: 1" in told


def test_long_lists_say_that_they_are_cut(several):
    """Of more than twenty nearest subjects the first are listed, and how many there are."""
    one = several.results[0]
    gap = one.assessment.gaps[0]
    near = one._replace(assessment=one.assessment._replace(gaps=(gap._replace(kind="level", to="pass"),)))
    report = Report(Options(), (near,) * 21, (), {})
    assert "the first 20 of 21" in parts_of(report)["nearest"]
