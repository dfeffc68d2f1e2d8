"""Reports as Markdown (for pull requests and papers) and as one line a subject, through tabulate."""

from __future__ import annotations

from tabulate import tabulate

from evalrules.base.sentences import sentence
from evalrules.model.report import Report
from evalrules.reporters.baseline_section import baseline_section
from evalrules.reporters.inert import inert, inert_markdown
from evalrules.reporters.overview_page import overview_sections
from evalrules.reporters.page import SUBJECT_HEADERS, Page, page_of, subject_row, summary_line
from evalrules.reporters.phrases import say
from evalrules.reporters.sections import Section


def render_markdown(report: Report, language: str) -> str:
    """The pages of a report, then inputs that could not be evaluated, then a count where there are several."""
    parts = []
    for result in report.results:
        if result.assessment is not None:
            parts.append(page_markdown(page_of(result.assessment, language, explain=report.options.explain), language))
        else:
            lines = [f"- {found.code} {inert_markdown(sentence(found, language))}" for found in result.diagnostics]
            title = f"# {inert_markdown(result.path)} — {say('not_evaluated', language)}"
            parts.append("\n".join([title, "", *lines]))
    compared = baseline_section(report, language)
    if compared is not None:
        parts.append("\n".join(section_markdown(compared)).strip())
    if len(report.results) > 1:
        lines = [line for section in overview_sections(report, language) for line in section_markdown(section)]
        parts.append("\n".join(lines).strip())
        parts.append(f"**{summary_line(report, language)}**")
    return "\n\n".join(parts) + "\n"


def render_table(report: Report, language: str) -> str:
    """One line a subject, aligned under Chinese, and a count."""
    headers = [say(name, language) for name in SUBJECT_HEADERS]
    rows = [[inert(cell) for cell in subject_row(result, language)] for result in report.results]
    table = tabulate(rows, headers=headers, tablefmt="simple", disable_numparse=True)
    return f"{table}\n\n{summary_line(report, language)}\n"


def page_markdown(page: Page, language: str) -> str:
    """One page: head, verdict, reasons, sections."""
    colon = "：" if language == "zh" else ": "
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
