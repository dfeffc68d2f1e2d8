"""A kept result held against its evidence: true, not as it says (and which part), or not to be found out."""

from __future__ import annotations

import copy
import datetime
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from evalrules import cache
from evalrules.baseline import held_against
from evalrules.bundles.discovery import discover
from evalrules.bundles.seal import Wish, seal
from evalrules.earlier import read_last_year
from evalrules.kept import digest_of
from evalrules.loading import load_ruleset
from evalrules.model.report import Options
from evalrules.pipeline import check, check_inputs, new_run
from evalrules.plan.lower import lowered
from evalrules.reporters.machine import document_text, render_json
from evalrules.verification.verifying import NOTHING_MORE, Asked, Verification, verification_document, verify

ROOT = Path(__file__).resolve().parents[3]
EXAMPLES = ROOT / "examples"
COUNTY = (EXAMPLES / "jiangsu-16" / "failing.yaml").read_text("utf-8")


def kept(*paths: Path, options: Options = Options()) -> bytes:
    """The result of a check."""
    return render_json(check([str(path) for path in paths], options)).encode()


def verified(data: bytes, *paths: Path, asked: Asked = NOTHING_MORE) -> Verification:
    return verify(data, "result.json", [str(path) for path in paths], asked)


def codes(found: Verification) -> list[str]:
    return [one.code for part in (*found.results, found.document) for one in part.problems if one.is_error]


def parts(found: Verification) -> list[str]:
    """What is said to differ, in words."""
    problems = [dict(one.args) for part in (*found.results, found.document) for one in part.problems]
    return [one["what"] + one["id"] for one in problems if "what" in one]


@pytest.fixture
def county(tmp_path: Path) -> Path:
    path = tmp_path / "county.yaml"
    path.write_text(COUNTY, "utf-8")
    return path


def edited(data: bytes, change: Callable[[Any], object]) -> bytes:
    """A result in which something is otherwise, written as evalrules writes it."""
    document = json.loads(data)
    change(document)
    return document_text(document).encode()


# -- true --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["jiangsu-16/passing.yaml", "jiangsu-16/county.json", "foshan/july-year1.yaml", "fushan-town/self-score.yaml",
     "huansheng/green-space.yaml", "jiujiang/county.yaml", "retention/county.yaml"],
)  # fmt: skip
@pytest.mark.parametrize("explain", [True, False])
def test_a_result_as_it_was_written_is_true(name: str, explain: bool):
    """Whatever the standard, with every step and without."""
    path = EXAMPLES / name
    found = verified(kept(path, options=Options(explain=explain)), path)
    assert ([], 0, [True]) == (codes(found), found.exit_code, [one.is_true for one in found.results])


def test_what_was_asked_is_asked_again(county: Path):
    """The date, the level and the ruleset of the check stand in its result."""
    options = Options("jiangsu-16@2007", datetime.date(2009, 1, 1), "fail")
    assert [] == codes(verified(kept(county, options=options), county))


def test_a_folder_of_subjects_is_verified_one_by_one(tmp_path: Path):
    """In whatever order, and with one that is no evidence, which the result says too."""
    folder = tmp_path / "counties"
    shutil.copytree(EXAMPLES / "jiangsu-16", folder)
    (folder / "county.json").unlink()
    (folder / "bad.yaml").write_text("a: 1\n", "utf-8")
    data = kept(folder)
    found = verified(data, folder)
    assert (0, [True] * 5) == (found.exit_code, [one.is_true for one in found.results])
    assert 0 == verified(data, *sorted(folder.iterdir(), reverse=True)).exit_code


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_bundle_is_verified_with_its_papers(form: str, tmp_path: Path):
    """Sealed or not, as a folder and as a zip."""
    bundle = tmp_path / "kunshan"
    (bundle / "papers").mkdir(parents=True)
    (bundle / "papers" / "a.txt").write_text("paper")
    (bundle / "evidence.yaml").write_text(CITING, "utf-8")
    data = kept(bundle)
    assert 0 == verified(data, bundle).exit_code
    target = tmp_path / ("sealed.zip" if form == "zip" else "sealed")
    made, _ = seal(str(bundle), Wish(str(target)), shown="kunshan")
    assert made is not None
    assert 0 == verified(kept(target), target).exit_code
    (bundle / "papers" / "a.txt").write_text("other")
    assert (1, ["ER039"]) == (verified(data, bundle).exit_code, codes(verified(data, bundle)))


CITING = """format: evidence/1
ruleset: jiangsu-16
period: 2007
facts: {graduate_teachers: {value: 31, source: papers/a.txt}}
"""


def test_several_assessments_of_one_subject_are_verified(tmp_path: Path):
    """The files of every assessment are among those whose digests count."""
    ruleset = write_ruleset(tmp_path, "assessments: [self, onsite]\n")
    both = tmp_path / "both.yaml"
    text = "format: evidence/1\nassessments: {self: a.yaml, onsite: b.yaml}\n"
    both.write_text(text, "utf-8")
    for name in ("a", "b"):
        (tmp_path / f"{name}.yaml").write_text('format: evidence/1\ngrades: {"1": 是}\n', "utf-8")
    data = kept(both, options=Options(str(ruleset)))
    assert b'"beside": [\n' in data
    assert 0 == verified(data, both, asked=Asked(str(ruleset))).exit_code
    (tmp_path / "a.yaml").write_text('format: evidence/1\ngrades: {"1": 否}\n', "utf-8")
    assert ["ER039"] == codes(verified(data, both, asked=Asked(str(ruleset))))


def test_a_file_under_another_name_is_found_by_its_subject(tmp_path: Path, county: Path):
    """Renamed, and beside others: it is still the evidence of its result, and nothing else is wrong."""
    second = tmp_path / "second.yaml"
    second.write_text(COUNTY.replace('id: "', 'id: "9'), "utf-8")
    data = kept(county, second)
    county.rename(tmp_path / "a.yaml")
    second.rename(tmp_path / "b.yaml")
    assert [] == codes(verified(data, tmp_path / "b.yaml", tmp_path / "a.yaml"))


def test_a_result_against_a_baseline_needs_the_baseline(county: Path):
    """With the older result it is true, without it cannot be found out, with another it is not as it says."""
    older, other = kept(county), kept(EXAMPLES / "jiangsu-16" / "passing.yaml")
    report = check([str(county)], Options())
    old = check([str(county)], Options())
    data = render_json(held_against(report, old, digest_of(older))).encode()
    assert (2, ["ER044"]) == (verified(data, county).exit_code, codes(verified(data, county)))
    assert 0 == verified(data, county, asked=Asked(baseline=("old.json", older))).exit_code
    wrong = verified(data, county, asked=Asked(baseline=("old.json", other)))
    assert (1, {"baseline"}) == (wrong.exit_code, set(parts(wrong)))
    assert 2 == verified(data, county, asked=Asked(baseline=("old.json", b"{}"))).exit_code


def test_a_result_held_against_last_year_needs_the_data_of_last_year(tmp_path: Path, county: Path):
    """With them it is true, in whatever form they are; without it cannot be found out, with others it is not true."""
    before, other = tmp_path / "2006.yaml", tmp_path / "other.yaml"
    before.write_text(COUNTY.replace("period: 2007", "period: 2006"), "utf-8")
    other.write_text(COUNTY.replace("period: 2007", "period: 2005"), "utf-8")
    last_year = read_last_year(str(before), Options())
    run = new_run(Options(last_year=last_year.digest))._replace(earlier=last_year.found)
    data = render_json(check_inputs(discover([str(county)])[0], [], run)).encode()
    assert (2, ["ER044"]) == (verified(data, county).exit_code, codes(verified(data, county)))
    assert 0 == verified(data, county, asked=Asked(last_year=str(before))).exit_code
    assert (1, {"ER039"}) == (
        verified(data, county, asked=Asked(last_year=str(other))).exit_code,
        set(codes(verified(data, county, asked=Asked(last_year=str(other))))),
    )


# -- not as it says ----------------------------------------------------------------------------------------------------


def first(document: Any) -> Any:
    return document["results"][0]


def passes(document: Any) -> None:
    """A forger who thinks of everything: verdict, vetoes, counts and summary agree with one another."""
    found = first(document)
    found["verdict"] |= {"level": "pass", "possible": ["pass"], "meets_required": True, "accepted": True,
                         "reasons": [{"kind": "level", "ids": ["pass"], "because": []}]}  # fmt: skip
    found["vetoes"][1] |= {"fired": False, "because": []}
    found["gaps"].pop()


FORGED: dict[str, tuple[Callable[[Any], object], list[str]]] = {
    "verdict": (lambda document: first(document)["verdict"].update(level="pass"), ["verdict"]),
    "everything": (passes, ["verdict", "veto two-b", "gap"]),
    "veto": (lambda document: first(document)["vetoes"][0].update(fired=True), ["veto any-c"]),
    "indicator": (lambda document: first(document)["indicators"][8].update(grade="C"), ["indicator 9"]),
    "two indicators": (
        lambda document: [first(document)["indicators"][at].update(grade="C") for at in (2, 8)], ["indicator 3", "indicator 9"],
    ),
    "a value": (lambda document: first(document)["indicators"][9]["facts"][0].update(value=False), ["indicator 10"]),
    "gap": (lambda document: first(document)["gaps"].pop(), ["gap"]),
    "missing": (lambda document: first(document)["missing"].pop(0), ["what is missing 14"]),
    "diagnostics": (lambda document: first(document).update(diagnostics=[]), ["diagnostic"]),
    "subject": (lambda document: first(document)["subject"].update(name="别的市"), ["subject"]),
    "digest of the evidence": (lambda document: first(document)["evidence"].update(digest="sha256:" + 64 * "0"), ["evidence"]),
    "titles": (lambda document: first(document)["titles"]["levels"]["fail"].update(zh="通过"), ["titles"]),
    "counts": (lambda document: first(document)["counts"].update(met=16), ["counts"]),
    "something more": (lambda document: first(document).update(note="approved"), ["part"]),
    "something less": (lambda document: first(document)["verdict"].pop("required"), ["verdict"]),
    "summary": (lambda document: document["summary"]["totals"].update(reached=1), ["summary"]),
    "1 for true": (lambda document: first(document)["vetoes"][1].update(fired=1), ["veto two-b"]),
}  # fmt: skip


@pytest.mark.parametrize("what", FORGED)
def test_a_forged_result_is_told_by_its_parts(what: str, county: Path):
    """Whatever was edited is named, and nothing else."""
    change, named = FORGED[what]
    found = verified(edited(kept(county), change), county)
    assert (1, named, {"ER042"}) == (found.exit_code, parts(found), set(codes(found)))


def test_forged_gates_are_told(tmp_path: Path):
    """A gate that does not hold said to hold."""
    path = EXAMPLES / "foshan" / "july-year1.yaml"
    found = verified(edited(kept(path), lambda document: first(document)["gates"][0].update(holds=True)), path)
    assert (1, ["gate districts"]) == (found.exit_code, parts(found))


def test_indicators_in_another_order_are_told(county: Path):
    """The order is part of what was written."""
    found = verified(edited(kept(county), lambda document: first(document)["indicators"].reverse()), county)
    assert (1, ["indicator"]) == (found.exit_code, parts(found))


def test_changed_evidence_is_told(county: Path):
    """One figure of the evidence is another: the file is named with both digests, and nothing more is said."""
    data = kept(county)
    county.write_text(COUNTY + "\n", "utf-8")
    found = verified(data, county)
    assert (1, ["ER039"]) == (found.exit_code, codes(found))
    assert "county.yaml" == dict(found.results[0].problems[0].args)["path"]
    county.write_text("not: evidence\n", "utf-8")
    assert (1, ["ER039"]) == (verified(data, county).exit_code, codes(verified(data, county)))


RULES = """format: ruleset/1
id: r
edition: "1"
revision: {revision}
title: {{zh: 例, en: sample}}
subject: county
sources: {{s: {{confidence: read}}}}
levels: [{{id: pass, required: true}}, {{id: fail}}]
{more}indicators: [{{id: "1", source: s 1, assessed: yesno}}]
verdict: [{{level: {level}, when: 'met("1")'}}, {{level: fail}}]
"""


def write_ruleset(folder: Path, more: str = "", revision: int = 1, level: str = "pass", name: str = "rules.yaml") -> Path:
    path = folder / name
    path.write_text(RULES.format(more=more, revision=revision, level=level), "utf-8")
    return path


@pytest.fixture
def own(tmp_path: Path) -> tuple[Path, Path]:
    """Evidence, and the ruleset of its own that it is assessed by."""
    evidence = tmp_path / "own.yaml"
    evidence.write_text('format: evidence/1\ngrades: {"1": 是}\n', "utf-8")
    return evidence, write_ruleset(tmp_path)


def test_another_revision_of_the_ruleset_is_told(own: tuple[Path, Path], tmp_path: Path):
    """Same id and edition, another revision or another meaning: said with both, and not compared any further."""
    evidence, ruleset = own
    data = kept(evidence, options=Options(str(ruleset)))
    assert 0 == verified(data, evidence, asked=Asked(str(ruleset))).exit_code
    for other in ({"revision": 2}, {"level": "fail"}):
        changed = write_ruleset(tmp_path, name="other.yaml", **other)
        found = verified(data, evidence, asked=Asked(str(changed)))
        assert (1, ["ER040"]) == (found.exit_code, codes(found))


def test_what_a_forged_cache_gave_is_told(own: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An entry whose digest was made anew after its verdict was edited gives a result that does not hold."""
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))
    evidence, ruleset = own
    evidence.write_text('format: evidence/1\ngrades: {"1": 否}\n', "utf-8")
    load_ruleset(str(ruleset))
    (entry,) = (tmp_path / "cache").iterdir()
    honest = cache.fetch(entry.stem)
    assert honest is not None
    *_, otherwise = honest.plan.ruleset.verdict
    forged = honest.plan.ruleset._replace(verdict=(otherwise._replace(level="pass"),))
    cache.keep(entry.stem, honest._replace(plan=lowered(forged)))
    data = kept(evidence, options=Options(str(ruleset)))
    assert "pass" == json.loads(data)["results"][0]["verdict"]["level"]
    found = verified(data, evidence, asked=Asked(str(ruleset)))
    assert (1, ["ER042"]) == (found.exit_code, sorted(set(codes(found))))


def test_a_ruleset_that_is_not_installed_is_named_by_its_path(own: tuple[Path, Path], tmp_path: Path):
    """Without it nobody can tell; evidence that names it by its id is verified likewise."""
    evidence, ruleset = own
    found = verified(kept(evidence, options=Options(str(ruleset))), evidence)
    assert (2, ["ER501", "ER044"]) == (found.exit_code, codes(found))
    evidence.write_text('format: evidence/1\nruleset: r\ngrades: {"1": 是}\n', "utf-8")
    data = kept(evidence, options=Options(str(ruleset)))
    assert 0 == verified(data, evidence, asked=Asked(str(ruleset))).exit_code
    assert 2 == verified(data, evidence, asked=Asked(str(tmp_path / "none.yaml"))).exit_code


def test_the_edition_that_was_used_is_used_again(editions, tmp_path: Path):
    """Evidence names an id; since then an edition came that is in force on the same date."""
    editions(e1="{from: 2000-01-01}")
    evidence = tmp_path / "own.yaml"
    evidence.write_text('format: evidence/1\nruleset: r\nperiod: 2007\ngrades: {"1": 是}\n', "utf-8")
    data = kept(evidence)
    editions(e2="{from: 2005-01-01}")
    first_edition = tmp_path / "r" / "1" / "ruleset.yaml"
    assert ["ER503"] == [one.code for one in check([str(evidence)], Options()).results[0].diagnostics]
    assert 0 == verified(data, evidence).exit_code
    shutil.move(first_edition, tmp_path / "kept.yaml")
    found = verified(data, evidence)
    assert (2, ["ER501", "ER044"]) == (found.exit_code, codes(found))


def test_other_semantics_and_other_versions_are_told(county: Path):
    """Under other semantics nothing is compared; another version of the same semantics is, and said."""
    data = kept(county)
    other = edited(data, lambda document: document["engine"].update(semantics=99))
    found = verified(other, county)
    assert (1, {"ER041"}, [False]) == (found.exit_code, set(codes(found)), [one.is_true for one in found.results])
    found = verified(edited(data, lambda document: document["engine"].update(version="0.0.1")), county)
    assert (1, ["ER041"], [True]) == (found.exit_code, codes(found), [one.is_true for one in found.results])
    county.write_text(COUNTY + "\n", "utf-8")
    assert ["ER039", "ER041"] == codes(verified(other, county))


def test_a_subject_that_was_taken_out_is_told(county: Path):
    """Of two counties the one that fails stands no longer in the result."""
    other = EXAMPLES / "jiangsu-16" / "passing.yaml"
    data = edited(kept(county, other), lambda document: document["results"].pop(0))
    found = verified(data, county, other)
    assert (1, ["ER043"]) == (found.exit_code, codes(found))


@pytest.mark.parametrize(
    "reformat",
    [
        lambda data: json.dumps(json.loads(data)).encode(),
        lambda data: data.replace(b"\n", b"\r\n"),
        lambda data: data.rstrip(),
        lambda data: b"\xef\xbb\xbf" + data,
        lambda data: json.dumps(dict(reversed(json.loads(data).items())), ensure_ascii=False, indent=1).encode() + b"\n",
    ],
    ids=["one line", "CR LF", "no last line", "mark", "order of keys"],
)
def test_a_result_that_was_reformatted_is_told(reformat: Callable[[bytes], bytes], county: Path):
    """What it says is true, and still it is not what was written."""
    found = verified(reformat(kept(county)), county)
    assert (1, ["ER045"], [True]) == (found.exit_code, codes(found), [one.is_true for one in found.results])


# -- what cannot be found out ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "ER101"), (b"{}", "ER111"), (b'{"format": "result/2"}', "ER104"), (b"\xff", "ER002"), (b"[" * 9999, "ER106"),
     (b'{"format": "result/1", "engine": {"version": "1", "semantics": 1}, "options": {}, "results": []}', "ER111")],
)  # fmt: skip
def test_what_is_no_result_cannot_be_verified(data: bytes, code: str, county: Path):
    """Exit code 2 and the reason, whatever the bytes are."""
    found = verified(data, county)
    assert (2, [code]) == (found.exit_code, codes(found))


def test_evidence_that_is_not_there_cannot_be_verified(county: Path, tmp_path: Path):
    """A file, a folder, a paper that is gone; and evidence of another subject alone."""
    data = kept(county)
    assert 2 == verified(data, tmp_path / "none.yaml").exit_code
    (tmp_path / "empty").mkdir()
    assert (2, ["ER004"]) == (verified(data, tmp_path / "empty").exit_code, codes(verified(data, tmp_path / "empty")))
    both = kept(county, EXAMPLES / "jiangsu-16" / "passing.yaml")
    found = verified(both, county)
    assert (2, [True, None]) == (found.exit_code, [one.is_true for one in found.results])
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "a.txt").write_text("paper")
    county.write_text(CITING, "utf-8")
    data = kept(county)
    os.remove(tmp_path / "papers" / "a.txt")
    assert (2, ["ER044"]) == (verified(data, county).exit_code, codes(verified(data, county)))


@pytest.mark.real
def test_every_value_of_a_result_counts(county: Path):
    """Any leaf replaced: never true, and never a crash."""
    document = json.loads(kept(county))
    seen = 0
    for path in [path for at, path in enumerate(_leaves(document)) if at % 40 == 0]:
        changed = copy.deepcopy(document)
        parent = changed
        for key in path[:-1]:
            parent = parent[key]
        parent[path[-1]] = "no" if parent[path[-1]] != "no" else "yes"
        assert verified(document_text(changed).encode(), county).exit_code in (1, 2), path
        seen += 1
    assert seen > 10


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    inside = [leaf for key, item in pairs for leaf in _leaves(item, (*path, key))]
    return inside or [path]


def test_it_can_be_read_by_programs(county: Path):
    """Plain data: true, false or null of each result and of the document, with the diagnostics."""
    data = kept(county)
    found = verification_document(verified(data, county))
    assert found == {
        "format": "verification/1", "true": True,
        "results": [{"path": "county.yaml", "true": True, "diagnostics": []}],
        "document": {"true": True, "diagnostics": []},
    }  # fmt: skip
    wrong = verification_document(verified(edited(data, FORGED["veto"][0]), county))
    assert (False, False, "ER042") == (
        wrong["true"], wrong["results"][0]["true"], wrong["results"][0]["diagnostics"][0]["code"],
    )  # fmt: skip


