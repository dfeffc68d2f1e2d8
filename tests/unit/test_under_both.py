"""Evidence under two rulesets, whatever ruleset it names."""

from __future__ import annotations

from evalrules.bundles.discovery import discover
from evalrules.under_both import assessed_under


def test_each_ruleset_has_a_report_of_every_input(examples):
    """The evidence names the national standard; under the overlay of Henan it is judged all the same."""
    inputs, problems = discover([str(examples / "preschool" / "national.yaml")])
    old, new = assessed_under(inputs, problems, ("national-preschool", "national-preschool-henan"))
    names = [report.results[0].assessment.ruleset.id for report in (old, new)]
    assert ["national-preschool", "national-preschool-henan"] == names


def test_what_is_missing_is_told_in_both(tmp_path):
    """A file that is not there is a problem of either report."""
    inputs, problems = discover([str(tmp_path / "none.yaml")])
    for report in assessed_under(inputs, problems, ("jiangsu-16", "jiangsu-16")):
        assert [one.is_error for one in (*report.diagnostics, *(d for r in report.results for d in r.diagnostics))] == [True]
