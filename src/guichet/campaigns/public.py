"""What pages of a company stand on that are open to everybody, without account."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from typing import Final
from urllib.parse import parse_qsl

from starlette.requests import Request

from guichet.gateway.across import AcrossTenants
from guichet.kit.clock import Clock
from guichet.kit.ids import IdMaker
from guichet.kit.limits.service import RateLimiter
from guichet.kit.work import UnitOfWork

MOST_SENT: Final = 8_192
"""Bytes of a form."""
MOST_FIELDS: Final = 20
_BREAKS: Final = re.compile(r" (?=[?!:;»])|(?<=«) ")


@dataclass(frozen=True, slots=True)
class Parts:
    """What a doorway stands on."""

    across: AcrossTenants
    open_work: UnitOfWork
    clock: Clock
    ids: IdMaker
    limiter: RateLimiter
    base_url: str
    """Without a slash at its end."""


async def written(request: Request) -> Mapping[str, str]:
    """The fields of a form; none of what is no form, or too long for one."""
    held = b""
    async for piece in request.stream():
        held += piece
        if len(held) > MOST_SENT:
            return {}
    try:
        return dict(parse_qsl(held.decode(), max_num_fields=MOST_FIELDS))
    except ValueError:
        return {}


def on_page(words: str) -> str:
    """Words as they stand in a page: escaped, and no line begins with a mark that French sets apart
    from the word before.
    """
    return escape(_BREAKS.sub("\N{NO-BREAK SPACE}", words))


def address_of(request: Request) -> str:
    """Where it comes from; empty: nobody knows."""
    return request.client.host if request.client else ""
