"""An output never replaces a file that the run reads, and what cannot be written to is said before anything is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from selection import one_in

from evalrules.cli.overwriting import folder_of

COUNTY = """\
format: evidence/1
ruleset: jiangsu-16@2007
subject: {kind: county, id: "320583", name: 昆山市}
period: 2007
facts: {graduate_teachers: {value: 31, source: papers/a.pdf}}
grades: {"9": A}
"""
RULESET = """\
format: ruleset/1
id: own
edition: "1"
revision: 1
title: {zh: 自定, en: own}
subject: county
sources: {s: {zh: 文件, en: text, confidence: read}}
levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]
measures: {held: {type: yesno, zh: 持有, en: held}}
tables:
  units: {zh: 学校, en: schools, key: [name], columns: {name: {type: text, zh: 名称, en: name}, books: {type: count, zh: 图书, en: books}}}
groups: []
members: {districts: {zh: 区, en: districts, holds: [pass]}}
indicators: [{id: a, zh: 甲, en: first, source: s, met: held}]
verdict: [{level: pass, when: "every(indicators, met)", source: s}, {level: fail, source: s}]
"""


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with everything that a run can read, as the current one."""
    monkeypatch.chdir(tmp_path)
    files = {"county.yaml": COUNTY, "papers/a.pdf": "paper", "bundle/evidence.yaml": COUNTY, "bundle/papers/a.pdf": "paper"}
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def snapshot(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(cli, here: Path, *arguments: object, code: str = "ER032") -> None:
    """Exit code 2 with this code, and no byte of any file is another."""
    before = snapshot(here)
    run = cli(*arguments, "--lang", "en")
    assert (run.code, run.out, code if code in run.err else run.err) == (2, "", code)
    assert snapshot(here) == before


def by_symbolic_link(target: Path, name: Path) -> None:
    name.symlink_to(target.name)


def by_hard_link(target: Path, name: Path) -> None:
    os.link(target, name)


@pytest.mark.parametrize(
    "spelled", ["county.yaml", "./county.yaml", "papers/../county.yaml", "{here}/county.yaml"]
)
def test_the_evidence_is_never_replaced(spelled: str, cli, here: Path):
    """However it is spelled; other outputs of the same run are not written either."""
    path = spelled.format(here=here)
    refused(cli, here, "check", "county.yaml", "-o", "report.md", "-o", f"json={path}")


@pytest.mark.parametrize("name", ["evidence.json", "evidence.xlsx", "data/evidence.csv"])
def test_no_output_makes_a_second_evidence_of_a_bundle(name: str, cli, here: Path):
    """The bundle could not be read again; any other name lies beside the evidence."""
    (here / "bundle" / "data").mkdir()
    form = "text" if name.endswith(".csv") else name.rpartition(".")[2]
    refused(cli, here, "check", "bundle", "-o", f"{form}=bundle/{name}")
    assert cli("check", "bundle", "-o", "bundle/result.json").code == cli("check", "bundle").code == 3


@pytest.mark.parametrize("link", [by_symbolic_link, by_hard_link])
def test_a_second_name_of_the_evidence_is_never_replaced(link: Callable[[Path, Path], None], cli, here: Path):
    """A link to it as the output, and the evidence handed in through a link."""
    link(here / "county.yaml", here / "other.yaml")
    refused(cli, here, "check", "county.yaml", "-o", "json=other.yaml")
    refused(cli, here, "check", "other.yaml", "-o", "json=county.yaml")


def test_what_evidence_names_is_never_replaced(cli, here: Path, write, monkeypatch):
    """A paper, rows, the evidence of a member, the ruleset: all of it is read by the run, or would have been."""
    monkeypatch.setenv("EVALRULES_PATH", str(here / "rules"))
    rules = write("rules/own/1/ruleset.yaml", RULESET)
    head = "format: evidence/1\nruleset: own\n"
    write("units.csv", "名称,图书\n一小,3\n")
    write("district.yaml", head + "subject: {kind: county, name: 东区}\nfacts: {held: 是}\n")
    write("city.yaml", head + "facts: {held: {value: 是, source: papers/a.pdf}}\ntables: {units: {rows: units.csv}}\n")
    write("members.yaml", head + "members: {districts: {total: 1, list: [{evidence: district.yaml}]}}\n")
    for evidence in ("city.yaml", "members.yaml"):
        assert cli("check", evidence, "-o", "json=new.json").code in {0, 3}
    for text in (RULESET, RULESET.replace("met: held", "met: hold")):  # also where nothing comes to be read
        rules.write_text(text, encoding="utf-8")
        for read in ("city.yaml", rules, "units.csv", "papers/a.pdf"):
            refused(cli, here, "check", "city.yaml", "-o", f"json={read}")
        refused(cli, here, "check", "members.yaml", "-o", "json=district.yaml")


def test_a_file_of_a_bundle_is_never_replaced(cli, here: Path):
    """The evidence and its papers; in a sealed one nothing is written at all, since that would break the seal."""
    refused(cli, here, "check", "bundle", "-o", "json=bundle/evidence.yaml")
    refused(cli, here, "check", "bundle", "-o", "json=bundle/papers/a.pdf")
    assert cli("check", "bundle", "-o", "bundle/report.md").code == 3
    assert cli("check", "bundle", "-o", "bundle/report.md").code == 3
    assert cli("bundle", "seal", "bundle", "-o", "sealed").code == 0
    refused(cli, here, "check", "sealed", "-o", "sealed/report.md")
    refused(cli, here, "check", "sealed", "-o", "json=sealed/data/papers/a.pdf")
    shutil.make_archive("zipped", "zip", "bundle")
    refused(cli, here, "check", "zipped.zip", "-o", "json=zipped.zip")


@pytest.mark.real
def test_a_workbook_is_never_replaced_by_its_marked_copy(cli, here: Path):
    """The copy needs a name of its own."""
    assert cli("template", "jiangsu-16", "-o", "county.xlsx").code == 0
    refused(cli, here, "check", "county.xlsx", "-o", "county.xlsx")
    assert cli("check", "county.xlsx", "-o", "marked.xlsx").code == 3
    assert openpyxl.load_workbook("marked.xlsx").sheetnames[0] == "评估结果"


def test_a_ruleset_that_is_named_is_never_replaced(cli, here: Path, monkeypatch, write):
    """Also one that is found by its id in a folder of rulesets, and the parent of an overlay."""
    path = write("rules/own/1/ruleset.yaml", RULESET)
    overlay = 'format: ruleset/1\nid: local\nedition: "1"\nrevision: 1\ntitle: {zh: 本地, en: local}\nextends: own@1\n'
    write("rules/local/1/ruleset.yaml", overlay)
    monkeypatch.setenv("EVALRULES_PATH", str(here / "rules"))
    evidence = write("e.yaml", "format: evidence/1\nfacts: {held: 是}\n")
    for text in (RULESET, RULESET.replace("met: held", "met: hold")):
        path.write_text(text, encoding="utf-8")
        for ruleset in ("own", "own@1", "local"):
            refused(cli, here, "check", evidence, "--ruleset", ruleset, "-o", f"json={path}")


def test_kept_results_are_never_replaced(cli, here: Path):
    """By a report on them, a comparison of them, or a check that has one as its baseline."""
    for name in ("old.json", "new.json"):
        cli("check", "county.yaml", "-o", name)
    refused(cli, here, "report", "old.json", "-o", "./old.json")
    for name in ("old.json", "new.json"):
        refused(cli, here, "compare", "old.json", "new.json", "-o", name)
    refused(cli, here, "check", "county.yaml", "--baseline", "old.json", "-o", "old.json")


@pytest.mark.parametrize("command", [("check", "county.yaml"), ("report", "r.json"), ("compare", "r.json", "r.json")])
def test_one_output_is_not_named_twice(command: tuple[str, ...], cli, here: Path):
    """Neither a file, however it is spelled, nor standard output."""
    cli("check", "county.yaml", "-o", "r.json")
    refused(cli, here, *command, "-o", "markdown=a", "-o", "json=papers/../a", code="ER033")
    refused(cli, here, *command, "-o", "markdown=-", "-o", "json=-", code="ER033")
    assert cli(*command, "-o", "json=/dev/null", "-o", "markdown=/dev/null").code in {0, 3}


@pytest.mark.parametrize(
    "command", [("check", "county.yaml"), ("report", "r.json"), ("compare", "r.json", "r.json"), ("template", "jiangsu-16")]
)
def test_a_place_without_a_folder_is_said(command: tuple[str, ...], cli, here: Path):
    """The folder that is missing is named, and so is a folder that stands where a file is expected."""
    cli("check", "county.yaml", "-o", "r.json")
    (here / "kept.json").mkdir()
    refused(cli, here, *command, "-o", "no/such/r.json", code="the folder no/such does not exist")
    refused(cli, here, *command, "-o", "county.yaml/r.json", code="ER035")
    refused(cli, here, *command, "-o", "kept.json", code="ER036")


@pytest.mark.parametrize("name", ["county.yaml", "full.xlsx", "link.json", "dangling.csv"])
def test_an_empty_form_replaces_nothing(name: str, cli, here: Path):
    """No file that exists, not even one that is reached by a link, and no link."""
    (here / "full.xlsx").write_bytes(b"filled in")
    (here / "link.json").symlink_to("county.yaml")
    (here / "dangling.csv").symlink_to("nowhere")
    refused(cli, here, "template", "jiangsu-16", "-o", name, code="ER034")
    assert cli("template", "jiangsu-16", "-o", "new.yaml").code == 0
    assert not [path for path in here.iterdir() if path.name.endswith(".partial")]


@pytest.mark.parametrize("form", one_in(4, ["junit", "json", "markdown", "text", "sarif", "github", "html", "table"]))
def test_a_format_goes_to_standard_output_in_place_of_the_text(form: str, cli, here: Path):
    """`-o FORMAT=-` gives what --format gives, and files beside it are written too; a file of that name is `./-`."""
    plain = cli("check", "county.yaml", "--format", form)
    assert cli("check", "county.yaml", "-o", f"{form}=-") == plain
    both = cli("check", "county.yaml", "-o", f"{form}=-", "-o", "report.json")
    assert (both.out, (here / "report.json").exists()) == (plain.out, True)
    assert not (here / "-").exists()
    written = cli("check", "county.yaml", "-o", f"{form}=./-", "--quiet")
    assert (written.out, (here / "-").exists()) == ("", True)


def test_a_comparison_and_a_form_go_to_standard_output_too(cli, here: Path):
    """With the same sign."""
    cli("check", "county.yaml", "-o", "r.json")
    plain = cli("compare", "r.json", "r.json", "--format", "json")
    assert cli("compare", "r.json", "r.json", "-o", "json=-") == plain
    assert cli("template", "jiangsu-16", "-o", "-") == cli("template", "jiangsu-16")


def test_with_quiet_only_what_was_asked_for_is_given(cli, here: Path):
    """No report on standard output, but one that is named goes there."""
    assert cli("check", "county.yaml", "--quiet").out == ""
    assert cli("check", "county.yaml", "--quiet", "-o", "json=-").out.startswith("{")


@pytest.mark.parametrize(
    ("written", "folder"),
    [("报告/", "报告"), ("报告", "报告"), ("a.b/", "a.b"), ("a.html", ""), ("a.parquet", ""), ("-", ""), ("/", ""), ("", "")],
)
def test_a_slash_or_no_suffix_names_a_folder(written: str, folder: str):
    """Standard output and a root are none that could be written anew."""
    assert folder == folder_of(written)
