"""Changes of levers: what is then stated in the evidence, and how each is reported."""

from __future__ import annotations

from collections.abc import Mapping

from evalrules.base.numbers import number_text
from evalrules.base.records import NamedTuple
from evalrules.model.assessment import Written
from evalrules.model.evidence import Bounds, FactValue
from evalrules.model.outcome import Outcome
from evalrules.planning.levers import Lever
from evalrules.semantics.row_parts import RowId
from evalrules.semantics.stated import Stated


class LeverChange(NamedTuple):
    """A lever and what it is brought to: steps of a number, or an option."""

    lever: Lever
    to: int | FactValue | Outcome

    @property
    def value(self) -> FactValue | Outcome:
        """What it is then."""
        if self.lever.is_number:
            assert isinstance(self.to, int), "a number is brought to a number of steps"
            return self.lever.fact(self.to)
        assert not isinstance(self.to, int) or isinstance(self.to, bool), "an option is brought to another"
        return self.to


def stated_by(changes: list[LeverChange]) -> Stated:
    """What is then stated."""
    facts: dict[str, FactValue] = {}
    cells: dict[RowId, dict[str, FactValue]] = {}
    grades: dict[str, Outcome] = {}
    for one in changes:
        lever, value = one.lever, one.value
        if isinstance(value, Outcome):
            grades[lever.indicator] = value
        elif lever.row is None:
            facts[lever.measure] = value
        else:
            cells.setdefault(lever.row, {})[lever.measure] = value
    return Stated(facts, cells, grades)


def changes_by(stated: Stated, levers: Mapping[tuple[RowId | None, str], Lever]) -> list[LeverChange] | None:
    """Stated figures as changes of levers; None where one of them may not be changed so far."""
    asked: list[tuple[tuple[RowId | None, str], FactValue | Outcome]] = [
        *(((None, own), value) for own, value in stated.facts.items()),
        *(((row, own), value) for row, cells in stated.cells.items() for own, value in cells.items()),
        *(((None, own), value) for own, value in stated.grades.items()),
    ]
    found: list[LeverChange] = []
    for own, value in asked:
        lever = levers.get(own)
        if lever is None:
            return None
        if not isinstance(value, Bounds):
            found.append(LeverChange(lever, value))
            continue
        assert value.exact is not None, "a move leads to one number"
        steps = value.exact / lever.step
        upward = lever.have is None or steps > lever.have
        whole = -(-steps.numerator // steps.denominator) if upward else steps.numerator // steps.denominator
        if not lever.low <= whole <= lever.high:
            return None
        found.append(LeverChange(lever, whole))
    return found


def written_by(change: LeverChange) -> tuple[Written, Written, str | None]:
    """What it is, what it becomes, and by how much it changes."""
    lever = change.lever
    if isinstance(change.to, int) and lever.is_number:
        need = number_text(lever.value(change.to))
        if lever.have is None:
            return None, need, None
        return number_text(lever.value(lever.have)), need, number_text(lever.value(change.to - lever.have))
    have, need_option = (_shown(one) for one in (lever.chosen, change.to))
    return have, need_option, None


def _shown(value: object) -> Written:
    if isinstance(value, Outcome):
        return value.text
    return value if isinstance(value, bool | str) else None
