"""Small rulesets as text, and single conditions, for the tests of the frontend."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import NamedTuple

import pytest

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Record, Scalar, Span
from evalrules.frontend.build import build_ruleset
from evalrules.frontend.grammar import parse_condition
from evalrules.frontend.lower import lower_condition
from evalrules.frontend.names import MeasureName, Names, ScoreName, ValueName
from evalrules.model.ruleset import Choice, Label, Ruleset
from evalrules.readers.yaml_document import read
from evalrules.tree.nodes import Condition, Number

HEAD = """\
id: t
edition: "1"
revision: 1
subject: school
sources: {s: {confidence: read}}
levels: [{id: ok, required: true}, {id: "no"}]
"""

HERE = Span("t.yaml", 1, 1, 1, 2)

NAMES = Names(
    measures={
        "rate": MeasureName("number", "%", False, ""),
        "n": MeasureName("number", "", False, ""),
        "pupils": MeasureName("number", "人", True, ""),
        "computers": MeasureName("number", "台", True, ""),
        "fund": MeasureName("number", "亿元", False, ""),
        "grant": MeasureName("number", "万元", False, ""),
        "area": MeasureName("number", "m2", False, ""),
        "has": MeasureName("flag", "", False, ""),
        "built": MeasureName("date", "", False, ""),
        "kind": MeasureName("option", "", False, "kind"),
        "name": MeasureName("option", "", False, ""),
        "funds": MeasureName("number", "", False, "", series=4),
    },
    values={
        "least": ValueName("%", "", False),
        "plain": ValueName("", "", False),
        "limit": ValueName("", "region", False),
        "curve": ValueName("", "", True),
    },
    choices={
        "region": Choice("region", Label("region", "region"), {"south": Label("苏南", "South"), "north": Label("苏北", "North")}),
        "kind": Choice("kind", Label("kind", "kind"), {"town": Label("镇", "town"), "city": Label("城", "city")}),
    },
    grades=("A", "B", "C"),
    groups=("g1",),
    indicators={"1": "graded", "2": "met"},
    tables={
        "units": {
            "pupils": MeasureName("number", "", True, ""),
            "books": MeasureName("number", "", True, ""),
            "mark": MeasureName("option", "", False, "grade"),
        }
    },
    members=("districts",),
    scores={"3": ScoreName("g1", Number(Fraction(2), "", HERE), Number(Fraction(2), "", HERE), None)},
)


class Lowered(NamedTuple):
    """A condition as understood, or why not."""

    condition: Condition | None
    problems: list[Diagnostic]

    @property
    def codes(self) -> list[str]:
        return [found.code for found in self.problems]


def scalar(text: str, *, quoted: bool = False) -> Scalar:
    """A condition that stands at line 3, column 5 of a document."""
    return Scalar(text, quoted, Span("t.yaml", 3, 5, 3, 5 + len(text) + 2 * quoted))


@pytest.fixture(scope="session")
def written() -> Callable[..., Scalar]:
    return scalar


@pytest.fixture(scope="session")
def names() -> Names:
    return NAMES


@pytest.fixture(scope="session")
def lowered() -> Callable[[str], Lowered]:
    """From the text of a condition to its tree."""

    def lower(text: str) -> Lowered:
        parsed, problems = parse_condition(scalar(text))
        return Lowered(None, problems) if parsed is None else Lowered(*lower_condition(parsed, NAMES))

    return lower


@pytest.fixture(scope="session")
def document() -> Callable[[str], Record]:
    """From YAML text to its raw document."""

    def of(text: str) -> Record:
        root, problems = read("t.yaml", text)
        assert [] == problems
        assert isinstance(root, Record)
        return root

    return of


@pytest.fixture(scope="session")
def built(document: Callable[[str], Record]) -> Callable[[str], tuple[Ruleset | None, list[Diagnostic]]]:
    """From the changing part of a ruleset to the ruleset and its problems."""

    def of(text: str) -> tuple[Ruleset | None, list[Diagnostic]]:
        ending = "" if "verdict:" in text else "verdict: [{level: ok}]\n"
        return build_ruleset(document(HEAD + text + ending))

    return of
