"""A saved file as a text to compare: what it is, is told by its content."""

import json
import re
from dataclasses import dataclass
from html import unescape

from monitor.core.errors import ParseError
from monitor.core.flat import flat
from monitor.core.model import Block
from monitor.core.text import visible
from monitor.edits.compare import Text
from monitor.edits.noarticle import NoArticle
from monitor.reading import about, docx, html, letter, pdf
from monitor.reading.charset import decoded

KINDS = ("story", "html", "pdf", "docx", "text")
_SAMPLE, _MOST_CONTROLS = 8_192, 0.02
_BLANK_LINE = re.compile(r"\n\s*\n")


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file's text and what it was taken for."""

    kind: str
    text: Text


def kind_of(body: bytes) -> str:
    """One of `KINDS`, by the first bytes."""
    head = body.lstrip(b"\xef\xbb\xbf \t\r\n")[:512]
    if head.startswith(b"%PDF-"):
        return "pdf"
    if head.startswith(b"PK\x03\x04"):
        return "docx"
    if head.startswith(b"{"):
        return "story"
    return "html" if head[:1] == b"<" else "text"


def read_file(body: bytes, kind: str = "") -> ReadFile:
    """Read the bytes of a file. Raises `ParseError` when they are not of the kind."""
    kind = kind or kind_of(body)
    if kind == "pdf":
        read = pdf.read(body)
        return ReadFile(kind, _letter((*read.paragraphs,), read.small))
    if kind == "docx":
        return ReadFile(kind, _document(docx.blocks(body)))
    if kind == "text" and (found := kind_of(body)) in ("pdf", "docx"):
        raise ParseError(f"not a text: the bytes are those of a {found} file")
    text = decode(body)
    if kind == "story":
        return _story(text)
    if kind == "html":
        return ReadFile(kind, _page(text))
    return ReadFile(kind, plain(text))


def decode(body: bytes) -> str:
    """The text of saved bytes. Raises `ParseError` when they are none."""
    sample = decoded(body)[:_SAMPLE]
    controls = sum(c < " " and c not in "\t\n\r\f" for c in sample)
    if controls > len(sample) * _MOST_CONTROLS:
        raise ParseError("not a text: too many control characters (an image or an archive?)")
    return decoded(body)


def plain(text: str) -> Text:
    """Plain or Markdown text: a letter, or a title followed by one paragraph a line."""
    paragraphs = [" ".join(p.split()) for p in _BLANK_LINE.split(text) if p.strip()]
    lines = [line for line in flat(p.splitlines() for p in _BLANK_LINE.split(text)) if line.strip()]
    if letter.is_letter([letter.undecorate(x) for x in lines]):
        return _letter(tuple(lines), ())
    if len(paragraphs) > 1 and any("\n" in p.strip() for p in _BLANK_LINE.split(text.strip())):
        paragraphs = [visible(line) for line in lines]
    if not paragraphs:
        return Text("", (), failure=NoArticle.EMPTY)
    title = paragraphs[0].lstrip("# ") if len(paragraphs) > 1 and len(paragraphs[0]) < 250 else ""
    article = html.article_of_lines(paragraphs[1:] if title else paragraphs)
    return Text(title, article)


def _letter(paragraphs: tuple[str, ...], small: tuple[str, ...]) -> Text:
    notes = tuple(Block("footnote", text) for text in small)
    return Text(letter.subject(map(letter.undecorate, paragraphs)), (*letter.blocks(paragraphs), *notes))


def _document(found: tuple[Block, ...]) -> Text:
    paragraphs = [row.replace(" | ", " ") for row in flat(b.text.split("\n") for b in found)]
    if letter.is_letter(paragraphs):
        return _letter(tuple(paragraphs), ())
    return Text("", found)


def _story(text: str) -> ReadFile:
    try:
        data = json.loads(text)
        title, body = str(data["title"]), str(data["body"])
    except (ValueError, KeyError, TypeError) as error:
        raise ParseError(f"not a story: {error}") from error
    article = html.article(body, str(data.get("url") or "https://story.invalid/"))
    language = str(data.get("language") or "").lower()[:2]
    return ReadFile("story", of_article(title, article, language))


def _page(markup: str) -> Text:
    tree = html.parse(markup)
    known = about.meta(tree)
    article = html.page(markup, known.get("canonical") or "https://page.invalid/", tree)
    return of_article(known.get("og:title") or known.get("title", ""), article, (known.get("lang") or "")[:2].lower())


def of_article(title: str, article: html.Article, language: str = "") -> Text:
    """An article with its headline, entities in it decoded."""
    title = visible(unescape(title))
    return Text(title, article.blocks, article.links, article.related, article.furniture, article.failure, language)
