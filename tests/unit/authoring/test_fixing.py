"""Full-width signs in conditions are mended, and nothing else of a file is touched."""

from __future__ import annotations

from pathlib import Path

import pytest

from evalrules.authoring.fixing import fixed
from evalrules.loading import load_ruleset

WIDE = """# 说明（全角）：不改
format: ruleset/1
id: sample
edition: "1"
revision: 1
title: {zh: 示例（标准）, en: sample}
subject: county
sources: {s: {zh: 示例文件, en: sample document, confidence: read}}
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
measures: {rate: {type: percent, better: higher, range: [0, 100], zh: 入学率, en: enrolment rate}}
indicators:
  - {id: "1", zh: 入学率, en: enrolment, met: "（rate ≥ ９０）and rate≥１００", source: s 1}
verdict:
  - {level: pass, when: "every（indicators，met）", source: s 1}
  - {level: fail}
"""


def test_every_sign_in_one_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """All of them at once; labels and comments keep theirs, and the ruleset loads."""
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))
    text, count = fixed("ruleset.yaml", WIDE)
    assert '"(rate >= 90)and rate>=100"' in text and '"every(indicators,met)"' in text
    assert "# 说明（全角）：不改" in text and "示例（标准）" in text
    assert count == 12
    (tmp_path / "ruleset.yaml").write_text(text, encoding="utf-8")
    assert load_ruleset(str(tmp_path / "ruleset.yaml")).ruleset is not None
    assert fixed("ruleset.yaml", text) == (text, 0)


def test_what_is_no_document_stays():
    """Nothing is mended that cannot be read."""
    assert fixed("ruleset.yaml", "a: [") == ("a: [", 0)


def test_the_command_writes_the_file(cli, write):
    """`lint --fix`: the file loads afterwards."""
    path = write("ruleset.yaml", WIDE)
    assert cli("lint", str(path))[0] == 2
    assert cli("lint", str(path), "--fix")[0] == 0
    assert "（rate" not in path.read_text("utf-8")
