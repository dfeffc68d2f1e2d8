"""Kept results come back as what they were, and nothing that is none comes back at all."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selection import one_in

from evalrules.authoring.cases import read_cases, with_values
from evalrules.baseline import held_against
from evalrules.frontend.bind import bind_evidence
from evalrules.loading import load_ruleset
from evalrules.model.assessment import Titles
from evalrules.model.refs import RuleRef
from evalrules.model.report import Baseline, Options, Regression, Report, Result
from evalrules.pipeline import check
from evalrules.reporters.comparison.compared import compared
from evalrules.reporters.comparison.document import render_comparison_json
from evalrules.reporters.comparison.page import render_comparison_text
from evalrules.reporters.formats import BINARY, FORMATS, View, rendered
from evalrules.reporters.machine import render_json, report_document
from evalrules.results.plain_values import LIMIT
from evalrules.results.reading import report_from
from evalrules.semantics.assess import assess

ROOT = Path(__file__).resolve().parents[3]
RULESETS = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))
SAMPLE = None if os.environ.get("EVALRULES_SOAK") else 2
ENGLISH = View("en", 100, color=False)


def name_of(path: Path) -> str:
    return f"{path.parents[1].name}@{path.parent.name}"


def reports(path: Path) -> Iterator[Report]:
    """A report on each of the first cases of a ruleset, with and without every step."""
    loaded = load_ruleset(name_of(path)).ruleset
    assert loaded is not None
    for at, case in enumerate(islice(read_cases(str(path.parent))[0], SAMPLE)):
        ruleset = with_values(loaded, case.values)
        evidence, _ = bind_evidence(case.evidence, ruleset, as_of=case.as_of)
        if evidence is not None:
            found = assess(ruleset, evidence, explain=at % 2 == 0)
            yield Report(Options(explain=at % 2 == 0), (Result(evidence.path, found, ()),), (), {})


def kept(report: Report) -> Report:
    """The report after it was kept as JSON."""
    found, problems = report_from(render_json(report).encode(), "kept.json")
    assert [] == problems
    assert found is not None
    return found


@pytest.mark.parametrize("path", one_in(25, RULESETS, real=4), ids=name_of)
def test_every_result_comes_back(path: Path):
    """A kept result is the same document, the same bytes in every format and language, the same exit code."""
    for report in reports(path):
        again = kept(report)
        assert render_json(report) == render_json(again)
        assert report.exit_code == again.exit_code
        for language in ("zh", "en"):
            for form in sorted({*FORMATS} - {*BINARY}):
                view = View(language, 100, color=False)
                assert rendered(form, report, view) == rendered(form, again, view)


@pytest.mark.parametrize("form", BINARY)
def test_papers_and_workbooks_are_the_same(form: str):
    """Byte for byte; a workbook is one of results, since the one that was checked is not kept."""
    report = next(reports(RULESETS[0]))
    assert rendered(form, report, ENGLISH) == rendered(form, kept(report), ENGLISH)


def test_a_run_of_many_kinds_comes_back():
    """Several subjects, inputs that could not be evaluated, warnings, other places, `--as-of` and `--require`."""
    inputs = [str(ROOT / "examples" / name) for name in ("jiangsu-16", "districts")]
    report = check([*inputs, str(ROOT / "LICENSE")], Options())
    assert any(result.assessment is None for result in report.results)
    again = kept(report)
    assert report_document(report) == report_document(again)
    assert (2, 2) == (report.exit_code, again.exit_code)
    assert [one.diagnostics for one in again.results] == [one.diagnostics for one in kept(again).results]


@cache
def document() -> dict[str, Any]:
    """A result document that holds something of nearly every kind."""
    report = check([str(ROOT / "examples" / "jiangsu-16" / "open.yaml"), str(ROOT / "LICENSE")], Options(explain=True))
    district = check([str(ROOT / "examples" / "districts" / "shushan.yaml")], Options(explain=True))
    town = check([str(ROOT / "examples" / "foshan" / "july-year1.yaml")], Options(explain=True))
    worse = [("9", "A", "unknown", None), (None, "pass", None, None), (None, None, "open", RuleRef("veto", "any-c"))]
    regressions = [*(Regression("open.yaml", *one) for one in worse), Regression("july-year1.yaml", None, "yes", "no", RuleRef("gate", "districts"))]
    baseline = Baseline(("shushan.yaml",), tuple(regressions))
    report = report._replace(results=(*report.results, *district.results, *town.results), baseline=baseline)
    found: dict[str, Any] = json.loads(render_json(report))
    return found


def codes(data: bytes) -> list[str]:
    report, problems = report_from(data, "kept.json")
    assert (report is None) == bool(problems)
    return [problem.code for problem in problems]


def as_bytes(value: object) -> bytes:
    return json.dumps(value).encode()


def test_the_document_itself_is_read():
    """What the mutations below begin with is a result."""
    assert [] == codes(as_bytes(document()))


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "ER101"),
        (b"verdict: pass", "ER101"),
        (b'{"format": ', "ER101"),
        (b"[" * 100_000, "ER106"),
        (b'{"a":' * 100_000, "ER106"),
        (b'{"format": "result/1", "format": "result/1"}', "ER111"),
        (b'{"format": "result/1", "options": NaN}', "ER111"),
        (b'{"format": "result/1", "options": 1e999999999}', "ER111"),
        (b'{"format": "result/1", "options": ' + b"9" * 5000 + b"}", "ER111"),
        (b'{"format": "result/2"}', "ER104"),
        (b'{"format": "evidence/1"}', "ER104"),
        (b'{"format": 1}', "ER111"),
        (b'{"format": "result/1"}', "ER111"),
        (b"[]", "ER111"),
        (b"null", "ER111"),
        (b"\xff\xfe{\x00}\x00", "ER002"),
        (b" " * (LIMIT + 1), "ER003"),
    ],
    ids=lambda value: value[:24] if isinstance(value, bytes) else value,
)
def test_what_is_no_result_is_said_to_be_none(data: bytes, code: str):
    """One diagnostic with its code, whatever the bytes are."""
    assert [code] == codes(data)


def test_a_byte_order_mark_and_unknown_keys_do_no_harm():
    """Some editors add a mark, a later version may add a key."""
    assert [] == codes(b"\xef\xbb\xbf" + as_bytes({**document(), "later": [1, None]}))


def test_the_path_says_where():
    """What is wrong is named by its path, in words of the reader's language."""
    from evalrules.base.sentences import sentence

    broken = json.loads(as_bytes(document()))
    broken["results"][0]["verdict"]["level"] = 1
    problem = report_from(as_bytes(broken), "kept.json")[1][0]
    assert "kept.json:1:1" == str(problem.place)
    assert "not a result of evalrules: $.results[0].verdict.level: a text is expected" == sentence(problem, "en")
    assert "不是 evalrules 的评估结果：$.results[0].verdict.level：应为文本" == sentence(problem, "zh")


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths to every value of a document."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inside:
        yield from places(item, (*path, key))


WRONG = st.one_of(
    st.none(), st.booleans(), st.integers(-1, 2**70), st.text(max_size=4), st.just("1/0"), st.just("1e999999999"),
    st.just([]), st.just({}), st.just([None]), st.just("\ud800"), st.just("x.xlsx!表!A0"), st.floats(),
)  # fmt: skip


@given(at=st.integers(0, 10**6), wrong=WRONG, is_left_out=st.booleans())
@pytest.mark.real
def test_no_mutation_raises(at: int, wrong: object, is_left_out: bool):
    """One value replaced or left out: a diagnostic, or a report that can be shown, compared and held against."""
    changed = json.loads(as_bytes(document()))
    paths = [path for path in places(changed) if path]
    path = paths[at % len(paths)]
    parent = changed
    for key in path[:-1]:
        parent = parent[key]
    if is_left_out:
        del parent[path[-1]]
    else:
        parent[path[-1]] = wrong
    report, problems = report_from(as_bytes(changed), "kept.json")
    assert (report is None) == bool(problems)
    if report is not None:
        for form in sorted({*FORMATS} - {*BINARY}):
            rendered(form, report, ENGLISH)
        original = kept(report_from(as_bytes(document()), "kept.json")[0] or report)
        for before, after in ((report, original), (original, report)):
            render_comparison_text(compared(before, after), "en")
            render_comparison_json(compared(before, after))
            held_against(after, before)


def test_what_a_baseline_made_of_a_result_comes_back():
    """Tolerated paths and regressions of every kind; a rule has a state and no other word."""
    found, _ = report_from(as_bytes(document()), "kept.json")
    assert found is not None
    assert found.baseline == kept(found).baseline
    assert found.baseline is not None
    assert [("9", None), (None, None), (None, "veto:any-c"), (None, "gate:districts")] == [
        (one.indicator, one.rule and one.rule.text) for one in found.baseline.regressions
    ]
    for part in ({"rule": "veto:any-c", "after": "perhaps"}, {"rule": "gates:g"}):
        broken = json.loads(as_bytes(document()))
        broken["baseline"]["regressions"][2].update(part)
        assert ["ER111"] == codes(as_bytes(broken))


@pytest.mark.parametrize("kind", Titles._fields)
def test_a_result_that_lacks_a_name_is_refused_or_shown_all_the_same(kind: str):
    """Levels, measures, groups, tables, members, sources, left out one by one: never a fault, in no format."""
    whole = render_json(check([str(ROOT / "examples" / "foshan" / "july-year1.yaml")], Options(explain=True)))
    for own in json.loads(whole)["results"][0]["titles"].get(kind, ()):
        changed = json.loads(whole)
        result = changed["results"][0]
        del result["titles"][kind][own]
        if kind in result["scales"]:
            result["scales"][kind].remove(own)
        report, problems = report_from(as_bytes(changed), "kept.json")
        assert {one.code for one in problems} <= {"ER111", "ER038"}
        for form in sorted({*FORMATS} - {"xlsx"}) if report is not None else ():
            rendered(form, report, ENGLISH)
