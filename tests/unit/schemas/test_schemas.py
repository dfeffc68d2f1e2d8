"""The published schemas: valid themselves, true of what is really written, of one mind with the code that reads."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from evalrules.authoring.cases import EQUIVALENT, EXPECTED, KEYS
from evalrules.base.diagnostics import has_errors
from evalrules.base.source import Document
from evalrules.forms.template import template_json, template_yaml
from evalrules.frontend.bind import bind_evidence
from evalrules.frontend.shape import plain
from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.readers.yaml_document import read
from evalrules.reporters.machine import render_json
from evalrules.schemas import NAMES, schema_text

ROOT = Path(__file__).parents[3]
RULESETS = sorted((ROOT / "rulesets").rglob("ruleset.yaml")) + sorted((ROOT / "examples").rglob("ruleset.yaml"))
EVIDENCE = sorted(
    path for path in (ROOT / "examples").glob("*/*") if path.suffix in (".yaml", ".json") and path.stem != "ruleset"
)


def validator(name: str) -> jsonschema.Draft7Validator:
    return jsonschema.Draft7Validator(json.loads(schema_text(name)))


def problems(name: str, document: object) -> list[str]:
    """What a schema finds wrong with a document."""
    return [f"{found.json_path}: {found.message}" for found in validator(name).iter_errors(document)]


def as_json(text: str) -> Any:
    """YAML text as the JSON value that a schema sees."""
    root, found = read("t.yaml", text)
    assert root is not None
    assert not has_errors(found)
    return plain(root)


@pytest.mark.parametrize("name", NAMES)
def test_each_schema_is_draft_07(name: str) -> None:
    """Each schema is valid draft-07, with a title and a description in both languages."""
    schema = json.loads(schema_text(name))
    jsonschema.Draft7Validator.check_schema(schema)
    assert "http://json-schema.org/draft-07/schema#" == schema["$schema"]
    assert f"https://evalrules.example/schemas/{name}-1.json" == schema["$id"]
    assert " / " in schema["title"]
    assert schema["description"]


@pytest.mark.parametrize("name", NAMES)
def test_each_reference_is_used_and_defined(name: str) -> None:
    """No schema refers to what it does not define, or defines what it does not use."""
    text = schema_text(name)
    used = {part.partition('"')[0] for part in text.split('"#/definitions/')[1:]}
    assert set(json.loads(text)["definitions"]) == used


def described(name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key of every object of a schema, with the path that leads to it."""

    def within(node: Any, path: str) -> Iterator[tuple[str, dict[str, Any]]]:
        if isinstance(node, dict):
            yield from ((f"{path}.{key}", key_of) for key, key_of in node.get("properties", {}).items())
            for key, below in node.items():
                yield from within(below, f"{path}.{key}")
        elif isinstance(node, list):
            for below in node:
                yield from within(below, path)

    yield from within(json.loads(schema_text(name)), "")


@pytest.mark.parametrize("name", ["ruleset", "evidence", "case"])
def test_each_key_that_people_write_says_what_it_is_in_both_languages(name: str) -> None:
    """A title and a description, as an editor shows them: Chinese, then English."""
    keys = list(described(name))
    assert keys
    for (path, key), what in product(keys, ("title", "description")):
        zh, _, en = str(key.get(what, "")).partition(" / ")
        assert re.search("[一-鿿]", zh), (path, what)
        assert re.search("[A-Za-z]{2}", en), (path, what)


def test_each_case_of_the_shipped_rulesets_is_of_the_shape() -> None:
    """Its schema lists the very keys that the trial of a ruleset understands."""
    expected = json.loads(schema_text("case"))["definitions"]["expect"]["properties"]
    assert (set(expected), set(json.loads(schema_text("case"))["properties"])) == (set(EXPECTED), set(KEYS))
    for path in sorted((ROOT / "rulesets").rglob("cases/*.yaml"))[::9]:
        if path.name != EQUIVALENT:
            assert [] == problems("case", as_json(path.read_text(encoding="utf-8"))), path


@pytest.mark.parametrize(
    "case",
    [{"evidence": {}}, {"evidence": {}, "expect": {}}, {"evidence": {}, "expect": {"verdict": "pass"}}, {"expect": {"level": "pass"}},
     {"evidence": {}, "expect": {"gates": {"entry": "no"}}}, {"evidence": {}, "expect": {"level": "pass"}, "when": "2012-06-30"}],
)  # fmt: skip
def test_what_is_no_case_is_refused_by_its_schema(case: dict[str, Any]) -> None:
    """Without evidence or anything expected, under words that nothing understands, with an answer that is none."""
    assert problems("case", case)


# -- rulesets ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", RULESETS, ids=lambda path: str(path.relative_to(ROOT)))
def test_shipped_rulesets_are_of_the_shape(path: Path) -> None:
    """The shipped rulesets, which are not checked again when they are used, have the published shape."""
    assert [] == problems("ruleset", as_json(path.read_text(encoding="utf-8")))


# -- results -------------------------------------------------------------------------------------------------------

RUNS: dict[str, tuple[Sequence[str], Options]] = {
    "failing": (["jiangsu-16/county.yaml"], Options()),
    "explained": (["jiangsu-16/county.yaml"], Options(explain=True)),
    "open": (["jiangsu-16/open.yaml"], Options(explain=True)),
    "passing": (["jiangsu-16/passing.yaml"], Options()),
    "overlay": (["jiangsu-16-office/county.yaml"], Options("jiangsu-16-office/ruleset.yaml", explain=True)),
    "several": (["jiangsu-16/county.yaml", "jiangsu-16/open.yaml"], Options(require="pass")),
    "twins": (["jiangsu-16/county.yaml", "jiangsu-16/county.json"], Options()),
    "missing-file": (["jiangsu-16/no-such.yaml"], Options()),
    "nothing": ([], Options()),
    "no-such-level": (["jiangsu-16/county.yaml"], Options(require="best")),
    "no-such-ruleset": (["jiangsu-16/county.yaml"], Options("no-such")),
}


@pytest.fixture
def result_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Any]:
    """The result document of one of the runs, from its bytes."""

    def run(name: str) -> Any:
        paths, options = RUNS[name]
        monkeypatch.chdir(ROOT / "examples")
        return json.loads(render_json(check(paths, options)))

    return run


@pytest.mark.parametrize("name", RUNS)
def test_real_results_are_of_the_shape(name: str, result_of: Callable[[str], Any]) -> None:
    """What a run really writes has the published shape, whatever became of it."""
    assert [] == problems("result", result_of(name))


EXAMINED = {
    "clean": ["check", "jiangsu-16/passing.yaml"],
    "several": ["check", "jiangsu-16/passing.yaml", "jiangsu-16/open.yaml"],
    "missing-file": ["check", "jiangsu-16/no-such.yaml"],
    "nothing-read": ["check", "jiangsu-16/passing.yaml", "--ruleset", "no-such"],
    "questioned": ["check", "{planted}"],
    "last-year": ["check", "{planted}", "--last-year", "{before}"],
}  # fmt: skip


@pytest.mark.parametrize("name", EXAMINED)
def test_real_examinations_are_of_the_shape(name: str, cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `check --data-only --format json` writes has the published shape: clean, questioned, confirmed or unread."""
    clean = ROOT / "tests" / "cases" / "planted" / "national-basic-balance"
    for folder, period in (("planted", 2015), ("before", 2014)):
        shutil.copytree(clean, tmp_path / folder)
        text = (clean / "county.yaml").read_text(encoding="utf-8").replace("period: 2015", f"period: {period}")
        (tmp_path / folder / "county.yaml").write_text(text, encoding="utf-8")
    rows = (clean / "schools.csv").read_text(encoding="utf-8").replace(",842,", ",84,").replace(",20209,", ",2.02万,")
    (tmp_path / "planted" / "schools.csv").write_text(rows, encoding="utf-8")
    monkeypatch.chdir(ROOT / "examples")
    places = {one: tmp_path / one / "county.yaml" for one in ("planted", "before")}
    run = cli(*(word.format(**places) for word in EXAMINED[name]), "--data-only", "--format", "json")
    document = json.loads(run.out)
    assert [] == problems("examination", document)
    assert (run.code != 0) == (name not in ("clean", "several"))


@pytest.mark.parametrize("change", [{"format": "result/1"}, {"results": None}, {"verdict": "pass"}])
def test_what_is_no_examination_is_refused(change: dict[str, Any], cli) -> None:
    """Another format, a part of another kind, a part that is not known."""
    document = json.loads(cli("check", ROOT / "examples/jiangsu-16/passing.yaml", "--data-only", "-f", "json").out)
    assert [] != problems("examination", document | change)


PLANNED = {
    "found": ["{voted}"],
    "reached": ["jiangsu-16/passing.yaml"],
    "undetermined": ["jiangsu-16/open.yaml"],
    "failing": ["jiangsu-16/failing.yaml"],
    "open": ["fushan-town/self-score.yaml"],
    "priced": ["{voted}", "--costs", "{costs}"],
    "followed": ["{voted}", "--follow", "{ledger}"],
}
"""What is planned for; with something missing the plan is open, whether it fails already or not."""


@pytest.mark.parametrize("name", PLANNED)
def test_real_plans_are_of_the_shape(name: str, cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What `plan --format json` writes has the published shape: found, reached, open, priced, followed up."""
    monkeypatch.chdir(ROOT / "examples")
    places = {"costs": tmp_path / "costs.yaml", "ledger": tmp_path / "ledger.xlsx", "voted": tmp_path / "voted.yaml"}
    failing = Path("jiangsu-16/failing.yaml").read_text(encoding="utf-8")
    places["voted"].write_text(failing.replace("{A: 3, B: 3}", "{A: 4, B: 3}"), encoding="utf-8")
    places["costs"].write_text("costs: {facts.fitness_hour: {fixed: 1000, by: 2026-06-30}}\n", encoding="utf-8")
    cli("plan", places["voted"], "-o", places["ledger"])
    document = json.loads(cli("plan", *(word.format(**places) for word in PLANNED[name]), "--format", "json").out)
    assert [] == problems("plan", document)
    outcome = {"reached": "reached", "undetermined": "open", "failing": "open", "open": "open"}.get(name, "found")
    assert (document["outcome"], bool(document["since"])) == (outcome, name == "followed")


@pytest.mark.parametrize("change", [{"format": "plan/2"}, {"actions": None}, {"verdict": "pass"}, {"outcome": "fine"}])
def test_what_is_no_plan_is_refused(change: dict[str, Any], cli) -> None:
    """Another format, a part of another kind, a part that is not known, an outcome that there is not."""
    document = json.loads(cli("plan", ROOT / "examples/jiangsu-16/failing.yaml", "-f", "json").out)
    assert [] != problems("plan", document | change)


RULESET = """\
format: ruleset/1
id: t
edition: "1"
revision: 1
title: {zh: 例, en: sample}
subject: county
sources: {s: {zh: 例文, confidence: read}}
levels: [{id: pass, zh: 通过, required: true}, {id: fail, zh: 不通过}]
verdict: [{level: pass, when: "every(indicators, met)"}, {level: fail}]
grades: [A, B]
choices: {stage: {primary: {zh: 小学}, junior: {zh: 初中}}}
values:
  gift: {value: null, source: s}
  line: {by: stage, primary: 1, junior: 2, source: s}
measures:
  count: {type: count, zh: 数量, unit: 所}
  all: {type: count, zh: 总数, unit: 所}
  share: {type: percent, zh: 比例, value: "percent(count, all)"}
  green: {type: number, zh: 绿地, unit: m2, range: [0, null]}
  teachers: {type: ratio, zh: 师生比}
  has: {type: yesno, zh: 有无}
  built: {type: date, zh: 建成}
  seen: {type: date, zh: 验收}
  kind: {type: stage, zh: 学段}
  name: {type: text, zh: 校名}
indicators:
  - {id: "1", zh: 一, assessed: grade, ceiling: {A: has}, source: s}
  - {id: "2", zh: 二, bands: {A: share >= 90, B: otherwise}, source: s}
  - {id: "3", zh: 三, assessed: yesno, source: s}
  - {id: "4", zh: 四, met: "teachers >= 1/19 and green > 3", applies: kind == "primary", source: s}
  - {id: "5", zh: 五, met: green >= line, source: s}
gates: [{id: g, zh: 门, need: built <= seen, else: fail, source: s}]
vetoes: [{id: v, zh: 否, when: 'name == "x" or green < gift', level: fail, source: s}]
"""
CASES = {
    "empty": "",
    "bounds": "facts: {count: {between: [3, 5]}, all: 5, share: 70, green: 2.5, teachers: '1:20', kind: 小学}",
    "stated": "facts: {count: 1, all: 3, share: 33.3, has: 否}\ngrades: {'1': {votes: {A: 1, B: 1}, panel: 3}, '2': A}",
    "nothing-said": "facts: {count: 0, all: 0, has: x%}\ngrades: {'1': {votes: {A: 2, B: 2}}, '3': 是}\nperiod: 2007",
    "placed": "period: {from: 2006-09-01, to: 2007-08-31}\nsubject: {id: '1', attributes: {stage: junior}}\n"
    "facts: {built: 2001-01-01, seen: 2002-01-01, name: y, green: {value: 1, page: 3}}\n"
    "grades: {'1': A, '3': 否}",
}


@pytest.mark.parametrize("name", CASES)
def test_results_of_every_part_of_the_language_are_of_the_shape(name: str, write: Callable[[str, str], Path]) -> None:
    """Bounds, ratios, dates, choices, parameters, ceilings, ties and claims give results of the published shape."""
    ruleset = write("ruleset.yaml", RULESET)
    evidence = write("e.yaml", "format: evidence/1\n" + CASES[name] + "\n")
    report = check([str(evidence)], Options(str(ruleset), explain=True))
    assert [None] != [one.assessment for one in report.results], report
    assert [] == problems("result", json.loads(render_json(report)))


BROKEN: dict[str, Callable[[Any], object]] = {
    "key-too-many": lambda result: result["results"][0].update(score=3),
    "key-too-few": lambda result: result["results"][0].pop("gaps"),
    "another-format": lambda result: result.update(format="result/2"),
    "a-bare-number": lambda result: result["results"][0]["ruleset"].update(edition=2007),
    "decided-without-level": lambda result: result["results"][0]["verdict"].update(level=None),
    "undetermined-with-level": lambda result: result["results"][0]["verdict"].update(status="undetermined"),
    "another-outcome": lambda result: result["results"][0]["indicators"][0].update(outcome="passed"),
    "a-digest-cut-short": lambda result: result["results"][0]["evidence"].update(digest="sha256:12"),
    "an-empty-change": lambda result: result["results"][0]["gaps"][0]["changes"].append({}),
}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_result_is_refused(name: str, result_of: Callable[[str], Any]) -> None:
    """The schema of results notices what a result may not be."""
    result = result_of("failing")
    BROKEN[name](result)
    assert [] != problems("result", result)


# -- evidence ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", EVIDENCE, ids=lambda path: str(path.relative_to(ROOT)))
def test_examples_are_of_the_shape(path: Path) -> None:
    """The examples have the published shape."""
    assert [] == problems("evidence", as_json(path.read_text(encoding="utf-8")))


def test_templates_are_of_the_shape(jiangsu: Any) -> None:
    """The templates that we write have the published shape, in each form and language."""
    texts = [template_yaml(jiangsu.data, "zh"), template_yaml(jiangsu.data, "en"), template_json(jiangsu.data)]
    assert [[]] * 3 == [problems("evidence", as_json(text)) for text in texts]


GOOD = (
    "subject: null",
    "subject: {}",
    "subject: {kind: county, id: 320583, name: null, attributes: {stage: primary, founded: 1950}}",
    "subject: {attributes: null}",
    "period: null",
    "period: '-'",
    "period: 2007",
    "period: '2007'",
    "period: {from: 2006-09-01, to: 2007-08-31}",
    "period: {from: 2006, to: 2007-08}",
    "facts: null",
    "facts: {}",
    "facts: {count: 3, green: 6.5, has: 是, built: 2001-02-03, kind: 小学, name: 一中}",
    "facts: {数量: 3, 有无: true}",
    "facts: {count: null, green: x%, has: 无数据, built: —, kind: ' N/A '}",
    "facts:\n  teachers: 1:19",
    "facts: {count: {value: 3, unit: 所, source: a.pdf, page: 3, note: 自评}}",
    "facts: {count: {}}",
    "facts: {count: {value: null, note: 原文为 x%}}",
    "facts: {count: {between: [3, 5]}, teachers: {between: ['1:20', '1:19'], unit: null}}",
    "grades: null",
    "grades: {'1': A, '3': 否}",
    "grades: {1: null, 3: true}",
    "grades: {'1': {votes: {A: 6, B: 2}, panel: 9, source: a.pdf, page: 1, note: x}}",
    "grades: {'1': {grade: A, votes: null, panel: null}}",
    "grades: {'1': {}}",
    "points: {}\ntables: null\nmembers: {}\nassessments: {}\nwaivers: []",
    "confirmed: []",
    "confirmed: [{path: facts.green, by: 张三, note: 已核对}, {place: 'a.yaml:1:1', by: 李四}]",
)

BAD = (
    "score: 3",
    "fact: {count: 3}",
    "ruleset: [t]",
    "ruleset: {id: t}",
    "format: evidence/2",
    "format: null",
    "subject: county",
    "subject: [county]",
    "subject: {code: 1}",
    "subject: {id: [1]}",
    "subject: {attributes: [primary]}",
    "subject: {attributes: {stage: {a: b}}}",
    "period: 207",
    "period: 2007-09",
    "period: last year",
    "period: true",
    "period: [2006, 2007]",
    "period: {}",
    "period: {from: 2006-09-01}",
    "period: {from: 2006-09-01, to: soon}",
    "period: {from: 2006-09-01, to: 2007-08-31, until: 2008}",
    "facts: [count]",
    "facts: 3",
    "facts: {count: [3]}",
    "facts: {count: {value: 3, amount: 3}}",
    "facts: {count: {value: [3]}}",
    "facts: {count: {value: {a: 3}}}",
    "facts: {count: {value: 3, between: [3, 5]}}",
    "facts: {count: {between: 3}}",
    "facts: {count: {between: null}}",
    "facts: {count: {between: [3]}}",
    "facts: {count: {between: [3, 4, 5]}}",
    "facts: {count: {between: [3, null]}}",
    "facts: {count: {between: [3, true]}}",
    "facts: {count: {between: [[3], 5]}}",
    "facts: {count: {between: [three, 5]}}",
    "facts: {count: {value: 3, unit: 7}}",
    "facts: {count: {value: 3, note: [a]}}",
    "facts: {green: {2005: 6, value: 7}}",
    "grades: [A]",
    "grades: {'1': [A]}",
    "grades: {'1': {mark: A}}",
    "grades: {'1': {grade: [A]}}",
    "grades: {'1': {votes: [6, 2]}}",
    "grades: {'1': {votes: 6}}",
    "grades: {'1': {votes: {A: -1}}}",
    "grades: {'1': {votes: {A: 1.5}}}",
    "grades: {'1': {votes: {A: '6'}}}",
    "grades: {'1': {votes: {A: null}}}",
    "grades: {'1': {votes: {A: true}}}",
    "grades: {'1': {panel: 0}}",
    "grades: {'1': {panel: nine}}",
    "grades: {'1': {source: {file: a}}}",
    "waivers: {'1': 3}",
    "confirmed: {path: facts.rate}",
    "confirmed: [{path: facts.rate}]",
    "confirmed: [{path: facts.rate, by: 张三, why: 4}]",
    "tables: {schools: {rows: [schools.csv]}}",
    "members: 3",
    "waivers: [{indicator: '1'}]",
)


def agreement(text: str, ruleset: Any) -> tuple[bool, bool]:
    """Whether the schema takes evidence, and whether the code that binds it does."""
    if not text.startswith("format:"):
        text = "format: evidence/1\n" + text
    root, found = read("e.yaml", text + "\n")
    assert root is not None
    assert not has_errors(found)
    evidence, _ = bind_evidence(Document("e.yaml", text, "", root), ruleset.data)
    return not problems("evidence", plain(root)), evidence is not None


@pytest.mark.parametrize("text", GOOD)
def test_good_shapes_are_taken_by_both(text: str, ruleset_from: Callable[[str], object]) -> None:
    """Evidence of the published shape is taken by the schema and by the code."""
    assert (True, True) == agreement(text, ruleset_from(RULESET))


@pytest.mark.parametrize("text", BAD)
def test_bad_shapes_are_refused_by_both(text: str, ruleset_from: Callable[[str], object]) -> None:
    """Evidence of another shape is refused by the schema and by the code."""
    assert (False, False) == agreement(text, ruleset_from(RULESET))
