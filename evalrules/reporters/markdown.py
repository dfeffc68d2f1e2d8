"""Reports as Markdown (for pull requests and papers) and as one line a subject, through tabulate."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain

from tabulate import tabulate

from evalrules.base.languages import punctuation
from evalrules.base.sentences import sentence
from evalrules.model.brief import Whole
from evalrules.model.report import Report, Result
from evalrules.reporters.baseline_section import baseline_section
from evalrules.reporters.inert import inert, inert_markdown
from evalrules.reporters.overview_page import overview_sections, subject_cells, subject_headers, whole_in_words
from evalrules.reporters.page import Page, counts_line, page_of
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section


def render_markdown(report: Report, language: str) -> str:
    """The pages of a report, then inputs that could not be evaluated, then a count where there are several."""
    pages = (markdown_page(result, report, language) for result in report.results)
    return "".join(joined_markdown(whole_in_words(report, language), pages, language))


def markdown_page(result: Result, report: Report, language: str) -> str:
    """The page of one result, or the problems for which it could not be evaluated."""
    if result.assessment is not None:
        return page_markdown(page_of(result.assessment, language, explain=report.options.explain), language)
    lines = [f"- {found.code} {inert_markdown(sentence(found, language))}" for found in result.diagnostics]
    return "\n".join([f"# {inert_markdown(result.path)} — {say('not_evaluated', language)}", "", *lines])


def joined_markdown(whole: Whole, pages: Iterable[str], language: str) -> Iterator[str]:
    """The pages of results, and what there is to say of all of them."""
    between = ""
    for page in chain(pages, _of_all(whole, language)):
        yield between + page
        between = "\n\n"
    yield "\n"


def _of_all(whole: Whole, language: str) -> Iterator[str]:
    compared = baseline_section(whole.report, language)
    if compared is not None:
        yield "\n".join(section_markdown(compared)).strip()
    if len(whole.briefs) > 1:
        lines = [line for section in overview_sections(whole, language) for line in section_markdown(section)]
        yield "\n".join(lines).strip()
        yield f"**{counts_line(whole.briefs, language)}**"


def render_table(report: Report, language: str) -> str:
    """One line a subject, aligned under Chinese, and a count."""
    return table_of(whole_in_words(report, language), language)


def table_of(whole: Whole, language: str) -> str:
    """The lines of all subjects under one another."""
    headers = subject_headers(language)
    rows = [[inert(cell) for cell in subject_cells(line)] for line in whole.lines]
    table = tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True)
    return f"{table}\n\n{counts_line(whole.briefs, language)}\n"


def page_markdown(page: Page, language: str) -> str:
    """One page: head, verdict, reasons, sections."""
    colon = punctuation(language).colon
    lines = [f"# {inert_markdown(page.title)}", "", inert_markdown(page.subtitle), ""]
    lines.append(f"**{say('verdict', language)}{colon}{inert_markdown(page.verdict)}**")
    lines += [f"- {say('why', language)}{colon}{inert_markdown(reason)}" for reason in page.reasons]
    return "\n".join([*lines, *(line for section in page.sections for line in section_markdown(section))])


def section_markdown(section: Section) -> list[str]:
    """The lines of one section: its title, its lines, its table."""
    lines = ["", f"## {inert_markdown(section.title)}", "", *(_item(line) for line in section.lines)]
    if section.table is not None:
        lines += [""] if section.lines else []
        widest = section.table.widest()
        rows = [
            [inert_markdown(cell) for cell in row]
            if len(row) == len(section.table.headers)
            else [""] * widest + [f"**{inert_markdown(row[0])}**"]
            for row in section.table.rows
        ]
        lines += tabulate(rows, headers=section.table.headers, tablefmt="github", disable_numparse=True).split("\n")
    return lines


def _item(line: str) -> str:
    return f"  - {inert_markdown(line[2:])}" if line.startswith("- ") else f"- {inert_markdown(line)}"
