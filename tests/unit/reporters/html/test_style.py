"""How the HTML report looks: enough contrast, nothing to fetch, nothing told by colour alone."""

from __future__ import annotations

import re

import pytest

from evalrules.reporters.html.style import BAR, FONTS, PAIRS, style_sheet


def luminance(colour: str) -> float:
    """The relative luminance of WCAG 2."""
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does():
    """Black on white is 21; the grey that just fails is told from the one that just passes."""
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") < 4.5 < contrast("#767676", "#ffffff")


@pytest.mark.parametrize("name", PAIRS)
def test_text_is_readable_on_its_ground(name: str):
    """WCAG AA for every text, and three to one for every edge, on the page and on its own ground."""
    pair = PAIRS[name]
    assert contrast(pair.ink, pair.ground) >= 4.5
    assert contrast(pair.edge, "#ffffff") >= 3
    assert contrast(pair.edge, pair.ground) >= 3


@pytest.mark.parametrize("name", BAR)
def test_a_bar_stands_out_from_the_page(name: str):
    """Three to one for everything drawn."""
    assert contrast(BAR[name], "#ffffff") >= 3


def test_quiet_text_is_readable_on_every_ground_it_stands_on():
    """Grey and links stand on white, in heads of groups and on panels."""
    for name in ("quiet", "link"):
        assert all(contrast(PAIRS[name].ink, PAIRS[ground].ground) >= 4.5 for ground in ("page", "panel"))


def test_the_sheet_fetches_nothing():
    """No URL, no import, no font to load; Chinese fonts of every system are named."""
    sheet = style_sheet()
    assert not re.search(r"url\(|@import|@font-face|https?:|//", sheet)
    assert {"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC"} <= set(re.findall('"([^"]+)"', FONTS))
    assert "$" not in sheet


def test_braces_and_rules_are_whole():
    """Every block is closed, and there are rules for paper."""
    sheet = style_sheet()
    assert sheet.count("{") == sheet.count("}")
    for needed in ("@page", "size: A4", "@media print", "break-before: page", "table-header-group"):
        assert needed in sheet


def test_tones_differ_by_their_border_too():
    """Met, not met, open, not applicable and waived have borders of five kinds, so that grey paper tells them apart."""
    kinds = dict(re.findall(r"^\.(\w+) \{ .* border: (\w+ \w+) ", style_sheet(), re.MULTILINE))
    assert len({kinds[name] for name in ("good", "bad", "open", "idle", "waived")}) == 5


def test_paper_has_each_figure_once():
    """The bars of thresholds, and of one subject the grades at a glance, say what the table of indicators says: they stay on the screen."""
    printed = style_sheet().partition("@media print")[2]
    assert 'section[id*="-thresholds"] { display: none; }' in printed
    assert "body:not(.several) .group { display: none; }" in printed
    assert "h2 + p, h3 + p { break-after: avoid; }" in printed, "no heading is left at the foot of a page"
