"""The evidence of the hostile corpus: for each name the file and its bytes, written as the row describes it."""

from __future__ import annotations

import json

HEAD = "format: evidence/1\nruleset: sample@1\n"
REST = "period: 2007\ngrades: {panel: A, plan: 是}\n"
GOOD = HEAD + REST + "facts: {rate: 98, ok: 20, total: 20, area: 1000, exam: 否}\n"


def fact(value: str, measure: str = "rate") -> str:
    """Evidence that would pass, but for how one fact is written."""
    facts = {"rate": "98", "ok": "20", "total": "20", "area": "1000", "exam": "否"} | {measure: value}
    return HEAD + REST + "facts:\n" + "".join(f"  {name}: {written}\n" for name, written in facts.items())


def named(name: str) -> str:
    """Evidence that passes, of a subject with this name and with notes that say the same."""
    data = {
        "format": "evidence/1", "ruleset": "sample@1", "period": 2007, "subject": {"id": "7", "name": name},
        "facts": {"rate": {"value": 98, "note": name}, "ok": 20, "total": 20, "area": 1000, "exam": False},
        "grades": {"panel": {"grade": "A", "note": name}, "plan": True},
    }  # fmt: skip
    return json.dumps(data)


UNITS = "format: evidence/1\nruleset: spread@1\nperiod: 2007\ntables:\n  units:\n"
"""Evidence for the ruleset of one coefficient of variation over schools, which the tests write."""


def row(school: str, pupils: int, books: int) -> str:
    return f"    - {{school: {school}, pupils: {pupils}, books: {books}}}\n"


YAML: dict[str, str | bytes] = {
    "y_self_alias_map": "facts: &a {k: *a}\n",
    "y_deep_flow_10k": fact("[" * 10_000 + "]" * 10_000),
    "y_deep_flow_map_10k": fact("{a: " * 10_000 + "1" + "}" * 10_000),
    "y_deep_seq_dash": HEAD + "facts:\n  " + "- " * 5_000 + "1\n",
    "y_dup_key_nfc_nfd": HEAD + "facts: {caf\u00e9: 1, cafe\u0301: 2}\n",
    "y_merge_override": HEAD + "facts:\n  <<: {rate: 99}\n  rate: 1\n",
    "y_merge_list_bomb": "a: &a {k: 1}\nb: {<<: [" + ",".join(["*a"] * 10_000) + "]}\n",
    "y_tag_7": fact("!!python/object/apply:os.system ['touch /tmp/owned']"),
    "y_tag_set": HEAD + "facts: !!set {rate, ok}\n",
    "y_tag_str98": fact("!!str 98"),
    "y_tag_int_lie": fact("!!int abc"),
    "y_bool_NO": fact("NO", "exam"),
    "y_bool_n": fact("n", "exam"),
    "y_bool_否": fact("否", "exam"),
    "y_bool_是": fact("否", "exam").replace("plan: 是", "plan: '是'"),
    "y_bool_有": fact("有", "exam"),
    "y_octal_0o17": fact("0o17"),
    "y_underscore": fact("1_000", "area"),
    "n_nan": fact(".nan"),
    "n_Infinity": fact("Infinity"),
    "n_1e400": fact("1e400", "area"),
    "n_1e-400": fact("1e-400", "area"),
    "n_huge_int": fact("9" * 5_000, "area"),
    "n_neg_zero": fact("-0"),
    "n_negative_count": fact("-1", "ok"),
    "n_fraction_count": fact("19.5", "ok"),
    "n_gross_103": fact("103", "gross"),
    "s_fullwidth_pct": fact("９８％"),
    "s_cn_cheng": fact("九成八"),
    "s_thousands": fact("'12,345'", "area"),
    "s_fw_thousands": fact("12，345", "area"),
    "s_fw_dot": fact("98．5"),
    "s_space_inside": fact("9 8"),
    "s_arabic_indic": fact("٩٨"),
    "s_approx": fact("约98"),
    "s_unit_wan": fact("1.2万", "area"),
    "s_dash": fact("—"),
    "s_slash": fact("/"),
    "s_na": fact("N/A"),
    "s_zwsp_key": fact("98", "ra\u200bte"),
    "s_zero": fact("0"),
    "y_bom": b"\xef\xbb\xbf" + GOOD.encode(),
    "y_gbk": HEAD.encode() + "subject: {name: 昆山市教育局}\n".encode("gbk"),
    "y_gb18030": HEAD.encode() + "subject: {name: 昆山㐀市教育局}\n".encode("gb18030"),
    "y_bad_utf8": HEAD.encode() + b"a: \xc3\x28\xff\n",
    "y_nul": HEAD + "subject: {name: a\0b}\n",
    "y_nul_escape": HEAD + 'subject: {name: "a\\0b"}\n',
    "y_fullwidth_quote": GOOD + "subject: {name: “昆山”}\n",
    "y_version_float": HEAD.replace("sample@1", "{id: sample, version: 1.10}") + REST,
    "e_missing_required": GOOD.replace("rate: 98, ", ""),
    "e_bool_for_number": fact("true"),
    "e_number_for_bool": fact("1", "exam"),
    "e_conflict": fact("21", "ok"),
    "e_future_year": HEAD.replace("sample@1", "city@1") + "period: 2007\nfacts:\n  funds: {2006: 1, 2008: 2}\n",
    "e_empty_list": UNITS.replace("units:\n", "units: []\n"),
    "e_one_school": UNITS + row("一小", 300, 6000),
    "e_zero_students": UNITS + row("一小", 0, 6000) + row("二小", 0, 1),
    "e_png": b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 10,
}  # fmt: skip

JSON: dict[str, str | bytes] = {
    "j_1e400": json.dumps({"format": "evidence/1", "ruleset": "sample@1", "facts": {"area": 0}}).replace("0}}", "1e400}}"),
    "j_surrogate": '{"format": "evidence/1", "ruleset": "sample@1", "subject": {"name": "\\ud800"}}',
    "j_proto": '{"format": "evidence/1", "ruleset": "sample@1", "__proto__": {"rate": 98}}',
    "o_ansi_escaped": named("\x1b[31mRED\x1b[0m"),
    "o_osc52": named("\x1b]52;c;ZXZpbA==\x07"),
    "o_c1": named("\x9b31mRED"),
    "o_cr_overwrite": named("failed\rVerdict: passed"),
    "o_html_attr": named('"><img src=x onerror=alert(1)><script>alert(1)</script>'),
    "o_md_link": named("[click](javascript:alert(1)) ![](http://evil.example/x)"),
    "o_latex": named(r"\input{/etc/passwd}"),
    "o_gha": named("::error file=a::evil"),
    "o_gha_stop": named("x\n::stop-commands::token\n##[group]"),
    "o_very_long": named("长" * 100_000),
    "o_emoji": named("👨‍👩‍👧‍👦🏫"),
    "o_tag_chars": named("a\U000e0041\U000e007f"),
    "o_win_reserved": named("CON"),
}  # fmt: skip

CSV: dict[str, str | bytes] = {
    "c_dup_header": "section,id,value,id\nfact,rate,98,x\n",
    "c_dup_row": "section,id,value\nfact,rate,98\nfact,ok,20\nfact,rate,97\n",
    "c_newline_in_field": 'section,id,value,note\nsubject,name,甲县,"一\n二"\nfact,rate,约98,\n',
}

EVIDENCE = {
    **{name: ("e.yaml", data) for name, data in YAML.items()},
    **{name: ("e.json", data) for name, data in JSON.items()},
    **{name: ("e.csv", data) for name, data in CSV.items()},
    "e_png": ("e.yaml", YAML["e_png"]),
}
