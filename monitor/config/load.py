"""Read `config/`: monitor.toml, sources/*.toml, topics/*.toml. The file's stem is the name."""

import os
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from monitor.config import schema
from monitor.config.channels import recipients, unencoded
from monitor.config.secrets import Environment, parts_of
from monitor.config.topic import rough_topic, topic_of, unknown_concepts
from monitor.core.errors import ConfigError, Mistake
from monitor.core.flat import flat
from monitor.core.hours import hours
from monitor.core.settings import (
    DEFAULT_RECHECK,
    Channel,
    Gone,
    Http,
    Recheck,
    Route,
    Settings,
    Source,
    TemplateFiles,
    Web,
)
from monitor.core.topic import Topic
from monitor.topics.topic import mistakes

_ENCODED = "each such sign percent-encoded: @ as %40, # as %23, / as %2F"
_Model = TypeVar("_Model", bound=BaseModel)


def load(directory: Path, environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of a directory. Raises `ConfigError` with every mistake of every file."""
    return _Loader(directory, Environment(os.environ if environment is None else environment)).load()


def load_kindly(directory: Path, environment: Mapping[str, str] | None = None) -> tuple[Settings, tuple[Mistake, ...]]:
    """The settings without the sources and topics whose files have a mistake, and all mistakes. Raises `ConfigError`
    where what all commands need (monitor.toml, the environment) has one.
    """
    loader = _Loader(directory, Environment(os.environ if environment is None else environment))
    settings = loader.read()
    wrong = {m.file for m in loader.mistakes}
    parts = (directory / "sources", directory / "topics")
    if any(Path(file).parent not in parts for file in wrong):
        raise ConfigError(loader.mistakes)
    good = replace(
        settings,
        sources=tuple(s for s in settings.sources if str(parts[0] / f"{s.name}.toml") not in wrong),
        topics=tuple(t for t in settings.topics if str(parts[1] / f"{t.name}.toml") not in wrong),
        resting=tuple(t for t in settings.resting if str(parts[1] / f"{t.name}.toml") not in wrong),
    )
    return good, tuple(loader.mistakes)


def store_address(directory: Path, environment: Mapping[str, str] | None = None) -> str:
    """Where the store is: of the configuration nothing else is read. Raises `ConfigError`."""
    loader = _Loader(directory, Environment(os.environ if environment is None else environment))
    return loader.store_address()


def load_topic(path: Path, name: str) -> Topic:
    """One topic file, under a name. Raises `ConfigError` with every mistake of it."""
    loader = _Loader(path.parent, Environment(os.environ))
    file = loader.file(path, schema.TopicFile)
    topic = loader.topic(path, name, file) if file is not None else None
    if loader.mistakes or topic is None:
        raise ConfigError(loader.mistakes)
    return topic


class _Loader:
    def __init__(self, directory: Path, environment: Environment) -> None:
        self.directory, self.environment = directory, environment
        self.mistakes: list[Mistake] = []

    def load(self) -> Settings:
        settings = self.read()
        if self.mistakes:
            raise ConfigError(self.mistakes)
        return settings

    def store_address(self) -> str:
        main, path = schema.MonitorFile.model_construct(), self.directory / "monitor.toml"
        try:
            tree = tomllib.loads(path.read_text(encoding="utf-8-sig")) if path.exists() else {}
        except (tomllib.TOMLDecodeError, OSError, UnicodeDecodeError) as error:
            tree = {}
            self.mistakes.append(Mistake(str(path), "", f"a file that cannot be read: {error}", "TOML"))
        if "database" in tree:
            filled, found = self.environment.filled({"database": tree["database"]}, str(path))
            self.mistakes += found
            main = main.model_copy(update=filled)
        address = self._database(main)
        if self.mistakes and address == main.database:
            raise ConfigError(self.mistakes)
        return address

    def read(self) -> Settings:
        """What can be read; the mistakes are noted."""
        if not self.directory.is_dir():
            raise ConfigError([Mistake(str(self.directory), "", "no such folder", "the folder with monitor.toml")])
        main_path = self.directory / "monitor.toml"
        main = self.file(main_path, schema.MonitorFile) if main_path.exists() else schema.MonitorFile()
        files = self._folder("topics", schema.TopicFile)
        topics = {n: self.topic(self.directory / "topics" / f"{n}.toml", n, f) for n, f in files.items()}
        sources = self._folder("sources", schema.SourceFile)
        main = main or schema.MonitorFile.model_construct()
        settings = self._settings(main, [t for n, t in topics.items() if files[n].enabled], sources)
        settings = replace(settings, resting=tuple(t for n, t in topics.items() if not files[n].enabled))
        self._names(main, settings, {p.stem for p in self._paths("topics")}, {p.stem for p in self._paths("sources")})
        return settings

    # --- files -------------------------------------------------------------------------------------

    def _paths(self, folder: str) -> list[Path]:
        return sorted((self.directory / folder).glob("*.toml"))

    def _folder(self, folder: str, model: type[_Model]) -> dict[str, _Model]:
        read = {path.stem: self.file(path, model) for path in self._paths(folder)}
        return {name: value for name, value in read.items() if value is not None}

    def file(self, path: Path, model: type[_Model]) -> _Model | None:
        """A file as its model; its mistakes are noted and the next file is read all the same."""
        name = str(path)
        try:
            tree = tomllib.loads(path.read_text(encoding="utf-8-sig"))
        except tomllib.TOMLDecodeError as error:
            self.mistakes.append(Mistake(name, "", f"no valid TOML: {error}", "TOML"))
            return None
        except (OSError, UnicodeDecodeError) as error:
            self.mistakes.append(Mistake(name, "", f"a file that cannot be read: {error}", "a readable UTF-8 file"))
            return None
        tree, found = self.environment.filled(tree, name)
        self.mistakes += found
        try:
            return model.model_validate(tree)
        except ValidationError as error:
            unset = {m.key for m in found}
            self.mistakes += [m for m in _mistakes(error, name, model) if m.key not in unset]
            if model is schema.TopicFile and (rough := rough_topic(tree)) is not None:
                self._expressions(path, rough)
            return None

    def topic(self, path: Path, name: str, file: schema.TopicFile) -> Topic:
        unknown = list(unknown_concepts(file))
        self.mistakes += [Mistake(str(path), key, found, expected) for key, found, expected in unknown]
        topic = topic_of(name, file, short=not unknown)
        self._expressions(path, topic)
        return topic

    def _expressions(self, path: Path, topic: Topic) -> None:
        self.mistakes += [Mistake(str(path), key, found, expected) for key, found, expected in mistakes(topic)]

    # --- settings ----------------------------------------------------------------------------------

    def _settings(
        self, main: schema.MonitorFile, topics: list[Topic], sources: dict[str, schema.SourceFile]
    ) -> Settings:
        database = self._database(main)
        for channel in main.channels:
            if channel.url:
                self.environment.used.update(parts_of(channel.url))
        host, _, port = main.web.listen.rpartition(":")
        return Settings(
            directory=self.directory,
            database=database,
            timezone=main.timezone,
            http=Http(**main.http.model_dump()),
            gone=Gone(**main.gone.model_dump()),
            flips_a_day=main.flips_a_day,
            web=Web(host.strip("[]"), int(port), main.web.public_url, tuple(main.web.hosts)),
            channels=tuple(
                Channel(c.name, c.url.strip(), c.pace, c.on_doubt, c.give_up, c.language) for c in main.channels
            ),
            routes=tuple(_route(r) for r in main.routes),
            sources=tuple(_source(name, s, main.gone) for name, s in sources.items()),
            topics=tuple(topics),
            templates=TemplateFiles(*(Path(f) if f else None for f in (main.templates.mail, main.templates.text))),
            secrets=tuple(sorted((s for s in self.environment.used if s), key=len, reverse=True)),
        )

    def _database(self, main: schema.MonitorFile) -> str:
        """`MONITOR_DATABASE` wins over the file."""
        try:
            named = self.environment.get("MONITOR_DATABASE")
        except OSError as error:
            self.mistakes.append(
                Mistake("MONITOR_DATABASE_FILE", "", f"a file that cannot be read ({error.strerror})", "a file")
            )
            return main.database
        if not named:
            return main.database
        try:
            return schema.MonitorFile.model_validate({"database": named}).database
        except ValidationError:
            expected = 'an address such as "sqlite:///data/monitor.db" or "postgresql://host/name"'
            self.mistakes.append(Mistake("environment", "MONITOR_DATABASE", "another kind of address", expected))
            return main.database

    # --- names that files use of each other ----------------------------------------------------------

    def _names(self, main: schema.MonitorFile, settings: Settings, topics: set[str], sources: set[str]) -> None:
        file = str(self.directory / "monitor.toml")
        channels = {c.name for c in main.channels}
        self._twice(file, "channels", [c.name for c in main.channels])
        self._twice(file, "routes", [r.name for r in main.routes])
        for index, route in enumerate(main.routes):
            for key, names, known in (
                ("channels", route.channels, channels),
                ("topics", route.topics, topics),
                ("sources", route.sources, sources),
            ):
                self._unknown(file, f"routes[{index}].{key}", names or [], known)
        for source in settings.sources:
            path = str(self.directory / "sources" / f"{source.name}.toml")
            self._unknown(path, "topics", source.topics or (), topics)
        for index, channel in enumerate(main.channels):
            if channel.url.strip():
                self._channel(file, f"channels[{index}].url", channel.url.strip())

    def _channel(self, file: str, key: str, url: str) -> None:
        """A channel is one address with one recipient. Nothing of the address is repeated in the mistake."""
        found = recipients(url)
        if words := unencoded(url):
            self.mistakes.append(Mistake(file, key, words, _ENCODED))
        elif found == 0:
            self.mistakes.append(
                Mistake(file, key, "no apprise address", "an address such as mailtos://…, slack://… or event://…")
            )
        elif found > 1:
            self.mistakes.append(Mistake(file, key, f"an address with {found} recipients", "one recipient a channel"))

    def _twice(self, file: str, key: str, names: list[str]) -> None:
        for name in sorted({n for n in names if names.count(n) > 1}):
            self.mistakes.append(Mistake(file, key, f"the name {name!r} twice", "each name once"))

    def _unknown(self, file: str, key: str, names: Iterable[str], known: set[str]) -> None:
        for name in names:
            if name not in known:
                there = ", ".join(sorted(known)) or "none is configured"
                self.mistakes.append(Mistake(file, key, repr(name), f"one of: {there}"))


def _mistakes(error: ValidationError, file: str, model: type[BaseModel]) -> Iterable[Mistake]:
    for found in error.errors():
        key = _key(found["loc"])
        if found["type"] == "extra_forbidden":
            yield Mistake(file, key, "an unknown key", _near(str(found["loc"][-1]), model, found["loc"][:-1]))
        elif found["type"] == "missing":
            yield Mistake(file, key, "nothing", "a value: the key is required")
        else:
            expected = found["msg"].removeprefix("Input should be ").removeprefix("Value error, ")
            yield Mistake(file, key, _shown(found["input"], key), expected)


def _key(loc: tuple[int | str, ...]) -> str:
    text = ""
    for part in loc:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".").replace(".[key]", "")


def _shown(value: Any, key: str) -> str:
    """What was found, short; never an address that may hold a secret."""
    if key.endswith(("url", "database", "proxy", "password")) and isinstance(value, str) and "@" in value:
        return "an address (not shown, it may hold a password)"
    if isinstance(value, dict):
        return f"a table with {', '.join(map(str, value)) or 'nothing in it'}"
    text = repr(value)
    return text if len(text) <= 80 else text[:79] + "…"


def _near(name: str, model: type[BaseModel], where: tuple[int | str, ...]) -> str:
    """The known keys at this place, the likeliest first."""
    from difflib import get_close_matches

    known = _fields(model, where)
    near = get_close_matches(name, known, 1)
    return f"{near[0]!r}?" if near else "one of: " + ", ".join(known)


def _fields(model: type[BaseModel], where: tuple[int | str, ...]) -> list[str]:
    for part in where:
        if isinstance(part, int):
            continue
        field = model.model_fields.get(part)
        annotation = field.annotation if field else None
        inner = [a for a in (annotation, *getattr(annotation, "__args__", ())) if isinstance(a, type)]
        nested = list(flat(getattr(outer, "__args__", ()) for outer in getattr(annotation, "__args__", ())))
        models = [a for a in (*inner, *nested) if isinstance(a, type) and issubclass(a, BaseModel)]
        if not models:
            return []
        model = models[0]
    return [field.alias or name for name, field in model.model_fields.items()]


def _some(values: list[str] | None) -> tuple[str, ...] | None:
    return None if values is None else tuple(values)


def _route(table: schema.RouteTable) -> Route:
    return Route(
        name=table.name,
        channels=_some(table.channels),
        topics=_some(table.topics),
        sources=_some(table.sources),
        kinds=_some(table.kinds),
        classes=None if table.classes is None else tuple(table.classes),
        languages=_some(table.languages),
        min_score=table.min_score,
        maybe=table.maybe,
        system=table.system,
        digest=("0 * * * *",) if table.digest == "hourly" else _times(table.digest.replace("now", "")),
        quiet=hours(table.quiet_hours) if table.quiet_hours else None,
        together=table.together,
        summary=_times(table.summary),
        quiet_digest=_times(table.quiet_digest),
        loud=table.loud,
    )


def _times(text: str) -> tuple[str, ...]:
    """'08:00,17:00' as cron expressions."""
    found = (part.strip().partition(":") for part in text.split(",") if part.strip())
    return tuple(f"{int(minute)} {int(hour)} * * *" for hour, _, minute in found)


def _source(name: str, file: schema.SourceFile, gone: schema.GoneTable) -> Source:
    recheck = DEFAULT_RECHECK if file.recheck is None else tuple(Recheck(r.every, r.until) for r in file.recheck)
    rule = file.gone or gone
    return Source(
        name=name,
        kind=file.kind,
        url=file.url,
        title=file.title,
        every=file.every,
        languages=tuple(file.languages),
        topics=_some(file.topics),
        zone=file.zone,
        recheck=tuple(sorted(recheck, key=lambda r: r.until)),
        enabled=file.enabled,
        hosts=tuple(file.hosts),
        lists=tuple(file.lists),
        terms=tuple(file.terms),
        selectors={k: v for k, v in file.selectors.model_dump().items() if v},
        headers=tuple(file.headers.items()),
        user_agent=file.user_agent,
        gone=Gone(rule.misses, rule.over),
        was=file.was,
        cron=file.cron,
        active=hours(file.active) if file.active else None,
        expect=file.expect,
        daily_requests=file.daily_requests,
        timeout=file.timeout,
        pin=tuple(file.template.pin),
        mute=tuple(file.template.mute),
    )
