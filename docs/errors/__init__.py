"""The pages of the diagnostic codes, shipped as `evalrules.error_pages`: text only (read by evalrules.base.pages)."""
