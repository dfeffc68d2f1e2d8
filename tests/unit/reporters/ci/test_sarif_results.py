"""The parts that one input gives to a SARIF log."""

from __future__ import annotations

from evalrules.reporters.ci.sarif_results import fingerprints, message_of, uri_of


def test_what_repeats_has_a_fingerprint_of_its_own() -> None:
    """The first result about something is known by its digest, the next by that and its number."""
    digest = "ab" * 32
    first, second = fingerprints(digest, 1), fingerprints(digest, 2)
    assert digest in first.values()
    assert not set(first.values()) & set(second.values())


def test_data_are_no_links() -> None:
    """Neither a placeholder nor a link comes out of the name of a subject, nor a scheme out of that of a file."""
    assert message_of("{0} [x](y)") == {"text": "{{0}} \\[x\\](y)"}
    assert uri_of("c:县.yaml") == "c%3A%E5%8E%BF.yaml"
