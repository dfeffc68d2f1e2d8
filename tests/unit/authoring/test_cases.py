"""Cases: what someone who knows the standard expects, held against what the engine finds."""

from __future__ import annotations

import datetime
import os

import pytest

import evalrules
from evalrules.authoring.cases import disagreements, read_cases, with_values

EVIDENCE = "evidence: {ruleset: r, facts: {rate: 94, cheated: false, share: 2}}\nvalues: {open: 3}\n"


@pytest.fixture
def found(desk):
    """What one case expects otherwise than it is found, from the text under `expect`."""

    def of(expect: str, evidence: str = EVIDENCE) -> list[tuple[str, str, str]]:
        path = desk(cases={"one.yaml": f"{evidence}expect: {expect}\n"})
        cases, problems = read_cases(os.path.dirname(path))
        assert problems == []
        return [tuple(one) for one in disagreements(cases[0], evalrules.load_ruleset(path).data)]

    return of


@pytest.mark.parametrize(
    ("right", "wrong", "what", "is_found"),
    [
        ("level: fail", "level: pass", "level", "fail"),
        ("level: fail", "level: null", "level", "fail"),
        ("possible: [fail]", "possible: [pass, fail]", "possible", "[fail]"),
        ("outcomes: {rate: not_met}", "outcomes: {rate: met}", "outcomes rate", "not_met"),
        ('outcomes: {"*": not_met}', 'outcomes: {"*": not_met, open: met}', "outcomes open", "not_met"),
        ("outcomes: {}", "outcomes: {rates: met}", "outcomes rates", "no such indicator"),
        ("vetoes: {fraud: false}", "vetoes: {fraud: true}", "vetoes fraud", "false"),
        ("vetoes: {fraud: false}", "vetoes: {fraud: null}", "vetoes fraud", "false"),
        ("vetoes: {}", "vetoes: {frauds: false}", "vetoes frauds", "no such"),
        ("gates: {}", "gates: {entry: true}", "gates entry", "no such"),
        ("because: {}", "because: {fraud: []}", "because fraud", "no such"),
        ("missing: []", "missing: [rate]", "missing", "[]"),
        ("conditions: []", "conditions: [works]", "conditions", "{}"),
        ("failing: {rate: []}", "failing: {rate: [[a]]}", "failing rate", "[]"),
        ('gaps: {rate: {to: met, need: {rate: ">= 95"}}}', 'gaps: {rate: {to: met, need: {rate: ">= 94"}}}',
         "gaps rate", "{to: met, need: [{rate: >= 95}]}"),
        ("gaps: {}", "gaps: {fraud: {to: met}}", "gaps fraud", "no gap"),
        ("shown: {}", "shown: {both: 1}", "shown both", "no such"),
        ("errors: []", "errors: [ER403]", "errors", "[]"),
    ],
)  # fmt: skip
def test_every_expectation_can_fail(right: str, wrong: str, what: str, is_found: str, found):
    """What is true is no disagreement; what is not is one, with what was found instead."""
    assert found(f"{{{right}}}") == []
    failed = found(f"{{{wrong}}}")
    assert [(one[0], one[2]) for one in failed] == [(what, is_found)]


def test_what_a_case_does_not_mention_is_not_compared(found):
    """An expectation of one thing says nothing of the others."""
    assert found("{outcomes: {rate: not_met}}") == []
    assert found('{outcomes: {"*": met}}') != []


def test_evidence_that_must_be_refused(found):
    """The codes of all its errors, and nothing else; a refusal that was not expected is a disagreement."""
    bad = "evidence: {ruleset: r, facts: {rate: 194}}\n"
    assert found("{errors: [ER403]}", bad) == []
    assert found("{errors: [ER402]}", bad) == [("errors", "[ER402]", "[ER403]")]
    assert found("{level: fail}", bad) == [("errors", "[]", "[ER403]")]


def test_parameters_get_numbers_as_an_office_would_give_them(found):
    """With a number the comparison decides; without one the panel is asked."""
    at = "evidence: {ruleset: r, facts: {rate: 95, cheated: false, share: 3}}\n"
    assert found("{outcomes: {open: met}}", at + "values: {open: 3}\n") == []
    assert found("{outcomes: {open: not_met}}", at + "values: {open: 3.01}\n") == []
    assert found("{outcomes: {open: unknown}}", at) == []


def test_a_number_that_a_text_gives_is_not_replaced(desk):
    """`values` fills what is null and changes nothing that the standard says."""
    ruleset = evalrules.load_ruleset(desk()).data
    changed = with_values(ruleset, {"line": "50", "open": "3"})
    assert changed.values["line"].branches == {"": 95}
    assert changed.values["open"].branches == {"": 3}
    assert ruleset.values["open"].branches == {"": None}
    assert with_values(ruleset, {}) is ruleset


def test_cases_are_read_in_the_order_of_their_names(desk, cases: dict[str, str]):
    """Only YAML files are cases, and the list of equivalent mutants is none."""
    path = desk(cases={**cases, "notes.txt": "no case"}, equivalent="[]\n")
    read, problems = read_cases(os.path.dirname(path))
    assert problems == []
    assert [case.name for case in read] == sorted(cases)


def test_the_date_of_the_assessment_is_part_of_a_case(desk):
    """`as_of` is a date; without one the end of the period counts."""
    path = desk(cases={"one.yaml": "evidence: {ruleset: r}\nas_of: 2012-06-30\nexpect: {level: null}\n"})
    assert read_cases(os.path.dirname(path))[0][0].as_of == datetime.date(2012, 6, 30)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("evidence: {}\n", "ER109"),
        ("expect: {level: pass}\n", "ER109"),
        ("evidence: 3\nexpect: {level: pass}\n", "ER109"),
        ("evidence: {}\nexpect: {}\n", "ER109"),
        ("evidence: {}\nexpect: {level: pass}\nvalue: {}\n", "ER108"),
        ("evidence: {}\nexpect: {levels: pass}\n", "ER108"),
    ],
)
def test_what_is_no_case_is_refused(text: str, code: str, desk):
    """A slip in the keys would expect nothing: it is an error."""
    cases, problems = read_cases(os.path.dirname(desk(cases={"one.yaml": text})))
    assert cases == ()
    assert [one.code for one in problems] == [code]


def test_a_ruleset_without_cases_has_none(tmp_path):
    """No folder of cases is no error."""
    assert read_cases(str(tmp_path)) == ((), [])


@pytest.mark.parametrize(
    "text",
    [
        "evidence: {}\nas_of: soon\nexpect: {level: null}\n",
        "evidence: {}\nas_of: 2012-13-01\nexpect: {level: null}\n",
        "evidence: {}\nas_of:\nexpect: {level: null}\n",
        "evidence: {}\nvalues: [1]\nexpect: {level: null}\n",
        "evidence: {}\nexpect: {outcomes: [rate]}\n",
        "evidence: {}\nexpect: {gates: [entry]}\n",
        "evidence: {}\nexpect: {because: [fraud]}\n",
        "evidence: {facts: {rate: 94}}\nexpect: {gaps: {rate: met}}\n",
    ],
)
def test_a_case_of_another_shape_is_refused(text: str, desk):
    """A slip in a case is a problem with its place, never a traceback."""
    path = desk(cases={"one.yaml": text})
    cases, problems = read_cases(os.path.dirname(path))
    ruleset = evalrules.load_ruleset(path).data
    assert problems != [] or [one for case in cases for one in disagreements(case, ruleset)] != []


@pytest.mark.parametrize("values", ["{opne: 3}", "{open: many}", "{line: 3}"])
def test_a_number_for_no_parameter_is_refused(values: str, desk):
    """A slip in `values` would test the case without the number."""
    text = f"evidence: {{}}\nvalues: {values}\nexpect: {{level: null}}\n"
    path = desk(cases={"one.yaml": text})
    ruleset = evalrules.load_ruleset(path).data
    (case,), _ = read_cases(os.path.dirname(path))
    assert [one.what for one in disagreements(case, ruleset)] == ["values"]
