"""Bags against the conformance suite of the Library of Congress, every case with just what is said about it.

The suite is not part of this repository (EVALRULES_SHARED, else ../shared beside it). What it teaches stands in
tests/unit/bundles/test_bag.py as cases of our own.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from evalrules.base.diagnostics import has_errors
from evalrules.bundles.bag import is_bag, verify_bag
from evalrules.bundles.storage import Folder

SHARED = Path(os.environ.get("EVALRULES_SHARED") or Path(__file__).resolve().parents[2].parent / "shared")
SUITE = SHARED / "suites" / "bagit"

pytestmark = pytest.mark.skipif(not SUITE.is_dir(), reason=f"the BagIt suite is absent: {SUITE}")

SAID = {
    "v0.96/valid/bag-with-leading-dot-slash-in-manifest": "ER027",
    "v0.97/valid/bag-with-leading-dot-slash-in-manifest": "ER027",
    "v0.97/warning/made-with-md5sum-tools": "ER027",
    "v0.97/warning/relative-path": "ER027",
    "v0.97/warning/same-filename-listed-twice-with-the-same-hash": "ER027",
    "v0.97/warning/same-filename-listed-twice-with-different-normalization": "ER015",
    "v0.97/warning/duplicate-file-with-different-case": "ER015 ER023",  # one file here, and two are listed
    "v0.97/warning/special-system-files": "ER023 ER027",  # its .DS_Store never got into the repository
    "v0.97/invalid/baginfo-missing-encoding": "ER020 ER022",
    "v0.97/invalid/bom-in-bagit.txt": "ER020",
    "v0.97/invalid/corrupt-data-file": "ER022",
    "v0.97/invalid/corrupt-tag-file": "ER022",
    "v0.97/invalid/extra-file-in-bag": "ER024",
    "v0.97/invalid/invalid-version-number": "ER020 ER022",
    "v0.97/invalid/missing-baginfo": "ER023",
    "v0.97/invalid/missing-bagit.txt": "ER020 ER023",
    "v0.97/invalid/out-of-scope-file-paths-using-dot-notation": "ER014",
    "v0.97/invalid/out-of-scope-file-paths-using-dot-notation-for-fetch": "ER014",
    "v0.97/invalid/same-filename-listed-twice-with-different-hashes": "ER021 ER022",
    "v1.0/invalid/bagit-with-invalid-whitespace": "ER020",
    "v1.0/invalid/notAllManifestsListAllFiles": "ER024",
    "v1.0/invalid/same-filename-listed-twice-with-different-hashes": "ER020 ER021 ER022",
    "v1.0/invalid/same-filename-listed-twice-with-the-same-hash": "ER021 ER022",
}
"""What is said about each bag; the others are valid and nothing is said, or (…-only) out of scope: ER014."""

NOT_AS_THE_SUITE = {"v0.97/warning/duplicate-file-with-different-case", "v0.97/warning/special-system-files"}
"""Bags that ought to give no more than a warning and are refused here: a file that they list is not there."""

CASES = sorted(
    path.relative_to(SUITE).as_posix() for path in SUITE.glob("v*/*/*") if path.is_dir()
) if SUITE.is_dir() else []  # fmt: skip


def expected(case: str) -> str:
    return SAID.get(case, "ER014" if "-only/" in case else "")


def test_the_suite_is_the_one_that_is_known():
    """Sixty bags, and none of those named above is missing."""
    assert 60 == len(CASES)
    assert set(SAID) <= set(CASES)


@pytest.mark.parametrize("case", CASES)
def test_a_bag_gives_what_it_should(case: str):
    """A valid bag is verified in silence, an invalid one is refused, a doubtful one gives a warning."""
    storage = Folder(str(SUITE / case))
    verified, problems = verify_bag(storage, shown=case)
    assert is_bag(storage)
    assert expected(case) == " ".join(sorted({found.code for found in problems}))
    kind = case.split("/")[1]
    assert (kind not in ("valid", "warning") or case in NOT_AS_THE_SUITE) == has_errors(problems)
    assert all(found.place is not None and found.place.file.startswith(case) for found in problems)
    if kind == "valid":
        payload = {name for name in storage.names() if name.startswith("data/")}
        assert payload == {name for name in verified if name.startswith("data/")}


@pytest.mark.parametrize("case", [case for case in CASES if "out-of-scope" in case])
def test_a_path_out_of_scope_is_never_opened(case: str, monkeypatch):
    """Nothing outside the bag is touched, and the place is the line that names it."""
    root = str(SUITE / case)
    opened: list[str] = []

    class Watched(Folder):
        def path(self, name: str) -> str:
            opened.append(os.path.normpath(os.path.join(root, name)))
            return super().path(name)

    _, problems = verify_bag(Watched(root), shown="bag")
    assert opened
    assert all(path.startswith(root + os.sep) for path in opened)
    listing = "fetch.txt" if case.endswith("-for-fetch") else "manifest-md5.txt"
    assert {f"bag/{listing}"} == {found.place.file for found in problems if found.place}
