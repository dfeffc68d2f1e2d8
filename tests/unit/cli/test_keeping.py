"""`evalrules report`, `evalrules compare` and `evalrules check --baseline`: what they give, and how they end."""

from __future__ import annotations

import hashlib
import io
import json
import re
from pathlib import Path

import jsonschema
import openpyxl
import pytest

from evalrules.schemas import schema_text


@pytest.fixture(scope="module")
def folder(tmp_path_factory, examples: Path, cli) -> Path:
    """Kept results: a county as it is, worse and open; Foshan three times; a run with an input that is no evidence."""
    made = tmp_path_factory.mktemp("kept")
    text = (examples / "jiangsu-16" / "passing.yaml").read_text(encoding="utf-8")
    counties = {"now": text, "worse": text.replace('"9": A', '"9": C'), "open": text.replace('"9": A', '"9": null')}
    assert 3 == len(set(counties.values()))
    for name, changed in {**counties, "bad": "a: 1\n"}.items():
        (made / f"{name}.yaml").write_text(changed, encoding="utf-8")
        cli("check", made / f"{name}.yaml", "-o", made / f"{name}.json")
    for name in ("july-year1", "march-year2", "june-year2"):
        cli("check", examples / "foshan" / f"{name}.yaml", "-o", made / f"{name}.json")
    cli("check", made / "now.yaml", made / "bad.yaml", "-o", made / "bad.json")
    for name, said in {"forged": {"level": "pass", "possible": ["pass"]}, "accepted": {"accepted": True}}.items():
        document = json.loads((made / "worse.json").read_text(encoding="utf-8"))
        document["results"][0]["verdict"] |= said
        (made / f"{name}.json").write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return made


@pytest.fixture
def kept(folder: Path, monkeypatch) -> Path:
    """That folder as the current one."""
    monkeypatch.chdir(folder)
    return folder


def codes(text: str) -> list[str]:
    return re.findall(r"ER\d{3}(?= error)", text)


# -- report ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["text", "json", "markdown", "table"])
@pytest.mark.parametrize("name", ["now", "worse", "open"])
def test_a_kept_result_is_shown_as_check_showed_it(kept: Path, cli, name: str, form: str):
    """The same bytes on standard output and the same exit code."""
    fresh, later = cli("check", f"{name}.yaml", "-f", form), cli("report", f"{name}.json", "-f", form)
    assert (fresh.code, fresh.out) == (later.code, later.out)
    assert {"now": 0, "worse": 1, "open": 3}[name] == later.code


def test_text_is_the_default_and_standard_input_is_read(kept: Path, cli):
    """`-` reads what a pipe brings."""
    shown = cli("report", "-", "--lang", "zh", stdin=(kept / "worse.json").read_bytes())
    assert (1, cli("check", "worse.yaml", "--lang", "zh").out) == (shown.code, shown.out)


def test_one_run_writes_several_formats(kept: Path, cli):
    """Files by their suffix or prefix, named on standard output with the verdict; the workbook is one of results."""
    run = cli("report", "worse.json", "-o", "a.md", "-o", "table=b.txt", "-o", "c.xlsx", "--lang", "zh")
    assert (1, "已写出 a.md、b.txt、c.xlsx：示例市的结论为“不通过”\n") == (run.code, run.out)
    assert (kept / "a.md").read_text("utf-8").startswith("# 示例市")
    assert "不通过" in (kept / "b.txt").read_text("utf-8")
    assert openpyxl.load_workbook(io.BytesIO((kept / "c.xlsx").read_bytes())).sheetnames


def test_inputs_that_were_not_evaluated_stay_known(kept: Path, cli):
    """Exit code 2, and standard error says again what was wrong with them."""
    run = cli("report", "bad.json")
    assert 2 == run.code
    assert codes(cli("check", "now.yaml", "bad.yaml").err) == codes(run.err) != []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("report", "nowhere.json"), "ER001"),
        (("report", "now.yaml"), "ER101"),
        (("report", "now.json", "-f", "pdf"), "ER011"),
        (("report", "now.json", "-f", "xlsx"), "ER011"),
        (("report", "now.json", "-o", "nowhere/a.md"), "ER035"),
        (("report", "now.json", "--lang", "fr"), "ER011"),
        (("compare", "now.json", "nowhere.json"), "ER001"),
        (("compare", "now.json", "june-year2.json"), "ER028"),
        (("compare", "now.json", "now.json", "-f", "xlsx"), "ER011"),
        (("compare", "now.json", "now.json", "-o", "a.tap"), "ER011"),
        (("compare", "now.json", "now.json", "june-year2.json", "now.json", "-f", "tap"), "ER011"),
        (("compare", "now.json", "now.json", "-o", "nowhere/a.md"), "ER035"),
        (("check", "now.yaml", "--baseline", "now.yaml"), "ER101"),
        (("check", "now.yaml", "--baseline", "nowhere.json"), "ER001"),
    ],
)
def test_what_cannot_be_done_is_said(arguments: tuple[str, ...], code: str, kept: Path, cli):
    """Exit code 2, a reason on standard error, nothing on standard output."""
    run = cli(*arguments)
    assert (2, "", [code]) == (run.code, run.out, codes(run.err))


@pytest.mark.parametrize("name", ["forged", "accepted"])
def test_a_result_that_contradicts_itself_is_refused_wherever_it_is_given(name: str, kept: Path, cli):
    """A failing county said to pass in two words, or to be accepted: nothing shows, compares or tolerates by it."""
    forged = f"{name}.json"
    commands = [
        ("report", forged), ("report", forged, "-o", "shown.html"), ("compare", forged, "now.json"),
        ("compare", "worse.json", forged), ("check", "worse.yaml", "--baseline", forged),
    ]  # fmt: skip
    for arguments in commands:
        run = cli(*arguments)
        assert (2, "", {"ER038"}) == (run.code, run.out, {*codes(run.err)}), arguments
    assert not Path("shown.html").exists()


# -- compare -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("now", "now", 0), ("now", "worse", 1), ("worse", "now", 0), ("now", "open", 1), ("open", "worse", 1),
        ("july-year1", "march-year2", 0), ("march-year2", "june-year2", 0), ("june-year2", "march-year2", 1),
        ("now", "bad", 2), ("bad", "now", 0),
    ],
)  # fmt: skip
def test_exit_codes_say_whether_anything_got_worse(kept: Path, cli, old: str, new: str, code: int):
    """0 nothing got worse, 1 something did, 2 where an input of the new result was not evaluated."""
    assert code == cli("compare", f"{old}.json", f"{new}.json").code


def test_what_made_a_county_fail_is_named(kept: Path, cli):
    """The level, the indicator, the veto: in text, Markdown and JSON."""
    text = cli("compare", "now.json", "worse.json").out
    assert "Verdict: passed → not passed (worse)" in text
    assert re.search(r"^ +9 .+: A \(met\) → C \(not met\) \(worse\)\n +decided by: panel, and otherwise", text, re.MULTILINE)
    assert re.search(r"^ +veto “.+”: no → yes \(worse\)$", text, re.MULTILINE)
    assert "结论：通过 → 不通过（变差）" in cli("compare", "now.json", "worse.json", "--lang", "zh").out
    document = json.loads(cli("compare", "now.json", "worse.json", "-f", "json").out)
    assert (True, ["9"]) == (document["got_worse"], [one["id"] for one in document["subjects"][0]["indicators"]])


def test_several_files_in_one_run(kept: Path, cli):
    """-o may be repeated; standard output stays empty."""
    run = cli("compare", "now.json", "worse.json", "-o", "a.md", "-o", "b.json", "-o", "c.txt")
    assert (1, "") == (run.code, run.out)
    assert "comparison/1" == json.loads((kept / "b.json").read_bytes())["format"]
    assert cli("compare", "now.json", "worse.json", "-f", "markdown").out == (kept / "a.md").read_text("utf-8")
    assert (kept / "c.txt").read_text("utf-8").startswith("示例市")


def test_what_was_compared_into_files_is_named_with_what_changed(kept: Path, cli):
    """Of one subject both verdicts, in both languages; over time how many got worse; nothing where a program reads."""
    run = cli("compare", "now.json", "worse.json", "-o", "a.md", "-o", "b.txt", "--lang", "zh")
    assert (1, "已写出 a.md、b.txt：示例市（320598）：通过 → 不通过（变差）\n") == (run.code, run.out)
    assert cli("compare", "now.json", "worse.json", "-o", "a.md", "--lang", "en").out.startswith("Wrote a.md: 示例市")
    trend = cli("compare", "now.json", "now.json", "now.json", "-o", "a.xlsx", "--lang", "zh")
    assert trend.out.startswith("已写出 a.xlsx：")
    assert trend.out.endswith("没有变差的内容\n")


# -- check --baseline --------------------------------------------------------------------------------------------------


def test_only_regressions_fail(kept: Path, cli):
    """What failed before passes, what got worse is named, and the report is of the same subject."""
    tolerated = cli("check", "worse.yaml", "--baseline", "worse.json")
    assert 0 == tolerated.code
    assert "Against the baseline\n  no worse than the baseline, so tolerated: 1\n" in tolerated.out
    worse = cli("check", "worse.yaml", "--baseline", "now.json")
    assert 1 == worse.code
    assert re.search(r"^ +示例市 \(320598\): indicator 9 .+: A → C$", worse.out, re.MULTILINE)
    assert 0 == cli("check", "worse.yaml", "--baseline", "worse.json", "--quiet").code


def test_the_baseline_is_kept_with_the_result(kept: Path, cli):
    """`baseline` stands last in the JSON, and the kept result ends as the check did."""
    run = cli("check", "worse.yaml", "--baseline", "worse.json", "-o", "held.json")
    document = json.loads((kept / "held.json").read_bytes())
    digest = f"sha256:{hashlib.sha256((kept / 'worse.json').read_bytes()).hexdigest()}"
    assert (0, "baseline", {"tolerated": ["worse.yaml"], "regressions": [], "digest": digest}) == (
        run.code, list(document)[-1], document["baseline"],
    )  # fmt: skip
    assert "baseline" not in json.loads((kept / "worse.json").read_bytes())
    jsonschema.Draft7Validator(json.loads(schema_text("result"))).validate(document)
    assert (0, cli("check", "worse.yaml", "--baseline", "worse.json").out) == cli("report", "held.json")[:2]


def test_a_baseline_need_not_hold_the_subject(kept: Path, cli):
    """A county that the baseline does not know counts as usual."""
    assert (1, 0) == (cli("check", "worse.yaml", "--baseline", "june-year2.json").code,
                      cli("check", "now.yaml", "--baseline", "june-year2.json").code)  # fmt: skip


# -- what it costs -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["report", "compare"])
def test_nothing_is_evaluated(command: str, kept: Path, program):
    """Neither evidence nor rulesets are read: no front end, no semantics, no YAML."""
    code = (
        f"import sys; sys.argv = ['evalrules', {command!r}, *['now.json'] * {1 + (command == 'compare')}]\n"
        "from evalrules.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "sys.stderr.write(' '.join(sys.modules))"
    )
    done = program.python("-c", code, text=True, check=True, cwd=".")
    assert done.stdout
    assert not re.search(r"evalrules\.(frontend|semantics|pipeline|loading|catalog)|ruamel", done.stderr)


def test_several_results_are_shown_over_time(kept: Path, cli):
    """On the screen and in files of office programs, which two results have, too; nothing got worse."""
    run = cli("compare", "now.json", "now.json", "now.json", "--lang", "en")
    assert (run.code, run.out.splitlines()[0]) == (0, "Results from now to now")
    assert cli("compare", "now.json", "now.json", "-o", "a.html", "-o", "a.docx", "-o", "a.xlsx").code == 0
    assert all((kept / f"a.{form}").stat().st_size > 1000 for form in ("html", "docx", "xlsx"))
