"""The way from an asker's request into the operator's tenant."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated

from fastapi import Depends

from guichet.accounts.askers import Asker
from guichet.accounts.http import Works, require
from guichet.accounts.rights import Right
from guichet.accounts.tenants import service as tenants
from guichet.accounts.types import Principal
from guichet.accounts.users import service as users
from guichet.accounts.works import SystemWorks
from guichet.desk.advice.types import Who
from guichet.kit.errors import Conflict
from guichet.kit.ground import Ground
from guichet.kit.http.deps import CallerLanguage, GroundPart
from guichet.kit.i18n import Language
from guichet.kit.ids import TenantId
from guichet.kit.work import Actor, UnitOfWork, Work


class Operator:
    """The platform operator's tenant, as far as one asker may reach into it."""

    def __init__(
        self, ground: Ground, works: SystemWorks, principal: Principal, language: Language
    ) -> None:
        self._ground = ground
        self._works = works
        self._principal = principal
        self._language = language
        self.asker = Asker(principal.tenant_id, principal.user_id)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Work]:
        """A work of the operator's tenant in the name of the asker, committed when left. Raises
        ``Conflict`` ``nobody_to_ask`` when there is no such tenant or it is suspended.
        """
        tenant_id = await self._tenant_id()
        parts = self._ground
        open_work = UnitOfWork(parts.request_db, parts.clock, parts.ids)
        async with open_work(tenant_id, Actor("visitor")) as work:
            yield work

    async def who(self) -> Who:
        """The asker, as the operator's agents are to see them."""
        async with self._works() as work:
            user = await users.get(work, self.asker.user_id)
            company = (await tenants.get(work, self.asker.tenant_id)).name
        return Who(self.asker, user.name, company, user.email, self._language)

    async def _tenant_id(self) -> TenantId:
        async with self._works() as work:
            found = await tenants.find(work, self._ground.settings.operator_tenant)
        if found is None or found.status != "active":
            raise Conflict("nobody_to_ask")
        return found.id


def operator(
    principal: Annotated[Principal, Depends(require(Right.ADVICE_ASK))],
    parts: GroundPart,
    works: Works,
    language: CallerLanguage,
) -> Operator:
    """The operator's tenant, for who calls."""
    return Operator(parts, works, principal, language)


OperatorPart = Annotated[Operator, Depends(operator)]
