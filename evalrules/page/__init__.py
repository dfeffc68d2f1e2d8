"""Floor 9: evalrules as one HTML page that runs in a browser, with nothing to install.

`assembling` makes the page out of the files of `web`, a pinned Python for browsers (`runtime`) and the modules and
rulesets that run in it (`packages`). There, `desk` answers what the page asks, and `form` is what is filled in.
"""
