"""Tables with a subject in each row, concluded row by row in little memory (docs/decisions/0030-batch.md)."""
