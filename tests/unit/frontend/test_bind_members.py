"""Lower subjects of the evidence: how many there are, and how many hold their title."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from evalrules.base.diagnostics import error
from evalrules.base.source import Document
from evalrules.frontend.bind import bind_evidence
from evalrules.frontend.named_files import NO_FILES, Evaluated
from evalrules.model.evidence import Bounds
from evalrules.readers import yaml_document

TEXT = """\
members: {districts: {zh: 区, en: districts, holds: [pass, advanced]}}
indicators: [{id: "1", source: s, met: 'share(districts, holding) >= 0.8'}]
"""
VERDICTS = {
    "gold.yaml": ("advanced",),
    "good.yaml": ("advanced", "pass"),
    "open.yaml": ("pass", "fail"),
    "bad.yaml": ("fail",),
}


def evaluate(path):
    possible = VERDICTS.get(path.text)
    if possible is None:
        return error("ER428", path.span, path=path.text)
    return Evaluated(path.text, "r@1", possible, mark=("file", path.text))


@pytest.fixture(scope="module")
def bound(ruleset_from: Callable[[str], Any]) -> Callable[..., tuple[Any, list[str]]]:
    def of(members: str, files=NO_FILES._replace(member=evaluate)) -> tuple[Any, list[str]]:
        root, problems = yaml_document.read("e.yaml", f"format: evidence/1\nmembers: {members}\n")
        assert problems == []
        evidence, found = bind_evidence(Document("e.yaml", "", "", root), ruleset_from(TEXT).data, files=files)
        return evidence, [one.code for one in found if one.is_error]

    return of


@pytest.fixture(scope="module")
def holding(bound) -> Callable[[str], tuple]:
    """How many members hold the title: the least and the most."""

    def of(group: str) -> tuple | None:
        evidence, codes = bound(f"{{districts: {group}}}")
        assert codes == []
        fact = evidence.facts.get("districts:holding")
        return None if fact is None else (fact.value.low, fact.value.high)

    return of


def cited(*levels: str) -> str:
    return (
        "["
        + ", ".join(
            f"{{name: {at}区, verdict: {{ruleset: r, level: {one}}}}}" if one else f"{{name: {at}区}}"
            for at, one in enumerate(levels)
        )
        + "]"
    )


@pytest.mark.parametrize(
    ("group", "expected"),
    [
        ("{total: 5, holding: 3}", (3, 3)),
        ("{total: 5, holding: {between: [3, 4]}}", (3, 4)),
        ("{total: 5}", (0, 5)),
        (f"{{total: 3, list: {cited('pass', 'advanced', 'fail')}}}", (2, 2)),
        (f"{{total: 3, list: {cited('pass', 'fail')}}}", (1, 2)),
        (f"{{total: 3, list: {cited('pass', '', 'fail')}}}", (1, 2)),
        (f"{{total: 3, list: {cited('', '', '')}}}", (0, 3)),
        (f"{{list: {cited('pass', 'fail')}}}", (1, None)),
        (f"{{total: 3, holding: 2, list: {cited('pass', 'fail')}}}", (2, 2)),
        ("{total: 3, list: []}", (0, 3)),
    ],
)
def test_whoever_has_no_verdict_may_hold_the_title_or_not(group: str, expected, holding):
    """A list gives a range up to the total; a stated number takes its place."""
    assert holding(group) == expected


@pytest.mark.parametrize(
    ("file", "expected", "level"),
    [
        ("gold.yaml", (1, 1), "advanced"),
        ("good.yaml", (1, 1), None),
        ("open.yaml", (0, 1), None),
        ("bad.yaml", (0, 0), "fail"),
    ],
)
def test_a_member_that_is_evaluated_holds_where_every_possible_level_does(file: str, expected, level, bound):
    """Undetermined between two levels that hold is holding; between one that holds and one that does not is open."""
    evidence, codes = bound(f"{{districts: {{total: 1, list: [{{evidence: {file}}}]}}}}")
    assert codes == []
    value = evidence.facts["districts:holding"].value
    assert (value.low, value.high) == expected
    assert [(one.name, one.level, one.basis, one.ruleset) for one in evidence.members] == [
        (file, level, "computed", "r@1")
    ]


SUBJECTS = {
    "east.yaml": Evaluated("东区", "r@1", ("pass",), kind="county", id="1", mark=(1,), digest="a"),
    "./east.yaml": Evaluated("东区", "r@1", ("pass",), kind="county", id="1", mark=(1,), digest="a"),
    "other-year.yaml": Evaluated("东区", "r@1", ("pass",), kind="county", id="1", mark=(2,), digest="b"),
    "renamed.yaml": Evaluated("东新区", "r@1", ("pass",), kind="county", id="1", mark=(3,), digest="c"),
    "west.yaml": Evaluated("西区", "r@1", ("pass",), kind="county", mark=(4,), digest="d"),
    "west-again.yaml": Evaluated(" 西　区".replace("　", ""), "r@1", ("pass",), kind="county", mark=(5,), digest="e"),
    "nobody.yaml": Evaluated("", "r@1", ("pass",), kind="county", mark=(6,), digest="f"),
    "copy.yaml": Evaluated("", "r@1", ("pass",), kind="county", mark=(7,), digest="f"),
    "nobody-else.yaml": Evaluated("", "r@1", ("pass",), kind="county", mark=(8,), digest="g"),
}


@pytest.mark.parametrize(
    ("listed", "codes"),
    [
        ("{evidence: east.yaml}, {evidence: west.yaml}", []),
        ("{name: 东区, evidence: east.yaml}, {name: 西区, evidence: west.yaml}", []),
        ('{name: "1", evidence: east.yaml}, {name: " 西区", evidence: west.yaml}', []),
        ("{name: 甲, evidence: nobody.yaml}, {name: 乙, evidence: nobody-else.yaml}", []),
        ("{name: 甲, verdict: {level: pass}}, {name: 乙, verdict: {level: pass}}, {name: 丙}", []),
        ("{evidence: east.yaml}, {evidence: east.yaml}", ["ER465"]),
        ("{evidence: east.yaml}, {evidence: ./east.yaml}", ["ER465"]),
        ("{evidence: east.yaml}, {evidence: other-year.yaml}", ["ER465"]),
        ("{evidence: east.yaml}, {evidence: renamed.yaml}", ["ER465"]),
        ("{evidence: west.yaml}, {evidence: west-again.yaml}", ["ER465"]),
        ("{name: 甲, evidence: nobody.yaml}, {name: 乙, evidence: copy.yaml}", ["ER465"]),
        ("{name: 甲, evidence: nobody.yaml}, {name: 甲, evidence: nobody-else.yaml}", ["ER465"]),
        ("{name: 西区, verdict: {level: pass}}, {evidence: west.yaml}", ["ER465"]),
        ("{name: 东区, verdict: {level: pass}}, {name: 东区, verdict: {level: fail}}", ["ER465"]),
        ("{name: 东区}, {name: '东区 '}", ["ER465"]),
        ("{name: A区}, {name: Ａ区}", ["ER465"]),
        ('{evidence: east.yaml}, {name: "1", verdict: {level: pass}}', ["ER465"]),
        ("{name: 东区, verdict: {level: pass}}, {name: '1', evidence: east.yaml}", ["ER465"]),
        ("{verdict: {level: pass}}, {verdict: {level: pass}}", ["ER103", "ER103"]),
        ("{name: '', verdict: {level: pass}}", ["ER103"]),
        ("{verdict: {}}, {}", []),
        ("{name: 西区, evidence: east.yaml}", ["ER466"]),
        ('{name: "2", evidence: east.yaml}', ["ER466"]),
        ("{name: 甲, evidence: east.yaml}, {name: 乙, evidence: east.yaml}", ["ER466", "ER466", "ER465"]),
    ],
)
def test_a_member_stands_once_under_its_own_name(listed: str, codes: list[str], bound):
    """One file, one subject and one name count once, whatever they are called; a name is that of the evidence."""
    files = NO_FILES._replace(member=lambda written: SUBJECTS[written.text])
    evidence, found = bound(f"{{districts: {{list: [{listed}]}}}}", files=files)
    assert sorted(codes) == sorted(found)
    assert (evidence is None) == bool(codes)


def test_a_member_that_stands_twice_names_both_places(ruleset_from: Callable[[str], Any]):
    """Across groups too: one file is not two members."""
    text = TEXT.replace("}}\nindic", "}, towns: {zh: 镇, en: towns, holds: [pass]}}\nindic")
    written = "format: evidence/1\nmembers:\n  districts: {list: [{evidence: a}]}\n  towns: {list: [{evidence: a}]}\n"
    root, _ = yaml_document.read("e.yaml", written)
    files = NO_FILES._replace(member=lambda path: SUBJECTS["east.yaml"])
    _, problems = bind_evidence(Document("e.yaml", "", "", root), ruleset_from(text).data, files=files)
    (found,) = [one for one in problems if one.is_error]
    assert ("ER465", "e.yaml:4:18", "e.yaml:3:22") == (found.code, str(found.place), dict(found.args)["first"])


def test_members_that_are_cited_are_believed(bound):
    """Name, level and ruleset of a cited verdict are kept as they are."""
    evidence, _ = bound(f"{{districts: {{total: 2, list: {cited('pass', '')}}}}}")
    assert [(one.group, one.name, one.level, one.basis) for one in evidence.members] == [
        ("districts", "0区", "pass", "cited"),
        ("districts", "1区", None, "cited"),
    ]
    assert evidence.facts["districts:total"].value == Bounds(2, 2)


@pytest.mark.parametrize(
    ("members", "code"),
    [
        ("3", "ER103"),
        ("{towns: {total: 1}}", "ER401"),
        ("{districts: 3}", "ER103"),
        ("{districts: {totals: 3}}", "ER108"),
        ("{districts: {list: 3}}", "ER103"),
        ("{districts: {list: [3]}}", "ER103"),
        ("{districts: {list: [{nom: a}]}}", "ER108"),
        ("{districts: {list: [{name: a, verdict: pass}]}}", "ER103"),
        ("{districts: {list: [{name: a, verdict: {grade: pass}}]}}", "ER108"),
        ("{districts: {list: [{evidence: absent.yaml}]}}", "ER428"),
        ("{districts: {total: 2, holding: 3}}", "ER427"),
        ("{districts: {total: 2, holding: {between: [3, 4]}}}", "ER427"),
        (f"{{districts: {{total: 1, list: {cited('pass', 'fail')}}}}}", "ER427"),
        ("{districts: {total: -1}}", "ER403"),
        ("{districts: {total: 1.5}}", "ER403"),
    ],
)
def test_what_cannot_be_meant_is_refused(members: str, code: str, bound):
    """Each mistake has its own code, and none makes evidence."""
    evidence, codes = bound(members)
    assert codes == [code]
    assert evidence is None


def test_without_an_evaluator_the_evidence_of_a_member_is_refused(bound):
    """Evidence from a mapping has no folder to read a member's file from."""
    assert bound("{districts: {list: [{evidence: gold.yaml}]}}", files=NO_FILES)[1] == ["ER428"]


@pytest.mark.parametrize("members", ["", "{}", "{districts: }"])
def test_no_members_are_no_facts(members: str, bound):
    """A section that says nothing leaves everything open."""
    evidence, codes = bound(members)
    assert codes == []
    assert (dict(evidence.facts), evidence.members) == ({}, ())


def test_a_holding_left_open_beside_a_list_is_counted(holding, bound):
    """A form that leaves the number blank says nothing: the list says how many hold the title."""
    listed = cited("pass", "fail")
    assert holding(f"{{total: 2, holding: null, list: {listed}}}") == (1, 1)
    alone, _ = bound("{districts: {total: 2, holding: null, list: null}}")
    assert alone.facts["districts:holding"].value is None


def test_a_member_of_another_period_is_a_warning(ruleset_from: Callable[[str], Any]):
    """The verdict on a member may be stale; it counts, and the report says so."""

    def found(period: str) -> list[str]:
        files = NO_FILES._replace(member=lambda written: Evaluated(written.text, "r@1", ("pass",), (), period))
        text = "format: evidence/1\nperiod: 2007\nmembers: {districts: {total: 1, list: [{evidence: a.yaml}]}}\n"
        root, _ = yaml_document.read("e.yaml", text)
        return [one.code for one in bind_evidence(Document("e", "", "", root), ruleset_from(TEXT).data, files=files)[1]]

    assert found("2007") == []
    assert found("2005") == ["ER437"]
