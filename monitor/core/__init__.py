"""Nouns, ports and pure decisions. Nothing here opens a file or a socket."""
