"""Nouns, ports, time and routing. Nothing here opens a file or a socket."""
