"""Names for the cells of a workbook, which Excel and LibreOffice both take.

`F_graduate_teachers` is the value of a fact, `G_10` a grade, `V_10.panel` a number of votes, `P_1.1.3` points,
`S_name` what is said of the subject, `T_year` of the period, `B_schools.complete` of a table, `M_towns.total` of
members, `C_schools.pupils` a column of a table. The letter and the low line keep a name from looking like a cell.
"""

from __future__ import annotations

import re

from evalrules.reporters.workbook.sheets import Workbook, quoted

_LETTERS = {
    "fact": "F", "grade": "G", "vote": "V", "point": "P", "subject": "S", "period": "T", "table": "B", "member": "M",
    "column": "C",
}  # fmt: skip
_MAX_NAME = 200


class CellNames:
    """The names of one workbook; each is given once, whatever the case of its letters."""

    def __init__(self, workbook: Workbook) -> None:
        self.workbook = workbook
        self.taken: set[str] = set()

    def add(self, section: str, own: str, title: str, cells: str) -> str:
        """Names cells of a sheet after what they hold; a name that is taken gets a number behind it."""
        from openpyxl.utils import absolute_coordinate
        from openpyxl.workbook.defined_name import DefinedName

        name = self._free(f"{_LETTERS[section]}_{escaped(own or 'year')}"[:_MAX_NAME])
        place = f"{quoted(title)}!{absolute_coordinate(cells)}"
        self.workbook.defined_names[name] = DefinedName(name, attr_text=place)
        return name

    def _free(self, wanted: str) -> str:
        name, number = wanted, 1
        while name.lower() in self.taken:
            number += 1
            name = f"{wanted}_{number}"
        self.taken.add(name.lower())
        return name


def escaped(own: str) -> str:
    """An id with letters, digits, points and low lines only; a colon is a point, another character its number."""
    return re.sub(r"[^A-Za-z0-9._]", lambda match: "." if match[0] == ":" else f"_{ord(match[0]):x}_", own)
