"""One request with its redirects: where it has led so far, and the cookies that were set on the way.

Some sites set a cookie with a redirect and refuse to answer without it. Cookies live no longer than the chain.
"""

import httpx


class Chain:
    """The addresses of one request, its own first."""

    def __init__(self, url: str) -> None:
        self.urls = [url]
        # Made when a cookie is set: nearly no chain has one, and every look would pay for it.
        self._cookies: httpx.Cookies | None = None

    @property
    def url(self) -> str:
        """Where it stands."""
        return self.urls[-1]

    def follow(self, url: str) -> None:
        """Go on at an address."""
        self.urls.append(url)

    def note(self, status: int, headers: httpx.Headers) -> None:
        """Keep the cookies that an answer sets."""
        if "set-cookie" in headers:
            asked = httpx.Request("GET", self.url)
            self._cookies = self._cookies or httpx.Cookies()
            self._cookies.extract_cookies(httpx.Response(status, headers=headers, request=asked))

    def headers(self, given: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """The headers of the next request: a cookie of the stanza's goes with those that were set."""
        if self._cookies is None:
            return given
        asked = httpx.Request("GET", self.url)
        self._cookies.set_cookie_header(asked)
        if "cookie" not in asked.headers:
            return given
        own = [value for name, value in given if name.lower() == "cookie"]
        rest = [pair for pair in given if pair[0].lower() != "cookie"]
        return [*rest, ("Cookie", "; ".join((*own, asked.headers["cookie"])))]
