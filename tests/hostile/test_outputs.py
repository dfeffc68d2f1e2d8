"""Data that attacks whoever reads a report: in every format it is shown, on its own line, and does nothing.

A real report is made of harmless words, and each of them is then replaced by an attack, also where a reader would have
refused it: reports are rendered from kept results too. A format that is new is tried without being named here.
"""

from __future__ import annotations

import datetime
import functools
import html
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import openpyxl
import pytest
from selection import one_in

import evalrules
from evalrules.base.diagnostics import Related, error
from evalrules.base.source import Span
from evalrules.model.report import Options, Report, Result
from evalrules.reporters.formats import BINARY, FORMATS, View, rendered

WORD = "HARMLESS"
"""What stands wherever an attack is tried."""

ATTACKS = {
    "ansi": "\x1b[31mRED\x1b[0m",
    "osc-52": "\x1b]52;c;ZXZpbA==\x07",
    "c1": "\x9b31mRED\x9d0;x\x9c",
    "carriage-return": "failed\rVerdict: passed",
    "line-end": "x\n::error file=a::evil\n## [group]\n\nVerdict: passed",
    "unicode-line-ends": "x\u2028Verdict: passed\u2029y\u0085z\x0b\x0c",
    "nul": "a\x00b",
    "bidi": "\u202egnorw\u202c\u2066x\u2069\u200f",
    "zero-width": "a\u200bb\u2060c\ufeffd",
    "tags": "a\U000e0041\U000e0042\U000e007f",
    "surrogate": "a\ud800b",
    "no-character": "a\ufffeb\uffff",
    "emoji": "👨‍👩‍👧‍👦🏫",
    "html": "x<img src=x onerror=alert(1)></td></table><h1>passed</h1>",
    "html-attribute": '"\'><script>alert(1)</script> onmouseover="alert(1)',
    "html-comment": "--><script>x</script><!--]]><![CDATA[",
    "html-entity": "&#27;[31m&#x202e;&lt;b&gt;",
    "markdown-link": "[click](javascript:alert(1)) ![](http://evil.example/x) <http://evil.example>",
    "markdown-table": "a | b\\| c `d` **e** _f_ ~~g~~ # h",
    "github-command": "::set-output name=x::y",
    "github-stop": "::stop-commands::token",
    "github-escape": "%0A::error::x%0D%25,title=y:z",
    "rich-markup": "[bold red]x[/bold red][link=http://evil.example]y[/link] :skull:",
    "format": "{0.__class__} %s %(x)s {subject} ${x}",
    "latex": r"\input{/etc/passwd}$\write18{x}$",
    "formula": "=cmd|' /C calc'!A0",
    "formula-at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula-sign": "+1-2",
    "formula-tab": "\t=1+1",
    "office-name": "[a]:b*c?d/e\\f'",
    "windows": "CON",
    "very-long": "长" * 20_000,
    "blank": " \u3000 ",
}

ACTIVE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f]"
)
"""What no output may hold: controls but the tab and the line end, direction, invisible and tag characters."""

RULES = f"""
grades: [A, B, C]
groups: [{{id: g, zh: 组, en: "{WORD} group"}}]
choices: {{region: {{south: {{zh: 苏南, en: south}}, north: {{zh: 苏北, en: north}}}}}}
members: {{towns: {{zh: 镇, en: towns, holds: [pass], source: s 2}}}}
measures:
  rate: {{type: percent, range: [0, 100], better: higher, zh: 入学率, en: enrolment, source: s 1}}
  remark: {{type: text, zh: 备注, en: remark}}
tables:
  units: {{zh: 学校, en: schools, key: [name], columns: {{name: {{type: text, zh: 校, en: school}}, books: {{type: count, unit: 册, better: higher, zh: 图书, en: books}}}}}}
indicators:
  - {{id: "1", group: g, zh: "{WORD}", en: "{WORD}", source: s 1, bands: {{A: rate >= 95, B: rate >= 90, C: otherwise}}}}
  - {{id: "2", group: g, zh: 管理, en: management, source: s 2, assessed: grade, ceiling: {{A: 'remark == "x"'}}}}
  - {{id: "3", zh: 图书, en: books, source: s 3, met: "every(units, books >= 20)"}}
  - {{id: "4", zh: 镇, en: towns, source: s 4, met: "share(towns, holding) >= 0.5"}}
  - {{id: "5", zh: 规划, en: plan, source: s 5, assessed: yesno}}
vetoes: [{{id: any-c, zh: "{WORD}", en: "{WORD}", when: 'count(indicators, grade == "C") >= 1', level: fail, source: s 6}}]
verdict: [{{level: pass, when: 'met("3") and met("5")', source: s 7}}, {{level: fail}}]
"""


def document(rate: int | None, *, plan: bool | None = True) -> dict[str, Any]:
    """Evidence that has the word everywhere where an office may write what it likes."""
    return {
        "period": 2007,
        "subject": {"id": f"{WORD} id", "name": f"{WORD} name", "attributes": {"region": "south"}},
        "facts": {"rate": {"value": rate, "note": WORD, "source": f"{WORD}.pdf", "page": WORD}, "remark": WORD},
        "grades": {"2": {"grade": "A", "note": WORD}, "5": plan},
        "tables": {"units": [{"name": f"{WORD} school", "books": 19}, {"name": "二小", "books": 21}]},
        "members": {"towns": {"total": 2, "list": [{"name": WORD, "verdict": {"level": "pass", "source": WORD}}]}},
        "waivers": [{"indicator": "1", "reason": WORD, "approver": f"{WORD} office", "until": "2008-12-31"}],
    }


@pytest.fixture(scope="module")
def reports(ruleset_from) -> dict[str, Report]:
    """A report on one subject with its steps, and one of several with an input that could not be evaluated."""
    rules = ruleset_from(RULES)

    def result(path: str, evidence: dict[str, Any]) -> Result:
        bound = evalrules.evidence_from(evidence, rules, name=path, as_of=datetime.date(2007, 12, 31))
        return Result(path, evalrules.assess(rules, bound, explain=True).data, ())

    path = f"{WORD}.yaml"
    failing, opened = result(path, document(62)), result(f"b/{path}", document(None, plan=None))
    place = Span(f"c/{path}", 2, 3, 2, 5)
    found = error("ER102", place, Related("first", place), key=WORD, first=f"{WORD}:1:1")
    broken = Result(f"c/{path}", None, (found, error("ER108", place, key=WORD, suggestion=WORD)))
    texts = {f"c/{path}": f"{WORD}: 1\n  {WORD}: 2\n"}
    general = (error("ER004", None, where=WORD),)
    return {
        "one": Report(Options(explain=True), (failing,), (), {}),
        "several": Report(Options(), (failing, opened, broken), general, texts),
    }


def attacked(value: Any, attack: str) -> Any:
    """A report with the word replaced by an attack, wherever it stands."""
    if isinstance(value, str):
        return value.replace(WORD, attack)
    if isinstance(value, dict):
        return {attacked(key, attack): attacked(item, attack) for key, item in value.items()}
    if isinstance(value, tuple):
        items = [attacked(item, attack) for item in value]
        return type(value)(*items) if hasattr(value, "_fields") else tuple(items)
    return value


WIDTH = 20_000
"""So wide that no line is folded for its length: each item of data is cut at 2 000 characters."""


HYPHEN_OF_DATE = re.compile(r"</w:t><w:noBreakHyphen/><w:t[^>]*>")
"""No line ends in it: an element of its own in a text, which may be cut before it."""


def parts(form: str, report: Report, language: str = "en") -> dict[str, str]:
    """A rendered report as text: one text, or the parts of an office file, which are XML; a date of Word in one piece."""
    data = rendered(form, report, View(language, WIDTH, color=False))
    if form not in BINARY:
        return {"": data.decode()}
    with zipfile.ZipFile(io.BytesIO(data)) as zipped:
        return {name: HYPHEN_OF_DATE.sub("-", zipped.read(name).decode()) for name in zipped.namelist()}


class Page(HTMLParser):
    """A page as a browser takes it apart: elements, attributes and words."""

    def __init__(self) -> None:
        super().__init__()
        self.atoms: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element, and each attribute with its value."""
        self.atoms += [f"<{tag}>", *(part for name, value in attrs for part in (name, value or ""))]

    def handle_endtag(self, tag: str) -> None:
        """The end of an element."""
        self.atoms.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        """Words between elements."""
        self.atoms.append(data)

    def handle_comment(self, data: str) -> None:
        """A comment, which no report has."""
        self.atoms.append(f"<!--{data}")


def kind_of(form: str, plain: str) -> str:
    """How a format is taken apart, by what it is without any attack."""
    if form in BINARY or plain.startswith("<?xml"):
        return "xml"
    if plain.startswith("<"):
        return "html"
    return "json" if plain.startswith(("{", "[")) else "lines"


def atoms(text: str, kind: str, *, with_looks: bool = True) -> list[str]:
    """What a reader of a format makes of it, in order: elements and words, keys and values, or lines."""
    if kind == "html":
        page = Page()
        page.feed(text)
        return page.atoms
    if kind == "xml":
        return [atom for one in ElementTree.fromstring(text).iter() for atom in of_element(one, with_looks=with_looks)]
    if kind == "json":
        return list(of_json(json.loads(text)))
    return [re.sub(r"-{2,}", "--", " ".join(line.split())) for line in text.split("\n")]


LOOKS = ("}jc", "}ind")
"""Elements of office files that follow from how long words are: centred, indented."""


def of_element(one: ElementTree.Element, *, with_looks: bool) -> list[str]:
    if not with_looks:
        return [] if one.tag.endswith(LOOKS) else [one.tag, one.text or "", one.tail or ""]
    return [one.tag, *(part for pair in one.items() for part in pair), one.text or "", one.tail or ""]


def of_json(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        yield "{"
        for key, item in value.items():
            yield key
            yield from of_json(item)
    elif isinstance(value, list):
        yield f"[{len(value)}"
        for item in value:
            yield from of_json(item)
    else:  # a fingerprint is over the data, and changes with it
        yield re.sub(r"[0-9a-f]{16,}", "#", value) if isinstance(value, str) else json.dumps(value)


# Office files cost a tenth of a second each: all attacks on the report of several, the sharpest on that of one.
SHARPEST = ("ansi", "line-end", "html", "formula")
EVERY = [
    (form, number, name)
    for form in FORMATS
    for number in ("one", "several")
    for name in (SHARPEST if form in BINARY and number == "one" else ATTACKS)
]


@pytest.fixture(scope="module")
def harmless(reports):
    """The rendered report before any attack; beside what is long, of words that are as long: they are laid out otherwise."""
    return functools.cache(
        lambda form, number, name="": parts(
            form, attacked(reports[number], WORD + ATTACKS[name]) if name == "very-long" else reports[number]
        )
    )


@pytest.mark.parametrize("attack", one_in(24, EVERY, real=2), ids="-".join)
def test_an_attack_is_shown_and_does_nothing(attack: tuple[str, str, str], reports, harmless):
    """Nothing active reaches the bytes, no element, key or line comes or goes, and all that is no data stays as it was."""
    form, number, name = attack
    before, after = harmless(form, number, name), parts(form, attacked(reports[number], ATTACKS[name]))
    assert before.keys() == after.keys()
    assert any(WORD in text for text in before.values())
    for part, text in after.items():
        kind = kind_of(form, before[part])
        assert [] == ACTIVE.findall(text), part
        assert [] == ACTIVE.findall(html.unescape(text) if kind in ("html", "xml") else ""), part
        if part != "xl/styles.xml":  # one style more for text that looks like a formula
            old, new = (atoms(one, kind, with_looks=form not in BINARY) for one in (before[part], text))
            assert len(old) == len(new), part
            assert [] == [pair for pair in zip(old, new, strict=True) if WORD not in pair[0] and pair[0] != pair[1]], (
                part
            )


@pytest.mark.parametrize("form", ["markdown"])
@pytest.mark.parametrize("name", ATTACKS)
def test_no_sign_of_markdown_comes_out_of_data(name: str, form: str, reports, harmless):
    """As many signs as without the attack are not escaped, and nothing becomes a link or a mention by itself."""
    for number in ("one", "several"):
        found = parts(form, attacked(reports[number], ATTACKS[name]))[""]
        unescaped = [re.sub(r"\\.", "", text) for text in (harmless(form, number)[""], found)]
        before, after = ([re.sub(r"&#?\w+;", "", text).count(sign) for sign in "<>[]|`*_~#"] for text in unescaped)
        assert before == after
        assert not re.search(r"://|@(?!\d)|www\.", found)


@pytest.mark.parametrize("form", [form for form in FORMATS if form == "github"])
def test_what_is_encoded_for_a_build_server_decodes_to_one_line(form: str, reports, harmless):
    """`%0A` in data is data: as many encoded line ends come out as without it."""
    found = parts(form, attacked(reports["several"], ATTACKS["github-escape"]))[""]
    for end in ("%0A", "%0D"):
        assert found.count(end) == harmless(form, "several")[""].count(end)


@pytest.mark.parametrize(
    "name", [name for name in ATTACKS if name.startswith(("formula", "office", "windows", "blank"))]
)
def test_no_cell_of_a_workbook_calculates_and_every_sheet_can_be_opened(name: str, reports):
    """Data is text in every cell, one that begins like a formula is quoted, and sheets keep names that are allowed."""
    data = rendered("xlsx", attacked(reports["several"], ATTACKS[name]), View("zh", 80, color=False))
    book = openpyxl.load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in cells}
    starts = [cell for cell in cells if str(cell.value).startswith(("=", "+", "@", "\t"))]
    assert [] == [cell.coordinate for cell in starts if not cell.quotePrefix]
    assert not [sheet.title for sheet in book if re.search(r"[\[\]:*?/\\]", sheet.title) or len(sheet.title) > 31]


# -- the process -------------------------------------------------------------------------------------------------------

RULESETS = Path(__file__).parent.parent / "cases" / "evidence" / "rulesets"
COUNTY = """\
format: evidence/1
ruleset: sample@1
subject: {kind: county, id: "7", name: "甲县 👨‍👩‍👧 ü ₽", attributes: {region: south}}
period: 2007
facts: {rate: 62, ok: 19, total: {between: [19, 30]}, area: 1000, exam: 否}
grades: {panel: {votes: {A: 2, B: 2}, panel: 4}, plan: 是}
waivers: [{indicator: rate, reason: "重建 🏫 é", approver: 市教育局, until: 2008-08-31}]
"""


@pytest.fixture(scope="module")
def start(program):
    """Run the command in a folder, with little in its environment but what is given: `start(folder, "check", …)`."""

    def run(folder: Path, *arguments: str, **env: str) -> subprocess.CompletedProcess[bytes]:
        return program.run(*arguments, cwd=folder, env={"EVALRULES_PATH": str(RULESETS), "EVALRULES_CACHE": ""} | env)

    return run


@pytest.mark.parametrize("form", one_in(3, ["text", "markdown", "table"]))
def test_a_poor_encoding_costs_neither_the_report_nor_the_exit_code(form: str, start, write, tmp_path):
    """What the locale lacks is written as escapes: the same exit code, the same lines, and no complaint."""
    write("county.yaml", COUNTY)
    arguments = ("check", "county.yaml", "--format", form, "--lang", "zh")
    rich = start(tmp_path, *arguments, LC_ALL="C.UTF-8")
    poor = start(tmp_path, *arguments, LC_ALL="C", PYTHONIOENCODING="gbk")
    assert (rich.returncode, rich.stderr, poor.stderr) == (poor.returncode, b"", b"")
    assert rich.returncode == 3
    shown = poor.stdout.decode("gbk")
    assert "甲县" in shown
    assert "👨" in rich.stdout.decode()
    assert "\\U0001f468" in shown


@pytest.mark.real
def test_every_format_is_the_same_to_the_byte_wherever_and_however_often_it_is_made(start, tmp_path):
    """Two hash seeds, two folders, two time zones and locales: one run writes all formats, and the files are equal."""
    made = []
    surroundings = [
        {"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"},
        {"PYTHONHASHSEED": "4711", "LC_ALL": "C", "TZ": "Asia/Shanghai", "COLUMNS": "200"},
    ]
    for folder, env in zip((tmp_path / "a", tmp_path / "deep" / "er 文"), surroundings, strict=True):
        folder.mkdir(parents=True)
        (folder / "county.yaml").write_text(COUNTY, encoding="utf-8")
        (folder / "other.yaml").write_text(COUNTY.replace('"7"', '"8"').replace("62", "99"), encoding="utf-8")
        wanted = [part for form in FORMATS for part in ("-o", f"{form}={form}.out")]
        run = start(folder, "check", "county.yaml", "other.yaml", "--explain", "--lang", "zh", *wanted, **env)
        assert (run.stdout, run.stderr) == (b"", b""), run.stderr.decode()
        made.append({form: (folder / f"{form}.out").read_bytes() for form in FORMATS} | {"exit": run.returncode})
    assert [] == [form for form in made[0] if made[0][form] != made[1][form]]
    assert all(made[0][form] for form in FORMATS)
