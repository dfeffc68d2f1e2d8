"""What is wrong with a document as it stands in the editor, each problem with its place."""

from __future__ import annotations

import os
from collections.abc import Iterator

from evalrules.authoring.cases import CaseFile, Disagreement, disagreements, read_case
from evalrules.authoring.lint import lint_document
from evalrules.base.diagnostics import ERROR, WARNING, Diagnostic, has_errors, in_order
from evalrules.base.languages import punctuation
from evalrules.base.records import NamedTuple
from evalrules.base.source import Document, Record, Span
from evalrules.bundles.discovery import discover
from evalrules.bundles.opening import opened
from evalrules.bundles.storage import File
from evalrules.editor.desk import CASE, EVIDENCE, RULESET, Desk, Page
from evalrules.evaluation import questioned
from evalrules.loading import Loaded, load_ruleset, ruleset_from_text
from evalrules.model.report import Options
from evalrules.pipeline import bind, evaluate_below, new_run
from evalrules.readers.files import document_of
from evalrules.semantics.claims import claims_of


class Finding(NamedTuple):
    """One problem for an editor: `code` is "" where a case does not hold; `problem` is what it was made of."""

    span: Span
    severity: str
    code: str
    message: str
    problem: Diagnostic | None = None


def findings(desk: Desk, path: str, language: str) -> tuple[Finding, ...]:
    """Everything about a document that its author should know."""
    page = desk.page(path)
    if page.kind == RULESET:
        return tuple(_told(page, _of_ruleset(page), language))
    if page.kind == CASE:
        return tuple(_of_case(desk, page, language))
    if page.kind == EVIDENCE:
        return tuple(_told(page, _of_evidence(page), language))
    return ()


def ruleset_of(page: Page) -> Loaded:
    """The ruleset in a document, as it stands in the editor."""
    return ruleset_from_text(page.text, os.path.basename(page.path))


def _of_ruleset(page: Page) -> tuple[Diagnostic, ...]:
    name = os.path.basename(page.path)
    document, _ = document_of(name, page.text.encode(), name=name)
    return lint_document(page.path, document, ruleset_of(page)).diagnostics


def _of_evidence(page: Page) -> tuple[Diagnostic, ...]:
    inputs, _ = discover([page.path]) if os.path.isfile(page.path) else ((), [])
    if not inputs:
        return _questions(page, None)
    with opened(inputs[0]) as (file, problems):
        return _questions(page, file) if file is not None else tuple(problems)


def _questions(page: Page, file: File | None) -> tuple[Diagnostic, ...]:
    """What `check` says of evidence before it judges, with the text of the editor in the place of the file's."""
    run = new_run(Options())
    name = file.shown if file is not None else os.path.basename(page.path)
    document, found = document_of(page.path, page.text.encode(), name=name)
    if document.root is None or has_errors(found):
        return in_order(found)
    bound = (
        bind(document, run, file) if file is None else bind(document, run, file, evaluate_below(file, document, run))
    )
    case, problems = questioned(bound._replace(diagnostics=(*found, *bound.diagnostics)))
    evidence = bound.evidence or bound.partial
    if case is not None and evidence is not None:
        problems += claims_of(case, evidence)[1]
    return in_order(problems)


def _of_case(desk: Desk, page: Page, language: str) -> Iterator[Finding]:
    name = os.path.basename(page.path)
    document, problems = document_of(name, page.text.encode(), name=name)
    case, problems = read_case((document, problems), name)
    yield from _told(page, tuple(problems), language)
    path = desk.ruleset_path(page)
    if case is None or not path or not isinstance(document.root, Record):
        return
    loaded = load_ruleset(path) if desk.is_saved(path) else ruleset_of(desk.page(path))
    if loaded.ruleset is not None:
        for one in disagreements(case, loaded.ruleset):
            yield Finding(_place_of(document, case, one), ERROR, "", _sentence(one, language))


def _place_of(document: Document, case: CaseFile, one: Disagreement) -> Span:
    """Where a case expects what does not hold: the key, or the one below it that is meant."""
    root = document.root
    expect = root.get("expect") if isinstance(root, Record) else None
    if not isinstance(expect, Record):
        return Span(case.name, 1, 1, 1, 2)
    section, _, own = one.what.partition(" ")
    key, below = expect.key(section), expect.get(section)
    inner = below.key(own) if isinstance(below, Record) else None
    found = inner or key
    return found.span if found is not None else expect.span


def _sentence(one: Disagreement, language: str) -> str:
    if language == "zh":
        return f"案例不符：{one.what} 应为 {one.expected}，按现在的标准得 {one.found}"
    return f"this case does not hold: {one.what} should be {one.expected}, is {one.found} under the ruleset as it is"


def _told(page: Page, problems: tuple[Diagnostic, ...], language: str) -> Iterator[Finding]:
    own = os.path.basename(page.path)
    for one in problems:
        hint = one.hint(language)
        joint = punctuation(language).semicolon
        message = one.sentence(language) + (f"{joint}{hint}" if hint else "")
        if one.place is not None and os.path.basename(one.place.file) == own and one.place.line:
            yield Finding(one.place, one.severity, one.code, message, one)
        else:
            where = f"{one.place}: " if one.place is not None else ""
            severity = one.severity if one.place is None else WARNING
            yield Finding(Span(own, 1, 1, 1, 1), severity, one.code, where + message, one)
