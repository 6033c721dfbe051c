"""What a file holds that an item leads to, a PDF or a Word letter."""

from dataclasses import dataclass

from monitor.core.errors import ParseError


@dataclass(frozen=True, slots=True)
class FileText:
    """`paragraphs` without page furniture; `small` the footnotes; `text` everything, for references.

    Small print beside the text is letterhead, and is left out. `left`: how many pages were not read. `is_named`:
    whether its fonts say what letters its signs are.
    """

    paragraphs: tuple[str, ...]
    small: tuple[str, ...]
    text: str
    left: int = 0
    is_named: bool = True


class NoText(ParseError):
    """A file is whole, and there is no text in it: a scan, an empty letter."""
