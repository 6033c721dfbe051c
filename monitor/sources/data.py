"""JSON answers of sources: an object, or an error that says what stands there instead."""

import json
from typing import Any

from monitor.core.errors import ParseError


def json_object(body: bytes) -> dict[str, Any]:
    """Raises `ParseError` where the bytes are no whole JSON object."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise ParseError(f"cut or foreign JSON: {error}") from error
    if not isinstance(data, dict):
        raise ParseError("JSON of another shape: not an object")
    return data
