"""The kinds of source, by name: what `kind` in a stanza may say, and which keys each kind needs."""

from importlib import import_module

from monitor.core.ports import Adapter
from monitor.core.settings import Source

# kind -> (module, class); imported when a source of the kind is opened.
KINDS = {
    "prezly": ("monitor.sources.prezly", "Prezly"),
    "rijksoverheid": ("monitor.sources.rijksoverheid", "Rijksoverheid"),
    "euractiv": ("monitor.sources.euractiv", "Euractiv"),
    "tweedekamer": ("monitor.sources.tweedekamer", "TweedeKamer"),
    "officielebekendmakingen": ("monitor.sources.officielebekendmakingen", "OfficieleBekendmakingen"),
    "openoverheid": ("monitor.sources.openoverheid", "OpenOverheid"),
    "presscorner": ("monitor.sources.presscorner", "PressCorner"),
    "feed": ("monitor.sources.feed", "Feed"),
    "sitemap": ("monitor.sources.sitemap", "Sitemap"),
    "page": ("monitor.sources.page", "WebPage"),
}


def adapter(source: Source) -> Adapter:
    """The adapter of a source's kind. The kind was checked with the configuration."""
    module, name = KINDS[source.kind]
    made: Adapter = getattr(import_module(module), name)(source)
    return made
