"""Rows that are the sums or means of others are no schools, whether they say so or not."""

from __future__ import annotations

from collections.abc import Callable
from textwrap import indent
from typing import Any

import pytest
from drawing import draws
from hypothesis import given
from hypothesis import strategies as st

from evalrules.base.source import Document
from evalrules.frontend import totals
from evalrules.frontend.bind import bind_evidence
from evalrules.readers import yaml_document

RULES = """\
indicators: [{id: "1", source: s, met: 'every(units, pupils >= 1)'}]
choices: {stage: {primary: 小学, junior: 初中}}
tables:
  units:
    zh: 学校
    key: [school]
    columns:
      school: {type: text, zh: 校名}
      stage: {type: stage, zh: 学段}
      pupils: {type: count, zh: 学生数}
      books: {type: count, zh: 图书册数}
      area: {type: number, unit: m2, zh: 面积}
      rate: {type: percent, unit: "%", zh: 合格率}
"""
SCHOOLS = [
    ("一小", "primary", 45, 279, "181.5", 98), ("二小", "primary", 37, 137, "150", 90), ("三小", "primary", 89, 935, "359", 85),
    ("一中", "junior", 76, 160, "308", 99), ("二中", "junior", 55, 402, "225", 97),
]  # fmt: skip


def row(name: str, stage: str | None, pupils: object, books: object, area: object, rate: object) -> str:
    cells = {"school": name, "stage": stage, "pupils": pupils, "books": books, "area": area, "rate": rate}
    return "{" + ", ".join(f"{key}: {value}" for key, value in cells.items() if value is not None) + "}"


@pytest.fixture(scope="module")
def codes(ruleset_from: Callable[[str], Any]) -> Callable[[list[tuple[object, ...]]], list[tuple[str, int]]]:
    """The codes that a table gives, with the number of the row that each is at."""
    ruleset = ruleset_from(RULES).data

    def of(rows: list[tuple[object, ...]]) -> list[tuple[str, int]]:
        lines = "\n".join(f"- {row(*one)}" for one in rows)
        root, problems = yaml_document.read(
            "e.yaml", f"format: evidence/1\ntables:\n  units:\n{indent(lines, '    ')}\n"
        )
        assert problems == []
        _, found = bind_evidence(Document("e.yaml", "", "", root), ruleset)
        return [(one.code, one.place.line - 3) for one in found]

    return of


def total(rows: list[tuple[object, ...]], name: str, stage: str | None = None) -> tuple[object, ...]:
    return (
        name,
        stage,
        sum(one[2] for one in rows),
        sum(one[3] for one in rows),
        sum(float(one[4]) for one in rows),
        None,
    )


def test_a_clean_table_has_no_total(codes: Callable):
    """Schools that differ are schools."""
    assert codes(SCHOOLS) == []


@pytest.mark.parametrize("at", range(len(SCHOOLS) + 1))
def test_the_sum_of_all_rows_is_found_wherever_it_stands(codes: Callable, at: int):
    """Above, between or below them, under the name of anything."""
    rows = [*SCHOOLS[:at], total(SCHOOLS, "城关学区"), *SCHOOLS[at:]]
    assert codes(rows) == [("ER493", at + 1)]


def test_the_sum_of_a_stage_and_of_neighbours_is_found(codes: Callable):
    """Of one option of a column, also scattered; of the rows directly above or below."""
    scattered = [SCHOOLS[0], SCHOOLS[3], SCHOOLS[1], SCHOOLS[4], SCHOOLS[2]]
    assert codes([*scattered, total(SCHOOLS[:3], "小学部", "primary")]) == [("ER493", 6)]
    assert codes([SCHOOLS[3], SCHOOLS[0], SCHOOLS[1], total(SCHOOLS[:2], "东片"), SCHOOLS[2]]) == [("ER493", 4)]
    assert codes([SCHOOLS[3], total(SCHOOLS[:2], "东片"), SCHOOLS[0], SCHOOLS[1], SCHOOLS[2]]) == [("ER493", 2)]


def test_a_mean_is_found_as_far_as_it_is_written(codes: Callable):
    """302 pupils in five schools are 60 a school, in whole numbers."""
    assert codes([*SCHOOLS, ("县", None, 60, 383, "244.7", "93.8")]) == [("ER493", 6)]
    assert codes([*SCHOOLS, ("县", None, 61, 383, "244.7", "93.8")]) == []


def test_a_total_that_says_so_is_left_out(codes: Callable):
    """Also where its figures do not add up; the schools stay."""
    rows = [*SCHOOLS, ("合计", None, 1, 2, 3, None)]
    assert codes(rows) == [("ER492", 6)]


def test_schools_that_are_alike_are_no_totals(codes: Callable):
    """Equal rows are each the mean of the others, and two small ones may add up in a column or two."""
    assert codes([(f"{at}小", "primary", 45, 279, 181, 98) for at in range(5)]) == []
    assert codes([("甲", None, 10, 5, 7, None), ("乙", None, 20, 6, 8, None), ("丙", None, 30, 11, 99, None)]) == []


def test_a_double_beside_a_school_without_pupils_is_no_total(codes: Callable):
    """Nothing was added up: the two parts of a school may say the same, and a school that is empty adds nothing."""
    empty = ("空校", "primary", 0, 0, 0, 0)
    double = ("附校", "primary", 60, 300, "200.5", 97)
    assert codes([*SCHOOLS[:3], double, ("附校二", "primary", 60, 300, "200.5", 98), empty]) == []
    assert [("ER493", 3)] == codes([*SCHOOLS[:2], total(SCHOOLS[:2], "两校"), empty])


def test_schools_of_a_stage_that_are_alike_are_no_totals(codes: Callable):
    """Each is the mean of its stage, and schools of another stage that stand between them make it none."""
    alike = [(f"{at}小", "primary", 45, 279, 181, 98) for at in range(5)]
    junior = [("一中", "junior", 76, 160, 308, 99), ("二中", "junior", 55, 402, 225, 97)]
    assert codes([*alike[:2], junior[0], *alike[2:4], junior[1], alike[4]]) == []


def parts_compared(rows: int, differ: bool, ruleset: Any, monkeypatch: pytest.MonkeyPatch) -> int:
    """How often a row is compared with other rows together, where so many schools are looked through."""
    steps = 0

    def counted(method: str) -> Callable[..., object]:
        real = getattr(totals._Figures, method)

        def step(*arguments: object) -> object:
            nonlocal steps
            steps += 1
            return real(*arguments)

        return step

    lines = [row(f"s{at}", "primary", 45 + differ * at % 97, 279 + differ * at % 89, 181, 98) for at in range(rows)]
    text = "format: evidence/1\ntables:\n  units:\n" + "".join(f"    - {one}\n" for one in lines)
    root, _ = yaml_document.read("e.yaml", text)
    with monkeypatch.context() as patched:
        for method in ("_around", "_is_sum", "_is_mean"):
            patched.setattr(totals._Figures, method, counted(method))
        bind_evidence(Document("e.yaml", "", "", root), ruleset)
    return steps


@pytest.mark.parametrize("differ", [False, True])
def test_totals_are_looked_for_in_steps_of_the_rows(
    differ: bool, ruleset_from: Callable, monkeypatch: pytest.MonkeyPatch
):
    """Twice the schools, twice the steps, whether they are alike or not."""
    ruleset = ruleset_from(RULES).data
    few, many = (parts_compared(rows, differ, ruleset, monkeypatch) for rows in (410, 820))
    assert 410 < few < many < 2.2 * few


@given(
    st.lists(
        st.tuples(st.integers(1, 900), st.integers(1, 9000), st.integers(1, 5000)), min_size=3, max_size=8, unique=True
    )
)
def test_a_sum_is_found_in_any_table(codes: Callable, figures: list[tuple[int, int, int]]):
    """Whatever the figures are, the line that adds them up never counts as a school."""
    rows = [(f"{at}小", None, *one, None) for at, one in enumerate(figures)]
    assert ("ER493", len(rows) + 1) in codes([*rows, total(rows, "某镇")])


@draws(25)
@given(
    st.lists(st.tuples(st.sampled_from(("primary", "junior", None)), *[st.integers(0, 4)] * 3), min_size=3, max_size=7)
)
def test_a_row_that_is_not_looked_at_would_have_been_no_sum(
    codes: Callable, figures: list[tuple[str | None, int, int, int]]
):
    """Looking at every row one by one finds the same totals."""
    rows = [(f"{at}小", *one, None) for at, one in enumerate(figures)]
    found = codes(rows)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(totals._Figures, "_maybe_sums", lambda one: frozenset(range(len(one.values))))
        assert codes(rows) == found
