"""Whether a text is on a topic, and which words say so. No regular expression of an editor's is ever run.

A part is imported by its own name: what reads a configuration needs the grammar, and not the matching.
"""
