"""Files by name inside one boundary: what lies outside is never reached, whatever a path or a link says."""

from __future__ import annotations

import hashlib
import os
import sys
import unicodedata
from pathlib import Path

import pytest

from evalrules.bundles import storage as module
from evalrules.bundles.seal import Wish, seal
from evalrules.bundles.storage import (
    File,
    Folder,
    Sealed,
    collisions,
    digests_of,
    find,
    is_junk,
    is_unsafe,
    refusal,
    scan,
)


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle with evidence and an attachment, and a secret beside it."""
    folder = tmp_path / "bundle"
    (folder / "附件").mkdir(parents=True)
    (folder / "evidence.yaml").write_bytes(b"format: evidence/1\n")
    (folder / "附件" / "a.txt").write_bytes(b"a")
    (tmp_path / "secret.txt").write_bytes(b"secret")
    return folder


def codes(problems) -> list[str]:
    return [found.code for found in problems]


# -- a folder ----------------------------------------------------------------------------------------------------------


def test_a_folder_names_every_file_below_it(bundle: Path):
    """Names have / whatever the system, are sorted, and hidden files are among them."""
    (bundle / ".hidden").write_bytes(b"")
    assert [".hidden", "evidence.yaml", "附件/a.txt"] == Folder(str(bundle)).names()


def test_a_folder_reads_measures_and_digests_a_file(bundle: Path):
    """Bytes, size, stream and digests are of the same file."""
    folder = Folder(str(bundle))
    assert (b"a", []) == folder.read("附件/a.txt", shown="bundle/附件/a.txt")
    assert 1 == folder.size("附件/a.txt")
    with folder.open("附件/a.txt") as file:
        assert b"a" == file.read()
    expected = {"md5": hashlib.md5(b"a").hexdigest(), "sha512": hashlib.sha512(b"a").hexdigest()}
    assert expected == folder.digests("附件/a.txt", ("md5", "sha512"))


def test_what_cannot_be_read_is_said(bundle: Path):
    """A missing file and one beyond the limit give diagnostics; streams give OSError."""
    folder = Folder(str(bundle))
    assert ["ER001"] == codes(folder.read("b.txt", shown="b.txt")[1])
    assert ["ER003"] == codes(folder.read("evidence.yaml", shown="e", limit=3)[1])
    with pytest.raises(OSError, match="No such file"):
        folder.digests("b.txt", ("md5",))


def test_a_pipe_is_refused_instead_of_waited_for(bundle: Path):
    """A FIFO is no file of a folder."""
    os.mkfifo(bundle / "pipe")
    folder = Folder(str(bundle))
    assert not folder.holds("pipe")
    assert ["ER006"] == codes(folder.read("pipe", shown="pipe")[1])
    with pytest.raises(OSError, match="not a regular file"):
        folder.open("pipe")


@pytest.mark.parametrize("name", ["a\0b", "\udcff", "x" * 5000, "evidence.yaml/x", "附件"])
def test_an_impossible_name_is_not_held(name: str, bundle: Path):
    """NUL, text that is none, names too long, a file as a folder, a folder as a file: not there, and no exception."""
    assert not Folder(str(bundle)).holds(name)


def test_an_unreadable_folder_is_said(tmp_path: Path):
    """The names of a folder that is not there raise OSError instead of being none."""
    with pytest.raises(OSError, match="No such file"):
        Folder(str(tmp_path / "nowhere")).names()


# -- links -------------------------------------------------------------------------------------------------------------


def test_a_link_that_leads_out_is_not_held(bundle: Path):
    """A link to a file outside is no file of the bundle, and scanning names it (hostile: b_symlink_out)."""
    (bundle / "out.txt").symlink_to("../secret.txt")
    folder = Folder(str(bundle))
    assert not folder.holds("out.txt")
    data, problems = folder.read("out.txt", shown="out.txt")
    assert (None, ["ER014"]) == (data, codes(problems))
    with pytest.raises(OSError, match="leads out"):
        folder.digests("out.txt", ("md5",))
    problems = scan(Folder(str(bundle)), "bundle")
    assert [("ER014", "bundle/out.txt:1:1")] == [(found.code, str(found.place)) for found in problems]


def test_a_folder_link_that_leads_out_is_not_followed(bundle: Path):
    """Nothing below a link to a folder outside is named or held (hostile: b_symlink_dir_out)."""
    (bundle / "out").symlink_to("..")
    folder = Folder(str(bundle))
    assert not folder.holds("out/secret.txt")
    assert not [name for name in folder.names() if name.startswith("out/")]
    assert ["ER014"] == codes(scan(folder, "bundle"))


def test_a_link_inside_is_a_file(bundle: Path):
    """A link whose target lies inside the bundle is held, and scanning says nothing."""
    (bundle / "b.txt").symlink_to("附件/a.txt")
    assert Folder(str(bundle)).holds("b.txt")
    assert [] == scan(Folder(str(bundle)), "bundle")


def test_a_circle_of_links_ends(bundle: Path):
    """Links that go round are no files and stop nothing."""
    (bundle / "x").symlink_to("y")
    (bundle / "y").symlink_to("x")
    (bundle / "round").symlink_to(".")
    folder = Folder(str(bundle))
    assert not folder.holds("x")
    scan(folder, "bundle")


def test_a_folder_of_too_many_files_is_refused(bundle: Path, monkeypatch):
    """A bundle has a limit of files, which scanning keeps."""
    monkeypatch.setattr(module, "MAX_FILES", 2)
    assert ["ER013"] == codes(scan(Folder(str(bundle)), "bundle"))


# -- paths that are written --------------------------------------------------------------------------------------------

UNSAFE = {
    "": "an empty path",
    "/etc/passwd": "an absolute path",
    "~/x": "the folder of a user",
    "~root/x": "the folder of a user",
    "C:\\x": "a drive",
    "c:x": "a drive",
    "\\\\server\\share\\x": "a backslash",
    "a\\..\\..\\x": "a backslash",
    "a\0.txt": "NUL",
    "http://x/y": "an address",
    "file:///etc/passwd": "an address",
}


@pytest.mark.parametrize(("written", "reason"), UNSAFE.items())
def test_an_unsafe_path_is_refused_before_it_is_looked_for(written: str, reason: str):
    """Absolute paths, drives, addresses, backslashes, NUL: refused without a look (hostile: b_path_*)."""

    class Untouchable:
        def holds(self, name: str) -> bool:
            raise AssertionError(name)

    assert (reason, True) == (refusal(written), is_unsafe(written))
    assert find(Untouchable(), "", written) is None  # type: ignore[arg-type]


@pytest.mark.parametrize("written", ["a.txt", "附件/a.txt", "a b.txt", "./a", "a~", "%HOME%/a", "ab:c"])
def test_a_plain_path_is_safe(written: str):
    """Blanks, Chinese, tildes and percent signs inside a name mean nothing."""
    assert ("", False) == (refusal(written), is_unsafe(written))


@pytest.mark.parametrize("written", ["../secret.txt", "附件/../../secret.txt", ".", "..", "nowhere.txt"])
def test_a_path_that_leads_out_or_nowhere_is_none(written: str, bundle: Path):
    """`..` that leaves the bundle finds nothing, though there is such a file (hostile: b_path_traversal)."""
    assert find(Folder(str(bundle)), "", written) is None


@pytest.mark.parametrize(
    ("folder", "written", "name"),
    [("", "附件/a.txt", "附件/a.txt"), ("附件", "a.txt", "附件/a.txt"), ("附件", "../evidence.yaml", "evidence.yaml"),
     ("附件", "./a.txt", "附件/a.txt")],
)  # fmt: skip
def test_a_path_is_read_from_the_folder_of_its_file(folder: str, written: str, name: str, bundle: Path):
    """A path counts from the folder of the file that writes it, and may go up inside the bundle."""
    assert name == find(Folder(str(bundle)), folder, written)


@pytest.mark.parametrize(("there", "asked"), [("NFC", "NFD"), ("NFD", "NFC")])
def test_a_name_is_found_in_either_composition(there: str, asked: str, tmp_path: Path):
    """A name written composed finds the file named decomposed, and the other way round."""
    name = unicodedata.normalize(there, "Núñez.txt")
    (tmp_path / name).write_bytes(b"")
    assert name == find(Folder(str(tmp_path)), "", unicodedata.normalize(asked, name))


def test_standard_input_has_nothing_beside_it():
    """Without a storage there is no file, no neighbour and no digest."""
    stdin = File(None, "", "<stdin>")
    assert (None, None) == (find(None, "", "a.txt"), stdin.beside("a.txt"))
    with pytest.raises(OSError, match="standard input"):
        stdin.sha256()


def test_a_file_knows_its_neighbour_and_its_digest(bundle: Path):
    """The file beside is shown by the path to it, and is another one."""
    evidence = File(Folder(str(bundle)), "evidence.yaml", "bundle/evidence.yaml")
    beside = evidence.beside("附件/a.txt")
    assert beside is not None
    assert ("附件/a.txt", "bundle/附件/a.txt") == (beside.name, beside.shown)
    assert hashlib.sha256(b"a").hexdigest() == beside.sha256()
    assert evidence.identity != beside.identity
    assert evidence.beside("../secret.txt") is None


# -- names -------------------------------------------------------------------------------------------------------------


def test_names_that_differ_in_case_collide():
    """A.txt and a.txt are one file on Windows and macOS (hostile: b_case_collision)."""
    found = collisions(["A.txt", "a.txt", "b.txt"], "bundle")
    assert [("ER015", "warning", {"first": "A.txt", "second": "a.txt"})] == [
        (one.code, one.severity, dict(one.args)) for one in found
    ]


def test_names_that_differ_in_composition_collide():
    """Composed and decomposed é are one name on macOS (hostile: b_nfc_nfd)."""
    assert ["ER015"] == codes(collisions(["\u00e9", "e\u0301"], "bundle"))
    assert [] == collisions(["e", "é", "ë"], "bundle")


def lowered(folder: Path, depth: int) -> Path:
    """So many folders in each other, with a file in the last."""
    home = os.getcwd()
    try:
        os.chdir(folder)
        for _ in range(depth):
            os.mkdir("a")
            os.chdir("a")
        Path("deep.txt").write_bytes(b"")
    finally:
        os.chdir(home)
    return folder


@pytest.mark.parametrize(("depth", "expected"), [(64, []), (65, ["ER014"]), (500, ["ER014"])])
def test_folders_lie_in_each_other_up_to_a_limit(depth: int, expected: list[str], bundle: Path):
    """Below 64 folders nothing is looked for, which is an error of a bundle, however deep it goes on."""
    folder = Folder(str(lowered(bundle, depth)))
    problems = scan(folder, "bundle")
    assert expected == codes(problems)
    assert [] == [one for one in problems if "more than 64 folders deep" != dict(one.args)["reason"]]
    assert (depth <= 64) == any(name.endswith("deep.txt") for name in folder.names())
    _, sealing = seal(str(bundle), Wish(output=f"{bundle}.zip"), shown="bundle")
    assert expected == [code for code in codes(sealing) if code == "ER014"]


@pytest.mark.skipif(sys.platform == "darwin", reason="such files cannot both be made there")
def test_scanning_a_folder_names_collisions(tmp_path: Path):
    """A folder with both is usable, and says so."""
    for name in ("a.txt", "A.txt"):
        (tmp_path / name).write_bytes(b"")
    assert [("ER015", "warning")] == [(one.code, one.severity) for one in scan(Folder(str(tmp_path)), "b")]


@pytest.mark.parametrize("name", [".DS_Store", "a/Thumbs.db", "desktop.ini", "__MACOSX/a/._b", "~$a.xlsx", "a/._b"])
def test_what_a_desktop_leaves_behind_is_junk(name: str):
    """Lock files, thumbnails and resource forks are no part of a bundle."""
    assert is_junk(name)


@pytest.mark.parametrize("name", ["evidence.yaml", "a/b.txt", "my__MACOSX/b", ".hidden", "a~$b", "thumbs.txt"])
def test_other_files_are_no_junk(name: str):
    """Hidden files and names that look alike stay."""
    assert not is_junk(name)


# -- sealed ------------------------------------------------------------------------------------------------------------


def sealed(bundle: Path, **digests: bytes) -> Sealed:
    names = {"evidence.yaml": "evidence", "附件/a.txt": "attachment"}
    expected = {
        name: ("sha256", hashlib.sha256(digests[key]).hexdigest()) for name, key in names.items() if key in digests
    }
    return Sealed(Folder(str(bundle)), expected)


def test_a_sealed_file_is_read_while_it_is_what_was_verified(bundle: Path):
    """The right bytes are handed over; names, identity, size and streams are those of the storage inside."""
    storage, inner = sealed(bundle, attachment=b"a"), Folder(str(bundle))
    assert (b"a", []) == storage.read("附件/a.txt", shown="a.txt")
    assert (inner.names(), inner.identity, 1) == (storage.names(), storage.identity, storage.size("附件/a.txt"))
    assert storage.holds("附件/a.txt")
    with storage.open("附件/a.txt") as file:
        assert b"a" == file.read()
    assert {"md5": hashlib.md5(b"a").hexdigest()} == storage.digests("附件/a.txt", ("md5",))


def test_a_file_that_changed_after_it_was_verified_is_not_read(bundle: Path):
    """A swap between verifying and reading is seen: ER022, and no digest."""
    storage = sealed(bundle, attachment=b"before")
    data, problems = storage.read("附件/a.txt", shown="a.txt")
    assert (None, ["ER022"]) == (data, codes(problems))
    with pytest.raises(OSError, match="not what was sealed"):
        storage.digests("附件/a.txt", ("sha256",))


def test_a_file_that_no_manifest_lists_is_not_read(bundle: Path):
    """What was never verified is not handed over from a sealed bundle; what is missing is said as ever."""
    storage = sealed(bundle, attachment=b"a")
    assert ["ER024"] == codes(storage.read("evidence.yaml", shown="e")[1])
    assert ["ER001"] == codes(storage.read("nowhere", shown="n")[1])
    with pytest.raises(OSError, match="not what was sealed"):
        storage.digests("evidence.yaml", ("sha256",))


def test_digests_are_those_of_hashlib_whatever_the_length(tmp_path: Path):
    """Several algorithms in one pass, over more than one piece."""
    path = tmp_path / "large"
    path.write_bytes(b"x" * (3 << 20))
    with path.open("rb") as file:
        found = digests_of(file, ("md5", "sha1"))
    assert {name: hashlib.new(name, b"x" * (3 << 20)).hexdigest() for name in ("md5", "sha1")} == found
