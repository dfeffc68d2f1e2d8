"""Reports as text for a terminal or a pipe: columns align under Chinese, nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from evalrules.base.languages import punctuation
from evalrules.model.brief import Whole
from evalrules.model.report import Report, Result
from evalrules.reporters.baseline_section import baseline_section
from evalrules.reporters.heading_lines import heading_lines
from evalrules.reporters.inert import inert
from evalrules.reporters.overview_page import overview_sections, whole_in_words
from evalrules.reporters.page import BAD, GOOD, OPEN, Page, counts_line, page_of
from evalrules.reporters.phrases import say
from evalrules.reporters.plain_layout import BETWEEN, cells
from evalrules.reporters.sections import Section
from evalrules.reporters.sheet import Sheet
from evalrules.reporters.short_page import banded, by_numbers

PLAIN_WIDTH, _INDENT = 100, 2
_STYLES = {GOOD: "bold green", BAD: "bold red", OPEN: "bold yellow"}


def render_text(report: Report, language: str, *, width: int = PLAIN_WIDTH, color: bool = False) -> str:
    """The pages of a report one after the other, and where there are several an overview and a count."""
    pages = (text_page(result, report, language, width=width, color=color) for result in report.results)
    return "".join(joined_text(whole_in_words(report, language), pages, language, width=width, color=color))


def text_page(result: Result, report: Report, language: str, *, width: int, color: bool) -> str:
    """The page of one result; nothing where it could not be evaluated."""
    if result.assessment is None:
        return ""
    sheet = Sheet(width=width, color=color)
    explain = report.options.explain
    print_page(sheet, page_of(result.assessment, language, explain=explain, full=explain), language)
    return sheet.text()


def joined_text(whole: Whole, pages: Iterable[str], language: str, *, width: int, color: bool) -> Iterator[str]:
    """The pages of results, and what there is to say of all of them."""
    between = ""
    for page in filter(None, pages):
        yield between + page
        between = "\n"
    sheet = Sheet(width=width, color=color)
    compared = baseline_section(whole.report, language)
    if compared is not None:
        sheet.line()
        print_section(sheet, compared)
    if len(whole.briefs) > 1:
        for section in overview_sections(whole, language):
            sheet.line()
            print_section(sheet, section)
        sheet.line()
        sheet.line(counts_line(whole.briefs, language), "bold")
    yield sheet.text()


def render_page(page: Page, width: int = PLAIN_WIDTH, color: bool = False) -> str:  # noqa: FBT001, FBT002 - console
    """A page without a verdict: a ruleset or an indicator in words."""
    sheet = Sheet(width=width, color=color)
    sheet.line(inert(page.title), "bold")
    for line in heading_lines(inert(page.subtitle), sheet.width):
        sheet.line(line, "dim")
    for line in page.reasons:
        sheet.line(inert(line), indent=2)
    for section in page.sections:
        sheet.line()
        print_section(sheet, section)
    return sheet.text()


def print_page(sheet: Sheet, page: Page, language: str) -> None:
    """One page: head, verdict, reasons, sections."""
    sheet.line(inert(page.title), "bold")
    for line in heading_lines(inert(page.subtitle), sheet.width):
        sheet.line(line, "dim")
    sheet.line()
    colon = punctuation(language).colon
    sheet.parts((f"{say('verdict', language)}{colon}", "bold"), (inert(page.verdict), _STYLES[page.tone]))
    for reason in page.reasons:
        sheet.line(f"{say('why', language)}{colon}{inert(reason)}", indent=2)
    for section in page.sections:
        sheet.line()
        print_section(sheet, section if _fits(section, sheet.width) else _narrowed(section, language))


def _fits(section: Section, width: int) -> bool:
    """Whether no cell of the table has to be folded."""
    if section.table is None:
        return True
    rows = [row for row in (section.table.headers, *section.table.rows) if len(row) == len(section.table.headers)]
    longest = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    return _INDENT + sum(longest) + BETWEEN * (len(longest) - 1) <= width


def _narrowed(section: Section, language: str) -> Section:
    """A section whose groups stand above their indicators, which have their numbers for ids: room for their names."""
    if section.table is None:
        return section
    table = by_numbers(banded(section.table, language), language)
    name = say("indicator", language)
    at = table.headers.index(name) if name in table.headers else table.widest()
    rows = (row if len(row) > 1 else ("",) * at + row + ("",) * (len(table.headers) - at - 1) for row in table.rows)
    return section._replace(table=table._replace(rows=tuple(rows)))


def print_section(sheet: Sheet, section: Section) -> None:
    """One section: its title, its lines, its table."""
    sheet.line(inert(section.title), "bold")
    for line in section.lines:
        indent, shown = (4, line[2:]) if line.startswith("- ") else (2, line)
        sheet.line(inert(shown), indent=indent)
    if section.table is not None:
        sheet.table(section.table, indent=_INDENT)
