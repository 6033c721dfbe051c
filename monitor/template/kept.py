"""A source's template and the memory of its pages as bytes, and back."""

import msgspec

from monitor.template.memory import COUNTED, VERSION, PageMemory, Template

_template = msgspec.msgpack.Decoder(Template)
_memory = msgspec.msgpack.Decoder(PageMemory)


def template_bytes(template: Template) -> bytes:
    """A template, its figures short."""
    for place in template.places.values():
        for name in (*COUNTED, "calm"):
            setattr(place, name, round(getattr(place, name), 3))
    return msgspec.msgpack.encode(template)


def template_of(body: bytes | None) -> Template:
    """A template from its bytes; one that cannot be read, or is of another version, is learnt anew."""
    try:
        found = _template.decode(body) if body else Template()
    except msgspec.MsgspecError:
        return Template()
    return found if found.version == VERSION else Template()


def memory_bytes(memory: PageMemory) -> bytes:
    return msgspec.msgpack.encode(memory)


def memory_of(body: bytes | None) -> PageMemory | None:
    """A page's memory from its bytes; None where there is none that can be read."""
    try:
        return _memory.decode(body) if body else None
    except msgspec.MsgspecError:
        return None
