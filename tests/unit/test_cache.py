"""Checked rulesets kept between runs: a cache changes nothing but the time."""

from __future__ import annotations

import os

import pytest

from evalrules import cache
from evalrules.loading import load_ruleset

KEY = "0" * 64


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("EVALRULES_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def kept(jiangsu) -> cache.Kept:
    return cache.Kept(jiangsu.data, (("parent@1", "abc"),))


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
    folder.mkdir()
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
    from pathlib import Path

    text = (Path(__file__).parent.parent / "cases/ruleset/good/bands.yaml").read_text("utf-8")
    path = write("r.yaml", text)
    cold, warm = load_ruleset(str(path)), load_ruleset(str(path))
    assert 1 == len(os.listdir(folder))
    assert cold.ruleset == warm.ruleset


def test_a_changed_parent_is_noticed(folder, tmp_path, monkeypatch):
    """An overlay is built anew when its parent changes, though its own text is the same."""
    from pathlib import Path

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
