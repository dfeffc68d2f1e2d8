"""Who made a result: the engine's name, version and semantics."""

NAME = "evalrules"
VERSION = "0.2.0"
SEMANTICS = 1
