"""A meaning of the plan in formulas of a solver (z3, extra `prove`), and what is asked of a whole ruleset with it.

Enters: a checked ruleset. Leaves: a proof, claim by claim: proven, refuted or unknown, with evidence that the exact
engine was asked about before anything is said. docs/decisions/0024-prove.md says what is claimed over which evidence.
"""
