"""Word letters: whatever holds text is read, once; notes stand behind it; an empty one says so."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from monitor.core.errors import ParseError
from monitor.reading import docx

_USUAL = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_REL = "http://schemas.openxmlformats.org/package/2006/relationships"


def _p(text: str, inside: str = "") -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r>{inside}</w:p>"


def _word(body: str, space: str = _USUAL, main: str = "word/document.xml", **notes: str) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr(main, f'<w:document xmlns:w="{space}" xmlns:mc="{_MC}"><w:body>{body}</w:body></w:document>')
        relation = f'<Relationship Id="r" Type="{space}/officeDocument" Target="/{main}"/>'
        archive.writestr("_rels/.rels", f'<Relationships xmlns="{_REL}">{relation}</Relationships>')
        for name, text in notes.items():
            place = main.replace("document", name)
            archive.writestr(place, f'<w:{name} xmlns:w="{space}">{text}</w:{name}>')
    return packed.getvalue()


def _read(body: bytes) -> list[tuple[str, str]]:
    return [(b.kind, b.text) for b in docx.blocks(body)]


_BOX = "<mc:AlternateContent><mc:Choice>{0}</mc:Choice><mc:Fallback>{0}</mc:Fallback></mc:AlternateContent>"
_CELL = "<w:tc>{}</w:tc>"
_ROW = "<w:tr>{}</w:tr>"


@pytest.mark.parametrize("space", [_USUAL, _STRICT])
@pytest.mark.parametrize("main", ["word/document.xml", "word/document2.xml"])
@pytest.mark.parametrize(
    ("body", "read"),
    [
        (_p("One") + f"<w:sdt><w:sdtPr/><w:sdtContent>{_p('Two')}</w:sdtContent></w:sdt>", ["One", "Two"]),
        ("<w:p><w:sdt><w:sdtContent><w:r><w:t>In line</w:t></w:r></w:sdtContent></w:sdt></w:p>", ["In line"]),
        (_p("One", "<w:r>" + _BOX.format("<w:txbxContent>" + _p("Box") + "</w:txbxContent>") + "</w:r>") + _p("Two"),
         ["One", "Box", "Two"]),
        (f"<w:ins>{_p('New')}</w:ins>", ["New"]),
        ("<w:p><w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t>there</w:t></w:r></w:ins></w:p>",
         ["there"]),
        (f"<w:p><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>{_p('moved')}", ["moved"]),
        ("<w:tbl>" + _ROW.format(_CELL.format(_p("a")) + _CELL.format(_p("b") + "<w:tbl>" + _ROW.format(
            _CELL.format(_p("c")) + _CELL.format(_p("d"))) + "</w:tbl>")) + "</w:tbl>", ["a | b c d"]),
        ("<w:tbl><w:sdt><w:sdtContent>" + _ROW.format(_CELL.format(_p("a"))) + "</w:sdtContent></w:sdt></w:tbl>", ["a"]),
        ("<w:p><w:r><w:t>VN</w:t><w:noBreakHyphen/><w:t>verband</w:t><w:br/><w:t>x</w:t></w:r></w:p>", ["VN-verband x"]),
    ],
    ids="control inline box inserted tracked moved nested-table row-control hyphen".split(),
)  # fmt: skip
def test_what_holds_text_is_read_once(body: str, read: list[str], main: str, space: str) -> None:
    assert [text for _, text in _read(_word(body, space, main))] == read


def test_notes_stand_behind_the_text_under_their_numbers() -> None:
    """A reader sees them counted as they come, whatever ids the program gave them; rules are none."""
    call = "<w:r><w:{0}Reference w:id='{1}'/></w:r>"
    body = _p("One", call.format("footnote", 7)) + _p("Two", call.format("endnote", 7)) + _p("Three")
    foot = f"<w:footnote w:type='separator' w:id='0'>{_p('-')}</w:footnote><w:footnote w:id='7'>{_p('A')}</w:footnote>"
    end = f"<w:endnote w:id='7'>{_p('B')}</w:endnote><w:endnote w:id='9'>{_p('uncalled')}</w:endnote>"
    assert _read(_word(body, footnotes=foot, endnotes=end)) == [
        ("paragraph", "One[1]"), ("paragraph", "Two[2]"), ("paragraph", "Three"),
        ("footnote", "[1] A"), ("footnote", "[2] B"),
    ]  # fmt: skip


@pytest.mark.parametrize("body", ["", "<w:p/>", "<w:sectPr/>", _p(" ")])
def test_an_empty_document_says_so(body: str) -> None:
    with pytest.raises(ParseError, match="has no text"):
        docx.blocks(_word(body))
