"""A service of somebody else's: a mapping in, a verdict out, errors with the path of what was given.

python service.py 8000
curl -d '{"facts": {"graduate_teachers": 31, "senior_teachers": 420}, "grades": {"9": "A"}}' http://127.0.0.1:8000/
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import partial
from typing import TYPE_CHECKING, Any
from wsgiref.simple_server import make_server

import evalrules

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment


def answered(mapping: Mapping[str, Any], ruleset: evalrules.Ruleset, lang: str = "zh") -> tuple[int, dict[str, Any]]:
    """The status and the body of the answer to one mapping."""
    try:
        evidence = evalrules.evidence_from(mapping, ruleset)
        assessment = evalrules.assess(ruleset, evidence)
    except evalrules.EvalrulesError as wrong:
        return 422, {"problems": [problem_of(one, lang) for one in wrong.diagnostics]}
    verdict: evalrules.Verdict = assessment.verdict
    return 200, {
        "level": verdict.level,
        "possible": list(verdict.possible),
        "gaps": [gap_of(gap) for gap in assessment.gaps],
        "missing": [one.id for one in assessment.missing],
    }


def problem_of(found: evalrules.Diagnostic, lang: str) -> dict[str, str]:
    """One problem, as a form shows it beside the field."""
    return {"path": found.path, "code": found.code, "told": found.sentence(lang)}


def gap_of(gap: evalrules.Gap) -> dict[str, Any]:
    """What leads from one grade to the next."""
    changes: Iterable[evalrules.Change] = gap.changes
    return {"of": gap.id, "to": gap.to, "changes": [f"{one.measure} {one.op} {one.need}" for one in changes]}


def application(
    environ: WSGIEnvironment, start_response: StartResponse, *, ruleset: evalrules.Ruleset
) -> Iterable[bytes]:
    """The service itself; threads may share the ruleset."""
    length = int(environ.get("CONTENT_LENGTH") or 0)
    try:
        given = json.loads(environ["wsgi.input"].read(length), parse_float=Decimal)
    except ValueError as wrong:
        status, body = 400, {"problems": [{"path": "", "code": "", "told": str(wrong)}]}
    else:
        status, body = answered(given, ruleset)
    start_response(f"{status} {'OK' if status == 200 else 'Wrong'}", [("Content-Type", "application/json")])
    return [json.dumps(body, ensure_ascii=False, default=str).encode()]


if __name__ == "__main__":
    rules = evalrules.load_ruleset("jiangsu-16@2007")
    with make_server("127.0.0.1", int(sys.argv[1]), partial(application, ruleset=rules)) as server:
        server.serve_forever()
