"""Exact, three-valued assessment of counties and schools against published education standards, with the gaps.

>>> import evalrules
>>> ruleset = evalrules.load_ruleset("jiangsu-16@2007")
>>> evidence = evalrules.evidence_from({"grades": {"9": "C"}}, ruleset)
>>> evalrules.assess(ruleset, evidence).verdict.level
'fail'

Everything public is listed in `__all__`; names are loaded when first used, so that `import evalrules` is free.
"""

from __future__ import annotations

TYPE_CHECKING = False  # what checkers take for true: typing itself need not be loaded for this

if TYPE_CHECKING:
    from evalrules.api import (
        Assessment,
        Evaluator,
        Evidence,
        Ruleset,
        action_plan,
        assess,
        evidence_from,
        load_evidence,
        load_ruleset,
    )  # fmt: skip
    from evalrules.base.diagnostics import Diagnostic, EvalrulesError, Related
    from evalrules.base.numbers import Rounding
    from evalrules.base.questions import Confirmation
    from evalrules.base.source import Span
    from evalrules.frames import assess_frame, assess_records
    from evalrules.kept_results import KeptResult, load_result
    from evalrules.model.action_plan import Action, ActionPlan, Followed, Indicated
    from evalrules.model.assessment import (
        Change,
        Due,
        FactUse,
        FailingRow,
        Finding,
        Gap,
        GateFinding,
        Given,
        Irrational,
        Lowering,
        Missing,
        Narrowing,
        Needed,
        Points,
        Reason,
        Requirement,
        RulesetReference,
        StatisticUse,
        Step,
        Titles,
        Together,
        ValueUse,
        Verdict,
        VetoFinding,
        WaiverUse,
    )  # fmt: skip
    from evalrules.model.evidence import Subject
    from evalrules.model.outcome import Outcome
    from evalrules.model.report import Options
    from evalrules.model.ruleset import Citation, Label
    from evalrules.semantics.compiled import Judgement, Measured

    __version__: str

__all__ = [
    "Action",
    "ActionPlan",
    "Assessment",
    "Change",
    "Citation",
    "Confirmation",
    "Diagnostic",
    "Due",
    "EvalrulesError",
    "Evaluator",
    "Evidence",
    "FactUse",
    "FailingRow",
    "Finding",
    "Followed",
    "Gap",
    "GateFinding",
    "Given",
    "Indicated",
    "Irrational",
    "Judgement",
    "KeptResult",
    "Label",
    "Lowering",
    "Measured",
    "Missing",
    "Narrowing",
    "Needed",
    "Options",
    "Outcome",
    "Points",
    "Reason",
    "Related",
    "Requirement",
    "Rounding",
    "Ruleset",
    "RulesetReference",
    "Span",
    "StatisticUse",
    "Step",
    "Subject",
    "Titles",
    "Together",
    "ValueUse",
    "Verdict",
    "VetoFinding",
    "WaiverUse",
    "__version__",
    "action_plan",
    "assess",
    "assess_frame",
    "assess_records",
    "evidence_from",
    "load_evidence",
    "load_result",
    "load_ruleset",
]

_ROOMS = {
    "evalrules.api": (
        "Assessment",
        "Evaluator",
        "Evidence",
        "Ruleset",
        "action_plan",
        "assess",
        "evidence_from",
        "load_evidence",
        "load_ruleset",
    ),
    "evalrules.base.diagnostics": ("Diagnostic", "EvalrulesError", "Related"),
    "evalrules.base.numbers": ("Rounding",),
    "evalrules.base.questions": ("Confirmation",),
    "evalrules.base.source": ("Span",),
    "evalrules.frames": ("assess_frame", "assess_records"),
    "evalrules.kept_results": ("KeptResult", "load_result"),
    "evalrules.model.action_plan": ("Action", "ActionPlan", "Followed", "Indicated"),
    "evalrules.model.assessment": (
        "Change",
        "Due",
        "FactUse",
        "FailingRow",
        "Finding",
        "Gap",
        "GateFinding",
        "Given",
        "Irrational",
        "Lowering",
        "Missing",
        "Narrowing",
        "Needed",
        "Points",
        "Reason",
        "Requirement",
        "RulesetReference",
        "StatisticUse",
        "Step",
        "Titles",
        "Together",
        "ValueUse",
        "Verdict",
        "VetoFinding",
        "WaiverUse",
    ),
    "evalrules.model.evidence": ("Subject",),
    "evalrules.model.outcome": ("Outcome",),
    "evalrules.model.report": ("Options",),
    "evalrules.model.ruleset": ("Citation", "Label"),
    "evalrules.semantics.compiled": ("Judgement", "Measured"),
}
"""Where each name comes from; what is imported when it is first used."""

if not TYPE_CHECKING:  # else any name would do for who checks the types of a program

    def __getattr__(name: str) -> object:
        """A public name, loaded now."""
        from importlib import import_module

        if name == "__version__":
            return import_module("evalrules.version").VERSION
        for room, names in _ROOMS.items():
            if name in names:
                return getattr(import_module(room), name)
        raise AttributeError(f"module 'evalrules' has no attribute {name!r}")


def __dir__() -> list[str]:
    return __all__
