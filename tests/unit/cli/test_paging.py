"""`evalrules page`: what it writes, and what it says where it cannot."""

from __future__ import annotations


def test_it_says_how_to_get_the_runtime(cli, tmp_path):
    """Without the Python for browsers nothing is written, and the command that fetches it is named."""
    target = tmp_path / "page.html"
    run = cli("page", "-o", target, "--runtime", tmp_path / "none.tgz", "-r", "jiangsu-16", "--lang", "zh")
    assert run.code == 2 and "ER630" in run.err and "npm pack pyodide@" in run.err
    assert not target.exists()


def test_only_a_page_is_written(cli, tmp_path):
    """A name of another kind is refused, and so is the runtime as the place."""
    assert "ER011" in cli("page", "-o", tmp_path / "page.txt").err
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("theirs")
    assert "ER630" in cli("page", "-o", tmp_path / "new", "--runtime", tmp_path / "none.tgz").err, "a folder is a site"
    assert not (tmp_path / "new").exists()
    assert "ER034" in cli("page", "-o", tmp_path / "site", "--runtime", tmp_path / "none.tgz").err, "something is there"
    runtime = tmp_path / "runtime.html"
    runtime.write_text("x")
    run = cli("page", "-o", runtime, "--runtime", runtime)
    assert run.code == 2 and "ER032" in run.err and runtime.read_text() == "x"


def test_its_help_has_an_example(cli, monkeypatch):
    """How to fetch the runtime and how to make a page; in Chinese: tests/cases/test_words_of_reports.py."""
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    told = " ".join(cli("page", "--help").out.split())
    assert "evalrules page -o" in told and "nothing to install" in told
