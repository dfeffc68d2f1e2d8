"""Kept results on their way back: bytes to plain values, plain values to the model, nothing evaluated."""
