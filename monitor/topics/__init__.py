"""Whether a text is on a topic, and which words say so. No regular expression of an editor's is ever run."""

from monitor.topics.matching import match, match_all
from monitor.topics.prepared import MATCHED_IN_PART, Prepared, is_matched_whole, prepare, prepare_blocks
from monitor.topics.ready import make_ready
from monitor.topics.sections import match_parts, on_topic, prepared_parts, sections
from monitor.topics.topic import mistakes, simple_rules

__all__ = [
    "MATCHED_IN_PART",
    "Prepared",
    "is_matched_whole",
    "make_ready",
    "match",
    "match_all",
    "match_parts",
    "mistakes",
    "on_topic",
    "prepare",
    "prepare_blocks",
    "prepared_parts",
    "sections",
    "simple_rules",
]
