"""Text that cannot be stored is refused at the edge: NUL, which PostgreSQL has no place for, and
halves of surrogate pairs, which are no characters.
"""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import Request

from guichet.kit.errors import FaultPlace, FieldFault, Invalid, NotFound

_SUSPICIOUS = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")


async def check_text(request: Request) -> None:
    """Look through address and JSON body.

    :raises Invalid: naming each such text
    :raises NotFound: in the path, where no such thing can be
    """
    if "\0" in request.url.path or "\0" in request.scope["path"]:
        raise NotFound
    query = dict(request.query_params)
    faults = [*_faults(query, "query"), *await _body_faults(request)]
    if faults:
        raise Invalid(None, tuple(faults[:20]))


async def _body_faults(request: Request) -> Iterator[FieldFault]:
    if "json" not in request.headers.get("content-type", ""):
        return iter(())
    raw = await request.body()
    if not _SUSPICIOUS.search(raw):
        return iter(())
    try:
        return _faults(json.loads(raw), "body")
    except (ValueError, RecursionError):
        return iter(())  # not JSON: said by who reads it


def _faults(value: Any, place: FaultPlace, pointer: str = "") -> Iterator[FieldFault]:
    if isinstance(value, str) and (code := _bad(value)):
        yield FieldFault(pointer, code, {}, place)
    for name, inner in _inner(value):
        yield from _faults(inner, place, f"{pointer}/{name}" if pointer else name)


def _inner(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        for name, inner in value.items():
            yield _shown(name), inner
            if _bad(name):
                yield _shown(name), name
    elif isinstance(value, list):
        yield from ((str(at), inner) for at, inner in enumerate(value))


def _bad(text: str) -> str | None:
    if "\0" in text:
        return "nul_character"
    return "half_character" if any("\ud800" <= c <= "\udfff" for c in text) else None


def _shown(name: str) -> str:
    """A key as it can be told back."""
    return name.replace("\0", "").encode("utf-8", "replace").decode()
