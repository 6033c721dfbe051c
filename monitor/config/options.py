"""How this process was started."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """The command line's options before the command."""

    config: Path = Path("config")
    log_level: str = "INFO"
    log_format: str = "text"
