"""Reports for other programs: every format in both languages, and a frame for notebooks."""

from __future__ import annotations

import html
import sys
from typing import get_args, get_overloads

import pytest

import evalrules
from evalrules.model.report import Options, Report
from evalrules.rendering import TextFormat, framed, rendered_report
from evalrules.reporters.formats import BINARY, FORMATS

NOTHING = Report(Options(), (), (), {})


def test_every_format_has_its_type():
    """The types that a caller's checker sees are those of the formats."""
    assert {*get_args(TextFormat), *BINARY} == set(FORMATS)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_format_is_text_or_the_bytes_of_a_file(form: str, lang: str):
    """Text where a terminal could show it, bytes where it could not."""
    assert isinstance(rendered_report(NOTHING, form, lang), bytes if form in BINARY else str)


@pytest.mark.parametrize(("form", "lang", "name"), [("pdf", "zh", "form"), ("text", "fr", "lang")])
def test_an_unknown_format_or_language_is_said(form: str, lang: str, name: str):
    """With what there is."""
    with pytest.raises(evalrules.EvalrulesError, match=f"ER463.*{name} is '"):
        rendered_report(NOTHING, form, lang)


def test_a_part_that_is_not_installed_is_said(monkeypatch):
    """With how to install it."""
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    for module in [name for name in sys.modules if name.startswith("evalrules.reporters.workbook")]:
        monkeypatch.delitem(sys.modules, module)
    with pytest.raises(evalrules.EvalrulesError, match=r"ER701.*evalrules\[excel\]"):
        rendered_report(NOTHING, "xlsx", "zh")


def test_a_frame_holds_the_whole_page_and_runs_nothing():
    """A page in an attribute stays data: no tag of it reaches the notebook, and the frame is a sandbox."""
    page = '<!DOCTYPE html><p title="a">1 < 2 & "3"</p><script>evil()</script>'
    found = framed(page)
    assert html.escape(page) in found
    assert "<script" not in found
    assert " sandbox " in found


@pytest.mark.parametrize("kind", [evalrules.Assessment, evalrules.KeptResult])
def test_a_format_that_is_only_known_at_run_time_is_taken_by_type_checkers(kind: type) -> None:
    """A service has it from its query: text or bytes; a format by its name is narrowed to one of the two."""
    forms = [one.__annotations__["form"] for one in get_overloads(kind.render)]
    assert ("str", 3) == (forms[-1], len(forms))
