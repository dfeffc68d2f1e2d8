"""Rulesets that can be named, for the tests of what finds, loads and uses them."""

from __future__ import annotations

import pytest

RULES = """format: ruleset/1
id: r
edition: "{edition}"
revision: 1
title: {{zh: 例, en: sample}}
{dates}
subject: county
sources: {{s: {{confidence: read}}}}
levels: [{{id: pass, required: true}}, {{id: fail}}]
indicators: [{{id: "1", source: s 1, assessed: yesno}}]
verdict: [{{level: pass, when: 'met("1")'}}, {{level: fail}}]
"""


@pytest.fixture
def editions(tmp_path, monkeypatch):
    """Write editions of the ruleset r, each with its dates ("" for none)."""
    monkeypatch.setenv("EVALRULES_PATH", str(tmp_path))

    def make(**dates: str) -> None:
        for edition, written in dates.items():
            path = tmp_path / "r" / edition.strip("e") / "ruleset.yaml"
            path.parent.mkdir(parents=True)
            line = f"in_force: {written}" if written else ""
            path.write_text(RULES.format(edition=edition.strip("e"), dates=line), "utf-8")

    return make
