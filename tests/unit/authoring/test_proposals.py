"""Cases proposed for what no case notices: they would notice it, and count for nothing until they are confirmed."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

pytestmark = pytest.mark.real  # the solver is an extra, which is installed for these
pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")

from evalrules.authoring.proposals import proposals  # noqa: E402 - after the check for z3
from evalrules.authoring.trial import ALIKE, KEPT, NEW, NOT_FOUND, try_ruleset  # noqa: E402
from evalrules.loading import load_ruleset  # noqa: E402

EMPTY = {"nothing.yaml": "evidence: {ruleset: r}\nexpect: {level: null}\n"}


@pytest.fixture
def proposed():
    """What is proposed for the survivors of a ruleset, written beside it."""

    def of(path: str):
        found = list(proposals(path, load_ruleset(path).ruleset, try_ruleset(path).surviving))
        for one in found:
            if one.text:
                file = Path(path).parent / one.file
                file.parent.mkdir(exist_ok=True)
                file.write_text(one.text, "utf-8")
        return found

    return of


def confirm(path: str) -> None:
    """What an author does who finds every proposal right."""
    folder = Path(path).parent / "cases"
    for one in (folder / "proposed").iterdir():
        shutil.move(one, folder / one.name)


def test_a_proposal_changes_nothing_until_it_is_confirmed(desk, proposed):
    """The same survivors before and after; then none, and every proposal holds."""
    path = desk(cases=EMPTY)
    before = try_ruleset(path).survivors
    found = proposed(path)
    assert {NEW, KEPT} == {one.outcome for one in found}
    assert list(before) == [one.mutant for one in found]
    waiting = try_ruleset(path)
    assert (before, 1) == (waiting.survivors, waiting.cases)
    assert {one.file for one in found} == set(waiting.proposed)
    confirm(path)
    confirmed = try_ruleset(path)
    assert ((), (), ()) == (confirmed.survivors, confirmed.failed, confirmed.proposed)


def test_the_author_is_told_what_to_confirm(desk, proposed):
    """The change, what the standard has to say of the evidence, and what the changed one would; numbers at the limit."""
    change = "values.line.value: 95 -> 94"
    text = next(one.text for one in proposed(desk(cases=EMPTY)) if one.mutant == change)
    assert [True] * 5 == [part in text for part in ("尚未确认", f"# 改动 / change: {change}\n", "outcomes rate: met", "rate: 94", "outcomes: {rate: not_met")]


def test_a_number_that_no_text_gives_is_written_with_the_case(desk, proposed):
    """As an office would give it."""
    texts = [one.text for one in proposed(desk(cases=EMPTY)) if one.mutant.startswith("indicators.open.met")]
    assert any("values: {open: " in text for text in texts)


def test_a_second_time_nothing_new_is_proposed(desk, proposed):
    """What is proposed already would notice it; no file is written over."""
    path = desk(cases=EMPTY)
    first = proposed(path)
    files = {one.file: (Path(path).parent / one.file).read_text("utf-8") for one in first}
    assert {KEPT} == {one.outcome for one in proposed(path)}
    assert files == {name: (Path(path).parent / name).read_text("utf-8") for name in files}


def test_a_file_that_was_edited_stays(desk, proposed):
    """A proposal that the author changed so that it notices nothing is left, and another name taken."""
    path = desk(cases=EMPTY)
    first = next(one for one in proposed(path) if one.text)
    edited = Path(path).parent / first.file
    edited.write_text(EMPTY["nothing.yaml"], "utf-8")
    again = next(one for one in proposed(path) if one.mutant == first.mutant)
    assert EMPTY["nothing.yaml"] == edited.read_text("utf-8")
    assert again.file != first.file


def test_what_changes_nothing_is_told(desk, proposed, ruleset_text: str):
    """Of one indicator `every` and `any` are the same."""
    one = "\n".join(line for line in ruleset_text.splitlines() if "id: open" not in line and "open:" not in line and "share" not in line)
    found = {each.mutant: each.outcome for each in proposed(desk(one + "\n", cases=EMPTY))}
    assert ALIKE == found["verdict.0.when: every(indicators, met) -> any(indicators, met)"]


def test_full_points_are_held_by_what_is_refused(desk, proposed, ruleset_text: str):
    """Points above them are an error under one of the two rulesets, and the case expects just that."""
    scored = ruleset_text.replace("vetoes:", "  - {id: care, zh: 保育, en: care, points: 20, awarded: assessor, source: s}\nvetoes:")
    path = desk(scored.replace("'every(indicators, met)'", "'every(indicators, met) and sum(indicators, points) >= 5'"), cases=EMPTY)
    found = {one.mutant: one for one in proposed(path) if one.mutant.startswith("indicators.care.points")}
    assert 2 == len(found)
    assert "errors: [ER403]" in found["indicators.care.points: 20 -> 21"].text
    assert {NEW} == {one.outcome for one in found.values()}
    confirm(path)
    trial = try_ruleset(path)
    assert ((), ()) == (trial.failed, trial.survivors)


def test_what_holds_of_few_rows_is_not_said_to_be_proven(desk, proposed, ruleset_text: str):
    """Of two rows none has 99 %: with a hundred of them the change would be noticed."""
    with_table = ruleset_text.replace("indicators:", "tables: {schools: {zh: 学校, en: schools, key: [school], columns: {school: {type: text}, books: {type: count}}}}\nindicators:")
    with_table = with_table.replace("vetoes:", "  - {id: books, zh: 书, en: books, met: '100 * share(schools, books >= 20) >= 100', source: s}\nvetoes:")
    changes = ("100 * share(schools, books >= 20) >= 99",)
    found = {one.mutant: one.outcome for one in proposed(desk(with_table, cases=EMPTY)) if one.mutant.endswith(changes)}
    assert [NOT_FOUND] == list(found.values())


@pytest.mark.parametrize("folder", ["national-basic-balance/2012", "jiangsu-16/2007"])
def test_proposals_for_shipped_rulesets_hold(folder: str, tmp_path, proposed):
    """Where all cases are taken away, those proposed notice most of the changes; each holds when it is confirmed."""
    shutil.copytree(Path(__file__).parents[3] / "rulesets" / folder, tmp_path / folder)
    cases = tmp_path / folder / "cases"
    equivalent = cases / "equivalent.yaml"
    for one in cases.iterdir():
        if one != equivalent:
            os.remove(one)
    ruleset = "@".join(folder.split("/"))
    (cases / "nothing.yaml").write_text(f"evidence: {{ruleset: {ruleset}}}\nexpect: {{level: null}}\n", "utf-8")
    path = str(tmp_path / folder / "ruleset.yaml")
    before = len(try_ruleset(path).survivors)
    found = proposed(path)
    confirm(path)
    after = try_ruleset(path)
    assert () == after.failed
    noticed = [one.mutant for one in found if one.outcome in (NEW, KEPT)]
    assert set() == set(noticed) & set(after.survivors)
    assert len(noticed) >= before * 0.6
