"""The exit code of a report."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from evalrules.base.diagnostics import error, warning
from evalrules.model.report import Baseline, Options, Report, Result


def result(meets: object) -> Result:
    if meets == "broken":
        return Result("a", None, (error("ER001", None),))
    return Result("a", SimpleNamespace(accepted=meets), ())


@pytest.mark.parametrize(
    ("meets", "code"),
    [
        ([True], 0), ([True, True], 0), ([False], 1), ([None], 3), ([True, None], 3), ([None, False], 1), ([True, False], 1),
        (["broken"], 2), ([False, "broken"], 2), ([None, "broken"], 2), ([], 2),
    ],
)  # fmt: skip
def test_precedence_is_2_1_3_0(meets: list[object], code: int):
    """The gravest result of all inputs decides; no input at all is an error."""
    assert code == Report(Options(), tuple(result(one) for one in meets), (), {}).exit_code


def test_an_error_of_the_run_is_2_and_a_warning_is_not():
    """Errors that belong to no input count too."""
    results = (result(True),)
    assert 2 == Report(Options(), results, (error("ER004", None),), {}).exit_code
    assert 0 == Report(Options(), results, (warning("ER504", None),), {}).exit_code


def test_what_the_baseline_tolerates_counts_as_reached():
    """By its path; everything else counts as it would."""
    results = tuple(result(meets)._replace(path=path) for path, meets in (("a", False), ("b", None), ("c", True)))
    codes = {paths: Report(Options(), results, (), {}, None, Baseline(paths, ())).exit_code for paths in ((), ("a",), ("b",), ("a", "b"))}
    assert {(): 1, ("a",): 3, ("b",): 1, ("a", "b"): 0} == codes
    broken = (*results, result("broken")._replace(path="d"))
    assert 2 == Report(Options(), broken, (), {}, None, Baseline(("a", "b", "d"), ())).exit_code
