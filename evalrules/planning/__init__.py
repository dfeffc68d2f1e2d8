"""Action plans: the cheapest changes of evidence that reach a level. docs/decisions/0020-action-plans.md."""
