"""The Word papers: the report of an assessment, and the self-assessment to be edited."""
