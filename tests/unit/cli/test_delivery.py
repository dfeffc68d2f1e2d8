"""A report arrives whole, or not at all and says so."""

from __future__ import annotations

import io
import os
import stat
import sys

import pytest

from evalrules.cli.delivery import NotDelivered, bytes_to_stdout, to_file, to_new_file, to_stderr, to_stdout


def test_a_file_is_written_whole(tmp_path):
    """A new file holds just the bytes, and nothing is left beside it."""
    to_file(str(tmp_path / "a.md"), b"report")
    assert ["a.md"] == os.listdir(tmp_path)
    assert b"report" == (tmp_path / "a.md").read_bytes()


def test_a_new_file_has_the_permissions_of_the_user_mask(tmp_path):
    """A new file is as readable as any other new file; a temporary file's 0600 does not stay."""
    before = os.umask(0o027)
    try:
        to_file(str(tmp_path / "a.md"), b"")
        assert 0o640 == stat.S_IMODE((tmp_path / "a.md").stat().st_mode)
    finally:
        os.umask(before)


def test_a_replaced_file_keeps_its_permissions(tmp_path):
    """An older file is replaced and keeps its mode."""
    path = tmp_path / "a.md"
    path.write_bytes(b"old")
    path.chmod(0o600)
    to_file(str(path), b"new")
    assert (b"new", 0o600) == (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))


def test_a_link_is_replaced_and_never_written_through(tmp_path):
    """The target of a link stays as it was; the link becomes the file."""
    target, link = tmp_path / "target", tmp_path / "link.md"
    target.write_bytes(b"precious")
    link.symlink_to(target)
    to_file(str(link), b"report")
    assert (b"precious", b"report", False) == (target.read_bytes(), link.read_bytes(), link.is_symlink())


def test_a_dangling_link_is_replaced_too(tmp_path):
    """A link to nowhere becomes the file; nothing is made where it pointed."""
    link = tmp_path / "link.md"
    link.symlink_to(tmp_path / "nowhere")
    to_file(str(link), b"report")
    assert (b"report", False) == (link.read_bytes(), (tmp_path / "nowhere").exists())


@pytest.mark.parametrize("where", ["no/such/folder/a.md", ".", "a\0b.md", "", "x" * 300])
def test_a_place_that_cannot_be_written_is_said(where: str, tmp_path):
    """A missing folder, a folder, an impossible name: NotDelivered with a reason, nothing half written."""
    with pytest.raises(NotDelivered) as refused:
        to_file(str(tmp_path / where) if where != "" else "", b"report")
    assert refused.value.reason
    assert [] == os.listdir(tmp_path)


def test_a_pipe_is_no_place_for_a_report(tmp_path):
    """A FIFO is refused at once instead of waiting for a reader."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(NotDelivered):
        to_file(str(tmp_path / "pipe"), b"report")


def test_a_full_device_is_said():
    """/dev/full takes nothing, and that is reported."""
    with pytest.raises(NotDelivered, match="No space left"):
        to_file("/dev/full", b"report")


def test_a_failing_write_leaves_the_old_file(tmp_path, monkeypatch):
    """Where the new bytes cannot be flushed the old file is intact and no partial file stays."""
    path = tmp_path / "a.md"
    path.write_bytes(b"old")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotDelivered):
        to_file(str(path), b"new")
    assert (["a.md"], b"old") == (os.listdir(tmp_path), path.read_bytes())


class Stream(io.TextIOWrapper):
    """A text stream over bytes in memory."""

    def __init__(self, encoding: str) -> None:
        super().__init__(io.BytesIO(), encoding=encoding)

    def bytes(self) -> bytes:
        self.flush()
        return self.buffer.getvalue()


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [("ascii", rb"\u901a\u8fc7"), ("gbk", "通过".encode("gbk")), ("utf-8", "通过".encode())],
)
def test_standard_output_never_fails_on_a_character(encoding: str, expected: bytes, monkeypatch):
    """What the locale cannot write is written as an escape."""
    out = Stream(encoding)
    monkeypatch.setattr(sys, "stdout", out)
    to_stdout("通过")
    assert expected == out.bytes()


def test_json_is_utf8_whatever_the_locale(monkeypatch):
    """JSON goes out as UTF-8 also where the locale is ASCII."""
    out = Stream("ascii")
    monkeypatch.setattr(sys, "stdout", out)
    to_stdout("通过", utf8=True)
    assert "通过".encode() == out.bytes()


@pytest.mark.parametrize(
    "problem", [BrokenPipeError(32, "Broken pipe"), OSError(28, "No space left on device")]
)
def test_a_closed_or_full_standard_output_is_said(problem: OSError, monkeypatch):
    """A reader who has gone, or a full disk, is NotDelivered."""

    class Gone(io.BytesIO):
        def write(self, _: object) -> int:
            raise problem

    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(Gone(), encoding="utf-8", write_through=True))
    with pytest.raises(NotDelivered, match="stdout"):
        to_stdout("report")


def test_no_standard_output_at_all(monkeypatch):
    """A process without standard output cannot deliver, and without standard error says nothing."""
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    with pytest.raises(NotDelivered):
        to_stdout("report")
    to_stderr("problem")


def test_standard_error_never_fails(monkeypatch):
    """Characters that standard error lacks are escaped; a closed one is ignored."""
    err = Stream("ascii")
    monkeypatch.setattr(sys, "stderr", err)
    to_stderr("错误")
    assert rb"\u9519\u8bef" == err.bytes()
    err.close()
    to_stderr("错误")


def test_a_new_file_replaces_nothing(tmp_path):
    """What is there stays, be it a file, a link or a link to nowhere; nothing half written is left beside it."""
    (tmp_path / "a").write_bytes(b"old")
    (tmp_path / "link").symlink_to("a")
    (tmp_path / "dangling").symlink_to("nowhere")
    for name in ("a", "link", "dangling"):
        with pytest.raises(FileExistsError):
            to_new_file(str(tmp_path / name), b"new")
    to_new_file(str(tmp_path / "b"), b"new")
    assert sorted(os.listdir(tmp_path)) == ["a", "b", "dangling", "link"]
    assert ((tmp_path / "a").read_bytes(), (tmp_path / "b").read_bytes()) == (b"old", b"new")
    with pytest.raises(NotDelivered):
        to_new_file(str(tmp_path / "no" / "such"), b"new")


def test_a_file_that_comes_in_between_is_not_replaced(tmp_path, monkeypatch):
    """Somebody makes the same file after it was looked for: theirs stays. Without hard links it cannot be noticed."""
    path = tmp_path / "a"
    path.write_bytes(b"theirs")
    monkeypatch.setattr(os.path, "lexists", lambda _: False)
    with pytest.raises(FileExistsError):
        to_new_file(str(path), b"ours")
    assert (path.read_bytes(), os.listdir(tmp_path)) == (b"theirs", ["a"])

    def no_links(*_, **__):
        raise PermissionError("no hard links here")

    monkeypatch.setattr(os, "link", no_links)
    to_new_file(str(tmp_path / "b"), b"ours")
    assert sorted(os.listdir(tmp_path)) == ["a", "b"]


def test_bytes_arrive_as_they_are(monkeypatch):
    """No encoding and no line end touches them; a stream that takes none is said."""
    out = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(out, encoding="ascii", newline="\r\n"))
    bytes_to_stdout(b"PK\n\xff")
    assert out.getvalue() == b"PK\n\xff"
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with pytest.raises(NotDelivered):
        bytes_to_stdout(b"PK")
