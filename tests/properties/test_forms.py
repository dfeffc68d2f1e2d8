"""The same facts in every form give the same verdict and the same digest (P46, P47), on the cases of every ruleset."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from selection import one_in

from evalrules.authoring.cases import CaseFile, read_cases
from evalrules.base.diagnostics import has_errors
from evalrules.model.assessment import Assessment, FactUse
from evalrules.model.report import Options
from evalrules.pipeline import check

from .evidence_forms import as_json, csv_bytes, evidence_grid, grid_of, has_units, plain, rows_of, workbook_bytes

ROOT = Path(__file__).resolve().parents[2]
RULESETS = sorted((ROOT / "rulesets").glob("*/*/ruleset.yaml"))
FORMS = ("json", "csv", "chinese", "xlsx", "folder", "zip", "gbk")


def name_of(path: Path) -> str:
    return f"{path.parents[1].name}@{path.parent.name}"


def written(case: CaseFile, ruleset: str) -> dict[str, Any]:
    found = plain(case.evidence.root) if case.evidence.root is not None else {}
    return {"format": "evidence/1", **found, "ruleset": ruleset}


def put(folder: Path, name: str, data: bytes | str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return path


def with_rows(folder: Path, evidence: dict[str, Any], encoding: str = "utf-8-sig") -> Path:
    for own, value in (evidence.get("tables") or {}).items():
        if rows_of(value):
            put(folder, f"{own}.csv", csv_bytes(grid_of(rows_of(value)), encoding))
    return folder


def as_csv(folder: Path, evidence: dict[str, Any], encoding: str = "utf-8-sig", *, chinese: bool = False) -> Path:
    with_rows(folder, evidence, encoding)
    return put(folder, "evidence.csv", csv_bytes(evidence_grid(evidence, chinese=chinese), encoding))


def as_zip(folder: Path, evidence: dict[str, Any]) -> Path:
    inside = as_csv(folder / "县", evidence).parent
    path = folder / "county.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for file in sorted(inside.iterdir()):
            archive.write(file, f"县/{file.name}")
    return path


def as_workbook(folder: Path, evidence: dict[str, Any]) -> Path:
    with_rows(folder, evidence)
    return put(folder, "county.xlsx", workbook_bytes({"自评表": evidence_grid(evidence)}))


MAKERS: dict[str, Callable[[Path, dict[str, Any]], Path]] = {
    "json": lambda folder, evidence: put(folder, "county.json", as_json(evidence)),
    "csv": as_csv,
    "chinese": lambda folder, evidence: as_csv(folder, evidence, chinese=True),
    "gbk": lambda folder, evidence: as_csv(folder, evidence, "gb18030", chinese=True),
    "folder": lambda folder, evidence: as_csv(folder, evidence).parent,
    "zip": as_zip,
    "xlsx": as_workbook,
}


def assessed(path: Path, case: CaseFile) -> Assessment | None:
    report = check([os.fspath(path)], Options(as_of=case.as_of, explain=True))
    assert len(report.results) == 1, report.diagnostics
    return report.results[0].assessment


def placeless(facts: tuple[FactUse, ...]) -> tuple[FactUse, ...]:
    return tuple(use._replace(place="", attachment="", page="") for use in facts)


def comparable(found: Assessment) -> tuple[object, ...]:
    """What a result says, without where it stands. A cell that a row of YAML leaves out is an empty one in a table."""
    missing = tuple(one._replace(cause="null") if one.kind in ("cell", "column") else one for one in found.missing)
    findings = [one._replace(facts=placeless(one.facts), place="", attachment="", page="") for one in found.findings]
    gates = [one._replace(facts=placeless(one.facts)) for one in found.gates]
    vetoes = [one._replace(facts=placeless(one.facts)) for one in found.vetoes]
    return (found.subject, found.period, found.evidence_digest, found.verdict, gates, vetoes, findings,
            found.gaps, missing, found.claims)  # fmt: skip


def cases_of(path: Path) -> Iterator[CaseFile]:
    cases, _ = read_cases(str(path.parent))
    for case in cases:
        values = plain(case.evidence.root) if case.evidence.root is not None else {}
        tables = values.get("tables") or {}
        if not case.values and not values.get("assessments") and not any(has_units(rows_of(one)) for one in tables.values()):
            yield case


@pytest.mark.parametrize("path", one_in(60, RULESETS, real=6), ids=name_of)
def test_every_form_of_a_case_gives_the_same_result(path: Path, tmp_path: Path):
    """YAML, JSON, CSV in three encodings and two languages, a workbook, a folder and a zip: one verdict, one digest."""
    tried = 0
    for at, case in enumerate(cases_of(path)):
        evidence = written(case, name_of(path))
        expected = assessed(put(tmp_path / f"{at}", "county.yaml", as_json(evidence)), case)
        if expected is None or has_errors(expected.diagnostics):
            continue
        for form in FORMS:
            found = assessed(MAKERS[form](tmp_path / f"{at}-{form}", evidence), case)
            assert found is not None, (case.name, form)
            assert comparable(found) == comparable(expected), (case.name, form)
        tried += 1
        if tried == 2 and not os.environ.get("EVALRULES_SOAK"):
            break
    assert tried > 0
