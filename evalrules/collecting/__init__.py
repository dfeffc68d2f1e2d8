"""Floor 7: what schools hand in is gathered into one form for their county, and nothing is left out silently."""
