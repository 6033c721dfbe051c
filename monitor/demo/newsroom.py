"""The three sites together, and the configuration that points the monitor at them."""

from pathlib import Path

from monitor.demo.belga import Belga
from monitor.demo.euractiv import Euractiv
from monitor.demo.rijksoverheid import Rijksoverheid
from monitor.demo.seeds import folder


class Newsroom:
    """Belga, Rijksoverheid and Euractiv on loopback, each on a port of its own."""

    def __init__(self, seeds: Path | None = None) -> None:
        place = seeds or folder()
        self.belga = Belga(place / "belga")
        self.rijksoverheid = Rijksoverheid(place / "rijksoverheid")
        self.euractiv = Euractiv(place / "euractiv")
        self.servers = [self.belga.server, self.rijksoverheid.server, self.euractiv.server]

    def __enter__(self) -> "Newsroom":
        for server in self.servers:
            server.start()
        return self

    def __exit__(self, *_: object) -> None:
        for server in self.servers:
            server.stop()


_RECHECK = 'recheck = [{every = "0s", until = "365d"}]'


def write_config(folder: Path, newsroom: Newsroom, topic: str, channels: str = "", *, every: str = "2s") -> Path:
    """A configuration for the newsroom: the shipped kinds at loopback addresses, without politeness."""
    (folder / "sources").mkdir(parents=True, exist_ok=True)
    (folder / "topics").mkdir(exist_ok=True)
    (folder / "topics" / "afghan-returns.toml").write_text(topic, encoding="utf-8")
    (folder / "monitor.toml").write_text(
        f'database = "sqlite:///{folder / "monitor.db"}"\n'
        '[http]\nallow_private = true\nper_host_interval = "0s"\ncontact = "desk@example.org"\n'
        '[gone]\nmisses = 2\nover = "1s"\n'
        f'[web]\nlisten = "127.0.0.1:0"\n{channels}',
        encoding="utf-8",
    )
    stanzas = {
        "belga": f'kind = "prezly"\nurl = "{newsroom.belga.server.url}"\ntitle = "Belga News Agency"\n'
        'languages = ["en"]\n',
        "rijksoverheid": f'kind = "rijksoverheid"\nurl = "{newsroom.rijksoverheid.server.url}"\n'
        'title = "Rijksoverheid"\nlanguages = ["nl"]\nzone = "Europe/Amsterdam"\n'
        'terms = ["Taliban", "Afghanistan", "Afghanen"]\n',
        "euractiv": f'kind = "euractiv"\nurl = "{newsroom.euractiv.server.url}"\ntitle = "Euractiv"\n'
        'languages = ["en"]\n',
    }
    for name, text in stanzas.items():
        (folder / "sources" / f"{name}.toml").write_text(f'{text}every = "{every}"\n{_RECHECK}\n', encoding="utf-8")
    return folder
