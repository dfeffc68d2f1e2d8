"""A new ruleset with everything that stands beside one: it loads, passes lint and its cases, and is to be filled in."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.patterns import pattern
from evalrules.base.source import Record
from evalrules.frontend.build import build_ruleset
from evalrules.readers.files import document_of
from evalrules.schemas import schema_text

_ID = pattern(r"[a-z0-9]+(-[a-z0-9]+)*")
_EDITION = pattern(r"[A-Za-z0-9._-]+")

SCHEMA = "ruleset.schema.json"
CASE_SCHEMA = "case.schema.json"

_RULESET = """# yaml-language-server: $schema={schema}
# {id}: 新建的标准，按原文改写每一行 / a new ruleset: rewrite every line by the text of the standard
format: ruleset/1
id: {id}
edition: "{edition}"
revision: 1
title: {{zh: 标准名称, en: name of the standard}}
document: 文号
authority: {{zh: 发文机关, en: issuing authority}}
subject: {subject}

sources: # 每个数都要有依据；confidence: read 读到，partial 部分读到，assumed 推定
  text: {{zh: 标准原文, en: text of the standard, confidence: read}}

levels: # 从好到差 / best first
  - {{id: pass, zh: 达标, en: reached, required: true}}
  - {{id: fail, zh: 未达标, en: not reached}}
groups:
  - {{id: main, zh: 板块名称, en: name of a group}}

values: # 标准中的数；文本没有给出的写 null / numbers of the standard; null where no text gives one
  enrolment_least: {{value: 90, unit: "%", zh: 入学率下限, en: least enrolment rate, source: text 第1条}}

measures: # better 写明以高还是低为好：prove 由此发现写反的比较 / say which way is better: prove rests on it
  enrolment: {{type: percent, better: higher, range: [0, 100], zh: 入学率, en: enrolment rate, source: text 第1条}}
  fraud: {{type: yesno, better: lower, zh: 弄虚作假, en: fraud, source: text 第3条}}

indicators:
  - {{id: "1", group: main, zh: 入学率, en: enrolment, met: enrolment >= enrolment_least, source: text 第1条}}
  - {{id: "2", group: main, zh: 评估组认定的一项, en: one that assessors decide, assessed: yesno, source: text 第2条}}

vetoes:
  - {{id: fraud, zh: 弄虚作假, en: fraud, when: fraud, level: fail, source: text 第3条}}

verdict: # 自上而下，取第一条成立的 / read from the top; the first that holds
  - {{level: pass, when: 'every(indicators, met)', source: text 第4条}}
  - {{level: fail}}
"""

_SOURCES = """# 依据 / Sources: {id}@{edition}

| 编号 id | 文件 document | 读到的程度 confidence | 说明 remarks |
|---|---|---|---|
| text | 标准原文 | read | 写明文号、条款和查阅途径 / number, clauses, where it was read |

没有读到的内容在这里逐条写明，不得推定。 / What was not read stands here, item by item; nothing is invented.
"""

_CHANGELOG = """# Changes of the encoding {id}@{edition}

Each line says which periods and which indicators it affects.

## Revision 1

- First encoding. Affects all periods and all indicators.
- Digest: `{digest}`.
"""

_CASES: Mapping[str, str] = {
    "at-the-limit.yaml": """# 恰好达到界限 / exactly at the limit
evidence:
  ruleset: {id}@{edition}
  facts: {{enrolment: 90, fraud: false}}
  grades: {{"2": true}}
expect: {{level: pass, outcomes: {{"1": met, "2": met}}, vetoes: {{fraud: false}}}}
""",
    "just-below.yaml": """# 只差一点 / just below it
evidence:
  ruleset: {id}@{edition}
  facts: {{enrolment: 89.99, fraud: false}}
  grades: {{"2": true}}
expect: {{level: fail, outcomes: {{"1": not_met, "2": met}}, gaps: {{"1": {{to: met, need: {{enrolment: ">= 90"}}}}}}}}
""",
    "fraud.yaml": """# 一票否决 / the veto
evidence:
  ruleset: {id}@{edition}
  facts: {{enrolment: 95, fraud: true}}
  grades: {{"2": true}}
expect: {{level: fail, outcomes: {{"*": met}}, vetoes: {{fraud: true}}}}
""",
}


def is_name(own: str, edition: str) -> bool:
    """Whether a ruleset can be called so: lower-case words with hyphens, and an edition without spaces."""
    return _ID.fullmatch(own) is not None and _EDITION.fullmatch(edition) is not None


def skeleton(own: str, edition: str, subject: str) -> dict[str, str]:
    """The files of a new ruleset by their paths within its folder."""
    words = {"id": own, "edition": edition, "subject": subject, "schema": SCHEMA}
    text = _RULESET.format(**words)
    return files_of(own, edition, subject, text, {name: case.format(**words) for name, case in _CASES.items()})


def files_of(own: str, edition: str, subject: str, text: str, cases: Mapping[str, str]) -> dict[str, str]:
    """A ruleset with its papers, its cases and the schemas for editors, by their paths within its folder."""
    words = {"id": own, "edition": edition, "subject": subject, "schema": SCHEMA}
    document, _ = document_of("ruleset.yaml", text.encode(), name="ruleset.yaml")
    assert isinstance(document.root, Record), "what is begun is a document"
    ruleset, problems = build_ruleset(document.root)
    assert ruleset is not None, f"what is begun is a ruleset: {problems}"
    return {
        "ruleset.yaml": text,
        "SOURCES.md": _SOURCES.format(**words),
        "CHANGELOG.md": _CHANGELOG.format(digest=ruleset.digest, **words),
        **{
            f"cases/{name}": f"# yaml-language-server: $schema=../{CASE_SCHEMA}\n{case}" for name, case in cases.items()
        },
        SCHEMA: schema_text("ruleset"),
        CASE_SCHEMA: schema_text("case"),
    }
