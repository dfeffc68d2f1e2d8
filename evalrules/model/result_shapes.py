"""The records of a result document (format result/1), each declared once; see docs/contract.md."""

from __future__ import annotations

from evalrules.model.assessment import (
    AWARDED,
    BY_PANEL,
    CAPPED,
    COMPUTED,
    EXPIRED,
    GRADED,
    IN_FORCE,
    MET,
    NOT_APPLICABLE,
    NOT_MET,
    NOT_SAID,
    SCORED,
    UNDATED,
    UNKNOWN,
    Beside,
    Change,
    Claim,
    Difference,
    Due,
    FactUse,
    FailingRow,
    Finding,
    GateFinding,
    Reason,
    RowFigures,
    RulesetReference,
    Setting,
    StatisticUse,
    Step,
    ValueUse,
    VetoFinding,
    WaiverUse,
)
from evalrules.model.evidence import EvidenceFile, Member
from evalrules.model.ruleset import ASSUMED, OFFICE, Citation, Label
from evalrules.model.shapes import (
    FLAG,
    NUMBER,
    OUTCOME,
    OUTCOME_TEXT,
    STANDING_TEXT,
    TEXT,
    TEXTS,
    WHOLE,
    WRITTEN,
    Key,
    Shape,
    either,
    listed,
    maybe,
    one_of,
    own,
    record,
)

CITED = "cited"
"""What the level of a member rests on where somebody else gave it."""

OPERATORS = ("==", "!=", "<", "<=", ">", ">=", "in", "not in")
"""How two values are compared."""

LABEL = Shape(Label, (Key("zh", TEXT), Key("en", TEXT)))
"""A name in both languages."""

CITATION = Shape(
    Citation, (Key("cite", TEXT), Key("clause", TEXT), Key("confidence", one_of("read", "partial", ASSUMED, OFFICE)))
)
_TITLE, _SOURCE = Key("title", record(LABEL)), Key("source", maybe(record(CITATION)))
_ID, _UNIT, _BECAUSE = Key("id", TEXT), Key("unit", TEXT), Key("because", TEXTS)
_PAPER = (Key("attachment", TEXT, left_out=""), Key("page", TEXT, left_out=""))

FACT = Shape(FactUse, (Key("measure", TEXT), Key("value", WRITTEN), _UNIT, Key("place", TEXT), *_PAPER))
VALUE = Shape(ValueUse, (_ID, Key("value", maybe(TEXT)), _UNIT, _SOURCE))
STEP = Shape(
    Step,
    (
        Key("purpose", TEXT), Key("condition", TEXT), Key("left", WRITTEN), Key("op", one_of(*OPERATORS, "")),
        Key("right", WRITTEN), _UNIT, Key("result", maybe(FLAG)), Key("choice", TEXT),
        Key("said", record(LABEL), absent=NOT_SAID),
    ),
)  # fmt: skip
STATISTIC = Shape(
    StatisticUse,
    (
        Key("measure", TEXT, left_out=""), Key("quantity", TEXT), Key("table", TEXT), Key("value", WRITTEN),
        Key("mean", WRITTEN), Key("deviation", WRITTEN), _UNIT, Key("rows", WHOLE),
    ),
)  # fmt: skip

_STEPS, _FACTS = Key("steps", listed(record(STEP))), Key("facts", listed(record(FACT)))
GATE = Shape(
    GateFinding,
    (
        _ID, Key("holds", maybe(FLAG)), _BECAUSE, _TITLE, _STEPS, _SOURCE, _FACTS,
        Key("else", TEXT, of="otherwise", left_out=""),
    ),
)  # fmt: skip
VETO = Shape(
    VetoFinding, (_ID, Key("fired", maybe(FLAG)), _BECAUSE, Key("level", TEXT), _TITLE, _STEPS, _SOURCE, _FACTS)
)
DUE = Shape(Due, (_ID, _TITLE, Key("within", maybe(WHOLE)), Key("certain", FLAG), _SOURCE))
REASON = Shape(
    Reason,
    (
        Key("kind", one_of("veto", "gate", "level", "every_completion")), Key("ids", TEXTS), _BECAUSE,
        Key("alone", TEXTS, left_out=()),
    ),
)  # fmt: skip

GRADE_CHANGE = Shape(
    Change,
    (Key("grade", TEXT), Key("have", maybe(OUTCOME_TEXT)), Key("need", OUTCOME_TEXT)),
    fixed={"measure": None, "op": "==", "short": None, "unit": "", "how_many": None, "count_of": None},
)
"""An indicator to be brought to another grade."""

FIGURE_CHANGE = Shape(
    Change,
    (
        Key("measure", maybe(TEXT)), Key("row", maybe(TEXTS)), Key("have", WRITTEN), Key("op", one_of(*OPERATORS)),
        Key("need", WRITTEN), Key("short", WRITTEN), _UNIT, Key("count", maybe(NUMBER), of="how_many"),
        Key("count_of", maybe(TEXT)), Key("count_unit", TEXT, left_out=""), Key("fixed", FLAG, left_out=False),
        Key("gives", NUMBER, left_out=None), Key("quantity", TEXT, left_out=None),
    ),
    fixed={"grade": None},
)  # fmt: skip
"""A figure to be brought to another."""

CHANGE = either(GRADE_CHANGE, FIGURE_CHANGE, by="grade")
FAILING_ROW = Shape(FailingRow, (Key("table", TEXT), Key("key", TEXTS), Key("gaps", listed(CHANGE))))

FINDING = Shape(
    Finding,
    (
        _ID, Key("group", TEXT), _TITLE,
        Key("outcome", one_of(MET, NOT_MET, GRADED, UNKNOWN, NOT_APPLICABLE, SCORED)), Key("grade", maybe(TEXT)),
        Key("possible", listed(OUTCOME)), Key("points", own("points")),
        Key("basis", one_of(COMPUTED, BY_PANEL, CAPPED, AWARDED, CITED, None)), Key("advisory", FLAG),
        Key("must", maybe(FLAG)), _FACTS, _STEPS, Key("failing_rows", listed(record(FAILING_ROW))),
        Key("failing_rows_total", WHOLE), _SOURCE, Key("values", listed(record(VALUE))),
        Key("ceiling_source", maybe(record(CITATION))), Key("score", own("score"), of="points"), Key("place", TEXT),
        *_PAPER, Key("statistics", listed(record(STATISTIC)), left_out=()),
    ),
)  # fmt: skip
"""An indicator; what it asks for stands behind these keys, beside what there is."""

RULESET = Shape(
    RulesetReference,
    (_ID, Key("edition", TEXT), Key("revision", WHOLE), Key("digest", TEXT), _TITLE, Key("document", TEXT)),
)
FILE = Shape(EvidenceFile, (Key("path", TEXT), Key("sha256", TEXT)))
MEMBER = Shape(
    Member,
    (
        Key("group", TEXT), Key("name", TEXT), Key("level", maybe(TEXT)), Key("basis", one_of(CITED, COMPUTED)),
        Key("ruleset", TEXT),
    ),
)  # fmt: skip
CLAIM = Shape(
    Claim, (Key("measure", TEXT), Key("row", maybe(TEXTS)), Key("stated", own("stated")), Key("derived", WRITTEN))
)
WAIVER = Shape(
    WaiverUse,
    (
        Key("indicator", TEXT), Key("reason", TEXT), Key("approver", TEXT), Key("until", TEXT),
        Key("state", one_of(IN_FORCE, EXPIRED, UNDATED)), Key("needed", FLAG, of="is_needed"), Key("place", TEXT),
    ),
)  # fmt: skip
DIFFERENCE = Shape(Difference, (Key("indicator", TEXT), Key("here", STANDING_TEXT), Key("other", STANDING_TEXT)))
BESIDE = Shape(
    Beside,
    (
        Key("assessment", TEXT, of="name"), Key("path", TEXT), Key("level", maybe(TEXT)), Key("possible", TEXTS),
        Key("differences", listed(record(DIFFERENCE))),
    ),
)  # fmt: skip
SETTING = Shape(Setting, (_ID, _TITLE, Key("value", maybe(NUMBER)), _UNIT, Key("source", record(CITATION))))
ROW_FIGURES = Shape(
    RowFigures, (Key("key", TEXTS), Key("holds", maybe(FLAG)), Key("figures", listed(own("row_figure"))))
)

# -- the lists in which they stand -------------------------------------------------------------------------------------

GATES = listed(record(GATE))
VETOES = listed(record(VETO))
MEMBERS = listed(record(MEMBER))
CLAIMS = listed(record(CLAIM))
WAIVERS = listed(record(WAIVER))
ALL_BESIDE = listed(record(BESIDE))
SETTINGS = listed(record(SETTING))
SHOWN = listed(record(FACT))
FILES = listed(record(FILE))
REASONS = listed(record(REASON))
DUES = listed(record(DUE))
CHANGES = listed(CHANGE)
WAYS = listed(CHANGES)
ROWS = listed(record(ROW_FIGURES))
