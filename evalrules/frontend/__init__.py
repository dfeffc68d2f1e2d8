"""Floor 3, the check: raw documents become a ruleset or evidence, or a list of problems."""
