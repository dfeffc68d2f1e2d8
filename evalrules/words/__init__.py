"""Conditions as people read them: names instead of ids, the numbers of the standard in place."""
