"""Evidence that is given again, a little changed: what is carried on changes no byte of what is found."""

from __future__ import annotations

import csv
import json
import random
from pathlib import Path
from typing import Any

import pytest

from evalrules.loading import load_ruleset
from evalrules.page.desk import Memory, answer
from evalrules.page.form import form_document
from evalrules.semantics.later_readings import MOST_MOVED, LaterReadings

FOLDER = Path(__file__).resolve().parents[3] / "examples" / "quality-balance"
RULESET = "national-quality-balance@2017"
PARTS = ("below", "gaps", "charts", "html", "json")


@pytest.fixture
def form() -> dict[str, Any]:
    """The county of the example as a form, with the facts that its schools are held against."""
    ruleset = load_ruleset(RULESET).ruleset
    assert ruleset is not None
    tables = {}
    for table in form_document(ruleset, "zh")["tables"][:2]:
        ids = {column["words"]: column["id"] for column in table["columns"]}
        with (FOLDER / f"{table['id']}.csv").open(encoding="utf-8") as file:
            tables[table["id"]] = [{ids[name]: value for name, value in row.items()} for row in csv.DictReader(file)]
    given = {"period": "2022", **dict.fromkeys(("teachers", "trained", "certified"), "586"), "same_building": "否"}
    entries = [{"section": "period" if own == "period" else "fact", "id": "" if own == "period" else own, "value": value} for own, value in given.items()]
    return {"entries": entries, "tables": tables}


def told(form: dict[str, Any], memory: Memory | None) -> list[Any]:
    asked = {"lang": "zh", "ruleset": RULESET, "form": form}
    return [drawn({**asked, **more}, memory) for more in ({"do": "check"}, *({"do": "result", "part": part} for part in PARTS))]


def drawn(asked: dict[str, Any], memory: Memory | None) -> Any:
    """The answer, or what is told when all of it is drawn: how many steps that takes is a matter of the machine."""
    found = json.loads(answer(json.dumps(asked), {}, memory))
    return drawn({**asked, "do": "more"}, memory) if "drawing" in found else found


def changes(form: dict[str, Any], count: int) -> Any:
    """Changes as a reader makes them, one after the other: figures, a name that its other table lacks, words, blanks, facts."""
    draw = random.Random(16)
    for at in range(count):
        row = draw.choice(form["tables"][draw.choice(("units", "sites"))])
        own = draw.choice(list(row))
        if at % 5 == 4:
            form["entries"][draw.randrange(1, 4)]["value"] = str(draw.randrange(560, 600))
        elif row[own].isdigit():
            row[own] = str(max(0, int(row[own]) + draw.choice((-1, 1, 2))))
        before = row[own]
        if at % 6 == 5:
            row[own] = draw.choice(("", "x", "小学", before + "1"))
        yield
        row[own] = before


def carried(memory: Memory) -> bool:
    case = memory.before.cases.last
    return case is not None and isinstance(case.scope.rows, LaterReadings) and case.scope.rows._held_against is not None


@pytest.mark.parametrize("count", [12, pytest.param(150, marks=[pytest.mark.real, pytest.mark.long])])
def test_nothing_is_other_than_afresh(form, count):
    """After each of many changes verdict, problems, marks, report and JSON are those of a first look."""
    memory, times = Memory(), 0
    verdicts = set()
    for _ in changes(form, count):
        found = told(form, memory)
        times += carried(memory)
        assert found == told(form, None)
        verdicts.add(found[0]["verdicts"][0]["verdict"])
    assert times > count // 2, "most are held against what was before"
    assert len(verdicts) > 1, "some are judged, some are wrong"


def test_a_row_more_is_read_afresh(form):
    """Where the rows of a table are others nothing of it is carried on; with very many changes all begins anew."""
    memory = Memory()
    told(form, memory)
    form["tables"]["sites"].append({**form["tables"]["sites"][0], "school": "新校"})
    assert told(form, memory) == told(form, None) and carried(memory)
    for row in form["tables"]["units"] * MOST_MOVED:
        row["hall_area"] = str(int(row["hall_area"] or 0) + 1)
    assert told(form, memory) == told(form, None)


def test_a_condition_about_the_same_school_sees_its_other_rows(form):
    """What one row says of a school is held against its other row, whichever of the two was changed."""
    memory = Memory()
    told(form, memory)
    doubled = next(row for row in form["tables"]["units"] if sum(one["school"] == row["school"] for one in form["tables"]["units"]) == 2)
    doubled["primary_pupils"] = str(int(doubled["primary_pupils"]) + 1)
    found = told(form, memory)
    assert found == told(form, None) and carried(memory)
    assert [one for one in found[0]["problems"] if one["code"] == "ER509"], found[0]["problems"]
