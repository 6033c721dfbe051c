"""Receivers like ntfy, Discord and Telegram on loopback, as strict as theirs: what is too long or malformed is refused.

Sources of the limits: ntfy, "Limitations" (message length 4,096 bytes); Discord, "Create Message" (content 2,000
characters, an embed's title 256, its description 4,096); Telegram, "sendMessage" (4,096 characters after entities parsing,
counted in UTF-16 units).
"""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Body = dict[str, Any]
# Why a body is refused; empty for one that is taken.
Rule = Callable[[Body], str]
_TAGS = {"b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "a", "code", "pre", "blockquote", "span"}


@dataclass(slots=True)
class Receiver:
    """What a receiver took and what it refused, with the reasons."""

    url: str
    taken: list[Body] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


class _Words(HTMLParser):
    """The words of Telegram's HTML, and the tags that it does not know."""

    def __init__(self) -> None:
        super().__init__()
        self.words, self.unknown, self.open = "", set[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.unknown |= {tag} - _TAGS
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unknown.add(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.words += data


def ntfy(body: Body) -> str:
    return "" if len(body["message"].encode()) <= 4_096 else '{"code":41301,"http":413,"error":"attachment too large"}'


def discord(body: Body) -> str:
    embeds = body.get("embeds", [])
    fits = all(len(e.get("title", "")) <= 256 and len(e.get("description", "")) <= 4_096 for e in embeds)
    return (
        "" if fits and len(body.get("content") or "") <= 2_000 else '{"content":["Must be 2000 or fewer in length."]}'
    )


def telegram(body: Body) -> str:
    text = body["text"]
    if body.get("parse_mode") == "HTML":
        reader = _Words()
        reader.feed(text)
        if reader.unknown or reader.open:
            return '{"ok":false,"error_code":400,"description":"Bad Request: can\'t parse entities"}'
        text = reader.words
    long = len(text.encode("utf-16-le")) // 2 > 4_096
    return '{"ok":false,"error_code":400,"description":"Bad Request: message is too long"}' if long else ""


@contextmanager
def receiver(rule: Rule) -> Iterator[Receiver]:
    """A receiver that refuses as the rule has it, on a free port."""

    class Answering(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            why = rule(body)
            if why:
                found.refused.append(why)
            else:
                found.taken.append(body)
            said = (why or '{"ok":true,"result":{}}').encode()
            self.send_response(400 if why else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    found = Receiver(f"127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
