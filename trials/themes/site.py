"""A generated site on loopback, and a configuration that watches it as `docs/add-a-source.md` says: three lines."""

from pathlib import Path

from monitor.demo.server import Reply, Running, Server
from trials.themes.theme import Theme


class ThemeSite(Running):
    """The pages of a theme and a sitemap of them."""

    def __init__(self, theme: Theme) -> None:
        self.theme = theme
        self.pages = {page.path: page for page in theme.pages}
        self._last: dict[str, bytes] = {}
        self.server = Server(self.answer)

    def answer(self, method: str, path: str, body: bytes) -> Reply | None:
        if path == "/robots.txt":
            return Reply(b"User-agent: *\n", "text/plain")
        if path == "/sitemap.xml":
            rows = "".join(f"<url><loc>{self.server.url}{name}</loc></url>" for name in self.pages)
            return Reply(f"<urlset>{rows}</urlset>".encode(), "application/xml")
        page = self.pages.get(path)
        if page is None:
            return None
        if path not in self._last or page.number in self.theme.due:
            self._last[path] = self.theme.html(page).encode()
        return Reply(self._last[path])


def configured(folder: Path, site: ThemeSite, topic: str) -> Path:
    """A configuration with the site as its only source."""
    for name in ("sources", "topics"):
        (folder / name).mkdir(parents=True)
    (folder / "topics" / "returns.toml").write_text(topic, encoding="utf-8")
    (folder / "sources" / "theme.toml").write_text(
        f'kind = "sitemap"\nurl = "{site.server.url}/sitemap.xml"\ntitle = "A site of unknown make"\n', encoding="utf-8"
    )
    (folder / "monitor.toml").write_text(
        f'database = "sqlite:///{folder / "monitor.db"}"\n[http]\nallow_private = true\nper_host_interval = "0s"\n',
        encoding="utf-8",
    )
    return folder
