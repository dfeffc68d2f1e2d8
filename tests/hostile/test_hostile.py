"""Inputs and surroundings that mean harm or misfortune, as far as YAML, JSON and the CLI go.

An input that must be refused exits 2 within a second (3 s allowed here), with place, code and hint, and never
with a traceback. What stands in corpus.csv is tried by test_corpus.py; here are its kin.
"""

from __future__ import annotations

import json
import os
import re
import resource
import signal
import time
from pathlib import Path

import pytest
from selection import one_in

RULESETS = Path(__file__).parent.parent / "cases" / "evidence" / "rulesets"
HEAD = "format: evidence/1\nruleset: sample@1\n"
GOOD = (
    HEAD
    + "period: 2007\nfacts: {rate: 98, ok: 20, total: 20, area: 1000, exam: 否}\ngrades: {panel: A, plan: 是}\n"
)
SECONDS = 3


@pytest.fixture(autouse=True)
def _sample(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("EVALRULES_PATH", str(RULESETS))


def fact(value: str, measure: str = "rate") -> str:
    return f"{HEAD}facts:\n  {measure}: {value}\n"


def timed(cli, *arguments, **options):
    begun = time.process_time()
    run = cli(*arguments, **options)
    assert time.process_time() - begun < SECONDS
    assert "Traceback" not in run.err
    return run


def refused(run, name: str) -> None:
    assert (2, "") == (run.code, run.out)
    assert re.search(rf"^{re.escape(name)}:\d+:\d+: ER\d{{3}} error: .+", run.err, re.MULTILINE), run.err
    assert "ER9" not in run.err
    assert "  hint: " in run.err


BOMB = "a: &a [x,x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{chr(98 + at)}: &{chr(98 + at)} [{','.join(['*' + chr(97 + at)] * 10)}]\n" for at in range(9)
)
DEEP = {"flow": ("[", "]"), "maps": ("{a: ", "}"), "json": ('{"a":', "}")}
REFUSED_YAML = {
    "alias-bomb": BOMB,
    "merge-list-bomb": "a: &a {k: 1}\nb: {<<: [" + ",".join(["*a"] * 10_000) + "]}\n",
    "deep-flow-5000": fact("[" * 5_000 + "]" * 5_000),
    "deep-flow-10000": fact("[" * 10_000 + "]" * 10_000),
    "deep-flow-unclosed": fact("[" * 10_000),
    "deep-blocks": HEAD + "facts:\n" + "".join(f"{' ' * (at + 1)}k:\n" for at in range(2_000)),
    "deep-question-marks": HEAD + "? " * 5_000 + "a\n",
    "duplicate-full-width": HEAD + "facts: {rate: 1, ｒａｔｅ: 2}\n",
    "tag-own": fact("!env PATH"),
    "octal-old": fact("017"),
    "sexagesimal": fact("1:30", "area"),
    "nan-word": fact("NaN"),
    "infinity": fact(".inf"),
    "minus-infinity": fact("-Infinity"),
    "1e999999999": fact("1e999999999", "area"),
    "huge-int": fact("9" * 100_000, "area"),
    "huge-decimals": fact("0." + "1" * 100_000, "area"),
    "superscript": fact("9²"),
    "right-to-left-key": HEAD + "facts: {\u202erate: 98}\n",
    "escape-character": HEAD + "subject: {name: a\x1bb}\n",
    "only-a-comment": "# nothing\n",
    "empty": "",
    "tab": "a:\n\tb: 1\n",
    "list": "- 1\n",
    "text": "hello\n",
    "second-document": GOOD + "---\n" + GOOD,
    "directive": "%YAML 1.1\n---\n" + GOOD,
    "complex-key": HEAD + "facts: {[a, b]: 1}\n",
    "null-key": HEAD + "facts: {~: 1}\n",
    "unicode-line-ends-key": HEAD + 'facts: {"ra\\u2028te": 1}\n',
    "proto-key": HEAD + "__proto__: {rate: 1}\n",
    "path-ruleset": "format: evidence/1\nruleset: ../../etc/passwd\nfacts: {}\n",
    "url-ruleset": "format: evidence/1\nruleset: http://127.0.0.1:9/x.yaml\nfacts: {}\n",
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED_YAML)
def test_yaml_that_must_be_refused(name: str, cli, write):
    """Refused with file, line, column, code and hint, within seconds, executing and reading nothing."""
    refused(timed(cli, "check", write("e.yaml", REFUSED_YAML[name]), "--lang", "en"), "e.yaml")
    assert not Path("/tmp/owned").exists()


JSON_HEAD = '{"format": "evidence/1", "ruleset": "sample@1", '
REFUSED_JSON = {
    "deep-5000": JSON_HEAD + '"facts": ' + "[" * 5_000 + "]" * 5_000 + "}",
    "deep-10000": JSON_HEAD + '"facts": ' + '{"a":' * 10_000 + "1" + "}" * 10_001,
    "deep-100000-unclosed": "[" * 100_000,
    "nan": JSON_HEAD + '"facts": {"rate": NaN}}',
    "infinity": JSON_HEAD + '"facts": {"rate": -Infinity}}',
    "1e-400": JSON_HEAD + '"facts": {"area": 1e-400}}',
    "huge-int": JSON_HEAD + '"facts": {"area": ' + "9" * 100_000 + "}}",
    "leading-zero": JSON_HEAD + '"facts": {"rate": 098}}',
    "plus": JSON_HEAD + '"facts": {"rate": +98}}',
    "hexadecimal": JSON_HEAD + '"facts": {"rate": 0x62}}',
    "duplicate": JSON_HEAD + '"facts": {"rate": 1, "rate": 2}}',
    "duplicate-nfc-nfd": JSON_HEAD + '"facts": {"caf\u00e9": 1, "cafe\u0301": 2}}',
    "lone-surrogate-key": JSON_HEAD + '"facts": {"\\udfff": 1}}',
    "escaped-nul": JSON_HEAD + '"subject": {"name": "\\u0000"}}',
    "escaped-escape": JSON_HEAD + '"facts": {"ra\\u200bte": 1}}',
    "raw-control": JSON_HEAD + '"subject": {"name": "a\tb"}}',
    "comment": JSON_HEAD + '"facts": {} /* no */}',
    "trailing-comma": JSON_HEAD + '"facts": {},}',
    "trailing-garbage": JSON_HEAD + '"facts": {}} x',
    "two-values": "{}{}",
    "single-quotes": "{'a': 1}",
    "unclosed-text": JSON_HEAD + '"facts": "',
    "quoted-number": JSON_HEAD + '"facts": {"rate": "98"}}',
    "empty": "",
    "null": "null",
    "number": "1",
}


@pytest.mark.parametrize("name", REFUSED_JSON)
def test_json_that_must_be_refused(name: str, cli, write):
    """RFC 8259 and nothing else, with the same limits and the same hints."""
    refused(timed(cli, "check", write("e.json", REFUSED_JSON[name]), "--lang", "en"), "e.json")


@pytest.mark.parametrize("value", ["98", "98.0", "9.8e1", "98.000"])
@pytest.mark.parametrize("suffix", ["yaml", "json"])
def test_plain_spellings_of_one_number_are_accepted(value: str, suffix: str, cli, write):
    """Every plain decimal spelling of a number is that number, in both forms."""
    text = fact(value) if suffix == "yaml" else f'{JSON_HEAD}"facts": {{"rate": {value}}}}}'
    assert 3 == timed(cli, "check", write(f"e.{suffix}", text)).code


BYTES = {
    "gbk": ("GB18030", HEAD.encode() + "subject: {name: 昆山市教育局}\n".encode("gbk")),
    "gb18030": ("GB18030", HEAD.encode() + "subject: {name: 昆山㐀市教育局}\n".encode("gb18030")),
    "utf-16-le": ("UTF-16", GOOD.encode("utf-16")),
    "utf-16-be": ("UTF-16", b"\xfe\xff" + GOOD.encode("utf-16-be")),
    "bad-utf-8": ("offset", HEAD.encode() + b"a: \xc3\x28\xff\n"),
    "surrogate-bytes": ("", HEAD.encode() + b"a: \xed\xa0\x80\n"),
    "png": ("binary", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10),
    "zip": ("binary", b"PK\x03\x04" + bytes(range(256))),
    "nul": ("U+0000", HEAD.encode() + b"a: \0\n"),
    "two-boms": ("U+FEFF", b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD.encode()),
}


@pytest.mark.parametrize("suffix", ["yaml", "json"])
@pytest.mark.parametrize("name", BYTES)
def test_bytes_that_are_no_text(name: str, suffix: str, cli, write):
    """Other encodings and binary files are named as what they look like; nothing is ever guessed into mojibake."""
    reason, data = BYTES[name]
    run = timed(cli, "check", write(f"e.{suffix}", data), "--lang", "en")
    refused(run, f"e.{suffix}")
    assert reason in run.err


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(mark: bytes, end: str, cli, write):
    """The same verdict and the same digest of the meaning with and without them."""
    run = timed(cli, "check", write("e.yaml", mark + GOOD.replace("\n", end).encode()), "-f", "json")
    plain = timed(cli, "check", write("e.yaml", GOOD), "-f", "json")
    assert 0 == run.code
    digests = [json.loads(one.out)["results"][0]["evidence"]["digest"] for one in (run, plain)]
    assert digests[0] == digests[1]


@pytest.mark.parametrize("spelling", ["—", "/", "N/A", "x", "x%", " NULL ", "无数据", "''", "-"])
def test_null_spellings_are_unknown_and_never_zero(spelling: str, cli, write):
    """Unknown, not zero: undetermined."""
    text = GOOD.replace(
        "rate: 98", f"rate: '{spelling}'" if not spelling.startswith("'") else f"rate: {spelling}"
    )
    assert 3 == timed(cli, "check", write("e.yaml", text)).code


def test_zero_is_a_value(cli, write):
    """0 and -0 are graded, not missing, and print as 0."""
    for written in ("0", "-0", "0.00"):
        run = timed(
            cli, "check", write("e.yaml", GOOD.replace("rate: 98", f"rate: {written}")), "--lang", "en"
        )
        assert (1, True) == (run.code, "enrolment: 0%, needs" in run.out)


def test_full_width_quotes_are_kept_as_text(cli, write):
    """“A” with full-width quotes is text of the name."""
    run = timed(cli, "check", write("e.yaml", GOOD + "subject: {name: “昆山”}\n"))
    assert (0, True) == (run.code, "“昆山”" in run.out)


# -- many errors, large files, odd files ---------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1_000, 10_000])
@pytest.mark.real
def test_many_errors_are_capped(count: int, cli, write):
    """The first 50 and a count of the rest, in a few seconds."""
    text = HEAD + "facts:\n" + "".join(f"  nonsense_{at}: 1\n" for at in range(count))
    begun = time.process_time()
    run = cli("check", write("e.yaml", text), "--lang", "en")
    assert time.process_time() - begun < 6  # some 1.5 s by itself
    refused(run, "e.yaml")
    assert 50 == run.err.count("ER401 error")
    assert f"{count - 50} more problems" in run.err


def test_a_file_of_50_mb_is_refused_before_it_is_read(cli, tmp_path):
    """The size is asked first and the limit named."""
    path = tmp_path / "e.yaml"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    run = timed(cli, "check", path, "--lang", "en")
    refused(run, "e.yaml")
    assert "ER003" in run.err and "5000000" in run.err


def test_a_table_beside_evidence_may_be_larger_and_is_bounded_too(cli, tmp_path: Path):
    """One of 6 MB is read and questioned; of one of 21 MB only the size is asked, and its limit named."""
    path = tmp_path / "e.json"
    path.write_text('{"format": "evidence/1", "ruleset": "national-quality-balance", "tables": {"units": {"rows": "u.csv"}}}')
    table = tmp_path / "u.csv"
    table.write_text("school\n" + ("x" * 100_000 + "\n") * 60, encoding="utf-8")
    assert "ER003" not in timed(cli, "check", path, "--lang", "en").err
    with table.open("ab") as file:
        file.truncate(21_000_000)
    run = timed(cli, "check", path, "--lang", "en")
    refused(run, "u.csv")
    assert "ER003" in run.err and "20000000" in run.err


def test_endless_standard_input_is_refused(cli):
    """Standard input is bounded too."""
    run = timed(cli, "check", "-", stdin=b"a" * 6_000_000)
    assert (2, True) == (run.code, "ER003" in run.err)


def test_a_fifo_never_hangs(cli, tmp_path):
    """Only regular files, and - for standard input."""
    os.mkfifo(tmp_path / "e.yaml")
    refused(timed(cli, "check", tmp_path / "e.yaml", "--lang", "en"), "e.yaml")


@pytest.mark.parametrize(
    "path", ["/dev/zero", "/dev/null", "/dev/stdin", "/no/such/e.yaml", "e\0.yaml", "x" * 5000, ""]
)
def test_what_is_no_file_is_refused(path: str, cli):
    """Devices, missing files and impossible names."""
    run = timed(cli, "check", path, "--lang", "en")
    assert (2, "", True) == (run.code, run.out, "hint: " in run.err)


def test_a_loop_of_links_is_refused(cli, tmp_path):
    """A link to itself is an unreadable file."""
    (tmp_path / "e.yaml").symlink_to(tmp_path / "e.yaml")
    refused(timed(cli, "check", tmp_path / "e.yaml", "--lang", "en"), "e.yaml")


# -- names and notes that attack an output -------------------------------------------------------------------------

ATTACKS = {
    "ansi": "\x1b[31mRED\x1b[0m\x1b]52;c;ZXZpbA==\x07",
    "c1": "\x9b31mRED",
    "carriage-return": "failed\rVerdict: passed",
    "line-end": "x\n::error file=a::evil\n## [group]",
    "bidi": "\u202egnorw\u2066\u2069",
    "html": "<img src=x onerror=alert(1)>",
    "html-attribute": '"><script>alert(1)</script>',
    "markdown-link": "[click](javascript:alert(1)) ![](http://evil.example/x)",
    "markdown-table": "a | b\n|---|",
    "github-command": "::set-output name=x::y",
    "github-stop": "::stop-commands::token",
    "rich-markup": "[bold red]x[/bold red][link=http://evil.example]y[/link]",
    "format": "{0.__class__} %s %(x)s {subject}",
    "latex": r"\input{/etc/passwd}",
    "tags": "a\U000e0041\U000e007f",
    "very-long": "长" * 100_000,
    "emoji": "👨‍👩‍👧‍👦🏫",
    "windows": "CON",
    "formula": "=cmd|' /C calc'!A0",
}
ACTIVE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]"
)


@pytest.mark.parametrize("form", ["text", "markdown", "table"])
@pytest.mark.parametrize("name", one_in(3, ATTACKS))
def test_a_hostile_name_is_inert_in_every_report(name: str, form: str, cli, write):
    """The verdict is the same, nothing active reaches the report, and no line of its own begins with the data."""
    document = {"format": "evidence/1", "ruleset": "sample@1", "period": 2007,
                "subject": {"id": "7", "name": ATTACKS[name]},
                "facts": {"rate": {"value": 98, "note": ATTACKS[name]}, "ok": 20, "total": 20, "area": 1000, "exam": False},
                "grades": {"panel": {"grade": "A", "note": ATTACKS[name]}, "plan": True}}  # fmt: skip
    run = timed(cli, "check", write("e.json", json.dumps(document)), "--format", form, "--lang", "en")
    if run.code == 2:  # refused while reading: then the problem itself must be inert
        assert "" == run.out
    else:
        assert 0 == run.code
    for text in (run.out, run.err):
        assert not ACTIVE.search(text)
        assert not re.search(r"^\s*(::|## \[group)", text, re.MULTILINE)
    if form == "markdown":
        assert not re.search(r"(?<!\\)<(img|script)", run.out)
        assert not re.search(r"(?<!\\)\]\((javascript|http)", run.out)
    assert len(run.out) < 20_000


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_key_is_inert_in_the_problems(name: str, cli, write):
    """An unknown key that attacks the terminal is shown escaped, on one line, beside its code."""
    document = {"format": "evidence/1", "ruleset": "sample@1", "facts": {ATTACKS[name]: 1}}
    for ascii_only in (True, False):
        run = timed(
            cli, "check", write("e.json", json.dumps(document, ensure_ascii=ascii_only)), "--lang", "en"
        )
        refused(run, "e.json")
        assert not ACTIVE.search(run.err)
        assert not re.search(r"^\s*::", run.err, re.MULTILINE)
        assert len(run.err) < 20_000


@pytest.mark.parametrize("name", ["ansi", "bidi", "carriage-return", "github-command", "html"])
def test_a_hostile_value_is_inert_in_the_problems(name: str, cli, write):
    """A refused value is shown escaped too, also in the frame of its line."""
    text = HEAD + "facts:\n  rate: " + json.dumps(ATTACKS[name], ensure_ascii=True) + "\n"
    for content in (text, text.replace("\\u202e", "\u202e")):
        run = timed(cli, "check", write("e.yaml", content), "--lang", "en")
        refused(run, "e.yaml")
        assert not ACTIVE.search(run.err)


def test_a_hostile_file_name_is_inert(cli, write):
    """A file name with escapes and line ends stays on its line."""
    path = write("a\x1b[31m\n::error::x.yaml", "format: [")
    run = timed(cli, "check", path, "--lang", "en")
    assert 2 == run.code
    assert not ACTIVE.search(run.err)
    assert not re.search(r"^::", run.err, re.MULTILINE)


def test_a_hostile_ruleset_name_is_inert(cli, write):
    """The name of a ruleset that does not exist is shown escaped."""
    run = timed(cli, "check", write("e.yaml", GOOD), "--ruleset", "\x1b]0;x\x07\n::error::", "--lang", "en")
    assert (2, None) == (run.code, ACTIVE.search(run.err))


# -- the process and its surroundings ------------------------------------------------------------------------------

@pytest.fixture
def county(write) -> Path:
    return write("e.yaml", GOOD)


@pytest.fixture
def process(program, county):
    """Check the county in a process of its own: `process("-f", "json", env={…})`."""

    def start(*arguments: str, env: dict[str, str] | None = None, **options):
        given = {"EVALRULES_PATH": str(RULESETS), **(env or {})}
        return program.run("check", county, *arguments, env=given, **options)

    return start


@pytest.fixture(scope="module")
def as_usual(program, tmp_path_factory) -> bytes:
    """The JSON of the county where nothing is unusual."""
    folder = tmp_path_factory.mktemp("usual")
    (folder / "e.yaml").write_text(GOOD, "utf-8")
    return program.run("check", folder / "e.yaml", "-f", "json", env={"EVALRULES_PATH": str(RULESETS)}).stdout


@pytest.mark.parametrize(
    "env",
    one_in(6, [
        {}, {"LC_ALL": "C"}, {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}, {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "gbk"}, {"PYTHONIOENCODING": "utf-16"}, {"COLUMNS": "1"}, {"COLUMNS": "0"}, {"COLUMNS": "x"},
        {"TZ": "Pacific/Kiritimati"}, {"TZ": "nonsense"}, {"HOME": "/proc/nowhere", "EVALRULES_CACHE": "/proc/nowhere"},
        {"HOME": "/", "XDG_CACHE_HOME": "/dev/null"}, {"PYTHONDONTWRITEBYTECODE": "1", "TMPDIR": "/nowhere"}, {"LANG": "zh_CN.GBK"},
        {"TERM": "", "FORCE_COLOR": "1"}, {"PYTHONHASHSEED": "7"}, {"SOURCE_DATE_EPOCH": "4102444800"},
    ]),
    ids=str,
)  # fmt: skip
def test_surroundings_change_nothing(env: dict[str, str], process, as_usual: bytes):
    """In any locale, width, time zone, home and cache the exit code is the same and the JSON is the same to the byte."""
    text = process("--lang", "zh", env=env)
    assert (0, b"") == (text.returncode, text.stderr)
    assert text.stdout
    document = process("-f", "json", env=env)
    assert (0, b"") == (document.returncode, document.stderr)
    assert document.stdout == as_usual


def test_an_empty_environment_is_enough(program, county, tmp_path):
    """Nothing of the environment is needed: the shipped ruleset is found without any variable but whose home it is.

    Without HOME the home is that of the user who runs the tests, and the cache in it is his.
    """
    county.write_text('format: evidence/1\nruleset: jiangsu-16\ngrades: {"9": C}\n', "utf-8")
    command = f"import sys; sys.path[:0] = [{str(program.installation)!r}]; from evalrules.cli import main; main()"
    done = program.python("-B", "-P", "-c", command, "check", county, whole_env={"HOME": str(tmp_path / "home")})
    assert (1, b"") == (done.returncode, done.stderr)
    assert ["evalrules"] == os.listdir(tmp_path / "home" / ".cache")


def test_a_full_standard_output_is_an_error(process):
    """/dev/full as standard output: exit 2 and a message, not a traceback, not the verdict's code."""
    for form in ("text", "json", "markdown", "table"):
        with open("/dev/full", "wb") as full:
            done = process("-f", form, stdout=full)
        assert (2, True) == (done.returncode, b"ER007" in done.stderr)
        assert b"Traceback" not in done.stderr and b"Exception ignored" not in done.stderr


def test_a_full_device_as_output_file_is_an_error(process):
    """`-o json=/dev/full` exits 2 with ER007."""
    done = process("-o", "json=/dev/full")
    assert (2, True, False) == (done.returncode, b"ER007" in done.stderr, b"Traceback" in done.stderr)


def test_a_full_disk_leaves_the_old_report(process, tmp_path):
    """Where the file may not grow (RLIMIT_FSIZE for a full disk) the old report is intact and no half file stays."""
    report = tmp_path / "out" / "report.json"
    report.parent.mkdir()
    report.write_text("old")

    done = process("-o", str(report), limits={resource.RLIMIT_FSIZE: 100})
    assert (2, True, False) == (done.returncode, b"ER007" in done.stderr, b"Traceback" in done.stderr)
    assert ("old", ["report.json"]) == (report.read_text(), os.listdir(report.parent))


def test_a_closed_pipe_is_an_error_and_quiet(process):
    """A reader that leaves at once: exit 2, no traceback."""
    reader, writer = os.pipe()
    os.close(reader)
    done = process(stdout=writer)
    os.close(writer)
    assert (2, False, False) == (
        done.returncode,
        b"Traceback" in done.stderr,
        b"Exception ignored" in done.stderr,
    )


def test_closed_standard_streams_are_no_traceback(process):
    """`>&- 2>&-`: exit 2, because nothing could be delivered."""
    assert 2 == process(preexec_fn=lambda: (os.close(1), os.close(2))).returncode


def test_a_link_as_output_is_replaced(process, tmp_path):
    """The target of a link is never written through."""
    target, link = tmp_path / "target.txt", tmp_path / "link.json"
    target.write_text("precious")
    link.symlink_to(target)
    assert 0 == process("-o", str(link)).returncode
    assert ("precious", False) == (target.read_text(), link.is_symlink())


def test_an_existing_report_is_replaced_whole(process, tmp_path):
    """An older report is replaced without being asked for; nothing of it is left."""
    report = tmp_path / "r.json"
    report.write_text("x" * 1_000_000)
    assert 0 == process("-o", str(report)).returncode
    assert "result/1" == json.loads(report.read_text("utf-8"))["format"]


def test_interrupted_while_waiting_for_input(program):
    """Ctrl-C while standard input is awaited: exit 130 and nothing on standard output."""
    waiting = program.begin("check", "-")
    try:
        deadline = time.monotonic() + 120
        while time.monotonic() < deadline and not _awaits_input(waiting.pid):
            time.sleep(0.02)
        waiting.send_signal(signal.SIGINT)
        out, err = waiting.communicate(timeout=120)
    finally:
        waiting.kill()
    assert (130, b"", False) == (waiting.returncode, out, b"Traceback" in err)


def _awaits_input(pid: int) -> bool:
    """Whether the process sleeps in a read from file descriptor 0."""
    try:
        call = Path(f"/proc/{pid}/syscall").read_text().split()
    except OSError:
        return False
    return call[:2] == ["0", "0x0"]


@pytest.mark.parametrize("name", one_in(2, ["alias-bomb", "merge-list-bomb", "huge-int", "deep-flow-10000"]))
def test_a_bomb_needs_little_memory(name: str, process, county):
    """Refused also where the process may have 400 MB of address space."""
    county.write_text(REFUSED_YAML[name], "utf-8")

    done = process(limits={resource.RLIMIT_AS: 400_000_000})
    assert (2, False) == (done.returncode, b"Traceback" in done.stderr)
    assert b"e.yaml:" in done.stderr


def test_two_thousand_arguments(cli, write, tmp_path):
    """A very long command line works."""
    write("e/1.yaml", GOOD)
    paths = [str(tmp_path / "e" / "1.yaml")] * 2_000
    assert 0 == timed(cli, "check", *paths, "--quiet").code


def test_bytes_are_read_once(cli, write, monkeypatch):
    """The digest in the report is of the bytes that were evaluated, though the file changes right after."""
    import hashlib

    from evalrules.bundles import storage

    path = write("e.yaml", GOOD)
    real = storage.read_bytes

    def then_changed(*arguments, **options):
        found = real(*arguments, **options)
        if arguments[0] == str(path):
            path.write_text(GOOD.replace("98", "1"), "utf-8")
        return found

    monkeypatch.setattr(storage, "read_bytes", then_changed)
    run = cli("check", path, "-f", "json")
    assert 0 == run.code
    written = json.loads(run.out)["results"][0]["evidence"]["files"][0]["sha256"]
    assert hashlib.sha256(GOOD.encode()).hexdigest() == written
