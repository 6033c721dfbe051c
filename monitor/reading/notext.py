"""Files that can be read, and hold no text."""

from monitor.core.errors import ParseError


class NoText(ParseError):
    """A file is whole, and there is no text in it: a scan, an empty letter."""
