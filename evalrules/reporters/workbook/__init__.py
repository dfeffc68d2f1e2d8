"""The workbooks of results, and the marks in a workbook of evidence."""
