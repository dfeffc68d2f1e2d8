"""Floor 1: the typed tree of conditions. Nodes are data; what they mean stands in evalrules.semantics."""
