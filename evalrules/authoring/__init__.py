"""What the author of a ruleset runs: the cases beside it, and whether they notice every change of it."""
