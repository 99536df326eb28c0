"""The header ``Idempotency-Key`` on its way through a request."""

import hashlib
import re

from fastapi import Request, Response
from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.ground import Ground
from guichet.kit.http.caller import Caller
from guichet.kit.idempotency.service import Keyed
from guichet.kit.idempotency.types import Answer, Claim
from guichet.kit.ids import TenantId

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"

_KEY = re.compile(r"[\x21-\x7e]{1,255}")
_PENDING = "guichet.idempotency"


class Replayed(Exception):
    """The work was done before: this is what was answered."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.response = Response(answer.body, answer.status, {REPLAYED: "true"}, "application/json")


async def begin(
    request: Request, ground: Ground, session: AsyncSession, tenant_id: TenantId
) -> None:
    """Claim the request's key, if it is a POST that carries one and its caller is known.

    :raises Replayed: it was answered before
    :raises Conflict: the key was used for something else, or is in use
    :raises Invalid: the header is no key
    """
    caller: Caller | None = request.scope.get("guichet.caller")
    claim = await claim_of(request, caller) if caller is not None else None
    if claim is None or request.method != "POST":
        return
    keyed = Keyed(session, tenant_id, ground.cipher)
    earlier = await keyed.claim(claim, ground.clock.now())
    if earlier is not None:
        raise Replayed(earlier)
    request.scope[_PENDING] = (keyed, claim)


async def claim_of(request: Request, caller: Caller) -> Claim | None:
    """What the request claims; none: it carries no key.

    :raises Invalid: the header is no key
    """
    key = request.headers.get(HEADER)
    if key is None:
        return None
    url = request.url
    body = await request.body()
    return claim(caller, key, request.method, url.path, body=body, query=url.query)


def claim(
    caller: Caller, key: str, method: str, path: str, *, body: bytes, query: str = ""
) -> Claim:
    """The claim of a caller's ``key`` for this request.

    :raises Invalid: it is no key
    """
    digest = hashlib.sha256()
    for part in (method, path, query):
        digest.update(part.encode() + b"\0")
    digest.update(body)
    return Claim(caller.limit_key, _checked(key), digest.digest())


async def finish(request: Request, response: Response) -> None:
    """Store the answer that is about to be committed and sent."""
    pending: tuple[Keyed, Claim] | None = request.scope.get(_PENDING)
    if pending is not None:
        keyed, claim = pending
        await keyed.keep(claim, Answer(response.status_code, bytes(response.body)))


def _checked(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise Invalid(None, (FieldFault(HEADER, "not_a_key", {}, "header"),))
    return key
