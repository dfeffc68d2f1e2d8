"""Floor 3, the meanings: what a ruleset says of evidence. Knows nothing of files, formats or languages."""
