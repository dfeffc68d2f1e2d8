"""The empty evidence file as CSV: a line for each value, for whoever has no office program."""

from __future__ import annotations

import csv
import io
from fractions import Fraction

import pytest
from selection import one_in

import evalrules
from evalrules import catalog
from evalrules.base.forms import COLUMNS
from evalrules.forms.asked import graded
from evalrules.forms.table import template_csv
from evalrules.forms.template import template_bytes
from evalrules.model.outcome import MET
from evalrules.model.refs import OptionRef, PointsRef
from evalrules.model.ruleset import Ruleset

SHIPPED = sorted(entry.name for entry in catalog.entries())
RULES = """
choices: {region: {a: {zh: 甲, en: a}, b: {zh: 乙, en: b}}}
values: {line: {by: region, a: 1, b: 2, source: s 1}}
measures:
  rate: {type: percent, range: [0, 100], unit: "%", zh: "=cmd()", en: "+enrol,ment"}
  funds: {type: number, series: 2, zh: "甲\\nfact,rate,,1", en: "a \\"quoted\\" name"}
tables: {units: {zh: "@校", en: "-schools", key: [name], columns: {name: {type: text, zh: 校, en: school}}}}
members: {towns: {zh: 镇, en: towns, holds: [pass], source: s 2}}
indicators:
  - {id: "1", zh: 入学, en: enrolment, source: s 1, met: "rate >= line and previous(funds, 1) > 0 and count(units) >= 1 and share(towns, holding) > 0"}
  - {id: "2", zh: 管理, en: management, source: s 2, assessed: yesno}
  - {id: "3", zh: 给分, en: points, source: s 3, points: 4, awarded: assessor}
"""


def lines(ruleset: Ruleset, language: str) -> list[dict[str, str]]:
    """The lines of a template by the ids of their columns, `words` for the last."""
    head, *rows = csv.reader(io.StringIO(template_csv(ruleset, language), newline=""))
    assert [COLUMNS[column] if language == "zh" else column for column in COLUMNS] == head[:-1]
    return [dict(zip((*COLUMNS, "words"), row, strict=True)) for row in rows]


def wanted(ruleset: Ruleset) -> set[tuple[str, str]]:
    """Everything that a ruleset takes, as sections and ids, from the ruleset itself."""
    options = {
        own.id: {one.id for one in ruleset.measures.values() if isinstance(one.ref, OptionRef) and one.ref.measure == own.id}
        for own in ruleset.facts
    }
    facts = {
        one for measure in ruleset.facts for one in (options.get(measure.id) if measure.each else {measure.id}) or ()
    }
    found = {("fact", own) for own in facts}
    found |= {("grade", one.id) for one in graded(ruleset)}
    found |= {("point", one.ref.indicator) for one in ruleset.measures.values() if isinstance(one.ref, PointsRef)}
    found |= {("member", f"{group}:{key}") for group in ruleset.members for key in ("total", "holding")}
    found |= {("table", own) for table in ruleset.tables for own in (table, f"{table}:complete")}
    return found


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", one_in(4, SHIPPED, real=2))
def test_every_shipped_template_names_all_that_its_ruleset_takes(name: str, language: str):
    """Each measure, option, grade, award, table and group of members has its line, and each line is of one of them."""
    ruleset = evalrules.load_ruleset(name).data
    found = [(line["section"], line["id"]) for line in lines(ruleset, language)]
    asked = {one for one in found if one[0] not in ("ruleset", "subject", "period", "vote")}
    assert asked == wanted(ruleset)
    assert ("ruleset", "") == found[0]
    years = {measure.id: measure.series for measure in ruleset.facts if measure.series}
    assert all(found.count(one) == years.get(one[1], 1) for one in set(found))


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", one_in(30, SHIPPED, real=6))
def test_an_unfilled_template_is_undetermined(name: str, language: str, cli, write):
    """As `template` writes it, `check` reads it without a word of complaint and decides nothing (exit 3)."""
    path = write("county.csv", template_bytes(evalrules.load_ruleset(name).data, "csv", language))
    run = cli("check", path, "--lang", "en")
    assert (3, "") == (run.code, run.err)
    assert "ER" not in run.out


def test_both_languages_and_every_other_form_say_the_same(ruleset_from, write):
    """Unfilled, the tables of both languages and the YAML have one digest."""
    ruleset = ruleset_from(RULES)
    digests = set()
    for form, language in (("csv", "zh"), ("csv", "en"), ("yaml", "zh")):
        path = write(f"{language}.{form}", template_bytes(ruleset.data, form, language))
        path.write_text(path.read_text("utf-8-sig").replace("ruleset: t@1", "").replace("t@1", ""), "utf-8")
        digests.add(evalrules.load_evidence(path, ruleset).digest)
    assert len(digests) == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_filled_in_is_read(ruleset_from, language: str, write):
    """Values typed into the lines arrive as facts, series, grades and points."""
    ruleset = ruleset_from(RULES)
    typed = {"rate": "98.5", "funds": "480", "towns:total": "9", "2": "是", "3": "3.5", "region": "甲"}
    years = iter(("2006", "2007"))
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(COLUMNS)
    for line in lines(ruleset.data, language):
        line["value"] = typed.get(line["id"], "") if line["section"] not in ("ruleset", "vote") else ""
        if line["section"] == "period" and not line["id"]:
            line["value"] = "2007"
        if line["id"] == "funds":
            line["year"] = next(years)
        writer.writerow([line[column] for column in COLUMNS])
    evidence = evalrules.load_evidence(write("a.csv", out.getvalue()), ruleset)
    assert () == evidence.diagnostics
    found = {own: fact.value.exact for own, fact in evidence.data.facts.items() if fact.value is not None}
    assert sorted(found.values()) == [Fraction(7, 2), 9, Fraction(197, 2), 480, 480]
    assert found["rate"] == Fraction(197, 2)
    assert evidence.data.grades["2"].grade == MET
    assert evidence.data.subject.attributes == {"region": "a"}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_words_neither_calculate_nor_break_their_line(ruleset_from, language: str):
    """No cell begins like a formula, and a line end in a name makes no line of its own."""
    ruleset = ruleset_from(RULES).data
    found = lines(ruleset, language)
    assert not [cell for line in found for cell in line.values() if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    assert len(template_csv(ruleset, language).split("\r\n")) == len(found) + 2
    assert "\n" not in template_csv(ruleset, language).replace("\r\n", "")


def test_the_file_opens_in_a_spreadsheet(ruleset_from):
    """It has the mark of UTF-8, without which an office program takes Chinese for something else."""
    assert template_bytes(ruleset_from(RULES).data, "csv", "zh").startswith("\ufeff类别,编号".encode())
