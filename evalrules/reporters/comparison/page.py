"""A comparison of two results laid out as text or Markdown."""

from __future__ import annotations

from evalrules.reporters.comparison.compared import Comparison
from evalrules.reporters.comparison.words import rest_sections, subject_page, summary, with_pages
from evalrules.reporters.markdown import page_markdown, section_markdown
from evalrules.reporters.sheet import Sheet
from evalrules.reporters.text import PLAIN_WIDTH, print_page, print_section


def render_comparison_text(found: Comparison, language: str, *, width: int = PLAIN_WIDTH, color: bool = False) -> str:
    """A page for each subject that changed, then a list of the others, then a count."""
    sheet = Sheet(width=width, color=color)
    for one in with_pages(found):
        print_page(sheet, subject_page(one, language), language)
        sheet.line()
    for section in rest_sections(found, language):
        print_section(sheet, section)
        sheet.line()
    sheet.line(summary(found, language), "bold")
    return sheet.text()


def render_comparison_markdown(found: Comparison, language: str) -> str:
    """The same as Markdown."""
    parts = [page_markdown(subject_page(one, language), language) for one in with_pages(found)]
    parts += ["\n".join(section_markdown(section)).strip() for section in rest_sections(found, language)]
    return "\n\n".join([*parts, f"**{summary(found, language)}**"]) + "\n"
