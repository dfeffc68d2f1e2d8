"""Empty evidence that can be filled in."""

from __future__ import annotations

import json

import pytest

import evalrules
from evalrules.forms.template import template_json, template_yaml


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_yaml_template_is_evidence(language: str, rules, write):
    """The template binds without a warning, and everything in it is null."""
    evidence = evalrules.load_evidence(
        write("a.yaml", template_yaml(rules.data, language).replace("ruleset: t@1\n", "")), rules
    )
    assert () == evidence.diagnostics
    assert {None} == {fact.value for fact in evidence.data.facts.values()}
    assert ["rate", "ok", "total", "share", "exam"] == list(evidence.data.facts)
    assert ["3", "4", "5"] == list(evidence.data.grades)
    assert evidence.data.period is None


def test_both_forms_have_the_same_meaning(rules, write):
    """YAML and JSON templates have one digest."""
    forms = {"a.yaml": template_yaml(rules.data, "zh"), "a.json": template_json(rules.data)}
    digests = {evalrules.load_evidence(write(name, text), rules).digest for name, text in forms.items()}
    assert 1 == len(digests)


def test_each_line_says_what_it_means(rules):
    """Labels, units, options and grades stand beside the keys."""
    text = template_yaml(rules.data, "zh")
    for part in ("rate: null  # 入学率 (%)", "exam: null  # 考试 (是/否)", '"3": null  # 管理 (A/B/C)', '"4": null  # 规划 (是/否)',
                 "region: null  # 苏南/苏北"):  # fmt: skip
        assert part in text


def test_derived_measures_may_stay_empty(rules):
    """Every measure is listed; what is computed says so, for who knows only the share."""
    assert "share" in json.loads(template_json(rules.data))["facts"]
    assert "may stay empty" in template_yaml(rules.data, "en").split("share: null")[1].splitlines()[0]


def test_a_ruleset_without_facts_gives_valid_yaml(ruleset_from, write):
    """No measure at all: the section is empty and still evidence."""
    rules = ruleset_from('indicators: [{id: "1", source: s 1, assessed: yesno}]')
    path = write("a.yaml", template_yaml(rules.data, "en"))
    assert {} == evalrules.load_evidence(path, rules).data.facts


def test_labels_cannot_break_out_of_their_line(ruleset_from, write):
    """A label with a line end or a comment sign stays in its comment."""
    rules = ruleset_from(
        'measures: {a: {type: count, zh: "甲\\nfacts: {a: 1}"}}\nindicators: [{id: "1", zh: "x\\ngrades: {}", source: s 1, met: a > 1}]'
    )
    evidence = evalrules.load_evidence(write("a.yaml", template_yaml(rules.data, "zh")), rules)
    assert [None] == [fact.value for fact in evidence.data.facts.values()]
