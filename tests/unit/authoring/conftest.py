"""A small ruleset with cases that notice every change of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

RULESET = """\
format: ruleset/1
id: r
edition: "1"
revision: 1
title: {zh: 例, en: sample}
subject: county
sources: {s: {zh: 例文, en: sample text, confidence: read}}
levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]
values:
  line: {value: 95, zh: 界, en: line, source: s}
  open: {value: null, zh: 未定, en: not given}
measures:
  rate: {type: percent, range: [0, 100], better: higher, zh: 率, en: rate}
  cheated: {type: yesno, zh: 作假, en: cheated}
  share: {type: number, zh: 占比, en: share}
indicators:
  - {id: rate, zh: 率, en: rate, met: rate >= line, source: s 1}
  - {id: open, zh: 待定, en: open, met: share >= open, applies: not cheated, source: s 2}
vetoes:
  - {id: fraud, zh: 作假, en: fraud, when: cheated, level: fail, source: s 3}
verdict:
  - {level: pass, when: 'every(indicators, met)', source: s 4}
  - {level: fail}
"""
CASES = {
    "at-the-limit.yaml": """\
# 恰好达到 / exactly at the limit
evidence: {ruleset: r, facts: {rate: 95, cheated: false, share: 3}}
values: {open: 3}
expect:
  level: pass
  possible: [pass]
  outcomes: {"*": met}
  vetoes: {fraud: false}
""",
    "above.yaml": """\
evidence: {ruleset: r, facts: {rate: 95.5, cheated: false, share: 3}}
values: {open: 3}
expect: {level: pass, outcomes: {rate: met}}
""",
    "below.yaml": """\
evidence: {ruleset: r, facts: {rate: 94, cheated: false, share: 2}}
values: {open: 3}
expect:
  level: fail
  outcomes: {"*": not_met}
  gaps: {rate: {to: met, need: {rate: ">= 95"}}}
""",
    "fraud.yaml": """\
evidence: {ruleset: r, facts: {rate: 95, cheated: true}}
expect: {level: fail, outcomes: {rate: met, open: not_applicable}, vetoes: {fraud: true}}
""",
    "panel.yaml": """\
evidence: {ruleset: r, facts: {rate: 95, cheated: false}}
expect: {level: null, possible: [pass, fail], outcomes: {rate: met, open: unknown}, missing: [open]}
""",
}


@pytest.fixture
def desk(tmp_path: Path) -> Callable[..., str]:
    """`desk(ruleset=…, cases=…, equivalent=…)`: the path of a ruleset with its cases beside it."""

    def make(ruleset: str = RULESET, cases: dict[str, str] | None = None, equivalent: str | None = None) -> str:
        folder = tmp_path / "r" / "1"
        (folder / "cases").mkdir(parents=True, exist_ok=True)
        (folder / "ruleset.yaml").write_text(ruleset, encoding="utf-8")
        for name, text in (CASES if cases is None else cases).items():
            (folder / "cases" / name).write_text(text, encoding="utf-8")
        if equivalent is not None:
            (folder / "cases" / "equivalent.yaml").write_text(equivalent, encoding="utf-8")
        return str(folder / "ruleset.yaml")

    return make


@pytest.fixture
def ruleset_text() -> str:
    return RULESET


@pytest.fixture
def cases() -> dict[str, str]:
    return dict(CASES)
