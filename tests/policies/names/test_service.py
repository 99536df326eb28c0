"""Names to send under are asked for and decided."""

import pytest

from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.errors import Conflict, Invalid, NotFound
from guichet.policies.names import service
from guichet.policies.types import SenderRules
from tests.conftest import MakeTenant, MakeWork

RULES = SenderRules(blocked=frozenset({"rdv"}))


async def test_a_name_is_asked_for_decided_and_asked_for_anew(
    make_work: MakeWork, make_tenant: MakeTenant, system_db: SystemDatabase
) -> None:
    tenant_id = await make_tenant()
    async with make_work(tenant_id) as work:
        asked = await service.ask(work, "VANILLE", "SIRET 1", RULES)
        with pytest.raises(Conflict, match="sender_name_known"):
            await service.ask(work, "Vanille", "SIRET 1", RULES)
        with pytest.raises(Invalid):
            await service.ask(work, "RDV", "SIRET 1", RULES)
        with pytest.raises(NotFound):
            await service.decide(work, work.ids.new(), registered=True, reason=None)
        refused = await service.decide(work, asked.id, registered=False, reason="whose?")
        assert await service.registered(work.session, tenant_id) == frozenset()
        again = await service.ask(work, "VANILLE", "INPI 4 567 890", RULES)
        assert (again.id, again.version) == (asked.id, refused.version + 1)
        async with system_db.transaction() as session:
            assert await service.in_state(session, "asked", None, 5) == []
    async with system_db.transaction() as session:
        assert await service.in_state(session, "asked", None, 5) == [again]
        assert await service.in_state(session, "asked", again.id, 5) == []
    async with make_work(tenant_id) as work:
        decided = await service.decide(work, asked.id, registered=True, reason=None)
        assert await service.decide(work, asked.id, registered=True, reason=None) == decided
        assert await service.registered(work.session, tenant_id) == {"vanille"}
        assert await service.names(work.session, tenant_id) == [decided]
