"""A zip is read in place: a plain one as if it were a folder, a harmful or damaged one is refused with a reason."""

from __future__ import annotations

import os
import stat
import struct
import unicodedata
import zipfile
from pathlib import Path

import pytest

from evalrules.base.sentences import sentence
from evalrules.bundles import archive as module
from evalrules.bundles.archive import Archive, open_archive

CENTRAL, LOCAL = b"PK\x01\x02", b"PK\x03\x04"
FLAGS = {CENTRAL: 8, LOCAL: 6}
METHOD = {CENTRAL: 10, LOCAL: 8}
SIZE = {CENTRAL: 24, LOCAL: 22}


class Raw(zipfile.ZipInfo):
    """An entry whose name is written as the bytes given, without the UTF-8 flag."""

    raw = b""

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.raw, self.flag_bits & ~0x800


def entry(name: str | bytes, mode: int = 0) -> zipfile.ZipInfo:
    info = Raw(repr(name))
    info.raw = name if isinstance(name, bytes) else name.encode()
    info.external_attr = mode << 16
    return info


def zip_of(path: Path, *files: tuple[str | bytes | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_STORED) -> str:
    """A zip with these entries, names as bytes written just so."""
    with zipfile.ZipFile(path, "w", method) as zipped:
        for name, data in files:
            zipped.writestr(entry(name) if isinstance(name, bytes) else name, data)
    return str(path)


def patched(path: str, offsets: dict[bytes, int], value: bytes) -> str:
    """The same zip with bytes at an offset of every header replaced."""
    data = bytearray(Path(path).read_bytes())
    for signature, offset in offsets.items():
        at = data.find(signature)
        while at >= 0:
            data[at + offset : at + offset + len(value)] = value
            at = data.find(signature, at + 4)
    Path(path).write_bytes(data)
    return path


def refused(path: str) -> list[tuple[str, str]]:
    """The codes and reasons for which a zip is refused."""
    archive, problems = open_archive(path, shown="a.zip")
    assert archive is None
    assert all(f"：{dict(found.args).get('reason', '?!')}" not in sentence(found, "zh") for found in problems)
    return [(found.code, dict(found.args).get("reason", dict(found.args).get("kind", ""))) for found in problems]


@pytest.fixture
def plain(tmp_path: Path) -> str:
    return zip_of(
        tmp_path / "plain.zip", ("evidence.yaml", b"format: evidence/1\n"), ("附件/a.txt", b"a" * 1000), method=8
    )


# -- a plain zip -------------------------------------------------------------------------------------------------------


def test_a_plain_zip_reads_like_a_folder(plain: str):
    """Names, presence, bytes, sizes, streams and digests, and nothing to say."""
    archive, problems = open_archive(plain, shown="plain.zip")
    assert [] == problems
    assert archive is not None
    with archive:
        assert ["evidence.yaml", "附件/a.txt"] == archive.names()
        assert (True, False, False) == tuple(map(archive.holds, ("附件/a.txt", "附件", "nowhere")))
        assert (b"format: evidence/1\n", []) == archive.read("evidence.yaml", shown="plain.zip/evidence.yaml")
        assert 1000 == archive.size("附件/a.txt")
        with archive.open("附件/a.txt") as file:
            assert b"a" * 1000 == file.read()
        assert {"md5": "cabe45dcc9ae5b66ba86600cca6b8ba8"} == archive.digests("附件/a.txt", ("md5",))
        assert os.path.realpath(plain) == archive.identity


def test_what_is_missing_or_too_large_is_said(plain: str):
    """A missing entry is ER001, one beyond the limit ER003; sizes and streams of it are OSError."""
    archive, _ = open_archive(plain, shown="plain.zip")
    assert archive is not None
    with archive:
        assert "ER001" == archive.read("nowhere", shown="n")[1][0].code
        assert "ER003" == archive.read("附件/a.txt", shown="n", limit=999)[1][0].code
        with pytest.raises(FileNotFoundError):
            archive.open("nowhere")


def test_what_is_read_is_what_was_checked(plain: str, tmp_path: Path):
    """A zip that takes the place of the one that was opened is not read."""
    archive, _ = open_archive(plain, shown="plain.zip")
    os.replace(zip_of(tmp_path / "other.zip", ("evidence.yaml", b"other")), plain)
    assert archive is not None
    with archive:
        assert b"format: evidence/1\n" == archive.read("evidence.yaml", shown="e")[0]


def test_an_empty_zip_and_an_empty_entry_are_fine(tmp_path: Path):
    """A zip without files has no names; an empty file has no bytes."""
    with_nothing, _ = open_archive(zip_of(tmp_path / "0.zip"), shown="0.zip")
    with_one, _ = open_archive(zip_of(tmp_path / "1.zip", ("a.txt", b"")), shown="1.zip")
    assert with_nothing is not None
    assert with_one is not None
    with with_nothing, with_one:
        assert [] == with_nothing.names()
        assert (b"", []) == with_one.read("a.txt", shown="a.txt")


# -- the root ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("names", "root", "expected"),
    [
        (["kunshan/evidence.yaml", "kunshan/a.txt"], "kunshan", ["a.txt", "evidence.yaml"]),
        (["kunshan/", "kunshan/bagit.txt", "kunshan/data/evidence.csv"], "kunshan", ["bagit.txt", "data/evidence.csv"]),
        (["kunshan/a.txt", "__MACOSX/kunshan/._a.txt", ".DS_Store"], "kunshan", ["a.txt"]),
        (["data/evidence.xlsx", "data/a.txt"], "", ["data/a.txt", "data/evidence.xlsx"]),
        (["data/bagit.txt", "data/data/a.txt"], "data", ["bagit.txt", "data/a.txt"]),
        (["evidence.yaml", "kunshan/a.txt"], "", ["evidence.yaml", "kunshan/a.txt"]),
        (["a/x", "b/x"], "", ["a/x", "b/x"]),
    ],
)
def test_one_top_folder_that_holds_everything_is_the_root(names: list[str], root: str, expected: list[str], tmp_path):
    """A zip of a folder is that folder, unless its evidence is the payload of a bag without one."""
    archive, problems = open_archive(zip_of(tmp_path / "a.zip", *((name, b"") for name in names)), shown="a.zip")
    assert [] == problems
    assert archive is not None
    with archive:
        assert (root, expected) == (archive.root, archive.names())


def test_what_a_desktop_left_behind_is_not_named_but_there(tmp_path: Path):
    """Junk is no file of the bundle; a manifest that lists it can still verify it."""
    path = zip_of(tmp_path / "a.zip", ("a.txt", b""), ("data/Thumbs.db", b"t"), ("~$b.xlsx", b""))
    archive, problems = open_archive(path, shown="a.zip")
    assert [] == problems
    assert archive is not None
    with archive:
        assert (["a.txt"], True) == (archive.names(), archive.holds("data/Thumbs.db"))


# -- names -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "name", "codes"),
    [
        ("附件一.txt".encode("gb18030"), "附件一.txt", ["ER018"]),
        ("附件一.txt".encode(), "附件一.txt", []),
        (b"plain.txt", "plain.txt", []),
        ("丂\\誠.txt".encode("gb18030"), "丂/誠.txt", ["ER018"]),  # bytes of GB18030 that are a backslash in ASCII
        (b"folder\\a.txt", "folder/a.txt", []),
        (b"./a//b/./c.txt", "a/b/c.txt", []),
    ],
)
def test_names_without_the_flag_are_understood(raw: bytes, name: str, codes: list[str], tmp_path: Path):
    """GB18030 as Windows writes it is read and said, UTF-8 without the flag is read (hostile: z_gbk_names.zip)."""
    path = zip_of(tmp_path / "a.zip", (raw, b"x"), ("evidence.yaml", b""))
    archive, problems = open_archive(path, shown="a.zip")
    assert codes == [found.code for found in problems]
    assert all(found.severity == "note" for found in problems)
    assert archive is not None
    with archive:
        assert name in archive.names()
        assert (b"x", []) == archive.read(name, shown=name)


def test_the_note_about_names_is_given_once(tmp_path: Path):
    """However many names were read as GB18030."""
    path = zip_of(tmp_path / "a.zip", *((f"附件{number}.txt".encode("gb18030"), b"") for number in range(5)))
    archive, problems = open_archive(path, shown="a.zip")
    assert archive is not None
    archive.close()
    assert [("ER018", {"encoding": "GB18030"})] == [(found.code, dict(found.args)) for found in problems]


def test_names_in_no_known_encoding_are_refused(tmp_path: Path):
    """Bytes that neither encoding explains are not guessed."""
    path = zip_of(tmp_path / "a.zip", (b"\xff\xff.txt", b""))
    assert [("ER013", "a name in an unknown encoding")] == refused(path)


def test_a_flag_that_lies_is_refused(tmp_path: Path):
    """A name said to be UTF-8 that is none ends in a diagnostic."""
    path = patched(zip_of(tmp_path / "a.zip", (b"\xff\xfe.txt", b"")), FLAGS, struct.pack("<H", 0x800))
    assert [("ER013", "damaged or cut off")] == refused(path)


def test_names_that_collide_elsewhere_are_said(tmp_path: Path):
    """A.txt beside a.txt, and é in two compositions: warnings, and both are read."""
    names = ["A.txt", "a.txt", "é.txt", unicodedata.normalize("NFD", "é.txt")]
    archive, problems = open_archive(zip_of(tmp_path / "a.zip", *((name, b"") for name in names)), shown="a.zip")
    assert archive is not None
    with archive:
        assert 4 == len(archive.names())
    assert [("ER015", "warning")] * 2 == [(found.code, found.severity) for found in problems]


UNSAFE = {
    b"../evil.txt": "a path that leads out",
    b"a/../../evil.txt": "a path that leads out",
    b"a\\..\\..\\evil.txt": "a path that leads out",
    b"/etc/passwd": "an absolute path",
    b"\\\\server\\share\\x": "an absolute path",
    b"C:\\Windows\\x": "a drive",
    b"c:evil.txt": "a drive",
    b"~root/x": "the folder of a user",
    b"a\0.txt": "NUL",
    b"../": "a path that leads out",
}


@pytest.mark.parametrize(("raw", "reason"), UNSAFE.items())
def test_an_entry_that_could_leave_is_refused(raw: bytes, reason: str, tmp_path: Path):
    """Zip slip in all its spellings: the whole archive is refused (hostile: z_slip_abs.zip)."""
    path = zip_of(tmp_path / "a.zip", (raw, b""), ("evidence.yaml", b""))
    assert [("ER014", reason)] == refused(path)


@pytest.mark.parametrize(
    ("name", "reason"),
    [("a/" * 65 + "x", "more than 64 folders deep"), ("a/" * 32_000 + "x", "more than 4096 characters"), ("x" * 4_097, "more than 4096 characters"),
     ("a" * 2_000 + "/" + "b" * 2_096, "more than 4096 characters"), ("a//" * 65 + "x", "more than 64 folders deep")],
    ids=["deep", "very deep", "long", "long in parts", "empty parts"],
)  # fmt: skip
def test_a_path_that_no_system_has_is_refused(name: str, reason: str, tmp_path: Path):
    """Deeper than 64 folders or longer than 4,096 characters: whatever is made of it would cost memory."""
    assert [("ER014", reason)] == refused(zip_of(tmp_path / "a.zip", (name, b""), ("evidence.yaml", b"")))


def test_a_deep_path_is_read(tmp_path: Path):
    """64 folders deep is no reason to refuse anything."""
    name = "a/" * 64 + "x"
    archive, problems = open_archive(zip_of(tmp_path / "a.zip", (name, b"1"), ("evidence.yaml", b"")), shown="a.zip")
    assert archive is not None
    with archive:
        assert ((b"1", []), []) == (archive.read(name, shown="x"), problems)


@pytest.mark.parametrize(
    ("kind", "reason"),
    [(stat.S_IFLNK, "a link"), (stat.S_IFIFO, "a device or pipe"), (stat.S_IFCHR, "a device or pipe"),
     (stat.S_IFSOCK, "a device or pipe")],
)  # fmt: skip
def test_an_entry_that_is_no_file_is_refused(kind: int, reason: str, tmp_path: Path):
    """Links and devices have no place in an archive (hostile: z_symlink.zip)."""
    path = zip_of(tmp_path / "a.zip", (entry("evidence.yaml", kind | 0o777), b"/etc/passwd"))
    assert [("ER014", reason)] == refused(path)


def test_one_name_for_two_entries_is_refused(tmp_path: Path):
    """Which of them counts nobody can say; nor where a file is a folder as well."""
    with pytest.warns(UserWarning, match="Duplicate"):
        path = zip_of(tmp_path / "a.zip", ("a.txt", b"1"), ("a.txt", b"2"))
    assert [("ER014", "an entry that stands twice")] == refused(path)
    path = zip_of(tmp_path / "b.zip", (b"a\\b.txt", b"1"), ("a/b.txt", b"2"))
    assert [("ER014", "an entry that stands twice")] == refused(path)
    path = zip_of(tmp_path / "c.zip", ("a", b"1"), ("a/b.txt", b"2"))
    assert [("ER014", "both a file and a folder")] == refused(path)


def test_every_problem_is_said_in_one_run(tmp_path: Path):
    """Two bad names and an encrypted entry give three diagnostics."""
    path = zip_of(tmp_path / "a.zip", (b"../a", b""), (b"/b", b""))
    patched(path, FLAGS, struct.pack("<H", 1))
    assert ["ER013", "ER014", "ER014"] == [code for code, _ in refused(path)]


# -- bombs and damage --------------------------------------------------------------------------------------------------


def test_an_encrypted_zip_says_so(tmp_path: Path):
    """Encryption is named, with one diagnostic for the archive and no traceback (hostile: z_encrypted.zip)."""
    path = zip_of(tmp_path / "a.zip", ("evidence.yaml", b"x"), ("b.txt", b"y"))
    assert [("ER013", "encrypted")] == refused(patched(path, FLAGS, struct.pack("<H", 1)))


@pytest.mark.parametrize("method", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA, 9, 97])
def test_an_unusual_compression_says_so(method: int, tmp_path: Path):
    """Only stored and deflated entries are read: the others unpack without a bound."""
    path = patched(zip_of(tmp_path / "a.zip", ("a.txt", b"x")), METHOD, struct.pack("<H", method))
    assert [("ER013", f"compression method {method}")] == refused(path)


@pytest.mark.real
def test_more_entries_than_the_limit_are_refused(tmp_path: Path):
    """Ten thousand and one entries are too many (hostile: z_many.zip), ten thousand are not."""
    names = [(f"{number}.txt", b"") for number in range(10_001)]
    assert [("ER013", "more than 10000 entries")] == refused(zip_of(tmp_path / "a.zip", *names))
    archive, _ = open_archive(zip_of(tmp_path / "b.zip", *names[:-1]), shown="b.zip")
    assert archive is not None
    with archive:
        assert 10_000 == len(archive.names())


def test_a_directory_of_gigabytes_is_not_read(tmp_path: Path):
    """What the end of the file claims is not believed: the directory is never read into memory."""
    path = tmp_path / "a.zip"
    with path.open("wb") as file:
        file.write(b"PK")
        file.truncate(1 << 31)
        file.seek(1 << 31)
        file.write(struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 1, 1, (1 << 31) - 100, 0, 0))
    assert [("ER013", "more than 10000 entries")] == refused(str(path))


def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path: Path):
    """Eleven megabytes of nothing in eleven kilobytes: refused by its ratio; stored it is read."""
    zeros = b"\0" * 11_000_000
    bomb = zip_of(tmp_path / "a.zip", ("zeros", zeros), method=8)
    assert [("ER013", "an entry that grows more than 200 times")] == refused(bomb)
    archive, _ = open_archive(zip_of(tmp_path / "b.zip", ("zeros", zeros)), shown="b.zip")
    assert archive is not None
    archive.close()


def test_more_bytes_than_the_limit_are_refused(tmp_path: Path, monkeypatch):
    """All entries together have a limit too."""
    path = zip_of(tmp_path / "a.zip", ("a", b"x" * 600), ("b", b"x" * 600))
    monkeypatch.setattr(module, "MAX_TOTAL", 1000)
    assert [("ER013", "more than 1000 bytes unpacked")] == [
        (found.code, dict(found.args)["reason"]) for found in open_archive(path, shown="a.zip")[1]
    ]


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
@pytest.mark.parametrize("stated", [1, 999, 1001, 5000])
def test_a_size_that_lies_is_damage(stated: int, method: int, tmp_path: Path):
    """An entry that is longer or shorter than it says is never handed over."""
    path = zip_of(tmp_path / "a.zip", ("a.txt", os.urandom(500) * 2), method=method)
    patched(path, SIZE, struct.pack("<L", stated))
    assert not usable(path, "a.txt")


def test_a_changed_byte_is_damage(tmp_path: Path):
    """The check sum of the archive is verified, in reading as in digesting."""
    path = zip_of(tmp_path / "a.zip", ("a.txt", b"original"))
    data = Path(path).read_bytes()
    Path(path).write_bytes(data.replace(b"original", b"modified"))
    assert not usable(path, "a.txt")


def test_a_local_header_of_another_name_is_damage(tmp_path: Path):
    """The two headers of an entry must agree."""
    path = zip_of(tmp_path / "a.zip", ("a.txt", b"x"))
    data = Path(path).read_bytes()
    Path(path).write_bytes(data.replace(b"a.txt", b"b.txt", 1))
    assert not usable(path, "a.txt")


def usable(path: str, name: str) -> bool:
    """Whether an entry can be read; where not, every way to read it says so and nothing else is raised."""
    archive, problems = open_archive(path, shown="a.zip")
    if archive is None:
        assert problems
        return False
    with archive:
        data, problems = archive.read(name, shown=f"a.zip/{name}")
        try:
            archive.digests(name, ("md5",))
        except OSError:
            assert (None, ["ER013"]) == (data, [found.code for found in problems])
            return False
        return data is not None


def test_a_file_that_is_no_zip_says_so(tmp_path: Path):
    """Text under the name of a zip, nothing at all, and a zip that was cut off."""
    (tmp_path / "a.zip").write_bytes(b"no zip at all")
    (tmp_path / "b.zip").write_bytes(b"")
    assert [("ER013", "not a zip archive")] == refused(str(tmp_path / "a.zip"))
    assert [("ER013", "not a zip archive")] == refused(str(tmp_path / "b.zip"))


def test_every_cut_and_every_flipped_byte_ends_in_a_diagnostic(plain: str, tmp_path: Path):
    """However a zip is damaged it is refused, or what can still be read is what it was; nothing is raised."""
    data = Path(plain).read_bytes()
    damaged = [data[:length] for length in range(len(data))]
    damaged += [data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :] for at in range(len(data)) for bit in (1, 0x80)]
    path = tmp_path / "damaged.zip"
    for one in damaged:
        path.write_bytes(one)
        archive, problems = open_archive(str(path), shown="d.zip")
        if archive is None:
            assert problems
            continue
        with archive:
            for name in archive.names():
                read, problems = archive.read(name, shown=name)
                assert read in (b"format: evidence/1\n", b"a" * 1000) or problems


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda path: None, "ER001"),
        (lambda path: path.mkdir(), "ER006"),
        (os.mkfifo, "ER006"),
        (lambda path: path.symlink_to(path), "ER001"),
    ],
)
def test_what_is_no_file_is_said(make, code: str, tmp_path: Path):
    """A missing file, a folder, a pipe and a link to itself are diagnostics."""
    make(tmp_path / "a.zip")
    assert [code] == [one for one, _ in refused(str(tmp_path / "a.zip"))]


def test_a_path_with_nul_is_said():
    """No path at all is a diagnostic too."""
    assert ["ER001"] == [code for code, _ in refused("a\0.zip")]


def test_an_archive_lets_go_of_its_file(plain: str):
    """After it is closed nothing can be read, and that is OSError like everything else."""
    archive, _ = open_archive(plain, shown="plain.zip")
    assert isinstance(archive, Archive)
    archive.close()
    assert "ER013" == archive.read("evidence.yaml", shown="e")[1][0].code


def test_a_stream_fails_only_as_a_stream_does(tmp_path: Path):
    """Reading a damaged entry piece by piece raises OSError, not zlib's or zipfile's own."""
    path = zip_of(tmp_path / "a.zip", ("a.txt", os.urandom(100_000)), method=8)
    data = bytearray(Path(path).read_bytes())
    data[1000:1100] = bytes(100)
    Path(path).write_bytes(data)
    archive, _ = open_archive(path, shown="a.zip")
    assert archive is not None
    with archive, archive.open("a.txt") as file, pytest.raises(OSError):
        while file.read(1024):
            pass
