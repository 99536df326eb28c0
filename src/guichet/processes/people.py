"""Who somebody is, for rooms below the contacts."""

from guichet.crm import service as crm
from guichet.gateway.telephones.types import Person
from guichet.gateway.types import Identity
from guichet.kit.ids import TenantId
from guichet.kit.work import SYSTEM, UnitOfWork


class PeopleKnown:
    """Fulfils ``gateway.telephones.types.WhoIs``."""

    def __init__(self, open_work: UnitOfWork) -> None:
        self._open_work = open_work

    async def __call__(self, tenant_id: TenantId, identity: Identity) -> Person | None:
        """The card an identity leads to, with all its identities."""
        async with self._open_work(tenant_id, SYSTEM) as work:
            known = await crm.known(work, identity)
            if known is None:
                return None
            card = await crm.card(work, known)
        identities = [Identity(one.kind, one.value) for one in card.identities]
        return Person(card.contact.id, identities)
