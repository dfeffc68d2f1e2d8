"""Rulesets drawn from a seed over the whole language: as a document whose text the real frontend reads.

What is drawn need not make sense as a standard; it has to mean something exactly. Numbers stand close together, so
that the evidence drawn for them (drawn_evidence) falls on thresholds, just below and just above.
"""

from __future__ import annotations

import random
from typing import Any

from .drawn_conditions import MONEY, PERCENT, PLAIN, Chosen, Conditions, Known, Names, Quantity, Sheet
from .evidence_forms import Number, as_json

Document = dict[str, Any]

CHOICES = {"region": ("south", "north", "west"), "stage": ("primary", "junior")}
RANGES: dict[str, tuple[Any, ...]] = {
    "percent": ([0, 100], [0, 100], None), "number": (None, [0, None], [-5, 50], [0, 20]),
    "count": (None, [0, 10], [1, None], [2, 3]), "ratio": (None, [0, None]),
}  # fmt: skip
UNITS = {"percent": PERCENT, "number": PLAIN, "count": PLAIN, "ratio": PLAIN}


def drawn_ruleset(seed: int, shape: str = "whole") -> Document:
    """The document of the ruleset of a seed: over the `whole` language, of the shapes that are `compiled` to code, or
    with indicators that are `independent` of one another.
    """
    draws = {"whole": _Draw, "compiled": _CompiledDraw, "independent": _IndependentDraw}
    return draws[shape](random.Random(seed)).document()


def text_of(document: Document) -> str:
    """A document as YAML: in flow style, with the digits of every number."""
    return as_json(document) + "\n"


class _Draw:
    def __init__(self, drawn: random.Random) -> None:
        self.random = drawn
        self.names = Names()
        self.say = Conditions(drawn, self.names)
        self.pick, self.chance = self.say.pick, self.say.chance

    def some(self, most: int) -> range:
        """So many things: from none to the most."""
        return range(self.random.randint(0, most))

    def document(self) -> Document:
        """The whole ruleset."""
        found: Document = {
            "format": "ruleset/1", "id": "drawn", "edition": "1", "revision": 1,
            "title": {"zh": "例", "en": "drawn"}, "subject": "county", "sources": {"s": {"confidence": "read"}},
            "levels": self._levels(), "grades": self._grades(), "panel": {"decides": self.pick("plurality", "majority")},
        }  # fmt: skip
        if self.chance(0.3):
            self.names.groups = ("g", "h")
            found["groups"] = [{"id": own} for own in self.names.groups]
        found["choices"] = {own: {option: option for option in CHOICES[own]} for own in CHOICES if self.chance(0.5)}
        self.choices = list(found["choices"])
        self.names.subject.options += [Chosen(own, CHOICES[own]) for own in self.choices]
        found["values"] = self._values()
        found["measures"] = self._measures()
        found["tables"] = self._tables()
        found["measures"] |= self._over_rows()
        found["members"] = self._members()
        found["indicators"] = self._indicators()
        if any("points" in one and "applies" in one for one in found["indicators"]):
            found["not_applicable"] = self.pick("full", "left_out")
        found["gates"] = [
            {"id": f"gate{at}", "need": self._of_verdict(1), "else": self.levels[-1], "source": "s"} for at in self.some(1)
        ]
        found["vetoes"] = [
            {"id": f"veto{at}", "when": self._of_verdict(2), "level": self.random.choice(self.levels[1:]), "source": "s"}
            for at in self.some(2)
        ]
        found["verdict"] = [{"level": own, "when": self._of_verdict(2)} for own in self.levels[:-1]]
        found["verdict"] += [{"level": self.levels[-1]}]
        found["conditions"] = [
            {"id": "due", "when": self.pick(self.say.condition(1), self.say.of_verdict(1)), "level": self.random.choice(self.levels), "source": "s"}
            for _ in self.some(1)
        ]
        found["checks"] = self._checks()
        return {section: value for section, value in found.items() if value not in ({}, [])}

    def _of_verdict(self, depth: int) -> str:
        return self.say.of_verdict(depth)

    def _levels(self) -> list[Document]:
        self.levels = ["gold", "pass", "fail"] if self.chance(0.5) else ["pass", "fail"]
        return [{"id": own, **({"required": True} if own == "pass" else {})} for own in self.levels]

    def _grades(self) -> list[Any]:
        self.names.grades = self.pick(("A", "B", "C"), ("A", "B"), ("good", "fair", "poor", "bad"))
        if self.chance(0.2):
            return [{"id": own, "zh": f"{own}等", "en": f"grade {own}"} for own in self.names.grades]
        return list(self.names.grades)

    def _checks(self) -> list[str]:
        counts = [one.text for one in self.names.subject.numbers if one.counted and one.text in self.plain]
        return ["{} <= {}".format(*self.random.sample(counts, 2))] if len(counts) > 1 and self.chance(0.2) else []

    # -- numbers of the standard -----------------------------------------------------------------------------------

    def _values(self) -> Document:
        found: Document = {}
        for at in self.some(4):
            own, unit = f"v{at}", self.pick(PERCENT, PLAIN, PLAIN)
            if self.choices and self.chance(0.4):
                by = self.random.choice(self.choices)
                numbers = {option: self._constant(unit, 0.12) for option in CHOICES[by]}
                found[own] = {"by": by, **numbers}
                self.names.by_option.append((own, unit, CHOICES[by]))
            elif self.chance(0.3):
                ats = sorted(self.random.sample(range(13), self.random.randint(1, 3)))
                found[own] = {"points": [[Number(at), self._constant(unit, 0)] for at in ats]}
                self.names.curves.append(Quantity(own, unit))
            else:
                found[own] = {"value": self._constant(unit, 0.12)}
            if unit:
                found[own]["unit"] = unit
            found[own]["source"] = "s"
            if "points" not in found[own]:
                self.names.subject.numbers.append(Quantity(own, unit))
        return found

    def _constant(self, unit: str, unknown: float) -> Number | None:
        return None if self.chance(unknown) else Number(self.say.literal(unit))

    # -- measures --------------------------------------------------------------------------------------------------

    def _measures(self) -> Document:
        found: Document = {}
        self.plain: set[str] = set()
        for at in range(self.random.randint(2, 6)):
            own = f"m{at}"
            found[own] = self._measure(own, self.names.subject)
            self.plain.add(own)
        for at in self.some(1):
            found[f"y{at}"] = self._series(f"y{at}")
        for at in self.some(1):
            if self.choices:
                found[f"e{at}"] = self._by_option(f"e{at}")
        return found

    def _over_rows(self) -> Document:
        """A derived measure over the rows of a table."""
        if not self.names.sheets or not self.chance(0.4):
            return {}
        kind = self.pick("percent", "number")
        value = self.say.of_rows(UNITS[kind])
        self.names.subject.numbers.append(Quantity("t0", UNITS[kind]))
        rounding = {"round": self._rounding()} if self.chance(0.3) else {}
        return {"t0": {"type": kind, "value": value, **rounding, **self._better()}}

    def _measure(self, own: str, known: Known) -> Document:
        """A measure or a column of any type, added to what conditions may name."""
        kind = self.pick("percent", "percent", "number", "number", "count", "count", "ratio", "yesno", "yesno", "grade",
                         "date", "text", "choice", "money")  # fmt: skip
        if kind == "yesno":
            known.flags.append(own)
            return {"type": "yesno", **self._better()}
        if kind == "date":
            known.dates.append(own)
            return {"type": "date"}
        if kind == "grade":
            known.options.append(Chosen(own, self.names.grades))
            return {"type": "grade"}
        if kind == "text":
            known.options.append(Chosen(own, ("甲", "乙", "丙")))
            return {"type": "text"}
        if kind == "choice" and self.choices:
            choice = self.random.choice(self.choices)
            known.options.append(Chosen(own, CHOICES[choice]))
            return {"type": choice}
        return self._number(own, "number" if kind in ("choice", "money") else kind, known, is_money=kind == "money")

    def _number(self, own: str, kind: str, known: Known, *, is_money: bool) -> Document:
        unit = MONEY if is_money else UNITS[kind]
        declared: Document = {"type": kind, **self._better()}
        limits = self.random.choice(RANGES[kind])
        if is_money:
            declared["unit"] = self.pick("元", "万元")
        elif limits is not None:
            declared["range"] = limits
        value = self._derived(unit, kind, known)
        if value:
            declared["value"] = value
        if self.chance(0.2):
            declared["round"] = self._rounding()
        known.numbers.append(Quantity(own, unit, kind == "count"))
        return declared

    def _derived(self, unit: str, kind: str, known: Known) -> str:
        """The formula of a derived measure over those declared before it; "" where it is none."""
        if kind == "count":
            counts = [one.text for one in known.numbers if one.counted]
            return "{} + {}".format(*self.random.sample(counts, 2)) if len(counts) > 1 and self.chance(0.3) else ""
        if kind == "ratio" or not any(one.unit == unit for one in known.numbers) or not self.chance(0.35):
            return ""
        is_subject = known is self.names.subject
        found = self.say.number(unit, self.pick(1, 1, 2), known, in_row=not is_subject, bare=False)
        return found if found not in [one.text for one in known.numbers] else f"2 * {found}"

    def _better(self) -> Document:
        return self.pick({}, {"better": "higher"}, {"better": "lower"})

    def _rounding(self) -> Document:
        return {"digits": self.pick(0, 1, 2), "mode": self.pick("half_up", "half_even")}

    def _series(self, own: str) -> Document:
        kind, years = self.pick("percent", "number", "count"), self.random.randint(1, 4)
        self.names.series.append((own, UNITS[kind], years))
        limits = self.random.choice(RANGES[kind])
        return {"type": kind, "series": years, **({"range": limits} if limits else {}), **self._better()}

    def _by_option(self, own: str) -> Document:
        choice, kind = self.random.choice(self.choices), self.pick("percent", "number", "count")
        self.names.by_option.append((own, UNITS[kind], CHOICES[choice]))
        self.each = (own, UNITS[kind], choice)
        return {"type": kind, "each": choice, **self._better()}

    # -- tables and members ----------------------------------------------------------------------------------------

    def _tables(self) -> Document:
        found: Document = {}
        if self.chance(0.5):
            found["units"] = self._units()
        if self.chance(0.25):
            found["elements"] = self._elements()
        return found

    def _units(self) -> Document:
        own = Known()
        columns: Document = {"name": {"type": "text"}}
        declared: Document = {"key": ["name"], "columns": columns}
        if "stage" in self.choices and self.chance(0.6):
            columns["stage"] = {"type": "stage"}
            own.options.append(Chosen("stage", CHOICES["stage"]))
            declared["key"] = ["name", "stage"] if self.chance(0.5) else ["name"]
        for at in range(self.random.randint(1, 4)):
            columns[f"c{at}"] = self._measure(f"c{at}", own)
        row = own.beside(self.names.subject)
        row.options = own.options + [one for one in self.names.subject.options if one.text != "stage" or "stage" not in columns]
        grades = tuple(key for key, column in columns.items() if column["type"] == "grade")
        if self.chance(0.3):
            declared["leave_out"] = self.say.condition(1, row if self.chance(0.3) else own)
        if self.chance(0.25):
            declared["rows"] = self.random.randint(1, 4)
        self.names.sheets.append(Sheet("units", row, own, grades))
        return declared

    def _elements(self) -> Document:
        """The table that a standard takes its indicators from."""
        own = Known(flags=["key"], options=[Chosen("mark", self.names.grades), Chosen("of", ("p", "q"))])
        self.names.sheets.append(Sheet("elements", own.beside(self.names.subject), own, ("mark",)))
        columns = {
            "of": {"type": "text"}, "no": {"type": "count"}, "mark": {"type": "grade"}, "key": {"type": "yesno"},
        }  # fmt: skip
        declared: Document = {"key": ["of", "no"] if self.chance(0.6) else ["no"], "columns": columns}
        if self.chance(0.25):
            declared["leave_out"] = self.pick("key", "no > 2", "no == 1 or key")
        if self.chance(0.15):
            declared["rows"] = self.random.randint(1, 4)
        return declared

    def _members(self) -> Document:
        if not self.chance(0.3):
            return {}
        self.names.members.append("towns")
        return {"towns": {"zh": "镇", "en": "towns", "holds": ["pass", "advanced"], "source": "s"}}

    # -- indicators ------------------------------------------------------------------------------------------------

    def _indicators(self) -> list[Document]:
        found = [self._indicator(f"i{at}") for at in range(self.random.randint(1, 5))]
        if any(sheet.id == "elements" for sheet in self.names.sheets) and self.chance(0.7):
            found.append(self._of_rows())
        return found

    def _indicator(self, own: str) -> Document:
        declared: Document = {"id": own, "source": "s"}
        if self.names.groups:
            declared["group"] = self.random.choice(self.names.groups)
        kind = self.pick("bands", "bands", "bands", "met", "met", "panel", "panel", "panel", "yesno", "scored", "scored", "grade",
                         "each")  # fmt: skip
        if kind == "each" and not self.choices:
            kind = "met"
        getattr(self, f"_{kind}_kind")(own, declared)
        if self.chance(0.2):
            declared["applies"] = self.say.condition(1)
        if self.chance(0.25) and kind != "scored":
            declared["must"] = self.pick(True, True, self.say.condition(0))
        if self.chance(0.08):
            declared["advisory"] = True
            self.names.scored.pop(own, None)
        if self.chance(0.15) and kind in ("bands", "met"):
            declared["round"] = self._rounding()
        return declared

    def _bands_kind(self, own: str, declared: Document) -> None:
        grades = self._own_grades(declared)
        if self.chance(0.5):
            criteria = self._ladder(len(grades) - 1)
        else:
            criteria = [self.say.condition() for _ in grades[1:]]
            declared["when_both"] = self.pick("better", "worse")
        declared["bands"] = {**dict(zip(grades, criteria, strict=False)), grades[-1]: "otherwise"}
        self._ceiling(declared, grades, 0.3)
        self._graded(own)

    def _ladder(self, number: int) -> list[str]:
        """The criteria of bands over one quantity, each easier than the one before."""
        unit = self.pick(PERCENT, PLAIN)
        quantity = self.say.number(unit, self.pick(0, 1), self.names.subject, bare=False)
        limits = sorted({self.say.literal(unit) for _ in range(9)}, key=float)
        op = self.pick(">=", ">", "<=", "<")
        chosen = limits[:number] if op[0] == "<" else limits[::-1][:number]
        return [f"{quantity} {op} {limit}" for limit in (chosen * number)[:number]]

    def _own_grades(self, declared: Document) -> tuple[str, ...]:
        every = self.names.grades
        if len(every) > 2 and self.chance(0.2):
            left_out = self.random.choice(every)
            every = tuple(grade for grade in every if grade != left_out)
            declared["grades"] = list(every)
        return every

    def _ceiling(self, declared: Document, grades: tuple[str, ...], share: float) -> None:
        if self.chance(share):
            capped = self.random.sample(grades[:-1], self.random.randint(1, len(grades) - 1))
            declared["ceiling"] = {grade: self.say.condition(1) for grade in capped}

    def _graded(self, own: str) -> None:
        self.names.graded.append(own)
        self.names.listed.append(own)

    def _met_kind(self, own: str, declared: Document) -> None:
        declared["met"] = self.say.condition()
        self.names.met.append(own)
        self.names.listed.append(own)

    def _panel_kind(self, own: str, declared: Document) -> None:
        declared["assessed"] = "grade"
        self._ceiling(declared, self._own_grades(declared), 0.5)
        self._graded(own)

    def _yesno_kind(self, own: str, declared: Document) -> None:
        declared["assessed"] = "yesno"
        self.names.met.append(own)
        self.names.listed.append(own)

    def _scored_kind(self, own: str, declared: Document) -> None:
        plain = [one.text for one in self.names.subject.numbers if one.unit == PLAIN and one.text.startswith("v")]
        declared["points"] = self.random.choice(plain) if plain and self.chance(0.3) else Number(self.pick("2", "4", "5", "10"))
        is_awarded = self.chance(0.5)
        declared["awarded"] = "assessor" if is_awarded else self.say.number(PLAIN, 2, self.names.subject, bare=False)
        self.names.scored[own] = str(declared.get("group", ""))

    def _grade_kind(self, own: str, declared: Document) -> None:
        """A grade as an expression: the worst of rows, a stated grade, or one of two."""
        found = [f"worst({sheet.id}, {column})" for sheet in self.names.sheets for column in sheet.grades]
        found += [one.text for one in self.names.subject.options if one.options == self.names.grades]
        one = self.random.choice(found) if found else f'"{self.random.choice(self.names.grades)}"'
        other = f'"{self.random.choice(self.names.grades)}"'
        declared["grade"] = one if found and self.chance(0.5) else f"{one} if {self.say.condition(1)} else {other}"
        self._ceiling(declared, self.names.grades, 0.2)
        self._graded(own)

    def _each_kind(self, own: str, declared: Document) -> None:
        """One indicator for each option of a choice."""
        choice = self.random.choice(self.choices)
        known = self.names.subject
        if getattr(self, "each", ("", "", ""))[2] == choice:
            known = known.beside(Known(numbers=[Quantity(self.each[0], self.each[1])] * 3))
        before = self.names.subject
        self.names.subject = known
        declared["each"] = choice
        if self.chance(0.6):
            declared["met"] = self.say.condition(1)
            self.names.met += [f"{own}:{option}" for option in CHOICES[choice]]
        else:
            declared["bands"] = {**dict(zip(self.names.grades, self._ladder(len(self.names.grades) - 1), strict=False)),
                                 self.names.grades[-1]: "otherwise"}  # fmt: skip
            self.names.graded += [f"{own}:{option}" for option in CHOICES[choice]]
        self.names.subject = before

    def _of_rows(self) -> Document:
        declared: Document = {"id": "rows", "each": "elements by of", "source": "s", "grade": "worst(elements, mark)"}
        if self.names.groups:
            declared["group"] = self.random.choice(self.names.groups)
        if self.chance(0.5):
            declared["must"] = self.pick("any(elements, key)", "every(elements, key)")
        if self.chance(0.2):
            declared["applies"] = self.pick("count(elements, key) >= 1", "any(elements, key)")
        return declared


class _CompiledDraw(_Draw):
    """Rulesets of the shapes that are generated: comparisons of one measure with a number, flags, panels, counts."""

    def document(self) -> Document:
        found = super().document()
        return {key: value for key, value in found.items() if key not in ("tables", "members", "checks", "conditions", "gates")}

    def _grades(self) -> list[Any]:
        self.names.grades = ("A", "B", "C")
        return list(self.names.grades)

    def _values(self) -> Document:
        return {"v": {"value": Number(self.pick("3", "7", "12.25")), "source": "s"}}

    def _measures(self) -> Document:
        found: Document = {}
        for at in range(5):
            kind = self.pick("percent", "number", "count", "yesno")
            limits = self.pick(None, [0, 100], [0, 50]) if kind != "yesno" else None
            found[f"m{at}"] = {"type": kind, **({"range": limits} if limits else {}), **self._better()}
            if kind == "yesno":
                self.names.subject.flags.append(f"m{at}")
            else:
                self.names.subject.numbers.append(Quantity(f"m{at}", UNITS[kind], kind == "count"))
        self.plain = set(found)
        return found

    def _of_verdict(self, depth: int) -> str:
        return self.say.over_indicators()

    def _over_rows(self) -> Document:
        return {}

    def _tables(self) -> Document:
        return {}

    def _members(self) -> Document:
        return {}

    def _indicators(self) -> list[Document]:
        found = []
        for at in range(self.random.randint(1, 5)):
            own = f"i{at}"
            declared: Document = {"id": own, "source": "s"}
            if self.chance(0.35):
                declared["assessed"] = "grade"
                if self.names.subject.flags and self.chance(0.5):
                    flags = self.random.sample(self.names.subject.flags, self.random.randint(1, len(self.names.subject.flags)))
                    declared["ceiling"] = {"A": f"all_of({', '.join(flags)})"}
            else:
                declared |= {"bands": dict(zip("ABC", (*self._criteria(), "otherwise"), strict=True)), "when_both": "better"}
            found.append(declared)
            self._graded(own)
        return found

    def _criteria(self) -> list[str]:
        """What A and B ask: of one measure, of several together, or now and then anything."""
        measures = [one.text for one in self.names.subject.numbers]
        if not measures or self.chance(0.06):
            return [self.plainly(2), self.plainly(2)]
        if len(measures) == 1 or self.chance(0.4):
            return self._ladder_of(self.random.choice(measures))
        chosen = self.random.sample(measures, self.random.randint(1, len(measures)))
        if self.chance(0.1):
            return [f"all_of({', '.join(self._compared(one) for one in chosen)})" for _ in "AB"]
        ladders = [self._ladder_of(one) for one in chosen]
        more = [self._compared(one) for one in measures if one not in chosen and self.chance(0.3)]
        best = ", ".join([*(self.pick(*ladder[:1], *ladder[:1], ladder[1]) for ladder in ladders), *more])
        return [f"all_of({best})", f"all_of({', '.join(ladder[1] for ladder in ladders)})"]

    def _compared(self, measure: str) -> str:
        limit, op = self.pick("1", "3", "7", "12.25", "v"), self.pick("<", "<=", ">", ">=")
        return f"{measure} {op} {limit}" if self.chance(0.6) else f"{limit} {op} {measure}"

    def _ladder_of(self, measure: str) -> list[str]:
        limits = sorted(self.random.sample(("1", "3", "7", "12.25", "40"), 2), key=float, reverse=True)
        op = self.pick(">=", ">", "<=", "<")
        return [f"{measure} {op} {limit}" for limit in (limits if op[0] == ">" else limits[::-1])]

    def plainly(self, depth: int) -> str:
        """A condition over single facts."""
        if depth and self.chance(0.5):
            items = ", ".join(self.plainly(depth - 1) for _ in range(2))
            return self.pick(f"all_of({items})", f"any_of({items})", f"at_least(1, {items})")
        if self.names.subject.flags and self.chance(0.3):
            return self.random.choice(self.names.subject.flags)
        if not self.names.subject.numbers:
            return "1 >= 2"
        return self._compared(self.random.choice(self.names.subject.numbers).text)

class _IndependentDraw(_Draw):
    """Indicators of every kind, each over facts of its own; gates, vetoes and levels look at indicators alone."""

    def document(self) -> Document:
        found = super().document()
        found["measures"] = self.own
        return {key: value for key, value in found.items() if key not in ("values", "choices", "tables", "members", "checks", "conditions")}

    def _of_verdict(self, depth: int) -> str:
        one = self.say.over_indicators()
        return f"({one}) {self.pick('and', 'or')} ({self.say.over_indicators()})" if depth > 1 and self.chance(0.4) else one

    def _indicators(self) -> list[Document]:
        self.own: Document = {}
        self.names.graded, self.names.met = [], []
        return [self._independent(f"i{at}") for at in range(self.random.randint(2, 5))]

    def _independent(self, own: str) -> Document:
        declared: Document = {"id": own, "source": "s", "must": self.chance(0.3)}
        if self.names.groups:
            declared["group"] = self.random.choice(self.names.groups)
        kind = self.pick("panel", "flags", "number", "met")
        if kind == "panel":
            declared["assessed"] = "grade"
        elif kind == "flags":
            grades = self.names.grades
            declared["bands"] = {grade: self._flag(f"{own}{grade}") for grade in grades[:-1]} | {grades[-1]: "otherwise"}
            declared["when_both"] = self.pick("better", "worse")
        elif kind == "number":
            self.own[f"{own}n"] = {"type": "count", "range": [0, 3]}
            grades = self.names.grades
            limits = (3, 2, 1)
            declared["bands"] = {grade: f"{own}n >= {limit}" for grade, limit in zip(grades[:-1], limits, strict=False)} | {grades[-1]: "otherwise"}
        else:
            declared["met"] = self.pick(f"not {self._flag(own + 'm')}", f"any_of({self._flag(own + 'x')}, {self._flag(own + 'y')})")
        if kind in ("flags", "number") and self.chance(0.4):
            capped = self.names.grades[: self.random.randint(1, len(self.names.grades) - 1)]
            declared["ceiling"] = {grade: self._flag(f"{own}c{grade}") for grade in capped}
        if self.chance(0.3):
            declared["applies"] = self._flag(f"{own}a")
        (self.names.met if kind == "met" else self.names.graded).append(own)
        self.names.listed.append(own)
        return declared

    def _flag(self, own: str) -> str:
        self.own[own] = {"type": "yesno"}
        return own
