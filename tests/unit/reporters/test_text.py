"""Text for a terminal or a pipe."""

from __future__ import annotations

import re
import unicodedata

import pytest

from evalrules.model.report import Options, Report, Result
from evalrules.reporters.sheet import LEAST_WIDTH
from evalrules.reporters.text import render_text


def width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


@pytest.mark.parametrize("columns", [1, 40, 60, 80, 100, 200])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_nothing_is_cut_at_any_width(columns: int, language: str, decided):
    """Lines fit the width (40 at least) and every number and name is still there."""
    text = render_text(decided, language, width=columns)
    assert max(map(width, text.splitlines())) <= max(LEAST_WIDTH, columns)
    joined = re.sub(r"\s", "", text)
    for part in ("某县", "94.44%", "county.yaml#facts", {"zh": "不通过", "en": "failed"}[language]):
        assert part in joined
    assert "…" not in joined


def test_columns_align_under_chinese(decided):
    """The grade column begins at the same terminal column in every row."""
    lines = render_text(decided, "zh", width=120).splitlines()
    rows = [line for line in lines if "第" in line and "条（见公开副本）" in line]
    assert 5 == len(rows)
    assert 1 == len({width(line[: line.index("第")]) for line in rows[1:]})  # the first has the title before it


def test_no_escape_without_colour(decided):
    """Piped text has no escape sequence and no space at a line's end; with colour it has."""
    plain = render_text(decided, "zh")
    assert "\x1b" not in plain
    assert all(line == line.rstrip() for line in plain.splitlines())
    assert "\x1b[" in render_text(decided, "zh", color=True)


def test_several_subjects_end_with_a_count(several):
    """One page each, then how many reached, not, open and not evaluated."""
    text = render_text(several, "en")
    assert "3 in all: 0 reached, 1 not, 1 undetermined, 1 not evaluated" == text.splitlines()[-1]


def test_markup_in_a_name_is_only_text(report_on):
    """Console markup and emoji codes in data are shown as they are."""
    text = render_text(report_on(subject={"name": "[bold]x[/] :smile:"}), "en")
    assert "[bold]x[/] :smile:" in text


IDS = """
groups: [{id: g, zh: 资源配置, en: resources}]
measures: {rate: {type: percent, range: [0, 100], zh: 率, en: rate}}
indicators:
  - {id: coefficient-of-rooms, group: g, zh: 每百名学生拥有高于规定学历教师数差异系数, en: coefficient of variation of teachers above the required degree, source: s 1, met: rate <= 50}
  - {id: G10, group: g, zh: 学校规划布局合理, en: the layout plan is sound, source: s 2, assessed: yesno}
"""


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_narrow_table_names_indicators_without_folding_ids(language: str, assess):
    """Where there is no room a group stands above its indicators and words of the author are left out; numbers stay."""
    found = assess(IDS, {"subject": {"name": "某县"}, "facts": {"rate": 40}, "grades": {"G10": True}})
    report = Report(Options(), (Result("a.yaml", found.data, ()),), (), {})
    group, title = {"zh": ("资源配置", "差异系数"), "en": ("resources", "coefficient")}[language]
    wide, narrow = (render_text(report, language, width=columns).split("\n\n")[2].splitlines() for columns in (160, 72))
    assert any(line.split()[:2] == [group, "coefficient-of-rooms"] for line in wide)
    assert [group] in [line.split() for line in narrow]
    assert "coefficient-" not in "\n".join(narrow)
    assert any(line.startswith("  G10  ") for line in narrow)
    assert title in re.sub(r"\s", "", "\n".join(narrow))
