"""The greatest and the least of several figures: the comparison of each of them, and how far each has to go."""

from __future__ import annotations

from fractions import Fraction

import pytest

from evalrules.semantics.extremes import is_tight, with_each
from evalrules.semantics.prose import expression_text
from evalrules.semantics.single_moves import Move, worsens


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("max(a, b) >= 7", ["a >= 7", "b >= 7"]),
        ("20 - min(a, b, c) <= 15", ["20 - a <= 15", "20 - b <= 15", "20 - c <= 15"]),
        ("7 > max(a, b)", ["7 > a", "7 > b"]),
        ("min(a, b) >= max(c, d)", ["a >= max(c, d)", "b >= max(c, d)"]),
        ("a >= 7", []),
        ("has", []),
        ('kindof == "town"', []),
    ],
)  # fmt: skip
def test_each_number_stands_in_the_place_of_the_first_extreme(tree, scope, text: str, expected: list[str]):
    """And what is no such comparison has none."""
    node = tree(text)
    found = with_each(node, scope()) if text != "has" else ()
    assert expected == [expression_text(one) for one in found]


@pytest.mark.parametrize(
    ("moves", "expected"),
    [
        ([("a", ">=", 7)], True),
        ([("a", ">=", 8)], False),
        ([("a", ">=", 6)], False),
        ([("a", ">=", 7), ("b", ">=", 7)], False),
        ([("b", ">=", 7)], True),
    ],
)
def test_a_way_is_tight_where_none_of_its_moves_may_go_less_far(tree, scope, moves: list[tuple], expected: bool):
    """max(a, b) >= 7 of 3 and 4: one of both at 7, not at 8, and not both."""
    way = tuple(Move(own, op, Fraction(need)) for own, op, need in moves)
    assert expected is is_tight(way, tree("max(a, b) >= 7"), scope(a=3, b=4), wanted=True)


def test_a_strict_way_is_tight_at_its_limit(tree, scope):
    """x > 7 moves it beyond 7; x >= 7 does not make it hold, x > 8 goes too far."""
    node, known = tree("max(x, y) > 7"), scope(x=3, y=4)
    found = [
        is_tight((Move("x", op, Fraction(need)),), node, known, wanted=True)
        for op, need in ((">", 7), (">=", 7), (">", 8))
    ]
    assert found == [True, False, False]


RULES = """
measures:
  a: {{type: count, better: higher, zh: 甲数, en: first}}
  b: {{type: count, better: higher, zh: 乙数, en: second}}
  l: {{type: count, better: lower, zh: 小学班额, en: largest class of the primary school}}
  m: {{type: count, better: lower, zh: 初中班额, en: largest class of the junior school}}
  least: {{type: count, value: "min(a, b)", zh: 少者, en: lesser}}
  largest: {{type: count, value: "max(l, m)", zh: 最大班额, en: largest class}}
  has: {{type: yesno, zh: 有, en: has}}
tables:
  t:
    zh: 校
    en: schools
    key: [k]
    columns:
      k: {{type: text, zh: 名, en: name}}
      p: {{type: count, better: higher, zh: 图书, en: books}}
      q: {{type: count, better: higher, zh: 仪器, en: instruments}}
indicators: [{{id: "1", source: s 1, met: "{met}"}}]
verdict: [{{level: pass, when: "every(indicators, met)", source: s 1}}, {{level: fail, source: s 1}}]
"""


@pytest.mark.parametrize(
    ("met", "expected"),
    [
        ("max(a, b) >= 7", ["a 7"]),
        ("min(a, b) > 7", ["a 8", "b 8"]),
        ("max(l, m) <= 45", ["l 45", "m 45"]),
        ("min(l, m) < 45", ["l 44"]),
        ("not (max(l, m) > 45)", ["l 45", "m 45"]),
        ("least >= 7", ["a 7", "b 7"]),
        ("largest <= 45", ["l 45", "m 45"]),
        ("has or min(a, b) >= 7", ["has True"]),
        ("has and min(a, b) >= 7", ["a 7", "b 7", "has True"]),
        ("at_least(2, min(a, b) >= 7, max(a, b) >= 9, largest <= 45)", ["a 7", "b 9"]),
        ("every(t, max(p, q) >= 5)", ["p 甲 5"]),
        ("every(t, min(p, q) >= 5)", ["p 甲 5", "q 甲 5", "q 乙 5"]),
        ("max(a, b) - min(a, b) >= 3 and max(l, m) <= 60", ["a 7"]),
    ],
)
def test_what_is_asked_of_the_greatest_or_the_least_leads_to_the_level(assess, met: str, expected: list[str]):
    """One of the greatest, each of the least that lacks; and carried out it is enough, with any one less it is not."""
    rows = [{"k": "甲", "p": 2, "q": 1}, {"k": "乙", "p": 6, "q": 1}]
    facts = {"a": 3, "b": 4, "l": 50, "m": 52, "has": False}
    found = assess(RULES.format(met=met), {"facts": facts, "tables": {"t": rows}})
    gap = next(one for one in found.gaps if one.kind == "level")
    said = [" ".join(map(str, (one.measure.removeprefix("t."), *(one.row or ()), one.need))) for one in gap.changes]
    assert sorted(expected) == sorted(said)
    for left_out in (None, *gap.changes):
        after, changed = dict(facts), [dict(row) for row in rows]
        for one in gap.changes:
            if one is not left_out:
                of = after if one.row is None else next(row for row in changed if (row["k"],) == one.row)
                of[one.measure.removeprefix("t.")] = one.need if isinstance(one.need, bool) else int(one.need)
        again = assess(RULES.format(met=met), {"facts": after, "tables": {"t": changed}})
        assert again.verdict.level == ("pass" if left_out is None else "fail"), left_out


def test_nobody_makes_the_largest_class_larger(assess):
    """The mean of 83 pupils of 24 classes is at most the largest class: classes are added, none is filled."""
    rules = RULES.replace(
        "  has:",
        "  n: {{type: count, fixed: true, zh: 学生, en: pupils}}\n  g: {{type: count, zh: 班数, en: classes}}\n  has:",
    )
    facts = {"l": 50, "m": 0, "n": 2000, "g": 24, "a": 0, "b": 0, "has": True}
    found = assess(rules.format(met="n / g / max(l, m) <= 1"), {"facts": facts, "tables": {"t": []}})
    gap = next(one for one in found.gaps if one.kind == "level")
    assert [(one.measure, one.need) for way in (gap.changes, *gap.alternatives) for one in way] == [("g", "40")]


@pytest.mark.parametrize(
    ("measure", "op", "expected"),
    [("l", ">=", True), ("l", "<=", False), ("a", "<=", True), ("a", ">=", False), ("n", ">=", False)],
)
def test_a_way_worsens_what_it_moves_away_from_better(ruleset_from, measure: str, op: str, expected: bool):
    """A larger class, fewer books; of what nobody calls better no move is worse."""
    from evalrules.semantics.scope import Scope

    rules = RULES.replace("  has:", "  n: {{type: number, zh: 数, en: number}}\n  has:").format(met="n >= 7")
    assert expected is worsens((Move(measure, op, Fraction(45)),), Scope(ruleset_from(rules).data, {}, {}))
