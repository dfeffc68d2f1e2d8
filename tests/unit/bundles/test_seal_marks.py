"""What shows of a seal besides whether it holds: that one is gone, and that one is weak."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest

from evalrules.base.sentences import sentence
from evalrules.bundles.bag import verify_bag
from evalrules.bundles.seal import Wish, seal
from evalrules.bundles.seal_marks import traces_in, unsealed, weaknesses
from evalrules.bundles.storage import Folder

EVIDENCE = b"format: evidence/1\n"


@pytest.mark.parametrize(
    ("names", "traces"),
    [
        (["evidence.yaml", "notes.txt", "papers/bag-info.txt"], []),
        (["data/evidence.yaml"], ["data/evidence.yaml"]),
        (["bag-info.txt", "evidence.yaml"], ["bag-info.txt"]),
        (["package-info.txt", "evidence.yaml"], ["package-info.txt"]),
        (["fetch.txt", "evidence.yaml"], ["fetch.txt"]),
        (["data/evidence.csv", "tagmanifest-sha256.txt"], ["tagmanifest-sha256.txt", "data/evidence.csv"]),
        (["evidence.yaml", "data/evidence.txt", "data/other.yaml"], []),
    ],
)
def test_traces_of_a_seal_that_is_gone(names: list[str], traces: list[str]):
    """Whatever only sealing makes, at its place."""
    assert traces == traces_in(names)


@pytest.mark.parametrize("is_demanded", [True, False])
@pytest.mark.parametrize("names", [["evidence.yaml"], ["data/evidence.yaml"]])
def test_a_trace_is_a_warning_and_a_demand_an_error(names: list[str], is_demanded: bool):
    """Each of them by itself, and both."""
    found = unsealed(names, "b", "b", is_demanded=is_demanded)
    expected = [("ER047", "warning")] if names[0].startswith("data/") else []
    assert [*expected, *([("ER026", "error")] if is_demanded else [])] == [(one.code, one.severity) for one in found]


def reasons(folder: Path) -> list[str]:
    """The weaknesses of a bag that holds."""
    storage = Folder(str(folder))
    verified, problems = verify_bag(storage, shown="b")
    assert [] == problems
    found = weaknesses(verified, storage.names(), "b")
    assert {"ER048"} >= {one.code for one in found}
    assert not any(word in sentence(one, "zh") for one in found for word in ("than", "manifests", "unequal"))
    return [dict(one.args)["reason"] for one in found]


def bag(folder: Path, payload: tuple[str, ...], tags: tuple[str, ...]) -> Path:
    """A bag with a payload manifest and a tag manifest for each of these algorithms."""
    (folder / "data").mkdir(parents=True)
    (folder / "data" / "evidence.yaml").write_bytes(EVIDENCE)
    (folder / "bagit.txt").write_bytes(b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n")
    for algorithm in payload:
        digest = hashlib.new(algorithm, EVIDENCE).hexdigest()
        (folder / f"manifest-{algorithm}.txt").write_text(f"{digest}  data/evidence.yaml\n")
    listed = sorted(path.name for path in folder.iterdir() if path.is_file())
    for algorithm in tags:
        lines = [f"{hashlib.new(algorithm, (folder / name).read_bytes()).hexdigest()}  {name}\n" for name in listed]
        (folder / f"tagmanifest-{algorithm}.txt").write_text("".join(lines))
    return folder


NO_TAGS = "no tag manifest, so that manifests and bag-info.txt can be edited"


@pytest.mark.parametrize(
    ("payload", "tags", "said"),
    [
        (("sha256", "sha512"), ("sha256", "sha512"), []),
        (("sha256",), ("sha256",), []),
        (("sha512",), ("sha512", "md5"), []),
        (("md5",), ("md5",), ["no stronger digests of the payload than md5"]),
        (("sha1", "md5"), ("sha1",), ["no stronger digests of the payload than sha1"]),
        (("sha512",), (), [NO_TAGS]),
        (("md5",), (), ["no stronger digests of the payload than md5", NO_TAGS]),
        (("sha256",), ("sha512",), ["digests of unequal strength: sha256, sha512"]),
        (("sha512",), ("md5",), ["digests of unequal strength: md5, sha512"]),
        (("md5",), ("sha256",), ["no stronger digests of the payload than md5", "digests of unequal strength: md5, sha256"]),
    ],
)  # fmt: skip
def test_weak_seals_are_said(payload: tuple[str, ...], tags: tuple[str, ...], said: list[str], tmp_path: Path):
    """md5 or sha1 alone, no tag manifest, a smaller algorithm than another manifest of the same bag has."""
    assert said == reasons(bag(tmp_path / "b", payload, tags))


def test_a_seal_of_ours_is_not_weak(tmp_path: Path):
    """What `bundle seal` makes has nothing of that."""
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / "evidence.yaml").write_bytes(EVIDENCE)
    made, problems = seal(str(tmp_path / "b"), Wish(), shown="b")
    assert made is not None
    assert [] == problems
    assert [] == reasons(tmp_path / "b")
