"""Where a report is to go, as the option -o says it."""

from __future__ import annotations

from evalrules.base.records import NamedTuple
from evalrules.reporters.formats import FORMATS, format_of


class Destination(NamedTuple):
    """A file to write and the format to write it in; `format` "" where neither prefix nor suffix names one."""

    path: str
    format: str


def destination(written: str, form: str = "") -> Destination:
    """`[FORMAT=]FILE`: the prefix names the format, else the suffix does; `form` where that is one of its kind."""
    prefix, equals, rest = written.partition("=")
    if equals and prefix in FORMATS:
        return Destination(rest, prefix)
    found = format_of(written)
    is_other_paper = form in FORMATS and found != "" and FORMATS[form].kind_of == found
    return Destination(written, form if is_other_paper else found)
