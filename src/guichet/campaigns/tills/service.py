"""Tills: made, given another code, removed."""

import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.audit import service as audit
from guichet.campaigns.tills import repository
from guichet.campaigns.tills.events import CHANGED, till_changed
from guichet.campaigns.tills.types import MOST_TILLS, Till
from guichet.kit.errors import Invalid, NotFound
from guichet.kit.tokens import token_digest
from guichet.kit.work import Work

_LETTERS: Final = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
_LENGTH: Final = 16
"""Letters of a till's code, 79 bits: typed once on each till."""
_GROUP: Final = 4


async def tills(work: Work) -> Sequence[Till]:
    """Those in use, in the order they were made."""
    return await repository.tills(work)


async def create(work: Work, name: str) -> tuple[Till, str]:
    """A new till, and the code that signs it in: it is told once.

    :raises Invalid: ``too_many_tills``
    """
    if len(await repository.tills(work)) >= MOST_TILLS:
        raise Invalid("too_many_tills", limit=MOST_TILLS)
    code = new_code()
    one = Till(work.ids.new(), work.tenant_id, 1, name, work.now)
    await repository.add(work, one, digest_of(code))
    await _tell(work, one)
    return one, code


async def renew(work: Work, till_id: UUID) -> tuple[Till, str]:
    """Another code: who is signed in there by the one before is so no longer.

    :raises NotFound: there is no such till.
    """
    held = await _locked(work, till_id)
    code, one = new_code(), replace(held, version=held.version + 1)
    await repository.write(work, one, digest_of(code))
    await _tell(work, one)
    return one, code


async def remove(work: Work, till_id: UUID) -> None:
    """Nothing is used there any more.

    :raises NotFound: there is no such till.
    """
    held = await _locked(work, till_id)
    gone = replace(held, version=held.version + 1, removed_at=work.now)
    await repository.write(work, gone)
    await _tell(work, gone)


async def of_code(session: AsyncSession, code: str) -> Till | None:
    """The till a code signs in; under the system role."""
    return await repository.by_token(session, digest_of(code))


def new_code() -> str:
    """Letters nobody takes for one another, in groups."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))
    return "-".join(letters[at : at + _GROUP] for at in range(0, _LENGTH, _GROUP))


def digest_of(code: str) -> bytes:
    """What is kept of a code, however it was typed."""
    return token_digest("".join(one for one in code[:100].upper() if one.isalnum()))


async def _locked(work: Work, till_id: UUID) -> Till:
    found = await repository.locked(work, till_id)
    if found is None:
        raise NotFound
    return found


async def _tell(work: Work, one: Till) -> None:
    await work.record(till_changed(one))
    await audit.write(work, CHANGED, f"till:{one.id}", {"name": one.name})
