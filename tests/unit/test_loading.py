"""Rulesets by name, date and path: which one is taken, what it is merged with, and why one is refused."""

from __future__ import annotations

import datetime

import pytest

from evalrules.loading import files_behind, list_rulesets, load_ruleset, merged_document


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


# -- by path -----------------------------------------------------------------------------------------------------------


def test_a_path_is_a_path_and_a_name_a_name(tmp_path, editions, monkeypatch):
    """What has a separator or a suffix is a path, a folder stands for its ruleset.yaml; any other word is a name."""
    editions(e9="")
    folder = tmp_path / "r" / "9"
    for path in (folder / "ruleset.yaml", folder):
        assert load_ruleset(str(path)).ruleset is not None
    assert ["ER001"] == [one.code for one in load_ruleset("no/such").diagnostics]
    monkeypatch.chdir(folder.parent)
    assert ["ER501"] == [one.code for one in load_ruleset("9").diagnostics]
    assert load_ruleset("./9").ruleset is not None


@pytest.mark.parametrize(("name", "code"), [("r.txt", "ER005"), ("r.csv", "ER005"), ("r.json", "ER101")])
def test_the_kind_of_a_file_is_its_suffix(name: str, code: str, write):
    """Rulesets are YAML or JSON; what else a path names is refused before it is parsed."""
    assert [code] == [one.code for one in load_ruleset(str(write(f"x/{name}", "id: t\n"))).diagnostics]


def test_a_file_of_ones_own_is_checked_against_the_schema_and_its_places_can_be_shown(write):
    """A wrong key is ER108 at its place, and the text comes along for the frame; there is no ruleset then."""
    text = "format: ruleset/1\nid: t\nlevles: []\n"
    loaded = load_ruleset(str(write("t.yaml", text)))
    assert (None, {"t.yaml": text}) == (loaded.ruleset, loaded.texts)
    assert ("ER108", "t.yaml:3:1") in [(one.code, str(one.place)) for one in loaded.diagnostics]


# -- parents -----------------------------------------------------------------------------------------------------------

OVERLAY = 'format: ruleset/1\nid: {id}\nedition: "1"\nrevision: 1\ntitle: {{zh: 叠, en: over}}\nextends: {parent}\n'
MORE = 'indicators: [{id: "2", source: s 2, assessed: yesno}]\n'


@pytest.fixture
def overlay(tmp_path, editions):
    """Write an overlay that can be named: `overlay("o", "r@1")` gives its path."""

    def make(own: str, parent: str, more: str = "") -> str:
        path = tmp_path / own / "1" / "ruleset.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(OVERLAY.format(id=own, parent=parent) + more, "utf-8")
        return str(path)

    return make


def test_an_overlay_of_an_overlay_has_all_their_parts(editions, overlay):
    """Parents are merged from the root up, and named nearest first."""
    editions(e1="")
    overlay("o", "r@1", MORE)
    overlay("p", "o@1", MORE.replace('"2"', '"3"'))
    ruleset = load_ruleset("p").ruleset
    assert ruleset is not None
    assert ["1", "2", "3"] == [indicator.id for indicator in ruleset.indicators]
    assert ("o@1", "r@1") == ruleset.ancestors


def test_a_merged_document_is_the_one_that_is_understood(editions, overlay):
    """Before it is understood the document has the id of the overlay, and the indicators of both."""
    editions(e1="")
    root, problems = merged_document(overlay("o", "r@1", MORE))
    assert root is not None
    indicators = root.get("indicators")
    assert ([], "o", 2) == (problems, root.get("id").text, len(indicators.items))


@pytest.mark.parametrize(
    ("parent", "code"), [("o@1", "ER309"), ("p@1", "ER309"), ("none@1", "ER501"), ("r@1", "ER101")]
)
def test_an_overlay_without_a_sound_parent_is_refused(parent: str, code: str, tmp_path, editions, overlay):
    """A circle, a parent that is not there, one that cannot be read: no ruleset, and the reason at its place."""
    editions(e1="")
    (tmp_path / "r" / "1" / "ruleset.yaml").write_text("format: [\n")
    overlay("p", "o@1")
    overlay("o", parent)
    loaded = load_ruleset("o")
    assert (None, {code}) == (loaded.ruleset, {one.code for one in loaded.diagnostics})
    assert all(one.place is not None for one in loaded.diagnostics)


@pytest.mark.parametrize(("deep", "codes"), [(20, set()), (21, {"ER507"}), (500, {"ER507"})])
def test_overlays_upon_overlays_end_in_words(deep: int, codes: set[str], editions, overlay):
    """Twenty rulesets may lie upon one another; more are refused, and the message names the way from the first."""
    editions(e1="")
    for at in range(1, deep):
        overlay(f"o{at}", f"o{at + 1}@1")
    overlay(f"o{deep}", "r@1", MORE)
    loaded = load_ruleset("o1")
    assert (not codes, codes) == (loaded.ruleset is not None, {one.code for one in loaded.diagnostics})
    for one in loaded.diagnostics:
        way = dict(one.args)["path"]
        assert way.startswith("o1@1 -> o2@1 -> o3@1 -> ")
        assert way.endswith("o21@1 -> " + ("r@1" if deep == 21 else "o22@1"))


def test_a_circle_is_shown_whole(editions, overlay):
    """Three overlays that extend one another in a ring: ER309 prints the way round."""
    editions(e1="")
    for own, parent in (("a", "b@1"), ("b", "c@1"), ("c", "a@1")):
        overlay(own, parent)
    (found,) = load_ruleset("a").diagnostics
    assert ("ER309", "a@1 -> b@1 -> c@1 -> a@1") == (found.code, dict(found.args)["path"])


def test_a_change_of_a_parent_reaches_an_overlay_that_was_kept(tmp_path, editions, overlay):
    """The cache keeps an overlay only as long as its parents are what they were."""
    editions(e1="")
    overlay("o", "r@1", MORE)
    before = load_ruleset("o").ruleset
    path = tmp_path / "r" / "1" / "ruleset.yaml"
    path.write_text(path.read_text("utf-8").replace("s 1", "s 1.1"), "utf-8")
    after = load_ruleset("o").ruleset
    assert before is not None and after is not None
    assert ("1", "1.1") == tuple(one.indicators[0].source.clause for one in (before, after))


# -- the list ----------------------------------------------------------------------------------------------------------


def test_the_list_has_every_ruleset_that_can_be_named_and_says_which_are_two(tmp_path, editions, monkeypatch):
    """A name with two owners is listed for each, with ER502 that says where they are."""
    editions(e1="")
    twin = tmp_path / "twin" / "r" / "1"
    twin.mkdir(parents=True)
    (twin / "ruleset.yaml").write_bytes((tmp_path / "r" / "1" / "ruleset.yaml").read_bytes())
    monkeypatch.setenv("EVALRULES_PATH", f"{tmp_path}:{tmp_path / 'twin'}")
    listed, problems = list_rulesets()
    assert ["r@1", "r@1"] == [one.entry.name for one in listed if not one.entry.is_shipped]
    assert {"ER502"} == {one.code for one in problems}


def test_the_files_behind_a_reference_are_those_of_its_editions_and_parents():
    """A path is itself; of an id every edition may be read; what did not load may lie upon any that can be named."""
    loaded = load_ruleset("jiangsu-16@2007")
    (path,) = files_behind("jiangsu-16@2007", loaded)
    assert path.endswith("ruleset.yaml")
    assert files_behind("./a.yaml", loaded) == ("./a.yaml",)
    everything = files_behind("./a.yaml", None)
    assert everything[0] == "./a.yaml"
    assert path in everything
