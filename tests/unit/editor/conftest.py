"""A ruleset with a case and evidence, as an editor holds them open; places are marked in a text by `|`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from evalrules.editor.desk import Desk, text_in_file

RULESET = """\
format: ruleset/1
id: r
edition: "1"
revision: 1
title: {zh: 例, en: sample}
subject: county
sources: {s: {zh: 例文, en: sample text, confidence: read}}
levels: [{id: pass, zh: 通过, en: passed, required: true}, {id: fail, zh: 不通过, en: failed}]
groups: [{id: main, zh: 主要, en: main}]
choices:
  area: {zh: 地形, en: terrain, hills: {zh: 山区, en: hills}, plain: {zh: 平原, en: plain}}
values:
  line: {by: area, hills: 90, plain: 95, unit: "%", zh: 入学率下限, en: least rate, source: s 第1条}
  books_least: {value: 20, zh: 图书下限, en: least books, source: s}
measures:
  rate: {type: percent, range: [0, 100], better: higher, zh: 入学率, en: rate, source: s}
  cheated: {type: yesno, zh: 作假, en: cheated, source: s}
tables:
  schools:
    zh: 学校
    en: schools
    key: [school]
    columns:
      school: {type: text, zh: 学校, en: school}
      kind: {type: area, zh: 类别, en: kind}
      books: {type: count, zh: 图书, en: books}
    checks:
      - books <= 1000
indicators:
  - {id: "1", group: main, zh: 入学率, en: rate, met: rate >= line, source: s 1}
  - id: "2"
    group: main
    zh: 图书
    en: books
    met: every(schools, books >= books_least or kind == "hills")
    source: s 2
vetoes:
  - {id: fraud, zh: 作假, en: fraud, when: cheated, level: fail, source: s 3}
verdict:
  - {level: pass, when: 'met("1") and met("2")', source: s 4}
  - {level: fail}
"""
CASE = """\
# 一个案例 / a case
evidence:
  ruleset: r@1
  subject: {attributes: {area: hills}}
  facts: {rate: 90, cheated: false}
  tables: {schools: {rows: [{school: 一小, kind: plain, books: 20}]}}
expect:
  level: pass
  outcomes: {"1": met, "2": met}
  vetoes: {fraud: false}
"""
EVIDENCE = """\
format: evidence/1
ruleset: r@1
subject: {kind: county, name: 某县, attributes: {area: plain}}
period: 2020
facts: {rate: 94, cheated: false}
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The files, where rulesets are found by their names."""
    monkeypatch.setenv("EVALRULES_PATH", str(tmp_path))
    cases = tmp_path / "r" / "1" / "cases"
    cases.mkdir(parents=True)
    (cases.parent / "ruleset.yaml").write_text(RULESET, "utf-8")
    (cases / "one.yaml").write_text(CASE, "utf-8")
    (tmp_path / "county.yaml").write_text(EVIDENCE, "utf-8")
    return tmp_path


class Opened:
    """What an editor holds open: `paths` by what a file is, `texts` what was typed and not saved."""

    def __init__(self, folder: Path) -> None:
        home = folder / "r" / "1"
        self.paths = {"ruleset": str(home / "ruleset.yaml"), "case": str(home / "cases" / "one.yaml"), "evidence": str(folder / "county.yaml")}
        self.texts: dict[str, str] = {}
        self.desk = Desk(lambda path: self.texts[path] if path in self.texts else text_in_file(path))

    def change(self, what: str, before: str, after: str) -> str:
        """Type another text, without saving it; its path."""
        path = self.paths[what]
        text = self.desk.page(path).text
        assert text.count(before) >= 1, before
        self.texts[path] = text.replace(before, after, 1)
        return path

    def place(self, what: str, marked: str) -> tuple[str, int, int]:
        """The place of the `|` in a part of a file."""
        path = self.paths[what]
        before, _, after = marked.partition("|")
        text = self.desk.page(path).text
        assert text.count(before + after) == 1, (marked, text.count(before + after))
        head = text[: text.index(before + after) + len(before)]
        return path, head.count("\n") + 1, len(head) - (head.rfind("\n") + 1) + 1

    def typing(self, what: str, before: str, after: str) -> tuple[str, int, int]:
        """Type another text, in which `|` marks where somebody is."""
        self.change(what, before, after.replace("|", "\0"))
        path = self.paths[what]
        head = self.texts[path].partition("\0")[0]
        self.texts[path] = self.texts[path].replace("\0", "")
        return path, head.count("\n") + 1, len(head) - (head.rfind("\n") + 1) + 1


@pytest.fixture
def opened(folder: Path) -> Opened:
    return Opened(folder)


@pytest.fixture
def offered(opened: Opened) -> Callable[..., list[str]]:
    """The words offered where somebody types."""
    from evalrules.editor.offers import offers

    return lambda *place: [one.text for one in offers(opened.desk, *opened.typing(*place), "en")]
