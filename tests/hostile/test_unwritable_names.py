"""Names that no text can hold: what `check` writes of them, `report` reads, and says the same."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest

import evalrules

COUNTY = "format: evidence/1\nruleset: jiangsu-16@2007\nsubject: {kind: county, name: 甲}\nperiod: 2007\n"


def kept(cli, tmp_path: Path, *arguments: object) -> dict[str, object]:
    """The result of a check; a report on it ends alike and writes the same bytes."""
    run = cli("check", *arguments, "--format", "json")
    (tmp_path / "kept.result").write_text(run.out, encoding="utf-8")
    again = cli("report", tmp_path / "kept.result", "--format", "json")
    assert (again.code, again.out) == (run.code, run.out), again.err
    return dict(json.loads(run.out))


@pytest.mark.parametrize("name", ["a\udcffb.yaml", "\udcff\udcfe.yaml", "a\x1b\x01\nb.yaml"])
@pytest.mark.parametrize("text", [COUNTY, "a: [", ""])
def test_a_file_of_any_name_has_a_result_that_can_be_read(name: str, text: str, cli, write, tmp_path):
    """Evaluated or not; a half character of its name stands as an escape that people see."""
    document = kept(cli, tmp_path, write(name, text).with_name(name))
    (result,) = document["results"]
    assert result["evidence"]["path"] == name.replace("\udcff", "\\udcff").replace("\udcfe", "\\udcfe")


def write(folder: Path, name: str, text: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture(name="write")
def _write(tmp_path: Path) -> Callable[[str, str], Path]:
    return lambda name, text: write(tmp_path, name, text)


def test_folders_and_options_of_any_name_have_one_too(cli, write, tmp_path):
    """A bundle, a folder without evidence, a level, a ruleset, an input that is not there."""
    write("set/\udcff/evidence.yaml", COUNTY)
    write("set/a.yaml", COUNTY.replace("甲", "乙"))
    write("set/\udcfe/nothing.txt", "")
    kept(cli, tmp_path, tmp_path / "set")
    loose = write("loose.yaml", COUNTY)
    kept(cli, tmp_path, loose, "--require", "\udcff")
    kept(cli, tmp_path, loose, "--ruleset", "\udcff")
    kept(cli, tmp_path, loose, "--ruleset", "./\udcff.yaml")
    kept(cli, tmp_path, tmp_path / "no\udcff.yaml")
    rules = write("\udcff/rules.yaml", evalrules_text())
    kept(cli, tmp_path, write("own.yaml", "format: evidence/1\n"), "--ruleset", rules)


def evalrules_text() -> str:
    """A ruleset of one indicator."""
    return (
        'format: ruleset/1\nid: own\nedition: "1"\nrevision: 1\ntitle: {zh: 自定, en: own}\nsubject: county\n'
        "sources: {s: {zh: 文, en: text, confidence: read}}\n"
        "levels: [{id: pass, zh: 过, en: passed, required: true}, {id: fail, zh: 不过, en: failed}]\n"
        "indicators: [{id: a, zh: 甲, en: first, source: s, assessed: yesno}]\n"
        'verdict: [{level: pass, when: "every(indicators, met)", source: s}, {level: fail}]\n'
    )


def as_json(sign: str) -> bytes:
    head = {"format": "evidence/1", "ruleset": "jiangsu-16@2007", "period": 2007}
    return json.dumps({**head, "subject": {"kind": "county", "name": f"a{sign}b"}}).encode()


def as_yaml(sign: str) -> bytes:
    return COUNTY.replace("甲", f'"a\\u{ord(sign):04x}b"').encode()


def as_csv(sign: str) -> bytes:
    rows = f"section,id,value\nruleset,,jiangsu-16@2007\nsubject,kind,county\nsubject,name,a{sign}b\nperiod,,2007\n"
    return rows.encode("utf-8", "surrogatepass")


def as_workbook(sign: str) -> bytes:
    book = openpyxl.Workbook()
    rows = [("section", "id", "value"), ("ruleset", "", "jiangsu-16@2007"), ("subject", "name", "a@@b"), ("period", "", 2007)]
    for row in rows:
        book.active.append(row)
    plain, changed = io.BytesIO(), io.BytesIO()
    book.save(plain)
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(changed, "w") as target:
        for name in source.namelist():
            target.writestr(name, source.read(name).replace(b"@@", f"_x{ord(sign):04X}_".encode()))
    return changed.getvalue()


@pytest.mark.parametrize("sign", ["\0", "\ud800"], ids=["nul", "half"])
@pytest.mark.parametrize("form", [as_json, as_yaml, as_csv, as_workbook])
def test_evidence_with_such_a_character_is_refused_by_every_reader(form, sign, cli, tmp_path):
    """It has no verdict, the character is named or the text called no Unicode, and the result can be read."""
    suffix = {as_json: "json", as_yaml: "yaml", as_csv: "csv", as_workbook: "xlsx"}[form]
    path = tmp_path / f"county.{suffix}"
    path.write_bytes(form(sign))
    (result,) = kept(cli, tmp_path, path)["results"]
    codes = {one["code"] for one in result["diagnostics"]}
    assert (result["verdict"], codes <= {"ER107", "ER101", "ER002"}, bool(codes)) == (None, True, True)
    path.write_bytes(form("x"))
    (result,) = kept(cli, tmp_path, path)["results"]
    assert result["subject"]["name"] == "axb"


@pytest.mark.parametrize("sign", ["\0", "\ud800"], ids=["nul", "half"])
def test_a_mapping_with_such_a_character_is_refused(sign):
    """As the readers do; the name of the mapping itself may be anything, and the result of it can be read."""
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")
    with pytest.raises(evalrules.EvalrulesError) as refused:
        evalrules.evidence_from({"subject": {"kind": "county", "name": f"a{sign}b"}}, ruleset)
    assert [one.code for one in refused.value.diagnostics] == ["ER107"]
    named = evalrules.evidence_from({"facts": {"graduate_teachers": 3}}, ruleset, name=f"m{sign}")
    from evalrules.kept import kept_report_from

    found, problems = kept_report_from(evalrules.assess(ruleset, named).to_json().encode(), "r.json")
    assert (found is not None, problems) == (True, [])


@pytest.mark.parametrize("form", ["markdown", "html", "junit", "github"])
def test_a_quoted_name_looks_the_same_when_it_was_kept(form: str, cli, tmp_path: Path):
    """What no text can hold stands as one escape, in the run and in a report on its kept result."""
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("evidence.yaml", COUNTY)
        archive.writestr("bXXd.txt", "")
    path.write_bytes(path.read_bytes().replace(b"bXXd.txt", b"b\x00\\d.txt"))
    cli("check", path, "-o", f"{form}={tmp_path / 'first'}", "--lang", "en")
    (tmp_path / "kept.json").write_text(cli("check", path, "--format", "json").out, "utf-8")
    again = cli("report", tmp_path / "kept.json", "-o", f"{form}={tmp_path / 'again'}", "--lang", "en")
    assert 2 == again.code
    first = (tmp_path / "first").read_text("utf-8")
    assert "x00" in first
    assert first == (tmp_path / "again").read_text("utf-8").replace("kept.json", "a.zip")
