"""Mistakes that offices make, each planted into clean data: every one is refused or questioned at its cell.

planted/RULESET holds clean data of each shipped ruleset with tables; planted/mistakes.csv lists what is done to them:

    edit       北关小学.班数=1             a cell of a row, found by the beginning of its key (南关学校/初中)
               -西河小学                   the row left out
               +北关小学 [as 北关小学校]    the row a second time, under another name
               line …  sum KEY             a line more, written out or the sum of all others
               heading OLD=NEW             another heading
               OLD -> NEW                  other text in YAML
    expected   the code of the diagnostic that says so, with `last year` where it takes the clean data as those of the
               year before; `missing` where the result names it among what is missing; `nothing` where no one can know
    cell       where: 北关小学.班数 as it stands then, a row by its key, a fact, `line N`, `heading NAME`; FILE: before it for another file

planted/messages holds what is said of each of them, in Chinese and English; what may be said is judged by
tests/support/official_words.py. What is marked `nothing` draws nothing today. Once something questions it, the row fails here, and its code is written in.
"""

from __future__ import annotations

import shutil
from collections import Counter
from pathlib import Path

import pytest
from official_words import assert_kept, faults_of, told
from planting import (
    FOLDER,
    LAST_YEAR,
    MISSING,
    MISTAKES,
    NOTHING,
    RULESETS,
    Mistake,
    assessed,
    loaded,
    place_of,
    planted,
    year_before,
)
from selection import one_in

from evalrules.base.diagnostics import Diagnostic

LEAST = 25


def answer(folder: Path, mistake: Mistake, found: list[Diagnostic], missing: list[str]) -> tuple[str, bool, str]:
    """What is said of a mistake: the codes, whether one of the expected code is at the cell, and its sentence."""
    expected = mistake.expected.removesuffix(LAST_YEAR)
    codes = ", ".join(sorted({one.code for one in found})) or ("missing" if missing else "")
    if mistake.expected == NOTHING:
        return codes, not found, found[0].sentence("zh") if found else ""
    if mistake.expected == MISSING:
        return codes, mistake.cell in missing, ", ".join(missing)
    file, line, column = place_of(folder, mistake)
    for one in (one for one in found if one.code == expected):
        places = [place for place in (one.place, *(other.place for other in one.related)) if place is not None]
        if any((place.file, place.line) == (file, line) and column in (0, place.column) for place in places):
            return codes, True, one.sentence("zh")
    return codes, False, "; ".join(str(one) for one in found)


@pytest.fixture(params=one_in(8, RULESETS))
def data(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, Path]:
    """The clean data of a ruleset in a folder of their own."""
    return request.param, Path(shutil.copytree(FOLDER / request.param, tmp_path / "data"))


def test_clean_data_draw_nothing(data: tuple[str, Path]):
    """Without a mistake there is no error, no warning and no note, also beside last year's; missing is only what no text gives."""
    ruleset = loaded(data[0], None).ruleset
    assert ruleset is not None
    open_values = [own for own, value in ruleset.values.items() if value.is_parameter]
    assert assessed(data[1]) == ([], open_values)
    assert assessed(data[1], year_before(data[1], data[1].parent / "year-before")) == ([], open_values)


def test_every_planted_mistake_is_refused_or_questioned(data: tuple[str, Path]):
    """The expected code stands at the cell, in words that an official can act on, which stand in planted/messages.

    EVALRULES_UPDATE=1 writes the words anew; the table of the mistakes is printed.
    """
    ruleset, folder = data
    before = year_before(folder, folder.parent / "year-before")
    wrong, said, table = [], [], [ruleset]
    for mistake in (one for one in MISTAKES if one.ruleset == ruleset):
        file = folder / mistake.file
        clean = file.read_text(encoding="utf-8")
        file.write_text(planted(clean, mistake.edit), encoding="utf-8")
        found, missing = assessed(folder, before if mistake.expected.endswith(LAST_YEAR) else None)
        codes, is_found, sentence = answer(folder, mistake, found, missing)
        written = "".join(f"{path.name}\n{path.read_text(encoding='utf-8')}" for path in sorted(folder.iterdir()))
        file.write_text(clean, encoding="utf-8")
        table.append(f"{'ok' if is_found else 'NO'} {mistake.expected:15} {mistake.kind} | {mistake.mistake} | {sentence}")
        said += [f"\n# {mistake.kind}: {mistake.mistake} ({mistake.expected})"]
        said += [told(one, language) for one in found for language in ("zh", "en")]
        if not is_found:
            wrong.append(f"{mistake.mistake}: {mistake.expected} at {mistake.cell}, found {codes or 'nothing'}: {sentence}")
        wrong += [f"{fault}: {told(one, 'zh')}" for one in found for fault in faults_of(one, written)]
    print("\n".join(table))
    assert [] == wrong
    assert_kept(FOLDER / "messages" / f"{ruleset}.txt", said)


@pytest.mark.real
def test_every_shipped_ruleset_with_tables_has_a_list():
    """A new one needs clean data and mistakes of its own; what an overlay extends is questioned with its parent's."""
    paths = sorted((FOLDER.parents[2] / "rulesets").glob("*/*/ruleset.yaml"))
    every = [found for path in paths if (found := loaded(str(path), None).ruleset) is not None]
    assert len(every) == len(paths)
    assert sorted({found.id for found in every if found.tables and not found.extends}) == RULESETS


@pytest.mark.parametrize("ruleset", RULESETS)
def test_the_list_is_long_enough(ruleset: str):
    """At least 25 mistakes of each ruleset are refused or questioned by what the data themselves say."""
    kinds = Counter(one.expected for one in MISTAKES if one.ruleset == ruleset)
    assert sum(kinds.values()) - kinds[NOTHING] >= LEAST
