"""What is to be mended, once each."""

from __future__ import annotations

from evalrules.reporters.page import Writer
from evalrules.reporters.remedies import remedies_of

RULES = """
measures: {rate: {type: percent, range: [0, 100], better: higher, zh: 率, en: rate}}
tables: {units: {key: [name], columns: {name: {type: text}, size: {type: count, better: higher, zh: 规模, en: size}}}}
indicators:
  - {id: "1", source: s, met: rate >= 95}
  - {id: "2", source: s, met: "every(units, size >= 2)"}
  - {id: "3", source: s, assessed: yesno}
verdict: [{level: pass, when: 'met("1") and met("2") and met("3")', source: s}, {level: fail}]
"""


def test_each_row_and_each_figure_is_told_once(assess):
    """In the order of the indicators, then what only the level asks for; nothing where all is well."""
    rows = [{"name": "a", "size": 1}, {"name": "b", "size": 2}]
    found = assess(RULES, {"facts": {"rate": 90}, "tables": {"units": rows}, "grades": {"3": False}}).data
    told = [(one.indicator, one.where, one.change.need) for one in remedies_of(Writer(found, "en"))]
    assert [("1", "", "95"), ("2", "a", "2"), ("3", "", "met")] == told
    well = assess(RULES, {"facts": {"rate": 95}, "tables": {"units": rows[1:]}, "grades": {"3": True}}).data
    assert [] == list(remedies_of(Writer(well, "en")))
