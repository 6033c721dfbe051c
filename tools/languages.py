"""Compile the catalogues of the messages (`make words`): gettext reads .mo, people write .po."""

from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

# Babel would put the moment of the compilation into the file.
_DAY = datetime(2026, 1, 1, tzinfo=UTC)
LOCALE = Path(__file__).parent.parent / "monitor" / "render" / "locale"


def compiled(source: Path) -> bytes:
    """The catalogue as gettext reads it."""
    made, catalogue = BytesIO(), read_po(BytesIO(source.read_bytes()))
    catalogue.creation_date = catalogue.revision_date = _DAY
    write_mo(made, catalogue)
    return made.getvalue()


if __name__ == "__main__":
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        file.with_suffix(".mo").write_bytes(compiled(file))
        print(file.with_suffix(".mo"))
