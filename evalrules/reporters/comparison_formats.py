"""The formats of a comparison of two results."""

from __future__ import annotations

from evalrules.reporters.comparison import Comparison
from evalrules.reporters.formats import View

COMPARISON_FORMATS = ("text", "json", "markdown")


def rendered_comparison(found: Comparison, form: str, view: View) -> str:
    """A comparison in one of its formats."""
    if form == "json":
        from evalrules.reporters.comparison_document import render_comparison_json

        return render_comparison_json(found)
    from evalrules.reporters.comparison_page import render_comparison_markdown, render_comparison_text

    if form == "markdown":
        return render_comparison_markdown(found, view.language)
    return render_comparison_text(found, view.language, width=view.width, color=view.color)
