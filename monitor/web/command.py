"""`monitor run`: the service until SIGTERM or SIGINT; SIGHUP reloads the configuration."""

import logging
import signal
import threading

import click

from monitor.app import open_app, settings_of
from monitor.core.errors import MonitorError
from monitor.core.options import Options
from monitor.core.settings import Settings
from monitor.engines.local import Service
from monitor.web.pages import Current, application
from monitor.web.server import WebServer

log = logging.getLogger(__name__)


@click.command()
@click.pass_obj
def run(options: Options) -> int:
    """The service: polls on schedule, delivers, and answers /healthz, /readyz and /metrics."""
    wake, signals = threading.Event(), _Signals()
    signals.listen(wake)
    settings = settings_of(options)
    _say_channels(settings)
    service = _started(settings)
    current = Current(service)
    try:
        web = WebServer(application(current), settings.web.host, settings.web.port)
    except MonitorError:
        service.stop()
        raise
    web.start()
    log.info("listening on http://%s:%s (healthz, readyz, metrics)", settings.web.host, web.port)
    while not signals.ending:
        wake.wait()
        wake.clear()
        if signals.reload and not signals.ending:
            signals.reload = False
            current.service = _reloaded(options, current.service)
    log.info("stopping")
    web.stop()
    current.service.stop()
    current.service.app.close()
    log.info("stopped")
    return 0


class _Signals:
    """What the process was told from outside."""

    def __init__(self) -> None:
        self.ending = False
        self.reload = False

    def listen(self, wake: threading.Event) -> None:
        def end(*_: object) -> None:
            self.ending = True
            wake.set()

        def reload(*_: object) -> None:
            self.reload = True
            wake.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        signal.signal(signal.SIGHUP, reload)


def _started(settings: Settings) -> Service:
    service = Service(open_app(settings))
    service.start()
    return service


def _reloaded(options: Options, running: Service) -> Service:
    """The service on the configuration as it is now; on the old one when the new one has mistakes."""
    try:
        settings = settings_of(options)
    except MonitorError as error:
        log.error("the configuration was not reloaded, the old one stays in force: %s", error)
        return running
    running.stop()
    running.app.close()
    _say_channels(settings)
    service = _started(settings)
    log.info("configuration reloaded")
    return service


def _say_channels(settings: Settings) -> None:
    for channel in settings.channels:
        if not channel.on:
            log.warning("channel %s is off: its address is empty", channel.name)
    if not any(c.on for c in settings.channels):
        log.warning("no channel is on: alerts are shown in this log")
