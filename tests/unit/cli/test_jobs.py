"""The option --jobs."""

from __future__ import annotations

import pytest

from evalrules.cli.jobs import MOST, jobs_of
from evalrules.processes import processors


def test_a_number_is_what_it_says() -> None:
    """Without the option one; 0 and auto are as many as there are processors."""
    assert [jobs_of(written, "en") for written in (None, "1", "4", str(MOST))] == [1, 1, 4, MOST]
    assert jobs_of("0", "en") == jobs_of("auto", "en") == processors()


@pytest.mark.parametrize("written", ["", "-1", "two", "1.5", "٣", "9999", "+2", "00000000000000000001"])
def test_what_is_no_number_is_refused(written: str, cli, examples) -> None:
    """However few inputs there are."""
    run = cli("check", examples / "jiangsu-16" / "passing.yaml", f"--jobs={written}", "--lang", "en")
    assert (run.code, run.out) == (2, "")
    assert "ER011" in run.err


def test_a_file_of_the_project_sets_it(tmp_path, monkeypatch, cli, examples) -> None:
    """As a number or as "auto", and nothing else; it is printed as it is written."""
    monkeypatch.chdir(tmp_path)
    county = str(examples / "jiangsu-16" / "passing.yaml")
    for value in ("4", '"auto"'):
        (tmp_path / "evalrules.toml").write_text(f"jobs = {value}\n", encoding="utf-8")
        assert f"jobs = {value}  # evalrules.toml" in cli("check", county, "--show-config").out
        assert cli("check", county, "--quiet").code == 0
    for value in ("true", "1.5", "[1]", '"many"'):
        (tmp_path / "evalrules.toml").write_text(f"jobs = {value}\n", encoding="utf-8")
        assert "ER058" in cli("check", county).err
