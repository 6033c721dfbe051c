"""The sources that may watch the same addresses as another."""

from monitor.core.identity import site_of
from monitor.core.settings import Settings, Source


def beside(source: Source, settings: Settings) -> tuple[str, ...]:
    """The names of the other sources that have a site in common with this one."""
    mine = _sites(source)
    return tuple(s.name for s in settings.sources if s.enabled and s.name != source.name and mine & _sites(s))


def _sites(source: Source) -> set[str]:
    return {site_of(source.url), *map(site_of, source.hosts)}
