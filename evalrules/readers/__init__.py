"""Floor 3, the door in: bytes become a raw document with places, or a list of problems."""
