"""Whether a subject has tables to read."""

from __future__ import annotations

from evalrules.semantics.case import bare_case
from evalrules.semantics.row_readings import row_readings
from evalrules.semantics.rows import TableReadings

TABLE = "tables: {t: {zh: 表, en: table, key: [name], columns: {name: {type: text, zh: 名, en: name}, x: {type: number, zh: 量, en: x}}}}\n"


def test_only_a_standard_with_tables_has_rows_to_read(ruleset_from):
    """Without a table nothing reads rows; with one something does, though the evidence gives no row of it."""
    plain = ruleset_from("grades: [A, B]\nindicators:\n  - {id: '1', source: s 1, assessed: grade}\n")
    tabled = ruleset_from(TABLE + "indicators:\n  - {id: '1', source: s 1, met: 'any(t, x >= 1)'}\n")
    scopes = [bare_case(one.data, {}, {}).scope for one in (plain, tabled)]
    assert [type(row_readings(one)) for one in scopes] == [type(None), TableReadings]
