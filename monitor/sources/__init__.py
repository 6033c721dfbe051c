"""One file a kind of source: what to ask for, and what stands in the answers. No network, no store."""
