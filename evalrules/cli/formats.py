"""Formats by name and by suffix; what each costs is imported only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from evalrules.model.report import Report

SUFFIXES = {".json": "json", ".md": "markdown", ".markdown": "markdown", ".txt": "text"}


class View(NamedTuple):
    """How a report is read: the language, the width in columns, and whether in colour."""

    language: str
    width: int
    color: bool


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


FORMATS: dict[str, Callable[[Report, View], str]] = {
    "text": _text,
    "json": _json,
    "markdown": _markdown,
    "table": _table,
}


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
