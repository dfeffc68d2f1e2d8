"""Checked rulesets kept between runs: a cache changes nothing but the time."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import stat
import sys
from pathlib import Path

import pytest

from evalrules import cache
from evalrules.loading import load_ruleset
from evalrules.model.assessment import Assessment
from evalrules.model.report import Options
from evalrules.pipeline import check
from evalrules.plan.memory import plan_of

KEY = "0" * 64


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def kept(jiangsu) -> cache.Kept:
    return cache.Kept(plan_of(jiangsu.data), (("parent@1", "abc"),))


def test_what_was_kept_comes_back(folder, kept):
    """A ruleset comes back equal, with the digests of its parents, and nothing else is in the folder."""
    cache.keep(KEY, kept)
    assert kept == cache.fetch(KEY)
    assert [f"{KEY}.json"] == os.listdir(folder)


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"[]\n", b"[]\n{}", b'[]\n["Ruleset"]', b"not json\n{}", b"\xff\xfe", b'[["a"]]\n[]', b"5\n5", b'[]\n["Label","a","b"]',
     b"[]\n" + b"[" * 100_000, b'[]\n["/",1,0]', b'[]\n["@",-5]', b'[]\n[["()"]]', b"null\nnull", b'[]\n["os.system","x"]'],
)  # fmt: skip
def test_a_damaged_entry_is_as_good_as_none(content: bytes, folder):
    """Whatever stands in the file, fetch gives None instead of failing."""
    folder.mkdir(0o700)
    (folder / f"{KEY}.json").write_bytes(content)
    assert cache.fetch(KEY) is None


def test_a_truncated_entry_is_as_good_as_none(folder, kept):
    """Half a file, as a crash may leave it."""
    cache.keep(KEY, kept)
    path = folder / f"{KEY}.json"
    for part in (0.1, 0.5, 0.9, 0.999):
        path.write_bytes(path.read_bytes()[: int(path.stat().st_size * part)])
        assert cache.fetch(KEY) is None
        cache.keep(KEY, kept)


def test_an_entry_that_was_edited_is_as_good_as_none(folder, kept):
    """One figure changed in what was kept, as valid as before: the ruleset is read again."""
    cache.keep(KEY, kept)
    path = folder / f"{KEY}.json"
    whole = path.read_bytes()
    edited = whole.replace(b'["/",100,1]', b'["/",77,1]', 1)
    assert edited != whole
    path.write_bytes(edited)
    assert cache.fetch(KEY) is None
    path.write_bytes(whole)
    assert kept == cache.fetch(KEY)


@pytest.mark.parametrize("changed", ["digest", "parents", "last byte", "another line"])
def test_every_part_of_an_entry_is_under_its_digest(changed: str, folder, kept):
    """The digest itself, the parents, the end, something added: whatever changes, nothing comes back."""
    cache.keep(KEY, kept)
    path = folder / f"{KEY}.json"
    digest, parents, ruleset, reads = path.read_bytes().split(b"\n")
    parts = {
        "digest": [digest.upper(), parents, ruleset, reads],
        "parents": [digest, parents.replace(b"abc", b"abd"), ruleset, reads],
        "last byte": [digest, parents, ruleset, reads[:-1] + b" "],
        "another line": [digest, parents, ruleset, reads, b""],
    }
    path.write_bytes(b"\n".join(parts[changed]))
    assert cache.fetch(KEY) is None


def test_an_entry_stands_for_its_own_source_only(folder, kept):
    """A whole entry under the name of another source is not taken for it."""
    cache.keep(KEY, kept)
    shutil.copy(folder / f"{KEY}.json", folder / f"{'1' * 64}.json")
    assert cache.fetch("1" * 64) is None


def _socket_at(path: Path) -> None:
    """A socket bound under a short name, since theirs may not be long, and moved to the path."""
    with socket.socket(socket.AF_UNIX) as made, contextlib.chdir(path.parent):
        made.bind("s")
        os.rename("s", path.name)


@pytest.mark.skipif(os.name == "nt", reason="Windows has none of these")
@pytest.mark.parametrize("kind", ["pipe", "link", "link to nothing", "folder", "socket", "device"])
def test_what_is_no_file_is_neither_followed_nor_waited_for(kind: str, folder, kept, tmp_path):
    """A pipe, a link, a folder, a socket, a device in the place of an entry: None at once, and nothing is written."""
    cache.keep(KEY, kept)
    path = folder / f"{KEY}.json"
    shutil.move(path, tmp_path / "whole.json")
    {
        "pipe": lambda: os.mkfifo(path),
        "link": lambda: path.symlink_to(tmp_path / "whole.json"),
        "link to nothing": lambda: path.symlink_to(tmp_path / "none.json"),
        "folder": path.mkdir,
        "socket": lambda: _socket_at(path),
        "device": lambda: path.symlink_to("/dev/zero"),
    }[kind]()
    assert cache.fetch(KEY) is None
    assert "none.json" not in os.listdir(tmp_path)


def test_an_entry_that_is_too_large_is_not_read(folder, kept):
    """A file of gigabytes costs neither time nor memory."""
    cache.keep(KEY, kept)
    os.truncate(folder / f"{KEY}.json", 4_000_000_000)
    assert cache.fetch(KEY) is None


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions elsewhere")
def test_the_folder_belongs_to_the_user_alone(folder, kept):
    """It is made for the user only, and so are its files, whatever the mask."""
    before = os.umask(0)
    try:
        cache.keep(KEY, kept)
    finally:
        os.umask(before)
    assert 0o700 == stat.S_IMODE(folder.stat().st_mode)
    assert 0o600 == stat.S_IMODE((folder / f"{KEY}.json").stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps permissions elsewhere")
@pytest.mark.parametrize("mode", [0o777, 0o770, 0o702, 0o1777])
def test_a_folder_that_others_can_write_to_is_not_used(mode: int, folder, kept):
    """What others could have put there is not believed, and nothing is put there."""
    cache.keep(KEY, kept)
    folder.chmod(mode)
    assert cache.fetch(KEY) is None
    cache.keep("1" * 64, kept)
    assert [f"{KEY}.json"] == os.listdir(folder)
    folder.chmod(0o700)
    assert kept == cache.fetch(KEY)


@pytest.mark.skipif(os.name == "nt", reason="links need a privilege there")
@pytest.mark.parametrize("ending", ["", "/", "/."])
def test_a_folder_that_is_a_link_is_not_used(ending: str, folder, kept, tmp_path, monkeypatch):
    """However its path ends, a link is not followed."""
    cache.keep(KEY, kept)
    (tmp_path / "link").symlink_to(folder)
    monkeypatch.setenv("EVALRULES_CACHE", f"{tmp_path}/link{ending}")
    assert cache.fetch(KEY) is None
    cache.keep("1" * 64, kept)
    assert [f"{KEY}.json"] == os.listdir(folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps owners elsewhere")
def test_what_belongs_to_another_user_is_not_used(folder, kept, monkeypatch):
    """A folder, or an entry in it, of another owner is as good as none."""
    cache.keep(KEY, kept)
    owner = folder.stat().st_uid
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)  # another user looks at it
    assert cache.fetch(KEY) is None


@pytest.mark.skipif(os.name == "nt" or os.geteuid() != 0, reason="only root gives files away")
@pytest.mark.parametrize("what", ["folder", "entry"])
def test_what_was_given_to_another_user_is_not_used(what: str, folder, kept):
    """The same with a folder and an entry that really belong to somebody else."""
    cache.keep(KEY, kept)
    os.chown(folder if what == "folder" else folder / f"{KEY}.json", 65534, 65534)
    assert cache.fetch(KEY) is None


def test_the_older_form_of_an_entry_is_not_read(folder, kept):
    """An entry without a digest, as earlier versions wrote it, is a miss."""
    cache.keep(KEY, kept)
    path = folder / f"{KEY}.json"
    path.write_bytes(path.read_bytes().split(b"\n", 1)[1])
    assert cache.fetch(KEY) is None


def test_an_edited_cache_changes_no_verdict(folder, write):
    """The threshold of 95 made 50 in the cache: the school that fails by it still fails."""
    text = (Path(__file__).parent.parent / "cases/ruleset/good/bands.yaml").read_text("utf-8")
    ruleset = str(write("r.yaml", text))
    evidence = str(write("e.yaml", "format: evidence/1\nfacts: {rate: 60}\n"))

    def result() -> Assessment | None:
        return check([evidence], Options(ruleset)).results[0].assessment

    before = result()
    assert before is not None
    assert "no" == before.verdict.level
    (entry,) = folder.iterdir()
    whole = entry.read_bytes()
    entry.write_bytes(whole.replace(b'["/",95,1]', b'["/",50,1]'))
    assert whole != entry.read_bytes()
    assert before == result()


def test_a_folder_that_cannot_be_written_is_no_problem(tmp_path, kept, monkeypatch):
    """Where a file stands in the way of the folder nothing is kept and nothing is said."""
    (tmp_path / "cache").write_text("in the way")
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache" / "deeper"))
    cache.keep(KEY, kept)
    assert cache.fetch(KEY) is None


def test_no_cache_where_none_is_wanted(kept, monkeypatch, tmp_path):
    """EVALRULES_CACHE="" keeps nothing anywhere."""
    monkeypatch.setenv("EVALRULES_CACHE", "")
    monkeypatch.chdir(tmp_path)
    cache.keep(KEY, kept)
    assert cache.fetch(KEY) is None
    assert [] == os.listdir(tmp_path)


def test_the_key_tells_source_name_and_version_apart():
    """Another byte, another shown name, another version: another key."""
    keys = {
        cache.key_of(*each)
        for each in (("a", b"x", "1"), ("b", b"x", "1"), ("a", b"y", "1"), ("a", b"x", "2"), ("ax", b"", "1"))
    }
    assert 5 == len(keys)


def test_a_cached_ruleset_is_the_same_ruleset(folder, write):
    """Loaded cold and warm: equal, down to every place and digest."""
    text = (Path(__file__).parent.parent / "cases/ruleset/good/bands.yaml").read_text("utf-8")
    path = write("r.yaml", text)
    cold, warm = load_ruleset(str(path)), load_ruleset(str(path))
    assert 1 == len(os.listdir(folder))
    assert cold.ruleset == warm.ruleset


def test_a_changed_parent_is_noticed(folder, tmp_path, monkeypatch):
    """An overlay is built anew when its parent changes, though its own text is the same."""
    text = (Path(__file__).parent.parent / "cases/ruleset/good/bands.yaml").read_text("utf-8")
    parent = tmp_path / "sets" / "t" / "1" / "ruleset.yaml"
    parent.parent.mkdir(parents=True)
    parent.write_text(text, "utf-8")
    monkeypatch.setenv("EVALRULES_PATH", str(tmp_path / "sets"))
    child = tmp_path / "child.yaml"
    child.write_text(
        'format: ruleset/1\nextends: t@1\nid: u\nedition: "1"\nrevision: 1\ntitle: {zh: 叠加, en: overlay}\n',
        "utf-8",
    )
    before = load_ruleset(str(child)).ruleset
    parent.write_text(text.replace("rate >= 95", "rate >= 94"), "utf-8")
    after = load_ruleset(str(child)).ruleset
    assert before is not None and after is not None
    assert before.digest != after.digest


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the library is asked")
@pytest.mark.parametrize("home", ["/home/a", ""])
@pytest.mark.parametrize("named", [None, "", " ", "/somewhere/else", "beside", "~/mine", " /spaced "])
def test_the_folder_is_the_one_that_the_library_names(named: str | None, home: str, monkeypatch):
    """Other programs, and people who clean up, look for it there."""
    import platformdirs

    monkeypatch.delenv("EVALRULES_CACHE", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    if named is not None:
        monkeypatch.setenv("XDG_CACHE_HOME", named)
    monkeypatch.setenv("HOME", home)
    assert os.path.abspath(platformdirs.user_cache_dir("evalrules", appauthor=False)) == cache._named_folder()
