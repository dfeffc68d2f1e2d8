"""A manifest is read line by line: each promise with its place, each wrong line said."""

from __future__ import annotations

import codecs
import hashlib
from pathlib import Path

import pytest

from evalrules.bundles.manifest import (
    encoding_named,
    is_manifest,
    lines_of,
    manifest_text,
    out_of_scope,
    path_read,
    path_written,
    read_manifest,
    read_text,
)
from evalrules.bundles.storage import Folder

MD5 = "0cc175b9c0f1b6a831c399e269772661"


def read(tmp_path: Path, text: str, *, name: str = "manifest-md5.txt", version: tuple[int, int] = (1, 0)):
    """A manifest of that text: its paths, and what is said with its place."""
    (tmp_path / name).write_bytes(text.encode())
    found, problems = read_manifest(Folder(str(tmp_path)), name, shown="bag", encoding="utf-8", version=version)
    paths = [entry.path for entry in found.entries if entry.digest] if found else None
    return paths, [(one.code, str(one.place), dict(one.args).get("reason", "")) for one in problems]


@pytest.mark.parametrize("name", ["manifest-md5.txt", "tagmanifest-sha256.txt", "manifest-sha3-256.txt"])
def test_a_manifest_is_known_by_its_name(name: str):
    """manifest-ALGORITHM.txt and tagmanifest-ALGORITHM.txt are manifests."""
    assert is_manifest(name)


@pytest.mark.parametrize("name", ["manifest.txt", "manifest-md5.csv", "data/manifest-md5.txt", "mymanifest-md5.txt"])
def test_another_file_is_no_manifest(name: str):
    """Other names, and manifests of a bag in a bag, are none."""
    assert not is_manifest(name)


@pytest.mark.parametrize("gap", [" ", "  ", "\t", " \t "])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_a_line_is_a_digest_and_a_path(gap: str, end: str, tmp_path: Path):
    """Any white space between them and any line end will do; blanks inside the path belong to it."""
    assert (["data/a b.txt"], []) == read(tmp_path, f"{MD5.upper()}{gap}data/a b.txt{end}")


@pytest.mark.parametrize("name", ["md5", "sha1", "SHA-256", "sha512", "sha3-512", "blake2b"])
def test_every_algorithm_of_hashlib_is_known(name: str, tmp_path: Path):
    """Names are taken without regard to case and dashes (RFC 8493, section 2.4)."""
    spelled = {"SHA-256": "sha256", "sha3-512": "sha3_512"}.get(name, name)
    digest = hashlib.new(spelled, b"a").hexdigest()
    assert (["data/a"], []) == read(tmp_path, f"{digest}  data/a\n", name=f"manifest-{name}.txt")


@pytest.mark.parametrize("name", ["sha999", "shake_128", "crc32"])
def test_an_unknown_algorithm_is_said(name: str, tmp_path: Path):
    """A manifest that cannot be verified is an error, not silence."""
    file = f"manifest-{name}.txt"
    assert (None, [("ER021", f"bag/{file}:1:1", f"unknown algorithm in {file}")]) == read(tmp_path, "", name=file)


@pytest.mark.parametrize(
    ("line", "place", "reason"),
    [
        ("data/a", "1:1", "no digest and path"),
        (MD5, "1:1", "no digest and path"),
        (f"{MD5[:-1]}  data/a", "1:1", "no digest of md5"),
        (f"{MD5[:-1]}g  data/a", "1:1", "no digest of md5"),
        (f"{MD5}00  data/a", "1:1", "no digest of md5"),
    ],
)
def test_a_malformed_line_is_said_with_its_place(line: str, place: str, reason: str, tmp_path: Path):
    """A digest that is none is named where it stands, and the other lines are read (hostile: b_bad_hash_format)."""
    paths, problems = read(tmp_path, f"{line}\n{MD5}  data/b\n")
    assert (["data/b"], [("ER021", f"bag/manifest-md5.txt:{place}", reason)]) == (paths, problems)


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("../x", "a path that leads out"),
        ("data/../../x", "a path that leads out"),
        ("data/../data/x", "a path that leads out"),
        ("/tmp/x", "an absolute path"),
        ("~/x", "the folder of a user"),
        ("~root/x", "the folder of a user"),
        ("C:\\x", "a drive"),
        ("\\\\server\\x", "a backslash"),
        ("%HomeDrive%\\x", "a backslash"),
        ("http://x/y", "an address"),
    ],
)
def test_a_path_out_of_scope_is_said_at_its_place(path: str, reason: str, tmp_path: Path):
    """Whatever could lead out of the bag is refused on every system (RFC 8493, section 5.1)."""
    assert reason == out_of_scope(path)
    assert ([], [("ER014", "bag/manifest-md5.txt:2:35", reason)]) == read(tmp_path, f"\n{MD5}  {path}\n")


@pytest.mark.parametrize(
    ("written", "reason"),
    [("*data/a", "a path marked with * by md5sum"), ("./data/a", "a path that begins with ./")],
)
def test_the_habits_of_tools_are_tolerated_and_said(written: str, reason: str, tmp_path: Path):
    """The mark of md5sum and ./ in front are read as what is meant, with a warning."""
    paths, problems = read(tmp_path, f"{MD5} {written}\n")
    assert (["data/a"], ["ER027"], [reason]) == (paths, [one[0] for one in problems], [one[2] for one in problems])


@pytest.mark.parametrize(
    ("written", "since_1_0", "before"),
    [
        ("a%0Ab", "a\nb", "a\nb"),
        ("a%0db", "a\rb", "a\rb"),
        ("a%25b", "a%b", "a%25b"),
        ("a%2525", "a%25", "a%2525"),
        ("a%7Eb", "a%7Eb", "a%7Eb"),
        ("100%", "100%", "100%"),
    ],
)
def test_percent_escapes_are_those_of_the_version(written: str, since_1_0: str, before: str):
    """1.0 escapes CR, LF and %; before it a % stands for itself."""
    assert (since_1_0, before) == (path_read(written, (1, 0)), path_read(written, (0, 97)))


@pytest.mark.parametrize("path", ["a\nb", "a\rb", "100%", "%0A", "a b", "附件/一.txt"])
def test_a_written_path_reads_as_itself(path: str):
    """Any name survives a manifest on one line."""
    assert path == path_read(path_written(path), (1, 0))
    assert "\n" not in path_written(path)


def test_a_manifest_is_written_in_order():
    """Sorted by path, two blanks, LF."""
    assert "2  data/a\n1  data/b%0A\n" == manifest_text({"data/b\n": "1", "data/a": "2"})


def test_lines_end_only_as_lines_do():
    """Other characters that some programs break lines at belong to the name."""
    assert [(1, "a\x0b\u2028b"), (3, "c")] == list(lines_of("a\x0b\u2028b\r\n\rc"))


@pytest.mark.parametrize("written", ["UTF-8", "utf8", "UTF-16", "ISO-8859-1", "GB18030", "gbk"])
def test_encodings_of_text_are_known(written: str):
    """By any of their names."""
    assert encoding_named(written) == codecs.lookup(written).name


@pytest.mark.parametrize("written", ["rot13", "zip", "unicode_escape", "idna", "utf-9", "", "a\0b", "x" * 99])
def test_other_encodings_are_not(written: str):
    """What Python could decode as well but is no encoding of text is refused."""
    assert encoding_named(written) is None


def test_a_tag_file_that_is_not_in_its_encoding_is_said(tmp_path: Path):
    """ER020 for bytes that are none and for endless lines, a warning for a mark in front, ER001 for no file."""
    (tmp_path / "a.txt").write_bytes("附件".encode("gb18030"))
    (tmp_path / "b.txt").write_bytes(b"\xef\xbb\xbfb")
    (tmp_path / "d.txt").write_bytes(b"\n" * 100_001)
    folder = Folder(str(tmp_path))

    def said(name: str) -> tuple[str | None, list[str]]:
        text, problems = read_text(folder, name, shown=name, encoding="utf-8")
        return text, [found.code for found in problems]

    expected = [(None, ["ER020"]), ("b", ["ER027"]), (None, ["ER001"]), (None, ["ER020"])]
    assert expected == [said("a.txt"), said("b.txt"), said("c.txt"), said("d.txt")]
