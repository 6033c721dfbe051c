"""Figures, dates, names, quotations, negations, references: what in a change matters."""

from monitor.edits.facts.changed import changed, rewritten
from monitor.edits.facts.found import TURNED, Form, Found, Mark
from monitor.edits.facts.notes import is_note, withdraws
from monitor.edits.facts.small import accented

__all__ = ["TURNED", "Form", "Found", "Mark", "accented", "changed", "is_note", "rewritten", "withdraws"]
