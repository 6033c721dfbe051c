"""Asking the sources, and deciding what became of their items. It tells nobody."""
