"""Figures, dates, names, quotations, negations, references: what in a change matters."""

from monitor.core.facts.changed import changed, rewritten
from monitor.core.facts.found import Found
from monitor.core.facts.notes import is_note, withdraws

__all__ = ["Found", "changed", "is_note", "rewritten", "withdraws"]
