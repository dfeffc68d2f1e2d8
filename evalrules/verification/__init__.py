"""Whether a kept result is what its evidence gives: read as a claim, evaluated anew, held against each other."""
