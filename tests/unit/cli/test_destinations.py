"""Where a report is to go: formats by prefix and by suffix."""

from __future__ import annotations

import pytest

from evalrules.cli.destinations import Destination, destination


@pytest.mark.parametrize(
    ("written", "path", "form"),
    [
        ("report.md", "report.md", "markdown"), ("report.JSON", "report.JSON", "json"), ("a.txt", "a.txt", "text"),
        ("table=out", "out", "table"), ("json=a.md", "a.md", "json"), ("a=b.md", "a=b.md", "markdown"),
        ("report", "report", ""), ("report.xlsx", "report.xlsx", "xlsx"), ("json=", "", "json"), ("a.junit.xml", "a.junit.xml", "junit"), ("a.xml", "a.xml", "junit"), ("b.sarif", "b.sarif", "sarif"),
        ("github=a.txt", "a.txt", "github"), ("code-scanning=b.sarif", "b.sarif", "code-scanning"), ("a.markdown", "a.markdown", "markdown"),
    ],
)  # fmt: skip
def test_the_prefix_names_the_format_else_the_suffix(written: str, path: str, form: str):
    """`[FORMAT=]FILE`: a known prefix wins, an unknown one belongs to the file's name."""
    assert Destination(path, form) == destination(written)


def test_a_paper_of_the_same_kind_of_file_is_the_one_that_was_asked_for():
    """`-f self-report -o a.docx` is the self-report; what the ending contradicts stays what the ending says."""
    assert Destination("a.docx", "self-report") == destination("a.docx", "self-report")
    assert Destination("a.docx", "docx") == destination("a.docx", "html")
    assert Destination("a.xlsx", "xlsx") == destination("a.xlsx", "self-report")
    assert Destination("docx=a.docx"[5:], "docx") == destination("docx=a.docx", "self-report")
