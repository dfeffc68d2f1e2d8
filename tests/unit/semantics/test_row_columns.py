"""What is read over the columns of a table is what is read row by row: counts, statistics, failing rows, gaps."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

import evalrules
from evalrules.semantics import row_columns
from evalrules.semantics.row_columns import ColumnReadings, to_ratio

RULES = """\
choices:
  stage: {low: {zh: 小学, en: primary}, high: {zh: 初中, en: junior}}
values: {line: {by: stage, low: 45, high: 50, zh: 班额上限, en: limit of a class, source: s}}
measures:
  least: {type: count, range: [0, 100]}
  spread: {type: number, range: [0, null], each: stage, value: "cv(sites, per, weight=pupils)", round: {digits: 3, mode: half_up, source: s}}
  middle: {type: number, value: "median(sites, area)"}
tables:
  sites:
    zh: 学校
    key: [school]
    rows: 6
    columns:
      school: {type: text}
      stage: {type: stage}
      pupils: {type: count, better: higher}
      area: {type: number, better: higher}
      indoor: {type: number}
      young: {type: yesno}
      per: {type: number, range: [0, 99], value: area / pupils, round: {digits: 1, mode: half_up, source: s}}
    leave_out: pupils < least
indicators:
  - {id: "1", source: s, met: 'every(sites, per >= 2.5 and of(line, stage) >= 1 or young)'}
  - {id: "2", source: s, met: 'count(sites, indoor <= area and not young) >= 3', must: true}
  - {id: "3", source: s, each: stage, met: spread <= 0.5}
  - {id: "4", source: s, met: 'sum(sites, area) >= 900 and mean(sites, per) < 4'}
  - {id: "5", source: s, met: 'middle >= 150 and least(sites, pupils) >= 20'}
  - {id: "6", source: s, each: stage, met: 'share(sites, area / pupils >= 3) >= 0.5'}
vetoes: [{id: some, when: 'count(indicators, not met) >= 2', level: fail, source: s}]
verdict: [{level: pass}]
"""


def drawn(draw: random.Random) -> dict[str, Any]:
    """A county of six schools or fewer, of which little is odd, blank or within bounds."""
    is_odd = draw.random() < 0.5

    def maybe(value: object, *others: object) -> Any:
        return draw.choice(others) if is_odd and draw.random() < 0.08 else value

    sites = [
        {
            "school": f"第{at}校", "stage": maybe(draw.choice(("low", "high")), None),
            "pupils": maybe(draw.randrange(10, 90), 0, None, {"between": [20, 40]}),
            "area": maybe(Decimal(draw.randrange(500, 4000)) / 10, 0, None, {"between": [100, 300]}),
            "indoor": maybe(draw.randrange(10, 300), None), "young": maybe(draw.random() < 0.4, None),
            **({"per": maybe(3, 5)} if is_odd and draw.random() < 0.2 else {}),
        }
        for at in range(draw.choice((6, 6, 6, 5)))
    ]  # fmt: skip
    return {"facts": {"least": maybe(draw.choice((0, 15)), None)}, "tables": {"sites": sites}}


def told(county: dict[str, Any], ruleset: Any) -> str:
    """What is said of a county, but for what its blanks may lead to."""
    found = evalrules.assess(ruleset, evalrules.evidence_from(county, ruleset))
    return repr((found.verdict, found.indicators, found.gaps, found.diagnostics))


def test_what_columns_tell_is_what_every_row_tells(
    ruleset_from: Callable[[str], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Byte for byte, with missing cells, bounds, rows that are left out or not there, derived cells that are stated."""
    ruleset, draw = ruleset_from(RULES), random.Random(5)
    counties = [drawn(draw) for _ in range(14)]
    answered: Counter[str] = Counter()

    def counting(name: str) -> Callable[..., Any]:
        method = getattr(ColumnReadings, name)

        def counted(*args: Any) -> Any:
            found = method(*args)
            answered[f"{name} {'row by row' if found is None else 'by column'}"] += 1
            return found

        return counted

    monkeypatch.setattr(row_columns, "WORTH_WRITING", 10**9)
    expected = [told(county, ruleset) for county in counties]
    monkeypatch.setattr(row_columns, "WORTH_WRITING", 0)
    for name in ("holding", "ratios"):
        monkeypatch.setattr(ColumnReadings, name, counting(name))
    assert [told(county, ruleset) for county in counties] == expected
    assert len(set(expected)) > 10
    assert set(answered) == {f"{name} {way}" for name in ("holding", "ratios") for way in ("by column", "row by row")}
    assert sum(count for way, count in answered.items() if way.endswith("by column")) * 2 > answered.total(), answered


def test_a_ratio_of_decimals_is_one_of_whole_numbers() -> None:
    assert to_ratio(Decimal("1.5"), 3) == (3, 6)
    with pytest.raises(TypeError):
        to_ratio(None, 3)  # type: ignore[arg-type]
