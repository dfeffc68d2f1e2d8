"""Reports for other programs: in the formats of the command line, and in a frame for notebooks."""

from __future__ import annotations

import html
from typing import Literal, TypeAlias

from evalrules.base.diagnostics import EvalrulesError, error
from evalrules.base.languages import LANGUAGES
from evalrules.model.report import Report
from evalrules.reporters.formats import FORMATS, View, rendered

TextFormat: TypeAlias = Literal[
    "text", "json", "markdown", "table", "junit", "sarif", "code-scanning", "github", "gitlab", "tap", "html"
]
"""The formats that are text."""

_WIDTH = 100
_FRAME = '<iframe srcdoc="{}" style="width: 100%; height: 40em; border: 0" sandbox title="evalrules"></iframe>'


def rendered_report(report: Report, form: str, lang: str) -> str | bytes:
    """A report in a format and language: text, or the bytes of a file where the format is no text.

    Raises EvalrulesError for a format or language that is not known (ER463), or a part that is not installed (ER701).
    """
    if form not in FORMATS:
        raise EvalrulesError((error("ER463", None, name="form", found=repr(form), expected=", ".join(FORMATS)),))
    if lang not in LANGUAGES:
        raise EvalrulesError((error("ER463", None, name="lang", found=repr(lang), expected=", ".join(LANGUAGES)),))
    try:
        found = rendered(form, report, View(lang, _WIDTH, color=False))
    except ImportError:
        raise EvalrulesError((error("ER701", None, what=form, extra=FORMATS[form].extra),)) from None
    return found if FORMATS[form].is_binary else found.decode()


def framed(page: str) -> str:
    """An HTML page in a frame of its own, so that neither its style nor that of a notebook touches the other."""
    return _FRAME.format(html.escape(page))
