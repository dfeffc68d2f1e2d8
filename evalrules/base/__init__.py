"""Floor 0: the words every room uses. Imports nothing of ours."""
