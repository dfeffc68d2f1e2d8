"""Reports to render, for every test of this room."""

from reports_made import broken, decided, opened, report_on, rules, several  # noqa: F401 - fixtures
