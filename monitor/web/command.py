"""`monitor run`: the service until SIGTERM or SIGINT; SIGHUP reloads the configuration."""

import logging
import os
import signal
import sys
import threading

import click

from monitor.app import open_app, settings_of
from monitor.config.options import Options
from monitor.core.errors import ConfigError, Mistake, MonitorError
from monitor.core.pause import pause
from monitor.core.settings import Settings
from monitor.engines.local import Service
from monitor.engines.memory import be_thrifty, keep_what_is_there
from monitor.engines.meters import Meters
from monitor.web.pages import Current, application
from monitor.web.server import WebServer

log = logging.getLogger(__name__)
# However much hangs, the process is gone after so long: a container is killed after ten seconds.
_LONGEST_END = 9.0
_HANDED_OVER = 1.5
_INTERRUPTED = 130


@click.command()
@click.pass_obj
def run(options: Options) -> int:
    """The service: polls on schedule, delivers, and answers /healthz, /readyz and /metrics."""
    be_thrifty()
    signals = _Signals()
    signals.listen()
    settings = settings_of(options)
    _say_channels(settings)
    service = _prepared(settings)
    alone = service.app.alone()
    current = Current(service)
    try:
        web = WebServer(application(current, settings.web), settings.web.host, settings.web.port)
    except MonitorError:
        alone.end()
        service.app.close()
        raise
    keep_what_is_there()
    service.begin()
    web.start()
    log.info("listening on http://%s:%s (healthz, readyz, metrics)", settings.web.host, web.port)
    while not signals.ending:
        signals.wait()
        if signals.reload and not signals.ending:
            signals.reload = False
            current.service = _reloaded(options, current.service)
    _end(current.service, web)
    return 0


class _Signals:
    """What the process was told from outside. Who interrupts twice does not want to wait."""

    def __init__(self) -> None:
        self.ending = False
        self.reload = False
        self._wake = threading.Event()

    def listen(self) -> None:
        def end(number: int, _: object) -> None:
            if self.ending and number == signal.SIGINT:
                os._exit(_INTERRUPTED)
            self.ending = True
            self._wake.set()

        def reload(*_: object) -> None:
            self.reload = True
            self._wake.set()

        signal.signal(signal.SIGTERM, end)
        signal.signal(signal.SIGINT, end)
        signal.signal(signal.SIGHUP, reload)

    def wait(self) -> None:
        self._wake.wait()
        self._wake.clear()


def _end(service: Service, web: WebServer) -> None:
    """Stop, and leave: threads that hang in a receiver must not hold the process."""
    log.info("stopping")
    threading.Thread(target=_leave_later, name="the end", daemon=True).start()
    service.stop()
    web.stop()
    service.app.close()
    log.info("stopped")
    _leave()


def _leave_later() -> None:
    pause(_LONGEST_END)
    _leave()


def _leave() -> None:
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _prepared(settings: Settings, meters: Meters | None = None) -> Service:
    service = Service(open_app(settings), meters=meters)
    try:
        service.prepare()
    except BaseException:
        service.app.close()
        raise
    return service


def _reloaded(options: Options, running: Service) -> Service:
    """The service on the configuration as it is now; on the old one when the new one has mistakes.

    The new one is made ready while the old one works; then the old one's polls are broken off, and only when they are
    over does the new one begin. What the old one is sending comes to its end beside it.
    """
    try:
        settings = settings_of(options)
        if settings.database != running.app.settings.database:
            raise ConfigError(
                [Mistake("monitor.toml", "database", "another store", "a restart: a reload keeps the store")]
            )
        service = _prepared(settings, running.meters)
    except MonitorError as error:
        log.error("the configuration was not reloaded, the old one stays in force: %s", error)
        return running
    _say_channels(settings)
    running.halt()
    running.app.polls.rest(_HANDED_OVER)
    service.begin()
    threading.Thread(target=_finish, args=(running,), name="the old service", daemon=True).start()
    log.info("configuration reloaded")
    return service


def _finish(service: Service) -> None:
    service.retire()
    service.stop()
    service.app.close()


def _say_channels(settings: Settings) -> None:
    for channel in settings.channels:
        if not channel.on:
            log.warning("channel %s is off: its address is empty", channel.name)
    if not any(c.on for c in settings.channels):
        log.warning("no channel is on: alerts are shown in this log")
