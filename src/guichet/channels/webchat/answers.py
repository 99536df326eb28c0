"""What the server tells a visitor's page: JSON frames. Pure.

``welcome``, ``said``, ``refused``, ``done``, ``message``, ``typing``, ``place``, ``availability``,
``ended``, ``pong``.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from guichet.files.types import FileRef
from guichet.gateway.types import Availability, History, Line, Notice, Outbound, QuickReply, Said
from guichet.kit.events.types import Json

Frame = dict[str, Json]
AddressOf = Callable[[FileRef], str]
"""Where the visitor's browser gets a file."""

ENDED = '{"op":"ended",'
"""How a frame that tells of an end begins."""


def dump(frame: Mapping[str, Json]) -> str:
    """A frame as sent."""
    return json.dumps(frame, ensure_ascii=False, separators=(",", ":"))


def welcome(
    token: str,
    history: History,
    availability: Availability,
    now: datetime,
    address_of: AddressOf,
) -> Frame:
    """The answer to ``hello``."""
    return {
        "op": "welcome",
        "token": token,
        "messages": [said_message(one, address_of) for one in history.said],
        "more": history.more,
        "open": history.open,
        "interaction": str(history.interaction_id) if history.interaction_id else None,
        "agent": history.agent,
        "now": now.isoformat(),
        "availability": availability_json(availability),
    }


def availability(found: Availability, subject: str | None = None) -> Frame:
    """Whether somebody would answer now; ``subject`` as it was asked for."""
    return {"op": "availability", "subject": subject, **availability_json(found)}


def availability_json(found: Availability) -> Frame:
    """As a page shows it, also inlined in the loader."""
    return {
        "state": found.state,
        "at": found.at.isoformat(),
        "opens_at": found.opens_at.isoformat() if found.opens_at else None,
        "wait": list(found.wait) if found.wait else None,
    }


def place(position: int, wait: tuple[int, int] | None) -> Frame:
    """The visitor's place in line, counted from 1, and the wait announced, in seconds; unknown
    where it would be a guess.
    """
    low, high = wait or (None, None)
    return {"op": "place", "position": position, "low": low, "high": high, "known": bool(wait)}


def ended(interaction: str, *, rate: bool) -> Frame:
    """The conversation is over; ``rate``: the visitor is asked how it was."""
    return {"op": "ended", "interaction": interaction, "rate": rate}


def done(key: str | None) -> Frame:
    """What was asked for is committed."""
    return {"op": "done", "id": key}


def refused(
    key: str, code: str, *, again: bool, fields: Sequence[str] = (), wait: int | None = None
) -> Frame:
    """What was asked for is not done; ``again``: the same may be tried later. ``fields`` names what
    to mend, ``wait`` the seconds until it may be tried again.
    """
    frame: Frame = {"op": "refused", "id": key, "code": code, "again": again, "fields": [*fields]}
    return {**frame, "wait": wait} if wait else frame


def said_message(said: Said, address_of: AddressOf) -> Frame:
    """One message as the page shows it."""
    author = {"contact": "visitor", "agent": "agent", "system": "system"}[said.author]
    name = said.name if said.author == "agent" else None
    return {
        **_line(said.line, author, name),
        **_content(said.text, said.notice),
        **_more(said.files, said.quick, address_of),
        "client_id": said.client_id,
        "receipt": str(said.outbound_id) if said.outbound_id else None,
    }


def outbound_message(outbound: Outbound, line: Line, address_of: AddressOf) -> Frame:
    """Something said to the visitor at ``line``, as the page shows it."""
    author = "system" if outbound.notice else "agent"
    return {
        **_line(line, author, outbound.author),
        **_content(outbound.text, outbound.notice),
        **_more(outbound.files, outbound.quick, address_of),
        "client_id": None,
        "receipt": str(outbound.id),
    }


def _line(line: Line, author: str, name: str | None) -> Frame:
    return {
        "id": str(line.message_id),
        "interaction": str(line.interaction_id),
        "seq": line.seq,
        "at": line.at.isoformat(),
        "from": author,
        "name": name,
    }


def _content(text: str | None, notice: Notice | None) -> Frame:
    shown: Json = {"code": notice.code, "params": dict(notice.params)} if notice else None
    return {"kind": "notice" if notice else "text", "text": text, "notice": shown}


def _more(files: Sequence[FileRef], quick: Sequence[QuickReply], address_of: AddressOf) -> Frame:
    return {
        "files": [file_json(one, address_of) for one in files],
        "quick": [{"value": one.value, "label": one.label} for one in quick],
    }


def file_json(file: FileRef, address_of: AddressOf) -> Frame:
    """A file as the page shows it; without an address while it is being checked, or infected."""
    return {
        "id": str(file.id),
        "name": file.name,
        "type": file.media_type,
        "size": file.size,
        "state": file.state,
        "url": address_of(file) if file.state == "clean" else None,
        "width": file.width,
        "height": file.height,
    }
