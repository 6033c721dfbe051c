"""A small Word document, as the Tweede Kamer serves letters: the same bytes for the same text."""

from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)


def document(paragraphs: list[str]) -> bytes:
    """The paragraphs as a DOCX file."""
    text = "".join(f"<w:p><w:r><w:t>{escape(p, quote=False)}</w:t></w:r></w:p>" for p in paragraphs)
    main = f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_W}"><w:body>{text}</w:body></w:document>'
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, content in (("[Content_Types].xml", _TYPES), ("word/document.xml", main)):
            archive.writestr(ZipInfo(name, (2026, 1, 1, 0, 0, 0)), content)
    return packed.getvalue()
