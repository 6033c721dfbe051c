"""`monitor` and `python -m monitor`: the table of commands. A command's module is imported when it is called."""

import gc
import io
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from monitor import __version__
from monitor.config.choices import nearest
from monitor.config.options import Options
from monitor.core.errors import ConfigError, MonitorError, StoreError, UnknownName

# name -> (module, attribute, one line of help)
COMMANDS = {
    "run": ("monitor.web.command", "run", "The service: schedule, deliveries, HTTP."),
    "poll": ("monitor.cli.poll", "poll", "Poll sources now, then deliver."),
    "items": ("monitor.cli.archive", "items", "What is stored: items."),
    "show": ("monitor.cli.archive", "show", "One item with all its versions."),
    "diff": ("monitor.cli.archive", "diff", "What changed between two versions of an item."),
    "events": ("monitor.cli.archive", "events", "What happened: events."),
    "search": ("monitor.cli.archive", "search", "Items whose text holds all the words."),
    "compare": ("monitor.cli.compare", "compare", "Compare two files: class, facts and word diff."),
    "topic": ("monitor.cli.topic", "topic", "Why a text is on or off topic."),
    "deliveries": ("monitor.cli.deliveries", "deliveries", "The outbox."),
    "preview": ("monitor.cli.deliveries", "preview", "What would be sent for an event, without sending."),
    "send-test": ("monitor.cli.deliveries", "send_test", "Send a marked test message."),
    "sources": ("monitor.cli.sources", "sources", "Each source: last look, outcome, next look."),
    "template": ("monitor.cli.template", "template", "What was learnt of a source's pages."),
    "watch": ("monitor.cli.watch", "watch", "Put a single page under watch."),
    "unwatch": ("monitor.cli.watch", "unwatch", "End the watch of a page."),
    "check": ("monitor.cli.sources", "check", "Check the configuration, and with --online the sources."),
    "db": ("monitor.cli.db", "db", "The store: upgrade, backup, verify, prune."),
    "healthcheck": ("monitor.cli.db", "healthcheck", "Whether the running service is healthy."),
    "demo": ("monitor.demo.command", "demo", "A local newsroom, the monitor on it, alerts shown."),
}


# Options of the program that people write behind the command.
_BEFORE = ("--config", "--log-level", "--log-format")


class _Lazy(click.Group):
    """A group whose commands are imported when they are called; its own help imports none."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module, attribute, _ = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            ctx.fail(f"No such command {args[0]!r}{nearest(args[0], COMMANDS)}.")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, words) for name, (_, _, words) in COMMANDS.items()])


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option(
    "--config",
    type=click.Path(path_type=Path, file_okay=False),
    envvar="MONITOR_CONFIG",
    default=Path("config"),
    show_default=True,
    help="The folder with monitor.toml, sources/ and topics/.",
)
@click.option(
    "--log-level",
    type=click.Choice(["DEBUG", "INFO", "WARNING", "ERROR"], case_sensitive=False),
    default=None,
    help="How much to log on standard error. [default: INFO for run, else WARNING]",
)
@click.option("--log-format", type=click.Choice(["text", "json"]), default="text", show_default=True)
@click.version_option(__version__, prog_name="monitor")
@click.pass_context
def cli(ctx: click.Context, config: Path, log_level: str | None, log_format: str) -> None:
    """Watch sources on one subject; tell the desk what was published, changed and withdrawn."""
    from monitor.config.logs import set_up

    level = (log_level or ("INFO" if ctx.invoked_subcommand == "run" else "WARNING")).upper()
    set_up(level, log_format)
    if os.environ.get("NO_COLOR"):
        ctx.color = False
    ctx.obj = Options(config, level, log_format)


def main(arguments: list[str] | None = None) -> None:
    """Run a command and end the process with the contract's exit code."""
    sys.exit(_run(arguments))


def _run(arguments: list[str] | None) -> int:
    # Imports make many objects and no garbage: the collector's default pace costs a tenth of a short command.
    gc.set_threshold(200_000, 20, 20)
    _take_any_text()
    try:
        result: Any = cli.main(args=arguments, prog_name="monitor", standalone_mode=False)
        return result if isinstance(result, int) else 0
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.NoSuchOption as error:
        error.show()
        if error.option_name in _BEFORE:
            click.echo(f"{error.option_name} goes before the command: monitor {error.option_name} … COMMAND", err=True)
        return 2
    except click.ClickException as error:
        error.show()
        return 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader of our output went away; what is left to flush has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except MonitorError as error:
        click.echo(f"monitor: {error}", err=True)
        return _code(error)


def _take_any_text() -> None:
    """What a terminal's encoding cannot show is replaced: no title must end a command."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="replace")


def _code(error: MonitorError) -> int:
    if isinstance(error, ConfigError | UnknownName):
        return 2
    return 3 if isinstance(error, StoreError) else 1


if __name__ == "__main__":
    main()
