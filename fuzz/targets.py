"""One target for each kind of input: from bytes through the door that such input has, to all that must hold of it."""

from __future__ import annotations

import json
import os
import random
import zlib
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

import evalrules
from evalrules.base.diagnostics import has_errors
from evalrules.base.source import Listing, Node, Record, Scalar
from evalrules.forms.template import template_bytes
from evalrules.frontend.build import build_ruleset
from evalrules.loading import load_ruleset
from evalrules.model.report import Report
from evalrules.model.ruleset import Ruleset
from evalrules.readers.files import document_of
from evalrules.reporters.comparison.compared import compared
from evalrules.reporters.formats import BINARY, FORMATS, View, rendered
from evalrules.reporters.standard import indicator_page, ruleset_page
from evalrules.results.reading import report_from
from evalrules.semantics.coverage import check_bands
from evalrules.semantics.prose import expression_text
from fuzz.drawn import evidence_for_everything
from fuzz.parts import Part, archive_of, parts_of
from fuzz.promises import broken, delivered, holds, judged, said

HERE = os.path.dirname(os.path.abspath(__file__))
LANGUAGES = ("zh", "en")

Target = Callable[[str, bytes], None]
"""Tries one input; the first argument is an empty folder that it may write to."""


def written(folder: str, name: str, data: bytes) -> str:
    """The path of a file in the folder with these bytes."""
    path = os.path.join(folder, name)
    with open(path, "wb") as file:
        file.write(data)
    return path


# -- evidence --------------------------------------------------------------------------------------------------------


def try_yaml(folder: str, data: bytes) -> None:
    """Evidence as YAML: judged, or refused with a reason at a place."""
    judged(written(folder, "e.yaml", data), data)


def try_json(folder: str, data: bytes) -> None:
    """Evidence as JSON: as YAML; what is accepted is JSON for the standard library too, and means the same as YAML."""
    report = judged(written(folder, "e.json", data), data)
    root, problems = _read("e.json", data)
    if root is None or has_errors(problems):
        return
    json.loads(data.decode("utf-8-sig"))
    other, refused = _read("e.yaml", data)
    if other is not None and not refused and _bare(other) != _bare(root):
        broken("JSON and YAML read the same text differently")
    if report.exit_code not in (0, 1, 2, 3):
        broken(f"exit code {report.exit_code}")


def _read(name: str, data: bytes) -> tuple[Node | None, list[Any]]:
    document, problems = document_of(name, data, name=name)
    return document.root, problems


def _bare(node: Node) -> object:
    """A tree without its places."""
    if isinstance(node, Scalar):
        return (node.text, node.quoted)
    if isinstance(node, Listing):
        return tuple(_bare(item) for item in node.items)
    return tuple((pair.key.text, _bare(pair.value)) for pair in node.pairs)


ROWS = b"""format: evidence/1
ruleset: balance@1
period: 2007
facts: {pass_rate: {primary: 98, junior: 97}}
tables: {units: {rows: "%s"}, towns: [{town: a, centre: true}, {town: b, centre: true}, {town: c, centre: true}]}
"""


def try_csv(folder: str, data: bytes) -> None:
    """CSV as the evidence itself, and as the rows of a table that other evidence names."""
    judged(written(folder, "e.csv", data), data)
    if b"section" in data[:500] and zlib.crc32(data) % 8:
        return  # lines of evidence are seldom rows of schools as well
    written(folder, "rows.csv", data)
    judged(written(folder, "rows.yaml", ROWS % b"rows.csv"), data)


def try_workbook(folder: str, data: bytes) -> None:
    """A workbook of fuzzed parts as the evidence itself, as a table, and as the copy with its cells marked."""
    workbook = archive_of(_completed(parts_of(data)))
    report = judged(written(folder, "e.xlsx", workbook), data)
    if report.origin is not None and zlib.crc32(data) % 4 == 0:  # twenty times as costly as all the rest
        rendered("xlsx", report, View("zh", 80, color=False))
    written(folder, "rows.xlsx", workbook)
    judged(written(folder, "rows.yaml", ROWS % b"rows.xlsx"), data)


def _completed(parts: list[Part]) -> list[Part]:
    """A workbook needs certain parts; those that the input does not give are the ordinary ones."""
    from fuzz.seeds import WORKBOOK

    given = {part.name for part in parts}
    return [*parts, *(Part(name, data, {}) for name, data in WORKBOOK.items() if name not in given)]


def try_zip(folder: str, data: bytes) -> None:
    """A bundle as a zip: bytes that begin as one are taken as they are, others describe its parts."""
    archive = data if data.startswith(b"PK") else archive_of(parts_of(data))
    before = sorted(os.listdir(folder))
    judged(written(folder, "e.zip", archive), data)
    if sorted(os.listdir(folder)) != sorted({*before, "e.zip"}):
        broken("something was unpacked")


# -- rulesets --------------------------------------------------------------------------------------------------------


def try_ruleset(folder: str, data: bytes) -> None:
    """A ruleset: refused with a reason at a place; else shown, compiled, and its own template can be checked."""
    path = written(folder, "ruleset.yaml", data)
    loaded = load_ruleset(path)
    said(loaded.diagnostics)
    if loaded.ruleset is None:
        if not has_errors(loaded.diagnostics):
            broken("a ruleset is refused without an error")
        return
    if has_errors(loaded.diagnostics):
        broken("a ruleset with an error is used")
    again = load_ruleset(path).ruleset
    if again is None or again != loaded.ruleset:
        broken("a ruleset that is loaded twice is another")
    _used(loaded.ruleset)


def _used(ruleset: Ruleset) -> None:
    """Everything that is done with a ruleset that was accepted: shown, made into a form, judged without evidence."""
    for language in LANGUAGES:
        ruleset_page(ruleset, language)
        for indicator in ruleset.indicators[:5]:
            indicator_page(ruleset, indicator, language)
    window = evalrules.Ruleset(ruleset)
    form = template_bytes(ruleset, "json", "zh")
    for mapping in ({}, json.loads(form)):
        evidence = evalrules.evidence_from(mapping, window)
        assessment = evalrules.assess(window, evidence)
        possible = assessment.verdict.possible
        judgement = window.compile().judge({}, {})
        if not set(judgement.possible) <= {level.id for level in ruleset.levels} or not possible:
            broken(f"compiled {judgement.possible}, assessed {possible}")
        report = Report(assessment.options, (_result(assessment),), (), {})
        holds(report)


def _result(assessment: Any) -> Any:  # noqa: ANN401 - what the window gives
    from evalrules.model.report import Result

    return Result("<mapping>", assessment.data, ())


# -- conditions ------------------------------------------------------------------------------------------------------

SLOTS: Mapping[bytes, tuple[str | int, ...]] = {
    b"veto": ("vetoes", 0, "when"),
    b"met": ("indicators", 1, "met"),
    b"band": ("indicators", 2, "bands", "A"),
    b"awarded": ("indicators", 3, "awarded"),
    b"ceiling": ("indicators", 0, "ceiling", "A"),
    b"gate": ("gates", 0, "need"),
    b"check": ("checks", 0),
    b"level": ("verdict", 0, "when"),
    b"value": ("measures", "derived", "value"),
    b"column": ("tables", "units", "columns", "each_pupil", "value"),
    b"leave_out": ("tables", "units", "leave_out"),
}
"""Where a ruleset has conditions and formulas, by the word that begins an input."""


@cache
def _everything() -> Record:
    with open(os.path.join(HERE, "rules.yaml"), "rb") as file:
        root, _ = _read("rules.yaml", file.read())
    if not isinstance(root, Record):
        raise TypeError("rules.yaml")
    return root


def _replaced(node: Node, path: tuple[str | int, ...], text: str) -> Node:
    if not path:
        return Scalar(text, True, node.span)
    step, rest = path[0], path[1:]
    if isinstance(node, Listing) and isinstance(step, int):
        items = [_replaced(item, rest, text) if at == step else item for at, item in enumerate(node.items)]
        return Listing(tuple(items), node.span)
    if isinstance(node, Record):
        pairs = [
            one._replace(value=_replaced(one.value, rest, text)) if one.key.text == step else one for one in node.pairs
        ]
        return Record(tuple(pairs), node.span)
    raise TypeError(step)


def _with_condition(root: Record, path: tuple[str | int, ...], text: str) -> Record:
    found = _replaced(root, path, text)
    if not isinstance(found, Record):
        raise TypeError(path)
    return found


def try_condition(folder: str, data: bytes) -> None:  # noqa: ARG001 - conditions lie in no file
    """A condition at one of its places in a ruleset: refused at a place, or printed, read again and judged by."""
    slot, _, raw = data.partition(b"\n")
    path = SLOTS.get(slot, SLOTS[b"veto"])
    root = _with_condition(_everything(), path, raw.decode("utf-8", "replace"))
    ruleset, problems = build_ruleset(root)
    if ruleset is not None:
        problems = [*problems, *check_bands(ruleset)]
    said(problems)
    if ruleset is None:
        if not has_errors(problems):
            broken("a condition is refused without an error")
        return
    if has_errors(problems):
        return
    if path == SLOTS[b"veto"]:
        _printed_and_read_again(root, ruleset)
    _used(ruleset)
    _sound(ruleset, random.Random(data))  # noqa: S311 - the same input, the same evidence


def _sound(ruleset: Ruleset, draw: random.Random) -> None:
    """Whatever is left out of evidence, the levels it can have stay possible; nothing is decided against it."""
    window = evalrules.Ruleset(ruleset)
    whole = evidence_for_everything(draw)
    kept = {own: value for own, value in whole["facts"].items() if own == "has" or draw.random() < 0.5}
    partly = whole | {"facts": kept}
    for section in ("tables", "members"):
        if draw.random() < 0.5:
            del partly[section]
    wider: set[str] = set()
    for mapping in ({"subject": whole["subject"], "period": 2007}, partly, whole):
        try:
            found = evalrules.assess(window, evalrules.evidence_from(mapping, window), explain=True)
        except evalrules.EvalrulesError as refused:
            said(
                refused.diagnostics
            )  # a check of the ruleset that the evidence breaks, or a derived value out of range
            continue
        possible = set(found.verdict.possible)
        if wider and not possible <= wider:
            broken(f"{possible} is possible with more evidence, only {wider} with less: {mapping}")
        wider = possible
        delivered(Report(found.options, (_result(found),), (), {}), draw.randrange(100))


def _printed_and_read_again(root: Record, ruleset: Ruleset) -> None:
    """What a condition is printed as is a condition, and is printed the same."""
    printed = expression_text(ruleset.vetoes[0].when.root)
    again, problems = build_ruleset(_with_condition(root, SLOTS[b"veto"], printed))
    if again is None:
        broken(f"{printed!r} is printed, and refused when it is read: {problems}")
    if expression_text(again.vetoes[0].when.root) != printed:
        broken(f"{printed!r} is read again as {expression_text(again.vetoes[0].when.root)!r}")


# -- kept results ----------------------------------------------------------------------------------------------------


def try_result(folder: str, data: bytes) -> None:  # noqa: ARG001 - what was read is bytes
    """A kept result: refused at a place, or rendered in every cheap format, kept again and compared with itself."""
    report, problems = report_from(data, "kept.json")
    said(problems)
    if report is None:
        if not has_errors(problems):
            broken("a result is refused without an error")
        return
    holds(report)
    for form in sorted({*FORMATS} - {*BINARY}):
        rendered(form, report, View("zh", 80, color=False))
    once = rendered("json", report, View("zh", 80, color=False))
    again, refused = report_from(once, "kept.json")
    if again is None:
        broken(f"a result that was read and kept is refused: {refused}")
    if rendered("json", again, View("en", 80, color=False)) != once:
        broken("a result that was kept twice says something else")
    if compared(report, report).got_worse:
        broken("a result is worse than itself")


TARGETS: dict[str, Target] = {
    "yaml": try_yaml,
    "json": try_json,
    "csv": try_csv,
    "workbook": try_workbook,
    "zip": try_zip,
    "condition": try_condition,
    "ruleset": try_ruleset,
    "result": try_result,
}
