"""`evalrules bundle seal` and `evalrules bundle verify`: what they say, and how they end."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import pytest


@pytest.fixture
def bundle(tmp_path: Path, monkeypatch) -> Path:
    """A bundle in the current folder."""
    folder = tmp_path / "昆山市"
    (folder / "附件").mkdir(parents=True)
    (folder / "evidence.yaml").write_bytes(b"format: evidence/1\n")
    (folder / "附件" / "一.txt").write_bytes(b"a")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)
    return folder


def codes(text: str) -> list[str]:
    return re.findall(r"ER\d{3}(?= (?:error|warning|note|错误|警告|提示))", text)


def test_a_bundle_is_sealed_and_verified(bundle: Path, cli):
    """One line each on standard output, nothing on standard error, exit code 0."""
    assert (0, "昆山市 is sealed: 2 files\n", "") == tuple(cli("bundle", "seal", "昆山市"))
    assert (0, "昆山市 is whole and unchanged: 2 files, sha512\n", "") == tuple(cli("bundle", "verify", "昆山市"))
    assert "昆山市 完好：2 个文件，sha512\n" == cli("bundle", "verify", "昆山市", "--lang", "zh").out


def test_a_change_is_said_with_its_place_and_ends_with_2(bundle: Path, cli):
    """Changed, missing and added files in one run, in either language."""
    cli("bundle", "seal", "昆山市")
    (bundle / "data" / "附件" / "一.txt").write_bytes(b"changed")
    (bundle / "data" / "new.txt").write_bytes(b"")
    (bundle / "data" / "evidence.yaml").unlink()
    for language in ("en", "zh"):
        code, out, err = cli("bundle", "verify", "昆山市", "--lang", language)
        assert (2, "") == (code, out)
        assert {"ER022", "ER023", "ER024"} == set(codes(err))
        assert "昆山市/manifest-sha256.txt:2:67: ER022" in err


def test_a_link_that_leads_out_hides_no_other_problem(bundle: Path, cli):
    """ER014 for the link, and what was changed is said in the same run."""
    cli("bundle", "seal", "昆山市")
    (bundle / "data" / "附件" / "一.txt").write_bytes(b"changed")
    (bundle / "out").symlink_to("/etc/passwd")
    run = cli("bundle", "verify", "昆山市")
    assert (2, "", {"ER014", "ER022"}) == (run.code, run.out, set(codes(run.err)))


def test_several_bundles_are_each_verified(bundle: Path, cli):
    """The whole ones have their line, the others their problems; one that is not right makes 2 of it."""
    cli("bundle", "seal", "昆山市", "-o", "a.zip")
    code, out, err = cli("bundle", "verify", "a.zip", "昆山市", "nowhere")
    assert (2, "a.zip is whole and unchanged: 2 files, sha512\n") == (code, out)
    assert ["ER026", "ER001"] == codes(err)


def test_verified_bundles_as_json(bundle: Path, cli):
    """One document a bundle, with its problems; the exit code is the same."""
    cli("bundle", "seal", "昆山市", "-o", "a.zip")
    code, out, err = cli("bundle", "verify", "a.zip", "昆山市", "--format", "json")
    assert (2, ["ER026"]) == (code, codes(err))
    assert [
        {"path": "a.zip", "valid": True, "files": 2, "algorithms": ["sha512"], "diagnostics": []},
        {
            "path": "昆山市",
            "valid": False,
            "files": 0,
            "algorithms": [],
            "diagnostics": [{"code": "ER026", "severity": "error", "place": None, "args": {"path": "昆山市"}}],
        },
    ] == json.loads(out)


def test_a_warning_is_said_and_does_not_fail(bundle: Path, cli):
    """A bag with two names that are one elsewhere is whole, and says so."""
    (bundle / "附件" / "A.txt").write_bytes(b"1")
    (bundle / "附件" / "a.txt").write_bytes(b"2")
    assert (0, ["ER015"]) == (cli("bundle", "seal", "昆山市").code, codes(cli("bundle", "verify", "昆山市").err))


def test_names_of_windows_are_said(bundle: Path, cli, tmp_path: Path):
    """A zip with GB18030 names is sealed, and the note is printed."""
    name = "附件.txt".encode("gb18030").decode("cp437")
    with zipfile.ZipFile("a.zip", "w") as zipped:
        zipped.writestr("evidence.yaml", b"")
        zipped.writestr(zipfile.ZipInfo("########.txt"), b"x")
    data = Path("a.zip").read_bytes()
    raw = name.encode("cp437")
    assert 8 == len(raw)
    Path("a.zip").write_bytes(data.replace(b"########.txt", raw.removesuffix(b".txt") + b"1234.txt"))
    code, _out, err = cli("bundle", "seal", "a.zip")
    assert (0, ["ER018"]) == (code, codes(err))
    with zipfile.ZipFile("a.zip") as zipped:
        assert "a/data/附件1234.txt" in zipped.namelist()


def test_lines_for_bag_info(bundle: Path, cli, monkeypatch):
    """KEY=VALUE, repeatable; the date of the bag is that of SOURCE_DATE_EPOCH or none."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1199059200")
    run = cli("bundle", "seal", "昆山市", "--info", "Contact-Name=张三", "--info", "Note = a=b")
    assert 0 == run.code
    assert ["Payload-Oxum: 20.2", "Bagging-Date: 2007-12-31", "Contact-Name: 张三", "Note: a=b"] == (
        bundle / "bag-info.txt"
    ).read_text("utf-8").splitlines()[1:]


@pytest.mark.parametrize(
    "written", ["Contact", "=x", "Contact=", "a:b=c", "a=b\nPayload-Oxum: 1.1", "Payload-Oxum=1.1", "bag-software-agent=x", "a=\udcff"]
)
def test_a_line_that_is_none_is_said(written: str, bundle: Path, cli):
    """No label, no value, more than a line, or a line that sealing writes itself: ER011 and nothing sealed."""
    for language in ("en", "zh"):
        run = cli("bundle", "seal", "昆山市", "--info", written, "--lang", language)
        assert (2, "", ["ER011"]) == (run.code, run.out, codes(run.err))
    assert not (bundle / "bagit.txt").exists()


@pytest.mark.parametrize("written", ["today", "1e9", "9" * 30])
def test_a_date_that_is_none_is_said(written: str, bundle: Path, cli, monkeypatch):
    """SOURCE_DATE_EPOCH is a number of seconds."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", written)
    assert (2, ["ER011"]) == (cli("bundle", "seal", "昆山市").code, codes(cli("bundle", "seal", "昆山市").err))


def test_sealing_again_must_be_asked_for(bundle: Path, cli):
    """ER025 without --again, sealed anew with it."""
    cli("bundle", "seal", "昆山市")
    run = cli("bundle", "seal", "昆山市")
    assert (2, "", ["ER025"]) == (run.code, run.out, codes(run.err))
    assert 0 == cli("bundle", "seal", "昆山市", "--again").code


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("seal", "nowhere"), "ER001"),
        (("seal", "."), "ER019"),
        (("seal", "昆山市", "-o", "昆山市"), "ER007"),
        (("seal", "昆山市", "--lang", "fr"), "ER011"),
        (("verify", "昆山市", "--format", "yaml"), "ER011"),
        (("verify", "昆山市/evidence.yaml"), "ER019"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], code: str, bundle: Path, cli):
    """Exit code 2, a reason on standard error, nothing on standard output."""
    run = cli("bundle", *arguments)
    assert (2, "", [code]) == (run.code, run.out, codes(run.err))


@pytest.mark.parametrize("arguments", [("bundle", "--help"), ("bundle", "seal", "--help"), ("bundle", "verify", "-h")])
def test_help_does_not_load_what_it_describes(arguments: tuple[str, ...], program):
    """Neither zipfile nor the readers are imported for a page of help."""
    code = (
        f"import sys; sys.argv = ['evalrules', *{arguments!r}]\n"
        "from evalrules.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.stderr.write(' '.join(name for name in sys.modules if name.startswith('evalrules')))"
    )
    done = program.python("-c", code, text=True, check=True)
    assert "seal" in done.stdout or "verify" in done.stdout.lower()
    assert not re.search(r"evalrules\.(bundles|readers|pipeline|semantics)", done.stderr)


@pytest.mark.parametrize("command", ["seal", "verify"])
def test_help_says_exit_codes_and_an_example(command: str, cli):
    """In English here; the Chinese text stands beside it in the source."""
    text = " ".join(cli("bundle", command, "--help").out.split())
    assert "Exit codes: 0 " in text
    assert f"Example: evalrules bundle {command}" in text
