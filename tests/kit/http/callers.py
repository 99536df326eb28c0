"""Callers for tests of the edge: whoever the test says."""

from dataclasses import dataclass

from starlette.requests import Request

from guichet.kit.errors import NotSignedIn
from guichet.kit.http.caller import Caller, TenantCaller
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId
from guichet.kit.work import Actor


@dataclass(frozen=True)
class StaticCaller:
    """A caller in a tenant."""

    actor: Actor
    tenant_id: TenantId
    language: Language | None = None
    per_minute: int | None = None

    @property
    def limit_key(self) -> str:
        return f"{self.actor.kind}:{self.actor.id}"


class StaticCallers:
    """Nobody, until somebody is signed in."""

    def __init__(self) -> None:
        self._caller: StaticCaller | None = None

    def sign_in(self, caller: StaticCaller) -> None:
        """From now on every request comes from ``caller``."""
        self._caller = caller

    async def anyone(self, request: Request) -> Caller:
        return self._known()

    async def in_tenant(self, request: Request) -> TenantCaller:
        return self._known()

    def _known(self) -> StaticCaller:
        if self._caller is None:
            raise NotSignedIn
        return self._caller
