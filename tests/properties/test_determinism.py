"""Order, spelling, form and surroundings change nothing: P44-P50."""

from __future__ import annotations

import json
import os
import random
import re
from concurrent.futures import ThreadPoolExecutor
from fractions import Fraction
from pathlib import Path

import pytest
from drawing import draws
from hypothesis import example, given
from hypothesis import strategies as st
from ruamel.yaml import YAML

from evalrules.model.report import Options
from evalrules.pipeline import check

FACTS = {
    "rate": Fraction("96.5"),
    "pupils": 1300,
    "computers": 100,
    "strong": 17,
    "schools": 20,
    "dropout": Fraction("0.7"),
    "course": True,
    "hour": False,
    "accident": None,
}
GRADES = {"5": "A", "6": {"votes": {"A": 3, "B": 3}, "panel": 7}}
REGION = {"region": "苏南"}
LISTS = ("indicators", "vetoes", "gates", "checks")
MAPPINGS = ("values", "measures", "sources", "choices")


def document(facts: dict, grades: dict, name: str = "昆山市") -> dict:
    """An evidence document as a mapping."""
    return {
        "format": "evidence/1",
        "ruleset": "jiangsu-16@2007",
        "period": "2007",
        "subject": {"kind": "county", "id": name, "name": name},
        "facts": facts,
        "grades": grades,
    }


def payload(found) -> dict:
    """Everything concluded, whatever the order: by id, without places."""
    return {
        "verdict": (found.verdict.level, found.verdict.possible, found.verdict.meets_required),
        "digest": found.evidence_digest,
        "findings": {
            one.id: (
                one.outcome,
                one.possible,
                one.basis,
                {(use.measure, use.value, use.unit) for use in one.facts},
            )
            for one in found.findings
        },
        "gates": {one.id: one.holds for one in found.gates},
        "vetoes": {one.id: (one.fired, frozenset(one.because)) for one in found.vetoes},
        "missing": {(one.kind, one.id): one for one in found.missing},
        "gaps": {
            one.id: (one.start, one.to, frozenset(map(frozenset, (one.changes, *one.alternatives))))
            for one in found.gaps
            if one.kind == "indicator"
        },
    }


def shuffled(text: str, seed: int) -> str:
    """The same ruleset with its lists and mappings in another order (levels, grades and verdict keep
    theirs).
    """
    generator = random.Random(seed)
    yaml = YAML(typ="rt")
    root = yaml.load(text)
    for section in LISTS:
        generator.shuffle(root[section])
    for section in MAPPINGS:
        if section in root:
            pairs = list(root[section].items())
            generator.shuffle(pairs)
            root[section].clear()
            root[section].update(pairs)
    return dumped(yaml, root)


def dumped(yaml: YAML, root) -> str:
    """YAML text of a tree."""
    from io import StringIO

    out = StringIO()
    yaml.width = 4096
    yaml.dump(root, out)
    return out.getvalue()


@given(st.integers(0, 2**32))
@draws(12)
def test_order_in_the_ruleset_changes_nothing(desk, seed):
    """P44: indicators, vetoes, gates, measures and values in another order give the same conclusions and
    digest.
    """
    other = desk.ruleset(shuffled(desk.sample_text, seed))
    expected, actual = (
        payload(desk.judge(one, FACTS, GRADES, attributes=REGION)) for one in (desk.sample, other)
    )

    assert desk.sample.digest == other.digest
    assert expected == actual


@given(st.integers(0, 2**32))
@example(0)
@draws(12)
def test_order_in_the_ruleset_changes_no_gap_of_the_level(desk, seed):
    """P44: the way to the next better level takes as many changes, none of them twice, in any order of
    the ruleset.
    """
    other = desk.ruleset(shuffled(desk.sample_text, seed))
    gaps = [desk.judge(one, FACTS, GRADES, attributes=REGION).gaps[-1] for one in (desk.sample, other)]

    for gap in gaps:
        assert len(gap.changes) == len(set(gap.changes))
    assert ("level", len(gaps[0].changes)) == (gaps[1].kind, len(gaps[1].changes))


@given(st.permutations(list(FACTS)), st.permutations(list(GRADES)))
@draws(12)
def test_order_in_the_evidence_changes_nothing(desk, facts, grades):
    """P44: facts and grades in another order give the same assessment, places apart."""
    expected = desk.judge(desk.sample, FACTS, GRADES, attributes=REGION, explain=True)
    actual = desk.judge(
        desk.sample,
        {own: FACTS[own] for own in facts},
        {own: GRADES[own] for own in grades},
        attributes=REGION,
        explain=True,
    )
    assert payload(expected) == payload(actual)
    assert [one._replace(facts=(), place="") for one in expected.findings] == [
        one._replace(facts=(), place="") for one in actual.findings
    ]
    assert (expected.gaps, expected.missing) == (actual.gaps, actual.missing)


def folder_of(tmp_path: Path) -> Path:
    """Two counties, one open and one failed."""
    folder = tmp_path / "证据 folder"
    folder.mkdir()
    facts = {"graduate_teachers": 31, "senior_teachers": 420, "required_courses": False, "study_time": None}
    full = {str(number): "A" for number in range(1, 16)}
    for name, found in (("a.yaml", document(facts, full)), ("b.yaml", document(facts, {"9": "C"}, "太仓市"))):
        (folder / name).write_text(json.dumps(found, ensure_ascii=False), encoding="utf-8")
    return folder


def run(program, paths: list[str], cwd: Path, **environment: str) -> tuple[int, bytes]:
    """`evalrules check --format json` in a process of its own."""
    done = program.run("check", "--explain", "--format", "json", *paths, cwd=cwd, env=environment)
    assert done.returncode in (0, 1, 3), done.stderr.decode()
    return done.returncode, done.stdout


@pytest.mark.parametrize("seeds", [pytest.param(range(20), marks=pytest.mark.real), range(1, 20, 6)], ids=["20", "4"])
def test_surroundings_change_no_byte(seeds: range, program, tmp_path):
    """P45: 20 hash seeds, 5 time zones, 4 locales, 4 folders, and relative, absolute and linked paths:
    the same bytes.
    """
    folder = folder_of(tmp_path)
    files = [str(folder / name) for name in ("a.yaml", "b.yaml")]
    (tmp_path / "link").symlink_to(folder)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    zones = ("UTC", "Asia/Shanghai", "America/St_Johns", "UTC+12", "UTC-14")
    locales = ("C.UTF-8", "C", "zh_CN.UTF-8", "tr_TR.UTF-8")
    folders = (tmp_path, folder, elsewhere, Path("/"))
    calls = [
        (files, folders[seed % 4], {"PYTHONHASHSEED": str(seed), "TZ": zones[seed % 5], "LC_ALL": locales[seed // 5]})
        for seed in seeds
    ]
    calls += [
        (["a.yaml", "b.yaml"], folder, {}),
        (["../证据 folder/a.yaml", "../link/b.yaml"], elsewhere, {}),
        ([str(tmp_path / "link" / name) for name in ("a.yaml", "b.yaml")], tmp_path, {}),
    ]
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 2) as pool:
        found = list(pool.map(lambda call: run(program, call[0], call[1], **call[2]), calls))

    expected = found[0]
    assert [] == [call[1:] for call, actual in zip(calls, found, strict=True) if actual != expected]
    assert 1 == expected[0]
    assert [None, "fail"] == [one["verdict"]["level"] for one in json.loads(expected[1])["results"]]


def test_line_ends_change_no_conclusion(write):
    """P45: the same evidence with line ends of Windows has the same conclusions and digest."""
    text = 'format: evidence/1\nruleset: jiangsu-16\ngrades:\n  "1": A\n  "2": C\n'
    found = []
    for name, content in (("a.yaml", text), ("b.yaml", text.replace("\n", "\r\n"))):
        result = check([str(write(name, content))], Options()).results[0]
        found.append(result.assessment)

    assert payload(found[0]) == payload(found[1])
    assert [one.facts for one in found[0].findings] == [one.facts for one in found[1].findings]


def test_yaml_and_json_give_the_same_result(write, cli):
    """P46: the same evidence as YAML and as JSON differs only in path, places and the digest of the file."""
    yaml = """format: evidence/1
ruleset: jiangsu-16@2007
subject: {kind: county, id: "320583", name: 昆山市}
period: 2007
facts: {graduate_teachers: 31, senior_teachers: 4.2e2, required_courses: 否, study_time: —}
grades:
  "1": A
  "2": {votes: {A: 6, B: 2}, panel: 9}
"""
    text = json.dumps(
        {
            "grades": {"2": {"panel": 9, "votes": {"B": 2, "A": 6}}, "1": "A"},
            "facts": {
                "study_time": None,
                "required_courses": False,
                "senior_teachers": 420,
                "graduate_teachers": 31,
            },
            "period": 2007,
            "subject": {"name": "昆山市", "id": "320583", "kind": "county"},
            "ruleset": "jiangsu-16@2007",
            "format": "evidence/1",
        }
    )
    found = [
        json.loads(cli("check", str(write(name, content)), "--format", "json").out)["results"][0]
        for name, content in (("county.yaml", yaml), ("county.json", text))
    ]
    cleaned = [
        re.sub(r"county\.(yaml|json)(:\d+:\d+)?", "PLACE", json.dumps(one, ensure_ascii=False))
        for one in found
    ]
    expected, actual = (
        json.loads(re.sub(r'"sha256": "sha256:[0-9a-f]+"|"sha256": "[0-9a-f]+"', '"sha256": ""', one))
        for one in cleaned
    )
    for one in (expected, actual):
        one["diagnostics"] = [
            each for each in one["diagnostics"] if each["code"] != "ER411"
        ]  # — is not written in JSON
        one["missing"] = [{**each, "cause": ""} for each in one["missing"]]

    assert expected == actual
    assert found[0]["evidence"]["digest"] == found[1]["evidence"]["digest"]
    assert found[0]["evidence"]["files"][0]["sha256"] != found[1]["evidence"]["files"][0]["sha256"]


def results_of(paths: list[Path]) -> list:
    """The results of one run."""
    return list(check([str(path) for path in paths], Options()).results)


def test_together_as_alone(write):
    """P48: several counties together give what each gives alone; a bad one changes and hides nothing."""
    full = {str(number): "A" for number in range(1, 17)}
    texts = [document({}, full, "a"), document({}, {"9": "C"}, "b"), document({}, {"1": "A"}, "c")]
    paths = [write(f"{at}.yaml", json.dumps(one)) for at, one in enumerate(texts)]
    bad = [
        write("bad.yaml", json.dumps(document({"study_time": 1}, full, "d"))),
        write("broken.yaml", "facts: [\n"),
        write("empty.yaml", ""),
        write("other.yaml", json.dumps({**document({}, {}, "e"), "ruleset": "no-such-ruleset"})),
    ]
    expected = [results_of([path])[0] for path in paths]
    together = results_of([bad[0], paths[0], bad[1], paths[1], bad[2], paths[2], bad[3]])
    report = check([str(path) for path in (*paths, bad[0])], Options())

    assert ["pass", "fail", None] == [one.assessment.verdict.level for one in expected]
    assert expected == [together[at] for at in (1, 3, 5)]
    assert [True] * 4 == [
        together[at].assessment is None and bool(together[at].diagnostics) for at in (0, 2, 4, 6)
    ]
    assert 2 == report.exit_code
    assert expected == results_of(paths)
    assert expected == list(reversed(results_of(list(reversed(paths)))))


RENAMED = {
    "rate_a": "优良线",
    "rate_b": "合格线",
    "ratio_a": "上限甲",
    "ratio_b": "上限乙",
    "rate": "入学率",
    "pupils": "学生数",
    "computers": "计算机数",
    "strong": "优质校数",
    "schools": "学校数",
    "share": "优质比例",
    "dropout": "辍学率",
    "course": "开齐课程",
    "hour": "锻炼一小时",
    "accident": "事故",
}


def test_renaming_changes_no_grade(desk):
    """P49: consistent new names in ruleset and evidence change no grade, no veto and no verdict."""
    text = desk.sample_text
    for old, new in RENAMED.items():
        text = re.sub(rf"(?<![\w:({{]){old}(?![\w(])(?!s\b)|(?<=[({{]){old}(?!\w)", new, text)
    text = text.replace("id: 事故", "id: accident")
    other = desk.ruleset(text)
    expected = desk.judge(desk.sample, FACTS, GRADES, attributes=REGION)
    actual = desk.judge(
        other, {RENAMED[own]: value for own, value in FACTS.items()}, GRADES, attributes=REGION
    )

    assert expected.verdict == actual.verdict
    assert [(one.id, one.possible, one.basis) for one in expected.findings] == [
        (one.id, one.possible, one.basis) for one in actual.findings
    ]
    assert [len(one.changes) for one in expected.gaps] == [len(one.changes) for one in actual.gaps]


NAMED = """measures: {ﬁn: {type: number}}
indicators: [{id: "1", source: s 1, met: fin >= 1}]
"""


def test_one_name_in_two_spellings_is_one_name(desk):
    """P49: spellings that NFKC makes equal never name two things: refused in rulesets, one key in
    evidence.
    """
    plain = 'measures: {年级１: {type: number}}\nindicators: [{id: "1", source: s 1, met: 年级1 >= 1}]\n'
    twice = plain.replace("年级１: {type: number}", "x: {type: number}, ｘ: {type: number}").replace(
        "年级1", "x"
    )

    for text in (NAMED, plain):
        assert desk.make(text).ruleset is None
    assert ["ER102", "ER319"] == [found.code for found in desk.make(twice).problems]  # as keys, and as names


def test_label_and_id_name_one_measure(desk):
    """P49: a fact under its Chinese label is the fact under its id; both together are an error."""
    text = (
        'measures: {rate: {type: number, zh: 入学率}}\nindicators: [{id: "1", source: s 1, met: rate >= 1}]\n'
    )

    assert payload(desk.judge(text, {"rate": 1})) == payload(desk.judge(text, {"入学率": 1}))
    assert ["ER404"] == desk.refusals(text, desk.text({"rate": 1, "入学率": 1}))


STYLES = [
    """format: evidence/1
subject: {attributes: {region: south}}
facts: {rate: 96.5, pupils: 1300, computers: 100}
grades: {"5": A, "6": {votes: {A: 2, B: 1}, panel: 3}}
""",
    """# a comment
grades:
  '6':
    panel: 3      # the members
    votes:
      "B": 1
      'A': 2
  5: "A"
facts:
    "computers": 100

    'pupils': 1300
    rate: {value: 96.50, note: 自评}
format: 'evidence/1'
subject:
  attributes: {"region": 苏南}
""",
    """{"format": "evidence/1", "subject": {"attributes": {"region": "苏南"}},
  "facts": {"pupils": 1300, "rate": 9.65e1, "computers": 100},
  "grades": {"6": {"votes": {"A": 2, "B": 1, "C": 0}, "panel": 3}, "5": "A"}}
""",
]


def test_the_style_of_yaml_changes_only_places(desk):
    """P50: comments, key order, quotes of texts, flow or block style change nothing but places."""
    found = [desk.judge(desk.sample, document=text) for text in STYLES]

    assert payload(found[0]) == payload(found[1]) == payload(found[2])
    assert found[0].gaps == found[1].gaps == found[2].gaps


def test_the_style_of_a_ruleset_does_not_change_its_digest(desk):
    """P50: a ruleset in block style with comments, other quotes and wrapped conditions keeps its digest."""
    yaml = YAML(typ="safe", pure=True)
    yaml.default_flow_style = False
    block = dumped(yaml, json.loads(json.dumps(YAML(typ="rt").load(desk.sample_text))))
    commented = re.sub(r"(?m)^(indicators|measures):", r"# a comment\n\1:", desk.sample_text)
    spaced = desk.sample_text.replace("pupils / computers", "pupils  /  computers").replace(
        "need: rate >= 50", "need: 'rate >= 50'"
    )

    for text in (block, commented, spaced):
        other = desk.ruleset(text)
        assert desk.sample.digest == other.digest
        assert payload(desk.judge(desk.sample, FACTS, GRADES)) == payload(desk.judge(other, FACTS, GRADES))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("rate_b: {value: 85", "rate_b: {value: 84"),
        ("rate >= rate_a", "rate > rate_a"),
        ("range: [0, 100], better: lower", "range: [0, 100]"),
        ("south: 95, north: 90", "south: 90, north: 95"),
        ("[A, B, C]", "[C, B, A]"),
        ("level: fail, source: s 8", "level: pass, source: s 8"),
        (
            "{id: gold, zh: 金, en: gold}, {id: pass, zh: 通过, en: passed, required: true}",
            "{id: pass, required: true}, {id: gold}",
        ),
    ],
)
def test_a_changed_rule_changes_the_digest(desk, old, new):
    """P50: what changes the meaning changes the digest."""
    changed = desk.sample_text.replace(old, new, 1)
    ruleset = desk.make(changed).ruleset

    assert changed != desk.sample_text
    assert ruleset is None or desk.sample.digest != ruleset.digest


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("zh: 金, en: gold", "zh: 金牌, en: golden"),
        ("rate_b: {value: 85,", "rate_b: {value: 85.0, zh: 线, note: 注,"),
        ("source: s 8", "source: s 99"),
    ],
)
def test_a_label_a_note_or_a_citation_does_not_change_the_digest(desk, old, new):
    """P50: labels, notes, citations and the spelling of a number are no part of the meaning."""
    assert desk.sample.digest == desk.ruleset(desk.sample_text.replace(old, new)).digest
