"""What an editor offers to mend: the full-width signs of `lint --fix`, and the name that was probably meant."""

from __future__ import annotations

from collections.abc import Iterator

from evalrules.authoring.fixing import certain
from evalrules.base.languages import spoken
from evalrules.base.records import NamedTuple
from evalrules.base.source import Span
from evalrules.editor.desk import Desk
from evalrules.editor.finding import Finding, findings
from evalrules.editor.renaming import Edit


class Mend(NamedTuple):
    """One offer: its title, the finding that it mends, and its edits."""

    title: str
    finding: Finding
    edits: tuple[Edit, ...]


def mends(desk: Desk, path: str, language: str) -> Iterator[Mend]:
    """Every offer for a document, in the order of its findings."""
    page = desk.page(path)
    lines = page.lines
    for found in findings(desk, path, language):
        if found.problem is None:
            continue
        args, span = dict(found.problem.args), found.span
        for (line, column), twin in certain([found.problem], page.text):
            sign = Span(span.file, line + 1, column + 1, line + 1, column + 2)
            yield Mend(_title(args["text"], twin, language), found, (Edit(path, sign, twin),))
        suggestion = args.get("suggestion", "")
        wrong = args.get("name") or args.get("key") or args.get("id") or args.get("option") or ""
        meant = _within(lines, span, wrong)
        if suggestion and meant is not None:
            yield Mend(_title(wrong, suggestion, language), found, (Edit(path, meant, suggestion),))


def _title(wrong: str, right: str, language: str) -> str:
    return spoken(("把“{}”改为“{}”", "Change {!r} to {!r}"), language, wrong, right)


def _within(lines: list[str], span: Span, wrong: str) -> Span | None:
    """Where in a place the wrong word stands; None where it does not, or not just once."""
    if not wrong or span.line != span.end_line or span.line > len(lines):
        return None
    text = lines[span.line - 1][span.column - 1 : span.end_column - 1]
    if text.count(wrong) != 1:
        return None
    start = span.column + text.index(wrong)
    return span._replace(column=start, end_column=start + len(wrong))
