"""Folders of thousands: memory does not grow with the number of subjects."""

from __future__ import annotations

from pathlib import Path

import pytest
from many_counties import good_counties
from surroundings import Program

pytestmark = pytest.mark.real


@pytest.mark.parametrize(("form", "jobs"), [("json", "1"), ("tap", "2")])
def test_memory_does_not_grow_with_a_folder(tmp_path: Path, program: Program, form: str, jobs: str) -> None:
    """Six times as many subjects take less than half as much again; before, it was five times as much."""
    found = []
    for count in (500, 3000):
        folder = good_counties(tmp_path / f"of-{count}", count)
        done, spent = program.measured("check", folder, "-o", f"{form}={tmp_path / str(count)}.out", "--jobs", jobs)
        assert done.returncode == 0
        found.append(spent)
    assert found[1].megabytes < 1.5 * found[0].megabytes
    assert (tmp_path / "3000.out").stat().st_size > 5 * (tmp_path / "500.out").stat().st_size
