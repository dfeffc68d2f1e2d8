"""Who made a result: the engine's name, version and semantics."""

NAME = "evalrules"
VERSION = "0.1.0"
SEMANTICS = 1
