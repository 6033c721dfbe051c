"""Whether a text is on a topic, and which words say so. No regular expression of an editor's is ever run."""

from monitor.core.topics.matching import match, match_all
from monitor.core.topics.prepared import MATCHED_IN_PART, Prepared, is_matched_whole, prepare, prepare_blocks
from monitor.core.topics.ready import make_ready
from monitor.core.topics.topic import Rule, Topic, mistakes, simple_rules

__all__ = [
    "MATCHED_IN_PART",
    "Prepared",
    "Rule",
    "Topic",
    "is_matched_whole",
    "make_ready",
    "match",
    "match_all",
    "mistakes",
    "prepare",
    "prepare_blocks",
    "simple_rules",
]
