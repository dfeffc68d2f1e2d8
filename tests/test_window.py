"""What is public: names, commands with their help, the Python of docs/contract.md, `python -m evalrules`."""

from __future__ import annotations

import inspect
import json
import pickle
import re
import typing
from pathlib import Path

import pytest
import typer

import evalrules


def test_all_is_sorted_and_importable():
    """Every name in __all__ can be had, and dir() lists them."""
    assert sorted(evalrules.__all__) == list(evalrules.__all__)
    assert all(getattr(evalrules, name) is not None for name in evalrules.__all__)
    assert set(evalrules.__all__) <= set(dir(evalrules))


def test_an_unknown_name_is_an_attribute_error():
    """A name that is not public is not there."""
    with pytest.raises(AttributeError, match="no_such"):
        evalrules.no_such  # noqa: B018


def test_everything_public_is_documented():
    """Each public class, method and function has a docstring."""
    for name in evalrules.__all__:
        found = getattr(evalrules, name)
        if callable(found):
            assert found.__doc__, name
            for own, member in vars(found).items() if isinstance(found, type) else ():
                if not own.startswith("_") and callable(getattr(member, "fget", member)):
                    assert getattr(member, "__doc__", None), f"{name}.{own}"


def commands() -> list[str]:
    from evalrules.cli.app import app

    return sorted(typer.main.get_command(app).commands)


@pytest.mark.parametrize("command", commands())
def test_every_command_has_help_with_an_example(command: str, cli):
    """`evalrules COMMAND --help` says what it does and shows a call of it."""
    run = cli(command, "--help")
    assert (0, "") == (run.code, run.err)
    assert re.search(rf"[Ee]xample: evalrules {command}\b", " ".join(run.out.split()))


def test_the_contract_names_every_command():
    """Each command has a line in the first table of docs/contract.md."""
    contract = (Path(__file__).parents[1] / "docs" / "contract.md").read_text(encoding="utf-8")
    table = contract.partition("## Commands")[2].partition("\n`check` takes")[0]
    assert set(commands()) == set(re.findall(r"`evalrules ([a-z]+)", table))


@pytest.mark.parametrize("command", ["check", "rulesets", "show", "explain", "template", "schema", "report", "compare"])
def test_every_command_takes_a_language(command: str, cli):
    """--lang belongs to every command."""
    assert "--lang" in cli(command, "--help").out


def test_the_python_of_the_design_works_as_shown(examples):
    """load_ruleset, load_evidence, assess; verdict, gaps and JSON."""
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")
    evidence = evalrules.load_evidence(str(examples / "jiangsu-16" / "county.yaml"), ruleset)
    assessment = evalrules.assess(ruleset, evidence)
    assert assessment.verdict.level in ("pass", "fail")
    assert assessment.gaps
    assert "result/1" == json.loads(assessment.to_json())["format"]
    assert assessment.to_dict() == json.loads(assessment.to_json())["results"][0]


def test_the_compiled_ruleset_gives_the_same(examples):
    """ruleset.compile() assesses bound evidence like evalrules.assess."""
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")
    evidence = evalrules.load_evidence(examples / "jiangsu-16" / "passing.yaml", ruleset)
    assert evalrules.assess(ruleset, evidence) == ruleset.compile().assess(evidence)


def test_results_cannot_be_changed(examples):
    """What is public is frozen."""
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")
    found = evalrules.assess(ruleset, evalrules.evidence_from({"grades": {"9": "C"}}, ruleset))
    with pytest.raises(AttributeError):
        found.verdict.level = "pass"
    with pytest.raises(AttributeError):
        found.gaps = ()
    for thing in (ruleset, found):
        with pytest.raises(AttributeError):
            thing.data = None
    evaluator = ruleset.compile()
    for name in ("ruleset", "_compiled", "anything"):
        with pytest.raises(AttributeError):
            setattr(evaluator, name, None)
        with pytest.raises(AttributeError):
            delattr(evaluator, name)
    with pytest.raises(evalrules.EvalrulesError) as wrong:
        evalrules.load_ruleset("nobody")
    with pytest.raises(AttributeError):
        wrong.value.diagnostics = ()


def test_everything_given_can_stand_in_a_set(examples, tmp_path):
    """Equal things hash alike, from a pickle too; what is of another subject or ruleset is another thing."""
    ruleset = evalrules.load_ruleset("jiangsu-16@2007")
    made = [
        _given(ruleset, examples / "jiangsu-16" / name, tmp_path)
        for name in ("failing.yaml", "failing.yaml", "open.yaml")
    ]
    for first, same, other in zip(*made, strict=True):
        assert {first, same, pickle.loads(pickle.dumps(first))} == {first}, type(first)
        assert isinstance(first, evalrules.Evaluator) or len({first, other}) == 2, type(first)


def _given(ruleset, path, folder):
    """One of each kind of thing that the window gives of a subject."""
    evidence = evalrules.load_evidence(path, ruleset)
    assessment = evalrules.assess(ruleset, evidence)
    (folder / path.name).write_text(assessment.to_json(), "utf-8")
    evaluator, plan = evalrules.load_ruleset(ruleset.id).compile(), assessment.plan()
    kept = evalrules.load_result(folder / path.name)
    return evaluator, evidence, assessment, plan, evaluator.judge_evidence(evidence), kept, assessment.indicators


def test_the_module_is_the_command(program):
    """`python -m evalrules` is the command line."""
    done = program.run("--version", text=True)
    assert (0, f"evalrules {evalrules.__version__}") == (done.returncode, done.stdout.strip())


def test_the_doctest_of_the_package_holds():
    """The example in the docstring of the package is true."""
    import doctest

    assert 0 == doctest.testmod(evalrules).failed


def types_met() -> set[type]:
    """Every type of ours that a caller meets: what public functions and attributes give, and what these hold."""
    found: set[type] = set()

    def meet(kind: object) -> None:
        for inner in typing.get_args(kind):
            meet(inner)
        if isinstance(kind, type) and kind.__module__.startswith("evalrules") and kind not in found:
            found.add(kind)
            own = vars(kind) if hasattr(evalrules, kind.__name__) else {}
            given = [getattr(member, "fget", member) for name, member in own.items() if not name.startswith("_")]
            for member in given:
                meet(typing.get_type_hints(member).get("return") if inspect.isfunction(member) else None)
            if kind not in (evalrules.Ruleset, evalrules.Evidence, evalrules.Assessment, evalrules.KeptResult):
                for held in typing.get_type_hints(kind).values() if hasattr(kind, "_fields") else ():
                    meet(held)
            elif kind is not evalrules.KeptResult:
                for name, held in typing.get_type_hints(kind).items():
                    meet(held if name != "data" else None)

    for name in evalrules.__all__:
        public = getattr(evalrules, name)
        meet(typing.get_type_hints(public)["return"] if inspect.isfunction(public) else public)
    return found


def test_every_type_that_a_caller_meets_is_exported():
    """But for `data` and `report`, which say themselves that they are the engine's own."""
    assert [] == sorted(kind.__name__ for kind in types_met() if kind.__name__ not in evalrules.__all__)


@pytest.mark.real  # a type checker reads the whole package
def test_a_name_that_is_not_there_fails_in_a_type_checker(tmp_path):
    """mypy sees the names of the window and no others."""
    from mypy import api

    (tmp_path / "own.py").write_text("import evalrules\n\nevalrules.load_result\nevalrules.load_nothing\n")
    said, _, code = api.run(
        ["--strict", "--follow-imports=silent", "--cache-dir", str(tmp_path / "cache"), str(tmp_path / "own.py")]
    )
    assert 1 == code
    assert ['Module has no attribute "load_nothing"'] == re.findall(r'error: (Module[^\[]*?"\w+")', said)
