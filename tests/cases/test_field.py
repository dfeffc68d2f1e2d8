"""Files as offices have them, from ../shared/field where that is present: the right answer to each, in one line a case."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from selection import one_in

FIELD = Path(os.environ.get("EVALRULES_SHARED", Path(__file__).resolve().parents[3] / "shared")) / "field"

pytestmark = pytest.mark.skipif(not FIELD.is_dir(), reason="the files of the field lie beside the project and are not here")

CASES = {
    "01-total-row/evidence.yaml": (1, {"ER492"}), "01-total-row/without-total.yaml": (1, set()),
    "02-merged-title/evidence.yaml": (0, set()),
    # expect.md says 1, or that the form is refused: since the ruleset states what must hold between its tables, the
    # figures that both forms were filled with contradict each other (2,000 pupils in one table, 20,000 in the other);
    # that both say the same shows that the heading is read, and neither is a pass
    "03-unit-in-the-heading/form-wan.xlsx": (2, {"ER410", "ER508", "ER591"}),
    "03-unit-in-the-heading/form-yuan.xlsx": (2, {"ER410", "ER508", "ER591"}),
    "03-unit-in-the-heading/plain.yaml": (0, set()),
    "04-extra-columns/evidence.yaml": (0, {"ER490"}), "04-extra-columns/typo.yaml": (2, {"ER401"}),
    "05-own-sheet-as-rows/sheet.yaml": (0, set()), "05-own-sheet-as-rows/heading.yaml": (0, set()),
    "06-how-much-is-missing/evidence.yaml": (3, set()), "07-the-figures-in-the-report/evidence.yaml": (0, set()),
    "09-fraction-for-percent/evidence.yaml": (3, {"ER494"}), "09-fraction-for-percent/form.xlsx": (0, {"ER494", "ER444", "ER411", "ER436"}),
    "10-notes-below-the-table/evidence.yaml": (0, {"ER491"}),
    "11-dashes/evidence.yaml": (2, {"ER402", "ER411"}), "12-old-workbook-as-rows/evidence.yaml": (2, {"ER017"}),
    "13-chinese-dates-and-school-years/dots.csv": (3, set()), "13-chinese-dates-and-school-years/short.csv": (3, set()),
    "13-chinese-dates-and-school-years/slashes.csv": (3, set()), "13-chinese-dates-and-school-years/year-month-day.csv": (3, set()),
    "13-chinese-dates-and-school-years/school-year.csv": (2, {"ER405"}),
    "14-sum-of-points/items.csv": (3, set()), "14-sum-of-points/groups.csv": (2, {"ER495"}),
}  # fmt: skip


@pytest.mark.parametrize("name", one_in(2, CASES))
def test_a_file_of_the_field_gets_the_right_answer(name: str, cli):
    """The exit code that its expect.md gives, and just these codes."""
    code, said = CASES[name]
    run = cli("check", FIELD / name, "--lang", "zh")
    found = {word for word in (run.out + run.err).replace("\n", " ").split() if word.startswith("ER") and word[2:].isdigit()}
    assert (code, said) == (run.code, found)


def test_a_hint_for_a_table_speaks_of_cells(cli):
    """Nobody who fills in a table is told to write null or a period in YAML."""
    for name in ("11-dashes/evidence.yaml", "13-chinese-dates-and-school-years/school-year.csv"):
        shown = cli("check", FIELD / name, "--lang", "zh").err
        assert "null" not in shown and "{from" not in shown


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_the_figures_that_a_county_publishes_stand_in_the_report(form: str, cli):
    """The composite and the eight coefficients of each stage, with mean, deviation and the number of schools."""
    shown = cli("check", FIELD / "07-the-figures-in-the-report/evidence.yaml", "--lang", "zh", "--format", form).out
    told = "".join(shown.split()).replace("\\", "")
    figures = re.sub(r"<[^>]+>", "|", told) if form == "html" else told
    figures = re.sub(r"\|+", "|", figures)
    assert re.search(r"综合差异系数（小学）\|?(达标)?.*?0\.098\|?≤0\.65", figures)
    assert re.search(r"生均图书册数差异系数（小学）\|?6\.334\|?3\.264\|?0\.515\|?—\|?5", figures)
    assert 2 == len(re.findall(r"6\.334\|?3\.264\|?0\.515", figures))


def test_rows_are_named_by_the_labels_of_their_own_options(cli):
    """The stage 初中 is not called by the kind of school of the same id, and units stand in words."""
    run = cli("check", FIELD / "15-label-of-a-stage/evidence.yaml", "--lang", "zh")
    assert "一中 初中：" in run.out and "初级中学：" not in run.out and "junior：" not in run.out
    assert "每百名学生" in run.out and "per100" not in run.out and " m2" not in run.out
