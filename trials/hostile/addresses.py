"""Addresses that mean no good: in redirects, robots.txt, entries, canonical links and the configuration, and who is public."""

from collections.abc import Callable, Iterator
from functools import partial

from monitor.config.values import ValidationError
from monitor.core.address import Refused, parse
from monitor.fetch.public import is_public
from trials.hostile.case import Case, Seen
from trials.hostile.site import HostileSite, answer
from trials.hostile.stage import between_good_states

# Each is refused with a reason, wherever it stands.
WRONG = {
    "an open bracket": "http://[::1",
    "a host in brackets that is none": "http://[bad/x",
    "a raw DEL": "/a\x7f",
    "a raw NUL": "/a\x00b",
    "a raw control": "/a\x01b",
    "70 kB": "/" + "a" * 70_000,
    "an octal IPv4": "http://0177.0.0.1/",
    "a number as IPv4": "http://2130706433/",
    "a hexadecimal IPv4": "http://0x7f.1/",
    "a port of six digits": "http://example.org:999999/",
    "a port that is no number": "http://example.org:http/",
    "a host of 300 letters": f"http://{'a' * 300}.example/",
    "a host with a blank": "http://exa mple.org/",
    "half a character": "/a\ud800",
    "a name that no domain can be": "http://xn--\u0301.example/",
    "javascript": "javascript:alert(1)",
    "a scheme of its own": "gopher://127.0.0.1:70/",
}
# No address of these is public, however it is written.
PRIVATE = (
    "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "192.0.0.8",
    "192.0.2.1", "192.88.99.1", "198.18.0.1", "198.51.100.1", "203.0.113.1", "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::127.0.0.1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::1", "2002:7f00:1::1", "2002:a9fe:a9fe::1", "2002:808:808::1", "2001::1", "2001:0:7f00:1::1", "2001:db8::1",
    "3fff::1", "5f00::1", "fc00::1", "fd00::1", "fe80::1", "fec0::1", "ff02::1", "100::1", "2001:10::1", "4000::1",
    "2a00:1450::5efe:7f00:1", "2a00:1450::200:5efe:808:808", "fe80::1%eth0",
)  # fmt: skip
PUBLIC = (
    "8.8.8.8",
    "1.1.1.1",
    "193.191.1.1",
    "2a00:1450:400e::200e",
    "2606:4700::1111",
    "64:ff9b::808:808",
    "::ffff:8.8.8.8",
)


def _is(address: str, public: bool) -> Seen:
    found = is_public(address)
    return Seen("public" if found else "not public", "" if found is public else "it is taken for the other")


def _refused(text: str) -> Seen:
    found = parse(text, "http://example.org/")
    return Seen(found.reason) if isinstance(found, Refused) else Seen("", f"taken as {found.url[:80]}")


def _redirect(text: str) -> Callable[[HostileSite], None]:
    raw = answer(b"", status="302 Found", Location=text.encode("utf-8", "replace").decode("latin-1"))
    return lambda site: site.attacks.update({site.site.path_of("missions"): lambda c: c.sendall(raw)})


def _robots(text: str) -> Callable[[HostileSite], None]:
    raw = answer(b"", status="302 Found", Location=text.encode("utf-8", "replace").decode("latin-1"))
    return lambda site: site.attacks.update({"/robots.txt": lambda c: c.sendall(raw)})


def _entry(text: str) -> Callable[[HostileSite], None]:
    """The feed names one story more, under this address."""

    def attack(site: HostileSite) -> None:
        good = site.site.answer("GET", "/rss.xml", b"")
        assert good is not None
        link = text.encode("utf-8", "replace").decode()
        entry = f"<item><title>Odd</title><link>{link}</link><guid>odd-1</guid></item></channel>"
        raw = answer(good.body.replace(b"</channel>", entry.encode()), kind=good.content_type)
        site.attacks["/rss.xml"] = lambda c: c.sendall(raw)

    return attack


def _canonical(text: str) -> Callable[[HostileSite], None]:
    """The article names this as its own address; it is the same text."""

    def attack(site: HostileSite) -> None:
        path = site.site.path_of("missions")
        page = site.site.pages[path].replace(f"https://site.example{path}", text.encode("utf-8", "replace").decode())
        site.attacks[path] = lambda c: c.sendall(answer(page.encode()))

    return attack


def _configured(text: str) -> Seen:
    from monitor.config.schema import SourceFile

    try:
        SourceFile(kind="feed", url=text)
    except (ValidationError, ValueError) as error:
        return Seen(str(error).splitlines()[2].strip()[:80] if len(str(error).splitlines()) > 2 else "refused")
    return Seen("", "the configuration takes it")


def cases() -> Iterator[Case]:
    for address in PRIVATE:
        yield Case("addresses", f"{address}", "not public", partial(_is, address, False))
    for address in PUBLIC:
        yield Case("addresses", f"{address}", "public", partial(_is, address, True))
    required = "one item's trouble, then the edit"
    for name, text in WRONG.items():
        yield Case("addresses", f"parsed: {name}", "refused with a reason", partial(_refused, text))
        if not text.startswith("/"):
            yield Case("addresses", f"configuration: {name}", "a mistake", partial(_configured, text))
        for place, attack in (("redirect", _redirect), ("robots", _robots), ("canonical", _canonical)):
            # What a page writes as NUL is another character to a browser: an address, if an odd one.
            odd = place == "canonical" and name in ("a raw NUL", "half a character")
            run = partial(between_good_states, attack(text), blind=odd)
            yield Case("addresses", f"{place}: {name}", required, run)
        yield Case("addresses", f"entry: {name}", required, partial(between_good_states, _entry(text), blind=True))
    for size in (500, 600, 601, 1_000, 5_000):
        link = f"http://elsewhere.example/{'a' * size}"
        run = partial(between_good_states, _entry(link), blind=True)
        yield Case("addresses", f"entry: a link of {size} characters to another host", required, run)
