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


def test_another_form_is_refused(cli):
    """ER011 with those there are."""
    code, _, problems = cli("show", "building-safety", "-f", "pdf", "--lang", "en")
    assert code == 2 and "text, markdown, html" in problems
