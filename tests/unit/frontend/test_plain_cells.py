"""Cells of tables bound at once: the very facts that the whole binding makes, and nothing odd is taken."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.source import Scalar, Span
from evalrules.frontend import plain_cells
from evalrules.frontend.bind_facts import Facts
from evalrules.frontend.plain_cells import PlainColumn
from evalrules.model.evidence import Fact
from evalrules.model.ruleset import Ruleset

RULES = """\
choices: {stage: {primary: {zh: 小学, en: primary}, junior: {zh: 初中, en: junior}, x: {zh: 无, en: none}}}
tables:
  t:
    zh: 学校
    en: schools
    key: [name]
    columns:
      name: {type: text, zh: 名称, en: name}
      stage: {type: stage, zh: 学段, en: stage}
      pupils: {type: count, range: [0, 50], unit: 人, zh: 学生数, en: pupils}
      area: {type: number, range: [-5.5, 99], unit: m2, zh: 面积, en: area}
      rate: {type: percent, range: [0, 100], zh: 比例, en: rate}
      ratio: {type: ratio, zh: 师生比, en: ratio}
      built: {type: date, zh: 建成, en: built}
      has: {type: yesno, zh: 有, en: has}
indicators: [{id: "1", source: s, met: 'every(t, pupils >= 1)'}]
"""


@pytest.fixture(scope="module")
def ruleset(built: Callable[[str], tuple[Ruleset | None, list[Diagnostic]]]) -> Ruleset:
    """A table with a column of each type."""
    found, problems = built(RULES)
    assert found is not None, problems
    return found


def cell(text: str, quoted: bool, line: int = 1) -> Scalar:
    return Scalar(text, quoted, Span("t.csv", line, 3, line, 3 + len(text)))


def whole(written: Scalar, own: str, ruleset: Ruleset) -> tuple[Fact, list[Diagnostic]]:
    """What the whole binding makes of a cell, and what it says of it."""
    problems: list[Diagnostic] = []
    return Facts(ruleset, problems).bind(written, ruleset.measures[own]), problems


PLAIN = [
    ("t.name", "一小"), ("t.name", "98"), ("t.stage", "primary"), ("t.stage", "小学"), ("t.pupils", "0"), ("t.pupils", "5.0"),
    ("t.pupils", "5e1"), ("t.area", "-5.50"), ("t.area", "-0"), ("t.rate", "98.5"), ("t.rate", "0"), ("t.ratio", "1:19"),
    ("t.ratio", "0.5"), ("t.built", "2014年1月5日"), ("t.has", "是"), ("t.has", "false"), ("t.pupils", ""), ("t.stage", "null"),
]  # fmt: skip
"""What stands in cells every day."""


@pytest.mark.parametrize(("own", "text"), PLAIN)
def test_a_plain_cell_is_the_fact_of_the_whole_binding(own: str, text: str, ruleset: Ruleset):
    """The first time that its text is met, and below, each at its own place."""
    column = PlainColumn(ruleset.measures[own], ruleset)
    for line in (1, 2):
        written = cell(text, quoted=False, line=line)
        assert (column.fact(written), []) == whole(written, own, ruleset)


ODD = [
    ("t.pupils", "51"), ("t.pupils", "2.5"), ("t.pupils", "-1"), ("t.pupils", "３"), ("t.pupils", "1,234"), ("t.pupils", "一"),
    ("t.area", "99.01"), ("t.area", " 3"), ("t.rate", "0.4"), ("t.rate", "1"), ("t.rate", "98%"), ("t.stage", "primry"),
    ("t.stage", "x"), ("t.name", "—"), ("t.pupils", "N/A"), ("t.has", "有"), ("t.built", "2014-02-30"), ("t.ratio", "1:0"),
]  # fmt: skip
"""What is a problem, a question or a note."""


@pytest.mark.parametrize(("own", "text"), ODD)
def test_a_cell_of_which_there_is_something_to_say_is_left_alone(own: str, text: str, ruleset: Ruleset):
    """Each time that it is met: two cells are two problems."""
    column = PlainColumn(ruleset.measures[own], ruleset)
    for line in (1, 2):
        written = cell(text, quoted=False, line=line)
        assert column.fact(written) is None
        assert whole(written, own, ruleset)[1]


def test_a_quoted_number_is_not_the_number_above_it(ruleset: Ruleset):
    """"98" as text is refused where 98 was taken, and the other way round."""
    for texts in ((False, True), (True, False)):
        column = PlainColumn(ruleset.measures["t.area"], ruleset)
        found = {quoted: column.fact(cell("98", quoted=quoted)) for quoted in texts}
        assert (found[True], found[False] is None) == (None, False)


def test_texts_beyond_those_that_are_kept_are_read_again(ruleset: Ruleset, monkeypatch: pytest.MonkeyPatch):
    """A column of many names takes no more memory than the rows themselves."""
    monkeypatch.setattr(plain_cells, "MOST", 2)
    column = PlainColumn(ruleset.measures["t.name"], ruleset)
    for text in ("a", "b", "c", "c", "a"):
        written = cell(text, quoted=True)
        assert (column.fact(written), []) == whole(written, "t.name", ruleset)
