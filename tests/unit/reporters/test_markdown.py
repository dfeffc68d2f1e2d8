"""Markdown pages and the table of one line a subject."""

from __future__ import annotations

import re

import pytest

from evalrules.reporters.markdown import render_markdown, render_table


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_has_one_title_and_sections(language: str, decided):
    """One title, second titles for sections, and tables with as many cells in each row."""
    text = render_markdown(decided, language)
    assert 1 == len(re.findall(r"^# ", text, re.MULTILINE))
    assert len(re.findall(r"^## ", text, re.MULTILINE)) >= 4
    tables = re.findall(r"(?:^\|.*\n)+", text + "\n", re.MULTILINE)
    assert 3 == len(tables)
    for table in tables:
        assert 1 == len({len(re.findall(r"(?<!\\)\|", line)) for line in table.splitlines()})


def test_a_blank_line_stands_before_each_section_and_table(decided):
    """Titles, lists and tables are separated as Markdown needs it."""
    lines = render_markdown(decided, "en").splitlines()
    for at, line in enumerate(lines):
        if line.startswith("#") and at:
            assert "" == lines[at - 1]
        if line.startswith("|") and not lines[at - 1].startswith("|"):
            assert "" == lines[at - 1]


def test_an_input_that_could_not_be_evaluated_has_its_reasons(several):
    """A broken input has a title, its problems, and counts in the summary."""
    text = render_markdown(several, "en")
    assert "# bad.yaml — not evaluated" in text
    assert "- ER102 the key 'a' stands twice" in text
    assert "**3 in all: 0 reached, 1 not, 1 undetermined, 1 not evaluated**" in text


def test_the_table_has_one_line_a_subject(several):
    """One line for each input, also for the one that could not be evaluated."""
    lines = render_table(several, "en").splitlines()
    assert 2 + 3 + 2 == len(lines)
    assert lines[2].startswith("county.yaml  某县 (1)")
    assert lines[4].startswith("bad.yaml")


def test_a_number_in_the_table_stays_as_written(report_on):
    """Ids that look like numbers keep their digits."""
    table = render_table(report_on(subject={"id": "0123.50"}, period=2007), "en")
    assert "0123.50" in table
