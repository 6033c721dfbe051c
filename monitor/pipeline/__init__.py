"""The work itself: ask, read, compare, match, record; claim, send, settle. It knows the ports, no library."""
