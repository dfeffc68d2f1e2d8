"""What is concluded on one row, and as which texts it is written."""

from __future__ import annotations

import json
from decimal import Decimal
from fractions import Fraction
from typing import Any, TypeAlias

from evalrules.base.diagnostics import Diagnostic
from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.model.outcome import SCORED
from evalrules.model.ruleset import Ruleset
from evalrules.semantics.shortfalls import IndicatorGap
from evalrules.semantics.why import GATE, VETO

DECIDED, UNDETERMINED, REFUSED = "decided", "undetermined", "refused"

RULES = "; "
"""What stands between several rules in the cell of reasons."""

Cell: TypeAlias = str | None


class Conclusion(NamedTuple):
    """The level (None where undetermined, or where the row is refused), the levels still possible, the rules that give
    it, each indicator's outcome or those still possible, its points, the sums of points, what each indicator lacks for
    its next better outcome, and every problem of the row. `is_exact`: found by the exact way.
    """

    level: str | None
    possible: tuple[str, ...]
    rules: tuple[str, ...]
    grades: tuple[str | tuple[str, ...], ...]
    points: tuple[str | None, ...]
    awarded: str | None
    full: str | None
    gaps: tuple[IndicatorGap, ...]
    diagnostics: tuple[Diagnostic, ...]
    is_refused: bool
    is_exact: bool

    @property
    def status(self) -> str:
        """decided, undetermined or refused."""
        return REFUSED if self.is_refused else UNDETERMINED if self.level is None else DECIDED


def refused(diagnostics: tuple[Diagnostic, ...]) -> Conclusion:
    """A row that cannot be judged."""
    return Conclusion(None, (), (), (), (), None, None, (), diagnostics, is_refused=True, is_exact=True)


def is_bar(rule: str) -> bool:
    """Whether a rule that gives a level is a veto or a gate."""
    return rule.startswith((f"{VETO} ", f"{GATE} "))


class Layout:
    """The columns of the result: what is kept of the table, then what is concluded."""

    def __init__(self, ruleset: Ruleset, keep: tuple[str, ...]) -> None:
        indicators = ruleset.indicators
        self._scored = [at for at, one in enumerate(indicators) if one.kind == SCORED.kind]
        self._count = len(indicators)
        self.names = (
            "id", "name", "period", *(f"kept.{name}" for name in keep), "status", "level", "possible", "reason",
            *(f"grade.{one.id}" for one in indicators), *(f"points.{indicators[at].id}" for at in self._scored),
            *(("awarded", "full") if self._scored else ()), "gaps", "diagnostics",
        )  # fmt: skip

    def row(self, subject: tuple[Cell, ...], found: Conclusion) -> list[Cell]:
        """The cells of a conclusion; None where there is nothing to say."""
        points = [found.points[at] if found.points else None for at in self._scored]
        sums = [found.awarded, found.full] if self._scored else []
        return [
            *subject, found.status, found.level, listed(found.possible), RULES.join(found.rules) or None,
            *([one if isinstance(one, str) else listed(one) for one in found.grades] or [None] * self._count),
            *points, *sums, gaps_text(found.gaps), diagnostics_text(found.diagnostics),
        ]  # fmt: skip


def listed(texts: tuple[str, ...]) -> Cell:
    """Several texts as one cell."""
    return ",".join(texts) or None


def gaps_text(gaps: tuple[IndicatorGap, ...]) -> Cell:
    """What each indicator lacks, as JSON: from, to, and each measure with what it has, needs and is short of."""
    if not gaps:
        return None
    found = [
        {
            "indicator": own, "from": start, "to": to,
            "changes": [
                {"measure": measure, "have": _written(have), "op": op, "need": _written(need), "short": _written(short)}
                for measure, have, op, need, short in changes
            ],
        }
        for own, start, to, changes in gaps
    ]  # fmt: skip
    return json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def _written(value: Any) -> Any:  # noqa: ANN401 - a number, a truth, an option or a root
    """Numbers as results write them; truths and options as they are."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int | Decimal | Fraction):
        return number_text(Fraction(value))
    return value._asdict() if hasattr(value, "_asdict") else str(value)


def diagnostics_text(found: tuple[Diagnostic, ...]) -> Cell:
    """Every problem as JSON, as results have them: code, severity, place and arguments, in no language."""
    if not found:
        return None
    listed = [
        {
            "code": one.code,
            "severity": one.severity,
            "place": str(one.place) if one.place else None,
            "args": dict(one.args),
        }
        for one in found
    ]
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))
