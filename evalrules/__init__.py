"""Exact, three-valued assessment of counties and schools against published education standards, with the gaps.

>>> import evalrules
>>> ruleset = evalrules.load_ruleset("jiangsu-16@2007")
>>> evidence = evalrules.evidence_from({"grades": {"9": "C"}}, ruleset)
>>> evalrules.assess(ruleset, evidence).verdict.level
'fail'

Everything public is listed in `__all__`; names are loaded when first used, so that `import evalrules` is free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from evalrules.api import (
        Assessment,
        Evaluator,
        Evidence,
        Ruleset,
        assess,
        evidence_from,
        load_evidence,
        load_ruleset,
    )  # fmt: skip
    from evalrules.base.diagnostics import Diagnostic, EvalrulesError
    from evalrules.model.assessment import Verdict
    from evalrules.semantics.compiled import Judgement, Measured

    __version__: str

__all__ = [
    "Assessment",
    "Diagnostic",
    "EvalrulesError",
    "Evaluator",
    "Evidence",
    "Judgement",
    "Measured",
    "Ruleset",
    "Verdict",
    "__version__",
    "assess",
    "evidence_from",
    "load_evidence",
    "load_ruleset",
]


def __getattr__(name: str) -> object:
    if name == "__version__":
        from evalrules.version import VERSION

        return VERSION
    if name in __all__:
        from evalrules import api

        return getattr(api, name)
    raise AttributeError(f"module 'evalrules' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
