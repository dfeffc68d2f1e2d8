"""What may be typed at a place: what is declared, what the language has, and nothing else."""

from __future__ import annotations

import pytest

MET = "met: rate >= line,"

OFFERED = {
    "a condition": (("ruleset", MET, "met: ra| >= line,"), {"rate", "line", "schools", "every", "indicators", "area"}, {"s", "main", "books"}),
    "rows": (("ruleset", MET, "met: every(schools, | ),"), {"books", "kind", "school", "books_least"}, {"main"}),
    "a check of rows": (("ruleset", "- books <= 1000", "- bo|"), {"books", "rate", "agrees"}, {"main"}),
    "an indicator in quotes": (("ruleset", 'met("2")', 'met("|")'), {"1", "2"}, {"rate", "hills"}),
    "an option in quotes": (("ruleset", '== "hills"', '== "|"'), {"hills", "plain"}, {"1", "rate"}),
    "a group in quotes": (("ruleset", 'met("1") and met("2")', 'every(indicators, group == "|")'), {"main"}, {"1"}),
    "a source": (("ruleset", "source: s 1}", "source: |}"), {"s"}, {"rate", "main"}),
    "no clause": (("ruleset", "source: s 1}", "source: s |}"), set(), {"s"}),
    "a level": (("ruleset", "level: fail, source: s 3", "level: |, source: s 3"), {"pass", "fail"}, {"rate"}),
    "a group": (("ruleset", '"1", group: main', '"1", group: |'), {"main"}, {"rate"}),
    "a choice": (("ruleset", "by: area", "by: |"), {"area"}, {"rate"}),
    "the options of a number": (("ruleset", "by: area, hills: 90", "by: area, |: 90"), {"hills", "plain", "unit", "zh"}, {"rate"}),
    "a type": (("ruleset", "{type: yesno", "{type: |"), {"yesno", "percent", "area"}, {"rate"}),
    "better": (("ruleset", "better: higher", "better: |"), {"higher", "lower"}, {"rate"}),
    "the key of a table": (("ruleset", "key: [school]", "key: [|]"), {"school", "kind", "books"}, {"rate"}),
    "a column that is counted": (("ruleset", "key: [school]", "key: [school]\n    rows: {at_least: 1, of: |}"), {"school", "kind"}, {"rate"}),
    "options of rows that have none": (("ruleset", "{type: count, zh", "{none_for: {kind: [|]}, type: count, zh"), {"hills", "plain"}, {"rate"}),
    "keys of an option": (("ruleset", "hills: {zh: 山区", "hills: {zh: 山区, |"), {"en", "from", "until"}, {"rate"}),
    "a level that members hold": (("ruleset", "tables:\n", "members: {towns: {holds: [|]}}\ntables:\n"), {"pass", "fail"}, {"rate"}),
    "keys of a measure": (("ruleset", "range: [0, 100], better", "|, better"), {"range", "fixed", "series"}, {"met", "rate"}),
    "keys of an indicator": (("ruleset", "    group: main\n    zh: 图书", "    gr|\n    zh: 图书"), {"group", "bands", "must"}, {"rate", "series"}),
    "keys of a column": (("ruleset", "{type: count, zh", "{type: count, |, zh"), {"none_for", "range"}, {"series", "each"}),
    "sections": (("ruleset", "measures:\n", "meas|\n"), {"measures", "verdict", "panel"}, {"rate"}),
    "a yes or no": (("ruleset", "{type: yesno", "{fixed: |, type: yesno"), {"true", "false"}, {"rate"}),
    "facts": (("evidence", "{rate: 94", "{ra|: 94"), {"rate", "cheated"}, {"1", "area"}),
    "a fact that is yes or no": (("evidence", "cheated: false", "cheated: |"), {"true", "false"}, {"rate"}),
    "an attribute": (("evidence", "{area: plain}", "{|: plain}"), {"area"}, {"rate"}),
    "an option of it": (("evidence", "{area: plain}", "{area: |}"), {"plain", "hills"}, {"rate"}),
    "keys of evidence": (("evidence", "period: 2020", "peri|"), {"period", "facts", "waivers"}, {"rate"}),
    "a column in a case": (("case", "school: 一小, kind", "school: 一小, |"), {"kind", "books"}, {"rate"}),
    "an option in a row": (("case", "kind: plain", "kind: |"), {"plain", "hills"}, {"books"}),
    "what a case expects": (("case", "  level: pass", "  le|: pass"), {"level", "gaps", "outcomes"}, {"rate"}),
    "a level that a case expects": (("case", "  level: pass", "  level: |"), {"pass", "fail"}, {"rate"}),
    "an indicator that a case expects": (("case", '{"1": met, "2"', '{"1": met, |'), {"1", "2"}, {"rate", "fraud"}),
    "an outcome": (("case", '{"1": met, "2": met}', '{"1": |}'), {"met", "not_met", "unknown"}, {"rate"}),
    "a veto": (("case", "{fraud: false}", "{|: false}"), {"fraud"}, {"rate"}),
}


@pytest.mark.parametrize(("typed", "some", "none"), OFFERED.values(), ids=OFFERED)
def test_what_fits_is_offered_and_nothing_else(typed, some: set[str], none: set[str], offered):
    """While the text is no YAML, too: what could be read last says what is declared."""
    found = offered(*typed)
    assert (some, set()) == (some & set(found), none & set(found))


def test_the_ruleset_of_evidence_is_one_that_can_be_named(offered):
    """By its id and edition."""
    assert {"r@1", "jiangsu-16@2007"} <= set(offered("evidence", "ruleset: r@1", "ruleset: |"))


def test_a_document_that_could_never_be_read_still_knows_the_language(opened, offered):
    """Keys and functions are no names."""
    path = opened.paths["ruleset"]
    opened.texts[path] = "format: ruleset/1\nindicators:\n  - {id: a, met: x(\n"
    from evalrules.editor.offers import offers

    assert "every" in [one.text for one in offers(opened.desk, path, 3, 18, "zh")]


@pytest.mark.parametrize(("language", "told"), [("zh", "入学率"), ("en", "rate")])
def test_an_offer_says_what_it_is(language: str, told: str, opened):
    """In the language of the reader, with more behind it."""
    from evalrules.editor.offers import offers

    found = {one.text: one for one in offers(opened.desk, *opened.typing("ruleset", MET, "met: | >= line,"), language)}
    assert (told, True) == (found["rate"].told, "`rate`" in found["rate"].meaning)
