"""The hostile corpus: every row of corpus.csv is made, checked as a user would, and ends as the row says.

`outcome` is refused (exit code 2), accepted (0), fails (1), undetermined (3), or tested (by the test that the row
names); `code` and `place` are of the first error, or of a warning or note that must be there. Rows that behave
otherwise than one might wish are explained in docs/reliability.md.
"""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from selection import one_in

from evalrules.bundles import storage

from .corpus_bundles import BUNDLES
from .corpus_evidence import EVIDENCE, GOOD
from .corpus_rulesets import WRITTEN

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
RULESETS = HERE.parent / "cases" / "evidence" / "rulesets"
SECONDS = 4  # a second by itself; beside other work a processor counts up to three times as much
EXIT = {"refused": 2, "accepted": 0, "fails": 1, "undetermined": 3}


class Row(NamedTuple):
    """One line of the corpus."""

    case: str
    outcome: str
    code: str
    place: str
    test: str

    @property
    def input(self) -> str:
        """The name that the input is made by."""
        return re.sub(r"\.(yaml|json|csv)$", "", self.case)


ROWS = [Row(**row) for row in csv.DictReader((HERE / "corpus.csv").read_text("utf-8").splitlines())]
MADE = [row for row in ROWS if not row.test]

SPREAD = """\
format: ruleset/1
id: spread
edition: "1"
revision: 1
title: {zh: 例, en: sample}
subject: county
sources: {s: {zh: 例文, en: sample text, confidence: read}}
levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]
tables:
  units:
    zh: 校
    en: schools
    key: [school]
    columns:
      school: {type: text, zh: 校名, en: school}
      pupils: {type: count, zh: 学生数, en: pupils}
      books: {type: count, zh: 图书, en: books}
      each: {type: number, zh: 生均, en: books a pupil, value: books / pupils}
indicators: [{id: "1", zh: 差异系数, en: spread, source: s 1, met: 'cv(units, each, weight=pupils) <= 0.5'}]
verdict: [{level: pass, when: 'met("1")', source: s 1}, {level: fail}]
"""

SAYS: dict[str, tuple[str, ...]] = {
    "y_dup_key_nfc_nfd": ("first at e.yaml:3:9",),
    "y_bool_NO": ("是/否 or true/false",),
    "y_bool_n": ("是/否 or true/false",),
    "y_bool_有": ("是/否 or true/false",),
    "n_huge_int": ("at most 100 digits",),
    "n_1e400": ("exponent within",),
    "n_neg_zero": ("enrolment: 0%",),
    "s_fullwidth_pct": ("write 98",),
    "s_thousands": ("write 12345",),
    "s_fw_thousands": ("write 12345",),
    "s_fw_dot": ("write 98.5",),
    "s_space_inside": ("write 98",),
    "s_dash": ("'—'", "read as not known"),
    "s_slash": ("'/'", "read as not known"),
    "s_na": ("'N/A'", "read as not known"),
    "s_zwsp_key": ("U+200B",),
    "s_zero": ("enrolment: 0%",),
    "y_gbk": ("looks like GB18030",),
    "y_gb18030": ("looks like GB18030",),
    "y_bad_utf8": ("at offset 40",),
    "y_nul": ("U+0000",),
    "y_nul_escape": ("U+0000",),
    "j_surrogate": ("U+D800",),
    "j_proto": ("__proto__",),
    "c_dup_header": ("columns 2 and 4",),
    "c_dup_row": ("e.csv:2:11",),
    "e_missing_required": ("Missing", "enrolment"),
    "e_conflict": ("e.yaml:7:7, e.yaml:8:10",),
    "e_future_year": ("2008",),
    "e_empty_list": ("still possible: passed / failed",),
    "e_zero_students": ("still possible: passed / failed",),
    "e_png": ("binary",),
    "r_extends_self": ("t@1 -> t@1",),
    "r_overlap": ("rate = 98",),
    "r_gap_point": ("rate = 95",),
    "r_unknown_name": ("did you mean 'rate'?",),
    "r_unknown_key": ("did you mean 'vetoes'?",),
    "r_dup_indicator": ("first at r.yaml:12:9",),
    "b_bad_hash_format": ("no digest of sha256",),
    "b_case_collision": ("Paper.txt", "paper.txt"),
    "b_two_sources_conflict": ("a/evidence.yaml", "b/evidence.yaml"),
    "z_symlink.zip": ("a link",),
    "z_many.zip": ("more than 10000 entries",),
    "z_gbk_names.zip": ("GB18030",),
    "z_encrypted.zip": ("encrypted",),
    "x_error_cell.xlsx": ("#DIV/0!",),
    "x_hidden_sheet.xlsx": ("底稿",),
    "x_percent_format.xlsx": ("98%",),
    "x_macro.xlsm": ("macros",),
    "x_html.xls": ("HTML",),
    "x_ole.xls": ("old format",),
}
"""What the answer to an input must say."""


@pytest.fixture(scope="module")
def rulesets(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The folders in which the rulesets of the corpus are found."""
    folder = tmp_path_factory.mktemp("rulesets")
    (folder / "spread" / "1").mkdir(parents=True)
    (folder / "spread" / "1" / "ruleset.yaml").write_text(SPREAD, "utf-8")
    return os.pathsep.join((str(RULESETS), str(folder)))


@pytest.fixture(autouse=True)
def _known(rulesets: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVALRULES_PATH", rulesets)


def command(row: Row, folder: Path) -> list[str | Path]:
    """Make the input of a row, and the command that checks it."""
    if row.input in EVIDENCE:
        name, data = EVIDENCE[row.input]
        path = folder / name
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return [path, *(["--ruleset", "sample"] if name.endswith(".csv") else [])]
    if row.input in WRITTEN:
        (folder / "r.yaml").write_text(WRITTEN[row.input], "utf-8")
        (folder / "e.json").write_text('{"format": "evidence/1", "facts": {"rate": 98}}')
        return [folder / "e.json", "--ruleset", folder / "r.yaml"]
    return [BUNDLES[row.case](folder), "--ruleset", "sample"]


@pytest.mark.parametrize("row", one_in(2, MADE), ids=lambda row: row.case)
def test_the_row_ends_as_it_says(row: Row, cli, tmp_path: Path):
    """The exit code, the code and the place of what is said, the words that matter, no traceback, within seconds."""
    arguments = command(row, tmp_path)
    begun = time.process_time()
    run = cli("check", *arguments, "--lang", "en")
    assert time.process_time() - begun < SECONDS
    assert EXIT[row.outcome] == run.code, run.err or run.out
    every = run.out + run.err
    assert "Traceback" not in every and "ER9" not in every
    assert not Path("/tmp/owned").exists() and "secret" not in every.replace("secret.txt", "")
    if row.outcome == "refused":
        assert "" == run.out or "2 not evaluated" in run.out  # of several inputs there is a list
        assert re.search(rf"^{re.escape(row.place + ': ') if row.place else ''}{row.code}( error)?: .+", run.err, re.MULTILINE), run.err
        assert "  hint: " in run.err
    elif row.code:
        assert re.search(rf"{row.code} (warning|note): .+ \({re.escape(row.place)}\)$", run.out, re.MULTILINE), run.out
    else:
        assert not re.search(r"ER\d{3} (warning|error)", every)
    assert [] == [words for words in SAYS.get(row.input, ()) if words not in every], every


FORMS = ("text", "markdown", "table", "json", "junit", "sarif", "code-scanning", "github", "gitlab", "tap", "html")
ACTIVE = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\U000e0000-\U000e007f]")


@pytest.mark.parametrize("row", [row for row in MADE if row.case.startswith("o_")], ids=lambda row: row.case)
def test_an_attack_on_the_outputs_is_inert_in_all_of_them(row: Row, cli, tmp_path: Path):
    """Nothing active and no line that begins with the data in any format; the verdict is the same in each."""
    (path,) = command(row, tmp_path)
    run = cli("check", path, "--lang", "en", *(part for form in FORMS for part in ("-o", f"{form}={tmp_path / form}.out")))
    assert (0, "", "") == run
    for form in FORMS:
        text = (tmp_path / f"{form}.out").read_text("utf-8")
        assert not ACTIVE.search(text), form
        assert not re.search(r"^\s*(::(?!error|warning|notice)|##\[)", text, re.MULTILINE), form
    verdict = json.loads((tmp_path / "json.out").read_text("utf-8"))["results"][0]["verdict"]
    assert "pass" == verdict["level"]


def test_every_row_is_made_or_names_a_test_that_is_there(missing_tests):
    """No input without a row, no row without an input or an existing test."""
    inputs = {*EVIDENCE, *WRITTEN, *BUNDLES}
    assert inputs == {row.input if row.input in inputs else row.case for row in MADE}
    assert len(ROWS) == len({row.case for row in ROWS})
    assert {*SAYS} <= inputs
    assert [] == missing_tests(row.test for row in ROWS if row.test)


@pytest.mark.skipif("EVALRULES_SHARED" not in os.environ, reason="the list that the corpus restates is not at hand")
def test_every_case_of_the_list_has_its_row():
    """The corpus leaves out no case of the list it restates."""
    listed = csv.DictReader((Path(os.environ["EVALRULES_SHARED"]) / "hostile.csv").read_text("utf-8").splitlines())
    assert [row["case"] for row in listed] == [row.case for row in ROWS]


# -- surroundings ------------------------------------------------------------------------------------------------------


def test_a_byte_order_mark_changes_no_conclusion(cli, tmp_path: Path):
    """The same verdict and the same digest of the values with it as without."""
    found = []
    for name, data in (("with.yaml", b"\xef\xbb\xbf" + GOOD.encode()), ("without.yaml", GOOD.encode())):
        (tmp_path / name).write_bytes(data)
        result = json.loads(cli("check", tmp_path / name, "-f", "json").out)["results"][0]
        found.append((result["verdict"], result["evidence"]["digest"]))
    assert found[0] == found[1]


def test_standard_input_is_read(cli):
    """`-` reads standard input, and results name it <stdin>."""
    run = cli("check", "-", "-f", "json", stdin=GOOD.encode())
    assert (0, "<stdin>") == (run.code, json.loads(run.out)["results"][0]["evidence"]["path"])


@pytest.fixture
def unreadable(tmp_path: Path, cli) -> Iterator[Path]:
    """A file that this process may not read, also where the tests run as root."""
    path = tmp_path / "e.yaml"
    path.write_text(GOOD, "utf-8")
    assert 0 == cli("check", path).code  # whatever is imported on the way is imported before
    path.chmod(0)
    is_root = os.geteuid() == 0
    if is_root:
        os.seteuid(65_534)
    yield path
    if is_root:
        os.seteuid(0)
    path.chmod(0o600)


def test_a_file_without_permission_is_refused(cli, unreadable: Path):
    """The file and the reason are named."""
    run = cli("check", unreadable, "--lang", "en")
    assert (2, "") == (run.code, run.out)
    assert re.search(r"^(e\.yaml:1:1: )?ER001( error)?: .*e\.yaml cannot be read: Permission denied", run.err, re.MULTILINE), run.err


def test_digests_are_of_what_was_evaluated(cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A folder whose table and paper change while it is read: each digest is of the bytes that were used."""
    rows, changed = b"school,pupils,books\na,100,2000\n", b"school,pupils,books\na,100,2\n"
    text = "format: evidence/1\nruleset: spread@1\nperiod: 2007\ntables: {units: {rows: rows.csv}}\n"
    (tmp_path / "evidence.yaml").write_text(text, "utf-8")
    (tmp_path / "rows.csv").write_bytes(rows)
    real, read = storage.read_bytes, []

    def then_changed(path, **options):
        found = real(path, **options)
        read.append(os.path.basename(path))
        if path.endswith("rows.csv"):
            (tmp_path / "rows.csv").write_bytes(changed)
        return found

    monkeypatch.setattr(storage, "read_bytes", then_changed)
    run = cli("check", tmp_path, "-f", "json")
    files = {one["path"]: one["sha256"] for one in json.loads(run.out)["results"][0]["evidence"]["files"]}
    assert hashlib.sha256(rows).hexdigest() == files["rows.csv"]
    assert 1 == read.count("rows.csv")


CLOCK = re.compile(r"\btime\.(time|time_ns|localtime|gmtime|ctime|strftime)\(|\b(date|datetime)\.(today|now|utcnow)\(")


def test_the_clock_is_never_read():
    """No module asks what day it is: a verdict in 2099 is the one of today. Elapsed time (monotonic) is no clock."""
    modules = sorted((ROOT / "evalrules").rglob("*.py"))
    assert len(modules) > 100
    assert [] == [path.name for path in modules if CLOCK.search(path.read_text("utf-8"))]
    assert CLOCK.search("datetime.date.today()") and CLOCK.search("time.time()") and CLOCK.search("datetime.now(UTC)")
