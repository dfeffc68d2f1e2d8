"""The rulesets of the hostile corpus: for each name the whole text, or the condition that is written into one."""

from __future__ import annotations

HEAD = """\
format: ruleset/1
id: t
edition: "1"
revision: 1
title: {zh: 例, en: sample}
subject: county
sources: {s: {confidence: read}}
grades: [A, B, C]
levels: [{id: pass, required: true}, {id: fail}]
measures: {rate: {type: percent, range: [0, 100]}, name: {type: text}}
"""
INDICATOR = """\
indicators:
  - id: "1"
    source: s
    met: rate >= 95
"""
VERDICT = "verdict: [{level: pass, when: 'met(\"1\")'}, {level: fail}]\n"
PLAIN = HEAD + INDICATOR + VERDICT


def bands(a: str, b: str, c: str = "otherwise") -> str:
    """A ruleset with one graded indicator."""
    indicator = f'indicators:\n  - id: "1"\n    source: s\n    bands:\n      A: {a}\n      B: {b}\n      C: {c}\n'
    return HEAD + indicator + "verdict: [{level: pass}]\n"


RULESETS: dict[str, str] = {
    "r_extends_self": PLAIN.replace('edition: "1"\n', 'edition: "1"\nextends: t@1\n'),
    "r_extends_path": PLAIN.replace('edition: "1"\n', 'edition: "1"\nextends: ../../../etc/passwd\n'),
    "r_extends_url": PLAIN.replace('edition: "1"\n', 'edition: "1"\nextends: http://127.0.0.1:9/r.yaml\n'),
    "r_schema_ref_remote": PLAIN.replace("format:", "$schema: http://127.0.0.1:9/s.json\n$ref: http://127.0.0.1:9/r.json\nformat:"),
    "r_overlap": bands("rate >= 95 and rate <= 99", "rate >= 98 or rate < 50"),
    "r_gap_point": bands("rate > 95", "rate < 95", "rate > 200"),
    "r_inverted_band": bands("rate >= 90", "rate >= 95"),
    "r_unknown_name": PLAIN.replace("met: rate", "met: ratee"),
    "r_unknown_key": PLAIN + "vetos: [{id: v, when: rate < 1, level: fail, source: s}]\n",
    "r_dup_indicator": HEAD + INDICATOR + INDICATOR.replace("indicators:\n", "") + VERDICT,
    "r_cmp_text": PLAIN.replace("rate >= 95", 'rate >= "95"'),
    "r_bad_version": PLAIN.replace("revision: 1", "revision: 1.10"),
    "r_no_indicators": HEAD + "indicators: []\nverdict: [{level: pass}]\n",
}

CONDITIONS: dict[str, str] = {
    "attr": "rate.real >= 95",
    "attr_chain": "rate.__class__.__mro__ >= 95",
    "fstring": "f'{rate}' == '95'",
    "listcomp": "[rate for rate in (1, 2)] == 1",
    "genexp": "any(rate for rate in (1, 2))",
    "pow": "9 ** 9 ** 9 ** 9 >= rate",
    "pow2": "rate ** 2 >= 95",
    "strmul": "'a' * 1000000000 == name",
    "fmt": "'{0.__class__}'.format(rate) == name",
    "bytes": "name == b'a'",
    "ellipsis": "rate >= ...",
    "star": "max(*rate) >= 95",
    "dictset": "rate in {95, 96}",
    "matmul": "rate @ rate >= 95",
    "eval": "eval('rate') >= 95",
    "getattr": "getattr(rate, 'real') >= 95",
    "stmt": "import os; rate >= 95",
    "fullwidth_name": "ｒａｔｅ >= 95",
    "math_bold": "𝐫𝐚𝐭𝐞 >= 95",
    "implicit_str": "name == 'a' 'b'",
    "assign": "rate = 95",
    "empty": "",
    "const_true": "True",
    "type_comment": "rate >= 95 # type: int",
}

WRITTEN = {
    **RULESETS,
    **{
        f"expr/{name}": PLAIN.replace("rate >= 95\n", '"' + condition.replace('"', '\\"') + '"\n')
        for name, condition in CONDITIONS.items()
    },
}
