"""The table of keys in docs/language.md, made from the schema of rulesets and the rulesets beside this file.

    python docs/keys/table.py            # prints it
    python docs/keys/table.py --write    # writes it into docs/language.md

Each key stands where it may be written, with its meaning in both languages and as it is written in `ruleset.yaml` or
`overlay.yaml`, both of which load. Ends with 1 where a key is written in neither of them.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

HERE = Path(__file__).resolve().parent
PAGE = HERE.parent / "language.md"
SCHEMA = HERE.parent.parent / "evalrules" / "schemas" / "ruleset.json"
BEGIN, END = "<!-- keys: python docs/keys/table.py --write -->\n", "<!-- end of keys -->"
MOST = 90
"""How long an example may be before it is cut."""

PLACES: Mapping[str, tuple[str, str, str]] = {
    "": ("标准", "of a ruleset", ""),
    "in_force": ("施行日期", "of `in_force`", "in_force"),
    "source": ("依据的文件", "of each of `sources`", "sources.*"),
    "level": ("结论的级别", "of each of `levels`", "levels.*"),
    "group": ("分组与有名称的等级", "of each of `groups`, and of `grades` with names", "groups.*"),
    "choice": ("一类选项", "of each of `choices`, beside its options", "choices.*"),
    "option": ("一个选项", "of each option of a choice", "choices.*.*"),
    "value": ("标准里的数", "of each of `values`", "values.*"),
    "measure": ("数据", "of each of `measures`", "measures.*"),
    "rounding": ("进舍", "of `round`", "measures.*.round"),
    "table": ("表", "of each of `tables`", "tables.*"),
    "rows": ("应有的行数", "of `rows`", "tables.*.rows"),
    "column": ("列", "of each of `columns`", "tables.*.columns.*"),
    "members": ("下级单位", "of each of `members`", "members.*"),
    "indicator": ("指标", "of each of `indicators`", "indicators.*"),
    "name": ("另起的名称", "of each of `names`", "names.*"),
    "gate": ("前提条件", "of each of `gates`", "gates.*"),
    "veto": ("一票否决", "of each of `vetoes`", "vetoes.*"),
    "rule": ("结论规则", "of each line of `verdict`", "verdict.*"),
    "obligation": ("随结论的要求", "of each of `conditions`", "conditions.*"),
    "assessment": ("几次评估", "of each of `assessments`", "assessments.*"),
    "panel": ("评估组", "of `panel`", "panel"),
    "check": ("数据关系", "of each of `checks`", "checks.*"),
}
"""The parts of the schema: in Chinese, in English, and where they stand in a ruleset."""

_BELOW = {
    "in_force": ("properties", "in_force"), "choice": ("properties", "choices", "additionalProperties"),
    "panel": ("properties", "panel"), "rows": ("definitions", "table", "properties", "rows", "oneOf", 1),
    "check": ("definitions", "check", "anyOf", 1),
}  # fmt: skip
"""The parts of the schema that are no definitions of their own."""


def part(schema: object, name: str) -> Mapping[str, Any]:
    """The keys of a part of the schema, each as it is described."""
    found: Any = schema
    for step in _BELOW.get(name, ("definitions", name) if name else ()):
        found = found[step]
    return found["properties"]


def parts_at(node: object, path: list[str]) -> Iterator[Mapping[str, Any]]:
    """The mappings that stand at a path of a document; `*` is every item."""
    if not path:
        if isinstance(node, dict):
            yield node
        return
    below: Any = ()
    if path[0] == "*":
        below = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    elif isinstance(node, dict) and path[0] in node:
        below = (node[path[0]],)
    for one in below:
        yield from parts_at(one, path[1:])


def written(value: object, *, inside: bool = False) -> str:
    """A value as it is written on one line."""
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {written(one, inside=True)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(written(one, inside=True) for one in value) + "]"
    text = str(value)
    is_quoted = isinstance(value, str) and (
        text.replace(".", "").isdigit() or (inside and any(one in text for one in ',:{}[]"'))
    )
    return f"'{text}'" if is_quoted else text


def example(documents: list[Any], place: str, key: str) -> str:
    """How a key is written in the first document that has it there; "" where none has."""
    path = place.split(".") if place else []
    found = next((one[key] for document in documents for one in parts_at(document, path) if key in one), ...)
    if found is ...:
        return ""
    text = f"{key}: {written(found)}"
    return text if len(text) <= MOST else text[: MOST - 1].rstrip() + "…"


def table() -> tuple[str, list[str]]:
    """The sections of the page, and the keys that no document writes."""
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    documents = [YAML(typ="safe").load(HERE / name) for name in ("ruleset.yaml", "overlay.yaml")]
    lines: list[str] = []
    missing = []
    for name, (zh, en, place) in PLACES.items():
        lines += [f"**{zh} / {en}**", "", "| key | 中文 | meaning | example |", "|---|---|---|---|"]
        for key, described in part(schema, name).items():
            said = str(described.get("description") or described["title"])
            in_chinese, _, in_english = said.partition(" / ")
            shown = example(documents, place, key)
            missing += [] if shown else [f"{name}.{key}"]
            lines.append(f"| `{key}` | {in_chinese} | {in_english} | `{shown.replace('|', chr(92) + '|')}` |")
        lines.append("")
    return "\n".join(lines), missing


def main() -> int:
    """Prints the table, or writes it into the page."""
    found, missing = table()
    if "--write" in sys.argv[1:]:
        before, _, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
        PAGE.write_text(f"{before}{BEGIN}{found}{END}{rest.partition(END)[2]}", encoding="utf-8")
    else:
        print(found)
    for one in missing:
        print(f"no example: {one}", file=sys.stderr)
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
