"""The formats of a comparison of two results."""

from __future__ import annotations

from typing import TYPE_CHECKING

from evalrules.reporters.comparison.compared import Comparison
from evalrules.reporters.formats import View

if TYPE_CHECKING:
    from evalrules.reporters.comparison.trend import Trend  # heavy, and the help names the formats only

COMPARISON_FORMATS = ("text", "json", "markdown")
TREND_FORMATS = (*COMPARISON_FORMATS, "html", "docx", "xlsx")
"""Those of several results over time; the last three are of two results, too."""


def rendered_trend(found: Trend, form: str, view: View) -> bytes:
    """Results over time in one of their formats. ImportError where what xlsx needs is not installed."""
    from evalrules.reporters.comparison import trend_page

    language = view.language
    if form == "docx":
        return trend_page.render_trend_docx(found, language)
    if form == "xlsx":
        return trend_page.render_trend_xlsx(found, language)
    if form == "text":
        return trend_page.render_trend_text(found, language, width=view.width, color=view.color).encode()
    if form == "json":
        return trend_page.render_trend_json(found).encode()
    render = trend_page.render_trend_html if form == "html" else trend_page.render_trend_markdown
    return render(found, language).encode()


def rendered_comparison(found: Comparison, form: str, view: View) -> str:
    """A comparison in one of its formats."""
    if form == "json":
        from evalrules.reporters.comparison.document import render_comparison_json

        return render_comparison_json(found)
    from evalrules.reporters.comparison.page import render_comparison_markdown, render_comparison_text

    if form == "markdown":
        return render_comparison_markdown(found, view.language)
    return render_comparison_text(found, view.language, width=view.width, color=view.color)
