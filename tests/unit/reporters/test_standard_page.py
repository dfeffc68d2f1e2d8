"""A standard as a file to review says what `show` says."""

from __future__ import annotations

import html
import re

import html5lib
import pytest


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_form_says_the_same(language: str, cli):
    """Each indicator's name stands in the text, the Markdown and the HTML page, which is valid."""
    texts = {form: cli("show", "shanghai-kindergarten", "-f", form, "--lang", language).out for form in ("markdown", "html")}
    assert texts["markdown"].startswith("# ")
    html5lib.HTMLParser(strict=True).parse(texts["html"])
    plain = html.unescape(re.sub(r"<[^>]+>", "", texts["html"]))
    titles = re.findall(r"^## (.+)$", texts["markdown"], re.MULTILINE)
    assert len(titles) > 3
    assert all(title.replace("\\", "") in plain for title in titles)


def test_the_page_marks_what_was_not_read(cli):
    """A source stands apart from what it is of; what was read in part, is assumed or is given by no text is marked."""
    page = cli("show", "national-quality-balance", "-f", "html", "--lang", "zh").out
    assert "〔文本未写明进舍方式，按四舍五入 进舍方式，<mark>推定</mark>〕</span>" in page
    assert '<span class="quiet">〔指标清单（7+15+9+1与一票否决，某市工作底稿） ②，见公开副本〕</span>' in page
    assert "国教督办函〔2019〕30号规程" in page
    english = cli("show", "guangdong-strong-town", "-f", "html", "--lang", "en").out
    assert "[<mark>no text gives it; to be set</mark>]" in english
    assert ", <mark>assumed</mark>]</span>" in english


def test_the_page_puts_numbered_items_into_lists_of_their_own(cli):
    """What is numbered stands below what joins it, and nothing begins with a dash."""
    page = cli("show", "national-quality-balance", "-f", "html", "--lang", "zh").out
    items = "<li>(1) 小学最大班额（无小学填0） ≤ 45 人</li><li>(2) 初中最大班额（无初中填0） ≤ 50 人</li>"
    assert f"<ul><li>学校（全校）的每一行，以下全部：<ul>{items}</ul></li></ul>" in page
    assert "<li>(甲1.2) 以下任一：<ul><li>(甲1.2.1) 规划并建成年份 ≤ 2010</li>" in page
    assert "<li>- " not in page


def test_another_form_is_refused(cli):
    """ER011 with those there are."""
    code, _, problems = cli("show", "building-safety", "-f", "pdf", "--lang", "en")
    assert code == 2 and "text, markdown, html" in problems
