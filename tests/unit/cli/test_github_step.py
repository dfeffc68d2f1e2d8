"""What a step of GitHub Actions needs: paths from the checkout, and the summary."""

from __future__ import annotations

import shutil

import pytest
from selection import one_in

from evalrules.bundles.discovery import discover, paths_from_here
from evalrules.cli.delivery import NotDelivered
from evalrules.cli.github_step import SUMMARY, append_summary
from evalrules.model.report import Options, Report

EVIDENCE = "format: evidence/1\n"


def test_inputs_are_found_from_the_working_directory(write, tmp_path, monkeypatch):
    """Files, bundles and archives by their paths in the checkout, however they were named on the command line."""
    write("in/a.yaml", EVIDENCE)
    write("in/b/data/evidence.yaml", EVIDENCE)
    write("c/evidence.yaml", EVIDENCE)
    shutil.make_archive(str(tmp_path / "in" / "d"), "zip", tmp_path / "c")
    monkeypatch.chdir(tmp_path)
    expected = {"a.yaml": "in/a.yaml", "data/evidence.yaml": "in/b/data/evidence.yaml", "evidence.yaml": "in/d.zip"}
    for arguments in (["in"], [str(tmp_path / "in")], ["./in/a.yaml", "in/b", "in/d.zip"]):
        assert sorted(paths_from_here(discover(arguments)[0]).values()) == sorted(expected.values())
    assert paths_from_here(discover(["in/a.yaml"])[0]) == {"a.yaml": "in/a.yaml"}


def test_what_lies_outside_has_no_path(write, tmp_path, monkeypatch):
    """A file above the working directory, and standard input, keep the names that results give them."""
    write("a.yaml", EVIDENCE)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert paths_from_here(discover(["../a.yaml", "-"])[0]) == {}


def test_the_summary_is_appended_where_github_asks_for_it(tmp_path, monkeypatch):
    """What an earlier step wrote stays; without the variable nothing is written."""
    report = Report(Options(), (), (), {})
    path = tmp_path / "summary.md"
    path.write_text("before\n")
    monkeypatch.delenv(SUMMARY, raising=False)
    append_summary(report, "en")
    monkeypatch.setenv(SUMMARY, str(path))
    append_summary(report, "en")
    assert path.read_text().startswith("before\n## evalrules\n")


def test_a_summary_that_cannot_be_written_is_not_delivered(tmp_path, monkeypatch):
    """A folder that is not there is said, as for any report."""
    monkeypatch.setenv(SUMMARY, str(tmp_path / "no" / "summary.md"))
    with pytest.raises(NotDelivered):
        append_summary(Report(Options(), (), (), {}), "en")


def test_a_check_for_github_prints_annotations_and_appends_the_summary(cli, examples, tmp_path, monkeypatch):
    """Only where github is among the formats; the exit code is that of the check."""
    monkeypatch.setenv(SUMMARY, str(tmp_path / "summary.md"))
    failing = examples / "jiangsu-16" / "failing.yaml"
    assert cli("check", failing, "--format", "text").code == 1
    assert not (tmp_path / "summary.md").exists()
    run = cli("check", failing, "--format", "github", "--lang", "en")
    assert (run.code, run.out.startswith("::error file=")) == (1, True)
    assert "not passed" in (tmp_path / "summary.md").read_text(encoding="utf-8")
    run = cli("check", failing, "-o", f"github={tmp_path / 'a.txt'}", "--quiet")
    assert (run.code, run.out) == (1, "")
    assert (tmp_path / "summary.md").read_text(encoding="utf-8").count("## evalrules") == 2


def test_several_machine_formats_come_from_one_run(cli, examples, tmp_path, monkeypatch):
    """Each file has its format by prefix or suffix, and names the evidence by its path from here."""
    monkeypatch.chdir(examples.parent)
    names = {"junit=a.xml": "a.xml", "b.sarif": "b.sarif", "c.junit.xml": "c.junit.xml", "code-scanning=d.json": "d.json"}
    outputs = []
    for written, name in names.items():
        prefix = written.rpartition("=")[0]
        outputs += ["-o", f"{prefix}={tmp_path / name}" if prefix else str(tmp_path / name)]
    run = cli("check", "examples/jiangsu-16/failing.yaml", *outputs, "-o", tmp_path / "r.md")
    assert (run.code, run.out) == (1, "")
    for name in names.values():
        assert "examples/jiangsu-16/failing.yaml" in (tmp_path / name).read_text(encoding="utf-8")
    assert (tmp_path / "a.xml").read_bytes() == (tmp_path / "c.junit.xml").read_bytes()


@pytest.mark.parametrize("form", one_in(3, ["junit", "sarif", "code-scanning", "github", "gitlab", "tap"]))
def test_machines_read_utf8_whatever_the_locale(form, examples, program):
    """Under an ASCII locale standard output is UTF-8 all the same."""
    arguments = ("check", "examples/jiangsu-16/failing.yaml", "-f", form, "--lang", "zh")
    environment = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "PYTHONIOENCODING": "ascii"}
    done = program.run(*arguments, cwd=examples.parent, env=environment)
    assert "样本县" in done.stdout.decode("utf-8")
    assert rb"\u" not in done.stdout
