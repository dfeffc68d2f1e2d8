"""What every option of an unknown cell leaves as it is is known; what one of them turns is not."""

from __future__ import annotations

import pytest

RULES = """
choices: {{kind: {{public: 公办, private: 民办, point: 教学点}}}}
tables:
  t:
    zh: 校
    en: schools
    key: [k]
    leave_out: kind == "private"
    columns:
      k: {{type: text}}
      kind: {{type: kind}}
      n: {{type: count, range: [0, 1000]}}
      done: {{type: yesno}}
indicators: [{{id: "1", source: s 1, met: '{met}'}}]
verdict: [{{level: pass, when: 'met("1")'}}, {{level: fail}}]
"""

CONDITIONS = (
    "cv(t, n) <= {limit}", "mean(t, n) >= {limit} * 10", "every(t, n >= 5 or done)", "share(t, n >= 7) >= {limit}",
    'every(t, n >= (3 if kind == "point" else 6))', "cv(t, n) + share(t, done) <= {limit}",
)  # fmt: skip


def levels(assess, met: str, rows) -> tuple[str, ...]:
    table = [{"k": f"r{at}", "kind": kind, "n": n, "done": done} for at, (kind, n, done) in enumerate(rows)]
    return assess(RULES.format(met=met), {"tables": {"t": table}}).verdict.possible


@pytest.mark.parametrize("limit", ["0.2", "0.6", "0.9"])
@pytest.mark.parametrize("condition", CONDITIONS)
def test_it_is_known_where_all_options_agree(condition: str, limit: str, assess):
    """Held to going through the kinds by hand; a kind that is known stays as it is."""
    met = condition.format(limit=limit)
    known = [("public", 8, True), ("point", 6, False), ("public", 9, True)]
    for row in ((None, 7, True), (None, 90, True), (None, 4, False), ("public", 4, True), ("private", 1, False)):
        kinds = (row[0],) if row[0] else ("public", "private", "point")
        every = {levels(assess, met, [*known, (kind, row[1], row[2])]) for kind in kinds}
        found = levels(assess, met, [*known, row])
        joined = {level for one in every for level in one}
        assert set(found) == joined, (row, every, found)


def test_more_options_than_are_gone_through_leave_it_open(assess):
    """Three rows of unknown kind are 27 joint options: nothing is claimed of them."""
    rows = [("public", 8, True), *((None, 8, True),) * 3]
    assert levels(assess, "cv(t, n) <= 0.9", rows[:2]) == ("pass",)
    assert levels(assess, "cv(t, n) <= 0.9", rows) == ("pass", "fail")
