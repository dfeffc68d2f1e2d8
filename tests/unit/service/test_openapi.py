"""The document describes the service: every operation, its parameters, its parts, and the form of problems."""

from __future__ import annotations

import jsonschema
import pytest
from asking import ask, service_here

from evalrules.reporters.formats import FORMATS
from evalrules.service.openapi import openapi_document
from evalrules.service.operations import ENDINGS, OPERATIONS, TYPES

DOCUMENT = openapi_document()


def test_every_operation_is_in_it():
    """At its path and by its method, with its parameters, and a body where it takes files."""
    for one in OPERATIONS.values():
        found = DOCUMENT["paths"][one.path][one.method.lower()]
        assert found["operationId"] == one.name and {p["name"] for p in found["parameters"]} == {p.name for p in one.parameters}
        assert ("requestBody" in found) == bool(one.parts) == (one.method == "POST")
        assert " · " in found["summary"]


def test_every_format_of_the_command_line_can_be_asked_for():
    """With its media type."""
    assert set(OPERATIONS["assess"].formats) == set(FORMATS) == set(OPERATIONS["report"].formats)
    assert {form for one in OPERATIONS.values() for form in one.formats} == set(TYPES) and set(ENDINGS) <= set(TYPES)


@pytest.mark.parametrize("target", ["/nothing", "/api/rulesets/x", "/api/rulesets?x=1"])
def test_problems_have_the_form_that_it_describes(target: str, tmp_path):
    """The schema holds for what is answered."""
    schema = {**DOCUMENT["components"]["schemas"]["Problems"], "components": DOCUMENT["components"]}
    jsonschema.Draft202012Validator(schema).validate(ask(service_here(tmp_path), "GET", target).json)
