"""The tests mirror the rooms: every module has the test file that carries its name, or the reason why not."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]

# what stands elsewhere, and where
ELSEWHERE = {
    "base/codes.py": "tests/docs/test_error_pages.py holds every code to its page and its example",
    "base/words_of_ours.py": "base/test_sentences.py reads every word from the source and holds it to its Chinese",
    "base/ordering.py": "tests/properties/test_determinism.py: order changes nothing",
    "batch/columns.py": "tests/properties/test_batch.py names every kind of column, batch/test_run.py what is wrong with them",
    "batch/conclusion.py": "batch/test_run.py reads it back",
    "batch/exact.py": "tests/properties/test_batch.py holds every row to check",
    "batch/manifest.py": "cli/test_batching.py reads it",
    "batch/plain.py": "tests/properties/test_batch.py holds every row to check",
    "batch/twins.py": "batch/test_run.py: two rows of one subject",
    "batch/writing.py": "cli/test_batching.py, in both forms",
    "readers/unreadable.py": "readers/test_wide.py raises it",
    "readers/databases.py": "readers/test_wide.py reads them",
    "semantics/why.py": "tests/properties/test_batch.py: the reasons are those of check",
    "bundles/placing.py": "bundles/test_seal.py, through every way of sealing, and test_staging.py, killed at every step",
    "bundles/plan.py": "bundles/test_seal.py: what a bag will be is seen in the bag",
    "bundles/tag_files.py": "bundles/test_seal.py: the bag is that of the contract",
    "cli/comparing.py": "cli/test_keeping.py and cli/test_what_if.py, the two commands that compare",
    "model/action_plan.py": "planning/test_planner.py makes both of them",
    "action_plans.py": "cli/test_planning.py, through every option, and tests/docs/test_error_pages.py",
    "cli/checking.py": "cli/test_app.py, through every option of check",
    "cli/options.py": "cli/test_check_call.py holds the names to their table",
    "reporters/html_trend.py": "reporters/test_trend_page.py: a point for each time",
    "reporters/trend_words.py": "reporters/test_trend_page.py: what every layout says",
    "reporters/comparison_words.py": "reporters/test_comparison_page.py: what both layouts say",
    "cli/dates.py": "cli/test_app.py: a day that is none",
    "planning/following.py": "cli/test_planning.py: what was done since",
    "readers/ledger.py": "cli/test_planning.py: a ledger comes back",
    "reporters/action_plan_page.py": "cli/test_planning.py: one action a line",
    "reporters/action_plan_words.py": "reporters/test_action_plan.py, in both languages",
    "semantics/stated.py": "semantics/test_mends.py and planning/test_planner.py: what is stated reaches the level",
    "planning/evidence_after.py": "planning/test_planner.py questions every plan by it",
    "planning/lowering.py": "planning/test_planner.py, against brute force",
    "planning/outcomes.py": "planning/test_planner.py, against brute force",
    "planning/sums.py": "planning/test_planner.py, against brute force",
    "planning/variables.py": "planning/test_planner.py, against brute force",
    "listing.py": "cli/test_listing.py, and tests/docs/test_standards.py finds every ruleset by its words",
    "reporters/action_plan_formats.py": "cli/test_planning.py, in every format",
    "reporters/comparison_formats.py": "cli/test_keeping.py and cli/test_what_if.py, in every format",
    "service/limits.py": "service/test_reading.py, test_guard.py and test_workers.py: each of the limits",
    "service/messages.py": "service/test_answers.py, through every operation",
    "service/operations.py": "service/test_openapi.py holds the table to the commands, test_reading.py reads by it",
    "service/problems.py": "service/test_answers.py: what is wrong is told in both languages",
    "service/running.py": "tests/real/test_service.py starts and stops it as a process",
    "service/sending.py": "service/test_app.py: the headers of every answer",
    "page/release.py": "page/test_runtime.py reads it, and refuses what is not in it",
    "cli/beginning.py": "authoring/test_skeleton.py, through the command",
    "authoring/doubts.py": "tests/cases/test_planted_in_rulesets.py, and a bad and a good example on the page of each code",
    "authoring/unused.py": "tests/cases/test_planted_in_rulesets.py, and a bad and a good example on the page of each code",
    "authoring/lint.py": "tests/cases/test_planted_in_rulesets.py and cli/test_linting.py",
    "proving/changes.py": "proving/test_prover.py plants a mistake of each kind",
    "proving/claims.py": "proving/test_prover.py plants a mistake of each kind",
    "proving/questions.py": "proving/test_prover.py asks each of them",
    "proving/counts.py": "proving/test_standard.py: the solver means what the engine says",
    "proving/meaning.py": "proving/test_standard.py: the solver means what the engine says",
    "proving/terms.py": "proving/test_standard.py: the solver means what the engine says",
    "proving/symbols.py": "proving/test_standard.py draws a value for each",
    "proving/rows.py": "proving/test_standard.py draws rows",
    "proving/solving.py": "proving/test_prover.py",
    "proving/witness.py": "proving/test_prover.py has every witness checked",
    "model/proof.py": "proving/test_prover.py makes both of them",
    "model/what_if.py": "test_what_if.py makes both of them",
    "model/settings.py": "test_completing.py: every open point of the shipped standards",
    "readers/settings.py": "test_completing.py: what was typed comes back",
    "reporters/former_values.py": "cli/test_about_rulesets.py: a form shows last year beside what it asks for",
    "reporters/overlay_text.py": "test_completing.py: the text loads as the ruleset that is meant",
    "version.py": "tests/test_window.py",
    "__main__.py": "tests/test_window.py",
    "semantics/standings.py": "test_verdicts.py tells the verdict as one story",
    "semantics/counting.py": "test_verdicts.py and tests/properties/test_verdict_rules.py, against brute force",
    "semantics/code_lines.py": "test_python_code.py, through the functions that it writes",
    "semantics/code_numbers.py": "test_python_code.py",
    "semantics/code_truth.py": "test_python_code.py",
    "semantics/code_writer.py": "test_python_code.py",
    "semantics/meanings.py": "tests/agreement/test_meanings.py",
    "semantics/joint.py": "test_verdicts.py and tests/properties/test_verdict_rules.py, against brute force",
    "plan/nodes.py": "test_lower.py makes each of them",
    "semantics/comparisons.py": "test_crossing.py, and tests/cases/test_missing_decides.py: what rests on a measure turns it",
    "semantics/case.py": "test_verdicts.py",
    "semantics/gaps.py": "test_verdicts.py and tests/properties/test_monotone.py",
    "results/missing_items.py": "results/test_reading.py reads every part of a result back",
    "semantics/missing.py": "test_verdicts.py, and tests/cases/test_missing_decides.py by brute force",
    "semantics/openings.py": "tests/cases/test_missing_decides.py: whatever is left out is named",
    "semantics/trials.py": "tests/cases/test_missing_decides.py, by brute force",
    "semantics/leads.py": "tests/cases/test_missing_decides.py, by brute force",
    "semantics/jointly.py": "tests/cases/test_missing_decides.py, by brute force",
    "semantics/fact_text.py": "test_verdicts.py reads facts as results write them",
    "semantics/turning.py": "test_verdicts.py, through what is missing",
    "semantics/reasons.py": "test_verdicts.py and tests/properties/test_monotone.py",
    "semantics/steps.py": "test_verdicts.py and tests/properties/test_monotone.py",
    "semantics/assess.py": "test_verdicts.py",
    "semantics/broken.py": "test_relations.py tells what is broken through the sentences that say it",
    "semantics/scope.py": "test_conditions.py evaluates through it",
}


def test_every_module_has_its_test_file():
    """A module without a test of its own name stands in the list with where it is tested."""
    modules = [path.relative_to(ROOT / "evalrules") for path in (ROOT / "evalrules").rglob("*.py")]
    untested = [
        str(module)
        for module in modules
        if module.name != "__init__.py" and not (ROOT / "tests/unit" / module.parent / f"test_{module.name}").exists()
    ]
    assert sorted(untested) == sorted(ELSEWHERE)
