"""Evidence with other values in the place of some: what was bound of them, and the digest of the whole."""

from __future__ import annotations

from evalrules.frontend.canonical import canonical_values
from evalrules.frontend.digest import digest_of
from evalrules.model.evidence import Evidence
from evalrules.model.ruleset import Ruleset


def with_values(evidence: Evidence, given: Evidence, ruleset: Ruleset) -> Evidence:
    """Evidence with the facts and grades of another, bound to the same ruleset, in the place of its own."""
    stated = {**evidence.facts, **given.facts}
    facts = {own: stated[own] for own in ruleset.measures if own in stated}
    grades = {**evidence.grades, **given.grades}
    values = canonical_values(evidence.subject, evidence.period, facts, grades, evidence.tables, evidence.waivers)
    return evidence._replace(facts=facts, grades=grades, digest=digest_of(values))
