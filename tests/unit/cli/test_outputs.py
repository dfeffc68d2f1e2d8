"""Where reports go: files by their suffix or prefix, else standard output."""

from __future__ import annotations

import sys

import pytest

from evalrules.cli.destinations import Destination
from evalrules.cli.outputs import console_of_stdout, destinations, forms_of, hand_out
from evalrules.model.report import Options, Report
from evalrules.reporters.formats import View

EMPTY = Report(Options(), (), (), {})
VIEW = View("en", 100, color=False)


def test_the_suffix_or_the_prefix_names_the_format():
    """--format counts where neither does."""
    wanted = [Destination("a.md", "markdown"), Destination("b", "json"), Destination("c.out", "text")]
    assert wanted == destinations(["a.md", "json=b", "c.out"], "text", "en")


@pytest.mark.parametrize(("outputs", "form"), [(["a"], None), ([], "pdf"), ([], "xlsx")])
def test_a_format_that_is_not_known_ends_the_command(outputs, form, capsys):
    """ER011 on standard error and exit code 2."""
    with pytest.raises(SystemExit) as ended:
        destinations(outputs, form, "en")
    assert 2 == ended.value.code
    assert "ER011" in capsys.readouterr().err


def test_the_formats_of_a_run():
    """Those of the files, else the one on standard output, else none."""
    assert {"json"} == forms_of(destinations(["a.json"], "text", "en"))
    assert ({"text"}, {"table"}) == (forms_of(destinations([], None, "en")), forms_of(destinations([], "table", "en")))
    assert set() == forms_of(destinations([], None, "en", quiet=True))


def test_a_report_goes_to_its_files_or_to_standard_output(tmp_path, capsys):
    """Never to both, and nowhere at all where it is not wanted."""
    path = tmp_path / "a.json"
    hand_out(EMPTY, [Destination(str(path), "json")], VIEW)
    hand_out(EMPTY, [], VIEW)
    assert ("", True) == (capsys.readouterr().out, b"result/1" in path.read_bytes())
    hand_out(EMPTY, [Destination("-", "json")], VIEW)
    assert path.read_text("utf-8") == capsys.readouterr().out


def test_a_file_that_cannot_be_written_ends_the_command(tmp_path, capsys):
    """ER007 and exit code 2, never a traceback."""
    with pytest.raises(SystemExit) as ended:
        hand_out(EMPTY, [Destination(str(tmp_path / "nowhere" / "a.json"), "json")], VIEW)
    assert 2 == ended.value.code
    assert "ER007" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["xlsx", "docx"])
def test_what_is_no_text_goes_to_a_pipe_and_to_no_terminal(form, monkeypatch, capfdbinary):
    """The bytes of the file on standard output; ER011 where that is a terminal."""
    hand_out(EMPTY, destinations([f"{form}=-"], None, "en"), VIEW)
    assert capfdbinary.readouterr().out.startswith(b"PK")
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
    with pytest.raises(SystemExit):
        destinations([f"{form}=-"], None, "en")


def test_a_pipe_is_plain():
    """A hundred columns, no colour."""
    assert (100, False) == console_of_stdout()
