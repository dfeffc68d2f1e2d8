"""Evidence that names evidence: each file evaluated once, lines of any depth, rings that end in words."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from selection import one_in

import evalrules
from evalrules import named_evidence
from evalrules.base.diagnostics import Diagnostic
from evalrules.model.report import Options, Result
from evalrules.pipeline import check

RULES = """\
format: ruleset/1
id: city
edition: "1"
revision: 1
title: {zh: 例, en: sample}
subject: county
sources: {s: {confidence: read}}
levels: [{id: pass, required: true}, {id: fail}]
members: {districts: {zh: 区, en: districts, holds: [pass]}}
assessments: [self, onsite]
indicators:
  - {id: "1", source: s, assessed: yesno}
  - {id: "2", source: s, met: "count(districts, holding) >= 1"}
verdict: [{level: pass, when: 'met("1")'}, {level: fail}]
"""


@pytest.fixture
def put(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Write evidence of a subject of its own: `put("a", "b", "c")` names b.yaml and c.yaml; gives its path."""
    path = tmp_path / "rulesets" / "city" / "1" / "ruleset.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(RULES, "utf-8")
    monkeypatch.setenv("EVALRULES_PATH", str(tmp_path / "rulesets"))

    def write(own: str, *named: str, section: str = "", grade: str = "是") -> str:
        listed = ", ".join(f"{{evidence: {one}.yaml}}" for one in named)
        section = section or (f"members: {{districts: {{list: [{listed}]}}}}" if named else "")
        own_grade = f"grades: {{'1': {grade}}}\n" if not section.startswith("assessments") else ""
        head = f"format: evidence/1\nruleset: city\nsubject: {{name: {own}}}\nperiod: 2007\n"
        (tmp_path / f"{own}.yaml").write_text(head + own_grade + section + "\n", "utf-8")
        return str(tmp_path / f"{own}.yaml")

    return write


def results(*paths: str, options: Options = Options()) -> dict[str, Result]:
    """Each input's result, by its name without the suffix."""
    return {one.path.removesuffix(".yaml"): one for one in check(paths, options).results}


def errors(*paths: str, options: Options = Options()) -> dict[str, list[Diagnostic]]:
    """The errors of each input."""
    return {
        own: [problem for problem in one.diagnostics if problem.is_error]
        for own, one in results(*paths, options=options).items()
    }


def rings(*paths: str, options: Options = Options()) -> dict[str, list[str]]:
    """The rings that each input reports."""
    return {
        own: [dict(one.args).get("ring", one.code) for one in found]
        for own, found in errors(*paths, options=options).items()
    }


@pytest.mark.parametrize("options", [Options(), Options(require="pass"), Options(ruleset="city")])
def test_rings_are_printed(options: Options, put) -> None:
    """A file that names itself, two and three that name one another; whoever names them from outside points there."""
    paths = [put("a", "a"), put("b", "c"), put("c", "b"), put("d", "e"), put("e", "f"), put("f", "d"), put("g", "b")]
    expected = {
        "a": ["a.yaml -> a.yaml"], "b": ["b.yaml -> c.yaml -> b.yaml"], "c": ["c.yaml -> b.yaml -> c.yaml"],
        "d": ["d.yaml -> e.yaml -> f.yaml -> d.yaml"], "e": ["e.yaml -> f.yaml -> d.yaml -> e.yaml"],
        "f": ["f.yaml -> d.yaml -> e.yaml -> f.yaml"], "g": ["ER428"],
    }  # fmt: skip
    assert expected == rings(*paths, options=options)
    for path in paths:
        assert {Path(path).stem: expected[Path(path).stem]} == rings(path, options=options)
    (outside,) = errors(paths[-1])["g"]
    assert ["b.yaml:6:41"] == [str(one.place) for one in outside.related]


def test_the_order_of_inputs_changes_nothing(put) -> None:
    """What a file is refused for in one ring is not remembered against it elsewhere."""
    paths = [put("a", "b", "d"), put("b", "c"), put("c", "a"), put("d"), put("e", "d"), put("f", "c", "d")]
    forwards, backwards = check(paths, Options()), check(paths[::-1], Options())
    assert sorted(forwards.results) == sorted(backwards.results)
    found = {one.path: one.assessment is not None for one in forwards.results}
    assert {"d.yaml", "e.yaml"} == {path for path, is_sound in found.items() if is_sound}


def test_assessments_make_rings_too(put) -> None:
    """An assessment that is the file itself, and two assessments that are one file."""
    put("a", section="assessments: {self: a.yaml}")
    put("b", section="assessments: {self: c.yaml, onsite: ./c.yaml}")
    path = put("c")
    here = str(Path(path).parent)
    found = errors(f"{here}/a.yaml", f"{here}/b.yaml")
    assert ["a.yaml -> a.yaml"] == [dict(one.args)["ring"] for one in found["a"]]
    assert ["ER468"] == list(dict.fromkeys(one.code for one in found["b"] if one.code != "ER432"))
    (twin,) = [one for one in found["b"] if one.code == "ER468"]
    assert ("onsite", "self", "b.yaml:5:21") == (*list(dict(twin.args).values())[:2], str(twin.related[0].place))


@pytest.mark.parametrize("depth", one_in(2, [90, 1000]))
def test_a_line_of_any_depth_has_an_answer(depth: int, put) -> None:
    """Every member has a member: the city passes, and one that fails at the bottom is just that of its own city."""
    for at in range(depth):
        path = put(f"m{at}", f"m{at + 1}") if at else put("m0", "m1")
    put(f"m{depth}")
    top = str(Path(path).with_name("m0.yaml"))
    found = results(top)["m0"].assessment
    assert found is not None
    assert ("pass", depth + 1) == (found.verdict.level, len(found.evidence_files))
    if depth < 100:  # through the other door
        ruleset = evalrules.load_ruleset("city")
        assert "pass" == evalrules.assess(ruleset, evalrules.load_evidence(top, ruleset)).verdict.level


def test_a_long_ring_is_cut_in_the_middle(put) -> None:
    """A ring of forty names its ends."""
    for at in range(40):
        path = put(f"m{at}", f"m{(at + 1) % 40}")
    (ring,) = rings(path)["m39"]
    assert ring.startswith("m39.yaml -> m0.yaml -> m1.yaml")
    assert ring.endswith("m38.yaml -> m39.yaml")
    assert named_evidence.MAX_SHOWN + 1 == len(ring.split(" -> "))


def test_files_that_name_each_other_ten_times_each_are_soon_done(put) -> None:
    """Eight files, each naming ten, and eight layers of ten: nothing is evaluated for every way that leads to it."""
    eight = [put(f"e{at}", *(f"e{other % 8}" for other in range(10))) for at in range(8)]
    layers = [put(f"l{at}", *[f"l{at + 1}"] * 10) for at in range(8)]
    put("l8")
    begun = time.process_time()
    found = errors(*eight, layers[0])
    assert time.process_time() - begun < 5
    assert {"ER467"} == {one.code for own in found if own.startswith("e") for one in found[own]}
    assert {"ER428"} == {one.code for one in found["l0"]}


def test_each_file_is_evaluated_once(put, monkeypatch: pytest.MonkeyPatch) -> None:
    """A district of three cities is read for its evaluation once in a run, and once more as an input."""
    from evalrules.bundles.storage import Folder

    read: list[str] = []
    original = Folder.read
    monkeypatch.setattr(
        Folder, "read", lambda self, name, **more: (read.append(name), original(self, name, **more))[1]
    )
    put("d")
    assert ["pass"] * 3 == [one.assessment.verdict.level for one in results(put("a", "d"), put("b", "d"), put("c", "d")).values()]
    assert ["a.yaml", "b.yaml", "c.yaml", "d.yaml"] == sorted(read)


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("other", ["./d", "x/../d", "linked", "hard", "copy"])
def test_one_file_by_any_other_name_is_one_file(other: str, put) -> None:
    """Another spelling, a symbolic link, a hard link, a copy: it stands once among members."""
    district = Path(put("d"))
    (district.parent / "x").mkdir()
    os.symlink("d.yaml", district.with_name("linked.yaml"))
    os.link(district, district.with_name("hard.yaml"))
    district.with_name("copy.yaml").write_bytes(district.read_bytes())
    found = errors(put("a", "d", other), put("b", "d"))
    assert (["ER465"], []) == ([one.code for one in found["a"]], found["b"])


def test_a_file_named_like_itself_elsewhere_is_its_own(put, tmp_path: Path) -> None:
    """Two folders with a file of one name: two files, two members."""
    put("d")
    (tmp_path / "x").mkdir()
    text = Path(put("e")).read_text("utf-8")
    (tmp_path / "x" / "d.yaml").write_text(text, "utf-8")
    found = results(put("a", "d", "x/d"))["a"].assessment
    assert found is not None
    assert ["d", "e"] == [one.name for one in found.members]
