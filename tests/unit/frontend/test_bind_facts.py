"""One fact: its value, its bounds, or that it says nothing, with its place and its provenance."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from evalrules.base.diagnostics import error
from evalrules.base.source import Document, Record, Scalar
from evalrules.frontend.bind import bind_as_far_as_possible
from evalrules.frontend.bind_facts import Facts, is_fields
from evalrules.frontend.named_files import NO_FILES, Attachment
from evalrules.model.evidence import Bounds, EvidenceFile, Fact
from evalrules.readers import yaml_document

MEASURES = """\
measures: {rate: {type: percent, range: [0, 100]}, n: {type: count}, has: {type: yesno}}
indicators: [{id: "1", source: s, assessed: yesno}]
"""


def attachment(written: Scalar) -> Attachment:
    if written.text == "年报.pdf":
        return Attachment(EvidenceFile("年报.pdf", "0" * 64))
    return Attachment(None, error("ER430", written.span, path=written.text))


FILES = NO_FILES._replace(attachment=attachment)


@pytest.fixture(scope="module")
def bind(built: Callable, document: Callable[[str], Record]) -> Callable[..., tuple[Fact, list[str]]]:
    """A fact of a measure from its text, and the codes of what was said about it."""

    def of(text: str, measure: str = "rate") -> tuple[Fact, list[str]]:
        ruleset, problems = built(MEASURES)
        assert problems == []
        said: list[Any] = []
        fact = Facts(ruleset, said, FILES).bind(document(f"x: {text}\n").get("x"), ruleset.measures[measure])
        return fact, [one.code for one in said]

    return of


@pytest.mark.parametrize(
    ("text", "measure", "value", "cause"),
    [
        ("98.5", "rate", Bounds(Fraction("98.5"), Fraction("98.5")), ""),
        ("{value: 98.5}", "rate", Bounds(Fraction("98.5"), Fraction("98.5")), ""),
        ("{between: [95, 98]}", "rate", Bounds(Fraction(95), Fraction(98)), "bounds"),
        ("{between: [95, 95]}", "rate", Bounds(Fraction(95), Fraction(95)), ""),
        ("是", "has", True, ""),
        ("null", "rate", None, "null"),
        ("", "rate", None, "null"),
        ("{note: 自评}", "rate", None, "null"),
    ],
)
def test_a_fact_is_a_value_bounds_or_nothing(text: str, measure: str, value: object, cause: str, bind):
    """A plain value and a mapping with a value are one; a fact that says nothing is not known."""
    fact, codes = bind(text, measure)
    assert (fact.value, fact.cause, codes) == (value, cause, [])


def test_a_spelling_of_null_is_noted(bind):
    """无数据 is not known, and the report says that it was read so."""
    fact, codes = bind("无数据")
    assert (fact.value, fact.written, codes) == (None, "无数据", ["ER411"])


def test_where_a_fact_comes_from_is_kept(bind):
    """Source, page and note stand beside the value, which keeps its own place and text."""
    fact, codes = bind("{value: 98.50, source: 年报.pdf, page: 3, note: 复核}")
    assert codes == []
    assert (fact.written, fact.source, fact.page, fact.note) == ("98.50", "年报.pdf", "3", "复核")
    assert fact.place.column == len("x: {value: ") + 1


@pytest.mark.parametrize(
    ("text", "measure", "code"),
    [
        ("{value: 1, between: [1, 2]}", "rate", "ER404"),
        ("{valeu: 1}", "rate", "ER108"),
        ("{value: 1, source: [a, b]}", "rate", "ER103"),
        ("{value: 1, unit: [a]}", "rate", "ER103"),
        ("{between: [2, 1]}", "rate", "ER403"),
        ("101", "rate", "ER403"),
        ("1.5", "n", "ER403"),
        ("many", "rate", "ER402"),
        ("3", "has", "ER402"),
    ],
)
def test_what_is_no_value_of_the_measure_is_refused(text: str, measure: str, code: str, bind):
    """Each mistake has its own code."""
    assert code in bind(text, measure)[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [("{value: 1}", True), ("{}", True), ("{2005: 1, 2006: 2}", False), ("{2005: 1, note: a}", True)],
)
def test_years_are_no_fields_of_a_fact(text: str, expected: bool, document):
    """A mapping of years is a series, any other describes one fact."""
    assert is_fields(document(f"x: {text}\n").get("x")) is expected


def test_an_attachment_is_asked_for_once_it_is_cited(built: Callable, document: Callable[[str], Record]):
    """What is found is kept with its digest, what is not is a problem at its own place; a note names no file."""
    ruleset, _ = built(MEASURES)
    said: list[Any] = []
    facts = Facts(ruleset, said, FILES)
    for text in ("{value: 9, source: 年报.pdf}", "{value: 9, note: 见年报.pdf}", "{value: 9, source: 别处.pdf}"):
        facts.bind(document(f"x: {text}\n").get("x"), ruleset.measures["rate"])
    assert list(facts.attached) == ["年报.pdf"]
    assert [(one.code, one.place.column) for one in said] == [("ER430", len("x: {value: 9, source: ") + 1)]


OTHER_FORM = """format: evidence/1
form: sha256:0
facts: {rate: 95, old_rate: 7, old_name: null, older: {value: null, source: s}}
grades: {"9": A}
"""


@pytest.mark.parametrize(("file", "codes"), [("form.csv", ["ER591"]), ("form.yaml", ["ER401", "ER401", "ER401", "ER401", "ER436"])])
def test_what_the_form_of_another_revision_asks_is_left_out(ruleset_from, file, codes):
    """In a table, where nobody writes names by hand: one warning names what was filled in, and the rest is bound."""
    rules = ruleset_from('measures: {rate: {type: percent}}\nindicators: [{id: "1", source: s 1, met: rate >= 90}]').data
    root, _ = yaml_document.read(file, OTHER_FORM)
    evidence, problems = bind_as_far_as_possible(Document(file, OTHER_FORM, "", root), rules)
    assert codes == sorted(one.code for one in problems)
    assert ["rate"] == list(evidence.facts)
    assert codes != ["ER591"] or dict(problems[0].args)["names_en"] == "old_rate, 9"
