"""Floor 2: the nouns. Frozen types that travel between the rooms; no behaviour beyond their invariants."""
