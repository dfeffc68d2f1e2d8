"""Rows set aside by owner: they come back whole and in order, whatever came between them."""

from __future__ import annotations

from pathlib import Path

from evalrules.base.forms import Column, TableForm
from evalrules.readers.spool import Spool
from evalrules.readers.wide import RawRow, open_wide

FORM = TableForm("t", "", (Column("a", ("a",), "", True), Column("b", ("b",), "", False)))


def spooled(folder: Path, count: int) -> tuple[Spool, list[RawRow]]:
    (folder / "t.csv").write_text("a,b\n" + "".join(f"{at % 3},{at}\n" for at in range(count)), encoding="utf-8")
    rows = list(open_wide(str(folder / "t.csv"), lambda _: FORM).rows)
    spool = Spool()
    for row in rows:
        spool.add(row.values[0], row)
    return spool, rows


def test_rows_come_back_by_owner_in_their_order_with_their_places(tmp_path: Path):
    """More rows than are stored at once; owners in the order of their first rows, and again when asked again."""
    spool, rows = spooled(tmp_path, 25_000)
    assert ["0", "1", "2"] == list(spool.owners()) == list(spool.owners())
    found = list(spool.rows_of("1"))
    assert [row.values for row in rows[1::3]] == [row.values for row in found]
    assert "t.csv:24999:1" == str(found[-1].line().place), "its place is that of its file"


def test_nobody_has_no_rows(tmp_path: Path):
    """An owner that nothing was set aside for."""
    assert [] == list(spooled(tmp_path, 5)[0].rows_of("7"))


def test_strangers_are_the_owners_that_nobody_knows(tmp_path: Path):
    """Each with its first row and their number, as often as it is asked; none where all are known."""
    spool, rows = spooled(tmp_path, 9)
    for _ in range(2):
        [one] = spool.strangers(["0", "2", "0"])
        assert ("1", rows[1].values, 3) == (one.owner, one.first.values, one.how_many)
    assert [] == list(spool.strangers(["0", "1", "2"]))
