"""What visitor and server say to one another over the socket: JSON frames, checked. Pure.

Visitor: ``hello`` first, then ``say``, ``typing``, ``got``, ``seen``, ``ping``.
Server: ``welcome``, ``said``, ``refused``, ``message``, ``typing``, ``pong``.
"""

import json
from collections.abc import Mapping
from typing import Annotated, Literal
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from guichet.gateway.types import Line, Notice, Outbound, Page, Said, Since
from guichet.kit.events.types import Json

LONGEST_FRAME = 40_000
"""Bytes: the longest text in four-byte characters, and its wrapping."""
MOST_RECEIPTS = 200


class _Frame(BaseModel):
    model_config = ConfigDict(extra="ignore", frozen=True)


class SincePlace(_Frame):
    """The last message the page holds."""

    interaction: UUID
    seq: Annotated[int, Field(ge=0, le=1 << 30)]


class VisitedPage(_Frame):
    """Where the visitor is."""

    url: Annotated[str, Field(max_length=4_000)]
    title: Annotated[str | None, Field(max_length=1_000)] = None


class Hello(_Frame):
    """The first frame."""

    op: Literal["hello"]
    token: Annotated[str | None, Field(max_length=200)] = None
    since: SincePlace | None = None
    language: Literal["en", "fr"] | None = None


class Say(_Frame):
    """The visitor says something; ``id`` makes a repeat harmless."""

    op: Literal["say"]
    id: Annotated[str, Field(min_length=8, max_length=64, pattern=r"^[A-Za-z0-9_-]+$")]
    text: Annotated[str, Field(max_length=10_000)]
    page: VisitedPage | None = None


class Typing(_Frame):
    """The visitor types, or stopped."""

    op: Literal["typing"]
    on: bool


class Got(_Frame):
    """What was sent to the visitor has reached the page, or the visitor's eyes."""

    op: Literal["got", "seen"]
    ids: Annotated[list[UUID], Field(max_length=MOST_RECEIPTS)]


class Ping(_Frame):
    """Still there?"""

    op: Literal["ping"]


FromVisitor = Hello | Say | Typing | Got | Ping
_ADAPTER: TypeAdapter[FromVisitor] = TypeAdapter(Annotated[FromVisitor, Field(discriminator="op")])


class BadFrame(Exception):
    """The visitor's program speaks another language than ours."""


def parse(text: str) -> FromVisitor:
    """The frame. Raises ``BadFrame``."""
    if len(text) > LONGEST_FRAME:
        raise BadFrame("too long")
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as fault:
        raise BadFrame(fault.errors(include_input=False)[0]["type"]) from None


def dump(frame: Mapping[str, Json]) -> str:
    """A frame as sent."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def page_of(visited: VisitedPage | None) -> Page | None:
    """The page without what its address may give away: query, fragment, credentials."""
    if visited is None:
        return None
    try:
        parts = urlsplit(visited.url)
    except ValueError:
        return None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return None
    host = parts.netloc.rpartition("@")[2]
    url = urlunsplit((parts.scheme, host, parts.path, "", ""))
    return Page(url[:1_000], (visited.title or "")[:200].replace("\x00", "") or None)


def since_of(place: SincePlace | None) -> Since | None:
    """Where the page's knowledge ends."""
    return Since(place.interaction, place.seq) if place else None


def said_frame(said: Said) -> dict[str, Json]:
    """One message as the page shows it."""
    author = {"contact": "visitor", "agent": "agent", "system": "system"}[said.author]
    name = said.name if said.author == "agent" else None
    shown = _message(said.line, author, name)
    receipt = str(said.outbound_id) if said.outbound_id else None
    return {
        **shown,
        **_content(said.text, said.notice),
        "client_id": said.client_id,
        "receipt": receipt,
    }


def outbound_frame(outbound: Outbound) -> dict[str, Json]:
    """Something said to the visitor, as the page shows it. Needs ``outbound.line``."""
    assert outbound.line is not None
    author = "system" if outbound.notice else "agent"
    shown = _message(outbound.line, author, outbound.author)
    return {
        **shown,
        **_content(outbound.text, outbound.notice),
        "client_id": None,
        "receipt": str(outbound.id),
    }


def _message(line: Line, author: str, name: str | None) -> dict[str, Json]:
    return {
        "id": str(line.message_id),
        "interaction": str(line.interaction_id),
        "seq": line.seq,
        "at": line.at.isoformat(),
        "from": author,
        "name": name,
    }


def _content(text: str | None, notice: Notice | None) -> dict[str, Json]:
    shown: Json = {"code": notice.code, "params": dict(notice.params)} if notice else None
    return {"text": text, "notice": shown}
