"""Sealing makes a bag that we and others verify; where it cannot, everything is as it was."""

from __future__ import annotations

import os
import stat
import zipfile
from collections.abc import Iterator
from pathlib import Path

import bagit
import pytest
from selection import one_in

from evalrules.base.sentences import sentence
from evalrules.bundles import seal as module
from evalrules.bundles.bag import payload_of, verify_bag
from evalrules.bundles.seal import Wish, open_bundle, seal

EVIDENCE = b"format: evidence/1\n"
TAGS = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt",
        "tagmanifest-sha512.txt"]  # fmt: skip


# bagit 1.9 passes a count by position, of which Python 3.13 warns
pytestmark = pytest.mark.filterwarnings("ignore:'count' is passed as positional argument:DeprecationWarning")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """A bundle with Chinese names, a folder without files, and evidence that names an attachment."""
    folder = tmp_path / "昆山市"
    (folder / "附件" / "空").mkdir(parents=True)
    (folder / "evidence.yaml").write_bytes(EVIDENCE)
    (folder / "附件" / "一 a.txt").write_bytes(b"a")
    return folder


def tree(folder: Path) -> dict[str, bytes | None]:
    """Everything in a folder: files with their bytes, folders with None."""
    return {
        path.relative_to(folder).as_posix(): None if path.is_dir() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
    }


def sealed(path: Path, **wish: object) -> list[str]:
    """Seal, and the codes of what is said."""
    made, problems = seal(str(path), Wish(**wish), shown=path.name)  # type: ignore[arg-type]
    assert (made is None) == any(found.is_error for found in problems)
    assert all(f"：{dict(found.args).get('reason', '?!')}" not in sentence(found, "zh") for found in problems)
    return [found.code for found in problems]


def verified(path: Path) -> list[str]:
    """The payload of a bag that is whole and unchanged."""
    storage, problems = open_bundle(str(path), shown=path.name)
    assert [] == problems
    assert storage is not None
    found, problems = verify_bag(storage, shown=path.name)
    assert [] == problems
    assert set(found) == set(storage.names()) - {"tagmanifest-sha256.txt", "tagmanifest-sha512.txt"}
    if hasattr(storage, "close"):
        storage.close()
    return sorted(payload_of(found))


# -- in place ----------------------------------------------------------------------------------------------------------


def test_a_folder_becomes_a_bag_in_its_place(bundle: Path):
    """Everything lies below data/ as it was, empty folders too; nothing else is left beside it; bagit agrees."""
    before = tree(bundle)
    assert [] == sealed(bundle)
    after = tree(bundle)
    assert {f"data/{name}": data for name, data in before.items()} == {
        name: data for name, data in after.items() if name.startswith("data/")
    }
    assert [*TAGS, "data"] == sorted(set(after) - {f"data/{name}" for name in before}, key=lambda n: (n == "data", n))
    assert [bundle.name] == os.listdir(bundle.parent)
    assert ["data/evidence.yaml", "data/附件/一 a.txt"] == verified(bundle)
    assert bagit.Bag(str(bundle)).is_valid()


def test_no_payload_is_copied(bundle: Path):
    """Sealing in place moves the folder: its files are the same files, and the new folder has its permissions."""
    bundle.chmod(0o750)
    before = (bundle / "evidence.yaml").stat().st_ino
    sealed(bundle)
    assert before == (bundle / "data" / "evidence.yaml").stat().st_ino
    assert 0o750 == stat.S_IMODE(bundle.stat().st_mode)


def test_evidence_below_data_keeps_its_place(bundle: Path):
    """A folder that is laid out as a bag already gets tag files only; other files at its root are tag files."""
    bundle.rename(bundle.parent / "data")
    bundle.mkdir()
    (bundle.parent / "data").rename(bundle / "data")
    (bundle / "notes.txt").write_bytes(b"notes")
    before = tree(bundle)
    assert [] == sealed(bundle)
    assert before.items() <= tree(bundle).items()
    assert ["data/evidence.yaml", "data/附件/一 a.txt"] == verified(bundle)
    assert "notes.txt" in (bundle / "tagmanifest-sha256.txt").read_text()
    assert bagit.Bag(str(bundle)).is_valid()
    assert [bundle.name] == os.listdir(bundle.parent)


def test_the_bag_is_that_of_the_contract(bundle: Path):
    """bagit.txt is that of BagIt 1.0; bag-info.txt says who sealed, the size, and what the user gives."""
    sealed(bundle, info=(("Contact-Name", "张三"), ("Bagging-Date", "2007-12-31")))
    assert b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n" == (bundle / "bagit.txt").read_bytes()
    agent, *rest = (bundle / "bag-info.txt").read_text("utf-8").splitlines()
    assert agent.startswith("Bag-Software-Agent: evalrules ")
    assert ["Payload-Oxum: 20.2", "Contact-Name: 张三", "Bagging-Date: 2007-12-31"] == rest
    verified(bundle)


def test_the_clock_is_never_read(bundle: Path, monkeypatch):
    """The same bundle sealed at another time is the same bag."""
    sealed(bundle, output=str(bundle.parent / "1.zip"))
    monkeypatch.setattr("time.time", lambda: 0.0)
    for path in bundle.rglob("*"):
        os.utime(path, (0, 0))
    sealed(bundle, output=str(bundle.parent / "2.zip"))
    assert (bundle.parent / "1.zip").read_bytes() == (bundle.parent / "2.zip").read_bytes()
    assert "Bagging-Date" not in zipfile.ZipFile(bundle.parent / "1.zip").read("昆山市/bag-info.txt").decode()


def test_names_that_need_escapes_are_sealed(tmp_path: Path):
    """CR, LF and % in a name (bagit 1.9 does not know that 1.0 escapes %, so it is asked about the others only)."""
    for names in (["a\nb.txt", "c\rd.txt", "e f.txt"], ["100%.txt", "%0A.txt"]):
        folder = tmp_path / str(len(names))
        folder.mkdir()
        for name in [*names, "evidence.yaml"]:
            (folder / name).write_bytes(b"x")
        assert ["ER049"] == sealed(folder)
        assert sorted(f"data/{name}" for name in [*names, "evidence.yaml"]) == verified(folder)
        assert "100%.txt" in names or bagit.Bag(str(folder)).is_valid()


@pytest.mark.parametrize("name", one_in(3, [*TAGS, "data/evidence.yaml", "data/附件/一 a.txt"]))
def test_any_changed_byte_of_a_sealed_bundle_is_noticed(name: str, bundle: Path):
    """Whichever byte of whichever file changes, verifying says so."""
    sealed(bundle)
    path = bundle / name
    data = path.read_bytes()
    storage, _ = open_bundle(str(bundle), shown="b")
    assert storage is not None
    for at in range(0, len(data), 3):
        path.write_bytes(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :])
        _, problems = verify_bag(storage, shown="b")
        assert any(found.is_error for found in problems), (name, at)


@pytest.mark.real
def test_a_manifest_that_was_edited_never_raises(bundle: Path):
    """Lines cut, doubled and filled with what does not belong there end in diagnostics."""
    sealed(bundle)
    pieces = [b"", b"\0", b"\xff", b"\xed\xa0\x80", b"../", b"%00", b"\n\n", b"\r", b"*", b"~/", b"C:\\", b"x" * 3000]
    for name in TAGS:
        path = bundle / name
        data = path.read_bytes()
        storage, _ = open_bundle(str(bundle), shown="b")
        assert storage is not None
        for at in range(0, len(data), 40):
            for piece in pieces:
                path.write_bytes(data[:at] + piece + data[at + 5 :])
                _, problems = verify_bag(storage, shown="b")
                assert problems, (name, at, piece)
        path.write_bytes(data)


# -- again -------------------------------------------------------------------------------------------------------------


def test_a_sealed_bundle_is_left_alone(bundle: Path):
    """ER025, and not a byte changes."""
    sealed(bundle)
    before = tree(bundle)
    assert ["ER025"] == sealed(bundle)
    assert before == tree(bundle)


def test_sealing_again_after_a_change(bundle: Path):
    """Manifests are made anew, those of other algorithms go, other lines of bag-info.txt stay."""
    sealed(bundle, info=(("Contact-Name", "张三"),))
    with (bundle / "bag-info.txt").open("a", encoding="utf-8") as file:
        file.write("External-Description: a long\n  story\nBagging-Date: 2001-01-01\n")
    (bundle / "manifest-md5.txt").write_bytes(b"")
    (bundle / "data" / "附件" / "一 a.txt").write_bytes(b"changed")
    assert [] == sealed(bundle, again=True, info=(("Contact-Name", "张三"), ("Contact-Phone", "1")))
    assert ["data/evidence.yaml", "data/附件/一 a.txt"] == verified(bundle)
    assert bagit.Bag(str(bundle)).is_valid()
    assert not (bundle / "manifest-md5.txt").exists()
    assert ["Payload-Oxum: 26.2", "Contact-Name: 张三", "External-Description: a long", "  story", "Contact-Phone: 1"] == (
        bundle / "bag-info.txt"
    ).read_text("utf-8").splitlines()[1:]
    before = tree(bundle)
    assert [] == sealed(bundle, again=True)
    assert before == tree(bundle)
    assert [bundle.name] == os.listdir(bundle.parent)


def test_a_bag_that_somebody_else_made_is_sealed_again(tmp_path: Path):
    """A bag of the package bagit, with tag files in another encoding, becomes one of ours."""
    folder = tmp_path / "bag"
    folder.mkdir()
    (folder / "evidence.csv").write_bytes(b"section,id,value\n")
    bagit.make_bag(str(folder), {"Contact-Name": "Müller"}, checksums=["md5"])
    (folder / "bagit.txt").write_bytes(b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-16\n")
    info = (folder / "bag-info.txt").read_text("utf-8")
    (folder / "bag-info.txt").write_bytes(info.encode("utf-16"))
    assert [] == sealed(folder, again=True)
    assert ["data/evidence.csv"] == verified(folder)
    assert "Contact-Name: Müller" in (folder / "bag-info.txt").read_text("utf-8")


# -- to a zip, to a folder ---------------------------------------------------------------------------------------------


def test_a_zip_is_written_and_the_source_unchanged(bundle: Path):
    """One top folder named after the bundle, fixed dates, UTF-8 names, verified in place; unpacked, bagit agrees."""
    before = tree(bundle)
    path = bundle.parent / "out.zip"
    assert [] == sealed(bundle, output=str(path))
    assert before == tree(bundle)
    assert {"out.zip", bundle.name} == set(os.listdir(bundle.parent))
    with zipfile.ZipFile(path) as zipped:
        infos = zipped.infolist()
        assert sorted(info.filename for info in infos) == [info.filename for info in infos]
        assert {"昆山市"} == {info.filename.partition("/")[0] for info in infos}
        assert {((1980, 1, 1, 0, 0, 0), 0, 0o100644)} == {
            (info.date_time, info.compress_type, info.external_attr >> 16) for info in infos
        }
        assert all(info.flag_bits & 0x800 for info in infos)
        zipped.extractall(bundle.parent / "unpacked")
    assert ["data/evidence.yaml", "data/附件/一 a.txt"] == verified(path)
    assert bagit.Bag(str(bundle.parent / "unpacked" / "昆山市")).is_valid()


def test_an_older_zip_is_replaced(bundle: Path):
    """As with every other output."""
    path = bundle.parent / "out.zip"
    path.write_bytes(b"old")
    assert [] == sealed(bundle, output=str(path))
    verified(path)


def test_a_new_folder_is_written_and_the_source_unchanged(bundle: Path):
    """A folder that was not there holds the whole bag."""
    before = tree(bundle)
    assert [] == sealed(bundle, output=str(bundle.parent / "out"))
    assert before == tree(bundle)
    assert ["data/evidence.yaml", "data/附件/一 a.txt"] == verified(bundle.parent / "out")
    assert bagit.Bag(str(bundle.parent / "out")).is_valid()
    assert {"out", bundle.name} == set(os.listdir(bundle.parent))


def test_what_a_desktop_left_behind_is_sealed_in_place_and_not_copied(bundle: Path):
    """In place a bag lists every file, so that others verify it too; a copy begins without them."""
    (bundle / ".DS_Store").write_bytes(b"x")
    (bundle / "~$evidence.xlsx").write_bytes(b"x")
    out = bundle.parent / "out"
    assert [] == sealed(bundle, output=str(out))
    assert ["data/evidence.yaml", "data/附件/一 a.txt"] == verified(out)
    assert [] == sealed(bundle)
    assert bagit.Bag(str(bundle)).is_valid()
    path = zip_of(bundle, bundle.parent / "z.zip", "kunshan/")
    storage, _ = open_bundle(str(path), shown="z")
    assert storage is not None
    _, problems = verify_bag(storage, shown="z")
    storage.close()
    assert {"ER027"} == {found.code for found in problems}


@pytest.mark.parametrize("make", [Path.mkdir, Path.touch, lambda path: path.symlink_to("nowhere")])
def test_a_folder_that_is_there_is_not_touched(make, bundle: Path):
    """An output folder must be new: ER007, and what is there stays."""
    out = bundle.parent / "out"
    make(out)
    before = os.lstat(out)
    assert ["ER007"] == sealed(bundle, output=str(out))
    assert before.st_ino == os.lstat(out).st_ino
    assert {"out", bundle.name} == set(os.listdir(bundle.parent))


@pytest.mark.parametrize("output", ["nowhere/out", "nowhere/out.zip", "a\0b", "a\0.zip"])
def test_an_output_that_cannot_be_written_is_said(output: str, bundle: Path):
    """A missing folder and an impossible name: ER007, nothing left behind."""
    assert ["ER007"] == sealed(bundle, output=str(bundle.parent / output))
    assert [bundle.name] == os.listdir(bundle.parent)


# -- from a zip --------------------------------------------------------------------------------------------------------


def zip_of(bundle: Path, path: Path, prefix: str = "") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as zipped:
        for name, data in tree(bundle).items():
            if data is not None:
                zipped.writestr(prefix + name, data)
    return path


@pytest.mark.parametrize(("prefix", "top"), [("", "z"), ("kunshan/", "kunshan")])
def test_a_zip_is_sealed_in_its_place(prefix: str, top: str, bundle: Path):
    """The zip is rewritten whole, under the top folder that it had, else under its own name."""
    path = zip_of(bundle, bundle.parent / "z.zip", prefix)
    assert [] == sealed(path)
    assert ["data/evidence.yaml", "data/附件/一 a.txt"] == verified(path)
    with zipfile.ZipFile(path) as zipped:
        assert {top} == {name.partition("/")[0] for name in zipped.namelist()}
    first = path.read_bytes()
    assert ["ER025"] == sealed(path)
    assert [] == sealed(path, again=True)
    assert first == path.read_bytes()


def test_a_zip_is_sealed_to_a_folder_or_another_zip(bundle: Path):
    """The source stays as it is."""
    path = zip_of(bundle, bundle.parent / "z.zip")
    before = path.read_bytes()
    for output in (bundle.parent / "out", bundle.parent / "out.zip"):
        assert [] == sealed(path, output=str(output))
        assert ["data/evidence.yaml", "data/附件/一 a.txt"] == verified(output)
    assert before == path.read_bytes()


def test_a_damaged_zip_is_not_sealed(bundle: Path):
    """What cannot be read is not made a bag of."""
    path = bundle.parent / "z.zip"
    with zipfile.ZipFile(path, "w") as zipped:
        zipped.writestr("evidence.yaml", b"original")
    path.write_bytes(path.read_bytes().replace(b"original", b"modified"))
    before = path.read_bytes()
    assert ["ER001"] == sealed(path)
    assert before == path.read_bytes()


# -- what is refused ---------------------------------------------------------------------------------------------------


def test_a_folder_without_evidence_is_no_bundle(tmp_path: Path):
    """ER019 for a folder without evidence and for a file that is neither folder nor zip; ER001 for nothing at all."""
    (tmp_path / "empty").mkdir()
    (tmp_path / "county.yaml").write_bytes(EVIDENCE)
    assert [["ER019"], ["ER019"], ["ER001"]] == [
        sealed(tmp_path / name) for name in ("empty", "county.yaml", "nowhere")
    ]


def test_more_than_one_evidence_is_refused(bundle: Path):
    """Which one is meant nobody can say."""
    (bundle / "evidence.json").write_bytes(b"{}")
    assert ["ER010"] == sealed(bundle)


@pytest.mark.parametrize(
    "make",
    [
        lambda folder: (folder / "link").symlink_to("evidence.yaml"),
        lambda folder: (folder / "link").symlink_to("/etc/passwd"),
        lambda folder: (folder / "link").symlink_to("附件"),
        lambda folder: os.mkfifo(folder / "pipe"),
        lambda folder: (folder / "a\\b").write_bytes(b""),
        lambda folder: Path(os.fsdecode(os.fsencode(folder) + b"/\xff.txt")).write_bytes(b""),
    ],
)
def test_what_a_bag_cannot_hold_is_refused(make, bundle: Path):
    """Links anywhere, pipes, names that no manifest may list: ER014, and nothing has moved."""
    make(bundle)
    before = sorted(os.listdir(bundle))
    assert ["ER014"] == sealed(bundle)
    assert before == sorted(os.listdir(bundle))
    assert [bundle.name] == os.listdir(bundle.parent)


def test_every_link_is_said_in_one_run(bundle: Path):
    """Not only the first."""
    (bundle / "a").symlink_to("nowhere")
    (bundle / "附件" / "b").symlink_to("..")
    assert ["ER014", "ER014"] == sealed(bundle)


def test_a_bag_with_files_elsewhere_is_not_sealed_again(bundle: Path):
    """fetch.txt lists what lies elsewhere; a seal holds what is there."""
    sealed(bundle)
    (bundle / "fetch.txt").write_bytes(b"http://x - data/x\n")
    assert ["ER014"] == sealed(bundle, again=True)


def test_a_zip_that_could_not_be_read_again_is_not_written(bundle: Path, monkeypatch):
    """The limits of reading hold for writing."""
    for limit in ("MAX_TOTAL", "MAX_ENTRIES"):
        with monkeypatch.context() as patch:
            patch.setattr(module, limit, 10)
            made, problems = seal(str(bundle), Wish(str(bundle.parent / "out.zip")), shown="b")
            assert (None, ["ER013"]) == (made, [found.code for found in problems])
            assert [bundle.name] == os.listdir(bundle.parent)
    assert [] == sealed(bundle)


# -- when something fails ----------------------------------------------------------------------------------------------


def failures(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """Let a function of os fail at its first call, then at its second, and so on, until it is called no more."""
    real = getattr(os, name)
    for fails_at in range(1, 100):
        calls = 0

        def failing(*arguments: object, fails_at: int = fails_at, **named: object) -> object:
            nonlocal calls
            calls += 1
            if calls == fails_at:
                raise OSError(28, "No space left on device")
            return real(*arguments, **named)

        monkeypatch.setattr(os, name, failing)
        yield
        monkeypatch.setattr(os, name, real)
        if calls < fails_at:
            return


@pytest.mark.parametrize("layout", ["root", "data", "again"])
@pytest.mark.parametrize("operation", ["rename", "fsync", "mkdir", "chmod"])
def test_a_failure_at_any_step_loses_nothing(operation: str, layout: str, bundle: Path, monkeypatch):
    """Whichever rename, write or permission fails, the folder is as it was and nothing stays beside it."""
    if layout != "root":
        sealed(bundle)
    if layout == "data":
        for name in TAGS:
            (bundle / name).unlink()
    before = tree(bundle)
    for _ in failures(monkeypatch, operation):
        said = sealed(bundle, again=layout == "again")
        if said == []:
            break
        assert ["ER007"] == said
        assert before == tree(bundle)
        assert [bundle.name] == os.listdir(bundle.parent)
    assert ["data/evidence.yaml", "data/附件/一 a.txt"] == verified(bundle)


@pytest.mark.parametrize("output", ["out", "out.zip"])
@pytest.mark.parametrize("operation", ["rename", "replace", "fsync", "chmod", "makedirs"])
def test_an_output_is_whole_or_not_there(operation: str, output: str, bundle: Path, monkeypatch):
    """Whatever fails, there is no output, nothing half written and the source is unchanged."""
    before = tree(bundle)
    for _ in failures(monkeypatch, operation):
        if sealed(bundle, output=str(bundle.parent / output)) == []:
            break
        assert before == tree(bundle)
        assert [bundle.name] == os.listdir(bundle.parent)
    verified(bundle.parent / output)


def test_an_interruption_between_the_renames_is_undone(bundle: Path, monkeypatch):
    """Also where it is the user who stops it."""
    real = os.rename
    before = tree(bundle)

    def stopping(source: str, target: str) -> None:
        if target == str(bundle) and ".evalrules-" in source and not source.endswith("data"):
            raise KeyboardInterrupt
        real(source, target)

    monkeypatch.setattr(os, "rename", stopping)
    with pytest.raises(KeyboardInterrupt):
        sealed(bundle)
    assert before == tree(bundle)
    assert [bundle.name] == os.listdir(bundle.parent)


def test_a_folder_that_cannot_be_moved_back_is_not_removed(bundle: Path, monkeypatch):
    """Where even the way back fails, everything is still there beside it."""
    real = os.rename
    before = tree(bundle)

    def failing(source: str, target: str) -> None:
        if target == str(bundle):
            raise OSError(5, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "rename", failing)
    assert ["ER007"] == sealed(bundle)
    (left,) = bundle.parent.iterdir()
    assert before == tree(left / "new" / "data")


def test_a_file_that_changes_while_it_is_copied_is_noticed(bundle: Path, monkeypatch):
    """What is written is what was digested, or nothing is written."""
    real = module.tag_files

    def changing(*arguments: object) -> object:
        (bundle / "evidence.yaml").write_bytes(b"changed meanwhile")
        return real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "tag_files", changing)
    assert ["ER007"] == sealed(bundle, output=str(bundle.parent / "out.zip"))
    assert [bundle.name] == os.listdir(bundle.parent)
