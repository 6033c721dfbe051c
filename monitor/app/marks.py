"""The names of what the app keeps in the store beside its rows."""

REREAD = "reread:"
"""Before a source's name: what of it was read anew last."""
