"""Looking for inputs that break a promise: a coverage-guided fuzzer over every door through which data comes in.

`python -m fuzz --minutes 30` looks for half an hour and prints what it tried; `python -m fuzz --replay TARGET FILE`
tries one input again. Targets stand in `targets`, what must hold of each in `promises`, first inputs in `seeds`.
"""
