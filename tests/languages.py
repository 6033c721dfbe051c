"""Compile the catalogues of the messages (`make words`): gettext reads .mo, people write .po."""

from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

LOCALE = Path(__file__).parent.parent / "monitor" / "channels" / "locale"


def compiled(source: Path) -> bytes:
    """The catalogue as gettext reads it."""
    made = BytesIO()
    write_mo(made, read_po(BytesIO(source.read_bytes())))
    return made.getvalue()


if __name__ == "__main__":
    for file in sorted(LOCALE.glob("*/LC_MESSAGES/*.po")):
        file.with_suffix(".mo").write_bytes(compiled(file))
        print(file.with_suffix(".mo"))
