"""Files of evidence written again with other values, as an office would type them: YAML, CSV beside it, a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from evalrules.frontend.bind_tables import table_form
from evalrules.model.evidence_paths import EvidencePath, evidence_path_from
from evalrules.model.ruleset import Label, Ruleset


def rewritten(
    root: Any, beside: Path, settings: Mapping[str, Any], ruleset: Ruleset, target: Path, *, as_csv: bool = False
) -> Path:
    """The file `target` with the evidence `root` and values at paths in it.

    The CSV files of its rows stand beside it; with `as_csv` also those that were listed in it.
    """
    for name, table in (root.get("tables") or {}).items():
        if isinstance(named := _rows_of(table), str):
            text = (beside / named).read_text(encoding="utf-8-sig")
            own = [path for place in settings if (path := evidence_path_from(place)).name == name and path.section == "tables"]
            lines = list(csv.reader(io.StringIO(text)))
            for path in own:
                _set_cell(lines, path, settings[path.text], ruleset)
            with (target.parent / named).open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows(lines)
    for place, value in settings.items():
        path = evidence_path_from(place)
        if path.section != "tables":
            _set(root.setdefault(path.section, {}), path, value, ruleset)
        elif not isinstance(_rows_of(root["tables"][path.name]), str):
            _set_row(_rows_of(root["tables"][path.name]), path, value, ruleset)
    for name, table in (root.get("tables") or {}).items() if as_csv else ():
        if not isinstance(rows := _rows_of(table), str) and rows:
            columns = list(dict.fromkeys(own for row in rows for own in row))
            with (target.parent / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
                csv.writer(stream).writerows([columns, *([_typed(row.get(own)) for own in columns] for row in rows)])
            more = {own: one for own, one in table.items() if own != "rows"} if isinstance(table, Mapping) else {}
            root["tables"][name] = {"rows": f"{name}.csv", **more}
    yaml = YAML()
    yaml.representer.add_representer(Decimal, lambda on, value: on.represent_scalar("tag:yaml.org,2002:float", str(value)))
    with target.open("w", encoding="utf-8") as stream:
        yaml.dump(root, stream)
    return target


def _typed(value: Any) -> str:
    """A value as it is typed into a cell."""
    if value is None:
        return ""
    return {True: "是", False: "否"}[value] if isinstance(value, bool) else str(value)


def _rows_of(table: Any) -> Any:
    return table["rows"] if isinstance(table, Mapping) else table


def _set(section: Any, path: EvidencePath, value: Any, ruleset: Ruleset) -> None:
    """A value in a section, under the name by which the file already calls it."""
    names = {path.name}
    if path.section == "facts":
        names = _names(path.name, ruleset.measures[path.name].label if path.name in ruleset.measures else None)
    key = next((own for own in section if str(own) in names), path.name)
    if not path.part:
        section[key] = value
        return
    parts = section.setdefault(key, {})
    parts[next((own for own in parts if str(own) == path.part), path.part)] = value


def _set_cell(lines: list[list[str]], path: EvidencePath, value: Any, ruleset: Ruleset) -> None:
    """A cell of a file of rows, by its heading and the names of options."""
    form = table_form(ruleset.tables[path.name], ruleset)
    ids = {name: column.id for column in form.columns for name in column.names}
    heading = [ids.get(name.strip(), name) for name in lines[0]]
    at = heading.index(path.part)
    row = next(one for one in lines[1:] if _is_row(dict(zip(heading, one, strict=False)), path, ruleset))
    row[at] = _typed(value)


def _set_row(rows: Iterable[Any], path: EvidencePath, value: Any, ruleset: Ruleset) -> None:
    form = table_form(ruleset.tables[path.name], ruleset)
    ids = {name: column.id for column in form.columns for name in column.names}
    row = next(one for one in rows if _is_row({ids.get(own, own): str(cell) for own, cell in one.items()}, path, ruleset))
    row[next((own for own in row if ids.get(own, own) == path.part), path.part)] = value


def _is_row(cells: Mapping[str, str], path: EvidencePath, ruleset: Ruleset) -> bool:
    """Whether these are the cells of the row that a path names."""
    table = ruleset.tables[path.name]
    for own, part in zip(table.key, path.row, strict=True):
        choice = ruleset.measures[own].choice
        label = ruleset.choices[choice].options.get(part) if choice else None
        if cells.get(own.partition(".")[2], "").strip() not in _names(part, label):
            return False
    return True


def _names(own: str, label: Label | None) -> set[str]:
    return {own} if label is None else {own, label.zh, label.en}
