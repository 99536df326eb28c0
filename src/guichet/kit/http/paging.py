"""Lists page by key: a cursor is the key of the last row shown, opaque to the caller.

A cursor holds no secret and grants nothing (row security does), so it is validated, not signed:
whatever does not decode into the list's own key is a 422 naming ``cursor``.
"""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Generic, TypeVar

from fastapi import Depends, Query
from pydantic import BaseModel, Field, TypeAdapter, ValidationError

from guichet.kit.errors import FieldFault, Invalid

Item = TypeVar("Item")
Row = TypeVar("Row")
Key = TypeVar("Key", bound=tuple[Any, ...])

DEFAULT_LIMIT = 50
MAX_LIMIT = 200
_CURSOR_LENGTH = 500


class Page(BaseModel, Generic[Item]):
    """A part of a list."""

    items: list[Item]
    next_cursor: Annotated[
        str | None, Field(description="Give it as `cursor` to read on; null at the end.")
    ] = None


@dataclass(frozen=True, slots=True)
class PageQuery:
    """Where to read on, and how much."""

    cursor: str | None
    limit: int

    @property
    def fetch(self) -> int:
        """How many rows to select: one more than shown, to know whether there is more."""
        return self.limit + 1

    def after(self, shape: type[Key]) -> Key | None:
        """The key to read on after, such as ``query.after(tuple[datetime, UUID])``.

        :raises Invalid: a cursor that is not of this list.
        """
        return None if self.cursor is None else _decoded(self.cursor, shape)


def page_query(
    cursor: Annotated[
        str | None,
        Query(max_length=_CURSOR_LENGTH, description="`next_cursor` of the page before."),
    ] = None,
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="Most items wanted.")] = (
        DEFAULT_LIMIT
    ),
) -> PageQuery:
    """The page a request asks for."""
    return PageQuery(cursor, limit)


Paging = Annotated[PageQuery, Depends(page_query)]


def page_of(
    rows: Sequence[Row], query: PageQuery, shown: Callable[[Row], Item], key: Callable[[Row], Key]
) -> Page[Item]:
    """The page made of up to ``query.fetch`` rows."""
    visible = rows[: query.limit]
    more = len(rows) > query.limit
    return Page(
        items=[shown(row) for row in visible],
        next_cursor=cursor_of(key(visible[-1])) if more else None,
    )


def cursor_of(key: tuple[Any, ...]) -> str:
    """The cursor that reads on after the row of ``key``."""
    raw = _adapter(tuple).dump_json(key)
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _decoded(cursor: str, shape: type[Key]) -> Key:
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        raw = base64.b64decode(padded, altchars=b"-_", validate=True)
        key: Key = _adapter(shape).validate_json(raw)
    except (binascii.Error, ValidationError, ValueError):
        raise _bad_cursor() from None
    if b"\\u0000" in raw:  # PostgreSQL holds no such text
        raise _bad_cursor()
    return key


def _bad_cursor() -> Invalid:
    return Invalid(None, (FieldFault("cursor", "bad_cursor", {}, "query"),))


@cache
def _adapter(shape: type[Any]) -> TypeAdapter[Any]:
    return TypeAdapter(shape)
