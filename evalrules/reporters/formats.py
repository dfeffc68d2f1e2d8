"""The formats of a report, a record each; what one costs is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

from evalrules.base.records import NamedTuple
from evalrules.model.report import Report


class NotCopied(Exception):
    """Why a workbook that was read cannot be copied with marks."""


class View(NamedTuple):
    """How a report is read: the language, the width in columns, whether in colour, and where the inputs lie.

    `paths` leads from the working directory, by how results name an input. With `as_form` nobody asked for a language,
    and the copy of a form speaks that of the form.
    """

    language: str
    width: int
    color: bool
    paths: Mapping[str, str] = MappingProxyType({})
    as_form: bool = False


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
    from evalrules.reporters.html.report import render_html

    return render_html(report, view.language)


def _junit(report: Report, view: View) -> str:
    from evalrules.reporters.ci.junit import render_junit

    return render_junit(report, view.language, view.paths)


def _sarif(report: Report, view: View) -> str:
    from evalrules.reporters.ci.sarif import render_sarif

    return render_sarif(report, view.language, view.paths)


def _code_scanning(report: Report, view: View) -> str:
    from evalrules.reporters.ci.sarif import render_alerts

    return render_alerts(report, view.language, view.paths)


def _github(report: Report, view: View) -> str:
    from evalrules.reporters.ci.github import render_github

    return render_github(report, view.language, view.paths)


def _gitlab(report: Report, view: View) -> str:
    from evalrules.reporters.ci.gitlab import render_gitlab

    return render_gitlab(report, view.language, view.paths)


def _tap(report: Report, view: View) -> str:
    from evalrules.reporters.ci.tap import render_tap

    return render_tap(report, view.language, view.paths)


def _xlsx(report: Report, view: View) -> bytes:
    from evalrules.reporters.workbook.result import annotated_workbook, result_workbook

    if report.origin is None:
        return result_workbook(report, view.language)
    origin = report.origin
    copied = annotated_workbook(origin.data, report.results[0], origin.cells, view.language, as_form=view.as_form)
    if isinstance(copied, str):
        raise NotCopied(copied)
    return copied


def _docx(report: Report, view: View) -> bytes:
    from evalrules.reporters.word.report import render_docx

    return render_docx(report, view.language)


def _self_report(report: Report, view: View) -> bytes:
    from evalrules.reporters.word.self_report import render_self_report

    return render_self_report(report, view.language)


class ReportFormat(NamedTuple):
    """One format of a report: what renders it, and the endings of the names of files that mean it.

    `is_binary`: a file, and no text for a terminal. `is_utf8`: a text in UTF-8 whatever the locale, since it says so
    itself. `draws_rows`: it draws the rows behind indicators, which are recorded only then. `is_placed`: it leads a
    machine to the files, and so needs to know where the inputs lie. `extra`: the optional part of the installation
    that it needs, "" for none. `kind_of`: another format whose files are of the same kind, "" for none.
    """

    render: Callable[[Report, View], str | bytes]
    suffixes: tuple[str, ...] = ()
    is_binary: bool = False
    is_utf8: bool = False
    draws_rows: bool = False
    is_placed: bool = False
    extra: str = ""
    kind_of: str = ""


FORMATS: Mapping[str, ReportFormat] = MappingProxyType(
    {
        "text": ReportFormat(_text, (".txt",)),
        "json": ReportFormat(_json, (".json",), is_utf8=True),
        "markdown": ReportFormat(_markdown, (".md", ".markdown"), draws_rows=True),
        "table": ReportFormat(_table),
        "junit": ReportFormat(_junit, (".junit.xml", ".xml"), is_utf8=True, is_placed=True),
        "sarif": ReportFormat(_sarif, (".sarif",), is_utf8=True, is_placed=True),
        "code-scanning": ReportFormat(_code_scanning, is_utf8=True, is_placed=True),
        "github": ReportFormat(_github, is_utf8=True, is_placed=True),
        "gitlab": ReportFormat(_gitlab, is_utf8=True, is_placed=True),
        "tap": ReportFormat(_tap, (".tap",), is_utf8=True, is_placed=True),
        "html": ReportFormat(_html, (".html", ".htm"), is_utf8=True, draws_rows=True),
        "xlsx": ReportFormat(_xlsx, (".xlsx",), is_binary=True, draws_rows=True, extra="excel"),
        "docx": ReportFormat(_docx, (".docx",), is_binary=True, draws_rows=True),
        "self-report": ReportFormat(_self_report, is_binary=True, draws_rows=True, kind_of="docx"),
    }
)
"""Every format by its name, in the order in which it is offered."""

DRAWING = frozenset(name for name, form in FORMATS.items() if form.draws_rows)
"""The formats that draw the rows behind indicators."""

BINARY = tuple(name for name, form in FORMATS.items() if form.is_binary)
"""The formats that are files and no text for a terminal."""


def rendered(form: str, report: Report, view: View) -> bytes:
    """A report in one format, as the bytes of a file.

    ImportError where an optional part is not installed, NotCopied where there can be no copy of its workbook.
    """
    found = FORMATS[form].render(report, view)
    return found if isinstance(found, bytes) else found.encode()


def format_of(name: str) -> str:
    """The format that the name of a file means by its ending, "" for none."""
    endings = ((suffix, own) for own, form in FORMATS.items() for suffix in form.suffixes)
    return next((own for suffix, own in endings if name.lower().endswith(suffix)), "")
