"""A bag is verified as a whole: every file listed, every digest right, and every problem said in one run."""

from __future__ import annotations

import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from evalrules.base.sentences import sentence
from evalrules.bundles.archive import open_archive
from evalrules.bundles.bag import algorithms_of, is_bag, payload_of, verify_bag
from evalrules.bundles.storage import Folder, Sealed

HELLO = b"hello\n"


def digest(data: bytes, algorithm: str = "md5") -> str:
    return hashlib.new(algorithm, data).hexdigest()


def declaration(version: str = "1.0", encoding: str = "UTF-8") -> bytes:
    return f"BagIt-Version: {version}\nTag-File-Character-Encoding: {encoding}\n".encode()


@pytest.fixture
def bag(tmp_path: Path):
    """`bag(version)`: the folder of a bag of one file, data/hello.txt."""

    def make(version: str = "1.0") -> Path:
        root = tmp_path / "bag"
        put(root, "bagit.txt", declaration(version))
        put(root, "data/hello.txt", HELLO)
        put(root, "manifest-md5.txt", f"{digest(HELLO)}  data/hello.txt\n")
        return root

    return make


def put(root: Path, name: str, data: bytes | str) -> None:
    (root / name).parent.mkdir(parents=True, exist_ok=True)
    (root / name).write_bytes(data if isinstance(data, bytes) else data.encode())


def said(root: Path) -> list[tuple[str, str, str]]:
    """What verifying says: code, place inside the bag, and the argument that tells one from another."""
    _, problems = verify_bag(Folder(str(root)), shown="bag")
    assert all(f"：{dict(found.args).get('reason', '?!')}" not in sentence(found, "zh") for found in problems)
    return [
        (found.code, str(found.place).removeprefix("bag/"), " ".join(value for _, value in found.args))
        for found in problems
    ]


# -- what a bag is -----------------------------------------------------------------------------------------------------


def test_a_bag_is_known_by_its_declaration_or_a_manifest(tmp_path: Path):
    """bagit.txt or a payload manifest at the root makes a claim; a tag manifest or one in a folder does not."""
    assert not is_bag(Folder(str(tmp_path)))
    assert not is_bag(Folder(str(tmp_path / "nowhere")))
    put(tmp_path, "data/bagit.txt", "")
    put(tmp_path, "tagmanifest-md5.txt", "")
    assert not is_bag(Folder(str(tmp_path)))
    put(tmp_path, "manifest-md5.txt", "")
    assert is_bag(Folder(str(tmp_path)))


def test_a_whole_bag_is_verified_in_silence(bag):
    """Every listed file comes back with its strongest digest, and a sealed storage hands it over."""
    root = bag()
    put(root, "manifest-sha512.txt", f"{digest(HELLO, 'sha512')}  data/hello.txt\n")
    put(root, "tagmanifest-sha256.txt", f"{digest(declaration(), 'sha256')}  bagit.txt\n")
    verified, problems = verify_bag(Folder(str(root)), shown="bag")
    assert [] == problems
    assert {
        "data/hello.txt": ("sha512", digest(HELLO, "sha512")),
        "bagit.txt": ("sha256", digest(declaration(), "sha256")),
    } == verified
    assert (["sha256", "sha512"], ["data/hello.txt"]) == (algorithms_of(verified), payload_of(verified))
    assert (HELLO, []) == Sealed(Folder(str(root)), verified).read("data/hello.txt", shown="h")


def test_a_bag_in_a_zip_is_verified_in_place(bag, tmp_path: Path):
    """The one top folder of the zip is the bag; a changed file is named by its line."""
    root = bag()
    path = tmp_path / "bag.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        for name in Folder(str(root)).names():
            zipped.writestr(f"kunshan/{name}", b"changed" if name == "data/hello.txt" else (root / name).read_bytes())
    archive, _ = open_archive(str(path), shown="bag.zip")
    assert archive is not None
    with archive:
        _, problems = verify_bag(archive, shown="bag.zip")
    assert [("ER022", "bag.zip/manifest-md5.txt:1:35")] == [(found.code, str(found.place)) for found in problems]


# -- files -------------------------------------------------------------------------------------------------------------


def test_a_changed_file_is_said_once_with_all_its_manifests(bag):
    """Two digests that no longer hold are one problem, and the file is not among those verified."""
    root = bag()
    put(root, "manifest-sha1.txt", f"{digest(HELLO, 'sha1')}  data/hello.txt\n")
    put(root, "data/hello.txt", "hallo\n")
    verified, _ = verify_bag(Folder(str(root)), shown="bag")
    assert {} == verified
    assert [("ER022", "manifest-md5.txt:1:35", "data/hello.txt manifest-md5.txt, manifest-sha1.txt")] == said(root)


def test_missing_changed_and_added_files_are_said_in_one_run(bag):
    """Nothing ends the run early, and a Payload-Oxum that is wrong for the same reason says nothing more."""
    root = bag()
    put(root, "manifest-md5.txt", f"{digest(HELLO)}  data/hello.txt\n{digest(b'')}  data/gone.txt\n")
    put(root, "data/hello.txt", "changed")
    put(root, "data/new.txt", "")
    put(root, "bag-info.txt", "Payload-Oxum: 6.2\n")
    assert [
        ("ER022", "manifest-md5.txt:1:35", "data/hello.txt manifest-md5.txt"),
        ("ER023", "manifest-md5.txt:2:35", "data/gone.txt manifest-md5.txt"),
        ("ER024", "data/new.txt:1:1", "data/new.txt manifest-md5.txt"),
    ] == said(root)


def test_a_changed_tag_file_is_said(bag):
    """Tag manifests are verified as payload manifests are."""
    root = bag()
    put(root, "tagmanifest-md5.txt", f"{digest(b'before')}  bagit.txt\n{digest(b'')}  gone.txt\n")
    assert ["ER022", "ER023"] == [code for code, _, _ in said(root)]


def test_tag_files_need_not_be_listed(bag):
    """Only the payload must be listed; other files beside it may be."""
    root = bag()
    put(root, "notes.txt", "x")
    assert [] == said(root)


def test_a_link_out_of_the_bag_is_not_verified(bag, tmp_path: Path):
    """The target of a link that leads out is never digested: the file counts as missing."""
    root = bag()
    put(tmp_path, "secret.txt", HELLO)
    (root / "data" / "hello.txt").unlink()
    (root / "data" / "hello.txt").symlink_to("../../secret.txt")
    assert "ER023" in [code for code, _, _ in said(root)]


@pytest.mark.parametrize("name", ["bagit.txt", "manifest-sha1.txt", "tagmanifest-md5.txt", "bag-info.txt", "fetch.txt"])
def test_a_tag_file_that_is_a_link_out_is_never_read(name: str, bag, tmp_path: Path):
    """Nothing of the target shows in what is said."""
    root = bag()
    put(tmp_path, "secret.txt", "the secret\n")
    (root / name).unlink(missing_ok=True)
    (root / name).symlink_to("../secret.txt")
    assert "secret" not in str([args for _, _, args in said(root)])
    assert "ER014" in [code for code, _, _ in said(root)] or not Folder(str(root)).holds(name)


def test_a_pipe_in_the_payload_is_not_waited_for(bag):
    """A FIFO is no payload: it is not listed, and nothing reads it."""
    root = bag()
    os.mkfifo(root / "data" / "pipe")
    assert [("ER024", "data/pipe:1:1", "data/pipe manifest-md5.txt")] == said(root)


def test_what_a_desktop_left_behind_does_not_break_a_seal(bag):
    """Looking at a bag may leave thumbnails in it: a warning. Listed ones are verified, and said too."""
    root = bag()
    put(root, "data/Thumbs.db", "t")
    put(root, "bag-info.txt", "Payload-Oxum: 6.1\n")
    assert [("ER027", "data/Thumbs.db:1:1", "a file that a desktop left behind: data/Thumbs.db")] == said(root)
    put(root, "manifest-md5.txt", f"{digest(HELLO)}  data/hello.txt\n{digest(b't')}  data/Thumbs.db\n")
    put(root, "bag-info.txt", "Payload-Oxum: 7.2\n")
    assert ["ER027"] == [code for code, _, _ in said(root)]
    put(root, "data/Thumbs.db", "u")
    assert ["ER022", "ER027"] == sorted(code for code, _, _ in said(root))


def test_names_with_escapes_are_found(bag):
    """CR, LF and % are escaped in 1.0; a % that was not escaped is taken as it stands."""
    root = bag()
    names = ["data/a\nb", "data/100%", "data/%7Ex", "data/é"]
    lines = ["data/a%0Ab", "data/100%25", "data/%7Ex", "data/e\u0301"]
    for name in names:
        put(root, name, HELLO)
    put(root, "manifest-md5.txt", "".join(f"{digest(HELLO)}  {line}\n" for line in ["data/hello.txt", *lines]))
    verified, problems = verify_bag(Folder(str(root)), shown="bag")
    assert ["ER015"] == [found.code for found in problems]
    assert {"data/hello.txt", *names} == set(verified)


def test_a_damaged_file_is_said(bag, monkeypatch):
    """A file that cannot be read is ER001 and the others are verified all the same."""
    root = bag()

    def failing(self: Folder, name: str, algorithms: object) -> dict[str, str]:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(Folder, "digests", failing)
    assert [("ER001", "data/hello.txt:1:1", "data/hello.txt Input/output error")] == said(root)


# -- the declaration ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("version", ["0.93", "0.94", "0.95", "0.96", "0.97", "1.0"])
def test_every_version_is_verified(version: str, bag):
    """From the first drafts to the RFC."""
    assert [] == said(bag(version))


WRONG = {
    b"BagIt-Version: 2.0\nTag-File-Character-Encoding: UTF-8\n": "a version that is not known",
    b"BagIt-Version: 0.92\nTag-File-Character-Encoding: UTF-8\n": "a version that is not known",
    b"BagIt-Version: .97\nTag-File-Character-Encoding: UTF-8\n": "bagit.txt states no version",
    b"BagIt-Version: 0.97\n": "bagit.txt states no encoding",
    b"BagIt-Version: 1.0\nTag-File-Character-Encoding: rot13\n": "an encoding that is not known",
    b"BagIt-Version : 1.0\nTag-File-Character-Encoding : UTF-8\n": "bagit.txt is not the two lines of BagIt 1.0",
    b"Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 1.0\n": "bagit.txt is not the two lines of BagIt 1.0",
    b"\xef\xbb\xbfBagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n": "it begins with a byte order mark",
    b"\xff\xfe": "not written in utf-8",
    b"": "bagit.txt states no version",
    b"BagIt-Version: " + b"9" * 5000 + b".1\nTag-File-Character-Encoding: UTF-8\n": "a version that is not known",
}


@pytest.mark.parametrize(("text", "reason"), WRONG.items(), ids=range(len(WRONG)))
def test_a_wrong_declaration_is_said_and_the_rest_is_verified(text: bytes, reason: str, bag):
    """bagit.txt decides about versions and encodings (RFC 8493, section 2.1.1)."""
    root = bag()
    put(root, "bagit.txt", text)
    put(root, "data/new.txt", "")
    assert ("ER020", "bagit.txt:1:1", reason) == said(root)[0]
    assert "ER024" in [code for code, _, _ in said(root)]


@pytest.mark.parametrize(
    "text",
    [b"BagIt-Version:0.97\r\nTag-File-Character-Encoding :  UTF-8", b"Tag-File-Character-Encoding: UTF-8\nBagIt-Version: 0.96\n"],
)  # fmt: skip
def test_white_space_and_order_were_free_before_1_0(text: bytes, bag):
    """What old tools wrote is read."""
    root = bag()
    put(root, "bagit.txt", text)
    assert [] == said(root)


def test_a_bag_without_a_declaration_or_a_manifest_is_none(bag):
    """Both are needed, and both are said."""
    root = bag()
    (root / "bagit.txt").unlink()
    (root / "manifest-md5.txt").unlink()
    assert [("ER020", "bagit.txt:1:1", "no bagit.txt"), ("ER020", "bag:1:1", "no payload manifest")] == said(root)


def test_tag_files_are_read_in_the_encoding_declared(bag):
    """UTF-16 and GB18030 manifests give the same names; the wrong encoding is said."""
    root = bag()
    put(root, "data/附件.txt", HELLO)
    listed = f"{digest(HELLO)}  data/hello.txt\n{digest(HELLO)}  data/附件.txt\n"
    for encoding in ("UTF-16", "GB18030"):
        put(root, "bagit.txt", declaration("1.0", encoding))
        put(root, "manifest-md5.txt", listed.encode(encoding))
        assert [] == said(root)
    put(root, "bagit.txt", declaration())
    assert ("ER020", "manifest-md5.txt:1:1", "not written in utf-8") == said(root)[0]


# -- what 1.0 made stricter --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "again", "expected"),
    [
        ("0.97", HELLO, ("ER027", "a file listed twice")),
        ("1.0", HELLO, ("ER021", "a file listed twice")),
        ("0.97", b"x", ("ER021", "a file listed twice with different digests")),
        ("1.0", b"x", ("ER021", "a file listed twice with different digests")),
    ],
)
def test_a_file_listed_twice(version: str, again: bytes, expected: tuple[str, str], bag):
    """Tolerated before 1.0 where both lines say the same, wrong ever since."""
    root = bag(version)
    put(root, "manifest-md5.txt", f"{digest(HELLO)}  data/hello.txt\n{digest(again)}  data/hello.txt\n")
    assert (expected[0], "manifest-md5.txt:2:35", expected[1]) in said(root)


@pytest.mark.parametrize(("version", "code"), [("0.97", "ER027"), ("1.0", "ER024")])
def test_a_file_that_only_some_manifests_list(version: str, code: str, bag):
    """Before 1.0 one manifest was enough; since then each lists every file."""
    root = bag(version)
    put(root, "data/b.txt", b"b")
    put(root, "manifest-sha1.txt", f"{digest(HELLO, 'sha1')}  data/hello.txt\n{digest(b'b', 'sha1')}  data/b.txt\n")
    assert [(code, "data/b.txt:1:1")] == [one[:2] for one in said(root)]


def test_a_malformed_digest_is_said_and_nothing_else(bag):
    """The file of a wrong line is listed, so it is neither missing nor added; it counts as not verified."""
    root = bag()
    put(root, "manifest-md5.txt", f"{digest(HELLO)[:-1]}  data/hello.txt\n")
    verified, _ = verify_bag(Folder(str(root)), shown="bag")
    assert ({}, [("ER021", "manifest-md5.txt:1:1", "no digest of md5")]) == (verified, said(root))


def test_a_payload_manifest_lists_only_payload(bag):
    """A tag file in a payload manifest is a wrong line."""
    root = bag()
    put(root, "manifest-md5.txt", f"{digest(HELLO)}  data/hello.txt\n{digest(declaration())}  bagit.txt\n")
    assert [("ER021", "manifest-md5.txt:2:35", "a path that is not below data/")] == said(root)


# -- bag-info.txt and fetch.txt ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Payload-Oxum: 6.1\nContact-Name: 张三\n  and others\n", []),
        ("payload-oxum : 6.1\n", []),
        ("Payload-Oxum: 7.1\n", [("ER020", "bag-info.txt:1:1", "Payload-Oxum should be 6.1")]),
        ("X: y\nPayload-Oxum: lots\n", [("ER020", "bag-info.txt:2:1", "Payload-Oxum should be 6.1")]),
        ("no label\n", [("ER021", "bag-info.txt:1:1", "no label and value")]),
    ],
)
def test_the_metadata_of_a_bag(text: str, expected: list[tuple[str, str, str]], bag):
    """Payload-Oxum must be right where it is given; every line has a label or goes on."""
    root = bag()
    put(root, "bag-info.txt", text)
    assert expected == said(root)


def test_a_file_to_be_fetched_must_be_there(bag):
    """Nothing is fetched: a file of fetch.txt is there, or missing and said once; wrong lines are said."""
    root = bag()
    put(root, "fetch.txt", "http://localhost:9/h 6 data/hello.txt\r\nhttp://localhost:9/x - data/x.txt\nnonsense\n")
    assert [
        ("ER023", "fetch.txt:2:24", "data/x.txt fetch.txt"),
        ("ER021", "fetch.txt:3:1", "no address, size and path"),
    ] == said(root)
    put(root, "manifest-md5.txt", f"{digest(HELLO)}  data/hello.txt\n{digest(HELLO)}  data/x.txt\n")
    assert [("ER023", "manifest-md5.txt:2:35"), ("ER021", "fetch.txt:3:1")] == [one[:2] for one in said(root)]


@pytest.mark.parametrize("path", ["../x", "/tmp/x", "~/x", "~root/x", "C:\\x", "\\\\?\\UNC\\s\\x", "%TMP%\\x"])
def test_a_path_of_fetch_txt_stays_inside(path: str, bag):
    """The paths of fetch.txt are bound to the bag like those of manifests."""
    root = bag()
    put(root, "fetch.txt", f"https://example.org - {path}\n")
    assert [("ER014", "fetch.txt:1:23")] == [one[:2] for one in said(root)]


# -- names -------------------------------------------------------------------------------------------------------------


def test_names_that_other_systems_take_for_one_are_said(bag):
    """Also where only the manifest knows both."""
    root = bag("0.97")
    put(root, "manifest-md5.txt", f"{digest(HELLO)}  data/hello.txt\n{digest(HELLO)}  data/HELLO.txt\n")
    assert "ER015" in [code for code, _, _ in said(root)]


def test_a_folder_that_cannot_be_walked_is_said(tmp_path: Path):
    """A bag that went away is a diagnostic."""
    verified, problems = verify_bag(Folder(str(tmp_path / "gone")), shown="gone")
    assert ({}, ["ER001"]) == (verified, [found.code for found in problems])
