"""What a ruleset comes to once it is understood: few core nodes that every meaning reads (docs/decisions/0015)."""
