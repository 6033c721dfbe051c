"""Figures, dates, names, quotations, negations, references: what in a change matters."""

from monitor.core.facts.changed import Edited, changed_facts, edits
from monitor.core.facts.spans import Span, spans

__all__ = ["Edited", "Span", "changed_facts", "edits", "spans"]
