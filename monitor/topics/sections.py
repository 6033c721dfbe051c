"""Digests: one page of several announcements, each under a heading of its own (a daily news, a bulletin, a live blog).

Each of its sections is matched by itself, with its heading as the title: words of two announcements make no topic. A
page is a digest by its own make: it has many sections, and its title says nothing of what stands in them. The sections
of an article speak of what its title says.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from monitor.core.model import Block, Change, Match
from monitor.core.text import fold
from monitor.core.topic import Topic
from monitor.topics.matching import match_all
from monitor.topics.prepared import Prepared, prepare_blocks

_LEAST, _SPOKEN_OF = 4, 0.25
_LETTERS = 5
_RANK = {"on": 2, "maybe": 1, "off": 0}


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a digest: the text of its heading, and the blocks from `first` to before `end`."""

    heading: str
    first: int
    end: int


def sections(title: str, blocks: Sequence[Block]) -> tuple[Section, ...]:
    """The sections of a digest; none where the text is an article."""
    heads = [n for n, block in enumerate(blocks) if block.kind == "heading"]
    if len(heads) < _LEAST:
        return ()
    found = tuple(_cut(blocks, heads))
    words = {word for word in fold(title).split() if len(word) >= _LETTERS and word.isalpha()}
    told = [s for s in found if s.heading]
    speaking = sum(any(word in fold(_text(blocks, s)) for word in words) for s in told)
    return found if speaking <= _SPOKEN_OF * len(told) else ()


def _cut(blocks: Sequence[Block], heads: Sequence[int]) -> Iterator[Section]:
    if heads[0]:
        yield Section("", 0, heads[0])
    for first, end in zip(heads, [*heads[1:], len(blocks)], strict=True):
        yield Section(blocks[first].text, first, end)


def _text(blocks: Sequence[Block], section: Section) -> str:
    return " ".join(b.text for b in blocks[section.first : section.end])


def prepared_parts(language: str, title: str, blocks: Sequence[Block]) -> tuple[Prepared, ...]:
    """What of an item is matched: the whole text, or each section of a digest."""
    found = sections(title, blocks)
    if not found:
        return (prepare_blocks(language, title, blocks),)
    return tuple(prepare_blocks(language, s.heading or title, _body(blocks, s)) for s in found)


def _body(blocks: Sequence[Block], section: Section) -> Sequence[Block]:
    return blocks[section.first + bool(section.heading) : section.end]


def match_parts(topics: Sequence[Topic], parts: Sequence[Prepared]) -> tuple[Match, ...]:
    """Each topic by the part that says most of it."""
    found = [match_all(topics, part) for part in parts]
    return tuple(max(of, key=lambda m: (_RANK[m.verdict], m.score)) for of in zip(*found, strict=True))


def on_topic(
    language: str, title: str, blocks: Sequence[Block], topics: Sequence[Topic]
) -> dict[str, tuple[Section, ...]]:
    """Of each topic the sections of a digest that are on it."""
    found: dict[str, tuple[Section, ...]] = {}
    for section in sections(title, blocks):
        prepared = prepare_blocks(language, section.heading or title, _body(blocks, section))
        for match in match_all(topics, prepared):
            if match.verdict == "on":
                found[match.topic] = (*found.get(match.topic, ()), section)
    return found


def changed(found: Sequence[Section], change: Change, *, new: bool) -> tuple[Section, ...]:
    """The sections of the old or the new text that a change touches."""
    touched = {hunk.new if new else hunk.old for hunk in change.hunks if hunk.op != "="} - {None}
    return tuple(s for s in found if any(n is not None and s.first <= n < s.end for n in touched))
