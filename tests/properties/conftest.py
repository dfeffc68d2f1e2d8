"""What the property tests share: rulesets and evidence from YAML text, and one door to judge them.

Nothing here reads a file or the network; everything made from a text is made once.
"""

from __future__ import annotations

from fractions import Fraction
from typing import NamedTuple

import pytest

from evalrules.base.diagnostics import Diagnostic, has_errors
from evalrules.base.numbers import number_text
from evalrules.base.source import Document, Record
from evalrules.evaluation import Bound, evaluate
from evalrules.frontend.bind import bind_evidence
from evalrules.frontend.build import build_ruleset
from evalrules.model.assessment import Assessment
from evalrules.model.evidence import Evidence
from evalrules.model.report import Options
from evalrules.model.ruleset import Ruleset
from evalrules.readers import json_document, yaml_document
from evalrules.semantics.case import Case, case_of
from evalrules.semantics.coverage import check_bands

HEAD = {
    "format": "ruleset/1",
    "id": "t",
    "edition": '"1"',
    "revision": "1",
    "title": "{zh: 例, en: sample}",
    "subject": "county",
    "sources": "{s: {zh: 例文, en: sample text, confidence: read}}",
    "levels": "[{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]",
    "verdict": '[{level: pass, when: "every(indicators, met)"}, {level: fail}]',
}


def completed(text: str) -> str:
    """The text of a ruleset with every required part that it does not write itself."""
    written = {line.partition(":")[0] for line in text.splitlines()}
    return "".join(f"{key}: {value}\n" for key, value in HEAD.items() if key not in written) + text


def written(value: object) -> str:
    """A value as evidence in YAML writes it: numbers exactly, `between` for pairs, null for None."""
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case int() | Fraction():
            return number_text(value)
        case tuple():
            return f"{{between: [{written(value[0])}, {written(value[1])}]}}"
        case dict():
            return "{" + ", ".join(f'"{key}": {written(item)}' for key, item in value.items()) + "}"
        case _:
            return str(value)


class Made(NamedTuple):
    """A ruleset as built, or None, with everything that was said about it."""

    ruleset: Ruleset | None
    problems: tuple[Diagnostic, ...]


class Desk:
    """Builds, binds and judges."""

    def __init__(self) -> None:
        self._made: dict[str, Made] = {}

    @property
    def sample_text(self) -> str:
        """The text of a ruleset that has one of everything."""
        return SAMPLE

    @property
    def sample(self) -> Ruleset:
        """A ruleset that has one of everything."""
        return self.ruleset(SAMPLE)

    def make(self, text: str) -> Made:
        """A ruleset from the sections of its text, good or not."""
        if text not in self._made:
            root, problems = yaml_document.read("ruleset.yaml", completed(text))
            ruleset, found = build_ruleset(root) if isinstance(root, Record) else (None, [])
            if ruleset is not None:
                found += check_bands(ruleset)
            found = [*problems, *found]
            self._made[text] = Made(None if has_errors(found) else ruleset, tuple(found))
        return self._made[text]

    def ruleset(self, text: str) -> Ruleset:
        """A ruleset from the sections of its text; it must be free of problems."""
        made = self.make(text)
        assert made.ruleset is not None, made.problems
        return made.ruleset

    def bind(
        self, ruleset: Ruleset, text: str, form: str = "yaml"
    ) -> tuple[Evidence | None, list[Diagnostic]]:
        """Evidence from the text of a document, or the problems that it has."""
        reader = json_document if form == "json" else yaml_document
        root, problems = reader.read(f"county.{form}", text)
        assert root is not None, problems
        evidence, found = bind_evidence(Document(f"county.{form}", text, "", root), ruleset)
        return evidence, [*problems, *found]

    def text(
        self, facts: dict | None = None, grades: dict | None = None, attributes: dict | None = None
    ) -> str:
        """An evidence document."""
        lines = ["format: evidence/1"]
        for section, values in (("facts", facts), ("grades", grades)):
            if values:
                lines += [f"{section}:", *(f'  "{key}": {written(value)}' for key, value in values.items())]
        if attributes:
            lines.append(f"subject: {{attributes: {written(attributes)}}}")
        return "\n".join(lines) + "\n"

    def judge(
        self,
        ruleset: Ruleset | str,
        facts: dict | None = None,
        grades: dict | None = None,
        *,
        attributes: dict | None = None,
        explain: bool = False,
        document: str | None = None,
        form: str = "yaml",
    ) -> Assessment:
        """The assessment of facts and grades (or of a whole document); the evidence must be free of
        errors.
        """
        built = self.ruleset(ruleset) if isinstance(ruleset, str) else ruleset
        text = document if document is not None else self.text(facts, grades, attributes)
        evidence, problems = self.bind(built, text, form)
        assert evidence is not None, problems
        found, wrong = evaluate(Bound(built, evidence, tuple(problems)), Options(explain=explain))
        assert found is not None, wrong
        return found

    def case(
        self,
        ruleset: Ruleset,
        facts: dict | None = None,
        grades: dict | None = None,
        attributes: dict | None = None,
    ) -> Case:
        """What indicators and verdict can still be, without gaps, reasons and all that a whole assessment
        costs.
        """
        evidence, problems = self.bind(ruleset, self.text(facts, grades, attributes))
        assert evidence is not None, problems
        return case_of(ruleset, evidence)

    def possible(
        self,
        ruleset: Ruleset,
        facts: dict | None = None,
        grades: dict | None = None,
        attributes: dict | None = None,
    ) -> tuple[str, ...]:
        """The levels still possible, best first."""
        return self.case(ruleset, facts, grades, attributes).possible_levels

    def refusals(self, ruleset: Ruleset | str, document: str) -> list[str]:
        """The codes of the errors that a piece of evidence meets."""
        built = self.ruleset(ruleset) if isinstance(ruleset, str) else ruleset
        _, problems = self.bind(built, document)
        return [found.code for found in problems if found.is_error]

    def holds(
        self, condition: str, facts: dict | None = None, measures: str = "", values: str = ""
    ) -> bool | None:
        """Whether a condition over facts holds; `measures` and `values` are flow mappings that declare names.

        A measure that is not declared is a number without bounds.
        """
        declared = measures or ", ".join(f"{name}: {{type: number}}" for name in facts or {"x": None})
        text = f"""values: {{{values}}}
measures: {{{declared}}}
indicators: [{{id: "1", source: s 1, met: '{condition}'}}]
"""
        return {"met": True, "not_met": False, "unknown": None}[self.judge(text, facts).findings[0].outcome]

    def grade(self, text: str, facts: dict | None = None) -> str | None:
        """The grade of the first indicator; None where it is not known."""
        return self.judge(text, facts).findings[0].grade


@pytest.fixture(scope="session")
def desk() -> Desk:
    """Where rulesets are built, evidence is bound and both are judged."""
    return Desk()


@pytest.fixture(scope="session")
def jiangsu_data(jiangsu) -> Ruleset:
    """jiangsu-16@2007 as the engine sees it."""
    return jiangsu.data


SAMPLE = """
grades: [A, B, C]
levels: [{id: gold, zh: 金, en: gold}, {id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]
choices: {region: {south: 苏南, north: 苏北}}
values:
  rate_a: {by: region, south: 95, north: 90, unit: "%", source: s 1}
  rate_b: {value: 85, unit: "%", source: s 1}
  ratio_a: {value: 12, source: s 2}
  ratio_b: {value: 15, source: s 2}
measures:
  rate: {type: percent, range: [0, 100], better: higher}
  pupils: {type: count, unit: 人, better: lower}
  computers: {type: count, unit: 台, better: higher}
  strong: {type: count, unit: 所, better: higher}
  schools: {type: count, unit: 所}
  share: {type: percent, better: higher, range: [0, 100], value: "percent(strong, schools)"}
  dropout: {type: percent, range: [0, 100], better: lower}
  course: {type: yesno, better: higher}
  hour: {type: yesno, better: higher}
  accident: {type: yesno, better: lower}
checks: [strong <= schools]
indicators:
  - {id: "1", source: s 1, bands: {A: rate >= rate_a, B: rate >= rate_b, C: otherwise}}
  - {id: "2", source: s 2, bands: {A: pupils / computers <= ratio_a, B: pupils / computers <= ratio_b, C: otherwise}}
  - {id: "3", source: s 3, bands: {A: share > 90, B: share >= 60, C: otherwise}}
  - {id: "4", source: s 4, bands: {A: dropout < 0.5 and rate >= 80, B: dropout <= 1, C: otherwise}, ceiling: {A: "all_of(course, hour)"}}
  - {id: "5", source: s 5, assessed: grade, ceiling: {A: hour}}
  - {id: "6", source: s 6, assessed: grade}
gates: [{id: entry, need: rate >= 50, else: fail, source: s 7}]
vetoes:
  - {id: accident, when: accident, level: fail, source: s 8}
  - {id: any-c, when: 'count(indicators, grade == "C") >= 1', level: fail, source: s 9}
verdict:
  - {level: gold, when: 'every(indicators, grade == "A")'}
  - {level: pass, when: 'count(indicators, grade == "B") <= 2'}
  - {level: fail}
"""
"""Bands, a threshold by region, ratios, a derived measure, ceilings, a panel, a gate, vetoes and three
levels.
"""
