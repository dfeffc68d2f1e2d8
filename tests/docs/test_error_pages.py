"""Every code has its page, and every example of a page does what the page says.

The English half of docs/errors/ERnnn.md is run. The first words after the fence say how:

    ```yaml evidence bad [--ruleset REF] [--as-of DAY]    checked; gives just the code of the page
    ```yaml ruleset good                                  loaded; gives nothing at all
    ```yaml lint bad                                      looked through; gives just the code of the page
    ```yaml ruleset NAME                                  a file NAME beside the evidence of the page
    ```yaml evidence NAME                                 the same, for evidence that this evidence names
    ```console                                            each `$ command  # exit N`, in the folder that READY makes

A bad block stands under Example, a good one under How to fix; a console says so by its heading alone. A command
without an exit code ends with 0. The Chinese half shows the same files and commands.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
import re
import shlex
import shutil
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
import pytest
from office_settings import filled_in, lines_of
from openpyxl.formatting.rule import CellIsRule
from selection import one_in

from evalrules.authoring.lint import lint_ruleset
from evalrules.base.codes import CODES
from evalrules.base.forms import MARK, VALUES
from evalrules.base.pages import page_text
from evalrules.baseline import held_against
from evalrules.bundles.seal import Wish, seal
from evalrules.forms.schools import SchoolForms, SchoolRows
from evalrules.kept import digest_of
from evalrules.loading import load_ruleset
from evalrules.model.report import Options
from evalrules.model.schools import school_tables
from evalrules.page.release import DIGESTS
from evalrules.pipeline import check
from evalrules.reporters.machine import document_text, render_json, report_document

ROOT = Path(__file__).resolve().parents[2]
PAGES = ROOT / "docs" / "errors"
COUNTY = (ROOT / "examples" / "jiangsu-16" / "passing.yaml").read_text(encoding="utf-8")

EXAMPLE = {"en": "Example", "zh": "示例"}
FIX = {"en": "How to fix", "zh": "如何改正"}
HEADINGS = {
    "en": ["What it means", "Why it matters", EXAMPLE["en"], FIX["en"]],
    "zh": ["含义", "为什么重要", EXAMPLE["zh"], FIX["zh"]],
}


class Block(NamedTuple):
    """One fenced block: the code of its page, the heading it stands under, the words behind its fence, its lines."""

    code: str
    heading: str
    words: tuple[str, ...]
    text: str

    @property
    def is_bad(self) -> bool:
        """Whether it is to give the code of its page."""
        return self.heading == EXAMPLE["en"]


def blocks_of(code: str, language: str = "en") -> list[Block]:
    """The fenced blocks of one half of a page, in their order."""
    found, heading = [], ""
    for title, words, text in re.findall(
        r"^## (.+)$|^```(.+)\n((?:.*\n)*?)```$", page_text(code, language), re.MULTILINE
    ):
        heading = title or heading
        if words:
            found.append(Block(code, heading, tuple(words.split()), text))
    return found


def kind_of(block: Block) -> str:
    """How a block is run: evidence, ruleset or console; a file beside the evidence is none of them."""
    if block.words == ("console",):
        return "console"
    return block.words[1] if block.words[2] in ("bad", "good") else "file"


WRITTEN = [code for code in CODES if (PAGES / f"{code}.md").exists()]
BLOCKS = [block for code in WRITTEN for block in blocks_of(code)]


def of_kind(kind: str, first: str = "") -> list[object]:
    """The blocks of one kind, as parameters named after page and heading; of files those that are `first`."""
    return [
        pytest.param(block, id=f"{block.code}-{'bad' if block.is_bad else 'good'}")
        for block in BLOCKS
        if kind_of(block) == kind and first in ("", *block.words[1:2])
    ]


def ruleset_of(code: str, at: str) -> str:
    """The text of the good ruleset on a page."""
    return next(block.text for block in blocks_of(code) if block.heading == at and kind_of(block) == "ruleset")


# -- the pages ---------------------------------------------------------------------------------------------------------


def test_every_code_has_a_page_and_every_page_a_code():
    """There is just one page for each code of the table."""
    assert set(CODES) == {path.stem for path in PAGES.glob("*.md")}


@pytest.mark.parametrize("code", CODES)
def test_a_page_is_whole(code: str):
    """Both halves begin with the code and have just the four headings, none of them empty, and the same examples; there
    is something to run under Example and under How to fix, each marked as what it is.
    """
    for language, headings in HEADINGS.items():
        page = page_text(code, language)
        assert re.match(rf"# {code}: \S", page)
        assert headings == re.findall(r"^## (.+)$", page, re.MULTILINE)
        assert not re.search(r"^## .+\n\s*(?=## |\Z)", page, re.MULTILINE)
        assert (language == "zh") == bool(re.search("[\u4e00-\u9fff]", page.splitlines()[0]))
    shown = {
        language: [(HEADINGS[language].index(block.heading), block.text) for block in blocks_of(code, language)]
        for language in HEADINGS
    }
    assert shown["en"] == shown["zh"]
    run = [block for block in blocks_of(code) if kind_of(block) != "file"]
    assert [EXAMPLE["en"], FIX["en"]] == [block.heading for block in run]
    for block in run:
        assert block.words == ("console",) or block.words[2] == ("bad" if block.is_bad else "good")


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("code", one_in(30, CODES, real=4))
def test_explain_prints_the_page(code: str, language: str, cli):
    """`evalrules explain CODE --lang LANG` prints its half of the page."""
    assert (0, page_text(code, language), "") == tuple(cli("explain", code, "--lang", language))


# -- examples that are files -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("block", one_in(2, of_kind("evidence")))
def test_evidence_gives_just_its_code(block: Block, tmp_path: Path):
    """Bad evidence gives the code of its page and no other, good evidence gives nothing at all and is assessed."""
    for file in blocks_of(block.code):
        if kind_of(file) == "file":
            (tmp_path / file.words[2]).write_text(file.text, encoding="utf-8")
    path = tmp_path / f"county.{block.words[0]}"
    path.write_text(block.text, encoding="utf-8")
    chosen = dict(zip(block.words[3::2], block.words[4::2], strict=True))
    ruleset, day = chosen.pop("--ruleset", None), chosen.pop("--as-of", None)
    assert {} == chosen
    if ruleset is not None and ruleset.endswith(".yaml"):
        ruleset = str(tmp_path / ruleset)
    report = check([str(path)], Options(ruleset, datetime.date.fromisoformat(day) if day else None, None, False))
    found = list(report.diagnostics)
    for result in report.results:
        found += [*result.diagnostics, *(result.assessment.diagnostics if result.assessment else ())]
    assert ({block.code} if block.is_bad else set()) == {one.code for one in found}
    assert block.is_bad or report.results[0].assessment is not None


@pytest.mark.parametrize("block", of_kind("ruleset"))
def test_a_ruleset_gives_just_its_code(block: Block, tmp_path: Path):
    """A bad ruleset gives the code of its page and no other, a good one loads in silence."""
    path = tmp_path / "ruleset.yaml"
    path.write_text(block.text, encoding="utf-8")
    loaded = load_ruleset(str(path))
    assert ({block.code} if block.is_bad else set()) == {one.code for one in loaded.diagnostics}
    assert block.is_bad or loaded.ruleset is not None


@pytest.mark.parametrize("block", of_kind("lint"))
def test_lint_gives_just_its_code(block: Block, tmp_path: Path):
    """A bad ruleset gives the code of its page and no other, a good one nothing but that it stands alone."""
    path = tmp_path / "ruleset.yaml"
    path.write_text(block.text, encoding="utf-8")
    found = {one.code for one in lint_ruleset(str(path)).diagnostics}
    assert ({block.code} if block.is_bad else set()) == found - {"ER660"}


@pytest.mark.parametrize("file", of_kind("file", first="ruleset"))
def test_a_ruleset_beside_the_evidence_loads_in_silence(file: Block, tmp_path: Path):
    """A ruleset that a page shows beside its evidence has no problem of its own."""
    path = tmp_path / file.words[2]
    path.write_text(file.text, encoding="utf-8")
    assert () == load_ruleset(str(path)).diagnostics


# -- examples that are commands ----------------------------------------------------------------------------------------

SAMPLE = ruleset_of("ER303", FIX["en"]) if "ER303" in WRITTEN else ""


def put(path: Path, text: str | bytes = COUNTY) -> None:
    """Write a file and the folders above it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())


def edition(number: int) -> str:
    """The sample ruleset as another edition."""
    return SAMPLE.replace('edition: "1"', f'edition: "{number}"')


def editions(folder: Path, *texts: str) -> None:
    """A folder of rulesets with `sample/1`, `sample/2` … in it."""
    for number, text in enumerate(texts, 1):
        put(folder / "sample" / str(number) / "ruleset.yaml", text)


BROKEN = "import evalrules.bundles.discovery as inputs\ninputs.discover = lambda paths: 1 // 0\n"
"""Run by Python at its start: a fault of our own that no input could bring about."""

FORM = [["类别", "编号", "年份", "填报值"], ["ruleset", None, None, "jiangsu-16@2007"], ["period", None, None, 2007],
        ["fact", "graduate_teachers", None, 31], *(["grade", str(at), None, "A"] for at in range(1, 17))]  # fmt: skip
"""The evidence of a county as a table; the fact stands in D4."""

SCHOOLS = "format: evidence/1\nruleset: sample\ntables:\n  units: {rows: %s}\n"

SHORT_OF_MEMORY = """
import multiprocessing, os, signal
from evalrules import pipeline
check_input = pipeline.check_input
def ended_by_the_system(one, runs):
    if multiprocessing.parent_process() is not None:
        os.kill(os.getpid(), signal.SIGKILL)
    return check_input(one, runs)
pipeline.check_input = ended_by_the_system
"""
"""Run by Python at its start: every process that a check begins is ended by the system."""

WITHOUT_OPENPYXL = "import sys\nsys.modules['openpyxl'] = None\n"


def workbook(path: Path, change: Callable[[Any], object] = lambda sheet: None) -> None:
    """A workbook of the evidence of a county, changed in some way."""
    book = openpyxl.Workbook()
    book.active.title = "自评表"
    for row in FORM:
        book.active.append(row)
    change(book.active)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)


def workbooks(here: Path, bad: Callable[[Any], object], good: Callable[[Any], object] = lambda sheet: None) -> None:
    """`county.xlsx` as it should not be, and `corrected.xlsx` as it should."""
    workbook(here / "county.xlsx", bad)
    workbook(here / "corrected.xlsx", good)


def retention(value: float, number_format: str = "General") -> Callable[[Any], None]:
    """The evidence of a county whose one figure is a rate, stored and shown in some way; D4 again."""

    def change(sheet: Any) -> None:
        sheet["D2"], sheet["D3"] = "guangxi-basic-balance@2012", 2013
        sheet["B4"], sheet["D4"] = "primary_retention", value
        sheet["D4"].number_format = number_format
        sheet.delete_rows(5, sheet.max_row)

    return change


def hidden_row(sheet: Any) -> None:
    """The row of the fact, hidden by somebody."""
    sheet.row_dimensions[4].hidden = True


def made_for(digest: str) -> Callable[[Any], object]:
    """The evidence of a county in a form that was made for the ruleset with this digest."""
    return lambda sheet: sheet.append(["form", None, None, digest])


def asks_what_is_no_more(sheet: Any) -> None:
    """A form of another revision, with a line that this one does not have."""
    made_for("sha256:" + 64 * "0")(sheet)
    sheet.append(["fact", "evening_lessons", None, 2])


def digest_of_jiangsu() -> str:
    """The digest of the ruleset that FORM names."""
    ruleset = load_ruleset("jiangsu-16@2007").ruleset
    assert ruleset is not None
    return ruleset.digest


def form(sheet: Any) -> None:
    """The sheet with the mark of a form above its columns, in rows that are hidden."""
    sheet.insert_rows(1, 2)
    sheet["A1"] = f"{MARK}:{VALUES}"
    sheet.row_dimensions[1].hidden = sheet.row_dimensions[2].hidden = True


def form_with_a_calculation(sheet: Any) -> None:
    """A form, and a sheet of somebody's own beside it."""
    form(sheet)
    sheet.parent.create_sheet("测算").append(["研究生学历教师", 31])


def second_sheet_of_evidence(sheet: Any) -> None:
    """The same evidence once more on a sheet behind the first."""
    other = sheet.parent.create_sheet("复核")
    for row in FORM:
        other.append(row)


def as_csv(rows: list[list[Any]]) -> str:
    """Rows as CSV."""
    return "".join(",".join("" if cell is None else str(cell) for cell in row) + "\n" for row in rows)


def two_sheets(here: Path) -> None:
    """Schools in a workbook of two sheets, and evidence that names one of them or none."""
    book = openpyxl.Workbook()
    book.active.title = "小学"
    for sheet in (book.active, book.create_sheet("初中")):
        sheet.append(["学校名称", "学生数", "图书册数"])
        sheet.append([sheet.title, 300, 6200])
    here.mkdir(parents=True, exist_ok=True)
    book.save(here / "units.xlsx")
    put(here / "sample.yaml", next(block.text for block in blocks_of("ER424") if block.words[2] == "sample.yaml"))
    put(here / "schools.yaml", SCHOOLS % "units.xlsx")
    put(here / "corrected.yaml", SCHOOLS % "units.xlsx!小学")


def bundle(here: Path, **files: str | bytes) -> Path:
    """The bundle `kunshan` of a county, with a report; further files by their stem."""
    for name, text in {"evidence.yaml": COUNTY, "report.txt": "report\n", **files}.items():
        put(here / "kunshan" / name, text)
    return here / "kunshan"


def sealed(here: Path) -> Path:
    """The bundle `kunshan` sealed, and the report as it was beside it; the folder of its payload."""
    put(here / "original.txt", "report\n")
    made, _ = seal(str(bundle(here)), Wish(), shown="kunshan")
    assert made is not None
    return here / "kunshan" / "data"


def bag(here: Path, mark: str = " ", cut: int = 64, declared: str = "", algorithm: str = "sha256") -> None:
    """The bag `kunshan` made by hand, with a manifest that marks paths and cuts digests as told, and a tag manifest."""
    put(here / "kunshan" / "data" / "evidence.yaml")
    digest = hashlib.new(algorithm, COUNTY.encode()).hexdigest()
    manifest = f"{digest[:cut]} {mark}data/evidence.yaml\n"
    put(here / "kunshan" / f"manifest-{algorithm}.txt", manifest)
    listed = f"{hashlib.new(algorithm, manifest.encode()).hexdigest()}  manifest-{algorithm}.txt\n"
    put(here / "kunshan" / f"tagmanifest-{algorithm}.txt", listed)
    if declared:
        put(here / "kunshan" / "bagit.txt", f"BagIt-Version: {declared}\nTag-File-Character-Encoding: UTF-8\n")


def unsealed(here: Path) -> None:
    """The bundle `kunshan` sealed, and what makes it a bag taken away."""
    sealed(here)
    for path in (here / "kunshan").glob("*manifest-*.txt"):
        path.unlink()
    (here / "kunshan" / "bagit.txt").unlink()


def encrypted(here: Path) -> None:
    """The bundle `kunshan`, and a zip of it that says that it is encrypted."""
    bundle(here)
    with zipfile.ZipFile(here / "kunshan.zip", "w") as zipped:
        zipped.writestr("evidence.yaml", COUNTY)
    data = bytearray((here / "kunshan.zip").read_bytes())
    data[6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    put(here / "kunshan.zip", bytes(data))


def results(here: Path, *names: str) -> None:
    """Kept results on subjects called by the first word of each name."""
    for name in names:
        county = here / f"{name}.yaml"
        put(
            county,
            re.sub(
                "^subject: .*$", f"subject: {{kind: county, id: {name.partition('-')[0]}}}", COUNTY, flags=re.MULTILINE
            ),
        )
        put(here / f"{name}.json", render_json(check([str(county)], Options())))


def last_year(here: Path, *, period: int = 2006, **others: str) -> None:
    """Evidence of the county of an earlier year, and other files."""
    put(here / f"{period}.yaml", COUNTY.replace("period: 2007", f"period: {period}"))
    for name, text in others.items():
        put(here / f"{name.strip('_').replace('_', '-')}.yaml", text)


def under_editions(here: Path) -> None:
    """The sample in two editions, this year under the second, and last year under each."""
    editions(here / "rulesets", edition(1), edition(2))
    text = "format: evidence/1\nruleset: sample@2\nperiod: 2007\nfacts: {rate: 98}\n"
    put(here / "county.yaml", text)
    before = text.replace("2007", "2006")
    put(here / "2006-second.yaml", before)
    put(here / "2006-first.yaml", before.replace("sample@2", "sample@1"))


def with_teachers(number: int) -> str:
    """The county with so many teachers of a senior title."""
    return COUNTY + f"facts: {{senior_teachers: {number}}}\n"


def schools_of(period: int, *names: str) -> str:
    """A county of basic balance with some schools."""
    rows = "".join(f"    - {{school: {name}, stage: primary, kind: county, pupils: 100}}\n" for name in names)
    return f"format: evidence/1\nruleset: national-basic-balance@2012\nperiod: {period}\ntables:\n  schools:\n{rows}"


def with_schools(here: Path, *names: str) -> None:
    """Two schools of 2012, the same in `whole.yaml`, those of 2013 as they are named, and the result of 2012."""
    for name, text in (("2012", schools_of(2012, "一小", "村小")), ("whole", schools_of(2013, "一小", "村小"))):
        put(here / f"{name}.yaml", text)
    put(here / "county.yaml", schools_of(2013, *names))
    put(here / "2012.json", render_json(check([str(here / "2012.yaml")], Options())))


def without_verdict(here: Path) -> str:
    """A kept result from which somebody took the level."""
    document = json.loads(render_json(check([str(here / "county.yaml")], Options())))
    del document["results"][0]["verdict"]["level"]
    return json.dumps(document)


def damaged_beside_the_evidence(here: Path) -> None:
    """A workbook with a rule of conditional formatting of an unknown kind, and one without."""
    workbooks(here, lambda sheet: sheet.conditional_formatting.add("D4", CellIsRule(operator="equal", formula=["1"])))
    with zipfile.ZipFile(here / "county.xlsx") as zipped:
        parts = {name: zipped.read(name) for name in zipped.namelist()}
    with zipfile.ZipFile(here / "county.xlsx", "w") as zipped:
        for name, data in parts.items():
            zipped.writestr(name, data.replace(b'operator="equal"', b'operator="unheard of"'))


def forged(here: Path) -> None:
    """A kept result of a county that fails, in which somebody wrote that it passes."""
    county = here / "failing.yaml"
    put(county, COUNTY.replace('"9": A', '"9": C'))
    document = json.loads(render_json(check([str(county)], Options())))
    document["results"][0]["verdict"] |= {"level": "pass", "possible": ["pass"]}
    put(here / "forged.json", json.dumps(document))


def kept(path: Path, **changed: object) -> str:
    """The result of evidence, with some values of its engine changed."""
    document = report_document(check([str(path)], Options()))
    return document_text({**document, "engine": {**document["engine"], **changed}})


def evidence_that_changed(here: Path) -> None:
    """The result of a county, the evidence as it was, and as it is."""
    put(here / "result.json", kept(here / "county.yaml"))
    put(here / "original.yaml")
    put(here / "county.yaml", COUNTY + "# checked\n")


def two_revisions(here: Path) -> None:
    """The result of evidence under the ruleset of an office, which has two revisions."""
    put(here / "rules.yaml", SAMPLE)
    put(here / "newer.yaml", SAMPLE.replace("revision: 1", "revision: 2"))
    put(here / "office.yaml", "format: evidence/1\nruleset: sample\n")
    put(here / "result.json", render_json(check([str(here / "office.yaml")], Options(str(here / "rules.yaml")))))


def against_a_baseline(here: Path) -> None:
    """The result of a county held against an older one."""
    older = kept(here / "county.yaml")
    put(here / "older.json", older)
    report = check([str(here / "county.yaml")], Options())
    put(here / "held.json", render_json(held_against(report, report, digest_of(older.encode()))))


def overlays(here: Path, count: int) -> None:
    """Overlays that lie upon one another: `sample@2` extends `sample@1` and so on."""
    head = "format: ruleset/1\nid: sample\nrevision: 1\ntitle: {zh: 示例标准, en: sample}\n"
    above = [f'{head}edition: "{at}"\nextends: sample@{at - 1}\n' for at in range(2, count + 2)]
    editions(here / "city", SAMPLE, *above)


EMBEDDED = """\
import evalrules
ruleset = evalrules.load_ruleset("jiangsu-16@2007")
evidence = {"grades": {"9": "A"}}
%s
"""
"""A program that hands in evidence as a mapping, with the lines that it is about."""


def embed(here: Path, *lines: str) -> None:
    """A program `embed.py` beside the evidence."""
    put(here / "embed.py", EMBEDDED % "\n".join(lines))


def district_that_lists_itself(here: Path) -> None:
    """The file of a district that was copied from its city, with the ruleset of the page ER465."""
    put(here / "sample.yaml", next(block.text for block in blocks_of("ER465") if block.words[2] == "sample.yaml"))
    listed = "{districts: {total: 1, list: [{evidence: district.yaml}]}}"
    head = "format: evidence/1\nruleset: sample\nsubject: {kind: city, name: 东区}\nperiod: 2007\n"
    put(here / "district.yaml", f"{head}members: {listed}\n")


def without_rulesets(here: Path) -> None:
    """The code of evalrules copied alone, so that Python takes it before what is installed."""
    shutil.copytree(ROOT / "evalrules", here / "copy" / "evalrules", ignore=shutil.ignore_patterns("__pycache__"))


SCHOOL_TABLE = """format: ruleset/1
id: sample
edition: "1"
revision: 1
title: {zh: 示例标准, en: sample}
subject: county
sources: {s: {zh: 示例文件, en: sample document, confidence: read}}
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
tables:
  units:
    zh: 学校
    en: schools
    key: [school]
    columns:
      school: {type: text, zh: 学校名称, en: school}
      pupils: {type: count, zh: 学生数, en: pupils}
      books: {type: count, zh: 图书册数, en: books}
indicators: [{id: "1", zh: 图书, en: books, met: 'every(units, books >= 20 * pupils)', source: s 1}]
verdict: [{level: pass, when: 'every(indicators, met)'}, {level: fail}]
"""


def school(name: str, pupils: int = 100) -> str:
    """The table of one school as it makes it itself."""
    return f"学校名称,学生数,图书册数\n{name},{pupils},9000\n"


def form_of_school(
    here: Path, path: str, rows: list[tuple[object, ...]], name: str = "一小", text: str = SCHOOL_TABLE
) -> None:
    """The form of a school, filled in."""
    put(here / "made.yaml", text)
    found = load_ruleset(str(here / "made.yaml")).ruleset
    (here / path).parent.mkdir(parents=True, exist_ok=True)
    (here / path).write_bytes(SchoolForms(found, school_tables(found), "zh").form(SchoolRows(name, {})))
    book = openpyxl.load_workbook(here / path)
    for at, row in enumerate(rows, start=6):
        for column, value in enumerate(row, start=1):
            book.worksheets[1].cell(at, column).value = value
    book.save(here / path)
    (here / "made.yaml").unlink()


def handed_in(
    here: Path, forms: dict[str, str], corrected: dict[str, str] | None = None, listed: str = "一小\n二小\n"
) -> None:
    """What schools handed in, the same in order, the ruleset and the list of schools."""
    put(here / "sample.yaml", SCHOOL_TABLE)
    put(here / "schools.csv", f"学校名称\n{listed}")
    for folder, files in (
        ("forms", forms),
        ("corrected", corrected or {"1.csv": school("一小"), "2.csv": school("二小")}),
    ):
        for name, text in files.items():
            put(here / folder / name, text)


ONE, TWO = {"1.csv": school("一小")}, {"1.csv": school("一小"), "2.csv": school("二小")}
OTHER_EDITION = SCHOOL_TABLE.replace('edition: "1"', 'edition: "2"')

ELEMENTS = """\
format: evidence/1
ruleset: guangdong-modernization@2016
tables: {elements: {complete: false, rows: [{indicator: 教育规划, element: 目标, mark: A, must_meet: 否}]}}
"""


def below(here: Path, bad: str = "", good: str = "") -> None:
    """A county with a C, prices that are wrong, and prices that are right."""
    put(here / "below.yaml", COUNTY.replace('"9": A', '"9": C'))
    put(here / "bad.yaml", f"costs: {{{bad}}}\n")
    put(here / "good.yaml", f"costs: {{{good}}}\n")


MANY = 40


def many_choices(here: Path) -> None:
    """A school that could be better at forty items, their prices, and prices of a few; the solver is not installed."""
    items = "".join(f"  - {{id: i{at}, points: 9, awarded: assessor, source: s 1}}\n" for at in range(MANY))
    head = SAMPLE[: SAMPLE.index("measures:")] if "measures:" in SAMPLE else SAMPLE[: SAMPLE.index("indicators:")]
    verdict = "verdict: [{level: pass, when: 'sum(indicators, points) >= 50', source: s 1}, {level: fail}]\n"
    put(here / "many.yaml", f"{head}indicators:\n{items}{verdict}")
    points = ", ".join(f"i{at}: 1" for at in range(MANY))
    put(here / "school.yaml", f"format: evidence/1\npoints: {{{points}}}\n")
    prices = "".join(
        f"  points.i{at}: {{each: {97 + at * at % 13}, fixed: {50 + at * 7 % 11}}}\n" for at in range(MANY)
    )
    put(here / "each.yaml", f"costs:\n{prices}")
    put(
        here / "few.yaml",
        "costs:\n" + "".join(f"  points.i{at}: {{each: 100}}\n" for at in range(2)) + "others: unchangeable\n",
    )
    put(here / "sitecustomize.py", "import sys\nsys.modules['ortools'] = None\n")


def settings(here: Path, wrong: str = "", **typed: Any) -> None:
    """A workbook of settings that is as it should be, and one of that name that is not."""
    put(here / "settings.xlsx", filled_in("jiangsu-16"))
    if wrong:
        put(here / f"{wrong}.xlsx", filled_in("jiangsu-16", **typed))


def with_another_id(sheet: Any) -> None:
    """The first open number under an id that the ruleset does not have."""
    row = next(row for (kind, _, _), row in lines_of(sheet) if kind == "number")
    sheet.cell(row, 2).value = "quality_share_6_a"


def released(here: Path) -> None:
    """A ruleset with its papers, one that was changed in place, and one that stands alone."""
    put(here / "ruleset.yaml", SAMPLE_OF_DIRECTION)
    ruleset = load_ruleset(str(here / "ruleset.yaml")).ruleset
    assert ruleset is not None
    for name, text in {"released": SAMPLE_OF_DIRECTION, "changed": SAMPLE_OF_DIRECTION.replace("90", "85")}.items():
        put(here / name / "ruleset.yaml", text)
        put(here / name / "SOURCES.md", "sources\n")
        put(here / name / "CHANGELOG.md", f"# Changes\n\n## Revision 1 (2026-01-01)\n\n- Digest: `{ruleset.digest}`.\n")
        put(here / name / "cases" / "a.yaml", "evidence: {ruleset: sample}\nexpect: {level: null}\n")
    put(here / "alone" / "ruleset.yaml", SAMPLE_OF_DIRECTION)
    (here / "ruleset.yaml").unlink()


def commented(here: Path) -> None:
    """A ruleset with a comment that answers nothing, and one whose comment answers a measure that nothing uses."""
    unused = "measures: {rate:"
    put(here / "ruleset.yaml", SAMPLE_OF_DIRECTION)
    for name, text in {
        "idle": SAMPLE_OF_DIRECTION.replace(unused, f"# lint: asked for and not judged\n{unused}"),
        "answered": SAMPLE_OF_DIRECTION.replace(
            unused,
            f"# lint: ER651 asked for and not judged\n{unused[:-5]}spare: {{type: count, zh: 备用, en: spare}}, rate:",
        ),
    }.items():
        put(here / name / "ruleset.yaml", text)
        ruleset = load_ruleset(str(here / name / "ruleset.yaml")).ruleset
        assert ruleset is not None
        put(here / name / "SOURCES.md", "sources\n")
        put(here / name / "CHANGELOG.md", f"# Changes\n\n## Revision 1 (2026-01-01)\n\n- Digest: `{ruleset.digest}`.\n")
        put(here / name / "cases" / "a.yaml", "evidence: {ruleset: sample}\nexpect: {level: null}\n")
    (here / "ruleset.yaml").unlink()


def direction(here: Path) -> None:
    """A ruleset whose comparison is turned round, and one where it is right; both need the solver."""
    pytest.importorskip("z3", reason="NOT CHECKED: the extra `prove` (z3-solver) is not installed")
    put(here / "bad.yaml", SAMPLE_OF_DIRECTION.replace(">=", "<="))
    put(here / "good.yaml", SAMPLE_OF_DIRECTION)


SAMPLE_OF_DIRECTION = """format: ruleset/1
id: sample
edition: "1"
revision: 1
title: {zh: 示例标准, en: sample}
subject: county
sources: {s: {zh: 示例文件, en: sample document, confidence: read}}
levels: [{id: pass, zh: 达标, en: reached, required: true}, {id: fail, zh: 未达标, en: not reached}]
measures: {rate: {type: percent, better: higher, range: [0, 100], zh: 入学率, en: enrolment rate}}
indicators:
  - {id: "1", zh: 入学率, en: enrolment, met: rate >= 90, source: s 1}
verdict:
  - {level: pass, when: 'every(indicators, met)', source: s 1}
  - {level: fail}
"""


START = """\
import signal, subprocess, sys
service = subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE)
service.stdout.readline()
service.send_signal(signal.SIGTERM)
sys.exit(service.wait())
"""
"""A program that starts a command and stops it as soon as it says something."""


def asking(here: Path) -> None:
    """A program that asks a service of its own."""
    put(here / "ask.py", (ROOT / "tests" / "support" / "asking.py").read_bytes())


def starting(here: Path) -> None:
    """A program that starts a service and stops it, and two tokens."""
    put(here / "start.py", START)
    put(here / "token.txt", "a-token-of-the-office\n")
    put(here / "short.txt", "office\n")


def installed_pack(here: Path, needs: str) -> None:
    """A package of rulesets, as an installer leaves it, that needs some version of evalrules."""
    put(here / "sample_rules" / "__init__.py", "")
    editions(here / "sample_rules", SAMPLE)
    info = here / "sample_rules-1.0.dist-info"
    put(info / "METADATA", f"Metadata-Version: 2.1\nName: sample-rules\nVersion: 1.0\nRequires-Dist: {needs}\n")
    put(info / "entry_points.txt", "[evalrules.rulesets]\nrules = sample_rules\n")


COUNTIES = "编号,名称,年份,grades.1\n320583,昆山市,2007,A\n320282,宜兴市,2007,B\n"


SCHOOLS_OF_TWO = "县名,school,stage,kind\n昆山市,实验小学,primary,primary\n宜兴市,城南小学,primary,primary\n"


def counties_with_schools(here: Path) -> None:
    """Two counties, and a school of each in a table of their own."""
    put(here / "counties.csv", "编号,名称,年份\n320583,昆山市,2022\n320282,宜兴市,2022\n")
    put(here / "schools.csv", SCHOOLS_OF_TWO)


def years(path: Path) -> None:
    """A database with the counties of two years."""
    import sqlite3

    with contextlib.closing(sqlite3.connect(path)) as base:
        for year in ("y2022", "y2023"):
            base.execute(f'CREATE TABLE {year} (id TEXT, "grades.1" TEXT)')
            base.execute(f"INSERT INTO {year} VALUES ('320583', 'A')")
        base.commit()


POINTS = "序号,类别,指标,分值\n1,办园条件,班额,10\n2,,★场地,20\n,,合计,30\n"

TRIED = """format: ruleset/1
id: r
edition: "1"
revision: 1
title: {zh: 例, en: sample}
subject: county
sources: {s: {zh: 例文, en: sample text, confidence: read}}
levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]
measures: {rate: {type: percent, range: [0, 100], zh: 率, en: rate}}
indicators: [{id: rate, zh: 率, en: rate, met: rate >= 95, source: s 1}]
verdict: [{level: pass, when: 'every(indicators, met)', source: s 2}, {level: fail}]
"""
EQUIVALENT = (
    '- {mutant: "verdict.0.when: every(indicators, met) -> any(indicators, met)", reason: there is one indicator}\n'
)
RATES = {"at": (95, "pass"), "above": (95.5, "pass"), "below": (94.9, "fail")}


def tried(here: Path) -> None:
    """A ruleset whose cases notice everything, and one with each of the faults that `test` finds."""
    cases = {
        name: f"evidence: {{ruleset: r, facts: {{rate: {rate}}}}}\nexpect: {{level: {level}}}\n"
        for name, (rate, level) in RATES.items()
    }
    open_case = {"open": "evidence: {ruleset: r}\nexpect: {level: null}\n"}
    for folder, own in {
        "good": cases | open_case, "failing": cases | {"at": cases["at"].replace("95", "90")}, "unnoticed": {name: cases[name] for name in ("above", "below")},
        "stale": cases, "bare": {}, "part": {"at": cases["at"]},
    }.items():  # fmt: skip
        put(here / folder / "ruleset.yaml", TRIED)
        for name, text in own.items():
            put(here / folder / "cases" / f"{name}.yaml", text)
        gone = '- {mutant: "gone: 1 -> 2", reason: it was there}\n' if folder == "stale" else ""
        put(here / folder / "cases" / "equivalent.yaml", EQUIVALENT + gone)


READY: dict[str, Callable[[Path], object]] = {
    "ER001": lambda here: None,
    "ER002": lambda here: put(here / "gbk.yaml", COUNTY.encode("gbk")),
    "ER003": lambda here: put(here / "large.yaml", COUNTY + "# scan\n" * 1_000_000),
    "ER004": lambda here: (put(here / "reports" / "report.md"), put(here / "counties" / "county.yaml")),
    "ER005": lambda here: put(here / "county.docx"),
    "ER006": lambda here: os.mkfifo(here / "county.pipe.yaml"),
    "ER007": lambda here: None,
    "ER008": lambda here: put(here / "copy.yaml"),
    "ER009": lambda here: None,
    "ER010": lambda here: (put(here / "kunshan" / "evidence.yaml"), put(here / "kunshan" / "evidence.json", "{}")),
    "ER011": lambda here: None,
    "ER016": lambda here: workbooks(here, lambda sheet: sheet.delete_cols(2)),
    "ER018": lambda here: put(here / "gbk.csv", as_csv(FORM).encode("gbk")),
    "ER050": lambda here: last_year(
        here, balance=schools_of(2006, "一小").replace("period:", 'subject: {kind: county, id: "320598"}\nperiod:')
    ),
    "ER051": lambda here: last_year(
        here, taicang=COUNTY.replace("320598", "320585").replace("period: 2007", "period: 2006")
    ),
    "ER052": last_year,
    "ER053": under_editions,
    "ER054": lambda here: with_schools(here, "一小", "村小"),
    "ER061": lambda here: with_schools(here, "一小", "村小"),
    "ER512": lambda here: last_year(
        here,
        county=with_teachers(420),
        _2006=with_teachers(42).replace("2007", "2006", 2).replace("jiangsu-16@2006", "jiangsu-16@2007"),
        _2006_right=with_teachers(410).replace("period: 2007", "period: 2006"),
    ),
    "ER513": lambda here: with_schools(here, "一小"),
    "ER436": lambda here: workbooks(here, made_for("sha256:" + 64 * "0"), made_for(digest_of_jiangsu())),
    "ER450": lambda here: workbooks(here, form_with_a_calculation, form),
    "ER475": lambda here: workbooks(here, second_sheet_of_evidence),
    "ER017": lambda here: (
        workbooks(here, lambda sheet: None),
        put(here / "county.xlsx", "<html><table></table></html>"),
    ),
    "ER440": lambda here: workbooks(here, lambda sheet: sheet.__setitem__("D4", "=62/2")),
    "ER441": lambda here: workbooks(here, lambda sheet: sheet.__setitem__("D4", "#DIV/0!")),
    "ER442": lambda here: workbooks(here, lambda sheet: sheet.merge_cells("D5:D6")),
    "ER443": lambda here: workbooks(here, hidden_row),
    "ER444": lambda here: workbooks(here, retention(0.995, "0.0%"), retention(99.5)),
    "ER445": lambda here: workbooks(here, retention(100 * 213 / 214), retention(99.53)),
    "ER446": lambda here: workbooks(here, lambda sheet: sheet.__setitem__("D4", "='[人事.xlsx]Sheet1'!B7")),
    "ER447": two_sheets,
    "ER013": encrypted,
    "ER014": lambda here: os.symlink("../county.yaml", bundle(here) / "report.yaml"),
    "ER015": lambda here: bundle(here, **{"Roof.txt": "1", "roof.txt": "2"}),
    "ER019": lambda here: put(here / "kunshan" / "report.yaml"),
    "ER020": bag,
    "ER021": lambda here: bag(here, cut=63, declared="1.0"),
    "ER022": lambda here: put(sealed(here) / "report.txt", "another report\n"),
    "ER023": lambda here: os.remove(sealed(here) / "report.txt"),
    "ER024": lambda here: put(sealed(here) / "new.txt", "new"),
    "ER025": sealed,
    "ER026": bundle,
    "ER027": lambda here: bag(here, mark="*", declared="0.97"),
    "ER028": lambda here: results(here, "kunshan", "kunshan-onsite", "taicang"),
    "ER032": lambda here: None,
    "ER033": lambda here: None,
    "ER034": lambda here: None,
    "ER035": lambda here: None,
    "ER036": lambda here: (here / "reports").mkdir(),
    "ER037": damaged_beside_the_evidence,
    "ER038": forged,
    "ER039": evidence_that_changed,
    "ER040": two_revisions,
    "ER041": lambda here: put(here / "other.json", kept(here / "county.yaml", semantics=99)),
    "ER042": forged,
    "ER043": lambda here: results(here, "kunshan", "taicang"),
    "ER044": against_a_baseline,
    "ER045": lambda here: put(here / "pretty.json", json.dumps(json.loads(kept(here / "county.yaml")), indent=4)),
    "ER046": bundle,
    "ER047": unsealed,
    "ER048": lambda here: bag(here, declared="1.0", algorithm="md5"),
    "ER049": lambda here: put(bundle(here) / "达标率98%.txt", "98"),
    "ER055": lambda here: (
        handed_in(here, {}),
        form_of_school(here, "forms/1.xlsx", []),
        form_of_school(here, "forms/2.xlsx", [], text=OTHER_EDITION),
    ),
    "ER056": lambda here: (handed_in(here, TWO), put(here / "county.xlsx", "kept")),
    "ER520": lambda here: (handed_in(here, {}), form_of_school(here, "forms/一小.xlsx", [("", 100, 9000)])),
    "ER521": lambda here: handed_in(here, ONE),
    "ER522": lambda here: handed_in(here, {**TWO, "3.csv": school("二小", 101)}),
    "ER523": lambda here: handed_in(here, {**TWO, "3.csv": school("二小")}),
    "ER524": lambda here: (
        handed_in(here, {}),
        form_of_school(here, "forms/1.xlsx", [("", 100, 9000)], text=OTHER_EDITION),
    ),
    "ER525": lambda here: handed_in(here, {"1.csv": "一小,100,9000\n"}),
    "ER526": lambda here: (
        handed_in(here, {}),
        form_of_school(here, "forms/1.xlsx", [("", 100, 9000), ("二小", 100, 9000)]),
    ),
    "ER527": lambda here: (handed_in(here, {}), form_of_school(here, "forms/1.xlsx", [])),
    "ER528": lambda here: handed_in(here, {**TWO, "3.csv": school("三小")}),
    "ER529": lambda here: None,
    "ER111": lambda here: put(here / "edited.json", without_verdict(here)),
    "ER501": lambda here: None,
    "ER502": lambda here: (editions(here / "city", SAMPLE), editions(here / "province", SAMPLE)),
    "ER518": lambda here: installed_pack(here, "evalrules>=99"),
    "ER503": lambda here: editions(here / "city", SAMPLE, edition(2)),
    "ER505": lambda here: editions(here / "city", SAMPLE, SAMPLE),
    "ER461": lambda here: embed(
        here, 'evidence["facts"] = {"graduate_teachers": float("inf")}', "evalrules.evidence_from(evidence, ruleset)"
    ),
    "ER462": lambda here: embed(here, 'evidence["facts"] = evidence', "evalrules.evidence_from(evidence, ruleset)"),
    "ER463": lambda here: embed(here, 'evalrules.evidence_from(evidence, "jiangsu-16")'),
    "ER464": lambda here: embed(
        here,
        'used = evalrules.load_ruleset("guangxi-basic-balance@2012")',
        "evalrules.assess(used, evalrules.evidence_from(evidence, ruleset))",
    ),
    "ER467": district_that_lists_itself,
    "ER506": without_rulesets,
    "ER507": lambda here: overlays(here, 21),
    "ER057": lambda here: None,
    "ER058": lambda here: (put(here / "a.toml", 'recursive = "yes"\n'), put(here / "b.toml", "recursive = true\n")),
    "ER059": lambda here: (put(here / "a.toml", 'formats = "json"\n'), put(here / "b.toml", 'format = "json"\n')),
    "ER060": lambda here: (
        put(here / "failing.yaml", COUNTY.replace('"9": A', '"9": C')),
        put(here / "gate.toml", 'baseline = "base.json"\n'),
    ),
    "ER591": lambda here: workbooks(here, asks_what_is_no_more, made_for(digest_of_jiangsu())),
    "ER590": lambda here: put(here / "city.yaml", ELEMENTS),
    "ER620": lambda here: below(here, "grades.9: {price: 100}", "grades.9: {fixed: 100}"),
    "ER621": lambda here: below(here, "grades.19: {fixed: 100}", "grades.9: {fixed: 100}"),
    "ER622": lambda here: below(here, "grades.9: {fixed: 100元}", "grades.9: {fixed: 100}"),
    "ER623": many_choices,
    "ER650": direction,
    "ER663": lambda here: (put(here / "kept.yaml", "a: |+\n  b\n\n"), put(here / "folded.yaml", "a: |-\n  b\n")),
    **dict.fromkeys(("ER684", "ER685", "ER686", "ER687", "ER688"), tried),
    "ER666": lambda here: (put(here / "names.csv", "序号,指标\n1,班额\n"), put(here / "points.csv", POINTS)),
    "ER667": lambda here: (
        put(here / "wrong.csv", POINTS.replace("合计,30", "合计,40")),
        put(here / "points.csv", POINTS),
    ),
    "ER668": lambda here: None,
    "ER669": lambda here: None,
    "ER659": released,
    "ER660": released,
    "ER697": lambda here: put(here / "counties.csv", COUNTIES),
    "ER696": lambda here: (put(here / "counties.parquet", "cut off on the way"), put(here / "counties.csv", COUNTIES)),
    "ER661": commented,
    "ER624": lambda here: (
        below(here),
        put(here / "county-of-two.yaml", COUNTY[: COUNTY.index("grades")] + "assessments: {self: below.yaml}\n"),
    ),
    "ER625": lambda here: (
        put(here / "counties" / "a" / "evidence.yaml"),
        put(here / "counties" / "b" / "evidence.yaml"),
    ),
    "ER626": lambda here: (below(here), workbook(here / "county.xlsx")),
    "ER630": lambda here: None,
    "ER631": lambda here: [put(here / "pyodide" / name, "x") for name in DIGESTS],
    "ER640": lambda here: None,
    "ER641": lambda here: (settings(here, "changed", change=with_another_id), workbook(here / "county.xlsx")),
    "ER642": lambda here: (settings(here), put(here / "other.xlsx", filled_in("guangzhou-standard-school"))),
    "ER643": lambda here: settings(here, "with-unit", number=lambda own: "85分"),
    "ER644": lambda here: settings(here, "empty", number=lambda own: None, name=lambda own: None),
    "ER645": lambda here: settings(here, "nameless", office=""),
    "ER648": lambda here: None,
    "ER649": lambda here: None,
    "ER647": lambda here: settings(here, "upside-down", number=lambda own: 60 if own.endswith("_a") else 90),
    "ER670": starting,
    "ER671": starting,
    "ER672": starting,
    **dict.fromkeys((f"ER{number}" for number in range(673, 683)), asking),
    "ER683": lambda here: put(here / "sitecustomize.py", "import sys\nsys.modules['starlette'] = None\n"),
    "ER691": lambda here: (put(here / "counties.csv", COUNTIES), put(here / "nobody.csv", "年份,grades.1\n2007,A\n")),
    "ER692": lambda here: years(here / "years.sqlite"),
    "ER693": counties_with_schools,
    "ER694": lambda here: (counties_with_schools(here), put(here / "strangers.csv", SCHOOLS_OF_TWO.replace("昆山市", "昆山县"))),
    "ER695": lambda here: (counties_with_schools(here), put(here / "years.csv", "名称,年份\n昆山市,2006\n昆山市,2007\n宜兴市,2007\n")),
    "ER690": lambda here: (
        [
            put(
                here / "counties" / f"{own}.yaml",
                re.sub("^subject: .*$", f"subject: {{kind: county, id: {own}}}", COUNTY, flags=re.MULTILINE),
            )
            for own in "ab"
        ],
        put(here / "sitecustomize.py", SHORT_OF_MEMORY),
    ),
    "ER701": lambda here: (workbook(here / "county.xlsx"), put(here / "sitecustomize.py", WITHOUT_OPENPYXL)),
    "ER901": lambda here: put(here / "sitecustomize.py", BROKEN),
}
"""What stands in the folder of a console beside county.yaml, for each code whose example is no file."""


IN_A_PROCESS = {"ER518", "ER623", "ER683", "ER690", "ER701", "ER901"}
"""The codes of an installation that lacks something or is broken: a process of its own finds it so."""


def run(cli, program, block: Block, line: str, here: Path) -> tuple[int, str]:
    """The exit code of one line of a console and what it printed: warnings and notes stand in the report.

    A line that needs a shell, or is not the command alone, runs as a process; each of the others would cost a start-up.
    """
    if block.code in IN_A_PROCESS or not line.startswith("evalrules ") or set(line) & set("|&;<>$*"):
        return run_in_a_shell(program, line, here)
    with contextlib.chdir(here):
        ended = cli(*shlex.split(line)[1:])
    return ended.code, ended.out + ended.err


def run_in_a_shell(program, line: str, here: Path) -> tuple[int, str]:
    """The exit code of one line for a shell, and what it printed."""
    shims = here.parent / "bin"
    for name, module in (("evalrules", "-m evalrules"), ("python", "")):
        put(shims / name, f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
        (shims / name).chmod(0o755)
    added = {
        "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": f"{program.installation}{os.pathsep}{here}",
        "PYTHONIOENCODING": "utf-8",
        "PYTHONSAFEPATH": "",  # as somebody's shell has it: the folder at hand comes first
    }
    ended = program.shell(line, cwd=here, env=added, encoding="utf-8")
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.skipif(os.name == "nt", reason="the consoles are those of a POSIX shell")
@pytest.mark.parametrize("block", one_in(36, of_kind("console"), real=3))
def test_a_console_ends_as_it_says(block: Block, cli, program, tmp_path: Path):
    """Every command ends with its exit code; just those under Example print the code of the page, and no other."""
    here = tmp_path / "here"
    put(here / "county.yaml")
    READY[block.code](here)
    for line in block.text.splitlines():
        command, _, comment = line.removeprefix("$ ").partition("  # exit ")
        first = re.sub(r"^([A-Z_]+=\S+ )+", "", command).split()[0]
        if first == "iconv" and shutil.which("iconv") is None:
            pytest.skip("no iconv here")
        code, printed = run(cli, program, block, command, here)
        assert (int(comment or 0), printed) == (code, printed)
        assert ({block.code} if block.is_bad else set()) == set(re.findall(r"ER\d{3}", printed))


def test_no_code_is_left_untested():
    """Each code has a bad and a good example that is run, and READY names just those whose example is a console."""
    tested = {(block.code, block.is_bad) for block in BLOCKS if kind_of(block) != "file"}
    assert {(code, is_bad) for code in CODES for is_bad in (True, False)} == tested
    assert set(READY) == {block.code for block in BLOCKS if kind_of(block) == "console"}
