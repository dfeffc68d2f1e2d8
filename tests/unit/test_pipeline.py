"""The corridor: editions by date, overlays, twins, one broken input among good ones."""

from __future__ import annotations

import datetime

import pytest

from evalrules.model.report import Options
from evalrules.loading import list_rulesets, load_ruleset
from evalrules.pipeline import check

RULES = """format: ruleset/1
id: r
edition: "{edition}"
revision: 1
title: {{zh: 例, en: sample}}
{dates}
subject: county
sources: {{s: {{confidence: read}}}}
levels: [{{id: pass, required: true}}, {{id: fail}}]
indicators: [{{id: "1", source: s 1, assessed: yesno}}]
verdict: [{{level: pass, when: 'met("1")'}}, {{level: fail}}]
"""


@pytest.fixture
def editions(tmp_path, monkeypatch):
    """Write editions of the ruleset r, each with its dates ("" for none)."""
    monkeypatch.setenv("EVALRULES_PATH", str(tmp_path))

    def make(**dates: str) -> None:
        for edition, written in dates.items():
            path = tmp_path / "r" / edition.strip("e") / "ruleset.yaml"
            path.parent.mkdir(parents=True)
            line = f"in_force: {written}" if written else ""
            path.write_text(RULES.format(edition=edition.strip("e"), dates=line), "utf-8")

    return make


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


@pytest.mark.parametrize(
    ("date", "edition"),
    [
        ("2010-01-01", "2010"),
        ("2014-12-31", "2010"),
        ("2015-01-01", "2015"),
        ("2030-06-01", "2015"),
        ("2009-12-31", None),
        (None, None),
    ],
)
def test_the_edition_in_force_on_the_date_is_taken(date: str | None, edition: str | None, editions):
    """from <= date < until; none or no date is ER503 that lists the editions."""
    editions(e2010='{from: "2010", until: "2015"}', e2015='{from: "2015"}')
    loaded = load_ruleset("r", day(date) if date else None)
    if edition is None:
        assert ["ER503"] == [one.code for one in loaded.diagnostics]
        assert "r@2010 (" in dict(loaded.diagnostics[0].args)["editions"]
    else:
        assert loaded.ruleset is not None
        assert (edition, ()) == (loaded.ruleset.edition, loaded.diagnostics)


def test_two_editions_of_unknown_dates_are_an_error(editions):
    """Nothing is guessed where no text gives dates."""
    editions(e1="", e2="")
    assert ["ER503"] == [one.code for one in load_ruleset("r", day("2020-01-01")).diagnostics]


@pytest.mark.parametrize("date", [None, "1990-01-01", "2020-01-01"])
def test_a_single_edition_of_unknown_dates_is_taken_on_any_date(date: str | None, editions):
    """A single edition without dates always applies."""
    editions(e1="")
    loaded = load_ruleset("r", day(date) if date else None)
    assert (True, ()) == (loaded.ruleset is not None, loaded.diagnostics)


def test_a_named_edition_outside_its_dates_is_taken_with_a_warning(editions):
    """r@2010 in 2020 is what was asked for: taken, with ER504."""
    editions(e2010='{from: "2010", until: "2015"}')
    loaded = load_ruleset("r@2010", day("2020-01-01"))
    assert (True, [("ER504", "warning")]) == (
        loaded.ruleset is not None,
        [(one.code, one.severity) for one in loaded.diagnostics],
    )


def test_the_period_chooses_the_edition_of_each_input(editions, write):
    """Two counties of two years get two editions in one run."""
    editions(e2010='{from: "2010", until: "2015"}', e2015='{from: "2015"}')
    paths = [
        str(write(f"{year}.yaml", f"format: evidence/1\nruleset: r\nperiod: {year}\ngrades: {{'1': 是}}\n"))
        for year in (2012, 2016)
    ]
    report = check(paths, Options())
    assert ["2010", "2015"] == [one.assessment.ruleset.edition for one in report.results]
    report = check(paths, Options(as_of=day("2017-01-01")))
    assert ["2015", "2015"] == [one.assessment.ruleset.edition for one in report.results]


def test_a_ruleset_in_the_wrong_folder_is_refused(tmp_path, editions):
    """ER505 where id or edition in the file differ from its folder."""
    editions(e2010="")
    (tmp_path / "r" / "2010").rename(tmp_path / "r" / "2011")
    assert ["ER505"] == [one.code for one in load_ruleset("r@2011").diagnostics]


def test_a_broken_edition_is_listed_with_its_problem(tmp_path, editions):
    """One ruleset that does not load spoils neither the list nor the others."""
    editions(e1="", e2="")
    (tmp_path / "r" / "1" / "ruleset.yaml").write_text("format: [\n")
    listed, problems = list_rulesets()
    assert [("r@1", False), ("r@2", True)] == [
        (one.entry.name, one.ruleset is not None) for one in listed if not one.entry.is_shipped
    ]
    assert all(one.ruleset is not None for one in listed if one.entry.is_shipped)
    assert {"ER101"} == {one.code for one in problems}


def test_one_wrong_input_changes_nothing_for_the_others(write):
    """Good inputs are evaluated beside a broken one, in the order given."""
    good = write("a.yaml", 'format: evidence/1\nruleset: jiangsu-16\ngrades: {"9": C}\n')
    broken = write("b.yaml", "format: [")
    report = check([str(broken), str(good)], Options())
    assert [None, "fail"] == [one.assessment and one.assessment.verdict.level for one in report.results]
    assert 2 == report.exit_code


def test_subjects_without_a_name_are_no_twins(write):
    """Two files that name no subject are two subjects."""
    text = 'format: evidence/1\nruleset: jiangsu-16\ngrades: {"9": C}\n'
    report = check([str(write("a.yaml", text)), str(write("b.yaml", text))], Options())
    assert 1 == report.exit_code


def test_one_subject_in_two_periods_is_no_twin(write):
    """The same county in two years is two results."""
    text = 'format: evidence/1\nruleset: jiangsu-16\nsubject: {id: "1"}\nperiod: %d\ngrades: {"9": C}\n'
    report = check([str(write(f"{year}.yaml", text % year)) for year in (2008, 2009)], Options())
    assert 1 == report.exit_code


def test_a_spelling_of_the_same_subject_is_still_a_twin(write):
    """The same id is the same subject, however its name is written."""
    text = 'format: evidence/1\nruleset: jiangsu-16\nsubject: {id: "1", name: %s}\nperiod: 2008\ngrades: {"9": C}\n'
    report = check([str(write(f"{name}.yaml", text % name)) for name in ("甲县", "甲")], Options())
    assert ["ER008", "ER008"] == [one.code for result in report.results for one in result.diagnostics]


def test_a_path_is_a_path_and_a_name_a_name(write, editions):
    """`./r` style references and .yaml files are paths; a folder may stand for its ruleset.yaml."""
    path = write("x/ruleset.yaml", RULES.format(edition="9", dates=""))
    assert load_ruleset(str(path)).ruleset is not None
    assert load_ruleset(str(path.parent)).ruleset is not None
    assert ["ER001"] == [one.code for one in load_ruleset("no/such").diagnostics]
