"""Runs of rows whose mean is the figure of the row beside them."""

from __future__ import annotations

import random

from evalrules.frontend.mean_runs import FEWEST_ROWS, means_of


def test_every_run_beside_a_row_whose_rounded_mean_is_its_figure_is_found_and_no_other():
    draw = random.Random(4)
    for _ in range(60):
        figures = tuple(draw.randint(0, 6) for _ in range(9))
        means = means_of(figures, 1)
        for at, own in enumerate(figures):
            starts, ends = means.at(at, 0)

            def is_mean(some: tuple[int, ...], own: int = own) -> bool:
                return len(some) > FEWEST_ROWS and 2 * abs(sum(some) - own * len(some)) <= len(some)

            assert starts == [first for first in range(at) if is_mean(figures[first:at])]
            assert ends == [end for end in range(at + 2, 10) if is_mean(figures[at + 1 : end])]
