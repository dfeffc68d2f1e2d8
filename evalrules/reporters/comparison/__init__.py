"""Two results or many side by side, and the trend over the years."""
