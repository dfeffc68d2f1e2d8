"""What `evalrules test` found: one line a ruleset, then every finding."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from evalrules.authoring.cases import EQUIVALENT, FOLDER
from evalrules.authoring.rule_coverage import RuleCoverage
from evalrules.authoring.trial import Trial
from evalrules.base.languages import spoken

if TYPE_CHECKING:
    from evalrules.base.diagnostics import Diagnostic
    from evalrules.reporters.ci.findings import Point

FORMS = ("text", "json", "junit", "tap", "sarif", "gitlab", "github")

_TEXT = {
    "summary": ("{name}：案例 {cases} 个，改动 {mutants} 处，未被发现 {survivors} 处，等效 {equivalent} 处",
                "{name}: {cases} cases, {mutants} mutants, {survivors} survive, {equivalent} equivalent"),
    "no_cases": ("没有案例", "there are no cases"),
    "failed": ("案例不符 {case}：{what} 应为 {expected}，得 {found}",
               "case {case}: {what} should be {expected}, is {found}"),
    "survives": ("未被发现：{mutant}", "survives: {mutant}"),
    "cut": ("（删去）", "(left out)"),
    "new": ("建议的案例：{file}", "proposed case: {file}"),
    "kept": ("已有建议的案例会发现它：{file}", "a case that is proposed already would notice it: {file}"),
    "alike": ("已证明：数据齐全时不改变任何结果；确实等效的，列入 cases/equivalent.yaml 并写明理由",
              "proven: it changes nothing where nothing is missing; if so, list it in cases/equivalent.yaml with why"),
    "not_found": ("求解器没有找到能发现它的案例（每张表只按几行考虑）",
                  "the solver found no case that would notice it (of each table it looks at a few rows)"),
    "proposed": ("待确认的案例 {count} 个，未计入：{files}",
                 "{count} proposed cases wait to be confirmed and do not count: {files}"),
    "stale": ("已列为等效，却会被案例发现或不存在：{mutant}",
              "listed as equivalent, but noticed or not there: {mutant}"),
    "mutants": ("{count} 处改动都被发现", "all of {count} mutants are noticed"),
    "coverage": ("规则覆盖 {percent}%：{of} 种情形，案例未见 {lacking} 种",
                 "{percent} % of the rules are covered: of {of} ways to come out {lacking} are in no case"),
    "lacks": ("{place}：{part} 没有案例{state}", "{place}: {part} {state} in no case"),
    "indicator": ("指标 {id}", "indicator {id}"), "gate": ("门槛 {id}", "gate {id}"),
    "veto": ("否决 {id}", "veto {id}"),
    "level": ("结论 {id}", "level {id}"), "measure": ("{id}", "{id}"),
    "comparison": ("{part} 的“{written}”", "{written!r} of {part}"),
    "true": ("成立", "is true"), "false": ("不成立", "is false"), "unknown": ("不确定", "is unknown"),
    "given": ("得出", "is given"), "outcome": ("为 {state}", "is {state}"),
}  # fmt: skip


def trials_text(
    trials: Sequence[Trial],
    form: str,
    language: str,
    least: float = 0.0,
    problems: Sequence[Diagnostic] = (),
    paths: Sequence[str] = (),
) -> str:
    """The findings of every trial in one of `FORMS`, for programs with every problem; `paths` are the rulesets' own."""
    if form in ("sarif", "gitlab", "github"):
        from evalrules.bundles.discovery import path_from_here
        from evalrules.reporters.ci.findings import render_problems_of

        files = [path_from_here(path) for path in paths]
        told = {found for trial in trials for found in trial.diagnostics}
        found = [(file, [*one.diagnostics, *_found(one, file, least)]) for file, one in zip(files, trials, strict=True)]
        return render_problems_of(found, form, language, [one for one in problems if one not in told])
    if form in ("junit", "tap"):
        from evalrules.reporters.ci.findings import points_of, render_points

        points = [point for trial in trials for point in _points(trial, language, least)]
        return render_points([*points, *points_of(problems, language)], form)
    if form == "json":
        documents = [*map(_document, trials), *_unknown(trials, problems)]
        return json.dumps(documents, ensure_ascii=False, indent=1) + "\n"
    return "".join(f"{line}\n" for trial in trials for line in _lines(trial, language))


def _lines(trial: Trial, language: str) -> list[str]:
    def say(phrase: str, **values: str) -> str:
        zh, en = _TEXT[phrase]
        return spoken((zh, en), language, **values)

    counts = {"cases": trial.cases, "mutants": trial.mutants, "survivors": len(trial.survivors),
              "equivalent": len(trial.equivalent)}  # fmt: skip
    lines = [say("summary", name=trial.ruleset, **{key: str(count) for key, count in counts.items()})]
    lines += [] if trial.cases else [f"  {say('no_cases')}"]
    for case in trial.failed:
        lines += [
            "  " + say("failed", case=case.name, what=one.what, expected=one.expected, found=one.found)
            for one in case.disagreements
        ]
    lines += [f"  {line}" for mutant in trial.survivors for line in _survivor(trial, mutant, say)]
    lines += ["  " + say("stale", mutant=mutant) for mutant in trial.stale]
    if trial.proposed:
        lines.append("  " + say("proposed", count=str(len(trial.proposed)), files=", ".join(trial.proposed)))
    return lines if trial.coverage is None else [*lines, *_coverage_lines(trial.coverage, say)]


def _survivor(trial: Trial, name: str, say: Callable[..., str]) -> Iterator[str]:
    """A change that nobody noticed: its name, its line with the change marked, and the case that would notice it."""
    from evalrules.reporters.problems import frame

    yield say("survives", mutant=name)
    for mutant in (one for one in trial.surviving if one.name == name):
        marked = frame(mutant.place, trial.texts)
        if marked:
            yield from (*marked[:-1], f"{marked[-1]} -> {mutant.after or say('cut')}")
    yield from (f"  {say(one.outcome, file=one.file)}" for one in trial.proposals if one.mutant == name)


def _points(trial: Trial, language: str, least: float) -> Iterator[Point]:
    """A point for each case, for the mutants where they were tried, and for the coverage where it was asked."""
    from evalrules.reporters.ci.findings import Point

    def say(phrase: str, **values: str) -> str:
        zh, en = _TEXT[phrase]
        return spoken((zh, en), language, **values)

    if not trial.cases:
        yield Point(trial.ruleset, say("no_cases"), is_ok=False)
    failed = {
        case.name: [
            say("failed", case=case.name, what=one.what, expected=one.expected, found=one.found)
            for one in case.disagreements
        ]
        for case in trial.failed
    }
    for name in trial.names:
        yield Point(trial.ruleset, name, name not in failed, failed.get(name, []))
    if trial.mutants:
        told = [say("survives", mutant=one) for one in trial.survivors] + [
            say("stale", mutant=one) for one in trial.stale
        ]
        yield Point(trial.ruleset, say("mutants", count=str(trial.mutants)), not told, tuple(told))
    if trial.coverage is not None:
        lines = [line.strip() for line in _coverage_lines(trial.coverage, say)]
        yield Point(trial.ruleset, lines[0], trial.coverage.percent >= least, lines)


def _found(trial: Trial, file: str, least: float) -> Iterator[Diagnostic]:
    """What makes a trial fail, each at its place: in the ruleset, in a case, or in the list of what changes nothing."""
    from evalrules.base.diagnostics import error
    from evalrules.base.source import Span

    def top(*names: str) -> Span:
        return Span("/".join((*file.split("/")[:-1], *names)), 1, 1, 1, 1)

    if not trial.cases:
        yield error("ER687", Span(file, 1, 1, 1, 1))
        return  # without a case every change survives
    for case in trial.failed:
        place = top(FOLDER, case.name)
        for one in case.disagreements:
            yield error("ER684", place, what=one.what, wanted=one.expected, given=one.found)
    for mutant in trial.surviving:
        yield error("ER685", mutant.place._replace(file=file), mutant=mutant.name)
    for name in trial.stale:
        yield error("ER686", top(FOLDER, EQUIVALENT), mutant=name)
    shown = trial.coverage
    if shown is not None and shown.percent < least:
        words = {"percent": f"{shown.percent:.1f}", "least": f"{least:g}", "lacking": str(len(shown.lacking))}
        yield error("ER688", Span(file, 1, 1, 1, 1), **words)


def _coverage_lines(found: RuleCoverage, say: Callable[..., str]) -> list[str]:
    counts = {"of": str(len(found.every)), "lacking": str(len(found.lacking)), "percent": f"{found.percent:.1f}"}
    lines = [f"  {say('coverage', **counts)}"]
    for one in found.lacking:
        part = say(one.kind, id=one.id)
        state = say(one.state) if one.state in _TEXT else say("outcome", state=one.state)
        if one.comparison:
            part = say("comparison", part=part, written=one.written)
        lines.append("  " + say("lacks", place=str(one.place), part=part, state=state))
    return lines


def _covered_document(found: RuleCoverage) -> dict[str, object]:
    lacking = [
        {"kind": one.kind, "id": one.id, "comparison": one.written or None, "state": one.state, "place": str(one.place)}
        for one in found.lacking
    ]
    return {"of": len(found.every), "lacking": lacking, "percent": round(found.percent, 1)}


def _unknown(trials: Sequence[Trial], problems: Sequence[Diagnostic]) -> list[dict[str, object]]:
    """What was asked for and is no ruleset."""
    from evalrules.reporters.ci.findings import diagnostics_document

    of_trials = {found for trial in trials for found in trial.diagnostics}
    others = [one for one in problems if one not in of_trials]
    return [{"ruleset": None, "diagnostics": diagnostics_document(others)}] if others else []


def _problems(trial: Trial) -> dict[str, object]:
    """The errors by which a ruleset or its cases cannot be read, where there are any."""
    found = [one for one in trial.diagnostics if one.is_error]
    if not found:
        return {}
    from evalrules.reporters.ci.findings import diagnostics_document

    return {"diagnostics": diagnostics_document(found)}


def _document(trial: Trial) -> dict[str, object]:
    return {
        "ruleset": trial.ruleset,
        "cases": trial.cases,
        "failed": [
            {"case": case.name, "disagreements": [one._asdict() for one in case.disagreements]} for case in trial.failed
        ],
        "mutants": trial.mutants,
        "survivors": list(trial.survivors),
        "equivalent": list(trial.equivalent),
        "marks": [
            {"mutant": one.name, "place": str(one.place), "column_end": one.place.end_column, "after": one.after}
            for one in trial.surviving
        ],
        "proposals": [
            {"mutant": one.mutant, "outcome": one.outcome, "file": one.file or None} for one in trial.proposals
        ],
        "proposed": list(trial.proposed),
        "stale": list(trial.stale),
        **_problems(trial),
        **({} if trial.coverage is None else {"coverage": _covered_document(trial.coverage)}),
    }
