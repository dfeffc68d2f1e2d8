"""What no text gives, set by an office: the workbook goes out, comes back, and becomes a ruleset that loads."""

from __future__ import annotations

from pathlib import Path

import pytest
from office_settings import VALUE, filled_in, lines_of, ruleset_named
from read_back import text_of
from selection import one_in

from evalrules.catalog import entries
from evalrules.completing import Completed, complete
from evalrules.kept import kept_report_from
from evalrules.model.report import Options
from evalrules.model.settings import NAME, NUMBER, OpenPoint, open_points
from evalrules.pipeline import check
from evalrules.reporters.formats import View, rendered

SHIPPED = [one.name for one in entries() if one.is_shipped]
FORMS = ("text", "markdown", "html", "docx", "xlsx")


def made(folder: Path, reference: str, **typed: object) -> Completed:
    (folder / "settings.xlsx").write_bytes(filled_in(reference, **typed))  # type: ignore[arg-type]  # what a person types
    return complete(ruleset_named(reference), str(folder / "settings.xlsx"), "own.yaml", "zh")


def codes(found: Completed) -> set[str]:
    return {one.code for one in found.diagnostics}


@pytest.mark.parametrize("reference", one_in(6, SHIPPED))
def test_every_open_point_of_a_shipped_standard_can_be_set(reference: str, tmp_path: Path):
    """With everything filled in nothing is open any more, and nothing else of the standard has changed."""
    before, found = ruleset_named(reference), made(tmp_path, reference)
    after = found.ruleset
    if not open_points(before):
        assert (None, {"ER640"}) == (after, codes(found))
        return
    assert after is not None
    assert ((), 0, ()) == (found.diagnostics, found.still_open, open_points(after))
    assert before.name == after.extends
    for own, value in before.values.items():
        for option, number in value.branches.items():
            assert number in (None, after.values[own].branches[option])
    named = {one.id for one in before.indicators if one.is_unnamed}
    assert named == {one.id for one in after.indicators if one.named_by is not None}
    assert [one.label for one in before.indicators if one.id not in named] == [
        one.label for one in after.indicators if one.id not in named
    ]


def test_there_are_standards_with_open_numbers_and_names():
    """So that the test above has something to say."""
    kinds = [{point.kind for point in open_points(ruleset_named(own))} for own in SHIPPED]
    assert {NUMBER, NAME} in kinds
    assert len([one for one in kinds if one]) > 9


def test_what_is_left_empty_stays_open(tmp_path: Path):
    """A pass mark may be decided long before the names of all indicators are known."""
    found = made(tmp_path, "guangdong-strong-town", name=lambda own: "整体规划" if own == "1.1.2" else None)
    assert found.ruleset is not None
    assert (2, 23) == (len(found.chosen), found.still_open)
    assert 23 == len(open_points(found.ruleset))
    assert OpenPoint(NAME, "1.1.2") not in open_points(found.ruleset)


def test_numbers_that_the_text_gives_keep_their_source(tmp_path: Path):
    """Only the option that the office filled in is its own; the others stay those of the standard."""
    found = made(tmp_path, "guangdong-school-form").ruleset
    assert found is not None
    value = found.values["books_least"]
    own, read = value.cited_for(("junior",)), value.cited_for(("primary",))
    assert own is not None
    assert read is not None
    assert ("office", "read") == (own.confidence, read.confidence)


REFUSED = {
    "85分": "ER643", -1: "ER643", 101: "ER643", "80..90": "ER643", "八十": "ER643", True: "ER643",
}  # fmt: skip


@pytest.mark.parametrize("typed", REFUSED)
def test_a_number_that_cannot_be_one_is_refused_in_its_cell(typed: object, tmp_path: Path):
    """A unit, a number below 0, a share above 100, a range, words: nothing is guessed."""
    found = made(tmp_path, "standard-school-share", number=lambda own: typed)
    assert (None, {REFUSED[typed]}) == (found.text, codes(found))
    (problem,) = found.diagnostics
    assert problem.place is not None
    assert ("标准设定", VALUE) == (problem.place.sheet, problem.place.column)


def test_a_percentage_is_taken_as_it_is_shown(tmp_path: Path):
    """98.5 % typed as such is stored as 0.985."""

    def as_percent(sheet) -> None:
        for (kind, _, _), row in lines_of(sheet):
            if kind == NUMBER:
                sheet.cell(row, VALUE).number_format = "0.0%"

    found = made(tmp_path, "standard-school-share", number=lambda own: 0.985, change=as_percent)
    assert found.text is not None
    assert "value: 98.5," in found.text


def test_what_contradicts_itself_is_told_in_the_workbook(tmp_path: Path):
    """A limit of B above that of A: the cell is named, not a line of a file that nobody has seen."""
    found = made(tmp_path, "jiangsu-16", number=lambda own: 60 if own.endswith("_a") else 90)
    assert (None, {"ER647"}) == (found.text, codes(found))
    assert {("settings.xlsx", VALUE)} == {(one.place.file, one.place.column) for one in found.diagnostics if one.place}
    assert all(len(one.related) == 1 for one in found.diagnostics)


def test_a_workbook_of_another_standard_is_refused(tmp_path: Path):
    """A pass mark of one standard is none of another."""
    (tmp_path / "s.xlsx").write_bytes(filled_in("shaanxi-model-kindergarten"))
    found = complete(ruleset_named("guangzhou-standard-school"), str(tmp_path / "s.xlsx"), "own.yaml", "en")
    assert (None, {"ER642"}) == (found.text, codes(found))


def test_text_that_an_office_writes_stays_text(tmp_path: Path):
    """Quotes, colons and line breaks of a name make no YAML of their own."""
    found = made(tmp_path, "jiangsu-16", office='a: {b} "c" # d', name=lambda own: 'x: "y"\n- z')
    assert found.ruleset is not None
    assert 'x: "y" - z' == found.ruleset.indicator("1").label.zh
    assert 'a: {b} "c" # d 教督〔2026〕1号' == found.ruleset.sources["office"].label.zh


@pytest.mark.parametrize("language", one_in(2, ["zh", "en"]))
@pytest.mark.real
def test_every_report_marks_what_the_office_set(language: str, tmp_path: Path, examples: Path):
    """With the number, the name, and the document that decides it; also in a kept result."""
    found = made(tmp_path, "guangdong-strong-town", number=lambda own: 85)
    assert found.text is not None
    (tmp_path / "own.yaml").write_text(found.text, "utf-8")
    report = check([str(examples / "fushan-town" / "self-score.yaml")], Options(ruleset=str(tmp_path / "own.yaml")))
    kept, _ = kept_report_from(rendered("json", report, View(language, 120, color=False)), "r.json")
    assert kept is not None
    said = {"zh": ("本单位设定", "合格分数线", "85"), "en": ("Set by this office", "pass mark", "85")}[language]
    for form in FORMS:
        for one in (report, kept):
            text = text_of(form, rendered(form, one, View(language, 120, color=False)))
            wanted = [*said[form == "xlsx" :], "1.1.2 名称1.1.2", "教督〔2026〕1号 第"]  # a sheet has its title elsewhere
            missing = [word for word in wanted if word not in text]
            assert (form, []) == (form, missing)


def test_a_limit_that_the_office_set_is_marked_where_it_decides(tmp_path: Path, examples: Path):
    """In the table of indicators, behind the limit; a limit of the standard is not marked."""
    overlay = examples / "jiangsu-16-office" / "ruleset.yaml"
    report = check([str(examples / "jiangsu-16-office" / "county.yaml")], Options(ruleset=str(overlay)))
    text = text_of("markdown", rendered("markdown", report, View("zh", 120, color=False)))
    assert "A：≥ 10%（本单位设定）；B：≥ 7%（本单位设定）" in text
