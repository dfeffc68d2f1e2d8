"""The page: one file that asks for nothing, the same bytes each time, in words that both languages have."""

from __future__ import annotations

import gzip
import hashlib
import html
import json
import re
from importlib.resources import files
from pathlib import Path

import pytest

from evalrules.loading import load_ruleset
from evalrules.page.assembling import POLICY, POLICY_OF_SITE, PROGRAM, assembled, laid_out, page
from evalrules.page.packages import Packed
from evalrules.page.runtime import Runtime

WEB = files("evalrules.page").joinpath("web")
SOURCES = {name: WEB.joinpath(name).read_text("utf-8") for name in (*PROGRAM, "worker.js", "page.css", "page.html")}
WORDS = json.loads(WEB.joinpath("words.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def made() -> str:
    ruleset = load_ruleset("jiangsu-16").ruleset
    packed = Packed(b"archive", (ruleset,), (("openpyxl", "3.1.5"),))
    parts = Runtime({"b.wasm": b"\0wasm", "a.mjs": b"</script>"}, {"abi_version": "1"})
    return assembled(parts, packed, "zh")


def test_the_policy_forbids_the_network(made):
    """The policy stands before anything that could ask for something, and allows no address at all."""
    told = re.search(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">', made)
    assert told and html.unescape(told[1]) == POLICY and told.start() < made.index("<script")
    assert "default-src 'none'; connect-src 'none'" in POLICY
    assert "http" not in POLICY and "*" not in POLICY and "'unsafe-eval'" not in POLICY


@pytest.mark.parametrize("name", SOURCES)
def test_nothing_names_an_address_of_the_network(name):
    """No file of the page holds an address that could be asked, nor a way around the policy."""
    assert not re.search(r"https?:|//[a-z]+\.|\beval\(|new Function|XMLHttpRequest|WebSocket|sendBeacon|@import", SOURCES[name])


def test_nothing_in_it_ends_a_script_early(made):
    """There are as many ends of scripts as scripts, whatever the parts and the rulesets hold."""
    assert made.count("<script") == made.count("</script>") == 7


def test_what_it_holds_is_told_in_it(made):
    """The standards and the versions stand in the page itself, so that it can be used before Python is there."""
    about = json.loads(re.search(r'id="about">(.*?)</script>', made)[1])
    assert [one["ruleset"] for one in about["standards"]] == ["jiangsu-16@2007"]
    assert about["holds"][1] == ["openpyxl", "3.1.5"] and about["lock"]["packages"] == {}
    assert re.findall(r'data-part="([^"]+)"', made) == ["a.mjs", "b.wasm", "packages.zip"]


def test_a_site_is_the_page_with_its_parts_beside_it(made):
    """Each part is a file that names its own digest, as it stands in the page; the page may fetch from its place alone."""
    ruleset = load_ruleset("jiangsu-16").ruleset
    parts = Runtime({"b.wasm": b"\0wasm", "a.mjs": b"</script>"}, {"abi_version": "1"})
    files = laid_out(parts, Packed(b"archive", (ruleset,), (("openpyxl", "3.1.5"),)), "zh")
    index = files.pop("index.html").decode()
    names = json.loads(re.search(r'id="about">(.*?)</script>', index)[1])["files"]
    assert ["a.mjs", "b.wasm", "packages.zip"] == list(names) and sorted(files) == sorted(names.values())
    for name, data in files.items():
        assert name.split(".")[-2] == hashlib.sha256(data).hexdigest()[:12] and name.endswith(".part")
    assert {b"</script>", b"\0wasm", b"archive"} == {gzip.decompress(data) for data in files.values()}
    told = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)">', index)[1])
    assert POLICY_OF_SITE == told == POLICY.replace("connect-src 'none'", "connect-src 'self'") and "data-part" not in index.split('id="words"')[0]


def test_the_same_parts_give_the_same_bytes(made):
    """Nothing depends on when the page is made."""
    ruleset = load_ruleset("jiangsu-16").ruleset
    parts = Runtime({"a.mjs": b"</script>", "b.wasm": b"\0wasm"}, {"abi_version": "1"})
    assert made == assembled(parts, Packed(b"archive", (ruleset,), (("openpyxl", "3.1.5"),)), "zh")


def test_both_languages_have_the_same_words():
    """Every sentence is there in Chinese and in English, with the same values in it, and is used."""
    assert list(WORDS["zh"]) == list(WORDS["en"])
    for name, zh in WORDS["zh"].items():
        assert sorted(re.findall(r"\{\w+\}", zh)) == sorted(re.findall(r"\{\w+\}", WORDS["en"][name])), name
        assert re.search(rf'["\'/]{name}["\']', "\n".join(SOURCES.values())), f"nobody says {name}"


def test_every_sentence_that_is_said_is_there():
    """The program says nothing that has no words."""
    said = {name for text in SOURCES.values() for name in re.findall(r'\b(?:say|report|side)\("(\w+)"|data-say="(\w+)"', text) for name in name if name}
    assert said and said <= set(WORDS["zh"])


def test_every_file_of_the_program_is_small_and_in_it(made):
    """A file of the page can be read at once, and none lies there unused."""
    assert all(text.count("\n") <= 200 for name, text in SOURCES.items() if name.endswith(".js"))
    there = {path.name for path in Path(str(WEB)).iterdir()}
    assert there == {*SOURCES, "words.json", "compile.mjs"}


def test_without_a_runtime_there_is_no_page(tmp_path):
    """What is wrong with the runtime is said, and nothing is made."""
    data, problems = page(str(tmp_path / "none.tgz"), ["jiangsu-16"], "zh")
    assert data is None and [one.code for one in problems] == ["ER630"]
