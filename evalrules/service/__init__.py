"""Floor 10: evalrules as a service, for browsers and for other programs (extra `serve`, docs/serve.md).

A request passes `guard` (who may ask, how much, of which site), `reading` turns it into values and files by the table
of `operations`, one of the processes of `workers` finds the answer (`answers`), and `app` sends it. Nothing is kept
from one request for the next.
"""
