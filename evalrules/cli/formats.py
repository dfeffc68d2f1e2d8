"""Formats by name and by suffix; what each costs is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from evalrules.model.report import Report
from evalrules.model.ruleset import Ruleset

SUFFIXES = {
    ".junit.xml": "junit", ".xml": "junit", ".sarif": "sarif",
    ".json": "json", ".md": "markdown", ".markdown": "markdown",
    ".txt": "text", ".html": "html", ".htm": "html", ".xlsx": "xlsx", ".docx": "docx",
}  # fmt: skip
TEMPLATES = ("yaml", "json", "csv", "xlsx")
"""The forms that an empty evidence file can have."""
EXTRAS = {"xlsx": "excel", "docx": "word"}
"""The optional part of the installation that a format needs."""
BINARY = ("xlsx", "docx")
"""The formats that are files and no text for a terminal."""
UTF8 = ("json", "html", "junit", "sarif", "code-scanning", "github")
"""The texts that are in UTF-8 whatever the locale, since they say so themselves."""
PLACED = frozenset(("junit", "sarif", "code-scanning", "github"))
"""The formats that lead a machine to the files, and so need to know where the inputs lie."""


class NotCopied(Exception):
    """Why a workbook that was read cannot be copied with marks."""


class View(NamedTuple):
    """How a report is read: the language, the width in columns, whether in colour, and where the inputs lie.

    `paths` leads from the working directory, by how results name an input.
    """

    language: str
    width: int
    color: bool
    paths: Mapping[str, str] = MappingProxyType({})


def _text(report: Report, view: View) -> str:
    from evalrules.reporters.text import render_text

    return render_text(report, view.language, width=view.width, color=view.color)


def _json(report: Report, view: View) -> str:  # noqa: ARG001 - a result depends on no reader
    from evalrules.reporters.machine import render_json

    return render_json(report)


def _markdown(report: Report, view: View) -> str:
    from evalrules.reporters.markdown import render_markdown

    return render_markdown(report, view.language)


def _table(report: Report, view: View) -> str:
    from evalrules.reporters.markdown import render_table

    return render_table(report, view.language)


def _html(report: Report, view: View) -> str:
    from evalrules.reporters.html import render_html

    return render_html(report, view.language)


def _junit(report: Report, view: View) -> str:
    from evalrules.reporters.junit import render_junit

    return render_junit(report, view.language, view.paths)


def _sarif(report: Report, view: View) -> str:
    from evalrules.reporters.sarif import render_sarif

    return render_sarif(report, view.language, view.paths)


def _code_scanning(report: Report, view: View) -> str:
    from evalrules.reporters.sarif import render_alerts

    return render_alerts(report, view.language, view.paths)


def _github(report: Report, view: View) -> str:
    from evalrules.reporters.github import render_github

    return render_github(report, view.language, view.paths)


def _xlsx(report: Report, view: View) -> bytes:
    from evalrules.reporters.workbook_result import annotated_workbook, result_workbook

    if report.origin is None:
        return result_workbook(report, view.language)
    copied = annotated_workbook(report.origin.data, report.results[0], report.origin.cells, view.language)
    if isinstance(copied, str):
        raise NotCopied(copied)
    return copied


def _docx(report: Report, view: View) -> bytes:
    from evalrules.reporters.word import render_docx

    return render_docx(report, view.language)


def rendered(form: str, report: Report, view: View) -> bytes:
    """A report in one format, as the bytes of a file.

    ImportError where an optional part is not installed, NotCopied where there can be no copy of its workbook.
    """
    found = FORMATS[form](report, view)
    return found if isinstance(found, bytes) else found.encode()


FORMATS: dict[str, Callable[[Report, View], str | bytes]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
    "table": _table,
    "junit": _junit,
    "sarif": _sarif,
    "code-scanning": _code_scanning,
    "github": _github,
    "html": _html,
    "xlsx": _xlsx,
    "docx": _docx,
}


def template_bytes(ruleset: Ruleset, form: str, language: str) -> bytes:
    """The empty evidence file of a ruleset; ImportError where an optional part is not installed."""
    if form == "xlsx":
        from evalrules.reporters.workbook_form import form_workbook

        return form_workbook(ruleset, language)
    if form == "csv":
        from evalrules.reporters.table_form import template_csv

        return template_csv(ruleset, language).encode("utf-8-sig")  # so that spreadsheets read it as UTF-8
    from evalrules.reporters.template import template_json, template_yaml

    return (template_json(ruleset) if form == "json" else template_yaml(ruleset, language)).encode()


class Destination(NamedTuple):
    """A file to write and the format to write it in; `format` "" where neither prefix nor suffix names one."""

    path: str
    format: str


def destination(written: str) -> Destination:
    """`[FORMAT=]FILE`: the prefix names the format, else the suffix does."""
    prefix, equals, rest = written.partition("=")
    if equals and prefix in FORMATS:
        return Destination(rest, prefix)
    suffix = next((name for ending, name in SUFFIXES.items() if written.lower().endswith(ending)), "")
    return Destination(written, suffix)
