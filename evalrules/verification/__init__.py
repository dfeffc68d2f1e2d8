"""Whether a kept result is what its evidence gives: read as a statement, evaluated anew, held against each other."""
