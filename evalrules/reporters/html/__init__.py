"""The HTML report: one page, or an index with a page for each subject."""
