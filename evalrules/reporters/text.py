"""Reports as text for a terminal or a pipe: columns align under Chinese, nothing is cut off."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import StringIO

from rich.console import Console
from rich.padding import Padding
from rich.table import Table as RichTable
from rich.text import Text

from evalrules.base.languages import punctuation
from evalrules.model.brief import Whole
from evalrules.model.report import Report, Result
from evalrules.reporters.baseline_section import baseline_section
from evalrules.reporters.heading_lines import heading_lines
from evalrules.reporters.inert import inert
from evalrules.reporters.overview_page import overview_sections, whole_in_words
from evalrules.reporters.page import BAD, GOOD, OPEN, Page, counts_line, page_of
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section, Table

PLAIN_WIDTH = 100
LEAST_WIDTH = 40
_STYLES = {GOOD: "bold green", BAD: "bold red", OPEN: "bold yellow"}


def render_text(report: Report, language: str, *, width: int = PLAIN_WIDTH, color: bool = False) -> str:
    """The pages of a report one after the other, and where there are several an overview and a count."""
    pages = (text_page(result, report, language, width=width, color=color) for result in report.results)
    return "".join(joined_text(whole_in_words(report, language), pages, language, width=width, color=color))


def text_page(result: Result, report: Report, language: str, *, width: int, color: bool) -> str:
    """The page of one result; nothing where it could not be evaluated."""
    if result.assessment is None:
        return ""
    console, out = console_of(width=width, color=color)
    explain = report.options.explain
    print_page(console, page_of(result.assessment, language, explain=explain, full=explain), language)
    return plain_lines(out)


def joined_text(whole: Whole, pages: Iterable[str], language: str, *, width: int, color: bool) -> Iterator[str]:
    """The pages of results, and what there is to say of all of them."""
    between = ""
    for page in filter(None, pages):
        yield between + page
        between = "\n"
    console, out = console_of(width=width, color=color)
    compared = baseline_section(whole.report, language)
    if compared is not None:
        console.print()
        print_section(console, compared)
    if len(whole.briefs) > 1:
        for section in overview_sections(whole, language):
            console.print()
            print_section(console, section)
        console.print()
        console.print(Text(counts_line(whole.briefs, language), style="bold"))
    yield plain_lines(out)


def console_of(*, width: int, color: bool) -> tuple[Console, StringIO]:
    """A console that writes to memory: no markup, no emoji, no guessing about the data."""
    out = StringIO()
    console = Console(
        file=out, width=max(LEAST_WIDTH, width), force_terminal=color, color_system="standard" if color else None,
        markup=False, emoji=False, highlight=False, legacy_windows=False, no_color=not color,
    )  # fmt: skip
    return console, out


def plain_lines(out: StringIO) -> str:
    """What was written, without the spaces that columns leave at line ends."""
    return "\n".join(line.rstrip() for line in out.getvalue().split("\n"))


def render_page(page: Page, width: int = PLAIN_WIDTH, color: bool = False) -> str:  # noqa: FBT001, FBT002 - console
    """A page without a verdict: a ruleset or an indicator in words."""
    console, out = console_of(width=width, color=color)
    console.print(Text(inert(page.title), style="bold"))
    for line in heading_lines(inert(page.subtitle), console.width):
        console.print(Text(line, style="dim"))
    for reason in page.reasons:
        console.print(Padding(Text(inert(reason)), (0, 0, 0, 2)))
    for section in page.sections:
        console.print()
        print_section(console, section)
    return plain_lines(out)


def print_page(console: Console, page: Page, language: str) -> None:
    """One page: head, verdict, reasons, sections."""
    console.print(Text(inert(page.title), style="bold"))
    for line in heading_lines(inert(page.subtitle), console.width):
        console.print(Text(line, style="dim"))
    console.print()
    colon = punctuation(language).colon
    verdict = Text.assemble((f"{say('verdict', language)}{colon}", "bold"), (inert(page.verdict), _STYLES[page.tone]))
    console.print(verdict)
    for reason in page.reasons:
        console.print(Padding(Text(f"{say('why', language)}{colon}{inert(reason)}"), (0, 0, 0, 2)))
    for section in page.sections:
        console.print()
        print_section(console, section)


def print_section(console: Console, section: Section) -> None:
    """One section: its title, its lines, its table."""
    console.print(Text(inert(section.title), style="bold"))
    for line in section.lines:
        indent, shown = (4, line[2:]) if line.startswith("- ") else (2, line)
        console.print(Padding(Text(inert(shown)), (0, 0, 0, indent)))
    if section.table is not None:
        console.print(Padding(rich_table(section.table), (0, 0, 0, 2)))


def rich_table(table: Table) -> RichTable:
    """A table without lines whose cells wrap instead of being cut."""
    shown = RichTable(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="dim")
    for header in table.headers:
        shown.add_column(Text(inert(header)), overflow="fold")
    widest = table.widest()
    for row in table.rows:
        cells = row if len(row) == len(table.headers) else ("",) * widest + row
        shown.add_row(*(Text(inert(cell)) for cell in cells))
    return shown
