"""The shipped rulesets: folders `<id>/<edition>/ruleset.yaml`, data only (found by evalrules.catalog)."""
