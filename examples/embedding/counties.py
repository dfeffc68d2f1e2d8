"""A job over data frames of somebody else's: counties in, levels, grades and gaps out.

python counties.py counties.csv out.csv        one row a county, as a frame
python counties.py counties.csv -              the same as a stream, whatever the number of rows
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

import polars

import evalrules

RULESET = "jiangsu-16@2007"


def job(source: str, target: str) -> polars.DataFrame:
    """The frame of conclusions, also written to a file."""
    counties = polars.read_csv(source)
    found = evalrules.assess_frame(counties, evalrules.load_ruleset(RULESET), keep=["county"], lang="zh")
    found.write_csv(target)
    return found


def stream(source: str) -> Iterator[dict[str, Any]]:
    """The same one after the other, in constant memory."""
    with open(source, encoding="utf-8", newline="") as file:
        records = ({key: value_of(text) for key, text in row.items()} for row in csv.DictReader(file))
        yield from evalrules.assess_records(records, evalrules.load_ruleset(RULESET), keep=["county"], lang="zh")


def value_of(text: str) -> Decimal | str | None:
    """What a cell says: a number, nothing, or itself."""
    try:
        return Decimal(text)
    except InvalidOperation:
        return text or None


if __name__ == "__main__":
    if sys.argv[2] == "-":
        for one in stream(sys.argv[1]):
            print(one["county"], one["status"], one["possible"], one["problems"])
    else:
        print(job(sys.argv[1], sys.argv[2]))
