"""The closed word lists of four languages, and texts read with them as tokens."""
