"""Files are read once, bounded, and refused with a reason."""

from __future__ import annotations

import hashlib
import io
import os
import sys
from pathlib import Path

import pytest

from evalrules.base.source import Document, Record
from evalrules.readers.files import LIMIT, LIMIT_OF_TABLES, limit_of, read_bytes, read_document


def refusal(path: Path | str, **options: int) -> tuple[str, dict[str, str]]:
    document, problems = read_document(os.fspath(path), name="shown", **options)
    assert document.root is None
    assert [str(found.place) for found in problems] == ["shown:1:1"]
    return problems[0].code, dict(problems[0].args)


def from_stdin(monkeypatch: pytest.MonkeyPatch, data: bytes) -> tuple[Document, list[str]]:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data), encoding="ascii"))
    document, problems = read_document("-", name="<stdin>")
    return document, [found.code for found in problems]


@pytest.mark.parametrize(
    ("name", "text"), [("a.yaml", "a: 1\n"), ("a.yml", "a: 1\n"), ("a.json", '{"a": 1}'), ("A.YAML", "a: 1"), ("a.JSON", '{"a": 1}')]
)  # fmt: skip
def test_the_suffix_tells_the_form(tmp_path: Path, name: str, text: str) -> None:
    """A document has the shown name, the text, the digest of the bytes and the tree."""
    data = text.encode("utf-8-sig")
    (tmp_path / name).write_bytes(data)
    document, problems = read_document(str(tmp_path / name), name="shown")
    assert problems == []
    assert (document.name, document.text, document.sha256) == ("shown", text, hashlib.sha256(data).hexdigest())
    assert isinstance(document.root, Record)
    assert str(document.root.span) == "shown:1:1"


def test_json_by_its_suffix_is_strict(tmp_path: Path) -> None:
    """A .json file is not read as YAML when it is no JSON; JSON in a .yaml file is YAML."""
    (tmp_path / "a.json").write_text("a: 1")
    assert refusal(tmp_path / "a.json")[0] == "ER101"
    (tmp_path / "a.yaml").write_text('{"a": 1}')
    assert isinstance(read_document(str(tmp_path / "a.yaml"), name="a")[0].root, Record)


def test_other_suffixes_are_refused(tmp_path: Path) -> None:
    """The suffix is named; the content does not matter."""
    for name, suffix in (("a.txt", ".txt"), ("a", ""), ("a.png", ".png")):
        (tmp_path / name).write_bytes(b"\x89PNG\r\n")
        assert refusal(tmp_path / name) == ("ER005", {"suffix": suffix})


def test_a_picture_is_no_evidence(tmp_path: Path) -> None:
    """Binary content under a good name is called binary, and its digest is known."""
    (tmp_path / "a.yaml").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    assert refusal(tmp_path / "a.yaml") == ("ER002", {"reason": "binary"})
    assert len(read_document(str(tmp_path / "a.yaml"), name="a")[0].sha256) == 64


@pytest.mark.parametrize("path", ["missing.yaml", "missing/a.yaml", "a\0b.yaml", "x" * 5000 + ".yaml", "\ud800.yaml"])
def test_what_cannot_be_opened_says_why(tmp_path: Path, path: str) -> None:
    """Missing files and impossible names are one problem with a short reason."""
    code, told = refusal(f"{tmp_path}/{path}")
    assert code == "ER001"
    assert told["reason"]
    assert "\n" not in told["reason"]


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    """The name that results show and the reason of the system are told, and nothing of this machine."""
    path = str(tmp_path / "missing.yaml")
    assert refusal(path) == ("ER001", {"path": "shown", "reason": "No such file or directory"})


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="everything is readable here (root or Windows)")
def test_an_unreadable_file_says_so(tmp_path: Path) -> None:
    """Permissions are told as the system words them."""
    (tmp_path / "a.yaml").touch(mode=0)
    assert refusal(tmp_path / "a.yaml")[1]["reason"] == "Permission denied"


def test_only_regular_files_are_read(tmp_path: Path) -> None:
    """A folder, a FIFO and a device are refused at once instead of waited for."""
    (tmp_path / "d.yaml").mkdir()
    assert refusal(tmp_path / "d.yaml") == ("ER006", {"kind": "folder"})
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "p.yaml")
        assert refusal(tmp_path / "p.yaml") == ("ER006", {"kind": "FIFO"})
    if Path("/dev/zero").exists():
        assert refusal("/dev/zero") == ("ER006", {"kind": "device"})


def test_a_link_to_a_regular_file_is_read(tmp_path: Path) -> None:
    """What counts is the file behind the link."""
    (tmp_path / "a.yaml").write_text("a: 1")
    (tmp_path / "b.yaml").symlink_to("a.yaml")
    assert read_bytes(str(tmp_path / "b.yaml"), name="b") == (b"a: 1", [])


def test_the_limit_is_checked_before_reading(tmp_path: Path) -> None:
    """A file of just the limit is read; a larger one, however large, is not opened."""
    (tmp_path / "a.yaml").write_bytes(b"a: 1")
    assert read_document(str(tmp_path / "a.yaml"), name="a", limit=4)[1] == []
    assert refusal(tmp_path / "a.yaml", limit=3) == ("ER003", {"size": "4", "limit": "3"})
    with (tmp_path / "huge.yaml").open("wb") as file:
        file.truncate(50_000_000_000)
    assert refusal(tmp_path / "huge.yaml") == ("ER003", {"size": "50000000000", "limit": "5000000"})


@pytest.mark.parametrize("data", [b'{"a": 1}', b' \n{"a": 1}', b"a: 1", b"{a: 1}", "\ufeffa: 昆山".encode()])
def test_standard_input_is_json_or_yaml(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    """A bracket first means JSON, or YAML in flow style where that is faultless; the encoding is UTF-8."""
    document, codes = from_stdin(monkeypatch, data)
    assert codes == []
    assert isinstance(document.root, Record)
    assert document.sha256 == hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(("data", "code"), [(b'{"a": 1, "a": 2}', "ER102"), (b'{"a": ]', "ER101"), (b"", "ER101"), (b"a: \xff", "ER002")])
def test_bad_standard_input_is_refused(monkeypatch: pytest.MonkeyPatch, data: bytes, code: str) -> None:
    """It is held to the same rules as a file."""
    document, codes = from_stdin(monkeypatch, data)
    assert (document.root, codes) == (document.root if code == "ER102" else None, [code])


def test_standard_input_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """An endless stream is left after the limit."""

    class Endless(io.BytesIO):
        def read(self, size: int | None = -1, /) -> bytes:
            assert size is not None
            assert 0 < size <= 5_000_001
            return b"x" * size

    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(Endless()))
    assert refusal("-") == ("ER003", {"size": "more than 5000000", "limit": "5000000"})


def test_standard_input_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process without standard input gets a diagnostic."""
    monkeypatch.setattr(sys, "stdin", None)
    assert refusal("-")[0] == "ER001"


@pytest.mark.parametrize("name", ["a.csv", "b/A.CSV", "a.parquet"])
def test_a_long_table_may_be_larger_than_evidence(name: str):
    """By its suffix, however it is written; as large as the cells that a table may have, and no larger."""
    assert limit_of(name) == LIMIT_OF_TABLES > LIMIT


@pytest.mark.parametrize("name", ["a.xlsx", "a.yaml", "csv", "a.csv.zip"])
def test_workbooks_and_evidence_are_no_larger_than_ever(name: str):
    """What is unpacked from them is bounded as for every file."""
    assert limit_of(name) == LIMIT
