"""What pipelines read: cases, findings and annotations in their own formats."""
