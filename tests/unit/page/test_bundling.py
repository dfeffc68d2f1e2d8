"""Files become one sealed zip, the same bytes each time."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

from evalrules.page.bundling import sealed

ROOT = Path(__file__).resolve().parents[3]
COUNTY = ROOT / "examples" / "jiangsu-16" / "failing.yaml"


def test_the_evidence_is_found_in_the_zip_and_papers_lie_beside_it():
    """Whatever the evidence was called; what cannot be sealed is told."""
    files = {"县.YAML": COUNTY.read_bytes(), "papers/a.pdf": b"%PDF"}
    data, problems = sealed(files, "县.YAML")
    assert data is not None and not problems
    assert sealed(files, "县.YAML")[0] == data
    names = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert {name.rpartition("data/")[2] for name in names if "data/" in name} == {"evidence.yaml", "papers/a.pdf"}
    data, problems = sealed({"notes.txt": b"x"}, "notes.txt")
    assert data is None and problems
