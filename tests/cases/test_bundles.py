"""Bundles through `check`: what they name is there, sealed ones are verified first, nothing outside is read (P48)."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from selection import one_in

from evalrules.bundles.seal import Wish, seal

COUNTY = """\
format: evidence/1
ruleset: jiangsu-16@2007
subject: {{kind: county, id: "{id}", name: 第{id}县}}
period: 2007
facts:
  graduate_teachers: {{value: 31, source: 附件/年报.pdf, page: 3}}
grades: {{"1": {grade}, "9": {{votes: {{A: 6}}, panel: 9, source: 附件/票.pdf}}}}
"""

SMALL = """\
format: evidence/1
ruleset: sample
subject: {{kind: county, id: "{id}", name: 第{id}县}}
period: 2007
facts: {{rate: {{value: 98.5, source: 附件/年报.pdf}}, area: 2000}}
grades: {{panel: {grade}}}
"""
"""Of a ruleset with four indicators, where two hundred of them are to be checked again and again."""


def bundle(folder: Path, own: int = 1, grade: str = "C", text: str = COUNTY) -> Path:
    for name, content in {
        "evidence.yaml": text.format(id=own, grade=grade),
        "附件/年报.pdf": "%PDF-1.4 年报",
        "附件/票.pdf": "%PDF-1.4 票",
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return folder


def zipped(folder: Path) -> Path:
    """The folder as a zip."""
    path = folder.with_suffix(".zip")
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                archive.write(file, file.relative_to(folder.parent).as_posix())
    return path


def sealed(folder: Path) -> Path:
    _, problems = seal(os.fspath(folder), Wish(), shown=folder.name)
    assert problems == []
    return folder


def codes(run: Any) -> set[str]:
    return {word.strip(":") for word in run.err.split() if word.startswith("ER") and word.strip(":")[2:].isdecimal()}


def evidence_of(run: Any) -> dict[str, Any]:
    return json.loads(run.out)["results"][0]["evidence"]


# -- what a bundle holds -----------------------------------------------------------------------------------------------


def test_a_bundle_records_what_it_cites(tmp_path: Path, cli: Callable[..., Any]):
    """The evidence and each attachment with the digest of its bytes, by their paths inside."""
    import hashlib

    run = cli("check", bundle(tmp_path / "b"), "-f", "json")
    found = evidence_of(run)
    assert run.code == 1
    assert found["path"] == "evidence.yaml"
    assert [one["path"] for one in found["files"]] == ["evidence.yaml", "附件/年报.pdf", "附件/票.pdf"]
    assert found["files"][1]["sha256"] == hashlib.sha256("%PDF-1.4 年报".encode()).hexdigest()


@pytest.mark.parametrize("form", ["folder", "sealed", "zip", "sealed zip", "deflated in a folder"])
def test_a_folder_a_zip_and_a_seal_change_no_verdict(form: str, tmp_path: Path, cli: Callable[..., Any]):
    """One verdict and one digest of the evidence, whatever holds it."""
    expected = evidence_of(cli("check", bundle(tmp_path / "a" / "b"), "-f", "json"))["digest"]
    folder = bundle(tmp_path / "b")
    if "sealed" in form:
        sealed(folder)
    run = cli("check", zipped(folder) if "zip" in form else folder, "-f", "json")
    assert (run.code, evidence_of(run)["digest"]) == (1, expected)


def test_a_missing_attachment_is_an_error_in_a_bundle_and_a_warning_beside_a_loose_file(tmp_path: Path, cli):
    """A bundle promises that its papers are in it; a loose file promises nothing, and is assessed."""
    folder = bundle(tmp_path / "b")
    (folder / "附件" / "票.pdf").unlink()
    inside = cli("check", folder)
    assert (inside.code, codes(inside)) == (2, {"ER430"})
    assert "evidence.yaml:7:" in inside.err
    (folder / "evidence.yaml").rename(folder / "county.yaml")
    loose = cli("check", folder / "county.yaml", "-q")
    assert loose.code == 1
    assert "ER435" in cli("check", folder / "county.yaml", "--lang", "en").out


@pytest.mark.parametrize(
    "written",
    ["../outside.pdf", "/etc/passwd", "C:\\a.pdf", "..\\a.pdf", "\\\\server\\a.pdf", "https://example.org/a.pdf",
     "file:///etc/passwd", "附件", ".", "附件/../../outside.pdf", "link.pdf"],
)  # fmt: skip
@pytest.mark.parametrize("kind", one_in(3, ["zip", "folder", "loose"]))
def test_nothing_outside_is_read(written: str, kind: str, tmp_path: Path, cli, monkeypatch):
    """Paths that leave, absolute paths, addresses and links are refused before anything is opened."""
    (tmp_path / "outside.pdf").write_text("secret")
    folder = bundle(tmp_path / "b")
    source = folder / "evidence.yaml"
    source.write_text(source.read_text("utf-8").replace("附件/年报.pdf", json.dumps(written)), "utf-8")
    if written == "link.pdf":
        if kind == "zip":
            pytest.skip("links in a zip are refused when it is opened: tests/unit/bundles/test_archive.py")
        (folder / "link.pdf").symlink_to(tmp_path / "outside.pdf")
    path = {"folder": folder, "loose": source, "zip": folder}[kind]
    if kind == "loose":
        path = source.rename(folder / "county.yaml")
    opened: list[str] = []
    real = open

    def watched(file: Any, *arguments: Any, **options: Any) -> Any:
        opened.append(os.path.realpath(os.fspath(file)) if isinstance(file, str | os.PathLike) else "")
        return real(file, *arguments, **options)

    target = zipped(folder) if kind == "zip" else path
    monkeypatch.setattr("builtins.open", watched)
    run = cli("check", target)
    monkeypatch.undo()
    assert run.code == 2
    assert codes(run) <= {"ER430", "ER014"}
    assert codes(run)
    assert not {os.path.realpath(tmp_path / "outside.pdf"), "/etc/passwd"} & set(opened)


def test_a_link_out_of_a_bundle_is_refused_though_nobody_cites_it(tmp_path: Path, cli):
    """A file or a folder behind a link is never read; one that stays inside is."""
    folder = bundle(tmp_path / "b")
    (folder / "附件" / "同.pdf").symlink_to("年报.pdf")
    assert cli("check", folder, "-q").code == 1
    (folder / "more").symlink_to(tmp_path)
    run = cli("check", folder)
    assert (run.code, codes(run)) == (2, {"ER014"})


def test_names_that_collide_elsewhere_are_a_warning(tmp_path: Path, cli):
    """Case and Unicode composition: the bundle is assessed, and what would be lost on another system is named."""
    folder = bundle(tmp_path / "b")
    for name in ("a.pdf", "A.pdf"):
        (folder / name).write_text("x")
    run = cli("check", folder, "--lang", "en")
    assert run.code == 1
    assert "ER015 warning" in run.out


def test_rows_and_attachments_are_found_in_a_zip_with_names_of_windows(tmp_path: Path, cli):
    """Names in GBK without a flag are read right, and the report says so."""
    folder = bundle(tmp_path / "县")
    files = {file.relative_to(folder).as_posix(): file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    write_old_zip(tmp_path / "old.zip", files)
    run = cli("check", tmp_path / "old.zip", "--lang", "en")
    assert run.code == 1, run.err
    assert "ER018 note: read as GB18030" in run.out


def write_old_zip(path: Path, files: dict[str, bytes]) -> None:
    """A zip whose names are GBK bytes without the flag of UTF-8."""

    class Old(zipfile.ZipInfo):
        def _encodeFilenameFlags(self) -> tuple[bytes, int]:
            return self.filename.encode("gbk"), self.flag_bits & ~0x800

    with zipfile.ZipFile(path, "w") as archive:
        for name, data in files.items():
            archive.writestr(Old(name), data)


def test_a_folder_of_papers_beside_loose_files_is_no_subject(tmp_path: Path, cli):
    """A folder without evidence is a warning, unless evidence beside it names what it holds."""
    folder = bundle(tmp_path / "b")
    (folder / "evidence.yaml").rename(folder / "county.yaml")
    assert "ER019" not in cli("check", folder).err
    (folder / "另一县" / "附表").mkdir(parents=True)
    run = cli("check", folder)
    assert (run.code, codes(run)) == (1, {"ER019"})
    assert "另一县" in run.err


def test_two_evidences_or_none_in_a_zip_are_errors(tmp_path: Path, cli):
    """A bundle holds just one."""
    for name, files, code in (
        ("two.zip", ("evidence.yaml", "evidence.json"), "ER010"),
        ("none.zip", ("readme.txt",), "ER019"),
    ):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            for file in files:
                archive.writestr(file, "{}")
        run = cli("check", tmp_path / name)
        assert (run.code, codes(run)) == (2, {code})


# -- seals -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["folder", "zip"])
@pytest.mark.parametrize("change", ["evidence", "attachment", "added", "removed", "manifest"])
def test_a_sealed_bundle_that_was_changed_is_not_scored(change: str, form: str, tmp_path: Path, cli):
    """Any change after the seal: exit 2, what was changed is named, and there is no verdict."""
    folder = bundle(tmp_path / "b")
    sealed(folder)
    assert cli("check", folder, "-q").code == 1
    if change == "evidence":
        path = folder / "data" / "evidence.yaml"
        path.write_text(path.read_text("utf-8").replace('"1": C', '"1": A'), "utf-8")
    elif change == "attachment":
        (folder / "data" / "附件" / "年报.pdf").write_text("另一份")
    elif change == "added":
        (folder / "data" / "更多.pdf").write_text("x")
    elif change == "removed":
        (folder / "data" / "附件" / "票.pdf").unlink()
    else:
        (folder / "manifest-sha256.txt").write_text("0" * 64 + "  data/evidence.yaml\n")
    run = cli("check", zipped(folder) if form == "zip" else folder, "-f", "json")
    assert run.code == 2
    assert json.loads(run.out)["results"][0]["verdict"] is None
    assert codes(run) & {"ER020", "ER022", "ER023", "ER024"}


def test_a_bag_without_its_declaration_is_no_unsealed_bundle(tmp_path: Path, cli):
    """Taking bagit.txt away does not make a sealed bundle pass unverified."""
    folder = bundle(tmp_path / "b")
    sealed(folder)
    (folder / "bagit.txt").unlink()
    run = cli("check", folder)
    assert run.code == 2
    assert "ER020" in codes(run)


TAG_FILES = ("bagit.txt", "bag-info.txt", "manifest-*.txt", "tagmanifest-*.txt")


@pytest.mark.parametrize("kept", ["", "bag-info.txt", "tagmanifest-*.txt"])
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_seal_that_was_taken_away_is_told_and_refused_where_it_is_demanded(kept: str, form: str, tmp_path: Path, cli):
    """Of a bag without bagit.txt and manifests something shows: a warning always, an error with --sealed."""
    folder = bundle(tmp_path / "b")
    sealed(folder)
    for pattern in {*TAG_FILES} - {kept}:
        for path in folder.glob(pattern):
            path.unlink()
    (folder / "data" / "evidence.yaml").write_text(COUNTY.format(id=1, grade="A"), encoding="utf-8")
    path = folder if form == "folder" else zipped(folder)
    run = cli("check", path, "-f", "json")
    assert run.code in (0, 1, 3)
    assert {"ER047"} == codes(run)
    refused = cli("check", path, "--sealed", "-f", "json")
    assert (2, {"ER026", "ER047"}) == (refused.code, codes(refused))
    assert (2, {"ER026", "ER047"}) == (cli("bundle", "verify", path).code, codes(cli("bundle", "verify", path)))


def test_a_demanded_seal_is_there_or_nothing_is_assessed(tmp_path: Path, cli):
    """A sealed bundle gives what it gives without the demand, and its result says that a seal was demanded; a bundle
    without one, a loose file and standard input give an error each.
    """
    folder = bundle(tmp_path / "b")
    assert (2, {"ER026"}) == (cli("check", folder, "--sealed").code, codes(cli("check", folder, "--sealed")))
    loose = cli("check", folder / "evidence.yaml", "--sealed")
    assert (2, {"ER046"}) == (loose.code, codes(loose))
    piped = cli("check", "-", "--sealed", stdin=(folder / "evidence.yaml").read_bytes())
    assert (2, {"ER046"}) == (piped.code, codes(piped))
    sealed(folder)
    plain, demanded = (json.loads(cli("check", folder, *more, "-f", "json").out) for more in ([], ["--sealed"]))
    assert plain["results"] == demanded["results"]
    assert {"as_of": None, "require": None, "sealed": True} == demanded["options"]
    (tmp_path / "kept.json").write_text(cli("check", folder, "--sealed", "-f", "json").out, "utf-8")
    assert 0 == cli("verify", tmp_path / "kept.json", folder).code


def test_a_weak_seal_is_told(tmp_path: Path, cli):
    """What was sealed with SHA-512 holds md5 alone, and every digest is right: a warning, by check and by verify."""
    folder = bundle(tmp_path / "b")
    sealed(folder)
    for path in folder.glob("*manifest-*.txt"):
        path.unlink()
    listed = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    lines = [f"{hashlib.md5(path.read_bytes()).hexdigest()}  {path.relative_to(folder).as_posix()}\n" for path in listed]
    (folder / "manifest-md5.txt").write_text("".join(lines), "utf-8")
    run = cli("check", folder, "-f", "json")
    assert run.code in (0, 1, 3)
    assert {"ER048"} == codes(run)
    assert (0, {"ER048"}) == (cli("bundle", "verify", folder).code, codes(cli("bundle", "verify", folder)))


def test_bytes_that_change_after_the_seal_was_verified_are_not_read(tmp_path: Path, cli, monkeypatch):
    """What is scored is what was verified, though the file changes in between."""
    from evalrules.bundles import bag

    folder = bundle(tmp_path / "b")
    sealed(folder)
    real = bag.verify_bag

    def then_changed(*arguments: Any, **options: Any) -> Any:
        found = real(*arguments, **options)
        path = folder / "data" / "evidence.yaml"
        path.write_text(path.read_text("utf-8").replace('"1": C', '"1": A'), "utf-8")
        return found

    monkeypatch.setattr(bag, "verify_bag", then_changed)
    run = cli("check", folder)
    assert (run.code, codes(run)) == (2, {"ER022"})


# -- many bundles ------------------------------------------------------------------------------------------------------


@pytest.fixture
def many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    """So many bundles (40 where a test says nothing): folders and zips, sealed and not, every tenth undetermined."""
    monkeypatch.setenv("EVALRULES_PATH", str(Path(__file__).parent / "evidence" / "rulesets"))
    for at in range(getattr(request, "param", 40)):
        folder = bundle(tmp_path / "all" / f"{at:03}", at, "C" if at % 10 else "A", SMALL)
        if at % 4 == 1:
            sealed(folder)
        if at % 4 == 2:
            zipped(folder)
            shutil.rmtree(folder)
    return tmp_path / "all"


@pytest.mark.parametrize("many", [200], indirect=True)
@pytest.mark.real
def test_two_hundred_bundles_are_one_command(many: Path, cli):
    """One line each, one count, one exit code; the text report ends with the same table."""
    run = cli("check", many, "--format", "table", "--lang", "en")
    assert run.code == 1
    assert len([line for line in run.out.splitlines() if "sample@1" in line]) == 200
    assert run.out.rstrip().endswith("200 in all: 0 reached, 180 not, 20 undetermined, 0 not evaluated")
    text = cli("check", many, "--lang", "en").out.rstrip().splitlines()
    assert text[-1] == run.out.rstrip().splitlines()[-1]
    assert len([line for line in text if re.match(r"  [0-9]{3}[/.]", line)]) == 200


def test_one_bad_bundle_changes_none_of_the_others(many: Path, cli):
    """P48: with one of them broken the others have byte for byte the results they had; the exit code is 2."""

    def results(run: Any) -> dict[str, Any]:
        return {one["evidence"]["path"]: one for one in json.loads(run.out)["results"] if one["verdict"]}

    before = results(cli("check", many, "-f", "json"))
    (many / "001" / "data" / "evidence.yaml").write_text("broken: [")
    (many / "002.zip").write_bytes(b"PK\x03\x04 and no more")
    (many / "003" / "evidence.yaml").write_text("facts: {graduate_teachers: 三十}", "utf-8")
    run = cli("check", many, "-f", "json")
    after = results(run)
    assert run.code == 2
    assert len(after) == 37
    assert {path: before[path] for path in after} == after
    assert {"ER013", "ER022", "ER012"} <= codes(run)


def test_a_batch_gives_what_each_bundle_gives_alone(many: Path, cli):
    """P48: many together are as many single ones, apart from the path that tells them apart."""
    together = {one["subject"]["id"]: one for one in json.loads(cli("check", many, "-f", "json").out)["results"]}
    for path in sorted(many.iterdir())[::7]:
        alone = json.loads(cli("check", path, "-f", "json").out)["results"][0]
        twin = together[alone["subject"]["id"]]
        for one in (alone, twin):
            one["evidence"].pop("path")
            one["evidence"]["files"] = [file["sha256"] for file in one["evidence"]["files"]]
            for part in (*one["indicators"], *one["gates"], *one["vetoes"]):
                part["place"] = ""
                for fact in part["facts"]:
                    fact["place"] = ""
        assert twin == alone


def test_no_result_names_this_machine(tmp_path: Path, cli, monkeypatch):
    """Missing files, broken archives, changed seals: what is said of them holds no absolute path."""
    monkeypatch.chdir(tmp_path)
    sealed(bundle(tmp_path / "all" / "b"))
    (tmp_path / "all" / "b" / "data" / "evidence.yaml").write_text("x")
    (tmp_path / "all" / "c.zip").write_text("no zip")
    for path in ("all", "missing.yaml", "missing.xlsx", "missing.zip"):
        run = cli("check", path, "-f", "json")
        assert run.code == 2
        assert str(tmp_path) not in run.out + run.err
