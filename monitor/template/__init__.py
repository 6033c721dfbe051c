"""The template of a source, learnt from its own pages: which places of them move by themselves, and which are text."""
