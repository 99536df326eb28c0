"""Who may come in, and who must leave: the port the accounts room fulfils.

A socket lives long; sessions end and roles change meanwhile. So every pass is renewed every few
seconds, all of a process in one question.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol
from uuid import UUID

from starlette.requests import HTTPConnection

from guichet.accounts.callers.edge import AccountCallers
from guichet.accounts.callers.service import operating
from guichet.accounts.types import PLATFORM, Principal
from guichet.kit.errors import Refusal
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId
from guichet.kit.topics import Viewer

RENEWED_EVERY = timedelta(seconds=2)
"""A revoked session or a lost role closes its sockets within this and one question's time."""


@dataclass(frozen=True, slots=True)
class Pass:
    """Let in: who, and by which session."""

    viewer: Viewer
    session_id: UUID
    language: Language | None = None


class Door(Protocol):
    """Lets browsers in by their session cookie."""

    async def admit(self, connection: HTTPConnection, tenant_id: TenantId) -> Pass:
        """The pass of a connection that asks for ``tenant_id``; ``PLATFORM``: for an operator.

        :raises NotSignedIn: no valid session
        :raises NotFound: no such tenant, or not one of theirs
        """
        ...

    async def renewed(self, passes: Sequence[Pass]) -> Sequence[Pass | Refusal]:
        """The same passes with the rights of now, in order; for who must leave the reason:
        NotSignedIn (the session ended) or NotFound (no longer a member).
        """
        ...


class AccountDoor:
    """The accounts room's answers, as passes."""

    def __init__(self, callers: AccountCallers) -> None:
        self._callers = callers

    async def admit(self, connection: HTTPConnection, tenant_id: TenantId) -> Pass:
        if tenant_id == PLATFORM:
            return _pass(operating(await self._callers.by_session(connection, None)))
        return _pass(await self._callers.by_session(connection, tenant_id))

    async def renewed(self, passes: Sequence[Pass]) -> Sequence[Pass | Refusal]:
        if not passes:
            return ()
        asked = [(one.session_id, one.viewer.tenant_id) for one in passes]
        answers = await self._callers.standing(asked)
        return [_pass(one) if isinstance(one, Principal) else one for one in answers]


def _pass(principal: Principal) -> Pass:
    viewer = Viewer(principal.user_id, principal.tenant_id, frozenset(principal.rights))
    return Pass(viewer, principal.session, principal.language)
