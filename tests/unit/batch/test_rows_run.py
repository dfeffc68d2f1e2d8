"""Rows of many subjects in columns: every county is concluded on as its rows alone would have it, cell by cell."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import evalrules
from evalrules.batch.rows_run import RowsBatch
from evalrules.batch.run import Batch
from evalrules.readers.unreadable import Unreadable
from tests.support.selection import one_in

RULESETS = {
    name: evalrules.load_ruleset(name).data for name in ("national-quality-balance@2017", "national-basic-balance@2012")
}
QUALITY, BASIC = RULESETS

Rows = list[dict[str, Any]]


def units(draw: random.Random, county: str, count: int) -> tuple[Rows, Rows]:
    """The parts and sites of the schools of a county, most of them plain."""
    parts, sites = [], []
    for at in range(count):
        kind = draw.choice(("primary", "primary", "junior", "nine_year"))
        pupils = draw.choice((40, 96, 100, 500, 899, 2000))
        own = {"county": county, "school": f"第{at}校", "kind": kind}
        stages = {"primary": ("primary",), "junior": ("junior",)}.get(kind, ("primary", "junior"))
        counts = {f"{stage}_pupils": pupils if stage in stages else 0 for stage in ("primary", "junior")}
        areas = {
            "teaching_area": pupils * 6,
            "field_area": pupils * 11.5,
            "equipment": pupils * 2600 + 100 * at,
            "indoor_sports_area": 0,
            "hall_area": 0,
        }
        each = {
            "above_degree": pupils // 17 + at % 3,
            "key_teachers": pupils // 80 + 1,
            "arts_teachers": pupils // 100 + 1,
            "multimedia_rooms": pupils // 30,
        }
        plain = {
            "senior_pupils": 0,
            "rural_small": draw.choice("是否"),
            "visiting_arts_teachers": 1,
            "dense_centre": "否",
            "extra_sports_area": 0,
        }
        whole = {key: value for key, value in (each | areas).items() if key in ("multimedia_rooms", *areas)}
        parts += [{**own, "stage": stage, **counts, **plain, **each, **areas, **whole} for stage in stages]
        rooms = {
            "music_rooms": 5,
            "smallest_music_room": draw.choice((96, 73, 95.9)),
            "art_rooms": 5,
            "smallest_art_room": 90,
        }
        largest = {f"largest_{stage}_class": 40 if stage in stages else 0 for stage in ("primary", "junior")}
        money = {
            "funds_standard": 1000,
            "public_funds_budget": 1_000_000 + at,
            "public_funds": 2_000_000 + at,
            "training_budget": 50_000 + at,
        }
        total = pupils * len(stages)
        sites.append(
            {
                **own,
                "migrant_pupils": 0,
                "built": 2018,
                "rural_small": "否",
                "compulsory_pupils": total,
                "classes": -(-total // 38),
                **rooms,
                **largest,
                **money,
            }
        )
    return parts, sites


def schools(draw: random.Random, county: str, count: int) -> tuple[Rows, Rows]:
    """The rows of basic balance."""
    found = []
    for at in range(count):
        pupils = draw.randint(50, 1500)
        own = {
            "county": county,
            "school": f"{at}小",
            "stage": (stage := draw.choice(("primary", "junior"))),
            "kind": draw.choice(("county", "county", "teaching_point" if stage == "primary" else "county")),
        }
        shares = {
            "rooms_area": 6,
            "sports_area": 11.25,
            "equipment": 2000,
            "computers": 0.1,
            "books": 30,
            "teachers": 0.06,
        }
        row = {**own, "pupils": pupils, **{key: round(pupils * share * draw.uniform(0.9, 1.6)) + 2 for key, share in shares.items()}}
        found.append({**row, "above_degree": row["teachers"] - at % 2, "middle_rank": row["teachers"] * 3 // 4})
    return found, []


ODD = ("约5", "1.5", "-3", "", "", "", "", "0", "x", "99999999", "合计", "1e3", "007", " 12 ", "12345678901234", "是")
"""What else may stand in a cell."""


def drawn(folder: Path, ruleset: str, seed: int) -> dict[str, str]:
    """The tables of some counties: empty and odd cells, rows twice, rows that say the same, totals, a zero too many."""
    draw = random.Random(seed)
    tables: dict[str, Rows] = {"units": [], "sites": []} if ruleset == QUALITY else {"schools": [], "none": []}
    for number in range(14):
        made = (units if ruleset == QUALITY else schools)(draw, f"c{number}", draw.choice((1, 3, 5, 8, 12, 30)))
        for rows, one in zip(tables.values(), made, strict=True):
            rows += [
                {
                    key: "" if draw.random() < 0.01 and key not in ("county", "school") else value
                    for key, value in row.items()
                }
                for row in one
            ]
            if one and draw.random() < 0.3:
                _spoil(draw, rows)
    facts = [
        {
            "county": f"c{number}",
            "年份": 2022,
            **(_facts(draw) if ruleset == QUALITY else {}),
        }
        for number in range(15)
    ]
    written = {}
    for name, rows in {"counties": facts, **tables}.items():
        if rows:
            written[name] = str(folder / f"{name}.csv")
            with open(written[name], "w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(rows[0]) if name != "counties" else list(facts[0]))
                writer.writerow({key: {"county": "编号"}.get(key, key) for key in writer.fieldnames})
                writer.writerows(rows)
    return written


def _facts(draw: random.Random) -> dict[str, object]:
    """What a county says of itself: some of it contradicts the rest, or its rows, or is asked about."""
    teachers = draw.choice((99_999, 99_999, 99_999, 3))
    return {
        "teachers": teachers,
        "trained": draw.choice((teachers, teachers - 1, "")),
        "certified": draw.choice((teachers, teachers, teachers - 2, teachers + 1)),
        "teacher_pay": draw.choice((100_000, 90_000, 90_000, 10, "")),
        "civil_servant_pay": draw.choice((95_000, 100_000, "")),
        "allowances": draw.choice(("是", "否", "")),
        "exam_admission": draw.choice(("否", "否", "是", "")),
        "recognition": draw.choice((85, 84.9, 90, "", "")),
        "special_pupils": draw.choice((0, 10, "")),
        "special_funds": draw.choice((80_000, 79_999, "")),
        "G1": draw.choice(("是", "否", "")),
        "basic_recognised_on": draw.choice(("2019-01-01", "2019-12-31", "")),
        "monitoring_stays_high": draw.choice(("是", "")),
        "retention_formula": draw.choice(("a", "b", "")),
        "intake": draw.choice((1000, "")),
        "graduates": draw.choice((950, 949, 12)),
        **dict.fromkeys(("deaths", "moved_in", "moved_out"), draw.choice((0, 1))),
    }


def _spoil(draw: random.Random, rows: Rows) -> None:
    row, key = rows[-1], draw.choice([key for key in rows[-1] if key != "county"])
    spoils: list[Callable[[], object]] = [
        lambda: row.update({key: draw.choice(ODD)}), lambda: rows.append(dict(row)), lambda: rows.append({**row, "school": "又一校"}),
        lambda: row.update({key: f"{row[key]}0"}), lambda: row.update(school=draw.choice(("合计", "总校", "学校计", "无数据"))),
        lambda: rows.append({**row, "school": "其它", **{name: sum(float(one[name] or 0) for one in rows if one["county"] == row["county"]) for name, value in row.items() if isinstance(value, int)}}),
    ]  # fmt: skip
    draw.choice(spoils)()


def results(batch: Batch) -> list[list[str | None]]:
    return [list(row) for row in batch.rows()]


@pytest.mark.parametrize("case", one_in(6, [(name, seed) for name in (QUALITY, BASIC) for seed in range(9)], real=4))
def test_every_county_is_that_of_its_rows_read_cell_by_cell(tmp_path: Path, case: tuple[str, int]):
    """Level, outcomes, gaps and problems; some in columns and some not, and each that is not has something to look at."""
    ruleset, seed = case
    written = drawn(tmp_path, ruleset, seed)
    counties = [written.pop("counties")]
    one = Batch(RULESETS[ruleset], counties, rows=written)
    other = RowsBatch(RULESETS[ruleset], counties, (), str(tmp_path), rows=written)
    assert results(one) == results(other)
    assert one.row_inputs == other.row_inputs and one.told == other.told
    assert not other.not_said() and other.counts["columns"]


def test_a_file_of_which_columns_say_nothing_is_read_row_by_row(tmp_path: Path):
    """A unit beside a heading, another encoding: with the reason, and the same result."""
    written = drawn(tmp_path, BASIC, 1)
    path = Path(written["schools"])
    for text, encoding in (
        (path.read_text("utf-8").replace("equipment", "equipment（万元）", 1), "utf-8"),
        (path.read_text("utf-8"), "gb18030"),
    ):
        path.write_text(text, encoding=encoding)
        found = RowsBatch(RULESETS[BASIC], [written["counties"]], (), str(tmp_path), rows={"schools": str(path)})
        assert results(Batch(RULESETS[BASIC], [written["counties"]], rows={"schools": str(path)})) == results(found)
        assert found.not_said() and not found.counts["columns"]


def test_rows_of_nobody_and_of_strangers_refuse_the_batch_in_columns_too(tmp_path: Path):
    """As they do row by row."""
    written = drawn(tmp_path, BASIC, 2)
    path = Path(written["schools"])
    lines = path.read_text("utf-8").splitlines()
    for county, code in (("", "ER691"), ("c99", "ER694")):
        path.write_text(
            "\n".join([*lines, lines[-1].replace(lines[-1].partition(",")[0], county, 1)]), encoding="utf-8"
        )
        found = RowsBatch(RULESETS[BASIC], [written["counties"]], (), str(tmp_path), rows={"schools": str(path)})
        with pytest.raises(Unreadable) as wrong:
            results(found)
        assert [code] == [one.code for one in wrong.value.problems if one.is_error]


def test_numbers_of_a_file_are_read_as_they_are_written_to_the_last_digit():
    """As whole numbers of a millionth, by the database itself: no digit is rounded, whatever is before the point."""
    import duckdb

    draw = random.Random(6)
    texts = []
    for _ in range(5000):
        whole = draw.choice(("0", str(draw.randrange(1, 10 ** draw.randint(1, 12)))))
        digits = "".join(draw.choice("0123456789") for _ in range(draw.randint(0, 6)))
        texts.append(f"{draw.choice(('', '-'))}{whole}{'.' if digits else ''}{digits}")
    found = duckdb.sql("SELECT TRY_CAST(one || 'e6' AS BIGINT) FROM (SELECT unnest($texts) AS one)", params={"texts": texts})
    assert [read for (read,) in found.fetchall()] == [int(Decimal(text) * 10**6) for text in texts]
